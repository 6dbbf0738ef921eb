import { api } from "../api/client";
import type { Schemas } from "../api/paths";
import { countryName } from "../i18n/i18n.svelte";
import type { Party } from "./lodgement";
import type { Option } from "../ui/Combobox.svelte";

type Commodity = Schemas["Commodity"];
type Country = Schemas["Country"];

/** Goods are declared under six digits or more; chapters and headings lead down to them. */
export async function searchCommodities(words: string, signal: AbortSignal): Promise<Option[]> {
  const found = await api.get("/api/commodities", { query: { q: words }, signal });
  return found.items.map(({ code, text }) => ({ value: code, label: text, opens: code.length < 6 }));
}

const paths = new Map<string, Promise<Commodity[]>>();

/** From the chapter down to the code; empty where there is no such code. */
export function commodityPath(code: string): Promise<Commodity[]> {
  let path = paths.get(code);
  if (!path) {
    path = api
      .get("/api/commodities/{code}", { path: { code } })
      .then((found) => found.path)
      .catch(() => []);
    paths.set(code, path);
  }
  return path;
}

export async function searchPlaces(words: string, signal?: AbortSignal): Promise<Option[]> {
  const found = await api.get("/api/places", { query: { q: words }, signal });
  return found.items.map(({ code, name, country }) => ({
    value: code,
    label: name,
    detail: countryName(country) || country,
  }));
}

/** An enterprise of the register as a party of a declaration. */
export async function enterpriseParty(id: string): Promise<Party> {
  const found = await api.get("/api/enterprises/{enterprise_id}", {
    path: { enterprise_id: id },
  });
  return { name: found.name, enterprise_id: found.id, address: { ...found.address } };
}

const names = new Map<string, Promise<string>>();

/** The name of a place by its code; empty where nobody knows it. */
export function placeName(code: string): Promise<string> {
  let name = names.get(code);
  if (!name) {
    name = searchPlaces(code)
      .then((found) => found.find((option) => option.value === code)?.label ?? "")
      .catch(() => "");
    names.set(code, name);
  }
  return name;
}

let countries: Promise<Country[]> | null = null;

function allCountries(): Promise<Country[]> {
  countries ??= api
    .get("/api/countries")
    .then((found) => found.items)
    .catch(() => ((countries = null), []));
  return countries;
}

/** Countries by code or name, in the reader's language or the list's own. */
export async function searchCountries(words: string): Promise<Option[]> {
  const wanted = words.toLocaleLowerCase();
  const all = (await allCountries()).map((country) => ({
    value: country.code,
    label: countryName(country.code) || country.name,
    english: country.name,
  }));
  const rank = (one: (typeof all)[number]) => {
    if (one.value.toLocaleLowerCase() === wanted) return 0;
    if (one.label.toLocaleLowerCase().startsWith(wanted)) return 1;
    const inside = [one.label, one.english].some((name) => name.toLocaleLowerCase().includes(wanted));
    return inside ? 2 : 3;
  };
  return all
    .filter((one) => rank(one) < 3)
    .sort((a, b) => rank(a) - rank(b) || a.label.localeCompare(b.label))
    .slice(0, 30)
    .map(({ value, label }) => ({ value, label }));
}
