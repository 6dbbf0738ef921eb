"""What the third network for CT sees of an object: a cube cut out around it, the object's own voxels marked."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

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
            planes[number, 0] = cut_out(grid.high, begin, edge)
            planes[number, 1] = cut_out(grid.low, begin, edge)
            planes[number, 2] = cut_out(each.mask, within, edge)
        return cls(planes, pitches, grid.both)


def edge_of(candidate: Candidate) -> int:
    """Of the cube around an object, in voxels."""
    longest = float(max(candidate.mask.shape))
    return max(SIDE, round(AROUND * longest))


def cut_out(field: Field | Mask, begin: Sequence[int], edge: int) -> Field:
    """A cube of `edge` voxels from `begin` on, as SIDE places along each axis, each the mean of what it covers.

    What lies outside is air. The cube itself is never made: of a thin object a metre long it would be gigabytes.
    """
    spans = [
        (max(0, first), max(0, first, min(size, first + edge))) for first, size in zip(begin, field.shape, strict=True)
    ]
    cut = np.asarray(field[tuple(slice(*span) for span in spans)], np.float32)
    shares = _shares(edge)
    # The axis at hand goes last, so after three turns all are where they were.
    for first, (start, stop) in zip(begin, spans, strict=True):
        cut = np.tensordot(cut, shares[:, start - first : stop - first], axes=(0, 1))
    return cut


@lru_cache(256)
def _shares(edge: int) -> NDArray[np.float32]:
    """(SIDE, edge): how much of each voxel lies in each place, as shares of the place."""
    bounds = np.arange(SIDE + 1) * (edge / SIDE)
    voxels = np.arange(edge)
    covered = np.minimum(bounds[1:, None], voxels + 1) - np.maximum(bounds[:-1, None], voxels)
    return np.asarray(np.maximum(covered, 0) * (SIDE / edge), np.float32)
