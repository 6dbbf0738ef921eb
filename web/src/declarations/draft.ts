import { readJson, writeJson } from "../app/storage";
import type { Lodgement } from "./lodgement";

interface Draft {
  kept_at: string;
  content: Lodgement;
}

/** Drafts belong to a person and to what they edit: a shared desk must not mix them. */
export function draftKey(owner: string, what: string): string {
  return `customhouse.draft.${owner}.${what}`;
}

/** When it was kept, or null where the browser keeps nothing. */
export function keepDraft(key: string, content: Lodgement): string | null {
  const kept_at = new Date().toISOString();
  return writeJson(key, { kept_at, content } satisfies Draft) ? kept_at : null;
}

export function readDraft(key: string): Draft | null {
  const draft = readJson<Draft>(key);
  return draft?.content?.waybill && Array.isArray(draft.content.goods_items) ? draft : null;
}

export function dropDraft(key: string): void {
  writeJson(key, null);
}
