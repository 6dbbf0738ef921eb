import { beforeAll, expect, test } from "vitest";
import { i18n } from "../i18n/i18n.svelte";
import { likelihoodWords, reach } from "./likelihood";

beforeAll(() => i18n.use("en"));

test.each([
  [0.02, "very unlikely"],
  [0.2, "unlikely"],
  [0.5, "as likely as not"],
  [0.8, "likely"],
  [0.97, "very likely"],
])("a probability of %s is %s", (probability, words) => {
  expect(likelihoodWords(probability)).toBe(words);
});

test("a bar is never longer than its scale, on either side", () => {
  expect(reach(-9)).toBe(1);
  expect(reach(1.5)).toBe(0.5);
});
