import { describe, expect, test } from "vitest";
import { between, boxAt, inside, nudged, SMALLEST, starting } from "./marks";

const IMAGE = { width: 100, height: 50 };

describe("marks", () => {
  test("of two boxes about a place the smaller one is meant", () => {
    const large = { id: "large", box: { x: 0, y: 0, width: 50, height: 40 } };
    const small = { id: "small", box: { x: 10, y: 10, width: 5, height: 5 } };

    expect(boxAt([large, small], { x: 12, y: 12 })?.id).toBe("small");
    expect(boxAt([large, small], { x: 40, y: 12 })?.id).toBe("large");
    expect(boxAt([large, small], { x: 90, y: 12 })).toBeNull();
  });

  test("a box drawn backwards is the same box", () => {
    expect(between({ x: 30, y: 20 }, { x: 10, y: 5 }, IMAGE)).toEqual({ x: 10, y: 5, width: 20, height: 15 });
  });

  test("a box never leaves the image", () => {
    expect(inside({ x: 95, y: -10, width: 20, height: 70 }, IMAGE)).toEqual({
      x: 80,
      y: 0,
      width: 20,
      height: 50,
    });
  });

  test("an arrow moves, and with shift resizes", () => {
    const box = { x: 10, y: 10, width: 10, height: 10 };

    expect(nudged(box, "ArrowRight", false, 3, IMAGE).x).toBe(13);
    expect(nudged(box, "ArrowUp", true, 3, IMAGE).height).toBe(7);
    expect(nudged(box, "Enter", false, 3, IMAGE)).toBe(box);
  });

  test("a box shrinks no further than can be hit", () => {
    expect(nudged({ x: 0, y: 0, width: 5, height: 5 }, "ArrowLeft", true, 90, IMAGE).width).toBe(SMALLEST);
  });

  test("a box begun by keys lies in the middle of what is seen", () => {
    const box = starting({ x: 40, y: 0, width: 60, height: 50 }, IMAGE);

    expect(box).toEqual({ x: 65, y: 20, width: 10, height: 10 });
  });
});
