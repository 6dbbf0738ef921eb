/** Paints a part of a picture index through a look-up table: the inner loop of the radiograph viewer. */

import { BRIGHTNESS_STEPS } from "./attenuation";
import type { Box } from "./transform";

/** One level, ready to be painted. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly index: Uint16Array;
  /** Of an 8-bit picture, red, green, blue and opacity as the canvas has them; it is shown, not looked up. */
  readonly colours?: Uint32Array;
}

export interface Manner {
  readonly lut: Uint32Array;
  readonly edges: boolean;
  readonly inverted: boolean;
}

/** Writes `region` of the picture to `out` in the manner asked for. */
export function render(picture: Picture, region: Box, manner: Manner, out: Uint32Array): void {
  if (picture.colours) paintColours(picture.colours, picture.width, region, manner.inverted, out);
  else if (manner.edges) paintEdges(picture, region, manner.lut, out);
  else paint(picture, region, manner.lut, out);
}

const LAST = BRIGHTNESS_STEPS - 1;
const EDGE_GAIN = 3;
const HUES_MASK = new Uint32Array(new Uint8Array([255, 255, 255, 0]).buffer)[0]!;

/** Writes `region` of the picture to `out`, whose rows are `region.width` long. */
export function paint(picture: Picture, region: Box, lut: Uint32Array, out: Uint32Array): void {
  const { index, width } = picture;
  let to = 0;
  for (let y = region.y; y < region.y + region.height; y++) {
    const end = y * width + region.x + region.width;
    for (let from = end - region.width; from < end; from++) out[to++] = lut[index[from]!]!;
  }
}

/** As `paint`, with edges raised: each pixel moves away from the mean of a ring two pixels wide about it. */
export function paintEdges(picture: Picture, region: Box, lut: Uint32Array, out: Uint32Array): void {
  const { index, width, height } = picture;
  let to = 0;
  for (let y = region.y; y < region.y + region.height; y++) {
    const up = Math.max(0, y - 1) * width;
    const down = Math.min(height - 1, y + 1) * width;
    const top = Math.max(0, y - 2) * width;
    const bottom = Math.min(height - 1, y + 2) * width;
    const row = y * width;
    for (let x = region.x; x < region.x + region.width; x++) {
      const left = x > 0 ? x - 1 : 0;
      const right = x < width - 1 ? x + 1 : x;
      const here = index[row + x]!;
      const step = here & LAST;
      const ring =
        (index[top + x]! & LAST) +
        (index[bottom + x]! & LAST) +
        (index[row + (x > 1 ? x - 2 : 0)]! & LAST) +
        (index[row + (x < width - 2 ? x + 2 : width - 1)]! & LAST) +
        (index[up + left]! & LAST) +
        (index[up + right]! & LAST) +
        (index[down + left]! & LAST) +
        (index[down + right]! & LAST);
      const raised = step + ((EDGE_GAIN * (8 * step - ring)) >> 3);
      out[to++] = lut[(here & ~LAST) | (raised < 0 ? 0 : raised > LAST ? LAST : raised)]!;
    }
  }
}

/** Colours as they came, or each turned to its opposite; whichever byte order the machine has, opacity stays. */
function paintColours(
  colours: Uint32Array,
  width: number,
  region: Box,
  inverted: boolean,
  out: Uint32Array,
): void {
  const flip = inverted ? HUES_MASK : 0;
  let to = 0;
  for (let y = region.y; y < region.y + region.height; y++) {
    const end = y * width + region.x + region.width;
    for (let from = end - region.width; from < end; from++) out[to++] = colours[from]! ^ flip;
  }
}
