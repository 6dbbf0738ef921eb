import { describe, expect, test } from "vitest";
import { OPAQUE } from "./material";
import { paint, paintEdges, render } from "./painter";
import { buildLut } from "./palette";
import { pictureAt, rasterise } from "./raster";

const SCALE = {
  attenuation: [1],
  organic: [1.2],
  inorganic: [1.6],
  metal: [2.6],
  thinnest: 0.05,
  opaque: 40,
};
const LUT = buildLut({ palette: "grey", light: 0, dark: 4000, inverted: false });

function flat(width: number, height: number, value: number) {
  return { width, height, planes: [new Uint16Array(width * height).fill(value)] };
}

describe("the painter", () => {
  test("paints the region asked for, row by row", () => {
    const index = Uint16Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8);
    const out = new Uint32Array(4);
    paint({ width: 3, height: 3, index }, { x: 1, y: 1, width: 2, height: 2 }, LUT, out);

    expect([...out]).toEqual([LUT[4], LUT[5], LUT[7], LUT[8]]);
  });

  test("raising edges leaves an even area as it is", () => {
    const index = new Uint16Array(36).fill((3 << 12) | 900);
    const out = new Uint32Array(36);
    paintEdges({ width: 6, height: 6, index }, { x: 0, y: 0, width: 6, height: 6 }, LUT, out);

    expect(new Set(out)).toEqual(new Set([LUT[(3 << 12) | 900]]));
  });

  test("raising edges keeps the material of each pixel", () => {
    const lut = Uint32Array.from({ length: 65536 }, (_, i) => i >> 12);
    const index = Uint16Array.from({ length: 36 }, (_, i) => ((i % 16) << 12) | (i * 100));
    const out = new Uint32Array(36);
    paintEdges({ width: 6, height: 6, index }, { x: 0, y: 0, width: 6, height: 6 }, lut, out);

    expect([...out]).toEqual([...index].map((value) => value >> 12));
  });

  test("an opaque area is left to the hatching", () => {
    expect(LUT[(OPAQUE << 12) | 4000]).toBe(0);
  });

  test("inverting turns light into dark", () => {
    const inverted = buildLut({ palette: "grey", light: 0, dark: 4000, inverted: true });

    expect(inverted[0]).toBe(LUT[4000]);
  });
});

describe("a raster", () => {
  test("a coarse raster answers for the finer levels that have not come yet", () => {
    const coarse = rasterise(flat(256, 64, 30000), 2, SCALE);

    expect(pictureAt(coarse, 0).level).toBe(2);
    expect(pictureAt(coarse, 3).picture.width).toBe(128);
    expect(pictureAt(coarse, 9).level).toBe(4);
  });
});

describe("a picture", () => {
  const level = {
    width: 2,
    height: 1,
    planes: [Uint16Array.of(240 * 257, 0), Uint16Array.of(150 * 257, 0), Uint16Array.of(40 * 257, 255 * 257)],
  };
  const { pictures } = rasterise(level, 0, null);

  function shown(inverted: boolean): number[] {
    const out = new Uint32Array(2);
    const manner = { lut: LUT, edges: true, inverted };
    render(pictures[0]!, { x: 0, y: 0, width: 2, height: 1 }, manner, out);
    return [...new Uint8Array(out.buffer)];
  }

  test("is painted in its own colours, whatever the look", () => {
    expect(shown(false)).toEqual([240, 150, 40, 255, 0, 0, 255, 255]);
  });

  test("is inverted colour by colour and stays opaque", () => {
    expect(shown(true)).toEqual([15, 105, 215, 255, 255, 255, 0, 255]);
  });
});
