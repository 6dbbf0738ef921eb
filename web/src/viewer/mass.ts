import { number, quantity, t } from "../i18n/i18n.svelte";
import type { Finding } from "./scan";

type Weighed = Pick<Finding, "mass_kg" | "mass_low_kg" | "mass_high_kg">;

/** Small things are told in grams: hundredths of a kilogram would hide their range. */
const LEAST_KG = 0.1;

/** Decimals that such a number of kilograms is worth. */
export function digitsOf(kg: number): number {
  return kg < 1 ? 2 : kg < 100 ? 1 : 0;
}

/** `12.3 kg (10.9 – 13.7)`; without its range where that is not known; empty where it was not weighed. */
export function massWords(finding: Weighed): string {
  const { mass_kg: kg, mass_low_kg: low, mass_high_kg: high } = finding;
  if (kg === null) return "";
  const small = kg < LEAST_KG;
  const scale = small ? 1000 : 1;
  const digits = small ? (kg < LEAST_KG / 10 ? 1 : 0) : digitsOf(kg);
  const told = quantity(kg * scale, small ? "g" : "kg", digits);
  if (low === null || low === undefined) return told;
  const place = (mass: number) => number(mass * scale, { maximumFractionDigits: digits });
  if (high === null || high === undefined) return t("mass.at_least", { mass: told, low: place(low) });
  return t("mass.between", { mass: told, low: place(low), high: place(high) });
}
