/** Voxels of a file and millimetres of its scene. NiiVue counts voxels in an order of its own, so we do not ask it. */

/** x, y, z as the file counts them. */
export type Voxel = readonly [number, number, number];

export class Grid {
  /** `affine`: rows of a NIfTI's matrix; our volumes lie along the axes, turned round at most. */
  constructor(private readonly affine: readonly (readonly number[])[]) {}

  toMm(voxel: Voxel): [number, number, number] {
    return [0, 1, 2].map((axis) => this.step(axis) * voxel[axis]! + this.start(axis)) as [
      number,
      number,
      number,
    ];
  }

  toVoxel(mm: ArrayLike<number>): Voxel {
    const along = (axis: number) => Math.round((mm[axis]! - this.start(axis)) / this.step(axis));
    return [along(0), along(1), along(2)];
  }

  private step(axis: number): number {
    return this.affine[axis]![axis]!;
  }

  private start(axis: number): number {
    return this.affine[axis]![3]!;
  }
}
