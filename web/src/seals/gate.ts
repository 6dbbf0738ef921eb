import type { Reason } from "../i18n/i18n.svelte";
import { compare, type Verdict } from "./draft";

export type GateOutcome = "pass" | "check" | "stop";

/** One transport at the gate: what the fixed reader read and what was decided. */
export interface Passage {
  reading_id: string;
  site_id: string;
  gate: string;
  read_at: string;
  plate: string;
  container_number: string;
  seal: string;
  seal_state: string;
  outcome: GateOutcome;
  reasons: Reason[];
  journey_id: string | null;
  consignment_id: string;
}

/** What ought to have been read: the journey that the reading belongs to. */
export interface Wanted {
  plate: string;
  container_number: string;
  seal_number: string;
  device_id: string;
}

export interface Line {
  what: "plate" | "container" | "seal" | "seal_state";
  read: string;
  expected: string;
  verdict: Verdict;
}

const INTACT = new Set(["intact", "closed", "sealed", "locked"]);
const BROKEN = new Set(["broken", "open", "missing", "tampered"]);

function stateVerdict(state: string): Verdict {
  if (INTACT.has(state)) return "agrees";
  return BROKEN.has(state) ? "differs" : "unknown";
}

/** Read against expected, line by line. */
export function linesOf(passage: Passage, wanted: Wanted | null): Line[] {
  const { plate, container_number, seal, seal_state } = passage;
  return [
    { what: "plate", read: plate, expected: wanted?.plate ?? "", verdict: compare(plate, wanted?.plate) },
    {
      what: "container",
      read: container_number,
      expected: wanted?.container_number ?? "",
      verdict: compare(container_number, wanted?.container_number),
    },
    {
      what: "seal",
      read: seal,
      expected: wanted?.seal_number ?? "",
      verdict: compare(seal, wanted?.seal_number, wanted?.device_id),
    },
    { what: "seal_state", read: seal_state, expected: "intact", verdict: stateVerdict(seal_state) },
  ];
}

/** The panel shows a passage for so long; then the lane is taken to be empty again. */
export const SHOWN_MS = 60_000;
/** Without an answer of the server for so long, the panel must not be believed. */
export const LOST_AFTER_MS = 10_000;

export type PanelState = GateOutcome | "ready" | "lost";

export function panelState(
  latest: Passage | undefined,
  answeredAt: number | null,
  nowMs: number,
): PanelState {
  if (answeredAt === null || nowMs - answeredAt > LOST_AFTER_MS) return "lost";
  if (!latest || nowMs - Date.parse(latest.read_at) > SHOWN_MS) return "ready";
  return latest.outcome;
}
