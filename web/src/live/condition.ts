import type { Alarm, LiveJourney, Severity } from "./types";

/** How a journey does, as one shape: ▲ alarm, ◆ late, ○ no signal, ● normal. */
export type Condition = "alarm" | "late" | "silent" | "normal";

const WEIGHT: Record<Severity, number> = { critical: 4, high: 3, medium: 2, low: 1 };

export function weight(severity: Severity | null | undefined): number {
  return severity ? WEIGHT[severity] : 0;
}

export function worst(severities: Iterable<Severity | null | undefined>): Severity | null {
  let found: Severity | null = null;
  for (const one of severities) if (one && weight(one) > weight(found)) found = one;
  return found;
}

export function isOpen(alarm: Alarm): boolean {
  return alarm.state === "open" || alarm.state === "acknowledged";
}

/** The rules that are open on each journey. */
export function openRules(alarms: Iterable<Alarm>): Map<string, Set<string>> {
  const rules = new Map<string, Set<string>>();
  for (const alarm of alarms) {
    if (!isOpen(alarm)) continue;
    const known = rules.get(alarm.journey_id);
    if (known) known.add(alarm.rule);
    else rules.set(alarm.journey_id, new Set([alarm.rule]));
  }
  return rules;
}

export interface Standing {
  condition: Condition;
  severity: Severity | null;
  /** No word from the seal: its last place is drawn hollow. */
  silent: boolean;
  late: boolean;
  /** Greater is worse; clusters show the greatest, and sorting puts it first. */
  rank: number;
}

const NO_RULES: ReadonlySet<string> = new Set();

type Judged = Pick<LiveJourney, "severity" | "state" | "due_at" | "eta">;

function isLate(journey: Judged, rules: ReadonlySet<string>, nowMs: number): boolean {
  const travelling = journey.state === "sealed" || journey.state === "in_transit";
  return rules.has("overdue") || (travelling && Date.parse(journey.due_at) < nowMs);
}

/** Whether more is wrong than lateness or silence. */
function isAlarming(journey: Judged, rules: ReadonlySet<string>): boolean {
  const own = [...rules].filter((rule) => rule !== "silent" && rule !== "overdue");
  if (own.length > 0) return true;
  // What was wrong with a journey that is over is history, unless an alarm about it is open.
  if (journey.state === "ended") return false;
  // The severity may come a moment before its alarm.
  return journey.state === "broken" || (rules.size === 0 && weight(journey.severity) > 0);
}

const BASE: Record<Condition, number> = { alarm: 20, silent: 15, late: 10, normal: 0 };

/**
 * Folds what is known of a journey into one standing. Being late or silent is also an alarm to the server; those two
 * have shapes of their own, so the triangle is kept for journeys on which something else is wrong.
 */
export function standing(
  journey: Judged,
  rules: ReadonlySet<string> = NO_RULES,
  nowMs = Date.now(),
): Standing {
  const silent = rules.has("silent") && journey.state !== "ended";
  const late = isLate(journey, rules, nowMs);
  const rest = silent ? "silent" : late ? "late" : "normal";
  const condition: Condition = isAlarming(journey, rules) ? "alarm" : rest;
  return {
    condition,
    severity: journey.severity,
    silent,
    late,
    rank: BASE[condition] + weight(journey.severity),
  };
}
