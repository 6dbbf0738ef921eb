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
