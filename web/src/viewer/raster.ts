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

export function rasterise(base: Level, first: number, scale: MaterialScale): Raster {
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

/** The picture to paint at pyramid level `wanted`, and the level it really is. */
export function pictureAt(raster: Raster, wanted: number): { picture: Picture; level: number } {
  const at = Math.min(raster.pictures.length - 1, Math.max(0, wanted - raster.first));
  return { picture: raster.pictures[at]!, level: raster.first + at };
}
