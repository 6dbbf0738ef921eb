/** Material from two energies: where the ratio of the attenuations lies between light organic matter and steel. */

import { FINE, FINE_STEPS, MAX_ATTENUATION } from "./attenuation";
import type { Level } from "./planes";

/** 0 = not known (too thin, or one energy), 1..14 = from organic to metal, 15 = opaque. */
export const MATERIAL_STEPS = 16;
export const UNKNOWN = 0;
export const ORGANIC_END = 1;
export const METAL_END = 14;
export const OPAQUE = 15;

/**
 * How one pair of energies tells materials apart; its figures are a property of the scanner, not of the goods.
 *
 * Each material is a curve: the attenuation at the low energy over that at the high one, at the nodes `attenuation`
 * (−ln transmission at the high energy). A beam hardens on its way, so one ratio for all thicknesses would be wrong.
 */
export interface MaterialScale {
  readonly attenuation: readonly number[];
  readonly organic: readonly number[];
  readonly inorganic: readonly number[];
  readonly metal: readonly number[];
  /** Thinner than this (−ln transmission) the ratio is noise. */
  readonly thinnest: number;
  /** Less transmission than this, in counts of 65535, and nothing has come through. */
  readonly opaque: number;
}

export type MaterialWord = "none" | "unknown" | "organic" | "inorganic" | "metal" | "opaque";

export function materialWord(step: number): MaterialWord {
  if (step === OPAQUE) return "opaque";
  if (step === UNKNOWN) return "unknown";
  if (step < 5) return "organic";
  return step <= 10 ? "inorganic" : "metal";
}

interface Curves {
  organic: Float64Array;
  inorganic: Float64Array;
  metal: Float64Array;
}

const CURVE_STEPS = 256;

function curves(scale: MaterialScale): Curves {
  return {
    organic: sampled(scale.attenuation, scale.organic),
    inorganic: sampled(scale.attenuation, scale.inorganic),
    metal: sampled(scale.attenuation, scale.metal),
  };
}

function sampled(nodes: readonly number[], values: readonly number[]): Float64Array {
  const width = (MAX_ATTENUATION * CURVE_STEPS) / FINE_STEPS;
  return Float64Array.from({ length: CURVE_STEPS }, (_, i) => interpolated(nodes, values, (i + 0.5) * width));
}

/** The value at `at` between nodes; beyond the ends, the end's. */
export function interpolated(nodes: readonly number[], values: readonly number[], at: number): number {
  const last = nodes.length - 1;
  if (at <= nodes[0]!) return values[0]!;
  if (at >= nodes[last]!) return values[last]!;
  let right = 1;
  while (nodes[right]! < at) right++;
  const left = right - 1;
  const share = (at - nodes[left]!) / (nodes[right]! - nodes[left]!);
  return values[left]! + (values[right]! - values[left]!) * share;
}

/** The attenuation of every pixel in fine steps, to be averaged for the material. */
export function fineAttenuation(level: Level): Level {
  return { ...level, planes: level.planes.map((plane) => plane.map((value) => FINE[value]!)) };
}

/** The material step of a ratio at a thickness; inorganic matter lies in the middle of the steps. */
function materialStep(ratio: number, thickness: number, { organic, inorganic, metal }: Curves): number {
  const middle = inorganic[thickness]!;
  const light = (ratio - organic[thickness]!) / (middle - organic[thickness]!);
  const place = light < 1 ? light / 2 : 0.5 + (ratio - middle) / (metal[thickness]! - middle) / 2;
  const step = ORGANIC_END + Math.floor(place * (METAL_END - ORGANIC_END) + 0.5);
  return Math.min(METAL_END, Math.max(ORGANIC_END, step));
}

/**
 * The picture index of a level: material in the upper 4 bits, brightness in the lower 12.
 *
 * The material comes from `coarse`, the fine attenuation `shift` levels down, interpolated: a ratio of two noisy values
 * needs more averaging than brightness does, and without it the colours speckle. It is the attenuation that is
 * averaged here, not the transmission: at an edge, half open beam and half goods together would look like metal.
 * Weights are whole numbers, so that the Python twin (`customhouse.imaging.painting.painter`) finds the same index.
 *
 * Planes are ordered [high, low] or [only].
 */
export function pictureIndex(level: Level, coarse: Level, shift: number, scale: MaterialScale): Uint16Array {
  const high = level.planes[0]!;
  const index = new Uint16Array(high.length);
  for (let at = 0; at < high.length; at++) {
    index[at] = (FINE[high[at]!]! >> 4) | (high[at]! <= scale.opaque ? OPAQUE << 12 : 0);
  }
  if (level.planes.length > 1) addMaterial(index, level, coarse, shift, scale);
  return index;
}

function addMaterial(
  index: Uint16Array,
  level: Level,
  coarse: Level,
  shift: number,
  scale: MaterialScale,
): void {
  const [high, low] = coarse.planes as [Uint16Array, Uint16Array];
  const curve = curves(scale);
  const whole = 2 << shift;
  const least = Math.ceil((scale.thinnest * FINE_STEPS) / MAX_ATTENUATION) * whole * whole;
  const columns = neighbours(level.width, coarse.width, shift);
  const rows = neighbours(level.height, coarse.height, shift);
  for (let y = 0, at = 0; y < level.height; y++) {
    const near = rows.near[y]! * coarse.width;
    const far = rows.far[y]! * coarse.width;
    const farRow = rows.weight[y]!;
    const nearRow = whole - farRow;
    for (let x = 0; x < level.width; x++, at++) {
      const a = columns.near[x]!;
      const b = columns.far[x]!;
      const farColumn = columns.weight[x]!;
      const nearColumn = whole - farColumn;
      const thickness =
        nearRow * (nearColumn * high[near + a]! + farColumn * high[near + b]!) +
        farRow * (nearColumn * high[far + a]! + farColumn * high[far + b]!);
      if (thickness < least || index[at]! >= OPAQUE << 12) continue;
      const atLow =
        nearRow * (nearColumn * low[near + a]! + farColumn * low[near + b]!) +
        farRow * (nearColumn * low[far + a]! + farColumn * low[far + b]!);
      const step = Math.floor(thickness / (whole * whole)) >> 8;
      index[at] = index[at]! | (materialStep(atLow / thickness, step, curve) << 12);
    }
  }
}

interface Neighbours {
  near: Uint32Array;
  far: Uint32Array;
  /** Of the far neighbour, out of 2 << shift. */
  weight: Uint32Array;
}

function neighbours(length: number, coarseLength: number, shift: number): Neighbours {
  const block = 1 << shift;
  const near = new Uint32Array(length);
  const far = new Uint32Array(length);
  const weight = new Uint32Array(length);
  for (let i = 0; i < length; i++) {
    const cell = Math.min(i >> shift, coarseLength - 1);
    const lean = 2 * (i & (block - 1)) + 1 - block; // < 0 leans back, > 0 leans on
    near[i] = cell;
    far[i] = Math.min(coarseLength - 1, Math.max(0, cell + Math.sign(lean)));
    weight[i] = Math.abs(lean);
  }
  return { near, far, weight };
}
