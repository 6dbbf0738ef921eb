const WORST_FIRST = ["critical", "high", "medium", "low", "info"];

/** What an officer has to know before what is merely there; among equals as the recogniser lists them. */
export function worstFirst<T extends { severity: string }>(findings: readonly T[]): T[] {
  return findings.toSorted((a, b) => WORST_FIRST.indexOf(a.severity) - WORST_FIRST.indexOf(b.severity));
}
