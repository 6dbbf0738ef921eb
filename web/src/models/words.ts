import type { components } from "../api/schema";
import { number } from "../i18n/i18n.svelte";
import type { Tone } from "../ui/Badge.svelte";

export type Model = components["schemas"]["ModelOut"];
export type ModelLine = components["schemas"]["ModelLineOut"];
export type Move = components["schemas"]["MoveOut"];
export type What = Move["what"];
export type Share = components["schemas"]["SampledOut"];
export type Monitoring = components["schemas"]["MonitoringOut"];

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
