import type { Reason } from "../i18n/i18n.svelte";
import type { Alarm, JourneyState } from "../live/types";

/** A consignment in one line. */
export interface Line {
  id: string;
  mrn: string;
  state: string;
  lane: string;
  declarant: string;
  consignee: string;
  goods: string;
  containers: string[];
  open_alarms: number;
  lodged_at: string;
  updated_at: string;
}

export interface RawFile {
  name: string;
  sha256: string;
  bytes?: number;
}

/** One thing that happened to a consignment; `facts` are the fields of its event. */
export interface Entry {
  id: string;
  at: string;
  recorded_at: string;
  kind: string;
  source: string;
  actor: string;
  facts: Readonly<Record<string, unknown>>;
}

export interface Timeline {
  items: Entry[];
  /** What came in, as it came; only for those who may read it. */
  raws: RawFile[];
}

export interface Control {
  id: string;
  what: string;
  state: string;
  ordered_at: string;
  due_at: string;
  result: "conforms" | "does_not_conform" | null;
  completed_at: string | null;
  completed_by: string | null;
  why: string | null;
  note: string | null;
  found: string | null;
}

export interface Procedure {
  state: string;
  controls: Control[];
}

export interface Ground extends Reason {
  level?: "officer" | "trader";
}

/** A declarant gets only the time and the reasons meant for traders. */
export interface Assessment {
  id: string;
  assessed_at: string;
  reasons: Ground[];
  number: number | null;
  stage: string | null;
  lane: string | null;
  previous_lane: string | null;
  asks: { what: string; row: string; fresh: boolean }[] | null;
  policy_hash: string | null;
  input_hash: string | null;
  facts: Record<string, unknown> | null;
  drawn_at_random: boolean | null;
  selection_probability: string | null;
}

export interface Finding {
  id: string;
  kind: string;
  class: string | number;
  severity: string;
  mass_kg: number | null;
  volume_cm3: number | null;
  reason: Reason;
}

export interface ScanLine {
  id: string;
  state: "received" | "recognising" | "recognised" | "failed";
  modality: "radiograph" | "ct";
  site_id: string;
  received_at: string;
}

export interface Scan extends ScanLine {
  recogniser: { name: string; version: string } | null;
  findings: Finding[];
  comparison: {
    verdict: string;
    rows: { item: string | number | null; what: string; verdict: string; reason: Reason }[];
  } | null;
  raw_files: RawFile[];
}

export interface JourneyLine {
  id: string;
  consignment_id: string;
}

/** A sealed journey as its own page of the API tells it. */
export interface Journey extends JourneyLine {
  plate: string;
  container_number: string;
  seal_number: string;
  corridor_id: string;
  state: JourneyState;
  sealed_at: string;
  due_at: string;
  eta: string | null;
  progress: number;
  last: {
    position: { latitude: number; longitude: number } | null;
    device_time: string;
    speed_kmh: number | null;
    battery_percent: number | null;
  } | null;
  alarms: Alarm[];
}
