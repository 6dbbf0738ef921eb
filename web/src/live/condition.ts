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

/**
 * Folds what is known of a journey into one standing. Being late or silent is also an alarm to the server; those two
 * have shapes of their own, so the triangle is kept for journeys on which something else is wrong.
 */
export function standing(
  journey: Pick<LiveJourney, "severity" | "state" | "due_at" | "eta">,
  rules: ReadonlySet<string> = NO_RULES,
  nowMs = Date.now(),
): Standing {
  const travelling = journey.state === "sealed" || journey.state === "in_transit";
  const silent = rules.has("silent") && journey.state !== "ended";
  const late = rules.has("overdue") || (travelling && Date.parse(journey.due_at) < nowMs);
  const other = rules.size - Number(silent) - Number(rules.has("overdue"));
  const over = journey.state === "ended";
  // The severity may come a moment before its alarm; that of a journey that is over is history unless one is open.
  const early = rules.size === 0 && weight(journey.severity) > 0;
  const alarming = other > 0 || (!over && (journey.state === "broken" || early));
  const condition = alarming ? "alarm" : silent ? "silent" : late ? "late" : "normal";
  const base = { alarm: 20, silent: 15, late: 10, normal: 0 }[condition];
  return { condition, severity: journey.severity, silent, late, rank: base + weight(journey.severity) };
}
