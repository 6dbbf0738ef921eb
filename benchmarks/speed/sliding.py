"""Sliding windows: a network of one input size over an image of any size, overlapping and blended.

    tiling = Tiling((96, 96, 96), overlap=0.25)
    for slab in tiling.slabs(planes, run, keep=choices):  # memory of one row of tiles, however long the scan is
        labels[slab.rows] = slab.values

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
Keep = Callable[[Floats], NDArray[Any]]


def choices(values: Floats) -> NDArray[np.uint8]:
    """The number of the largest output of each pixel; numpy's own argmax is slow along the first axis."""
    best, chosen = values[0].copy(), np.zeros(values.shape[1:], np.uint8)
    for number in range(1, len(values)):
        np.putmask(chosen, values[number] > best, number)
        np.maximum(best, values[number], out=best)
    return chosen


@dataclass(frozen=True)
class Slab:
    """Finished rows of the first axis of space: `values` are what was kept of (outputs, rows, *rest of space)."""

    rows: slice
    values: NDArray[Any]


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

    def slabs(self, planes: NDArray[Any], run: Run, fill: float = 0.0, keep: Keep = np.copy) -> Iterator[Slab]:
        """Blend tile after tile, and give rows away as soon as no later tile reaches them.

        `keep` gets the rows' outputs, in an array that is used again, and returns what is to be kept of them.
        """
        shape = planes.shape[1:]
        starts = self.starts(shape)
        along = [_weights(at, tile, size) for at, tile, size in zip(starts, self.tile, shape, strict=True)]
        blended: Floats | None = None  # rows from `first` on, as many as a tile is high
        first = 0
        for row, places in groupby(product(*starts), key=lambda place: place[0]):
            if blended is not None:
                yield Slab(slice(first, row), keep(blended[:, : row - first]))
                _move_up(blended, row - first)
            first = row
            for place in places:
                said = np.asarray(run(self._cut(planes, place, fill)))[0]
                if blended is None:
                    blended = np.zeros((said.shape[0], min(self.tile[0], shape[0]), *shape[1:]), np.float32)
                _add(blended, said, place, _in_space([each[at] for each, at in zip(along, place, strict=True)]))
        if blended is not None:
            yield Slab(slice(first, shape[0]), keep(blended[:, : shape[0] - first]))

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


def _add(blended: Floats, said: NDArray[Any], place: tuple[int, ...], weight: Floats) -> None:
    """Weigh a tile, and add it where it lies; its rows are the first ones. The filling of a small image is left out."""
    inside = tuple(slice(0, size) for size in weight.shape)
    where = tuple(slice(at, at + size) for at, size in zip(place[1:], weight.shape[1:], strict=True))
    for output, given in zip(blended, said, strict=True):  # one by one: what lies between stays in the cache
        output[(slice(0, weight.shape[0]), *where)] += np.broadcast_to(given, _wide(given, weight))[inside] * weight


def _wide(given: NDArray[Any], weight: Floats) -> tuple[int, ...]:
    """The shape of an answer for a whole tile: an axis along which it says one thing is as wide as it must be."""
    return tuple(max(sizes) for sizes in zip(given.shape, weight.shape, strict=True))


def _in_space(along: Sequence[Floats]) -> Floats:
    weight = along[0]
    for each in along[1:]:
        weight = weight[..., None] * each
    return weight


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
    for output in blended:  # one by one: the copy is small
        output[:-rows] = output[rows:].copy()
        output[-rows:] = 0
