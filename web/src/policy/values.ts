import { number, t } from "../i18n/i18n.svelte";
import type { PolicyValue } from "./types";

/** `seals.silent_min` → room `seals`, name `silent_min`. */
export function parts(key: string): { room: string; name: string } {
  const [room = key, ...rest] = key.split(".");
  return { room, name: rest.join(".") || room };
}

/** A code is measured in nothing. */
export function unitWord(unit: string): string {
  return unit === "code" ? "" : unit;
}

const NUMBER = /^-?\d+(\.\d+)?$/;

export function valueWords(value: PolicyValue): string {
  if (value === null) return t("policy.no_value");
  if (typeof value === "boolean") return value ? t("ui.yes") : t("ui.no");
  if (Array.isArray(value)) return value.join(", ");
  return NUMBER.test(value) ? number(value) : value;
}
