/** Scans that look alike, as the server describes them. */

import { t, word } from "../i18n/i18n.svelte";
import type { Schemas } from "../api/paths";

export type Alike = Schemas["AlikeOut"];
export type Lot = Schemas["LotOut"];

/** Of a lot larger than this, first those that are spoken of. */
const AT_ONCE = 9;

/** Who of a lot is shown at once: everybody, or the odd ones, the middle one and the scan at hand. */
export function spokenOf(lot: Lot, scanId: string): Lot["members"] {
  if (lot.members.length <= AT_ONCE) return lot.members;
  return lot.members.filter((one) => one.is_odd || [lot.middle, scanId].includes(one.scan_id));
}

/** Distances mean little by themselves: near is near against the middle distance to all. */
export function alikeWords(distance: number, typical: number): string {
  if (typical > 0 && distance < 0.3 * typical) return t("similar.very");
  return t(typical > 0 && distance < 0.65 * typical ? "similar.alike" : "similar.loose");
}

export function outcomeWords(outcome: string | null): string {
  return outcome === null ? t("similar.outcome.none") : word(`similar.outcome.${outcome}`, outcome);
}

/** Whether the outcome speaks for or against the goods. */
export function outcomeTone(outcome: string | null): "good" | "bad" | "plain" {
  if (outcome === "clear" || outcome === "conforms") return "good";
  return outcome === "suspicious" || outcome === "does_not_conform" ? "bad" : "plain";
}

/** What is declared, short: the first item's code and words. */
export function goodsWords(goods: Alike["goods"]): string {
  const [first] = goods;
  return first ? `${first.hs_code.slice(0, 4)} ${first.description}` : t("similar.no_goods");
}
