import { beforeAll, expect, test } from "vitest";
import { i18n } from "../i18n/i18n.svelte";
import type { ComparisonRow } from "../viewer/scan";
import { rowWords } from "./compared";

beforeAll(() => i18n.use("en"));

function row(changes: Partial<ComparisonRow>): ComparisonRow {
  const reason = { code: "mass_agrees", text: "" };
  return {
    item: null,
    what: "gross_mass_kg",
    declared: "-",
    seen: "-",
    uncertainty: "-",
    verdict: "agrees",
    reason,
    ...changes,
  };
}

test("masses are grouped and carry their unit", () => {
  const said = rowWords(row({ declared: "21000", seen: "22400", uncertainty: "20800 – 24000" }));

  expect(said).toEqual({
    declared: "21,000\u00a0kg",
    seen: "22,400\u00a0kg",
    uncertainty: "20,800 – 24,000\u00a0kg",
  });
});

test("empty and loaded are words", () => {
  const said = rowWords(
    row({ what: "loaded", declared: "empty", seen: "loaded", uncertainty: "900 – 1300 kg" }),
  );

  expect(said).toEqual({ declared: "empty", seen: "loaded", uncertainty: "900 – 1,300\u00a0kg" });
});

test("a dense object among light goods is told by its reason", () => {
  const reason = { code: "dense_in_light_goods", text: "", params: { count: "1", kg: "470", goods: "0901" } };
  const said = rowWords(
    row({ what: "dense_object", declared: "light goods (0901), up to 0.6 g/cm³", seen: "1, 470 kg", reason }),
  );

  expect(said).toEqual({ declared: "light goods (0901)", seen: "1, about 470 kg", uncertainty: "" });
});

test("what is not known is left empty", () => {
  expect(rowWords(row({}))).toEqual({ declared: "", seen: "", uncertainty: "" });
});

test("a density carries its unit, and its range is not torn apart", () => {
  const said = rowWords(
    row({ what: "packed_density", declared: "0.05 – 0.25", seen: "0.08", uncertainty: "0.07 – 0.09" }),
  );

  expect(said.seen).toBe("0.08\u00a0g/cm³");
  expect(said.declared).toBe("0.05\u2060–\u20600.25\u00a0g/cm³");
});

test("the mass of a unit stands beside what is usual, which nobody saw", () => {
  const reason = { code: "unit_mass_fits", text: "" };
  const said = rowWords(row({ what: "unit_mass", declared: "1.25 kg", seen: "0.35 – 2.6 kg", reason }));

  expect(said).toEqual({ declared: "1.25\u00a0kg each", seen: "usual: 0.35 – 2.6\u00a0kg", uncertainty: "" });
});

test("a quantity in kilograms stands beside the net mass", () => {
  const reason = { code: "quantity_not_net", text: "" };
  const said = rowWords(row({ what: "unit_mass", declared: "600 kg", seen: "6000 kg", reason }));

  expect(said.seen).toBe("net mass 6,000\u00a0kg");
});

test("materials are a picture and not a number", () => {
  const said = rowWords(row({ what: "material", declared: "organic 80–100 %", seen: "organic 92 %" }));

  expect(said).toEqual({ declared: "", seen: "", uncertainty: "" });
});

test("packages carry the word for their kind, and a range only where the number is not sure", () => {
  const sure = rowWords(row({ what: "packages", declared: "1200 DR", seen: "1200", uncertainty: "1200" }));
  const open = rowWords(row({ what: "packages", declared: "72 RL", seen: "70", uncertainty: "68 – 76" }));
  const side = rowWords(row({ what: "packages", declared: "72 ZZ", seen: "≥ 36", uncertainty: "≥ 36" }));

  expect(sure).toEqual({ declared: "1,200 drums", seen: "1,200", uncertainty: "" });
  expect(open).toEqual({ declared: "72 reels", seen: "70", uncertainty: "68 – 76" });
  expect(side).toEqual({ declared: "72 ZZ", seen: "≥ 36", uncertainty: "" });
});
