import { beforeAll, expect, test } from "vitest";
import { i18n } from "../i18n/i18n.svelte";
import { massWords } from "./mass";

beforeAll(() => i18n.use("en"));

const NOTHING = { mass_kg: null, mass_low_kg: null, mass_high_kg: null };

test("a mass stands with its range", () => {
  expect(massWords({ mass_kg: 12.34, mass_low_kg: 10.91, mass_high_kg: 13.7 })).toBe(
    "12.3\u00a0kg (10.9–13.7)",
  );
  expect(massWords({ mass_kg: 0.1201, mass_low_kg: 0.1108, mass_high_kg: 0.1293 })).toBe(
    "0.12\u00a0kg (0.11–0.13)",
  );
});

test("a small thing is told in grams, with its range", () => {
  expect(massWords({ mass_kg: 0.0063, mass_low_kg: 0.0051, mass_high_kg: 0.0079 })).toBe(
    "6.3\u00a0g (5.1–7.9)",
  );
  expect(massWords({ mass_kg: 0.052, mass_low_kg: 0.048, mass_high_kg: null })).toBe(
    "52\u00a0g (at least 48)",
  );
});

test("what may weigh more says how much it weighs at least", () => {
  expect(massWords({ mass_kg: 250.4, mass_low_kg: 201, mass_high_kg: null })).toBe(
    "250\u00a0kg (at least 201)",
  );
});

test("a mass without a range stands alone, and nothing where it was not weighed", () => {
  expect(massWords({ ...NOTHING, mass_kg: 3 })).toBe("3\u00a0kg");
  expect(massWords(NOTHING)).toBe("");
});
