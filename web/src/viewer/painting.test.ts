import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { FINE } from "./attenuation";
import { fineAttenuation, OPAQUE, pictureIndex, UNKNOWN } from "./material";
import { buildLut, type PaletteName } from "./palette";
import { halve, pyramid, readLevel, type Level } from "./planes";
import { MATERIAL_SHIFT } from "./raster";

/** Shared with tests/imaging/painting/test_painter.py: what is printed equals what was seen. */
const vectors = JSON.parse(readFileSync("../tests/vectors/painting.json", "utf8"));
const base: Level = {
  width: vectors.width,
  height: vectors.height,
  planes: vectors.planes.map((plane: number[]) => Uint16Array.from(plane)),
};

function sha256(values: Uint16Array | Uint32Array): string {
  return createHash("sha256")
    .update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
    .digest("hex");
}

describe("the vectors shared with the printed picture", () => {
  test("the table of logarithms is the same", () => {
    expect(sha256(FINE)).toBe(vectors.fine_sha256);
  });

  test("every level and its index are the same", () => {
    const levels = pyramid(base, 8);
    const attenuation = pyramid(fineAttenuation(base), 8);
    const found = levels.map((level, i) => {
      const shift = Math.min(MATERIAL_SHIFT, levels.length - 1 - i);
      const index = pictureIndex(level, attenuation[i + shift]!, shift, vectors.scale);
      const { width, height } = level;
      return { width, height, planes_sha256: level.planes.map(sha256), index_sha256: sha256(index) };
    });

    expect(found).toEqual(vectors.levels);
  });

  test("one energy has no material", () => {
    const level = { ...base, planes: base.planes.slice(0, 1) };
    const index = pictureIndex(level, level, 0, vectors.scale);

    expect(sha256(index)).toBe(vectors.one_energy_index_sha256);
    expect(new Set(index.map((value) => value >> 12))).toEqual(new Set([UNKNOWN, OPAQUE]));
  });

  test.each(
    vectors.luts as {
      palette: PaletteName;
      light: number;
      dark: number;
      inverted: boolean;
      sha256: string;
    }[],
  )("the look-up table of $palette is the same", (wanted) => {
    expect(sha256(buildLut(wanted))).toBe(wanted.sha256);
  });
});

describe("planes", () => {
  test("an odd edge repeats its last column", () => {
    const halved = halve({ width: 3, height: 1, values: Uint16Array.of(10, 20, 40) });

    expect([...halved.values]).toEqual([15, 40]);
  });

  test("a body is cut into its energies", () => {
    const level = readLevel(Uint16Array.of(1, 2, 3, 4, 5, 6, 7, 8).buffer, "2,2,2");

    expect(level.planes.map((plane) => [...plane])).toEqual([
      [1, 2, 3, 4],
      [5, 6, 7, 8],
    ]);
  });

  test("a body that does not fit its shape is refused", () => {
    expect(() => readLevel(new ArrayBuffer(10), "2,2,2")).toThrow("does not fit");
  });
});
