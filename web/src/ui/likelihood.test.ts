import { describe, expect, test } from "vitest";
import STEPS from "../../../src/customhouse/kernel/likelihood.json";
import en from "../i18n/en";
import { i18n } from "../i18n/i18n.svelte";
import zh from "../i18n/zh";
import { likelihoodWords, nearest, stepOf, trialWords, type Trial } from "./likelihood";

const TRIALS: Trial[] = [
  { sure: 0.86, low: 0.5, high: 0.67, count: 127 },
  { sure: 0.95, low: 0.73, high: 0.84, count: 1880 },
];

test.each([
  [1, "almost_certain"],
  [0.95, "almost_certain"],
  [0.949, "very_likely"],
  [0.7, "likely"],
  [0.5, "even_chance"],
  [0.3, "unlikely"],
  [0.05, "very_unlikely"],
  [0, "remote"],
])("%d is told as %s", (probability, word) => {
  expect(stepOf(probability)).toBe(word);
});

test("every step has its own word in each language that is whole", () => {
  for (const catalogue of [en, zh]) {
    const words = STEPS.map((step) => catalogue[`likelihood.${step.name}`]);

    expect(words).not.toContain(undefined);
    expect(new Set(words).size).toBe(STEPS.length);
  }
});

describe("the figures behind a word", () => {
  test("are those of the trials that were about as sure", () => {
    expect(nearest(TRIALS, 0.97)?.count).toBe(1880);
    expect(nearest(TRIALS, 0.4)).toBeNull();
    expect(nearest([], 0.9)).toBeNull();
  });

  test("say how often such statements were right, or that nobody knows", async () => {
    await i18n.use("en");

    expect(likelihoodWords(0.97)).toBe("almost certain");
    expect(trialWords(0.97, TRIALS)).toBe(
      "The model says 97%. In its trials 73% to 84% of 1,880 such statements were right.",
    );
    expect(trialWords(0.3, TRIALS)).toContain("no trial");
  });
});
