/** A calibrated probability in words: of what is called "likely", six to eight in ten are so. */

export const STEPS = [
  { from: 0.95, name: "almost_certain" },
  { from: 0.8, name: "very_likely" },
  { from: 0.6, name: "likely" },
  { from: 0.4, name: "even_chance" },
  { from: 0.2, name: "unlikely" },
  { from: 0.05, name: "very_unlikely" },
  { from: 0, name: "remote" },
] as const;

export type Step = (typeof STEPS)[number]["name"];

export function stepOf(probability: number): Step {
  return (STEPS.find((step) => probability >= step.from) ?? STEPS.at(-1)!).name;
}
