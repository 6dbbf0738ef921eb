import { t } from "../i18n/i18n.svelte";
import type { ReadField } from "./types";

/** Where something stands in a document, in words. */
export function placeWords(where: ReadField["where"]): string {
  if (where.page !== null) return t("documents.on_page", { page: where.page });
  const parts: string[] = [];
  if (where.segment !== null) parts.push(t("documents.in_segment", { number: where.segment }));
  else if (where.line !== null) parts.push(t("documents.in_line", { number: where.line }));
  if (where.name) parts.push(where.name);
  if (where.at !== null)
    parts.push(t("documents.in_file_at", { line: where.at[0] as number, column: where.at[1] as number }));
  return parts.join(" · ");
}
