/** The picture of materials expected and seen: which families it shows, and where their bands lie. */

import type { MaterialShares } from "../viewer/scan";

export interface FamilyShare {
  name: string;
  seen: number;
  /** Lowest and highest; null for what nobody expects: mass that is too thick to tell. */
  expected: [number, number] | null;
}

const ORDER = ["organic", "inorganic", "metal"] as const;
const LEAST = 0.005;
const MUCH_UNTOLD = 0.05;

/** Families that are seen or may be expected, in a fixed order; last what could not be told. */
export function familiesOf({ expected, seen }: MaterialShares): FamilyShare[] {
  const families: FamilyShare[] = ORDER.map((name) => ({
    name,
    seen: seen[name] ?? 0,
    expected: expected[name] ?? [0, 0],
  }));
  families.push({ name: "untold", seen: seen.untold ?? 0, expected: null });
  return families.filter(({ seen, expected }) => seen >= LEAST || (expected?.[1] ?? 0) >= LEAST);
}

/** Where the band of what is expected lies, in hundredths; never too thin to be seen. */
export function bandOf({ expected }: FamilyShare): { from: number; width: number } | null {
  if (expected === null) return null;
  const width = Math.max(1.5, (expected[1] - expected[0]) * 100);
  return { from: Math.min(expected[0] * 100, 100 - width), width };
}

/** What could be of any family, where it is enough to matter. */
export function untoldOf({ seen }: MaterialShares): number {
  const untold = seen.untold ?? 0;
  return untold >= MUCH_UNTOLD ? untold : 0;
}
