/** From a level of planes to pictures ready to paint, one per pyramid level. */

import { fineAttenuation, pictureIndex, type MaterialScale } from "./material";
import type { Picture } from "./painter";
import { pyramid, type Level } from "./planes";

/** The material of a level is read this many levels down. */
export const MATERIAL_SHIFT = 2;

/** Pictures from pyramid level `first` on. A coarse raster (`first` > 0) stands in until the full one has come. */
export interface Raster {
  readonly first: number;
  readonly pictures: readonly Picture[];
}

/** `scale` is null for a picture, whose three planes are colours and no measurement. */
export function rasterise(base: Level, first: number, scale: MaterialScale | null): Raster {
  if (!scale) return { first, pictures: pyramid(base).map(coloured) };
  const levels = pyramid(base);
  const attenuation = pyramid(fineAttenuation(base));
  const last = levels.length - 1;
  const pictures = levels.map((level, i) => {
    const shift = Math.min(MATERIAL_SHIFT, last - i);
    return {
      width: level.width,
      height: level.height,
      index: pictureIndex(level, attenuation[i + shift]!, shift, scale),
    };
  });
  return { first, pictures };
}

/** Red, green and blue, 16 bit each as they travel, into one word a pixel as the canvas has them. */
function coloured({ width, height, planes }: Level): Picture {
  const [red, green, blue] = planes as readonly [Uint16Array, Uint16Array, Uint16Array];
  const bytes = new Uint8ClampedArray(width * height * 4);
  for (let from = 0, to = 0; from < width * height; from++, to += 4) {
    bytes[to] = red[from]! >> 8;
    bytes[to + 1] = green[from]! >> 8;
    bytes[to + 2] = blue[from]! >> 8;
    bytes[to + 3] = 255;
  }
  return { width, height, index: new Uint16Array(0), colours: new Uint32Array(bytes.buffer) };
}

/** The picture to paint at pyramid level `wanted`, and the level it really is. */
export function pictureAt(raster: Raster, wanted: number): { picture: Picture; level: number } {
  const at = Math.min(raster.pictures.length - 1, Math.max(0, wanted - raster.first));
  return { picture: raster.pictures[at]!, level: raster.first + at };
}
