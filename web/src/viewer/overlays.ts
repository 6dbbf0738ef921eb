/** The networks' maps of a scan: what their numbers mean, which colours they wear, how they are painted. Pure. */

import type { Trial } from "../ui/likelihood";
import type { Rgb } from "./palette";

export type OverlayKind = "commodity" | "anomaly" | "objects";

export interface Overlay {
  name: string;
  kind: OverlayKind;
  /** The projection it lies over; null over a volume. */
  view: number | null;
  model: string;
  /** Codes by number; empty for grades, or where nobody knows them any more. */
  classes: string[];
  threats: string[];
}

/** What networks say of a scan as a whole. */
export interface Networks {
  models: { name: string; version: string; challenger: boolean; trials: Trial[] }[];
  novelty: number | null;
  is_unlike: boolean;
  overlays: Overlay[];
}

/** A map as it came: one number a pixel. */
export interface Plane {
  readonly width: number;
  readonly height: number;
  readonly values: Uint8Array;
}

/** One class in a map. */
export interface Entry {
  readonly number: number;
  readonly code: string;
  readonly isThreat: boolean;
  /** Of all that is labelled, 0 to 1. */
  readonly share: number;
  readonly colour: Rgb;
  /** Painted in stripes: the colour is another class's too, or no class is meant. */
  readonly striped: boolean;
}

export const UNKNOWN = 255;
/** Nothing is there, so nothing is painted. */
const NOTHING: readonly string[] = ["none", "air"];
/** Okabe and Ito's colours, told apart with every kind of colour vision; black and white are the image's own. */
export const HUES: readonly Rgb[] = [
  [213, 94, 0],
  [86, 180, 233],
  [240, 228, 66],
  [0, 158, 115],
  [204, 121, 167],
  [230, 159, 0],
  [0, 114, 178],
];
const UNKNOWN_COLOUR: Rgb = [255, 255, 255];
const STRANGE: Rgb = [255, 60, 190];
/** Below this grade every image is a little strange everywhere. */
const LEAST_STRANGE = 26;
const STRIPE = 6;

/** How many pixels or voxels bear each number. */
export function counted(values: ArrayLike<number>): number[] {
  const counts = new Array<number>(256).fill(0);
  for (let i = 0; i < values.length; i++) counts[values[i]!]!++;
  return counts;
}

/** The classes that are there: threats first, then by their share, so that colours go to what matters. */
export function entriesOf(
  counts: readonly number[],
  { classes, threats }: Pick<Overlay, "classes" | "threats">,
): Entry[] {
  const there = counts.flatMap((amount, number) => {
    const code = number === UNKNOWN ? "unknown" : (classes[number] ?? "");
    const isNothing = NOTHING.includes(code) || (number === 0 && !classes.length);
    return amount > 0 && !isNothing ? [{ number, code, amount, isThreat: threats.includes(code) }] : [];
  });
  const whole = there.reduce((sum, one) => sum + one.amount, 0);
  there.sort((a, b) => Number(b.isThreat) - Number(a.isThreat) || b.amount - a.amount);
  let used = 0;
  return there.map(({ amount, ...one }) => {
    const rank = one.number === UNKNOWN ? -1 : used++;
    return {
      ...one,
      share: amount / whole,
      colour: rank < 0 ? UNKNOWN_COLOUR : HUES[rank % HUES.length]!,
      striped: rank < 0 || rank >= HUES.length,
    };
  });
}

/** RGBA of a map of classes; with `only`, of that class alone. */
export function paintClasses(
  plane: Plane,
  entries: readonly Entry[],
  only: number | null,
): Uint8ClampedArray<ArrayBuffer> {
  const looks = new Map(entries.map((one) => [one.number, one]));
  return painted(plane, (value, x, y) => {
    const look = looks.get(value);
    if (!look || (only !== null && only !== value)) return null;
    return look.striped && (x + y) % STRIPE >= STRIPE / 2 ? null : [look.colour, 255];
  });
}

/** RGBA of a map of grades: the stranger, the less transparent. */
export function paintGrades(plane: Plane): Uint8ClampedArray<ArrayBuffer> {
  return painted(plane, (value) => (value < LEAST_STRANGE ? null : [STRANGE, value]));
}

function painted(
  { width, height, values }: Plane,
  look: (value: number, x: number, y: number) => readonly [Rgb, number] | null,
): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(4 * width * height);
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i++) {
      const found = look(values[i]!, x, y);
      if (!found) continue;
      pixels.set(found[0], 4 * i);
      pixels[4 * i + 3] = found[1];
    }
  return pixels;
}

/** The largest grade, 0 to 1. */
export function strangest(plane: Plane): number {
  return plane.values.reduce((most, value) => Math.max(most, value), 0) / 255;
}
