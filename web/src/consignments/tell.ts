import { dateTime, reasonText, t, word, type Reason } from "../i18n/i18n.svelte";
import type { Entry } from "./types";

/** What an entry says: one line in the reader's language, and the reasons it was given. */
export interface Told {
  line: string;
  reasons: Reason[];
}

type Facts = Entry["facts"];

const text = (facts: Facts, name: string): string => {
  const value = facts[name];
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
};

const reason = (value: unknown): value is Reason =>
  typeof value === "object" && value !== null && "code" in value && "text" in value;

function reasonsOf(facts: Facts): Reason[] {
  const several = Array.isArray(facts.reasons) ? facts.reasons : [];
  return [...several, facts.reason].filter(reason);
}

const join = (...parts: string[]) => parts.filter(Boolean).join(" · ");

/** One function for each kind that needs more than its name; the others say nothing further. */
const LINES: Record<string, (facts: Facts) => string> = {
  "declaration.lodged": (f) => text(f, "mrn"),
  "declaration.amended": (f) => t("declarations.version", { number: text(f, "version") }),
  "declaration.withdrawn": (f) => text(f, "reason"),
  "scan.received": (f) =>
    join(word(`modality.${f.modality}`, text(f, "modality")), text(f, "file_name"), text(f, "site_id")),
  "scan.quarantined": (f) => join(text(f, "file_name"), word(`reason.${f.reason}`, text(f, "reason"))),
  "scan.recognised": (f) =>
    // Who still has to look for themselves is told no more than that it is done.
    f.verdict === undefined
      ? ""
      : join(
          word(`verdict.${f.verdict}`, text(f, "verdict")),
          t("consignments.findings_number", { number: text(f, "findings") }),
        ),
  "seal.bound": (f) =>
    join(
      `${text(f, "seal_number")} → ${text(f, "container_number")}`,
      `${text(f, "from_site")} → ${text(f, "to_site")}`,
      t("consignments.due_at", { time: dateTime(text(f, "due_at")) }),
    ),
  "alarm.raised": (f) => word(`severity.${f.severity}`, text(f, "severity")),
  "alarm.retracted": (f) => word(`alarm.rule.${f.rule}`, text(f, "rule")),
  "alarm.resolved": (f) => join(word(`alarm.outcome.${f.outcome}`, text(f, "outcome")), text(f, "note")),
  "gate.read": (f) => join(word(`gate_outcome.${f.outcome}`, text(f, "outcome")), text(f, "site_id")),
  "journey.ended": (f) => word(`ended.${f.how}`, text(f, "how")),
  "parties.screened": (f) =>
    join(
      word(`watchlists.level_${f.level}`, text(f, "level")),
      t("consignments.hits_number", { number: text(f, "hits") }),
    ),
  "hit.decided": (f) => join(word(`watchlists.state_${f.outcome}`, text(f, "outcome")), text(f, "list_name")),
  "risk.assessed": (f) => join(lanes(f), word(`stage.${f.stage}`, text(f, "stage"))),
  "control.ordered": (f) => join(word(`control.${f.what}`, text(f, "what")), whyText(text(f, "why"))),
  "control.completed": (f) =>
    join(word(`control.${f.what}`, text(f, "what")), word(`result.${f.result}`, text(f, "result"))),
  "review.decided": (f) => word(`review_outcome.${f.outcome}`, text(f, "outcome")),
  "findings.revealed": (f) =>
    t("consignments.first_look", {
      outcome: word(`review_outcome.${f.first_look}`, text(f, "first_look")),
    }),
  "finding.judged": (f) =>
    join(
      word(`finding_verdict.${f.verdict}`, text(f, "verdict")),
      word(`label.${f.label}`, text(f, "label")),
    ),
  "goods.detained": (f) => whyText(text(f, "reason")),
  "consignment.reopened": (f) => whyText(text(f, "why")),
};

/** Why a control was ordered: the row of the policy, the decision or the news behind it, as a code. */
export function whyText(code: string): string {
  const known = word(`why.${code}`, word(`reason.${code}`, word(`entry.${code}`, "")));
  return known && !/\{\w+\}/.test(known) ? known : code.replaceAll("_", " ");
}

function lanes(facts: Facts): string {
  const lane = word(`lane.${facts.lane}`, text(facts, "lane"));
  const before = text(facts, "previous_lane");
  return before && before !== facts.lane ? `${word(`lane.${before}`, before)} → ${lane}` : lane;
}

export function tell(entry: Pick<Entry, "kind" | "facts">): Told {
  return { line: LINES[entry.kind]?.(entry.facts) ?? "", reasons: reasonsOf(entry.facts) };
}

/** The sentences of an entry's reasons, each once. */
export function sentences(told: Told): string[] {
  return [...new Set(told.reasons.map(reasonText))];
}
