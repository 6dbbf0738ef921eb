import { describe, expect, it } from "vitest";
import { pathOf, placeOf, scaleOf } from "./charting";

describe("the axes of a line over steps", () => {
  it("have round numbers around all values", () => {
    expect(scaleOf([1.4, 3.58], false).ticks).toEqual([1, 1.5, 2, 2.5, 3, 3.5, 4]);
    expect(scaleOf([557, 14621], true).ticks).toEqual([0, 5000, 10000, 15000]);
    expect(scaleOf([0.2, 0.5], true).low).toBe(0);
  });

  it("stand for one value too, and for none", () => {
    const one = scaleOf([0.4], false);
    expect(one.low).toBeLessThanOrEqual(0.4);
    expect(one.high).toBeGreaterThan(one.low);
    expect(scaleOf([], true)).toEqual({ ticks: [0, 1], low: 0, high: 1 });
  });

  it("put the ends at the edges and draw one path", () => {
    const scale = scaleOf([0, 10], true);
    expect([placeOf(0, scale, 50, 150), placeOf(10, scale, 50, 150)]).toEqual([50, 150]);
    expect(pathOf([[1, 2], [3, 4]], (x) => x, (y) => y)).toBe("M1.0 2.0L3.0 4.0"); // prettier-ignore
  });
});
