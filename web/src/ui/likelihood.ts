/** A calibrated probability in words: of what is called "likely", six to eight in ten are so. */

import STEPS from "../../../src/customhouse/kernel/likelihood.json";
import { number, t, word } from "../i18n/i18n.svelte";

/** The code of a step; the server's are the same, from the same table. */
export function stepOf(probability: number): string {
  return (STEPS.find((step) => probability >= step.from) ?? STEPS.at(-1)!).name;
}

/** Words for a calibrated probability: a percentage claims more than anybody knows. */
export function likelihoodWords(probability: number): string {
  const step = stepOf(probability);
  return word(`likelihood.${step}`, step);
}

/** What a model's statements were worth in its trials: those with about this probability, and how many were right. */
export interface Trial {
  sure: number;
  low: number;
  high: number;
  count: number;
}

/** The trials of statements that were about as sure; none where there were too few of them to tell. */
export function nearest(trials: readonly Trial[], probability: number): Trial | null {
  const [first] = trials
    .filter((trial) => trial.count >= FEWEST)
    .sort((one, other) => Math.abs(one.sure - probability) - Math.abs(other.sure - probability));
  return first && Math.abs(first.sure - probability) <= FARTHEST ? first : null;
}

const FEWEST = 10;

/** Half the width of a bin of a calibration plot, with some to spare. */
const FARTHEST = 0.08;

/** The figures behind the words of a model: what it says, and how that was borne out. */
export function trialWords(probability: number, trials: readonly Trial[]): string {
  const share = shareWords(probability);
  const trial = nearest(trials, probability);
  if (!trial) return t("likelihood.untried", { share });
  const { low, high, count } = trial;
  return t("likelihood.trial", {
    share,
    low: shareWords(low),
    high: shareWords(high),
    count: number(count),
  });
}

export function shareWords(probability: number): string {
  return number(probability, { style: "percent", maximumFractionDigits: 0 });
}
