import type { components } from "../api/schema";
import { number, quantity, sentence, t, word } from "../i18n/i18n.svelte";
import type { Tone } from "../ui/Badge.svelte";

export type Model = components["schemas"]["ModelOut"];
export type ModelLine = components["schemas"]["ModelLineOut"];
export type Move = components["schemas"]["MoveOut"];
export type What = Move["what"];
export type Share = components["schemas"]["SampledOut"];
export type Monitoring = components["schemas"]["MonitoringOut"];

/** Two models may have one name and version. */
export function monthKey(of: { month: string; model_id: string; version: string }): string {
  return `${of.month} ${of.model_id} ${of.version}`;
}

export const TONES: Record<ModelLine["state"], Tone> = {
  challenger: "note",
  serving: "good",
  retired: "plain",
};

/** What can be proposed of a model in this state. */
export const PROPOSALS: Record<ModelLine["state"], readonly What[]> = {
  challenger: ["promote", "retire"],
  serving: ["roll_back", "retire"],
  retired: ["promote"],
};

export function percent(share: number): string {
  return number(share, { style: "percent", maximumFractionDigits: 1 });
}

/** “93.1 % (88.0–96.2 %)”, or a dash where there is nothing to count. */
export function shareWords(share: Share): string {
  return share.value === null
    ? "–"
    : `${percent(share.value)} (${percent(share.low)} – ${percent(share.high)})`;
}

export type Figure = Model["figures"][number];
export type Training = Model["training"];
export type Trace = Training["traces"][number];

export function three(value: number | null): string {
  return value === null ? "" : number(value, { minimumFractionDigits: 3, maximumFractionDigits: 3 });
}

/** `≥ 0.9`, or `≤ 0.05` where the aim is a ceiling. */
export function aimWords(figure: Figure): string {
  return figure.target === null
    ? ""
    : `${figure.at_most ? "≤" : "≥"}\u00a0${number(figure.target, { maximumSignificantDigits: 3 })}`;
}

/** Null where nothing is aimed at. */
export function isReached(figure: Figure): boolean | null {
  if (figure.target === null) return null;
  return figure.at_most ? figure.value <= figure.target : figure.value >= figure.target;
}

/** What nobody counted is said to be missing, never shown as nought. */
export function hours(value: number | null): string {
  return value === null ? t("models.not_recorded") : quantity(value, "h", 2);
}

/** A card's own words, in which names stand between backticks, as people read them. */
export function plain(text: string): string {
  return sentence(text.replace(/`([^`]+)`/g, "“$1”"));
}

/** A class as people call it; what is no code of ours stands as it is written. */
export function classWord(code: string): string {
  return word(`models.kind_${code}`, word(`label.${code}`, code.replaceAll("_", " ")));
}
