import { i18n } from "../i18n/i18n.svelte";
import type { ReasonCode } from "./review";

/** A reason code in the reader's language; the country pack may not speak it, then in English. */
export function reasonWords(codes: readonly ReasonCode[], code: string): string {
  const text = codes.find((known) => known.code === code)?.text;
  return text?.[i18n.language] ?? text?.en ?? code;
}
