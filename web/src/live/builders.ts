import type { Alarm, LiveJourney } from "./types";

/** Builders for tests: a journey and an alarm with nothing remarkable, and whatever the test changes. */

export function makeJourney(changes: Partial<LiveJourney>): LiveJourney {
  return {
    id: "journey-1",
    consignment_id: "consignment-1",
    mrn: "26XM7K3QH5T2B0001",
    plate: "XM 482 KD",
    container_number: "MSKU1234565",
    corridor_id: "mersea-eastholm",
    lon: -2,
    lat: 53.6,
    state: "in_transit",
    severity: null,
    course: 90,
    speed_kmh: 80,
    progress: 0.4,
    last_seen: "2026-11-23T11:59:00Z",
    due_at: "2026-11-23T15:00:00Z",
    eta: "2026-11-23T14:00:00Z",
    ...changes,
  };
}

export function makeAlarm(changes: Partial<Alarm>): Alarm {
  return {
    id: "alarm-1",
    journey_id: "journey-1",
    consignment_id: "consignment-1",
    mrn: "26XM7K3QH5T2B0001",
    rule: "corridor_left",
    severity: "high",
    state: "open",
    late: false,
    raised_at: "2026-11-23T11:50:00Z",
    known_at: "2026-11-23T11:50:03Z",
    repeats: 1,
    reason: { code: "corridor_left", params: {}, text: "1,240 m outside the corridor" },
    actions: ["call_driver"],
    position: { latitude: 53.6, longitude: -2 },
    acknowledged_by: null,
    acknowledged_by_name: null,
    acknowledged_at: null,
    resolved_by: null,
    resolved_by_name: null,
    resolved_at: null,
    outcome: null,
    note: "",
    ...changes,
  };
}
