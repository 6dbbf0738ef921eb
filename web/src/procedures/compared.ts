/** Rows of the comparison in words: the server sends codes, numbers and reasons; English is only its fallback. */

import { classWords, number, t, word } from "../i18n/i18n.svelte";
import type { Comparison, ComparisonRow, ItemJudged } from "../viewer/scan";

interface Said {
  declared: string;
  seen: string;
  uncertainty: string;
}

const NUMBERS = /^\d+(\.\d+)?( – \d+(\.\d+)?)?( kg)?$/;

/** Rows about the whole load, then those of each goods item; one group where there is but one item, or none. */
export interface Group {
  item: ItemJudged | null;
  rows: ComparisonRow[];
}

export function groupsOf({ rows, items = [] }: Comparison): Group[] {
  const [only] = items;
  if (only && items.length === 1) return [{ item: only, rows }];
  const known = new Set(items.map((judged) => judged.item));
  const whole = rows.filter((row) => row.item === null || !known.has(row.item));
  const own = items.map((judged) => ({
    item: judged,
    rows: rows.filter((row) => row.item === judged.item),
  }));
  return [...(whole.length ? [{ item: null, rows: whole }] : []), ...own];
}

export function rowWords(row: ComparisonRow): Said {
  if (row.what === "dense_object") return denseWords(row);
  if (row.what === "unit_mass") return unitWords(row);
  if (row.what === "packages") return packagesWords(row);
  // The picture below the row says it all.
  if (row.what === "material") return { declared: "", seen: "", uncertainty: "" };
  if (row.what === "unexpected_object")
    return { declared: "", seen: word(`label.${row.seen}`, row.seen), uncertainty: "" };
  if (row.what === "anomaly")
    return { declared: "", seen: t("compared.places", { count: row.seen }), uncertainty: "" };
  if (row.what === "commodity" || row.what === "undeclared_goods")
    return { declared: kinds(row.declared), seen: kinds(row.seen), uncertainty: "" };
  return {
    declared: said(row.what, row.declared),
    seen: said(row.what, row.seen),
    uncertainty: said(row.what, row.uncertainty),
  };
}

function kinds(text: string): string {
  return text === "-" ? "" : classWords(text);
}

function denseWords({ declared, reason }: ComparisonRow): Said {
  const { count, kg, goods } = reason.params ?? {};
  return {
    declared: goods ? t("compared.light_goods", { goods }) : declared,
    seen: kg ? t("compared.dense_seen", { count, kg: number(kg) }) : t("compared.none"),
    uncertainty: "",
  };
}

/** A number and a code of UN/ECE Recommendation 21, for which there is a word where packages of the kind are common. */
function packagesWords({ declared, seen, uncertainty }: ComparisonRow): Said {
  const [count = "", kind = ""] = declared.split(" ");
  return {
    declared: `${number(count)} ${word(`compared.package.${kind}`, kind)}`.trim(),
    seen: counted(seen),
    uncertainty: uncertainty === seen ? "" : counted(uncertainty),
  };
}

function counted(text: string): string {
  if (text === "-") return "";
  return text.replace(/\d+/g, (digits) => number(digits));
}

/** No scan weighs a single piece: it is what such goods usually weigh that stands beside what is declared. */
function unitWords({ declared, seen, reason }: ComparisonRow): Said {
  const [one, other] = [said("unit_mass", declared), said("unit_mass", seen)];
  if (reason.code === "quantity_not_net")
    return { declared: one, seen: t("compared.net", { mass: other }), uncertainty: "" };
  return {
    declared: t("compared.apiece", { mass: one }),
    seen: t("compared.usual", { mass: other }),
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
    // Kept together: the columns are narrow, and half a range misleads.
    if (what === "packed_density") return `${range.replace(" – ", "\u2060–\u2060")}\u00a0g/cm³`;
    return what.endsWith("_kg") || text.endsWith(" kg") ? `${range}\u00a0kg` : range;
  }
  // How surely a photo was read comes as an English word.
  return word(`compared.${text}`, word(`likelihood.${text.replaceAll(" ", "_")}`, text));
}
