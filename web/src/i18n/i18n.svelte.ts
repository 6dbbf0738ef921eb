import { loadCatalogue, type Catalogue } from "./catalogues";
import type { CountKey, Key } from "./keys";
import { LANGUAGES, type Language } from "./languages";
import { fill, type Params } from "./fill";

/** The words on show. `t`, `count` and the formats below read it, so pages follow a change of language. */
class I18n {
  language = $state<Language>("en");
  private words = $state.raw<Catalogue>({});

  get locale(): string {
    return LANGUAGES[this.language].locale;
  }

  get dir(): "ltr" | "rtl" {
    return LANGUAGES[this.language].dir;
  }

  async use(language: Language): Promise<void> {
    this.words = await loadCatalogue(language);
    this.language = language;
    document.documentElement.lang = language === "xx" ? "en" : this.locale.split("-u-")[0]!;
    document.documentElement.dir = this.dir;
  }

  find(key: string): string | undefined {
    return this.words[key];
  }
}

export const i18n = new I18n();

/** The word for `key` in the language on show, with `{name}` filled from `params`. */
export function t(key: Key, params?: Params): string {
  const text = i18n.find(key);
  if (text === undefined) {
    console.warn(`no word for ${key} in ${i18n.language}`);
    return key;
  }
  return fill(text, params);
}

/** The word for a key that is only known at run time (a code of the server's), else the fallback. */
export function word(key: string, fallback: string, params?: Params): string {
  const text = i18n.find(key);
  return text === undefined ? fallback : fill(text, params);
}

/** The counted word: `count("ui.shown", 3)` → "3 shown"; `{count}` is the number. */
export function count(key: CountKey, amount: number, params?: Params): string {
  const form = new Intl.PluralRules(i18n.locale).select(amount);
  const text = i18n.find(`${key}#${form}`) ?? i18n.find(`${key}#other`) ?? key;
  return fill(text, { ...params, count: number(amount) });
}

export interface Reason {
  code: string;
  params?: Params;
  text: string;
}

/** Parameters that are codes themselves, and the words for them. */
const CODED: Record<string, string> = {
  alarms: "alarm.rule",
  finding_severity: "severity",
  label: "label",
  likelihood: "likelihood",
  material: "material",
  object: "label",
  radiation: "radiation",
  scan_verdict: "verdict",
  seal_state: "seal_state",
  tampering: "alarm.rule",
};

function inWords([name, value]: [string, Params[string]]): [string, Params[string]] {
  const text = String(value ?? "");
  if (name === "classes") return [name, classWords(text)];
  const list = CODED[name];
  if (list)
    return [
      name,
      text
        .split(", ")
        .map((code) => word(`${list}.${code}`, code))
        .join(", "),
    ];
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text)) return [name, dateTime(text)];
  return [name, value];
}

/** `frozen_meat 62 %, tobacco 8 %` in the reader's language. */
export function classWords(text: string): string {
  const parts = text.split(", ").map((part) => part.replace(/^\w+/, (code) => word(`label.${code}`, code)));
  // A share is not torn from its sign at the end of a line.
  return parts.join(", ").replaceAll(" %", "\u00a0%");
}

/**
 * A reason of the server's in the reader's language; its own text where we have no words for it. English readers
 * always get its own text: it is written for the case, with all its values.
 */
export function reasonText(reason: Reason): string {
  if (i18n.language === "en") return reason.text;
  const params = Object.fromEntries(Object.entries(reason.params ?? {}).map(inWords));
  const words = word(`reason.${reason.code}`, reason.text, params);
  // What was said before our words asked for more is told as it was said.
  return /\{\w+\}/.test(words) ? reason.text : words;
}

/** A broken rule in words. The server's English says the most; other languages say the rule. */
export function problemText({ code, message }: { code: string; message: string }): string {
  if (i18n.language === "en") return sentence(message);
  return word(`problem.${code}`, word(`reason.${code}`, message));
}

/** Begins with a capital, unless it begins with a name: `photo.jpg` and `hs_code` stay as they are written. */
export function sentence(text: string): string {
  return /^\p{Ll}+(?=[\s,;:]|$)/u.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}

/** Grouped digits; decimals travel as strings so that money is never rounded on its way. */
export function number(value: number | string, options?: Intl.NumberFormatOptions): string {
  const format = new Intl.NumberFormat(i18n.locale, { maximumFractionDigits: 20, ...options });
  return format.format(value as number);
}

export function quantity(value: number | string, unit: string, digits = 1): string {
  return `${number(value, { maximumFractionDigits: digits })}\u00a0${unit}`;
}

export function money(amount: string | number, currency: string): string {
  return `${number(amount, { minimumFractionDigits: 2, maximumFractionDigits: 4 })}\u00a0${currency}`;
}

const DATE_TIME: Intl.DateTimeFormatOptions = { dateStyle: "medium", timeStyle: "medium" };

export function dateTime(at: string | Date, options: Intl.DateTimeFormatOptions = DATE_TIME): string {
  const moment = typeof at === "string" ? Date.parse(at) : at;
  return new Intl.DateTimeFormat(i18n.locale, { ...options, hourCycle: "h23" }).format(moment);
}

export function clockTime(at: string | Date): string {
  return dateTime(at, { timeStyle: "medium" });
}

export function day(at: string | Date): string {
  return dateTime(at, { dateStyle: "medium" });
}

/** A country's name in the reader's language; a country pack's own code stays as it is. */
export function countryName(code: string): string {
  try {
    return new Intl.DisplayNames(i18n.locale, { type: "region", fallback: "none" }).of(code) ?? "";
  } catch {
    return "";
  }
}
