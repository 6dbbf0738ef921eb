"""Roof and floor as a fan of beams shows them: aslant, as bands thrown over whatever stands next to them.

Where a maker has not made the rows parallel, every beam but one climbs or falls on its way through the container. The
roof, a line in a parallel view, becomes a band a third of a metre high and more, all along the container, and so does
the floor. Where no goods stand before it a row of such a band shows what it is; that is taken off the whole row.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from customhouse.imaging.physics.radiographs.areal import FloatMap

BARE = 4  # percentile of a row that is taken for the band itself: somewhere nothing stands before it
LEAST = 0.6  # g/cm² over the walls from which a row belongs to a band
ROOF_REACH, FLOOR_REACH = 0.45, 0.3  # share of the height that a band may take
FAN_G_CM = 50.0  # a band of roof that weighs less by its length is none: in parallel views it weighs nothing
# What a roof of 2 mm steel with its bows, and a floor of 28 mm plywood, weigh by their length at most, g/cm: what a
# row shows beyond it are goods that stand along the whole container.
ROOF_G_CM, FLOOR_G_CM = 400.0, 430.0
FOLD_MM = 560.0  # over a fold of the walls and more
UNDER_ROOF_MM = (130, 190)  # where a roof seen edge-on, with its rails, is over
WALLS_DEPTH = 0.21  # −ln T, above that of two side walls at any accelerator's energy
EVEN_DEPTH = 0.03  # −ln T, by which a band of roof may vary along the container
BARE_DEPTH, BAND_DEPTH = 10, 0.05  # percentile, and −ln T over the walls: 0.1 and more in a fan, nought in parallel


def is_aslant(depth: FloatMap, pixel_mm: tuple[float, float]) -> bool:
    """Whether the roof is seen as a band and no line. `depth` is −ln T of a container from its roof to its floor.

    The band stands out of the bare walls below it. Where goods hide them, it is known by being darker than walls are
    and the same all along the container, as no goods are.
    """
    along = ndimage.uniform_filter1d(depth, max(1, round(FOLD_MM / pixel_mm[0])), axis=1)
    below = along[slice(*(round(mm / pixel_mm[1]) for mm in UNDER_ROOF_MM))]
    if below.size == 0:
        return False
    rows = np.percentile(along, BARE_DEPTH, axis=1)
    clear = float(np.percentile(rows[len(rows) // 6 : 2 * len(rows) // 3], BARE_DEPTH))
    band = below.mean(axis=0)
    bare = float(np.percentile(band, BARE))
    is_even = float(np.median(band)) - bare < EVEN_DEPTH
    return float(np.percentile(below, BARE_DEPTH, axis=1).mean()) - clear > BAND_DEPTH or (
        bare > WALLS_DEPTH and is_even
    )


@dataclass(frozen=True)
class Thrown:
    """What roof and floor add to the walls: g/cm² by row of the inside; how much of it is unsure, g/cm.

    `floor` is what of it is floor, g/cm: of a refrigerated container with some of its rails.
    """

    rows: FloatMap
    unsure: float = 0.0
    floor: float = 0.0


def thrown(smooth: FloatMap, wall: float, row_mm: float) -> Thrown:
    """Read off the rows where they are bare; nothing where the roof is no band.

    Args:
        smooth: areal density of the inside, averaged over a fold of the walls.
        wall: of the side walls alone.
    """
    rows = np.zeros(len(smooth), np.float32)
    over = np.maximum(np.percentile(smooth, BARE, axis=1) - wall, 0).astype(np.float32)
    roof = _band(over, ROOF_REACH, ROOF_G_CM, row_mm)
    of_roof = float(roof.sum()) * row_mm / 10
    if of_roof < FAN_G_CM:
        return Thrown(rows)
    floor = _band(over[::-1], FLOOR_REACH, FLOOR_G_CM, row_mm)[::-1]
    of_floor = float(floor.sum()) * row_mm / 10
    rows[: len(roof)] += roof
    rows[len(rows) - len(floor) :] += floor
    # A band as heavy as a roof can be may be goods that hang along the whole container.
    return Thrown(rows, of_floor + (of_roof if of_roof > 0.99 * ROOF_G_CM else 0.0), of_floor)


def _band(over: NDArray[np.float32], reach: float, most_g_cm: float, row_mm: float) -> NDArray[np.float32]:
    """From the edge on as far as it goes without a gap, no heavier than it can be."""
    near = over[: round(reach * len(over))]
    gaps = np.flatnonzero(near < LEAST)
    band = near[: int(gaps[0])] if gaps.size else near
    weight = float(band.sum()) * row_mm / 10
    return band * np.float32(most_g_cm / weight) if weight > most_g_cm else band
