import type { Stored } from "./lodgement";

/** What sums need of a goods item, in a form or in store. */
type Countable = Pick<Stored["goods_items"][number], "gross_mass_kg" | "net_mass_kg" | "value"> & {
  packages: { count: string | number };
};

const DECIMAL = /^-?\d+(\.\d+)?$/;

/** Adds decimals as text, exactly: money and masses must not pass through binary fractions. */
export function addDecimals(texts: readonly string[]): string {
  const numbers = texts.map((text) => text.trim()).filter((text) => DECIMAL.test(text));
  const places = Math.max(0, ...numbers.map((text) => text.split(".")[1]?.length ?? 0));
  const scaled = numbers.map((text) => {
    const [whole, fraction = ""] = text.split(".");
    return BigInt(whole + fraction.padEnd(places, "0"));
  });
  const sum = scaled.reduce((total, one) => total + one, 0n);
  if (places === 0) return sum.toString();
  const digits = (sum < 0n ? -sum : sum).toString().padStart(places + 1, "0");
  const fraction = digits.slice(-places).replace(/0+$/, "");
  const whole = `${sum < 0n ? "-" : ""}${digits.slice(0, -places)}`;
  return fraction ? `${whole}.${fraction}` : whole;
}

export interface Sums {
  gross_kg: string;
  net_kg: string;
  packages: string;
  /** One sum for each currency used. */
  values: [currency: string, amount: string][];
}

export function sumsOf(items: readonly Countable[]): Sums {
  const currencies = [...new Set(items.map((item) => item.value.currency).filter(Boolean))];
  return {
    gross_kg: addDecimals(items.map((item) => item.gross_mass_kg)),
    net_kg: addDecimals(items.map((item) => item.net_mass_kg)),
    packages: addDecimals(items.map((item) => String(item.packages.count))),
    values: currencies.map((currency) => [
      currency,
      addDecimals(items.filter((item) => item.value.currency === currency).map((item) => item.value.amount)),
    ]),
  };
}
