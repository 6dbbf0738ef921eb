import type { Catalogue } from "./catalogues";

const ACCENTED: Record<string, string> = {
  a: "á",
  c: "ç",
  d: "ð",
  e: "ë",
  g: "ğ",
  i: "ï",
  l: "ł",
  n: "ñ",
  o: "ö",
  s: "š",
  t: "ť",
  u: "ü",
  y: "ÿ",
  A: "Á",
  C: "Ç",
  D: "Ð",
  E: "Ë",
  G: "Ğ",
  I: "Ï",
  L: "Ł",
  N: "Ñ",
  O: "Ö",
  S: "Š",
  T: "Ť",
  U: "Ü",
  Y: "Ÿ",
};

/** `[!! Ťëxť ~~ !!]`: accents show untranslated words, brackets show cut ones, 40 % more length shows tight ones. */
export function pseudoText(text: string): string {
  const accented = text
    .split(/(\{[^}]*\})/)
    .map((part) => (part.startsWith("{") ? part : part.replace(/[A-Za-z]/g, (c) => ACCENTED[c] ?? c)))
    .join("");
  return `[!! ${accented} ${"~".repeat(Math.ceil(text.length * 0.4))} !!]`;
}

export function pseudo(catalogue: Catalogue): Catalogue {
  return Object.fromEntries(Object.entries(catalogue).map(([key, text]) => [key, pseudoText(text)]));
}
