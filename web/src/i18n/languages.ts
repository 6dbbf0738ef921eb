/** The languages that the pages speak. `xx` is English with accents, for tests of layout. */
export const LANGUAGES = {
  en: { name: "English", dir: "ltr", locale: "en-GB" },
  zh: { name: "中文", dir: "ltr", locale: "zh-CN" },
  fr: { name: "Français", dir: "ltr", locale: "fr-FR" },
  ar: { name: "العربية", dir: "rtl", locale: "ar-u-nu-latn" },
  xx: { name: "[!! Ƥşḗŭḓǿ !!]", dir: "ltr", locale: "en-GB" },
} as const;

export type Language = keyof typeof LANGUAGES;

/** What a person may choose; the pseudo-locale is reached only by `?lang=xx`. */
export const OFFERED: readonly Language[] = ["en", "zh", "fr", "ar"];

export function isLanguage(text: string | null | undefined): text is Language {
  return text != null && Object.hasOwn(LANGUAGES, text);
}

/** An address may name the language (`?lang=zh`), then the person's choice counts, then the browser's. */
export function preferredLanguage(
  search: string,
  saved: string | undefined,
  browser: readonly string[],
): Language {
  const asked = new URLSearchParams(search).get("lang");
  if (isLanguage(asked)) return asked;
  if (isLanguage(saved)) return saved;
  const known = browser.map((tag) => tag.split("-")[0]?.toLowerCase()).find((tag) => isLanguage(tag));
  return isLanguage(known) ? known : "en";
}
