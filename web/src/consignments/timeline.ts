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
  control: { source: "done", icon: "check" },
  review: { source: "done", icon: "person" },
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

/** Whether we learned of something so long after it happened that a reader must be told. */
export function learnedLate(entry: Pick<Entry, "at" | "recorded_at">): boolean {
  return Date.parse(entry.recorded_at) - Date.parse(entry.at) > LATE_MS;
}

/** `system:risk` and `device:…` in words; a person is known by number only, their name is not for every reader. */
export function actorName(actor: string): string {
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

/** Entries by day, the latest first, each day's entries too. */
export function byDay(entries: readonly Entry[]): [day: string, entries: Entry[]][] {
  const sorted = [...entries].sort(
    (a, b) => b.at.localeCompare(a.at) || b.recorded_at.localeCompare(a.recorded_at),
  );
  const days = new Map<string, Entry[]>();
  for (const entry of sorted) {
    const date = new Date(entry.at);
    const key = new Date(date.getFullYear(), date.getMonth(), date.getDate()).toISOString();
    days.set(key, [...(days.get(key) ?? []), entry]);
  }
  return [...days];
}
