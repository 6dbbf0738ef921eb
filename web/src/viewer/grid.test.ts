import { expect, test } from "vitest";
import { Grid } from "./grid";

/** x to the left, y to the back, z to the head: two axes are turned round. */
const GRID = new Grid([
  [-2, 0, 0, 0],
  [0, -2, 0, 10],
  [0, 0, 3, -5],
  [0, 0, 0, 1],
]);

test("a voxel goes to millimetres along turned axes", () => {
  expect(GRID.toMm([5, 5, 5])).toEqual([-10, 0, 10]);
});

test("millimetres go back to the voxel they came from", () => {
  expect(GRID.toVoxel(GRID.toMm([17, 42, 99]))).toEqual([17, 42, 99]);
});
