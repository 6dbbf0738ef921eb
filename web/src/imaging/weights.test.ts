import { expect, test } from "vitest";
import { reach } from "./weights";

test("a bar is never longer than its scale, on either side", () => {
  expect(reach(-9)).toBe(1);
  expect(reach(1.5)).toBe(0.5);
});
