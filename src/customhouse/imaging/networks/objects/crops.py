"""What the third network for CT sees of an object: a cube cut out around it, the object's own voxels marked."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from customhouse.imaging.networks.volumes.candidates import Candidate
from customhouse.imaging.networks.volumes.grids import Field
from customhouse.imaging.networks.volumes.segments import Gridded
from customhouse.imaging.physics.volumes.voxels import Mask

SIDE = 32  # places of a crop along each axis
AROUND = 1.3  # edges of a crop in longest sides of its object: what lies around it is seen too
HALF = np.float16


@dataclass(frozen=True)
class Crops:
    """Of several objects.

    Attributes:
        planes: (objects, 3, SIDE, SIDE, SIDE): attenuation relative to water at the high and the low energy, and the
            share of each place that is the object's own.
        pitches: edge of a place in voxels of the grid, (objects,); at least 1.
        both: whether the low energy was measured.
    """

    planes: NDArray[np.float16]
    pitches: NDArray[np.float32]
    both: bool

    @property
    def about(self) -> NDArray[np.float32]:
        """(objects, 2): logarithms of the pitches, and 1 where two energies were measured."""
        return np.stack([np.log(self.pitches), np.full(len(self.pitches), self.both)], axis=1).astype(np.float32)

    @classmethod
    def of(cls, candidates: Sequence[Candidate], grid: Gridded) -> "Crops":
        planes = np.empty((len(candidates), 3, SIDE, SIDE, SIDE), HALF)
        pitches = np.empty(len(candidates), np.float32)
        for number, each in enumerate(candidates):
            edge = edge_of(each)
            pitches[number] = edge / SIDE
            begin = [(part.start + part.stop - edge) // 2 for part in each.box]
            within = [first - part.start for first, part in zip(begin, each.box, strict=True)]
            planes[number, 0] = shrunk(_cube(grid.high, begin, edge))
            planes[number, 1] = shrunk(_cube(grid.low, begin, edge))
            planes[number, 2] = shrunk(_cube(each.mask, within, edge))
        return cls(planes, pitches, grid.both)


def edge_of(candidate: Candidate) -> int:
    """Of the cube around an object, in voxels."""
    longest = float(max(candidate.mask.shape))
    return max(SIDE, round(AROUND * longest))


def _cube(field: Field | Mask, begin: Sequence[int], edge: int) -> Field:
    """What lies outside is air."""
    cube = np.zeros((edge,) * 3, np.float32)
    source, target = [], []
    for first, size in zip(begin, field.shape, strict=True):
        start, stop = max(0, first), min(size, first + edge)
        source.append(slice(start, max(start, stop)))
        target.append(slice(start - first, max(start, stop) - first))
    cube[tuple(target)] = field[tuple(source)]
    return cube


def shrunk(cube: Field) -> Field:
    """To SIDE places along each axis, each the mean of what it covers."""
    edge = cube.shape[0]
    if edge == SIDE:
        return cube
    shares = _shares(edge)
    for _ in range(3):  # the axis at hand goes last, so after three turns all are where they were
        cube = np.tensordot(cube, shares, axes=(0, 1))
    return np.asarray(cube, np.float32)


def _shares(edge: int) -> NDArray[np.float32]:
    """(SIDE, edge): how much of each voxel lies in each place, as shares of the place."""
    bounds = np.arange(SIDE + 1) * (edge / SIDE)
    voxels = np.arange(edge)
    covered = np.minimum(bounds[1:, None], voxels + 1) - np.maximum(bounds[:-1, None], voxels)
    return np.asarray(np.maximum(covered, 0) * (SIDE / edge), np.float32)
