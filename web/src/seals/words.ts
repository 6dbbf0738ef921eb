import { t } from "../i18n/i18n.svelte";
import type { Complaint, Verdict } from "./draft";

/** What is wrong with a field, and what to do, in words. */
export function complaintWord(
  complaint: Complaint | undefined,
  field: "consignment" | "plate" | "seal_number" | "device_id" | "corridor",
): string | undefined {
  if (!complaint) return undefined;
  return complaint === "missing" ? t(`seals.missing_${field}`) : t(`seals.${complaint}`);
}

export const SIGNS: Record<Verdict, string> = { agrees: "✓", differs: "✗", unknown: "?" };

export function verdictWord(verdict: Verdict): string {
  return t(`seals.verdict_${verdict}`);
}
