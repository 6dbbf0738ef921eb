/** The numbers behind the words of a finding. */

import { t } from "../i18n/i18n.svelte";
import { shareWords, trialWords, type Trial } from "../ui/likelihood";
import type { Finding } from "../viewer/scan";

/** Of findings that were kept before it was said, it is not known which. */
const SUSPICIONS = {
  any: "findings.held.suspicion",
  anomaly: "findings.held.suspicion.anomaly",
  threat: "findings.held.suspicion.threat",
  weapon: "findings.held.suspicion.weapon",
} as const;

/** What its model says, how that was borne out in its trials, and by which limit it has its severity. */
export function figuresOf(finding: Finding, trials: readonly Trial[]): string {
  const threat = finding.kind === "suspected_object" ? finding.reason.params?.probability : undefined;
  return [
    namedWords(finding, trials),
    threat === undefined ? "" : t("likelihood.threat", { words: trialWords(Number(threat), trials) }),
    finding.held ? heldWords(finding.held) : "",
  ]
    .filter(Boolean)
    .join(" ");
}

/** Trials of the network for objects are of its word that something is a threat, not of the class that it names. */
function namedWords({ probability, model }: Finding, trials: readonly Trial[]): string {
  if (probability === null || probability === undefined) return "";
  if (model?.startsWith("ct-")) return t("likelihood.named", { share: shareWords(probability) });
  return trialWords(probability, trials);
}

function heldWords(held: NonNullable<Finding["held"]>): string {
  const words = {
    suspicion: t(SUSPICIONS[held.of ?? "any"]),
    probability: shareWords(held.probability),
    limit: shareWords(held.limit),
  };
  return t(held.by === "policy" ? "findings.held.policy" : "findings.held.card", words);
}
