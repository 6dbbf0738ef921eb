import { describe, expect, it } from "vitest";
import { byDay, learnedLate, lookOf } from "./timeline";
import type { Entry } from "./types";

function makeEntry(changes: Partial<Entry>): Entry {
  return {
    at: "2026-03-02T10:00:00Z",
    recorded_at: "2026-03-02T10:00:01Z",
    kind: "declaration.lodged",
    source: "declaration",
    actor: "user:1",
    text: { code: "lodged", text: "Lodged." },
    ...changes,
  };
}

describe("the timeline", () => {
  it("knows who speaks from the first word of the kind", () => {
    expect(lookOf({ kind: "seal.bound" })).toEqual({ source: "witnessed", icon: "seal" });
    expect(lookOf({ kind: "novel.thing" }).icon).toBe("clock");
  });

  it("puts the latest day first, and within a day what happened last", () => {
    const days = byDay([
      makeEntry({ at: "2026-03-02T10:00:00Z", kind: "a" }),
      makeEntry({ at: "2026-03-04T10:00:00Z", kind: "b" }),
      makeEntry({ at: "2026-03-04T12:00:00Z", kind: "c" }),
    ]);

    expect(days.map(([, entries]) => entries.map((entry) => entry.kind))).toEqual([["c", "b"], ["a"]]);
  });

  it("says when something was learned long after it happened", () => {
    expect(learnedLate(makeEntry({}))).toBe(false);
    expect(learnedLate(makeEntry({ recorded_at: "2026-03-02T11:00:00Z" }))).toBe(true);
  });
});
