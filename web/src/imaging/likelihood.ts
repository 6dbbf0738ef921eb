/** Words for a calibrated probability: a percentage claims more than anybody knows. */

import { t } from "../i18n/i18n.svelte";

const STEPS = [
  { below: 0.1, key: "likelihood.very_unlikely" },
  { below: 0.35, key: "likelihood.unlikely" },
  { below: 0.65, key: "likelihood.even" },
  { below: 0.9, key: "likelihood.likely" },
  { below: Infinity, key: "likelihood.very_likely" },
] as const;

export function likelihoodWords(probability: number): string {
  return t(STEPS.find((step) => probability < step.below)!.key);
}

/** Weights below this are listed together: each of them says little. */
export const LITTLE = 0.15;
/** The weight whose bar is full. */
export const FULL = 3;

/** The share of half the scale that a weight takes. */
export function reach(logOdds: number): number {
  return Math.min(1, Math.abs(logOdds) / FULL);
}
