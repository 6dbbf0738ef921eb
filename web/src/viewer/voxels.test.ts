import { describe, expect, test } from "vitest";
import type { Finding } from "./scan";
import { cutOf, cutOut } from "./voxels";

const FINDING = {
  label: "",
  class: "metal",
  box_mm: { x: 2, y: 0, z: 3, width: 4, height: 2, depth: 3 },
} as Finding;
const SPACING = [3, 1, 2] as const;

describe("an object that is looked at alone", () => {
  test("lies where its box lies, in voxels", () => {
    expect(cutOf(FINDING, SPACING, [])).toEqual({
      from: "material",
      first: [1, 0, 1],
      last: [2, 1, 1],
      numbers: [4],
    });
  });

  test("is cut from the networks' map where they named it", () => {
    const cut = cutOf({ ...FINDING, label: "blade" }, SPACING, ["air", "paper", "blade"]);

    expect(cut).toMatchObject({ from: "objects", numbers: [2] });
  });

  test("has no place without a box", () => {
    expect(cutOf({ ...FINDING, box_mm: null }, SPACING, [])).toBeNull();
  });

  test("is all that bears its number within its box, and nothing beyond", () => {
    const labels = Uint8Array.from([4, 4, 1, 4, 4, 4]); // one slice, 3 × 2
    const cut = { from: "material", first: [1, 0, 0], last: [9, 0, 0], numbers: [4] } as const;

    expect([...cutOut(labels, [3, 2], cut)]).toEqual([0, 1, 0, 0, 0, 0]);
    expect([...cutOut(labels, [3, 2], { ...cut, numbers: [] })]).toEqual([0, 1, 1, 0, 0, 0]);
  });
});
