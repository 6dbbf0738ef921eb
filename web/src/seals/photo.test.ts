import { expect, it } from "vitest";
import { shrunk } from "./photo";

it("makes large photographs small, keeps their shape, and never enlarges", () => {
  expect(shrunk(4000, 3000)).toEqual([1600, 1200]);
  expect(shrunk(3000, 4000)).toEqual([1200, 1600]);
  expect(shrunk(800, 600)).toEqual([800, 600]);
});
