import { describe, expect, test } from "vitest";
import { brightnessStep } from "./attenuation";
import { histogram, limitsFor, percentile, scaled, shifted } from "./contrast";

/** Half air, a quarter light goods, a quarter dense goods. */
function counts(): Uint32Array {
  const values = [65535, 65535, 40000, 500].map(brightnessStep);
  const index = Uint16Array.from({ length: 64 }, (_, i) => values[i % 4]!);
  return histogram(index, 8, { x: 0, y: 0, width: 8, height: 8 });
}

describe("contrast", () => {
  test("a histogram counts what is in its region only", () => {
    const index = Uint16Array.of(1, 2, 3, 4);
    const found = histogram(index, 2, { x: 1, y: 0, width: 1, height: 2 });

    expect([found[1], found[2], found[3], found[4]]).toEqual([0, 1, 0, 1]);
  });

  test("material does not disturb the histogram", () => {
    const found = histogram(Uint16Array.of((9 << 12) | 7), 1, { x: 0, y: 0, width: 1, height: 1 });

    expect(found[7]).toBe(1);
  });

  test("a percentile leaves its share below it", () => {
    expect(percentile(counts(), 0.5)).toBe(brightnessStep(65535));
    expect(percentile(counts(), 0.99)).toBe(brightnessStep(500));
  });

  test("the standard look reaches from open beam to beyond the densest goods", () => {
    const { light, dark } = limitsFor("standard", counts());

    expect(light).toBe(0);
    expect(dark).toBeGreaterThan(brightnessStep(500));
  });

  test("the dense look begins where the light look ends", () => {
    expect(limitsFor("dense", counts()).light).toBe(limitsFor("light", counts()).dark);
  });

  test("an empty view still has limits", () => {
    const { light, dark } = limitsFor("standard", new Uint32Array(4096));

    expect(dark).toBeGreaterThan(light);
  });

  test("narrowing and shifting stay in range", () => {
    const narrow = scaled({ light: 100, dark: 110 }, 0.01);
    const dense = shifted({ light: 3000, dark: 4000 }, 5);

    expect(narrow.dark - narrow.light).toBeGreaterThanOrEqual(8);
    expect(dense.dark).toBeLessThanOrEqual(4095);
  });
});
