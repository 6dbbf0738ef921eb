import { expect, test } from "vitest";
import { lengthWords, roundUp, ticks } from "./ruler";

test("ticks are whole steps inside the image", () => {
  const marks = ticks(-30, 2, 400, 120);

  expect(marks[0]!.mm).toBe(0);
  expect(marks.at(-1)!.mm).toBe(120);
  expect(marks[1]!.at - marks[0]!.at).toBeGreaterThanOrEqual(8);
});

test("labels have room", () => {
  const labelled = ticks(0, 0.05, 1200, 12_000).filter((tick) => tick.labelled);

  expect(labelled[1]!.at - labelled[0]!.at).toBeGreaterThanOrEqual(72);
});

test.each([
  [0.9, 1],
  [1.1, 2],
  [4, 5],
  [7, 10],
  [300, 500],
])("%f goes up to %f", (value, step) => {
  expect(roundUp(value)).toBe(step);
});

test("lengths are said as an analyst says them", () => {
  expect([lengthWords(42.37), lengthWords(2438)]).toEqual(["42.4 mm", "2.44 m"]);
});
