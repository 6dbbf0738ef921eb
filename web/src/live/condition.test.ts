import { describe, expect, it } from "vitest";
import { makeAlarm, makeJourney } from "./builders";
import { openRules, standing, worst } from "./condition";

const NOON = Date.parse("2026-11-23T12:00:00Z");

function conditionWith(rules: string[], changes = {}) {
  return standing(makeJourney(changes), new Set(rules), NOON);
}

describe("the standing of a journey", () => {
  it("is normal while nothing is wrong", () => {
    expect(conditionWith([]).condition).toBe("normal");
  });

  it("is an alarm when a rule other than lateness or silence is open", () => {
    expect(conditionWith(["rope_cut", "silent"], { severity: "critical" })).toMatchObject({
      condition: "alarm",
      silent: true,
      rank: 24,
    });
  });

  it("is silent when silence is all that is wrong", () => {
    expect(conditionWith(["silent"], { severity: "high" }).condition).toBe("silent");
  });

  it("is late once its time is over, before the server says overdue", () => {
    expect(conditionWith([], { due_at: "2026-11-23T11:59:00Z" }).condition).toBe("late");
  });

  it("is not late any more once it has arrived", () => {
    expect(conditionWith([], { due_at: "2026-11-23T11:59:00Z", state: "arrived" }).condition).toBe("normal");
  });

  it("is an alarm again when a rope cut becomes known after the journey has ended", () => {
    const ended = { state: "ended", severity: "critical" } as const;

    expect(conditionWith([], ended).condition).toBe("normal");
    expect(conditionWith(["rope_cut"], ended).condition).toBe("alarm");
  });

  it("ranks a worse severity never lower", () => {
    const ranks = (["low", "medium", "high", "critical"] as const).map(
      (severity) => conditionWith(["corridor_left"], { severity }).rank,
    );

    expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
  });
});

describe("folding", () => {
  it("finds the worst severity of many and none of none", () => {
    expect(worst(["low", "critical", null, "high"])).toBe("critical");
    expect(worst([])).toBeNull();
  });

  it("gathers the open rules of each journey and leaves closed alarms out", () => {
    const rules = openRules([
      makeAlarm({ rule: "silent" }),
      makeAlarm({ rule: "rope_cut", state: "acknowledged" }),
      makeAlarm({ rule: "overdue", state: "resolved" }),
    ]);

    expect([...(rules.get("journey-1") ?? [])]).toEqual(["silent", "rope_cut"]);
  });
});
