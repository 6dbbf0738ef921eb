import { isOpen, openRules, standing, weight, type Standing } from "../live/condition";
import type { Alarm, Board, LiveJourney } from "../live/types";

/** A journey with how it does and what is open on it: a symbol on the map, a line in the table. */
export interface Row extends LiveJourney {
  standing: Standing;
}

function isOver(journey: LiveJourney): boolean {
  return journey.state === "ended";
}

export function rowsOf(journeys: Board["journeys"], alarms: Board["alarms"], nowMs: number): Row[] {
  const rules = openRules(alarms.values());
  return [...journeys.values()]
    .map((journey) => ({ ...journey, standing: standing(journey, rules.get(journey.id), nowMs) }))
    .sort(
      (a, b) =>
        b.standing.rank - a.standing.rank ||
        Number(isOver(a)) - Number(isOver(b)) ||
        a.plate.localeCompare(b.plate),
    );
}

/** What the map shows: journeys that are over leave it, unless something about them is still open or chosen. */
export function onMap(rows: readonly Row[], chosen: string | null): Row[] {
  return rows.filter((row) => !isOver(row) || row.standing.condition === "alarm" || row.id === chosen);
}

const TRAVELS = new Set(["sealed", "in_transit", "broken"]);

export interface Counters {
  in_transit: number;
  late: number;
  silent: number;
  alarms: number;
  critical: number;
}

export function countersOf(rows: readonly Row[], alarms: Iterable<Alarm>): Counters {
  const open = [...alarms].filter(isOpen);
  return {
    in_transit: rows.filter((row) => TRAVELS.has(row.state)).length,
    late: rows.filter((row) => row.standing.late).length,
    silent: rows.filter((row) => row.standing.silent).length,
    alarms: open.length,
    critical: open.filter((alarm) => alarm.severity === "critical").length,
  };
}

export type QueueTab = "new" | "acknowledged" | "all";

function newestFirst(a: Alarm, b: Alarm): number {
  return Date.parse(b.known_at) - Date.parse(a.known_at) || (a.id < b.id ? 1 : -1);
}

/** What stands in a tab: open work with the worst first, then the newest; everything by time alone. */
export function queueOf(alarms: Iterable<Alarm>, tab: QueueTab): Alarm[] {
  const all = [...alarms];
  if (tab === "all") return all.sort(newestFirst);
  const state = tab === "new" ? "open" : "acknowledged";
  return all
    .filter((alarm) => alarm.state === state)
    .sort((a, b) => weight(b.severity) - weight(a.severity) || newestFirst(a, b));
}

/** Alarms that came since the officer last said "seen". */
export function unseen(alarms: Iterable<Alarm>, seen: ReadonlySet<string>): Alarm[] {
  return queueOf(alarms, "new").filter((alarm) => !seen.has(alarm.id));
}

/** The neighbour of the chosen alarm; the first one when none is chosen, and the ends stay where they are. */
export function neighbour(queue: readonly Alarm[], chosen: string | null, step: 1 | -1): Alarm | undefined {
  const at = queue.findIndex((alarm) => alarm.id === chosen);
  if (at < 0) return queue[0];
  return queue[Math.min(queue.length - 1, Math.max(0, at + step))];
}

/** The log with what the feed knows better, each alarm once. */
export function withLive(log: readonly Alarm[], live: Iterable<Alarm>): Alarm[] {
  const all = new Map(log.map((alarm) => [alarm.id, alarm]));
  for (const alarm of live) all.set(alarm.id, alarm);
  return [...all.values()];
}

export function byId<T extends { id: string }>(list: readonly T[]): ReadonlyMap<string, T> {
  return new Map(list.map((one) => [one.id, one]));
}

export function seenAfter(seen: ReadonlySet<string> | null, alarms: Iterable<Alarm>): ReadonlySet<string> {
  return new Set([...(seen ?? []), ...[...alarms].map((alarm) => alarm.id)]);
}
