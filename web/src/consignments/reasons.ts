import { reasonText, type Reason } from "../i18n/i18n.svelte";

/** A reason, or several, or the server's own sentence, as one line. */
export function because(why: Reason | readonly Reason[] | string | null | undefined): string {
  if (!why) return "";
  if (typeof why === "string") return why;
  return "code" in why ? reasonText(why) : why.map(reasonText).join(" ");
}
