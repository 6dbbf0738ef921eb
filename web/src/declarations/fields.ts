import { t, word } from "../i18n/i18n.svelte";

/** The id of the control for a path of the lodgement: problems lead to it. */
export function fieldId(path: string): string {
  return `field-${path.replaceAll("/", "-")}`;
}

/**
 * `goods_items/0/quantity/value` in words: "Goods item 1 · Quantity". Unknown parts stay as they are. The waybill is
 * named only for its own fields, `waybill/number`: its parties and containers need no telling whose they are.
 */
export function fieldName(path: string): string {
  const words: string[] = [];
  const parts = path.split("/").filter(Boolean);
  for (const part of parts) {
    if (/^\d+$/.test(part)) {
      const last = words.pop() ?? t("declarations.line");
      words.push(`${last} ${Number(part) + 1}`);
    } else if (part !== "waybill" || words.length || parts.length === 2) {
      words.push(word(`field.${part}`, part));
    }
  }
  return words.join(" · ");
}
