import { countryName, t, word } from "../i18n/i18n.svelte";
import type { Key } from "../i18n/keys";
import type { Option } from "../ui/Combobox.svelte";
import { commodityPath, searchCountries } from "./lookups";

/** A country in words, by the reader's language or the site's own list. */
export async function countryWords(code: string): Promise<string> {
  if (!/^[A-Z]{2}$/.test(code)) return "";
  const known = countryName(code);
  if (known) return known;
  return (await searchCountries(code)).find((option) => option.value === code)?.label ?? "";
}

/** A commodity in words: its heading, then itself. */
export async function commodityWords(code: string): Promise<string> {
  const digits = code.replace(/[\s.]+/g, "");
  if (!/^\d{4,10}$/.test(digits)) return "";
  const path = await commodityPath(digits);
  return path.map((step) => step.text).join(" › ");
}

/** Codes of UN/ECE Recommendation 20 that customs meet most; any other may be typed. */
const UNITS = ["NAR", "KGM", "TNE", "LTR", "MTR", "MTK", "MTQ", "H87", "NPR", "SET", "C62", "KWH"] as const;

/** Kinds of packages of UN/ECE Recommendation 21 that customs meet most. */
const PACKAGES = [
  "CT",
  "BX",
  "PX",
  "CS",
  "CR",
  "BG",
  "BA",
  "BE",
  "DR",
  "PK",
  "PC",
  "RO",
  "VR",
  "NE",
] as const;

function among(codes: readonly string[], prefix: string): (words: string) => Promise<Option[]> {
  return async (words) => {
    const wanted = words.toLocaleLowerCase();
    return codes
      .map((code) => ({ value: code, label: word(`${prefix}.${code}`, code) }))
      .filter(({ value, label }) => `${value} ${label}`.toLocaleLowerCase().includes(wanted) || !wanted);
  };
}

export const searchUnits = among(UNITS, "unit");
export const searchPackages = among(PACKAGES, "package");

export const unitWords = async (code: string) => word(`unit.${code}`, "");
export const packageWords = async (code: string) => word(`package.${code}`, "");

/** A code of a closed list in words: `kind`, `bill_of_lading` → "Bill of lading". */
export function choice(list: "procedure" | "waybill_kind" | "mode", code: string): string {
  return word(`${list}.${code}`, code);
}

export function choices<Code extends string>(
  list: "procedure" | "waybill_kind" | "mode",
  codes: readonly Code[],
): [Code, string][] {
  return codes.map((code) => [code, t(`${list}.${code}` as Key)]);
}
