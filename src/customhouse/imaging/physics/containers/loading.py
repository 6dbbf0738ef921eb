"""What the goods in a container are made of and how they lie: its walls taken off at both energies."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from customhouse.imaging.model import INNER_WIDTH_CM, Box, Mass, Packed
from customhouse.imaging.physics.beams.attenuation import Floats
from customhouse.imaging.physics.radiographs.areal import FloatMap, block_means
from customhouse.imaging.physics.radiographs.telling import tell_each
from customhouse.imaging.physics.radiographs.weighing import UNTOLD, Weighed, shares_by_word, spans

BLOCKS = 20  # along the container's height
LEAST_DEPTH = 0.08  # −ln T of goods thinner than this, which the unevenness of the walls would imitate
MOST_DEPTH = 7.2  # −ln T at any energy beyond which too few photons are left to compare energies by
MOST_TOO_DEEP = 0.1  # share of a block's pixels that may lie beyond it
LEAST_AREA_CM2 = 2000.0


def goods_mix(weighed: Weighed, room: Box, walls_g_cm2: FloatMap) -> dict[str, float]:
    """Shares of the goods' mass by class, `untold` for what is too thick; empty where one energy tells none apart."""
    if not weighed.setting.tells_materials:
        return {}
    size = max(6, min(room.width, room.height) // BLOCKS)
    rows, columns = (slice(first, first + length // size * size) for first, length in spans(room))
    walls = walls_g_cm2[rows].astype(np.float64)[:, None]
    planes = [plane[rows, columns] for plane in weighed.working.depth]
    goods = block_means(weighed.areal[rows, columns], size) - block_means(walls, size)
    added = [
        block_means(plane, size) - block_means(beam.behind("steel", walls), size)
        for plane, beam in zip(planes, weighed.setting.beams, strict=True)
    ]
    # A block of which a corner is too thick would lose more at the low energy, and pass for metal.
    too_deep = np.max([block_means(plane > MOST_DEPTH, size) for plane in planes], axis=0) > MOST_TOO_DEEP
    mix = shares_by_word(_words(weighed, added, too_deep), goods.ravel())
    return mix if any(mix.values()) else {}


def _words(weighed: Weighed, added: Sequence[Floats], too_deep: NDArray[np.bool_]) -> Iterator[str | None]:
    """The class of each block; None where there are hardly any goods."""
    ratio = added[-1] / np.maximum(added[0], LEAST_DEPTH)
    told = tell_each(weighed.setting.beams, added[0].ravel(), ratio.ravel(), weighed.setting.ratio_share)
    for each, depth, deep in zip(told, added[0].ravel(), too_deep.ravel(), strict=True):
        if depth < LEAST_DEPTH:
            yield None
        else:
            yield UNTOLD if deep or each is None else each.material.word


def packed(goods: Mass, area_cm2: float) -> Packed | None:
    """How dense the goods lie if they reach from wall to wall; they may be narrower, and then lie denser."""
    if area_cm2 < LEAST_AREA_CM2:
        return None
    cm3 = area_cm2 * INNER_WIDTH_CM
    density, low, high = (round(kg * 1000 / cm3, 4) for kg in (goods.kg, goods.low_kg, goods.high_kg))
    return Packed(density, low, high, round(cm3 / 1e6, 2))
