import { describe, expect, it } from "vitest";
import { byDay, isApart, lookOf, rawOf } from "./timeline";
import { tell } from "./tell";
import type { Entry } from "./types";

function makeEntry(changes: Partial<Entry>): Entry {
  return {
    id: "1",
    at: "2026-03-02T10:00:00Z",
    recorded_at: "2026-03-02T10:00:01Z",
    kind: "declaration.lodged",
    source: "declaration",
    actor: "user:1",
    facts: { mrn: "26XM1", version: 1 },
    ...changes,
  };
}

describe("the timeline", () => {
  it("knows who speaks from the first word of the kind", () => {
    expect(lookOf({ kind: "seal.bound" })).toEqual({ source: "witnessed", icon: "seal" });
    expect(lookOf({ kind: "novel.thing" }).icon).toBe("clock");
  });

  it("puts the latest day first, and within a day what happened last", () => {
    const days = byDay(
      [
        makeEntry({ at: "2026-03-02T10:00:00Z", kind: "seal.a" }),
        makeEntry({ at: "2026-03-04T10:00:00Z", kind: "seal.b" }),
        makeEntry({ at: "2026-03-04T12:00:00Z", kind: "seal.c" }),
      ],
      "happened",
    );

    expect(days.map(([, entries]) => entries.map((entry) => entry.kind))).toEqual([
      ["seal.c", "seal.b"],
      ["seal.a"],
    ]);
  });

  it("can follow what was learned instead of what happened", () => {
    const late = makeEntry({
      id: "9",
      kind: "late",
      at: "2026-03-01T08:00:00Z",
      recorded_at: "2026-03-02T11:00:00Z",
    });
    const days = byDay([late, makeEntry({ id: "1" })], "learned");

    expect(days.flatMap(([, entries]) => entries.map((entry) => entry.kind))).toEqual([
      "late",
      "declaration.lodged",
    ]);
  });

  it("says when something was learned long after it happened", () => {
    expect(isApart(makeEntry({}))).toBe(false);
    expect(isApart(makeEntry({ recorded_at: "2026-03-02T11:00:00Z" }))).toBe(true);
  });

  it("finds the raw inputs that an entry names", () => {
    const raws = [
      { name: "declaration-v1.json", sha256: "aa" },
      { name: "scan.dcm", sha256: "bb" },
    ];
    const scan = makeEntry({ kind: "scan.received", facts: { blob: "bb" } });

    expect(rawOf(makeEntry({}), raws)).toEqual([raws[0]]);
    expect(rawOf(scan, raws)).toEqual([raws[1]]);
  });

  it("keeps an alarm's reason apart from its line", () => {
    const reason = { code: "rope_cut", text: "The rope was cut.", params: {} };
    const told = tell({ kind: "alarm.raised", facts: { severity: "critical", reason } });

    expect(told.reasons).toEqual([reason]);
  });

  it("says nothing further of a kind it does not know", () => {
    expect(tell({ kind: "novel.thing", facts: {} })).toEqual({ line: "", reasons: [] });
  });
});
