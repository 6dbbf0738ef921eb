import { describe, expect, test } from "vitest";
import {
  boxToScreen,
  fit,
  held,
  levelFor,
  MAX_SCALE,
  show,
  toImage,
  toScreen,
  visible,
  zoomed,
  type View,
} from "./transform";

const IMAGE = { width: 4000, height: 1500 };
const PANE = { width: 1200, height: 800 };

function view(changes: Partial<View> = {}): View {
  return { scale: 0.5, aspect: 1, x: 20, y: 30, ...changes };
}

describe("the view", () => {
  test("an image point goes to the screen and back", () => {
    const there = toScreen(view({ aspect: 1.25 }), { x: 123, y: 456 });

    expect(toImage(view({ aspect: 1.25 }), there)).toEqual({ x: 123, y: 456 });
  });

  test("fitting shows the whole image in the middle", () => {
    const { x, y, width, height } = boxToScreen(fit(IMAGE, PANE), { x: 0, y: 0, ...IMAGE });

    expect(x).toBeCloseTo(16);
    expect(x + width).toBeCloseTo(PANE.width - 16);
    expect(y + height / 2).toBeCloseTo(PANE.height / 2);
  });

  test("zooming keeps the point under the cursor", () => {
    const cursor = { x: 700, y: 300 };
    const before = toImage(view(), cursor);
    const after = toImage(zoomed(view(), cursor, 1.7, 0.01), cursor);

    expect(after.x).toBeCloseTo(before.x);
    expect(after.y).toBeCloseTo(before.y);
  });

  test("zooming stops at its ends", () => {
    expect(zoomed(view(), { x: 0, y: 0 }, 1e6, 0.1).scale).toBe(MAX_SCALE);
    expect(zoomed(view(), { x: 0, y: 0 }, 1e-6, 0.1).scale).toBe(0.1);
  });

  test("a small finding is shown as large as it goes, and whole", () => {
    const seen = visible(show({ x: 1000, y: 700, width: 300, height: 40 }, PANE), IMAGE, PANE)!;

    expect(seen.x).toBeLessThanOrEqual(1000);
    expect(seen.x + seen.width).toBeGreaterThanOrEqual(1300);
    expect(seen.width).toBeLessThan(400);
  });

  test("the image cannot be lost beside the pane", () => {
    const lost = held(view({ x: -90_000, y: 90_000 }), IMAGE, PANE);

    expect(visible(lost, IMAGE, PANE)).not.toBeNull();
  });

  test("nothing is visible of an image beside the pane", () => {
    expect(visible(view({ x: 5000 }), IMAGE, PANE)).toBeNull();
  });

  test.each([
    [4, 0],
    [1, 0],
    [0.5, 1],
    [0.3, 2],
    [0.001, 5],
  ])("at %f screen pixels a pixel, level %i is painted", (scale, level) => {
    expect(levelFor(scale, 6)).toBe(level);
  });
});
