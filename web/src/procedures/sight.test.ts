import { beforeAll, expect, test } from "vitest";
import { i18n } from "../i18n/i18n.svelte";
import type { Opinion } from "./review";
import { Sight } from "./sight.svelte";
import type { Workbench } from "./workbench.svelte";

beforeAll(() => i18n.use("en"));

const MARK = { view: 0, x: 4, y: 5, width: 3, height: 2, note: "", slice: 7 };
const OPINION = { number: 1, decision: { marks: [MARK] } } as unknown as Opinion;

function sightOf(volume: object | null): Sight {
  const current = {
    revealed: true,
    scan: { findings: [], volume },
    draft: { marks: [{ ...MARK, id: "m1", slice: 9 }] },
    opinions: { value: [OPINION] },
    tip: null,
  };
  return new Sight({ current } as unknown as Workbench);
}

test("who decides tells the readers' marks from his own, in radiographs and in volumes alike", () => {
  const marked = [
    ["reader-1-0", "reader"],
    ["m1", "analyst"],
  ];

  expect(
    sightOf(null)
      .outlines(0)
      .map(({ id, by }) => [id, by]),
  ).toEqual(marked);
  expect(
    sightOf({ spacing_mm: [1, 1, 1] })
      .solids()
      .map(({ id, by }) => [id, by]),
  ).toEqual(marked);
});

test("a mark in a volume goes from its first voxel to its last, on its slice", () => {
  const [said] = sightOf({ spacing_mm: [1, 1, 1] }).solids();

  expect([said?.first, said?.last]).toEqual([
    [4, 5, 7],
    [6, 6, 7],
  ]);
});
