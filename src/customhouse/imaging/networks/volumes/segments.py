"""The first network for CT: a volume on the network's own grid, and the class of each of its voxels."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise, product

import numpy as np
from numpy.typing import NDArray

from customhouse.imaging.model import Volume
from customhouse.imaging.networks.engine import Network
from customhouse.imaging.networks.volumes.grids import Field, on_grid
from customhouse.imaging.physics.volumes.voxels import Region, occupied
from customhouse.imaging.physics.volumes.windows import relative_ratio

Bytes = NDArray[np.uint8]

EMPTY_HU = -850
MARGIN_MM = 15.0  # kept around what is not empty
MULTIPLE = 16  # the network halves its input four times
TILE = 112**3  # voxels of a tile, at most: memory goes with them
MOST_TILES, SHORT = 12, 80  # tiles along an axis that are tried; voxels of tiles that always fit, beside those
OVERLAP = 8  # voxels at a tile's inner edges that its neighbour knows better
MOST_VOXELS = 60_000_000
USUAL_KV = (160.0, 100.0)  # that the networks learned from
EVENED_BY = "aluminium"  # between the goods and the metals
LEAST_APART = 0.04  # by which two energies must differ to be two


@dataclass(frozen=True)
class Gridded:
    """Attenuation relative to water, 0 in air, at cubes of `pitch_mm`; `low` is `high` where one energy was measured.

    Attributes:
        low: brought to what scanners of the usual voltages measure.
        window: the part of the scan's own voxels that was taken.
        origin_mm: (z, y, x) of that part's outer corner.
    """

    high: Field
    low: Field
    both: bool
    pitch_mm: float
    window: Region
    origin_mm: tuple[float, float, float]

    @classmethod
    def of(cls, scan: Volume, pitch_mm: float) -> "Gridded":
        """Raises `ValueError` where the scan has no scale."""
        if scan.spacing_mm is None or not scan.calibrated:
            raise ValueError("a volume without spacing or Hounsfield units")
        spacing = scan.spacing_mm
        margin = max(2, math.ceil(MARGIN_MM / min(spacing)))
        window = occupied((scan.values > EMPTY_HU).view(np.uint8), margin)
        origin = tuple(part.start * size for part, size in zip(window, spacing, strict=True))
        fields = [
            on_grid(np.maximum(each[window].astype(np.float32) / 1000 + 1, 0), spacing, pitch_mm)
            for each in (scan.values, scan.second)
            if each is not None
        ]
        low = fields[0] + (fields[-1] - fields[0]) * _evening(scan.peaks_kev)
        return cls(fields[0], low, len(fields) == 2, pitch_mm, window, (origin[0], origin[1], origin[2]))


def _evening(peaks: tuple[float | None, ...]) -> np.float32:
    """By what a scanner's lower energy is brought to where it would lie at the usual voltages; 1 where unknown."""
    if len(peaks) < 2 or None in peaks:
        return np.float32(1)
    usual, own = (relative_ratio(EVENED_BY, voltages) - 1 for voltages in (USUAL_KV, peaks))
    return np.float32(usual / own if own > LEAST_APART else 1)


@dataclass(frozen=True)
class Segments:
    """By voxel of the grid, 0 to 255 where a probability.

    Attributes:
        label: the likeliest class.
        sure: its probability.
        threat: the probability of all classes together that are threats.
        kind: the likeliest class among these.
    """

    label: Bytes
    sure: Bytes
    threat: Bytes
    kind: Bytes


def segment(network: Network, grid: Gridded) -> Segments:
    shape = grid.high.shape
    result = {name: np.zeros(shape, np.uint8) for name in ("label", "sure", "threat", "kind")}
    both = np.full((1, 1, 1, 1, 1), float(grid.both), np.float32)
    for tile, inner, target in tiles(shape):
        given = {"high": _padded(grid.high, tile), "low": _padded(grid.low, tile), "both": both}
        said = network.run(given)
        for name, whole in result.items():
            whole[target] = said[name][0][inner]
    return Segments(result["label"], result["sure"], result["threat"], result["kind"])


def tiles(shape: tuple[int, ...]) -> Iterator[tuple[Region, Region, Region]]:
    """What to give the network (it may reach beyond the volume), which part of its answer counts, and where it goes."""
    axes = [list(_spans(size, count)) for size, count in zip(shape, _counts(shape), strict=True)]
    for z in axes[0]:
        for y in axes[1]:
            for x in axes[2]:
                yield (z[0], y[0], x[0]), (z[1], y[1], x[1]), (z[2], y[2], x[2])


def _counts(shape: tuple[int, ...]) -> tuple[int, ...]:
    """Into how many tiles each axis is cut, so that the network computes least."""

    def lengths(size: int, count: int) -> list[int]:
        return [taken.stop - taken.start for taken, _, _ in _spans(size, count)]

    counts = ([*range(1, MOST_TILES + 1), math.ceil(size / SHORT)] for size in shape)
    cuts = [[lengths(size, count) for count in tried] for size, tried in zip(shape, counts, strict=True)]
    fitting = (cut for cut in product(*cuts) if math.prod(map(max, cut)) <= TILE)
    best = min(fitting, key=lambda cut: math.prod(map(sum, cut)))
    return tuple(len(each) for each in best)


def _spans(size: int, count: int) -> Iterator[tuple[slice, slice, slice]]:
    edges = [round(size * number / count) for number in range(count + 1)]
    for number, (first, last) in enumerate(pairwise(edges)):
        begin = first - (OVERLAP if number else 0)
        end = last + (OVERLAP if number + 1 < count else 0)
        length = math.ceil((end - begin) / MULTIPLE) * MULTIPLE
        yield slice(begin, begin + length), slice(first - begin, last - begin), slice(first, last)


def _padded(field: Field, tile: Region) -> Field:
    """(1, 1, z, y, x); air beyond the end."""
    cut = field[tile]
    missing = [(0, part.stop - part.start - size) for part, size in zip(tile, cut.shape, strict=True)]
    return np.pad(cut, missing)[None, None]
