import { word } from "../i18n/i18n.svelte";
import type { Tone } from "../ui/Badge.svelte";
import type { IconName } from "../ui/icons";
import type { Entry, RawFile } from "./types";

/** The kinds of things that speak, in the order of the customs process: what was said, seen, witnessed, judged, done. */
export const SOURCES = ["said", "seen", "witnessed", "judged", "done"] as const;
export type Source = (typeof SOURCES)[number];

interface Look {
  source: Source;
  icon: IconName;
}

const LOOKS: Record<string, Look> = {
  declaration: { source: "said", icon: "declaration" },
  scan: { source: "seen", icon: "radiograph" },
  seal: { source: "witnessed", icon: "seal" },
  journey: { source: "witnessed", icon: "truck" },
  alarm: { source: "witnessed", icon: "alarm" },
  gate: { source: "witnessed", icon: "gate" },
  risk: { source: "judged", icon: "policy" },
  parties: { source: "judged", icon: "users" },
  hit: { source: "judged", icon: "person" },
  control: { source: "done", icon: "check" },
  review: { source: "done", icon: "person" },
  findings: { source: "done", icon: "radiograph" },
  finding: { source: "done", icon: "radiograph" },
  goods: { source: "done", icon: "box" },
  consignment: { source: "done", icon: "undo" },
};

/** The room that spoke is the first word of an entry's kind: `seal.bound` → seal. */
export function lookOf(entry: Pick<Entry, "kind">): Look {
  return LOOKS[entry.kind.split(".")[0]!] ?? { source: "done", icon: "clock" };
}

const TONES: Record<string, Tone> = {
  "alarm.raised": "bad",
  "goods.detained": "bad",
  "goods.released": "good",
  "consignment.reopened": "warn",
  "scan.quarantined": "warn",
};

export const toneOf = (entry: Pick<Entry, "kind">): Tone => TONES[entry.kind] ?? "plain";

const LATE_MS = 5 * 60_000;

/** Whether we learned of something so long after it happened that a reader must be told both times. */
export function isApart(entry: Pick<Entry, "kind" | "at" | "recorded_at">): boolean {
  return isTold(entry) && Date.parse(entry.recorded_at) - Date.parse(entry.at) > LATE_MS;
}

/** A person or a machine by the name of its account, `system:risk` and `device:…` in words. */
export function actorName({ actor, actor_name }: Pick<Entry, "actor" | "actor_name">): string {
  if (actor_name) return actor_name;
  const [kind, name] = actor.split(":", 2);
  if (name === undefined) return word("actor.user", "user");
  if (kind === "system") return word(`actor.${name}`, word("actor.system", "system"));
  return kind === "device" ? `${word("actor.device", "device")} ${name}` : name;
}

/** Which raw inputs an entry came from: its event names them by their hash. */
export function rawOf(entry: Entry, raws: readonly RawFile[]): RawFile[] {
  const named = new Set(Object.values(entry.facts));
  const version = entry.kind.startsWith("declaration.") ? `declaration-v${entry.facts.version}.json` : "";
  return raws.filter((raw) => named.has(raw.sha256) || raw.name === version);
}

/** What the house judges and does happens when it is recorded; only what it is told happens elsewhere before. */
function isTold(entry: Pick<Entry, "kind">): boolean {
  return !["judged", "done"].includes(lookOf(entry).source);
}

/** By when we learned of things, which is how the house acted; or by when they happened. */
export const ORDERS = ["learned", "happened"] as const;
export type Order = (typeof ORDERS)[number];

export function momentOf(entry: Pick<Entry, "kind" | "at" | "recorded_at">, order: Order): string {
  return order === "happened" && isTold(entry) ? entry.at : entry.recorded_at;
}

/** Entries by day, the latest first, each day's entries too. */
export function byDay(entries: readonly Entry[], order: Order): [day: string, entries: Entry[]][] {
  const sorted = [...entries].sort(
    // Ids grow with time: they part what was recorded in one breath.
    (a, b) => momentOf(b, order).localeCompare(momentOf(a, order)) || b.id.localeCompare(a.id),
  );
  const days = new Map<string, Entry[]>();
  for (const entry of sorted) {
    const date = new Date(momentOf(entry, order));
    const key = new Date(date.getFullYear(), date.getMonth(), date.getDate()).toISOString();
    days.set(key, [...(days.get(key) ?? []), entry]);
  }
  return [...days];
}
