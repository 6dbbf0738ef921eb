import { describe, expect, it } from "vitest";
import { makeAlarm, makeJourney } from "./builders";
import { afterDelta, fromSnapshot } from "./merge";

const AT = "2026-11-23T12:00:00Z";

describe("the board after a message", () => {
  it("takes over what changed and keeps the rest", () => {
    const board = fromSnapshot({
      at: AT,
      journeys: [makeJourney({ id: "a" }), makeJourney({ id: "b" })],
      alarms: [],
    });
    const after = afterDelta(board, { at: AT, journeys: [makeJourney({ id: "b", speed_kmh: 12 })] });

    expect([...after.journeys.values()].map((one) => [one.id, one.speed_kmh])).toEqual([
      ["a", 80],
      ["b", 12],
    ]);
  });

  it("forgets journeys and alarms that are gone, even when they are named as changed too", () => {
    const board = fromSnapshot({
      at: AT,
      journeys: [makeJourney({ id: "a" })],
      alarms: [makeAlarm({ id: "x" })],
    });
    const after = afterDelta(board, {
      at: AT,
      alarms: [makeAlarm({ id: "x" })],
      gone: { journeys: ["a"], alarms: ["x"] },
    });

    expect(after.journeys.size + after.alarms.size).toBe(0);
  });

  it("is the same after the same message twice", () => {
    const board = fromSnapshot({ at: AT, journeys: [], alarms: [] });
    const delta = { at: AT, journeys: [makeJourney({ id: "a" })], gone: ["b"] };

    expect(afterDelta(afterDelta(board, delta), delta)).toEqual(afterDelta(board, delta));
  });

  it("keeps the very same maps when nothing changed, so that nothing is drawn again", () => {
    const board = fromSnapshot({ at: AT, journeys: [makeJourney({})], alarms: [] });

    expect(afterDelta(board, { at: AT, journeys: [] }).journeys).toBe(board.journeys);
  });
});
