import { describe, expect, test } from "vitest";
import { Draft } from "./draft.svelte";

const BOX = { x: 10, y: 20, width: 30, height: 40 };

describe("a decision in the making", () => {
  test("suspicious needs a mark and a reason", () => {
    const draft = new Draft();
    draft.choose("suspicious");

    expect(draft.missing("suspicious")).toEqual(["mark", "reason"]);

    draft.mark(0, BOX);
    draft.toggle("dense_object");

    expect(draft.ready).toBe(true);
  });

  test("clear needs nothing", () => {
    const draft = new Draft();
    draft.choose("clear");

    expect(draft.ready).toBe(true);
  });

  test("every other outcome needs a reason, and an other reason a note", () => {
    const draft = new Draft();
    draft.choose("refer");
    const first = draft.missing("refer");
    draft.toggle("other");
    const then = draft.missing("refer");

    expect([first, then]).toEqual([["reason"], ["note"]]);
  });

  test("a reason belongs to its outcome and goes with it", () => {
    const draft = new Draft();
    draft.choose("suspicious");
    draft.toggle("dense_object");
    draft.choose("rescan");

    expect(draft.reasons).toEqual([]);
  });

  test("a decision taken back is laid out again", () => {
    const draft = new Draft();
    draft.choose("suspicious");
    draft.toggle("dense_object");
    draft.mark(1, BOX, "behind the sacks");
    const again = new Draft();
    again.restore(draft.body());

    expect(again.body()).toEqual(draft.body());
  });
});
