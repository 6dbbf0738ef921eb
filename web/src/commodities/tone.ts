import { word } from "../i18n/i18n.svelte";
import type { Tone } from "../ui/Badge.svelte";

/** Calibrated: of what is told with 0.8, about eight in ten are right. So each step has its own word. */
const STEPS = [
  { from: 0.9, name: "nearly_sure" },
  { from: 0.7, name: "likely" },
  { from: 0.4, name: "possible" },
  { from: 0.15, name: "less_likely" },
  { from: 0, name: "unlikely" },
] as const;

export type Step = (typeof STEPS)[number]["name"];

export function stepOf(confidence: number): Step {
  return (STEPS.find((step) => confidence >= step.from) ?? STEPS.at(-1)!).name;
}

export function confidenceWords(confidence: number): string {
  const step = stepOf(confidence);
  return word(`goods.confidence.${step}`, step);
}

export function toneOf(verdict: string): Tone {
  if (verdict === "fits") return "good";
  if (verdict === "doubtful") return "warn";
  return verdict === "does_not_fit" ? "bad" : "plain";
}
