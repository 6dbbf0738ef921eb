/** The worker half of `rasteriser.ts`. */

import { rasterise, type Raster } from "./raster";
import type { MaterialScale } from "./material";
import type { Level } from "./planes";

export interface RasterTask {
  id: number;
  level: Level;
  first: number;
  scale: MaterialScale | null;
}

export interface RasterAnswer {
  id: number;
  raster: Raster;
  level: Level;
}

addEventListener("message", ({ data }: MessageEvent<RasterTask>) => {
  const raster = rasterise(data.level, data.first, data.scale);
  const answer: RasterAnswer = { id: data.id, raster, level: data.level };
  const shown = raster.pictures.map(({ index, colours }) => colours ?? index);
  const buffers = [...data.level.planes, ...shown].map((array) => array.buffer);
  postMessage(answer, { transfer: [...new Set(buffers)] });
});
