import { describe, expect, it } from "vitest";
import { line, place, radiusOf } from "./plotting";

describe("a plot of shares", () => {
  it("puts more to the right and higher up", () => {
    expect(place(1, 1).x).toBeGreaterThan(place(0, 1).x);
    expect(place(1, 1).y).toBeLessThan(place(1, 0).y);
  });

  it("draws one path through all points", () => {
    expect(line([[0, 0], [1, 1]])).toMatch(/^M[\d.]+ [\d.]+L[\d.]+ [\d.]+$/); // prettier-ignore
    expect(line([])).toBe("");
  });

  it("draws what was counted more often larger", () => {
    expect(radiusOf(100, 100)).toBeGreaterThan(radiusOf(1, 100));
  });
});
