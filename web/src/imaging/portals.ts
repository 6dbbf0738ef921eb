/** What a radiation portal read, in words: it may be raised by honest goods, so nothing here calls it a threat. */

import type { Schemas } from "../api/paths";
import { number, t, word } from "../i18n/i18n.svelte";

export type PortalReading = Schemas["PortalReading"];
type Counts = NonNullable<PortalReading["gamma"]>;

/** Of gamma rays and of neutrons, where they were counted: `Gamma rays: 4,848 a second, 2.1 times the background`. */
export function countWords(reading: PortalReading): string[] {
  return (["gamma", "neutron"] as const).flatMap((kind) => {
    const counts = reading[kind];
    return counts ? [`${word(`radiation.${kind}`, kind)}: ${rateWords(counts)}`] : [];
  });
}

function rateWords({ counts, seconds, background_cps: background }: Counts): string {
  const rate = counts / seconds;
  const cps = short(rate);
  return background
    ? t("radiation.over_background", { cps, times: short(rate / background) })
    : t("radiation.rate", { cps });
}

/** Nothing where the portal does not say. */
export function alarmWords({ alarms }: PortalReading): string {
  if (!alarms) return "";
  if (!alarms.length) return t("radiation.no_alarm");
  return t("radiation.alarm", { about: alarms.map((about) => word(`radiation.${about}`, about)).join(", ") });
}

/** Three digits say all that counting can. */
function short(value: number): string {
  return number(value, { maximumSignificantDigits: value >= 1000 ? undefined : 3, maximumFractionDigits: 0 });
}
