"""Like things parted by seen gaps in one view: drums in a plan, pallets in a row, bales from the side."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from customhouse.imaging.model import Box
from customhouse.imaging.physics.radiographs.areal import FloatMap

GAP_MM = 190.0  # wider than this is free room, not a gap between packages
DROPS = (0.08, 0.16, 0.3)  # of what the load lets through: a gap is at least so much clearer than what stands beside it
NECKS_MM = (0.0, 16.0, 34.0, 60.0, 100.0, 150.0)  # half of the widest bridge over a gap that is cut
LEAST_MM, MOST_MM = 130.0, 3200.0  # of a thing's side
LOADED_DEPTH = 0.06  # −ln T over an empty stretch, from which something stands there
ALIKE = 0.17  # sides may differ by this share from the middle one's
LEAST_ALIKE = 0.7  # of the load's area, that must be of things alike
FEWEST = 3

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Thing:
    """In pixels of the map. `times` is how many things its size makes it, where gaps between them are not seen."""

    box: Box
    times: int = 1
    depth: float = 0.0

    @property
    def middle(self) -> tuple[float, float]:
        return self.box.x + self.box.width / 2, self.box.y + self.box.height / 2


@dataclass(frozen=True)
class Likes:
    """Things alike.

    Attributes:
        mm: usual size along the rows and down the columns.
        coverage: share of the load's area that they take.
        odd: how many pieces of the load are unlike them and yet as large as one.
    """

    things: tuple[Thing, ...]
    mm: tuple[float, float]
    coverage: float
    odd: int

    @property
    def count(self) -> int:
        return sum(thing.times for thing in self.things)

    @property
    def merged(self) -> int:
        """Things that are taken to be there without a gap being seen."""
        return sum(thing.times - 1 for thing in self.things)


def likes(depth: FloatMap, pixel_mm: tuple[float, float]) -> tuple[Likes, ...]:
    """Every way of seeing like things in a map of −ln T of the load alone, the largest first.

    Drums on pallets are pallets, and drums: which of them is meant, the image does not say.
    """
    load = depth > max(LOADED_DEPTH, 0.2 * level_of(depth))
    load = ndimage.binary_opening(load, np.ones((3, 3)))
    if load.sum() < 100:
        return ()
    found: list[Likes] = []
    for gap in _gaps(depth, load, pixel_mm):
        solid = load & ~gap
        near = ndimage.distance_transform_edt(np.pad(solid, 1), sampling=(pixel_mm[1], pixel_mm[0]))[1:-1, 1:-1]
        for neck in NECKS_MM:
            each = _alike(near > neck, depth, pixel_mm, neck, int(load.sum()))
            if each is not None:
                found.append(each)
    return tuple(_distinct(found))


def level_of(depth: FloatMap) -> float:
    some = depth[depth > LOADED_DEPTH]
    return float(np.percentile(some, 70)) if some.size else 0.0


def _gaps(depth: FloatMap, load: Mask, pixel_mm: tuple[float, float]) -> Iterator[Mask]:
    """Where less stands than on both sides, at each of `DROPS`."""
    width, height = (max(3, 2 * round(GAP_MM / size / 2) + 1) for size in pixel_mm)
    # Along rows and columns apart: a corner between four round things is no gap by itself.
    along = ndimage.grey_closing(depth, (1, width)) - depth
    down = ndimage.grey_closing(depth, (height, 1)) - depth
    level = np.maximum(level_of(depth), 1e-3)
    drop = np.maximum(along, down) / np.minimum(np.maximum(depth + np.maximum(along, down), 1e-3), 1.2 * level)
    for least in DROPS:
        yield np.asarray((drop > least) & load)


def _alike(solid: Mask, depth: FloatMap, pixel_mm: tuple[float, float], neck: float, whole: int) -> Likes | None:
    labels, count = ndimage.label(solid)
    if not FEWEST <= count <= 4000:
        return None
    slices = ndimage.find_objects(labels)
    sides = np.array([[s[1].stop - s[1].start, s[0].stop - s[0].start] for s in slices], float) * pixel_mm + 2 * neck
    fair = ((sides > LEAST_MM) & (sides < MOST_MM)).all(axis=1)
    if fair.sum() < FEWEST:
        return None
    areas = sides.prod(axis=1)
    middle = _middle(sides[fair], areas[fair])
    ratio = sides / middle
    times = np.maximum(1, np.rint(ratio))
    fits = np.abs(ratio / times - 1) < ALIKE
    # What the map's edge cuts through is as large as the rest where it goes on.
    fits |= _cut(slices, depth.shape) & (ratio > 0.5) & (ratio < 1)
    near = fits.all(axis=1) & (times.prod(axis=1) <= 4) & fair
    if (near & (times.prod(axis=1) == 1)).sum() < FEWEST:
        return None
    odd = int((~near & (areas > 0.4 * middle.prod())).sum())
    coverage = float(areas[near].sum() / (whole * pixel_mm[0] * pixel_mm[1]))
    if coverage < LEAST_ALIKE:
        return None
    grown = [round(neck / size) for size in pixel_mm]
    things = tuple(_thing(slices[n], grown, int(times[n].prod()), depth) for n in np.flatnonzero(near))
    return Likes(things, (float(middle[0]), float(middle[1])), min(1.0, coverage), odd)


def _cut(slices: Sequence[tuple[slice, slice]], shape: tuple[int, ...]) -> Mask:
    """(pieces, 2): whether a piece reaches an end of the rows, or of the columns."""
    return np.array(
        [
            [right.start == 0 or right.stop == shape[1], down.start == 0 or down.stop == shape[0]]
            for down, right in slices
        ]
    )


def _middle(sides: NDArray[np.float64], areas: NDArray[np.float64]) -> NDArray[np.float64]:
    """The usual size, by area, so that crumbs do not count."""
    order = np.argsort(areas)
    half = np.searchsorted(np.cumsum(areas[order]), areas.sum() / 2)
    pivot = areas[order[min(half, len(order) - 1)]]
    kept = (areas > 0.6 * pivot) & (areas < 1.6 * pivot)
    return np.asarray(np.median(sides[kept], axis=0))


def _thing(where: tuple[slice, slice], grown: Sequence[int], times: int, depth: FloatMap) -> Thing:
    down, right = where
    y, x = max(0, down.start - grown[1]), max(0, right.start - grown[0])
    bottom, end = min(depth.shape[0], down.stop + grown[1]), min(depth.shape[1], right.stop + grown[0])
    return Thing(Box(x, y, end - x, bottom - y), times, float(np.median(depth[down, right])))


def _distinct(found: Sequence[Likes]) -> list[Likes]:
    """Of those that see things of one size, the one that sees most of the load."""
    kept: list[Likes] = []
    for each in sorted(found, key=lambda one: (one.odd + one.merged, -one.coverage)):
        if all(max(abs(np.log(np.array(each.mm) / other.mm))) > 0.3 for other in kept):
            kept.append(each)
    return sorted(kept, key=lambda one: -one.mm[0] * one.mm[1])
