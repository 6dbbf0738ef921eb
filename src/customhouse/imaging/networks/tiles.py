"""Sliding windows: a network of one input size over an image of any size, overlapping and blended.

    tiling = Tiling((96, 96, 96), overlap=0.25)
    for slab in tiling.slabs(planes, run):          # memory of one row of tiles, however long the scan is
        labels[slab.rows] = slab.values.argmax(axis=0)

`planes` are (channels, *space) with two or three axes of space; `run` gets one tile as (1, channels, *tile) and answers
(1, outputs, *tile), or anything that broadcasts to it: who knows a tile without asking the network answers (1, outputs,
1, 1, 1), which is how air is passed over. Every tile is full: a smaller image is filled up, and the filling cut off.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, product
from math import ceil, prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Run = Callable[[NDArray[Any]], NDArray[Any]]


@dataclass(frozen=True)
class Slab:
    """Finished rows of the first axis of space: `values` are (outputs, rows, *rest of space)."""

    rows: slice
    values: Floats


@dataclass(frozen=True)
class Tiling:
    """The size of a tile along each axis of space, and the share of it that neighbours have in common at least."""

    tile: tuple[int, ...]
    overlap: float = 0.25

    def __post_init__(self) -> None:
        if not 0 <= self.overlap < 1:
            raise ValueError(f"tiles overlap by a share from 0 to below 1, not {self.overlap}")
        if not self.tile or min(self.tile) < 1:
            raise ValueError(f"a tile has at least one pixel along each axis, not {self.tile}")

    def starts(self, shape: Sequence[int]) -> tuple[list[int], ...]:
        """Where tiles begin along each axis of an image, as evenly as whole pixels allow."""
        if len(shape) != len(self.tile):
            raise ValueError(f"tiles of {len(self.tile)} axes do not cover an image of {len(shape)}")
        return tuple(self._starts(size, tile) for size, tile in zip(shape, self.tile, strict=True))

    def _starts(self, size: int, tile: int) -> list[int]:
        room = max(0, size - tile)
        steps = ceil(room / max(1, tile - ceil(tile * self.overlap)))
        return [round(number * room / steps) for number in range(steps + 1)] if steps else [0]

    def count(self, shape: Sequence[int]) -> int:
        """How often a network is asked for an image."""
        return prod(len(starts) for starts in self.starts(shape))

    def slabs(self, planes: NDArray[Any], run: Run, fill: float = 0.0) -> Iterator[Slab]:
        """Blend tile after tile, and give rows away as soon as no later tile reaches them."""
        shape = planes.shape[1:]
        starts = self.starts(shape)
        weights = [_weights(at, tile, size) for at, tile, size in zip(starts, self.tile, shape, strict=True)]
        blended: Floats | None = None  # rows from `first` on, as many as a tile is high
        first = 0
        for row, places in groupby(product(*starts), key=lambda place: place[0]):
            if blended is not None:
                yield Slab(slice(first, row), blended[:, : row - first].copy())
                _move_up(blended, row - first)
            first = row
            for place in places:
                said = np.asarray(run(self._cut(planes, place, fill)))[0]
                if blended is None:
                    blended = np.zeros((said.shape[0], min(self.tile[0], shape[0]), *shape[1:]), np.float32)
                self._add(blended, said, place, weights)
        if blended is not None:
            yield Slab(slice(first, shape[0]), blended)

    def blend(self, planes: NDArray[Any], run: Run, fill: float = 0.0) -> Floats:
        """All slabs in one array (outputs, *space), for images whose outputs fit into memory."""
        return np.concatenate([slab.values for slab in self.slabs(planes, run, fill)], axis=1)

    def _cut(self, planes: NDArray[Any], place: tuple[int, ...], fill: float) -> NDArray[Any]:
        """One tile, as the batch of one that the network takes."""
        cut = planes[(slice(None), *(slice(at, at + tile) for at, tile in zip(place, self.tile, strict=True)))]
        lacking = [(0, tile - size) for tile, size in zip(self.tile, cut.shape[1:], strict=True)]
        if any(after for _, after in lacking):
            cut = np.pad(cut, [(0, 0), *lacking], constant_values=fill)
        return np.ascontiguousarray(cut[None])

    def _add(
        self, blended: Floats, said: NDArray[Any], place: tuple[int, ...], weights: Sequence[dict[int, Floats]]
    ) -> None:
        """Weigh a tile axis by axis, and add it where it lies; rows count from the tile's own first row."""
        axes = len(place)
        used = said.astype(np.float32)
        for axis, at in enumerate(place):
            weight = weights[axis][at]
            if used.shape[axis + 1] > len(weight):  # the filling of a small image
                used = used.take(range(len(weight)), axis=axis + 1)
            used = used * weight.reshape([-1 if other == axis else 1 for other in range(axes)])
        where = tuple(slice(at, at + len(weights[axis][at])) for axis, at in enumerate(place))
        blended[(slice(None), slice(0, used.shape[1]), *where[1:])] += used


def _weights(starts: list[int], tile: int, size: int) -> dict[int, Floats]:
    """What a tile counts at each of its pixels along one axis: from the middle outwards less; all together 1.

    Tiles lie on a grid, so that the weight in space is the product of those along its axes: no array of the whole
    image's weights is needed, and what the network says alike of every tile comes out as it went in.
    """
    ramp = np.minimum(np.arange(1, tile + 1), np.arange(tile, 0, -1)).astype(np.float64)[: min(tile, size)]
    total = np.zeros(size)
    for at in starts:
        total[at : at + tile] += ramp
    return {at: (ramp / total[at : at + tile]).astype(np.float32) for at in starts}


def _move_up(blended: Floats, rows: int) -> None:
    kept = blended.shape[1] - rows
    if kept > 0:
        blended[:, :kept] = blended[:, rows:].copy()
    blended[:, max(0, kept) :] = 0
