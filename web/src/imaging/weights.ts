/** How the contributions to a score are drawn. */

/** Weights below this are listed together: each of them says little. */
export const LITTLE = 0.15;
/** The weight whose bar is full. */
export const FULL = 3;

/** The share of half the scale that a weight takes. */
export function reach(logOdds: number): number {
  return Math.min(1, Math.abs(logOdds) / FULL);
}
