/** Ruler marks in millimetres along one side of the pane. */

export interface Tick {
  /** Screen pixels from the pane's start. */
  readonly at: number;
  readonly mm: number;
  readonly labelled: boolean;
}

const STEPS = [1, 2, 5];
const CLOSEST = 8;
const LABEL_ROOM = 72;

/** Ticks from `from` mm (at screen 0) on, `perMm` screen pixels a millimetre, along `length` pixels, inside 0..`end` mm. */
export function ticks(from: number, perMm: number, length: number, end: number): Tick[] {
  const step = roundUp(CLOSEST / perMm);
  const label = roundUp(LABEL_ROOM / perMm);
  const marks: Tick[] = [];
  const first = Math.max(0, Math.ceil(from / step));
  const last = Math.floor(Math.min(end, from + length / perMm) / step);
  for (let i = first; i <= last; i++) {
    const mm = i * step;
    marks.push({
      at: (mm - from) * perMm,
      mm,
      labelled: Math.abs(mm / label - Math.round(mm / label)) < 1e-6,
    });
  }
  return marks;
}

/** The next 1, 2 or 5 × 10ⁿ. */
export function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const digit = STEPS.find((step) => step * power >= value * (1 - 1e-9));
  return digit ? digit * power : 10 * power;
}

/** Millimetres as an analyst says them: "40 mm", "2.4 m". */
export function lengthWords(mm: number): string {
  if (Math.abs(mm) < 1000) return `${Number(mm.toPrecision(3))} mm`;
  return `${Number((mm / 1000).toFixed(2))} m`;
}
