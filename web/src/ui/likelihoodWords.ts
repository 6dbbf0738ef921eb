import { t } from "../i18n/i18n.svelte";
import { stepOf } from "./likelihood";

/** Words for a calibrated probability: a percentage claims more than anybody knows. */
export function likelihoodWords(probability: number): string {
  return t(`likelihood.${stepOf(probability)}`);
}
