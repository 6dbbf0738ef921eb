import { expect, test } from "vitest";
import { bandOf, familiesOf, untoldOf } from "./shares";

const SHOES = {
  expected: { organic: [0.8, 1], inorganic: [0, 0], metal: [0, 0.08] },
  seen: { organic: 0.9 },
};

test("families that are neither seen nor expected are left out", () => {
  const names = familiesOf(SHOES as never).map(({ name }) => name);

  expect(names).toEqual(["organic", "metal"]);
});

test("what is seen without being expected is shown, and what could not be told comes last", () => {
  const shown = familiesOf({ ...SHOES, seen: { inorganic: 0.4, untold: 0.6 } } as never);

  expect(shown.map(({ name, seen }) => [name, seen])).toEqual([
    ["organic", 0],
    ["inorganic", 0.4],
    ["metal", 0],
    ["untold", 0.6],
  ]);
});

test("a band of nothing is still seen, at either end", () => {
  expect(bandOf({ name: "metal", seen: 0, expected: [0, 0] })).toEqual({ from: 0, width: 1.5 });
  expect(bandOf({ name: "metal", seen: 0, expected: [1, 1] })).toEqual({ from: 98.5, width: 1.5 });
  expect(bandOf({ name: "untold", seen: 1, expected: null })).toBeNull();
});

test("what could not be told may be of any family, where it is enough to matter", () => {
  expect(untoldOf({ expected: {}, seen: { organic: 0.6, untold: 0.4 } })).toBe(0.4);
  expect(untoldOf({ expected: {}, seen: { organic: 0.97, untold: 0.03 } })).toBe(0);
});
