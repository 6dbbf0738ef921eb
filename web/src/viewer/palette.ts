/** Palettes, and the one look-up table through which a picture index becomes colour. */

import { BRIGHTNESS_STEPS } from "./attenuation";
import { MATERIAL_STEPS, METAL_END, OPAQUE, ORGANIC_END, UNKNOWN } from "./material";

export type Rgb = readonly [number, number, number];
export type PaletteName = "grey" | "distinct" | "classic";

/** Hues of organic, inorganic, metal. `distinct` keeps them apart for protan, deutan and tritan eyes; `classic` does not. */
export const HUES: Record<Exclude<PaletteName, "grey">, readonly [Rgb, Rgb, Rgb]> = {
  distinct: [
    [240, 170, 40],
    [80, 190, 170],
    [70, 80, 190],
  ],
  classic: [
    [255, 150, 0],
    [70, 170, 60],
    [30, 110, 220],
  ],
};

/** Open beam is shown a little under white: a whole pane of pure white tires the eye in a dark room. */
const PAPER: Rgb = [240, 242, 243];
const INK: Rgb = [6, 8, 10];
const TONES = 256;
const MIDDLE = 128;

/** What the analyst has set; limits are brightness steps, `dark` the denser end. */
export interface Tone {
  readonly palette: PaletteName;
  readonly light: number;
  readonly dark: number;
  readonly inverted: boolean;
}

/** 65,536 colours, as the 32-bit words of an ImageData; opaque areas stay transparent so that the hatching shows. */
export function buildLut(
  tone: Tone,
  lut: Uint32Array = new Uint32Array(MATERIAL_STEPS * BRIGHTNESS_STEPS),
): Uint32Array {
  const span = Math.max(1, tone.dark - tone.light);
  for (let material = 0; material < MATERIAL_STEPS; material++) {
    const colours = ramp(tone.palette, material);
    const start = material * BRIGHTNESS_STEPS;
    for (let step = 0; step < BRIGHTNESS_STEPS; step++) {
      const shade = Math.floor((255 * (tone.dark - step)) / span + 0.5);
      const clamped = shade < 0 ? 0 : shade > 255 ? 255 : shade;
      lut[start + step] = colours[tone.inverted ? 255 - clamped : clamped]!;
    }
  }
  return lut;
}

/** The hue of a material step: organic, inorganic and metal lie at its two ends and its middle. */
export function hue(palette: Exclude<PaletteName, "grey">, step: number): Rgb {
  const [organic, inorganic, metal] = HUES[palette];
  const place = 2 * (step - ORGANIC_END);
  const span = METAL_END - ORGANIC_END;
  return place <= span ? mix(organic, inorganic, place, span) : mix(inorganic, metal, place - span, span);
}

/** Dark to light for one material: ink, hue, paper. */
function ramp(palette: PaletteName, material: number): Uint32Array {
  const colours = new Uint32Array(TONES);
  if (material === OPAQUE) return colours;
  const plain = palette === "grey" || material === UNKNOWN;
  const middle = plain ? mix(INK, PAPER, 1, 2) : hue(palette, material);
  const bottom = plain ? INK : mix(INK, middle, 1, 5);
  for (let shade = 0; shade < TONES; shade++) {
    const colour =
      shade < MIDDLE
        ? mix(bottom, middle, shade, MIDDLE)
        : mix(middle, PAPER, shade - MIDDLE, TONES - 1 - MIDDLE);
    colours[shade] = word(colour);
  }
  return colours;
}

function mix(from: Rgb, to: Rgb, part: number, whole: number): Rgb {
  const channel = (i: 0 | 1 | 2) => Math.floor((from[i] * (whole - part) + to[i] * part) / whole + 0.5);
  return [channel(0), channel(1), channel(2)];
}

function word([red, green, blue]: Rgb): number {
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}
