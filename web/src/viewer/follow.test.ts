import { expect, test } from "vitest";
import { alongside, samePlace } from "./follow";
import type { ScanView } from "./scan";
import { fit, toImage, toScreen } from "./transform";

const PANE = { width: 1000, height: 400 };

function radiograph(width: number, height: number, mm: number) {
  const about: ScanView = {
    index: 0,
    name: "side",
    energies: [],
    width,
    height,
    levels: 1,
    pixel_mm: [mm, mm],
  };
  return { about, image: { width, height }, aspect: 1 };
}

test("another projection shows the same place along the vehicle", () => {
  const leader = {
    ...radiograph(3000, 800, 5),
    pane: PANE,
    view: { scale: 0.7, aspect: 1, x: -400, y: -60 },
  };
  const view = alongside(radiograph(1500, 300, 10), { width: 1000, height: 200 }, leader, null);
  const place = toImage(leader.view, { x: 250, y: 0 }).x * 5;

  expect(toScreen(view, { x: place / 10, y: 0 }).x).toBeCloseTo(250);
});

test("another scan shows the same share of its image", () => {
  const leader = { ...radiograph(3000, 800, 5), pane: PANE, view: fit({ width: 3000, height: 800 }, PANE) };
  const view = samePlace(radiograph(2000, 600, 7), PANE, leader);

  expect(toImage(view, { x: 500, y: 200 })).toEqual({ x: 1000, y: 300 });
});
