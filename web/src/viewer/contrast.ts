/** Where the limits of the brightness go: percentiles of what is in view, and the four standard views. */

import { BRIGHTNESS_STEPS, stepOf } from "./attenuation";
import { OPAQUE } from "./material";

export interface Limits {
  readonly light: number;
  readonly dark: number;
}

export interface Region {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const NARROWEST = 8;
const SAMPLES = 200_000;
/** The densest goods shall keep their colour; what nothing passes is hatched anyway. */
const HEADROOM = 1.3;
/** Below this (−ln transmission) there is nothing in the beam worth a share of the percentiles. */
const AIR = stepOf(0.02);

/** Counts brightness steps in a region of a picture index; large regions are sampled, opaque areas left out. */
export function histogram(index: Uint16Array, width: number, region: Region): Uint32Array {
  const counts = new Uint32Array(BRIGHTNESS_STEPS);
  const stride = Math.max(1, Math.floor(Math.sqrt((region.width * region.height) / SAMPLES)));
  for (let y = region.y; y < region.y + region.height; y += stride) {
    for (let x = region.x; x < region.x + region.width; x += stride) {
      const value = index[y * width + x]!;
      if (value >> 12 !== OPAQUE) counts[value & (BRIGHTNESS_STEPS - 1)]!++;
    }
  }
  return counts;
}

/** The step below which `share` of the counts from `first` on lie. */
export function percentile(counts: Uint32Array, share: number, first = 0): number {
  let total = 0;
  for (let step = first; step < counts.length; step++) total += counts[step]!;
  let left = total * share;
  for (let step = first; step < counts.length; step++) {
    left -= counts[step]!;
    if (left <= 0 && counts[step]) return step;
  }
  return first;
}

export type Look = "standard" | "dense" | "light";

/** Limits for a look: everything, the dense part (high penetration), the light part. */
export function limitsFor(look: Look, counts: Uint32Array): Limits {
  const middle = percentile(counts, 0.5, AIR);
  const dark = percentile(counts, 0.99, AIR);
  if (look === "dense") return widened(middle, percentile(counts, 0.9995, AIR));
  if (look === "light") return widened(0, middle);
  return widened(0, dark * HEADROOM);
}

/** Narrows (factor < 1) or widens about the middle. */
export function scaled(limits: Limits, factor: number): Limits {
  const middle = (limits.light + limits.dark) / 2;
  const half = Math.max(NARROWEST, (limits.dark - limits.light) * factor) / 2;
  return within(middle - half, middle + half);
}

/** Moves both limits towards the dense end by a share of their distance. */
export function shifted(limits: Limits, share: number): Limits {
  const by = (limits.dark - limits.light) * share;
  return within(limits.light + by, limits.dark + by);
}

function widened(light: number, dark: number): Limits {
  return within(light, Math.max(dark, light + NARROWEST));
}

function within(light: number, dark: number): Limits {
  const top = BRIGHTNESS_STEPS - 1;
  const low = Math.round(Math.min(Math.max(light, 0), top - NARROWEST));
  return { light: low, dark: Math.round(Math.min(Math.max(dark, low + NARROWEST), top)) };
}
