/** Marks: boxes in image pixels that an analyst draws by mouse, finger or keys. */

import type { Box, Point, Size } from "./transform";

export const SMALLEST = 4;

/** The box between two corners, whole pixels, inside the image. */
export function between(a: Point, b: Point, image: Size): Box {
  return inside(
    { x: Math.min(a.x, b.x), y: Math.min(a.y, b.y), width: Math.abs(a.x - b.x), height: Math.abs(a.y - b.y) },
    image,
  );
}

/** Whole pixels, at least the smallest size, wholly inside the image. */
export function inside(box: Box, image: Size): Box {
  const width = Math.round(Math.min(image.width, Math.max(SMALLEST, box.width)));
  const height = Math.round(Math.min(image.height, Math.max(SMALLEST, box.height)));
  const x = Math.round(Math.min(image.width - width, Math.max(0, box.x)));
  const y = Math.round(Math.min(image.height - height, Math.max(0, box.y)));
  return { x, y, width, height };
}

/** What an arrow key does to a box: move it, or with shift change its size; `step` in image pixels. */
export function nudged(box: Box, key: string, resize: boolean, step: number, image: Size): Box {
  const by = ARROWS[key];
  if (!by) return box;
  const moved = resize
    ? { ...box, width: box.width + by.x * step, height: box.height + by.y * step }
    : { ...box, x: box.x + by.x * step, y: box.y + by.y * step };
  return inside(moved, image);
}

export const ARROWS: Readonly<Record<string, Point>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

/** A box for a beginning: in the middle of what is seen, a fifth of it wide. */
export function starting(seen: Box, image: Size): Box {
  const side = Math.min(seen.width, seen.height) / 5;
  const x = seen.x + (seen.width - side) / 2;
  const y = seen.y + (seen.height - side) / 2;
  return inside({ x, y, width: side, height: side }, image);
}

/** The smallest of the boxes that a point of the image lies in. */
export function boxAt<B extends { box: Box }>(boxes: readonly B[], { x, y }: Point): B | null {
  const around = boxes.filter(
    ({ box }) => x >= box.x && y >= box.y && x <= box.x + box.width && y <= box.y + box.height,
  );
  around.sort((a, b) => a.box.width * a.box.height - b.box.width * b.box.height);
  return around[0] ?? null;
}
