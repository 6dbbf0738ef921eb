/** What a trader lodges: the declaration with its waybill, as the form holds it. Decimals stay strings. */
import type { Schemas } from "../api/paths";

/** A lodgement as the server stores and sends it. */
export type Stored = Schemas["Lodgement"];

export interface Address {
  street: string;
  city: string;
  postcode: string;
  country: string;
}

export interface Party {
  name: string;
  enterprise_id: string | null;
  address: Address;
}

export interface GoodsItem {
  number: number;
  hs_code: string;
  description: string;
  origin: string;
  quantity: { value: string; unit: string };
  /** What was typed stays text until it is sent. */
  packages: { count: string; kind: string };
  gross_mass_kg: string;
  net_mass_kg: string;
  value: { amount: string; currency: string };
  container_numbers: string[];
}

export interface Container {
  number: string;
  size_type: string;
  /** False says that the container is declared empty. */
  loaded: boolean;
  seal_numbers: string[];
  tare_kg: string | null;
}

export interface Call {
  place: string;
  arrive_at: string | null;
}

export const WAYBILL_KINDS = ["bill_of_lading", "air_waybill", "cmr", "postal"] as const;
export const MODES = ["sea", "rail", "road", "air", "mail", "inland_water"] as const;
export const PROCEDURES = ["import", "transit", "export"] as const;

export interface Waybill {
  number: string;
  kind: (typeof WAYBILL_KINDS)[number];
  carrier: string;
  consignor: Party;
  consignee: Party;
  notify: Party | null;
  places: { loading: string; discharge: string; delivery: string };
  conveyance: { mode: (typeof MODES)[number]; identity: string; nationality: string };
  containers: Container[];
  itinerary: Call[];
}

export interface Lodgement {
  lrn: string;
  procedure: (typeof PROCEDURES)[number];
  hs_edition: string;
  office: string;
  declarant: Party;
  invoice_currency: string;
  goods_items: GoodsItem[];
  waybill: Waybill;
  /** Sums that a file may state of its own accord; the form leaves them to the server. */
  totals?: null;
}

export function blankParty(): Party {
  return { name: "", enterprise_id: null, address: { street: "", city: "", postcode: "", country: "" } };
}

export function blankItem(number: number, currency: string): GoodsItem {
  return {
    number,
    hs_code: "",
    description: "",
    origin: "",
    quantity: { value: "", unit: "" },
    packages: { count: "", kind: "" },
    gross_mass_kg: "",
    net_mass_kg: "",
    value: { amount: "", currency },
    container_numbers: [],
  };
}

export function blankContainer(): Container {
  return { number: "", size_type: "", loaded: true, seal_numbers: [], tare_kg: null };
}

export function blankCall(): Call {
  return { place: "", arrive_at: null };
}

export function blankLodgement(edition = "2022", currency = "EUR"): Lodgement {
  return {
    lrn: "",
    procedure: "import",
    hs_edition: edition,
    office: "",
    declarant: blankParty(),
    invoice_currency: currency,
    goods_items: [blankItem(1, currency)],
    waybill: {
      number: "",
      kind: "bill_of_lading",
      carrier: "",
      consignor: blankParty(),
      consignee: blankParty(),
      notify: null,
      places: { loading: "", discharge: "", delivery: "" },
      conveyance: { mode: "sea", identity: "", nationality: "" },
      containers: [],
      itinerary: [],
    },
  };
}

const partyOf = (party: Stored["declarant"]): Party => ({
  name: party.name,
  enterprise_id: party.enterprise_id ?? null,
  address: { ...blankParty().address, ...party.address },
});

