/** Mouse, pen and fingers on the image: pan, pinch, wheel, and drawing with the tool in hand. */

import { between } from "./marks";
import type { Radiograph } from "./radiograph.svelte";
import { toImage, type Box, type Point } from "./transform";

/** What hands work on: a radiograph, or a stand-in that passes their work on. */
export type Handled = Pick<Radiograph, "tool" | "view" | "image" | "pan" | "zoom" | "point">;

export interface Line {
  readonly from: Point;
  readonly to: Point;
}

export interface Drawing {
  /** While the box is drawn; null when it is given up. */
  draft: (box: Box | null) => void;
  box: (box: Box) => void;
  line: (line: Line) => void;
  /** Touched in one place, without moving on. */
  tap?: () => void;
}

const WHEEL = 0.0016;
const TAP = 4;

/** Listens on `node`; the returned function stops it. */
export function gestures(node: HTMLElement, radiograph: Handled, drawing: Drawing): () => void {
  const hands = new Hands(node, radiograph, drawing);
  const stop = new AbortController();
  const { signal } = stop;
  node.addEventListener("pointerdown", (event) => hands.down(event), { signal });
  node.addEventListener("pointermove", (event) => hands.move(event), { signal });
  node.addEventListener("pointerup", (event) => hands.up(event), { signal });
  node.addEventListener("pointercancel", (event) => hands.cancel(event), { signal });
  node.addEventListener("pointerleave", () => radiograph.point(null), { signal });
  node.addEventListener("wheel", (event) => hands.wheel(event), { signal, passive: false });
  node.addEventListener("dblclick", (event) => radiograph.zoom(2, hands.at(event)), { signal });
  return () => stop.abort();
}

class Hands {
  private readonly fingers = new Map<number, Point>();
  private start: Point | null = null;
  private touched: Point | null = null;

  constructor(
    private readonly node: HTMLElement,
    private readonly radiograph: Handled,
    private readonly drawing: Drawing,
  ) {}

  at(event: MouseEvent): Point {
    const { left, top } = this.node.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  }

  down(event: PointerEvent): void {
    if (event.button > 1) return;
    this.node.setPointerCapture(event.pointerId);
    this.fingers.set(event.pointerId, this.at(event));
    this.touched = this.fingers.size === 1 ? this.at(event) : null;
    const draws = this.radiograph.tool !== "pan" && event.button === 0;
    // A second finger always means zoom, so a box begun with the first is given up.
    if (this.fingers.size > 1) this.giveUp();
    else if (draws) this.start = this.at(event);
  }

  move(event: PointerEvent): void {
    const to = this.at(event);
    const from = this.fingers.get(event.pointerId);
    this.radiograph.point(to);
    if (!from) return;
    if (this.fingers.size === 2) this.pinch(event.pointerId, from, to);
    else if (this.start) this.draw(to);
    else this.radiograph.pan({ x: to.x - from.x, y: to.y - from.y });
    this.fingers.set(event.pointerId, to);
  }

  up(event: PointerEvent): void {
    const { start, radiograph } = this;
    const to = this.at(event);
    this.fingers.delete(event.pointerId);
    this.start = null;
    if (!start) {
      const { touched } = this;
      if (touched && Math.hypot(to.x - touched.x, to.y - touched.y) < TAP) this.drawing.tap?.();
      return;
    }
    if (Math.hypot(to.x - start.x, to.y - start.y) < TAP) return this.drawing.draft(null);
    const [a, b] = [toImage(radiograph.view, start), toImage(radiograph.view, to)];
    if (radiograph.tool === "box") this.drawing.box(between(a, b, radiograph.image));
    else this.drawing.line({ from: a, to: b });
  }

  cancel(event: PointerEvent): void {
    this.fingers.delete(event.pointerId);
    this.giveUp();
  }

  wheel(event: WheelEvent): void {
    event.preventDefault();
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 24 : 1;
    this.radiograph.zoom(Math.exp(-event.deltaY * lines * WHEEL), this.at(event));
  }

  private draw(to: Point): void {
    const { radiograph, start } = this;
    const [a, b] = [toImage(radiograph.view, start!), toImage(radiograph.view, to)];
    if (radiograph.tool === "box") this.drawing.draft(between(a, b, radiograph.image));
    else this.drawing.line({ from: a, to: b });
  }

  private pinch(moving: number, from: Point, to: Point): void {
    const [other] = [...this.fingers].filter(([id]) => id !== moving).map(([, point]) => point);
    if (!other) return;
    const before = Math.hypot(from.x - other.x, from.y - other.y);
    const after = Math.hypot(to.x - other.x, to.y - other.y);
    if (before > 0)
      this.radiograph.zoom(after / before, { x: (to.x + other.x) / 2, y: (to.y + other.y) / 2 });
    this.radiograph.pan({ x: (to.x - from.x) / 2, y: (to.y - from.y) / 2 });
  }

  private giveUp(): void {
    if (this.start) this.drawing.draft(null);
    this.start = null;
  }
}
