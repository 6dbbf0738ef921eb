/** What lies under the cursor, in figures that can be put into words. */

import { materialWord, OPAQUE, type MaterialWord } from "./material";
import type { Picture } from "./painter";
import { OPEN_BEAM, type Level } from "./planes";
import { massPerArea, type MassScale } from "./scales";

export interface Readout {
  readonly x: number;
  readonly y: number;
  /** 0..1 at each energy, high first; a mean over 3 × 3 pixels, since one pixel is mostly noise. */
  readonly transmission: readonly number[];
  readonly material: MaterialWord;
  /** g/cm², or null where nothing came through or nothing is in the way. */
  readonly massPerArea: number | null;
}

const NOTHING = 0.01;

export function readAt(
  level: Level,
  picture: Picture,
  x: number,
  y: number,
  mass: MassScale | null,
): Readout {
  const transmission = level.planes.map(
    (plane) => meanAround(plane, level.width, level.height, x, y) / OPEN_BEAM,
  );
  const step = picture.index[y * picture.width + x]! >> 12;
  const attenuation = -Math.log(Math.max(transmission[0]!, 1 / OPEN_BEAM));
  const material = attenuation < NOTHING && step !== OPAQUE ? "none" : materialWord(step);
  return { x, y, transmission, material, massPerArea: massOf(material, attenuation, mass) };
}

function massOf(material: MaterialWord, attenuation: number, mass: MassScale | null): number | null {
  if (!mass || material === "none" || material === "opaque") return null;
  return massPerArea(mass, material === "unknown" ? "organic" : material, attenuation);
}

function meanAround(plane: Uint16Array, width: number, height: number, x: number, y: number): number {
  let sum = 0;
  let count = 0;
  for (let row = Math.max(0, y - 1); row <= Math.min(height - 1, y + 1); row++) {
    for (let column = Math.max(0, x - 1); column <= Math.min(width - 1, x + 1); column++) {
      sum += plane[row * width + column]!;
      count++;
    }
  }
  return sum / count;
}
