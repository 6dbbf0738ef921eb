/** Rows of the comparison in words: the server sends codes, numbers and reasons; English is only its fallback. */

import { number, t, word } from "../i18n/i18n.svelte";
import type { ComparisonRow } from "../viewer/scan";

interface Said {
  declared: string;
  seen: string;
  uncertainty: string;
}

const NUMBERS = /^\d+(\.\d+)?( – \d+(\.\d+)?)?( kg)?$/;

export function rowWords(row: ComparisonRow): Said {
  if (row.what === "dense_object") return denseWords(row);
  return {
    declared: said(row.what, row.declared),
    seen: said(row.what, row.seen),
    uncertainty: said(row.what, row.uncertainty),
  };
}

function denseWords({ declared, reason }: ComparisonRow): Said {
  const { count, kg, goods } = reason.params ?? {};
  return {
    declared: goods ? t("compared.light_goods", { goods }) : declared,
    seen: kg ? t("compared.dense_seen", { count, kg: number(kg) }) : t("compared.none"),
    uncertainty: "",
  };
}

function said(what: string, text: string): string {
  if (text === "-" || text === "") return "";
  if (NUMBERS.test(text)) {
    const range = text
      .replace(" kg", "")
      .split(" – ")
      .map((one) => number(one))
      .join(" – ");
    return what.endsWith("_kg") || text.endsWith(" kg") ? `${range}\u00a0kg` : range;
  }
  return word(`compared.${text}`, text);
}
