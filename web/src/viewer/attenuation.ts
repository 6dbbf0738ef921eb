/** Log attenuation, −ln(transmission), in the steps that the painter counts in. */

import { OPEN_BEAM } from "./planes";

/** Fine steps serve the material ratio; brightness keeps their upper 12 bits. */
export const FINE_STEPS = 65535;
export const BRIGHTNESS_STEPS = 4096;
export const MAX_ATTENUATION = Math.log(OPEN_BEAM);

/** Transmission value → fine attenuation step; a table, because it is asked for millions of times. */
export const FINE: Uint16Array = Uint16Array.from({ length: OPEN_BEAM + 1 }, (_, value) =>
  Math.floor((FINE_STEPS * (MAX_ATTENUATION - Math.log(Math.max(value, 1)))) / MAX_ATTENUATION + 0.5),
);

export function brightnessStep(value: number): number {
  return FINE[value]! >> 4;
}

/** Brightness step (0 = open beam) → −ln(transmission). */
export function attenuationOf(step: number): number {
  return (step * 16 * MAX_ATTENUATION) / FINE_STEPS;
}

export function stepOf(attenuation: number): number {
  const step = Math.round((attenuation * FINE_STEPS) / MAX_ATTENUATION / 16);
  return Math.min(BRIGHTNESS_STEPS - 1, Math.max(0, step));
}
