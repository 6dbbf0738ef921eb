"""What stands out in a container and belongs to it or to its load: machinery and rails, pallets, the load's own edge.

How deep a thing is along the beam one view does not say, and how dense it is therefore neither: a pallet's bearer of
wood, as deep as the container is wide, lets as little through as a bar of metal that is as deep as it is narrow. What
tells them apart is what lies beside them: bearers repeat along their row, and a load's edge is as thick as the load.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from customhouse.imaging.model import INNER_WIDTH_CM, Box, Material
from customhouse.imaging.physics.radiographs.anomalies import ALIKE, Anomaly
from customhouse.imaging.physics.radiographs.areal import FloatMap
from customhouse.imaging.physics.radiographs.materials import Judged

WOOD = 0.8  # g/cm³, of a pallet's bearers and blocks
PALLET_MM = 250.0  # its height, with its boards and somewhat of what stands beside it
NEAR_FLOOR_MM = 450.0
MANY = 7  # bearers of a row of pallets, and more
AS_THICK = 0.8  # of what stands out, from which its like lies elsewhere in its row
MUCH_OF_ROW = 0.3
BESIDE_MM, APART_MM, LEAST_BESIDE_MM = 600.0, 30.0, 200.0
NO_THINNER = 0.95
OUT = 0.25  # of what is thick there: a thing stands out by less where the load is uneven, and is looked at
# Of a refrigerated container: the machinery at one end, and the floor's height above the lower edge, with its rails.
MACHINERY_MM, RAILS_MM = 520.0, 270.0


def is_fixture(anomaly: Anomaly, area: Box, pixel_mm: tuple[float, float], size_type: str | None) -> bool:
    """Whether it lies where a refrigerated container has its machinery, at either end, or its floor's rails."""
    if size_type is None or size_type[2:3] != "R":
        return False
    box = anomaly.box
    rows, columns = np.nonzero(anomaly.mask)
    end = MACHINERY_MM / pixel_mm[0]
    along = columns + box.x - area.x
    above = (area.y + area.height - box.y - rows) * pixel_mm[1]
    fixed = (along < end) | (along >= area.width - end) | (above < RAILS_MM)
    return float(fixed.mean()) > 0.5


def is_of_the_load(
    areal: FloatMap, seen: tuple[Anomaly, Judged], others: Sequence[Anomaly], area: Box, pixel_mm: tuple[float, float]
) -> bool:
    """Whether it is no thicker than the load beside it, or one of what repeats along its row as pallets do.

    What lets nothing through only along the floor, and if it repeats as often as a row of pallets does.

    Args:
        others: all that stands out: it is not what another thing is held against.
    """
    anomaly, told = seen
    row = _row(areal, anomaly, area)
    level = float(anomaly.excess + anomaly.surroundings)
    ends = anomaly.box.x - area.x, anomaly.box.x - area.x + anomaly.box.width
    sure = told.opaque or (told.material in (Material.METAL, Material.DENSE) and not told.ambiguous)
    if anomaly.excess < OUT * level:
        return False
    if not sure and _is_beside(row, level, _standing_out(anomaly, others, area), ends, pixel_mm[0]):
        return True
    up = (area.y + area.height - anomaly.box.y - anomaly.box.height) * pixel_mm[1]
    if anomaly.box.height * pixel_mm[1] > PALLET_MM or level > WOOD * INNER_WIDTH_CM:  # deeper than any bearer
        return False
    alike, share = _repeated(row, ends)
    if told.opaque:
        return up < NEAR_FLOOR_MM and alike >= MANY - 1
    return alike >= ALIKE - 1 or (not sure and up < NEAR_FLOOR_MM and share > MUCH_OF_ROW)


def _repeated(row: NDArray[np.float64], ends: tuple[int, int]) -> tuple[int, float]:
    """How often what is as thick and as wide lies elsewhere in the row; which share of the rest is as thick."""
    thick = row > AS_THICK * float(np.percentile(row[slice(*ends)], 90))
    labels, count = ndimage.label(thick)
    widths = np.bincount(labels, minlength=count + 1)[1:].astype(np.float64)
    own = np.isin(np.arange(1, count + 1), labels[slice(*ends)])
    if not own.any():
        return 0, 0.0
    alike = np.abs(np.log2(widths[~own] / np.median(widths[own]))) <= 1
    return int(alike.sum()), float(widths[~own].sum()) / max(1, row.size - ends[1] + ends[0])


def _row(areal: FloatMap, anomaly: Anomaly, area: Box) -> NDArray[np.float64]:
    """The areal density along the container at its height, each row as far as it takes part."""
    box = anomaly.box
    weights = anomaly.mask.sum(axis=1).astype(np.float64)
    rows = areal[box.y : box.y + box.height, area.x : area.x + area.width]
    return np.asarray(np.average(rows, axis=0, weights=weights))


def _standing_out(anomaly: Anomaly, others: Sequence[Anomaly], area: Box) -> NDArray[np.bool_]:
    taken = np.zeros(area.width, bool)
    top, bottom = anomaly.box.y, anomaly.box.y + anomaly.box.height
    for other in others:
        box = other.box
        if other is not anomaly and box.y < bottom and top < box.y + box.height:
            taken[max(0, box.x - area.x) : max(0, box.x - area.x + box.width)] = True
    return taken


def _is_beside(
    row: NDArray[np.float64], level: float, taken: NDArray[np.bool_], ends: tuple[int, int], pixel_mm: float
) -> bool:
    """Whether on one side what lies next to it is as thick as it is."""
    apart, reach = round(APART_MM / pixel_mm), round(BESIDE_MM / pixel_mm)
    before = slice(max(0, ends[0] - apart - reach), max(0, ends[0] - apart))
    after = slice(ends[1] + apart, ends[1] + apart + reach)
    for side in (before, after):
        free = row[side][~taken[side]]
        if free.size * pixel_mm >= LEAST_BESIDE_MM and float(np.median(free)) >= NO_THINNER * level:
            return True
    return False
