import { describe, expect, test } from "vitest";
import {
  counted,
  entriesOf,
  HUES,
  paintClasses,
  paintGrades,
  strangest,
  UNKNOWN,
  type Plane,
} from "./overlays";

const CLASSES = { classes: ["none", "timber", "scrap", "arms_ammunition"], threats: ["arms_ammunition"] };

function plane(...values: number[]): Plane {
  return { width: values.length, height: 1, values: Uint8Array.from(values) };
}

function alphas(pixels: Uint8ClampedArray): number[] {
  return [...pixels].filter((_, i) => i % 4 === 3);
}

describe("the classes of a map", () => {
  test("are listed with their share of what is labelled, and nothing is no class", () => {
    const entries = entriesOf(counted([0, 0, 1, 1, 1, 2]), CLASSES);

    expect(entries.map(({ code, share }) => [code, share])).toEqual([
      ["timber", 0.75],
      ["scrap", 0.25],
    ]);
  });

  test("begin with threats, however small they are", () => {
    const entries = entriesOf(counted([1, 1, 1, 2, 2, 3]), CLASSES);

    expect(entries.map((one) => one.code)).toEqual(["arms_ammunition", "timber", "scrap"]);
    expect(entries[0]!.colour).toEqual(HUES[0]);
  });

  test("keep their numbers where nobody knows their names", () => {
    const [entry] = entriesOf(counted([0, 7]), { classes: [], threats: [] });

    expect(entry).toMatchObject({ number: 7, code: "" });
  });

  test("are striped where colours come again, and where nothing fits", () => {
    const numbers = [...Array(9).keys()].map((i) => i + 1);
    const classes = ["none", ...numbers.map((i) => `c${i}`)];
    const entries = entriesOf(counted([...numbers, UNKNOWN]), { classes, threats: [] });

    expect(entries.filter((one) => one.striped).map((one) => one.code)).toEqual(["c8", "c9", "unknown"]);
  });
});

describe("a map that is painted", () => {
  test("lets the image through where nothing is", () => {
    const shown = plane(0, 1, 2);

    expect(alphas(paintClasses(shown, entriesOf(counted(shown.values), CLASSES), null))).toEqual([
      0, 255, 255,
    ]);
  });

  test("shows one class alone when asked", () => {
    const shown = plane(0, 1, 2);

    expect(alphas(paintClasses(shown, entriesOf(counted(shown.values), CLASSES), 2))).toEqual([0, 0, 255]);
  });

  test("of grades is the less transparent the stranger", () => {
    expect(alphas(paintGrades(plane(4, 100, 250)))).toEqual([0, 100, 250]);
    expect(strangest(plane(4, 255))).toBe(1);
  });
});
