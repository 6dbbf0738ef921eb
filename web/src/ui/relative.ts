import { i18n } from "../i18n/i18n.svelte";

const STEPS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1000],
];

/** The largest unit that fits, and how many of it: (-3, "minute"). */
export function step(at: string | Date, nowMs: number): [number, Intl.RelativeTimeFormatUnit] {
  const distance = new Date(at).getTime() - nowMs;
  for (const [unit, size] of STEPS) {
    if (Math.abs(distance) >= size) return [Math.trunc(distance / size), unit];
  }
  return [0, "second"];
}

export function relative(at: string | Date, nowMs: number): string {
  const [amount, unit] = step(at, nowMs);
  return new Intl.RelativeTimeFormat(i18n.locale, { numeric: "auto", style: "short" }).format(amount, unit);
}
