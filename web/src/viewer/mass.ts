import { number, quantity, t } from "../i18n/i18n.svelte";
import type { Finding } from "./scan";

type Weighed = Pick<Finding, "mass_kg" | "mass_low_kg" | "mass_high_kg">;

/** Of small things in grams' places, of large ones in kilograms. */
export function digitsOf(kg: number): number {
  return kg < 1 ? 2 : kg < 100 ? 1 : 0;
}

/** `12.3 kg (10.9 – 13.7)`; without its range where that is not known; empty where it was not weighed. */
export function massWords(finding: Weighed): string {
  const { mass_kg: kg, mass_low_kg: low, mass_high_kg: high } = finding;
  if (kg === null) return "";
  const digits = digitsOf(kg);
  const told = quantity(kg, "kg", digits);
  if (low === null || low === undefined) return told;
  const place = { maximumFractionDigits: digits };
  if (high === null || high === undefined) return t("mass.at_least", { mass: told, low: number(low, place) });
  return t("mass.between", { mass: told, low: number(low, place), high: number(high, place) });
}
