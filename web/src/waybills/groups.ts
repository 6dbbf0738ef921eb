import { fieldName } from "../declarations/fields";
import { t } from "../i18n/i18n.svelte";
import type { ReadField } from "./types";

export interface Group {
  path: string;
  title: string;
  fields: ReadField[];
}

const PREFIX =
  /^(waybill\/(?:consignor|consignee|notify|places|conveyance|containers\/\d+|itinerary\/\d+)|goods_items\/\d+|waybill)\//;

/** The part of a lodgement that a field belongs to, and its name within that part. */
export function placed(field: string): { group: string; name: string } {
  const group = PREFIX.exec(field)?.[1] ?? "also";
  const rest = field.slice(group.length + 1);
  // The street of a party needs no word that it is of the address.
  return {
    group,
    name: fieldName(group === "also" ? rest.replaceAll("_", " ") : rest.replace(/^address\//, "")),
  };
}

/** Fields under the headings a form has, in the order they were sent. */
export function groupsOf(fields: readonly ReadField[]): Group[] {
  const groups = new Map<string, Group>();
  for (const field of fields) {
    const { group } = placed(field.field);
    const title = group === "waybill" ? t("field.waybill") : fieldName(group);
    if (!groups.has(group)) groups.set(group, { path: group, title, fields: [] });
    groups.get(group)!.fields.push(field);
  }
  return [...groups.values()];
}

export type Sureness = "sure" | "check" | "doubtful";

export function sureness(confidence: number): Sureness {
  if (confidence >= 0.9) return "sure";
  return confidence >= 0.6 ? "check" : "doubtful";
}
