import type { Reason } from "../i18n/i18n.svelte";

export type Severity = "critical" | "high" | "medium" | "low";
export type JourneyState = "sealed" | "in_transit" | "arrived" | "ended" | "broken";
export type AlarmState = "open" | "acknowledged" | "resolved" | "retracted";
export type Outcome = "false_alarm" | "explained" | "intervened" | "handed_over";

/** A place on the map: longitude, latitude. */
export type LonLat = [number, number];

/** A journey as the live feed tells it: where it is and how it does, not its papers. */
export interface LiveJourney {
  id: string;
  consignment_id: string;
  mrn: string;
  plate: string;
  container_number: string;
  corridor_id: string;
  lon: number | null;
  lat: number | null;
  state: JourneyState;
  severity: Severity | null;
  course: number | null;
  speed_kmh: number | null;
  progress: number;
  last_seen: string | null;
  due_at: string;
  eta: string | null;
}

/** What a detector found on a journey. `raised_at` is the seal's time of it, `known_at` when we learnt of it. */
export interface Alarm {
  id: string;
  journey_id: string;
  consignment_id: string;
  mrn: string;
  plate?: string;
  rule: string;
  severity: Severity;
  state: AlarmState;
  late: boolean;
  raised_at: string;
  ended_at?: string | null;
  known_at: string;
  repeats: number;
  reason: Reason;
  actions: string[];
  position: { latitude: number; longitude: number } | null;
  acknowledged_by: string | null;
  acknowledged_by_name: string | null;
  acknowledged_at: string | null;
  resolved_by: string | null;
  resolved_by_name: string | null;
  resolved_at: string | null;
  outcome: Outcome | null;
  note: string;
}

export interface Snapshot {
  at: string;
  journeys: LiveJourney[];
  alarms: Alarm[];
}

/** What changed since the message before: whole journeys and alarms, and the ids of those to forget. */
export interface Delta {
  at: string;
  journeys?: LiveJourney[];
  alarms?: Alarm[];
  gone?: { journeys?: string[]; alarms?: string[] } | string[];
}

/** All that is on the board now, by id. Never changed in place. */
export interface Board {
  at: string | null;
  journeys: ReadonlyMap<string, LiveJourney>;
  alarms: ReadonlyMap<string, Alarm>;
}
