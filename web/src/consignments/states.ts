import { word } from "../i18n/i18n.svelte";
import type { Tone } from "../ui/Badge.svelte";

/** States of a consignment, as procedures names them. */
export const STATES = [
  "lodged",
  "under_control",
  "in_transit",
  "released",
  "detained",
  "reopened",
  "withdrawn",
] as const;
export const LANES = ["green", "yellow", "red"] as const;
/** Kinds of controls that a consignment can owe. */
export const CONTROLS = ["examination", "scan", "document_check"] as const;

const STATE_TONES: Record<string, Tone> = {
  lodged: "note",
  under_control: "warn",
  in_transit: "note",
  released: "good",
  detained: "bad",
  reopened: "bad",
  withdrawn: "plain",
};

const LANE_TONES: Record<string, Tone> = { green: "good", yellow: "warn", red: "bad" };

export const stateTone = (state: string): Tone => STATE_TONES[state] ?? "plain";
export const laneTone = (lane: string): Tone => LANE_TONES[lane] ?? "plain";
export const stateWord = (state: string): string => word(`state.${state}`, state);
export const laneWord = (lane: string): string => word(`lane.${lane}`, lane);
