/** Windows and classes of CT volumes; apart from the scene, so that the page can name them before NiiVue has come. */

import type { Rgb } from "./palette";
import { HUES } from "./palette";

export interface VolumeWindow {
  readonly name: "all" | "light" | "solid" | "metal";
  /** Hounsfield units. */
  readonly min: number;
  readonly max: number;
}

export const WINDOWS: readonly VolumeWindow[] = [
  { name: "all", min: -1000, max: 1600 },
  { name: "light", min: -1000, max: 100 },
  { name: "solid", min: -300, max: 700 },
  { name: "metal", min: 800, max: 6000 },
];

export const CLASS_NAMES = ["air", "light_organic", "organic", "inorganic", "metal", "dense"] as const;
export type ClassName = (typeof CLASS_NAMES)[number];

interface ClassLook {
  readonly name: ClassName;
  readonly colour: Record<"distinct" | "classic", Rgb>;
}

const DENSE: Rgb = [214, 70, 160];

function pale([red, green, blue]: Rgb): Rgb {
  return [(red + 255) >> 1, (green + 255) >> 1, (blue + 255) >> 1];
}

function colours(palette: "distinct" | "classic"): Rgb[] {
  const [organic, inorganic, metal] = HUES[palette];
  return [[0, 0, 0], pale(organic), organic, inorganic, metal, DENSE];
}

/** In the order of the values in `labels.nii.gz`. */
export const CLASSES: readonly ClassLook[] = CLASS_NAMES.map((name, i) => ({
  name,
  colour: { distinct: colours("distinct")[i]!, classic: colours("classic")[i]! },
}));
