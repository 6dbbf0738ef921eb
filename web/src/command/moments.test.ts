import { expect, it } from "vitest";
import { makeAlarm } from "../live/builders";
import type { TrackPoint } from "../map/features";
import { indexAt, ticks } from "./moments";

const TRACK = [0, 10, 20, 30].map((minute): TrackPoint => [
  -2,
  53,
  new Date(Date.UTC(2026, 10, 23, 12, minute)).toISOString(),
  80,
  "ok",
]);

function minute(at: number): number {
  return Date.UTC(2026, 10, 23, 12, at);
}

it("finds where the transport was at a moment", () => {
  expect([-5, 0, 9, 10, 29, 99].map((at) => indexAt(TRACK, minute(at)))).toEqual([0, 0, 0, 1, 2, 3]);
});

it("puts alarms on the bar by the seal's time and leaves out those from before", () => {
  const placed = ticks(TRACK, [
    makeAlarm({ id: "x", raised_at: "2026-11-23T12:15:00Z" }),
    makeAlarm({ id: "y", raised_at: "2026-11-23T11:00:00Z" }),
  ]);

  expect(placed.map(({ alarm, share }) => [alarm.id, share])).toEqual([["x", 0.5]]);
});

it("has no ticks without a track", () => {
  expect(ticks([], [makeAlarm({})])).toEqual([]);
});
