import { expect, it } from "vitest";
import { health, nextWait } from "./health";

it("calls the feed stale when it has been quiet for too long", () => {
  expect(health("live", 1000, 5000)).toBe("fresh");
  expect(health("live", 1000, 20_000)).toBe("stale");
});

it("says lost as soon as the connection is lost, however fresh the last message", () => {
  expect(health("lost", 1000, 1001)).toBe("lost");
});

it("waits longer after every failed attempt, but never longer than fifteen seconds", () => {
  expect([0, 1, 2, 3, 4, 50].map(nextWait)).toEqual([1000, 2000, 4000, 8000, 15_000, 15_000]);
});
