/** Where a line over steps is drawn, with round numbers at its axes. */
export type Point = readonly [number, number];
export interface Line {
  name: string;
  points: readonly Point[];
}
export interface Scale {
  ticks: number[];
  low: number;
  high: number;
}

export const EDGE = { left: 52, right: 28, top: 10, bottom: 42 };
export const HEIGHT = 240;

/** Round numbers that hold all of these between them; from nought where `fromZero`. */
export function scaleOf(values: readonly number[], fromZero: boolean, about = 5): Scale {
  const least = fromZero ? Math.min(0, ...values) : Math.min(...values);
  const most = Math.max(...values);
  if (!Number.isFinite(least) || !Number.isFinite(most)) return { ticks: [0, 1], low: 0, high: 1 };
  const span = most - least || Math.abs(most) || 1;
  const rough = span / about;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((times) => times * power).find((one) => one >= rough)!;
  const first = Math.floor(least / step + 1e-9);
  const last = Math.max(first + 1, Math.ceil(most / step - 1e-9));
  const ticks = Array.from({ length: last - first + 1 }, (_, i) =>
    Number(((first + i) * step).toPrecision(12)),
  );
  return { ticks, low: ticks[0]!, high: ticks.at(-1)! };
}

/** From a value to its place between two edges. */
export function placeOf(value: number, scale: Scale, from: number, to: number): number {
  return from + ((value - scale.low) / (scale.high - scale.low)) * (to - from);
}

export function pathOf(
  points: readonly Point[],
  x: (step: number) => number,
  y: (value: number) => number,
): string {
  return points
    .map(([step, value], i) => `${i ? "L" : "M"}${x(step).toFixed(1)} ${y(value).toFixed(1)}`)
    .join("");
}
