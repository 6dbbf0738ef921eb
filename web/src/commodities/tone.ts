import type { Tone } from "../ui/Badge.svelte";

export function toneOf(verdict: string): Tone {
  if (verdict === "fits") return "good";
  if (verdict === "doubtful") return "warn";
  return verdict === "does_not_fit" ? "bad" : "plain";
}
