/** Shares, 0 to 1 in both directions, on a square of `SIDE` units. */
export const SIDE = 320;
const EDGE = { left: 44, right: 10, top: 10, bottom: 40 };
export const STEPS = [0, 0.25, 0.5, 0.75, 1];

export function place(across: number, upwards: number): { x: number; y: number } {
  return {
    x: EDGE.left + across * (SIDE - EDGE.left - EDGE.right),
    y: SIDE - EDGE.bottom - upwards * (SIDE - EDGE.top - EDGE.bottom),
  };
}

export function line(points: readonly (readonly number[])[]): string {
  return points
    .map(([across, upwards], i) => {
      const at = place(across!, upwards!);
      return `${i ? "L" : "M"}${at.x.toFixed(1)} ${at.y.toFixed(1)}`;
    })
    .join("");
}

/** Its area grows with what was counted. */
export function radiusOf(weight: number, most: number): number {
  return 3 + 7 * Math.sqrt(weight / most);
}
