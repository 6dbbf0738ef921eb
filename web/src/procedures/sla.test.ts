import { expect, test } from "vitest";
import { clock, clockFace } from "./sla";

const OPENED = "2026-03-01T10:00:00Z";
const DUE = "2026-03-01T10:03:00Z";

test.each([
  ["10:00:00", "calm", 180],
  ["10:01:47", "calm", 73],
  ["10:01:48", "amber", 72],
  ["10:02:59", "amber", 1],
  ["10:03:00", "red", 0],
  ["10:04:30", "red", -90],
])("at %s a case of three minutes is %s", (time, pressure, left) => {
  expect(clock(OPENED, DUE, Date.parse(`2026-03-01T${time}Z`))).toEqual({ pressure, left });
});

test.each([
  [125, "2:05"],
  [-42, "−0:42"],
  [12_000, "3:20:00"],
])("%i seconds read %s", (seconds, face) => {
  expect(clockFace(seconds)).toBe(face);
});
