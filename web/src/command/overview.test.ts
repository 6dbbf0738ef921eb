import { describe, expect, it } from "vitest";
import { makeAlarm, makeJourney } from "../live/builders";
import { fromSnapshot } from "../live/merge";
import { spanOf } from "./duration";
import { countersOf, neighbour, onMap, queueOf, rowsOf, unseen } from "./overview";

const NOON = Date.parse("2026-11-23T12:00:00Z");
const AT = "2026-11-23T12:00:00Z";

describe("the alarm queue", () => {
  const old = makeAlarm({ id: "old", severity: "critical", known_at: "2026-11-23T09:00:00Z" });
  const fresh = makeAlarm({ id: "fresh", severity: "medium", known_at: "2026-11-23T11:00:00Z" });
  const taken = makeAlarm({ id: "taken", state: "acknowledged", known_at: "2026-11-23T10:00:00Z" });

  it("puts the worst first and then the newest", () => {
    expect(queueOf([fresh, old, taken], "new").map((one) => one.id)).toEqual(["old", "fresh"]);
  });

  it("shows everything by time", () => {
    expect(queueOf([old, fresh, taken], "all").map((one) => one.id)).toEqual(["fresh", "taken", "old"]);
  });

  it("counts as new only what was not seen and not taken", () => {
    expect(unseen([old, fresh, taken], new Set(["old"])).map((one) => one.id)).toEqual(["fresh"]);
  });

  it("is walked with two keys, stopping at its ends", () => {
    const queue = [old, fresh];

    expect(neighbour(queue, null, 1)?.id).toBe("old");
    expect(neighbour(queue, "old", 1)?.id).toBe("fresh");
    expect(neighbour(queue, "fresh", 1)?.id).toBe("fresh");
    expect(neighbour([], null, 1)).toBeUndefined();
  });
});

it("counts a journey that is both late and silent in both counters", () => {
  const board = fromSnapshot({
    at: AT,
    journeys: [makeJourney({ id: "a" }), makeJourney({ id: "b", due_at: "2026-11-23T10:00:00Z" })],
    alarms: [makeAlarm({ journey_id: "b", rule: "silent", severity: "critical" })],
  });
  const rows = rowsOf(board.journeys, board.alarms, NOON);

  expect(rows[0]!.id).toBe("b");
  expect(countersOf(rows, board.alarms.values())).toEqual({
    in_transit: 2,
    late: 1,
    silent: 1,
    alarms: 1,
    critical: 1,
  });
});

it("takes ended journeys off the map, except the chosen one and those with an open alarm", () => {
  const ended = { state: "ended", due_at: "2026-11-23T15:00:00Z" } as const;
  const board = fromSnapshot({
    at: AT,
    journeys: [
      makeJourney({ id: "over", ...ended }),
      makeJourney({ id: "cut", ...ended }),
      makeJourney({ id: "road" }),
    ],
    alarms: [makeAlarm({ journey_id: "cut", rule: "rope_cut" })],
  });
  const rows = rowsOf(board.journeys, board.alarms, NOON);

  expect(onMap(rows, null).map((row) => row.id)).toEqual(["cut", "road"]);
  expect(onMap(rows, "over").map((row) => row.id)).toEqual(["cut", "road", "over"]);
});

it("splits a span into the two units that matter", () => {
  expect(spanOf(59_000)).toEqual([[59, "second"]]);
  expect(spanOf(3_900_000)).toEqual([
    [1, "hour"],
    [5, "minute"],
  ]);
  expect(spanOf(-5)).toEqual([[0, "second"]]);
});
