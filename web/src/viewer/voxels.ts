/** One object cut out of a map of labels. Pure. */

import type { BoxMm, Finding } from "./scan";
import { CLASS_NAMES, type ClassName } from "./volumeLooks";

/** First and last voxel along x, y and z, and the numbers that belong to it there; no numbers mean all but 0. */
export interface Cut {
  readonly from: "material" | "objects";
  readonly first: readonly [number, number, number];
  readonly last: readonly [number, number, number];
  readonly numbers: readonly number[];
}

/** Where an object lies, by what told it from its surroundings. `spacing` as the file has it: z, y, x. */
export function cutOf(
  finding: Finding,
  spacing: readonly [number, number, number],
  classes: readonly string[],
): Cut | null {
  if (!finding.box_mm) return null;
  const object = finding.label ? classes.indexOf(finding.label) : -1;
  const material = CLASS_NAMES.indexOf(finding.class as ClassName);
  const [from, number] = object > 0 ? (["objects", object] as const) : (["material", material] as const);
  return { from, ...extent(finding.box_mm, spacing), numbers: number > 0 ? [number] : [] };
}

/** The voxels that a box reaches. `spacing` as the file has it: z, y, x. */
export function extent(
  box: BoxMm,
  [dz, dy, dx]: readonly [number, number, number],
): Pick<Cut, "first" | "last"> {
  const from = [box.x / dx, box.y / dy, box.z / dz] as const;
  const to = [(box.x + box.width) / dx, (box.y + box.height) / dy, (box.z + box.depth) / dz] as const;
  return {
    first: from.map((edge) => Math.floor(edge)) as unknown as Cut["first"],
    last: to.map((edge) => Math.ceil(edge) - 1) as unknown as Cut["last"],
  };
}

/** A map of the same shape that is 1 in the object and 0 elsewhere. `size`: voxels along x and y. */
export function cutOut(labels: Uint8Array, [width, height]: readonly [number, number], cut: Cut): Uint8Array {
  const made = new Uint8Array(labels.length);
  const depth = labels.length / (width * height);
  const [x0, y0, z0] = cut.first.map((edge) => Math.max(0, edge)) as [number, number, number];
  const [x1, y1, z1] = [
    Math.min(width - 1, cut.last[0]),
    Math.min(height - 1, cut.last[1]),
    Math.min(depth - 1, cut.last[2]),
  ];
  for (let z = z0; z <= z1; z++)
    for (let y = y0; y <= y1; y++)
      for (let x = x0, i = (z * height + y) * width + x0; x <= x1; x++, i++) {
        const label = labels[i]!;
        if (cut.numbers.length ? cut.numbers.includes(label) : label > 0) made[i] = 1;
      }
  return made;
}
