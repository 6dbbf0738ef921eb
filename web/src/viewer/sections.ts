/** Where things of a volume lie in the sections on show. Pure. */

import type { Voxel } from "./grid";
import type { Box } from "./transform";

export type Axis = 0 | 1 | 2;
export type Mm = readonly [number, number, number];

/** Where a section lies on the canvas, in CSS pixels, and which part of the scene it shows. */
export interface Tile {
  readonly section: "axial" | "coronal" | "sagittal";
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** The right of the scene is on the left. */
  readonly mirrored: boolean;
  /** Millimetres at the lower left corner, along the axes to the right and upwards, and how many there are. */
  readonly cornerMm: readonly [number, number];
  readonly spanMm: readonly [number, number];
}

/** The axes that run to the right, upwards and through a section. */
export const AXES: Readonly<Record<Tile["section"], readonly [Axis, Axis, Axis]>> = {
  axial: [0, 1, 2],
  coronal: [0, 2, 1],
  sagittal: [1, 2, 0],
};

/** Something boxed in a volume, by its first and last voxel. */
export interface Solid {
  readonly id: string;
  readonly label: string;
  readonly by: "recogniser" | "analyst" | "reader";
  /** A list or the pointer points at it. */
  readonly pointed: boolean;
  readonly first: Voxel;
  readonly last: Voxel;
}

/** The corners of a solid half a voxel beyond its outermost voxels' middles. */
export function edgesOf({ first, last }: Pick<Solid, "first" | "last">): readonly [Voxel, Voxel] {
  return [
    [first[0] - 0.5, first[1] - 0.5, first[2] - 0.5],
    [last[0] + 0.5, last[1] + 0.5, last[2] + 0.5],
  ];
}

/** The shadow that a box throws on a section, in CSS pixels. */
export function shadowOn(tile: Tile, from: Mm, to: Mm): Box {
  const [right, up] = AXES[tile.section];
  const along = (mm: number) => {
    const share = (mm - tile.cornerMm[0]) / tile.spanMm[0];
    return tile.x + (tile.mirrored ? 1 - share : share) * tile.width;
  };
  const down = (mm: number) => tile.y + (1 - (mm - tile.cornerMm[1]) / tile.spanMm[1]) * tile.height;
  const [x0, x1] = [along(from[right]), along(to[right])];
  const [y0, y1] = [down(from[up]), down(to[up])];
  return { x: Math.min(x0, x1), y: Math.min(y0, y1), width: Math.abs(x1 - x0), height: Math.abs(y1 - y0) };
}

/** Whether the slice through this voxel passes through it. */
export function isCut({ first, last }: Pick<Solid, "first" | "last">, axis: Axis, voxel: Voxel): boolean {
  return first[axis] <= voxel[axis] && voxel[axis] <= last[axis];
}

/** The smallest of what is outlined at a point of the canvas: what is around it has more room of its own. */
export function solidAt(
  [x, y]: readonly [number, number],
  tiles: readonly Tile[],
  solids: readonly Solid[],
  voxel: Voxel,
  bounds: (solid: Solid) => readonly [Mm, Mm],
): Solid | null {
  const tile = tiles.find((one) => holds(one, x, y));
  if (!tile) return null;
  const under = solids
    .filter((solid) => isCut(solid, AXES[tile.section][2], voxel))
    .map((solid) => ({ solid, box: shadowOn(tile, ...bounds(solid)) }))
    .filter(({ box }) => holds(box, x, y));
  under.sort((one, other) => one.box.width * one.box.height - other.box.width * other.box.height);
  return under[0]?.solid ?? null;
}

function holds(box: Box, x: number, y: number): boolean {
  return x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height;
}

/** Pairs of the eight corners of a box, numbered by the bits x, y, z, that an edge joins. */
export const EDGES: readonly (readonly [number, number])[] = [0, 1, 2, 3, 4, 5, 6, 7].flatMap((corner) =>
  [1, 2, 4].filter((bit) => !(corner & bit)).map((bit) => [corner, corner | bit] as const),
);

export function cornersOf(from: Mm, to: Mm): Mm[] {
  return [0, 1, 2, 3, 4, 5, 6, 7].map((corner) => [
    corner & 1 ? to[0] : from[0],
    corner & 2 ? to[1] : from[1],
    corner & 4 ? to[2] : from[2],
  ]);
}
