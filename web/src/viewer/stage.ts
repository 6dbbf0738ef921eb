/** Puts one frame on a canvas: hatching for what is opaque, then the painted part of the picture, then nothing else. */

import { render, type Manner } from "./painter";
import { pictureAt, type Raster } from "./raster";
import { levelFor, visible, type Size, type View } from "./transform";

export interface Frame extends Manner {
  readonly raster: Raster;
  readonly image: Size;
  readonly view: View;
}

/** Above this many screen pixels a detector pixel, pixels are shown as such: what is not measured is not smoothed in. */
const SHOW_PIXELS = 6;

export class Stage {
  private readonly scratch = document.createElement("canvas");
  private readonly pen = this.scratch.getContext("2d", { willReadFrequently: true })!;
  private readonly context: CanvasRenderingContext2D;
  private hatch: CanvasPattern | null = null;
  private pixels: ImageData | null = null;

  constructor(private readonly canvas: HTMLCanvasElement) {
    this.context = canvas.getContext("2d", { alpha: true })!;
  }

  /** Draws, and returns how many milliseconds that took. `ratio` is device pixels a CSS pixel. */
  draw({ raster, image, view, ...manner }: Frame, ratio: number): number {
    const began = performance.now();
    const { context } = this;
    const pane = { width: this.canvas.width / ratio, height: this.canvas.height / ratio };
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, pane.width, pane.height);
    const seen = visible(view, image, pane);
    if (!seen) return performance.now() - began;
    const { picture, level } = pictureAt(
      raster,
      levelFor(view.scale * ratio, raster.first + raster.pictures.length),
    );
    const step = 2 ** level;
    const x = Math.floor(seen.x / step);
    const y = Math.floor(seen.y / step);
    const width = Math.min(picture.width, Math.ceil((seen.x + seen.width) / step)) - x;
    const height = Math.min(picture.height, Math.ceil((seen.y + seen.height) / step)) - y;
    if (width <= 0 || height <= 0) return performance.now() - began;
    const region = { x, y, width, height };
    const pixels = this.room(width, height);
    render(picture, region, manner, new Uint32Array(pixels.data.buffer));
    this.pen.putImageData(pixels, 0, 0);
    const across = step * view.scale;
    const down = across * view.aspect;
    const place = [view.x + x * across, view.y + y * down, width * across, height * down] as const;
    context.fillStyle = this.hatching();
    context.fillRect(...place);
    context.imageSmoothingEnabled = view.scale * ratio < SHOW_PIXELS;
    context.drawImage(this.scratch, 0, 0, width, height, ...place);
    return performance.now() - began;
  }

  private room(width: number, height: number): ImageData {
    if (this.pixels?.width !== width || this.pixels.height !== height) {
      this.pixels = new ImageData(width, height);
      this.scratch.width = Math.max(this.scratch.width, width);
      this.scratch.height = Math.max(this.scratch.height, height);
    }
    return this.pixels;
  }

  /** Grey strokes on ink: no hue, so that nobody reads a material into an area nothing came through. */
  private hatching(): CanvasPattern {
    if (this.hatch) return this.hatch;
    const tile = document.createElement("canvas");
    tile.width = tile.height = 8;
    const pen = tile.getContext("2d")!;
    pen.fillStyle = "#1b1f23";
    pen.fillRect(0, 0, 8, 8);
    pen.strokeStyle = "#8d969e";
    pen.lineWidth = 1.5;
    for (const shift of [-8, 0, 8]) {
      pen.moveTo(shift, 8);
      pen.lineTo(shift + 8, 0);
    }
    pen.stroke();
    this.hatch = this.context.createPattern(tile, "repeat")!;
    return this.hatch;
  }
}
