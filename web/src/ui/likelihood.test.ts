import { expect, test } from "vitest";
import { stepOf } from "./likelihood";

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
