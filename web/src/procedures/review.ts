/** A review as the server tells it: one scan that a person has to judge. */

import type { Severity } from "../viewer/scan";
import type { Box } from "../viewer/transform";

export const OUTCOMES = ["clear", "suspicious", "rescan", "second_opinion", "refer"] as const;
export type Outcome = (typeof OUTCOMES)[number];
/** Who decides between two readers says one of these. */
export const ADJUDICATED: readonly Outcome[] = ["clear", "suspicious"];
export type Lane = "green" | "yellow" | "red";
export type ReviewState = "waiting" | "open" | "assigned" | "pending" | "decided" | "unneeded" | "closed";

/** States in which nobody decides any more; `pending` can still be undone. */
export const OVER: readonly ReviewState[] = ["pending", "decided", "unneeded", "closed"];

/** When the analyst sees what the recogniser found; policy sets it against automation bias. */
export type Reveal = "before" | "after_first_look" | "after_decision";

export interface Mark {
  view: number;
  x: number;
  y: number;
  width: number;
  height: number;
  note: string;
  /** In a volume: the axial slice, counted from 0. */
  slice?: number | null;
}

export interface Decision {
  outcome: Outcome;
  reason_codes: string[];
  marks: Mark[];
  note: string;
}

/** What one of two readers who differ said; nobody is told who it was. */
export interface Opinion {
  number: number;
  decision: Decision;
  decided_at: string;
}

export interface Review {
  id: string;
  consignment_id: string;
  mrn: string;
  scan_id: string;
  /** The scan that was ordered, where this image answers an order. */
  control_id: string | null;
  opened_at: string;
  due_at: string;
  lane: Lane;
  state: ReviewState;
  assigned_to: string | null;
  severity: Severity | "none";
  /** 1 for the first reader, 2 for a second opinion. */
  round: number;
  decision: Decision | null;
  decided_by: string | null;
  decided_at: string | null;
  undo_until: string | null;
  /** A second reading is never told from a first. */
  purpose: "reading" | "second" | "adjudication";
  /** What the reader would have decided before the findings were shown. */
  first_look: Outcome | null;
}

/** The image was a copy with a threat in it: nothing was decided, the real one comes next. */
export interface Tip {
  outcome: "found" | "missed" | "undecided";
  threat: string;
  object_class: string;
  places: { view: number; box: Box; slices: [number, number] | null }[];
  seconds: number;
}

export type FindingVerdict = "accepted" | "rejected" | "relabelled";

/** An analyst's word on a finding. */
export interface Judgement {
  finding_id: string;
  verdict: FindingVerdict;
  label: string;
}

/** What a finding can be said to be. */
export interface Label {
  code: string;
  name: string;
  kinds: string[];
  is_threat: boolean;
}

export interface Counters {
  open: number;
  mine: number;
  over_sla: number;
}

export interface ReasonCode {
  code: string;
  outcomes: Outcome[];
  /** By language, as the country pack says it. */
  text: Readonly<Record<string, string>>;
}
