/** The view: where the image lies on the screen. Pure; the canvas, the marks and the rulers all go through it. */

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** screen = offset + image × scale; `aspect` stretches y where detector pixels are not square. */
export interface View {
  readonly scale: number;
  readonly aspect: number;
  readonly x: number;
  readonly y: number;
}

export interface Box extends Point, Size {}

export const MAX_SCALE = 24;

export function toScreen(view: View, image: Point): Point {
  return { x: view.x + image.x * view.scale, y: view.y + image.y * view.scale * view.aspect };
}

export function toImage(view: View, screen: Point): Point {
  return { x: (screen.x - view.x) / view.scale, y: (screen.y - view.y) / (view.scale * view.aspect) };
}

export function boxToScreen(view: View, box: Box): Box {
  const { x, y } = toScreen(view, box);
  return { x, y, width: box.width * view.scale, height: box.height * view.scale * view.aspect };
}

/** The whole image in the middle of the pane. */
export function fit(image: Size, pane: Size, aspect = 1, margin = 16): View {
  return show({ x: 0, y: 0, ...image }, pane, aspect, margin);
}

/** A box of the image in the middle of the pane, as large as it goes. */
export function show(box: Box, pane: Size, aspect = 1, margin = 48): View {
  const free = { width: Math.max(1, pane.width - 2 * margin), height: Math.max(1, pane.height - 2 * margin) };
  const scale = Math.min(MAX_SCALE, free.width / box.width, free.height / (box.height * aspect));
  return centred(
    { scale, aspect, x: 0, y: 0 },
    { x: box.x + box.width / 2, y: box.y + box.height / 2 },
    pane,
  );
}

/** Zooms, keeping the image point under `anchor` where it is. */
export function zoomed(view: View, anchor: Point, factor: number, least: number): View {
  const scale = Math.min(MAX_SCALE, Math.max(least, view.scale * factor));
  const ratio = scale / view.scale;
  return {
    ...view,
    scale,
    x: anchor.x - (anchor.x - view.x) * ratio,
    y: anchor.y - (anchor.y - view.y) * ratio,
  };
}

export function panned(view: View, by: Point): View {
  return { ...view, x: view.x + by.x, y: view.y + by.y };
}

/** Puts an image point in the middle of the pane. */
export function centred(view: View, image: Point, pane: Size): View {
  return {
    ...view,
    x: pane.width / 2 - image.x * view.scale,
    y: pane.height / 2 - image.y * view.scale * view.aspect,
  };
}

/** Keeps the image reachable: its middle part never leaves the pane. */
export function held(view: View, image: Size, pane: Size): View {
  const width = image.width * view.scale;
  const height = image.height * view.scale * view.aspect;
  return { ...view, x: heldAxis(view.x, width, pane.width), y: heldAxis(view.y, height, pane.height) };
}

function heldAxis(offset: number, length: number, pane: number): number {
  const keep = Math.min(length, pane) / 2;
  return Math.min(pane - keep, Math.max(keep - length, offset));
}

/** The part of the image that is on the pane, in whole pixels; null when none is. */
export function visible(view: View, image: Size, pane: Size): Box | null {
  const from = toImage(view, { x: 0, y: 0 });
  const to = toImage(view, { x: pane.width, y: pane.height });
  const x = Math.max(0, Math.floor(from.x));
  const y = Math.max(0, Math.floor(from.y));
  const width = Math.min(image.width, Math.ceil(to.x)) - x;
  const height = Math.min(image.height, Math.ceil(to.y)) - y;
  return width > 0 && height > 0 ? { x, y, width, height } : null;
}

/** The pyramid level whose pixels are nearest to screen pixels. */
export function levelFor(scale: number, levels: number): number {
  return Math.min(levels - 1, Math.max(0, Math.round(Math.log2(1 / scale))));
}
