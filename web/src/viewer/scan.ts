/** A scan as the server describes it, and how its image is fetched. */

import { csrfHeaders } from "../api/client";
import { ApiError, errorFrom, offlineError } from "../api/errors";
import type { Reason } from "../i18n/i18n.svelte";
import type { PortalReading } from "../imaging/portals";
import { readLevel, type Level } from "./planes";
import type { Scales } from "./scales";
import type { Box } from "./transform";

export type ScanState = "received" | "recognising" | "recognised" | "failed";
export type Severity = "info" | "low" | "medium" | "high";
export type Verdict = "agrees" | "doubtful" | "disagrees" | "cannot_tell";

export interface Energy {
  name: string;
  peak_kev: number | null;
}

export interface ScanView {
  index: number;
  name: string;
  /** Highest first, the order of the planes; none for a picture. */
  energies: Energy[];
  width: number;
  height: number;
  levels: number;
  pixel_mm: [number, number] | null;
  /** How this scanner's two energies tell materials apart, where it is calibrated. */
  painting?: Scales | null;
}

export interface BoxMm {
  x: number;
  y: number;
  z: number;
  width: number;
  height: number;
  depth: number;
}

export interface Finding {
  id: string;
  kind: string;
  class: string | null;
  severity: Severity;
  view: number | null;
  box: Box | null;
  box_mm: BoxMm | null;
  volume_cm3: number | null;
  mass_kg: number | null;
  /** Where its mass should lie; null where that is not known. */
  mass_low_kg?: number | null;
  mass_high_kg?: number | null;
  density: number | null;
  ambiguous: boolean;
  reason: Reason;
  /** What a network takes it for, and how surely; empty where physics alone speaks. */
  label?: string;
  probability?: number | null;
  model?: string;
  /** The probability and the limit that gave a network's finding its severity. */
  held?: {
    probability: number;
    limit: number;
    by: string;
    of?: "threat" | "weapon" | "anomaly" | null;
  } | null;
}

/** Shares of the mass by material, 0 to 1: what may be expected (lowest, highest), and what is seen. */
export interface MaterialShares {
  expected: Record<string, [number, number]>;
  seen: Record<string, number>;
}

/** Where evidence lies: a box of a view or of a photo, or a finding by its id. */
export interface Place {
  view: number | null;
  box: Box | null;
  finding: string;
  note: string;
  /** Its box lies in this photo, and not in a view. */
  photo?: number | null;
}

/** What the scan says of one goods item; `rows` are places in the comparison's rows. */
export interface ItemJudged {
  item: number;
  hs_code: string;
  verdict: Verdict;
  reason: Reason;
  rows: number[];
  seen_share: number | null;
}

export interface Contribution {
  term: string;
  group: string;
  /** Null where it was not seen: it adds nothing then. */
  value: number | null;
  log_odds: number;
  stated: boolean;
}

export interface Score {
  probability: number;
  prior: number;
  model: string;
  contributions: Contribution[];
  /** Ways of being wrong, by their shares of the probability. */
  kinds?: Record<string, number>;
}

export interface Comparison {
  verdict: Verdict;
  rows: ComparisonRow[];
  items?: ItemJudged[];
  score?: Score | null;
}

export interface ComparisonRow {
  item: number | null;
  what: string;
  declared: string;
  seen: string;
  uncertainty: string;
  verdict: Verdict;
  reason: Reason;
  shares?: MaterialShares | null;
  evidence?: Place[];
}

export interface Scan {
  id: string;
  consignment_id: string | null;
  state: ScanState;
  modality: "radiograph" | "ct" | "picture";
  site_id: string;
  received_at: string;
  views: ScanView[];
  volume: { shape: [number, number, number]; spacing_mm: [number, number, number] | null } | null;
  recogniser: { name: string; version: string } | null;
  findings: Finding[];
  /** What limits the reading as a whole. */
  notes?: Reason[];
  comparison: Comparison | null;
  /** Policy wants an own look first: nothing of what was recognised is in here. */
  findings_hidden?: boolean;
  /** Stands for the images; goes with every request for one. */
  image_key?: string;
  raw_files: { name: string; sha256: string; bytes: number }[];
  /** Photographs of the container; `ready` once the copy that is shown is made. */
  photos?: { index: number; name: string; ready: boolean }[];
  /** What was read in them. */
  markings?: { kind: string; value: string; photo: number; sure: boolean }[];
  /** Empty where photos could not be read on this server. */
  photo_reader?: string | null;
  /** What was noticed when it was read. */
  remarks?: string[];
  /** What the scanner's own system recorded, in the maker's codes. */
  operations?: { kind: string; started_at: string | null; verdict: string | null }[];
  /** What somebody else's recognition said. */
  reported?: { label: string; by: string; flag: string; probability: number | null }[];
  /** What radiation portals read when it passed them. */
  portal_readings?: PortalReading[];
}

/** Coloured or toned for the eye, 8 bit: nothing was measured, so there is no energy. */
export function isPicture(view: ScanView): boolean {
  return view.energies.length === 0;
}

/** The transmission of one pyramid level; 16 bits all the way, since 8 would lose what lies behind steel. */
export async function fetchLevel(
  scan: string,
  view: number,
  level: number,
  signal: AbortSignal,
  key = "",
): Promise<Level> {
  const address = `/api/scans/${encodeURIComponent(scan)}/views/${view}/levels/${level}?key=${encodeURIComponent(key)}`;
  let response: Response;
  try {
    response = await fetch(address, { signal, credentials: "same-origin", headers: csrfHeaders() });
  } catch (thrown) {
    if (signal.aborted) throw thrown;
    throw offlineError();
  }
  if (!response.ok) throw errorFrom(response.status, await response.json().catch(() => null));
  const shape = response.headers.get("X-Image-Shape");
  if (!shape) throw new ApiError(response.status, "unknown", "The image came without its shape.");
  return readLevel(await response.arrayBuffer(), shape);
}
