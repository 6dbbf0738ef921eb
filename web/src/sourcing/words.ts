import type { Schemas } from "../api/paths";
import { i18n, t, word } from "../i18n/i18n.svelte";

export type Standing = Schemas["StandingOut"];
export type Source = Schemas["SourceOut"];
export type Import = Schemas["ImportOut"];
export type Fault = Schemas["RowFaultOut"];

/** What a source is for, in words. */
export function feedWords(feeds: readonly Source["feeds"][number][]): string {
  return feeds.map((feed) => word(`sourcing.feed.${feed}`, feed)).join(" · ");
}

/** Languages by their own names in the reader's language. */
export function languageWords(languages: readonly string[]): string {
  const names = new Intl.DisplayNames([i18n.locale], { type: "language" });
  return languages.map((language) => names.of(language) ?? language).join(", ");
}

/** Why a row was not taken. The server's English says the most; other languages say the rule. */
export function faultWords(fault: Fault): string {
  return i18n.language === "en" ? fault.message : word(`sourcing.fault.${fault.code}`, fault.message);
}

/** The edition that is in force, or the one that the manifest knows. */
export function editionWords(source: Source, now: Import | null): string {
  if (now === null || now.is_known_edition) return source.edition;
  return t("sourcing.other_edition", { edition: source.edition });
}
