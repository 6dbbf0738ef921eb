import { describe, expect, test } from "vitest";
import { cornersOf, EDGES, edgesOf, isCut, shadowOn, solidAt, type Solid, type Tile } from "./sections";

const AXIAL: Tile = {
  section: "axial",
  x: 10,
  y: 20,
  width: 200,
  height: 100,
  mirrored: false,
  cornerMm: [-100, -50],
  spanMm: [200, 100],
};
const KNIFE = { first: [3, 4, 5], last: [7, 4, 9] } as const;

describe("a box in a section", () => {
  test("lies where its millimetres are, upwards being up", () => {
    expect(shadowOn(AXIAL, [-100, 40, 0], [-50, 50, 9])).toEqual({ x: 10, y: 20, width: 50, height: 10 });
  });

  test("is turned round with a section that is", () => {
    const turned = { ...AXIAL, mirrored: true };

    expect(shadowOn(turned, [-100, 40, 0], [-50, 50, 9])).toEqual({ x: 160, y: 20, width: 50, height: 10 });
  });

  test("is seen along the other axes in the other sections", () => {
    const sagittal: Tile = { ...AXIAL, section: "sagittal" };

    expect(shadowOn(sagittal, [0, -100, -50], [9, 100, 50])).toEqual({
      x: 10,
      y: 20,
      width: 200,
      height: 100,
    });
  });

  test("is the same whichever corner comes first", () => {
    expect(shadowOn(AXIAL, [-50, 50, 9], [-100, 40, 0])).toEqual(
      shadowOn(AXIAL, [-100, 40, 0], [-50, 50, 9]),
    );
  });
});

test("a slice cuts what lies on both sides of it, or in it", () => {
  expect([4, 5, 9, 10].map((z) => isCut(KNIFE, 2, [0, 0, z]))).toEqual([false, true, true, false]);
});

test("a solid reaches half a voxel beyond the middles of its voxels", () => {
  expect(edgesOf(KNIFE)).toEqual([
    [2.5, 3.5, 4.5],
    [7.5, 4.5, 9.5],
  ]);
});

describe("what is pointed at", () => {
  const bag: Solid = {
    id: "bag",
    label: "1",
    by: "recogniser",
    pointed: false,
    first: [0, 0, 0],
    last: [99, 99, 9],
  };
  const knife: Solid = { ...bag, id: "knife", first: [10, 10, 4], last: [19, 19, 5] };
  const bounds = (solid: Solid) => [solid.first, solid.last] as const;
  const tile: Tile = { ...AXIAL, x: 0, y: 0, width: 100, height: 100, cornerMm: [0, 0], spanMm: [100, 100] };
  const at = (x: number, y: number, z: number) =>
    solidAt([x, y], [tile], [bag, knife], [0, 0, z], bounds)?.id ?? null;

  test("is the smallest thing that the slice cuts there", () => {
    expect(at(15, 85, 4)).toBe("knife");
    expect(at(50, 50, 4)).toBe("bag");
  });

  test("is not what lies in other slices, and nothing beside the sections", () => {
    expect(at(15, 85, 7)).toBe("bag");
    expect(at(150, 50, 4)).toBeNull();
  });
});

test("a box has twelve edges, each along one axis", () => {
  const corners = cornersOf([0, 0, 0], [1, 1, 1]);
  const lengths = EDGES.map(([one, other]) =>
    corners[one]!.reduce((sum, at, axis) => sum + Math.abs(at - corners[other]![axis]!), 0),
  );

  expect(lengths).toEqual(Array(12).fill(1));
});
