import { blankCall, blankContainer, blankItem, blankParty, type Lodgement } from "../declarations/lodgement";

type Told = Record<string, unknown>;

const isObject = (value: unknown): value is Told =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What was told laid over blanks of the same shape; what the form has no place for is left out. */
function over<T>(blank: T, told: unknown): T {
  if (isObject(blank) && isObject(told)) {
    const entries = Object.entries(blank).map(([name, value]) => [
      name,
      name in told ? over(value, told[name]) : value,
    ]);
    return Object.fromEntries(entries) as T;
  }
  if (Array.isArray(blank)) return (Array.isArray(told) ? told : blank) as T;
  return (isObject(told) || Array.isArray(told) ? blank : told) as T;
}

const list = (value: unknown): Told[] => (Array.isArray(value) ? value.filter(isObject) : []);

/** A blank lodgement filled in with what a document told. Nothing is made up: what it did not tell stays blank. */
export function prefill(blank: Lodgement, draft: Told): Lodgement {
  const waybill = isObject(draft.waybill) ? draft.waybill : {};
  const items = list(draft.goods_items);
  const currency = blank.invoice_currency;
  return {
    ...blank,
    goods_items: items.length
      ? items.map((item, index) => over(blankItem(index + 1, currency), { ...item, number: index + 1 }))
      : blank.goods_items,
    waybill: {
      ...over({ ...blank.waybill, notify: null }, { ...waybill, notify: null }),
      notify: isObject(waybill.notify) ? over(blankParty(), waybill.notify) : null,
      containers: list(waybill.containers).map((one) => over(blankContainer(), one)),
      itinerary: list(waybill.itinerary).map((call) => over(blankCall(), call)),
    },
  };
}
