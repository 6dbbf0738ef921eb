import { word } from "../i18n/i18n.svelte";
import type { Tone } from "../ui/Badge.svelte";
import type { HitState, Level } from "./types";

export const WAITING: readonly HitState[] = ["open", "needs_more"];
export const DECIDED: readonly HitState[] = ["same", "not_same"];
export const OUTCOMES = ["not_same", "same", "needs_more"] as const;
export const KINDS = ["person", "company", "vessel", "address"] as const;

const LEVEL_TONES: Record<Level, Tone> = { none: "plain", possible: "warn", likely: "bad" };
const STATE_TONES: Record<HitState, Tone> = {
  open: "note",
  needs_more: "warn",
  same: "bad",
  not_same: "good",
  gone: "plain",
};

export const levelTone = (level: Level): Tone => LEVEL_TONES[level];
export const stateTone = (state: HitState): Tone => STATE_TONES[state];
export const levelWord = (level: Level): string => word(`watchlists.level_${level}`, level);
export const stateWord = (state: HitState): string => word(`watchlists.state_${state}`, state);
export const kindWord = (kind: string): string => word(`watchlists.kind_${kind}`, kind);
export const howWord = (how: string): string => word(`watchlists.how_${how}`, how);
export const factWord = (name: string): string => word(`watchlists.fact_${name}`, name);
/** The field of the declaration in which the name stands: `waybill/consignee` → consignee. */
export const roleWord = (role: string): string => word(`watchlists.role_${role.split("/").at(-1)!}`, role);
export const percent = (score: number): string => `${Math.round(score * 100)} %`;
