import { t, word } from "../i18n/i18n.svelte";

/** The id of the control for a path of the lodgement: problems lead to it. */
export function fieldId(path: string): string {
  return `field-${path.replaceAll("/", "-")}`;
}

/** `goods_items/0/quantity/value` in words: "Goods item 1 · Quantity". Unknown parts stay as they are. */
export function fieldName(path: string): string {
  const words: string[] = [];
  for (const part of path.split("/").filter(Boolean)) {
    if (/^\d+$/.test(part)) {
      const last = words.pop() ?? t("declarations.line");
      words.push(`${last} ${Number(part) + 1}`);
    } else if (part !== "waybill" || words.length) {
      words.push(word(`field.${part}`, part));
    }
  }
  return words.join(" · ");
}
