import { i18n } from "../i18n/i18n.svelte";

/** Hours and minutes of a time span; under a minute only seconds. */
export function spanOf(milliseconds: number): [number, "day" | "hour" | "minute" | "second"][] {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 60) return [[seconds, "second"]];
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return [[minutes, "minute"]];
  const hours = Math.floor(minutes / 60);
  if (hours < 24)
    return [
      [hours, "hour"],
      [minutes % 60, "minute"],
    ];
  return [
    [Math.floor(hours / 24), "day"],
    [hours % 24, "hour"],
  ];
}

/** "1h 12m" in the language of the page. */
export function duration(milliseconds: number): string {
  return spanOf(milliseconds)
    .map(([amount, unit]) =>
      new Intl.NumberFormat(i18n.locale, { style: "unit", unit, unitDisplay: "narrow" }).format(amount),
    )
    .join(" ");
}