/** What the server stores, as the form holds it: nothing is left out. */
export function toForm(stored: Stored): Lodgement {
  const { waybill } = structuredClone(stored);
  return {
    ...structuredClone(stored),
    totals: null,
    declarant: partyOf(stored.declarant),
    goods_items: stored.goods_items.map((item) => ({
      ...item,
      packages: { ...item.packages, count: String(item.packages.count) },
      container_numbers: item.container_numbers ?? [],
    })),
    waybill: {
      ...waybill,
      consignor: partyOf(waybill.consignor),
      consignee: partyOf(waybill.consignee),
      notify: waybill.notify ? partyOf(waybill.notify) : null,
      containers: (waybill.containers ?? []).map((one) => ({
        ...one,
        seal_numbers: one.seal_numbers ?? [],
        tare_kg: one.tare_kg ?? null,
      })),
      itinerary: (waybill.itinerary ?? []).map(({ place, arrive_at }) => ({
        place,
        arrive_at: arrive_at ?? null,
      })),
    },
  };
}

/** A new declaration after the pattern of an earlier one: what names one consignment only is left blank. */
export function duplicate(earlier: Stored): Lodgement {
  const copy = toForm(earlier);
  copy.lrn = "";
  copy.waybill.number = "";
  copy.waybill.containers = copy.waybill.containers.map((one) => ({ ...one, seal_numbers: [] }));
  copy.waybill.itinerary = copy.waybill.itinerary.map((call) => ({ ...call, arrive_at: null }));
  return copy;
}

const tidy = (text: string) => text.replace(/\s+/g, " ").trim();
const code = (text: string) => text.replace(/[\s-]+/g, "").toUpperCase();

function tidyParty(party: Party): Stored["declarant"] {
  const { street, city, postcode, country } = party.address;
  // A blank street is no street: the server takes a field that is there to be filled.
  const optional = Object.entries({ street: tidy(street), postcode: tidy(postcode) }).filter(
    ([, text]) => text,
  );
  const address = { city: tidy(city), country: code(country), ...Object.fromEntries(optional) } as Address;
  return { name: tidy(party.name), enterprise_id: party.enterprise_id?.trim() || null, address };
}

function tidyItem(item: GoodsItem, index: number): Stored["goods_items"][number] {
  const count = String(item.packages.count).trim();
  return {
    ...item,
    number: index + 1,
    hs_code: item.hs_code.replace(/[\s.]+/g, ""),
    description: tidy(item.description),
    origin: code(item.origin),
    quantity: { value: item.quantity.value.trim(), unit: code(item.quantity.unit) },
    packages: {
      count: (/^\d+$/.test(count) ? Number(count) : count) as number,
      kind: code(item.packages.kind),
    },
    gross_mass_kg: item.gross_mass_kg.trim(),
    net_mass_kg: item.net_mass_kg.trim(),
    value: { amount: item.value.amount.trim(), currency: code(item.value.currency) },
    container_numbers: item.container_numbers.map(code),
  };
}

function tidyContainer(container: Container): Container {
  return {
    ...container,
    number: code(container.number),
    size_type: code(container.size_type),
    seal_numbers: container.seal_numbers.map(tidy).filter(Boolean),
    tare_kg: container.tare_kg?.trim() || null,
  };
}

/**
 * The form's content as it is sent: codes in capitals, blanks gone, items numbered from one. What was typed instead of a
 * number is sent as it is: the server says what is wrong with it.
 */
export function toSend(form: Lodgement): Stored {
  const { waybill } = form;
  return {
    ...form,
    lrn: form.lrn.trim(),
    totals: null,
    declarant: tidyParty(form.declarant),
    invoice_currency: code(form.invoice_currency),
    goods_items: form.goods_items.map(tidyItem),
    waybill: {
      ...waybill,
      number: waybill.number.trim(),
      carrier: tidy(waybill.carrier),
      consignor: tidyParty(waybill.consignor),
      consignee: tidyParty(waybill.consignee),
      notify: waybill.notify && tidyParty(waybill.notify),
      places: {
        loading: code(waybill.places.loading),
        discharge: code(waybill.places.discharge),
        delivery: code(waybill.places.delivery),
      },
      conveyance: {
        ...waybill.conveyance,
        identity: tidy(waybill.conveyance.identity),
        nationality: code(waybill.conveyance.nationality),
      },
      containers: waybill.containers.map(tidyContainer),
      itinerary: waybill.itinerary.map((call) => ({
        place: code(call.place),
        arrive_at: call.arrive_at || null,
      })),
    },
  };
}
