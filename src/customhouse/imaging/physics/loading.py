"""What the goods in a container are made of and how they lie: its walls taken off at both energies."""

import numpy as np

from customhouse.imaging.model import Box, Mass, Packed
from customhouse.imaging.physics.areal import Excess, FloatMap, tell
from customhouse.imaging.physics.weighing import Weighed

INNER_WIDTH_CM = 235.0
BLOCKS = 20  # along the container's height
LEAST_DEPTH = 0.08  # −ln T of goods thinner than this, which the unevenness of the walls would imitate
MOST_DEPTH = 7.2  # −ln T at any energy beyond which too few photons are left to compare energies by
MOST_TOO_DEEP = 0.1  # share of a block's pixels that may lie beyond it
LEAST_AREA_CM2 = 2000.0


def goods_mix(weighed: Weighed, room: Box, walls_g_cm2: FloatMap) -> dict[str, float]:
    """Shares of the goods' mass by class, `untold` for what is too thick; empty where one energy tells none apart."""
    if not weighed.setting.tells_materials:
        return {}
    walls = [beam.behind("steel", walls_g_cm2.astype(np.float64)) for beam in weighed.setting.beams]
    size = max(6, min(room.width, room.height) // BLOCKS)
    grid: dict[str, float] = {}
    for y in range(room.y, room.y + room.height - size + 1, size):
        for x in range(room.x, room.x + room.width - size + 1, size):
            window = (slice(y, y + size), slice(x, x + size))
            goods = float(weighed.areal[window].mean()) - float(walls_g_cm2[window[0]].mean())
            behind = [float(depth[window[0]].mean()) for depth in walls]
            word = _word(weighed, [plane[window] for plane in weighed.working.depth], behind)
            if word is not None:
                grid[word] = grid.get(word, 0.0) + max(0.0, goods)
    whole = sum(grid.values())
    return {word: round(mass / whole, 4) for word, mass in sorted(grid.items())} if whole > 0 else {}


def _word(weighed: Weighed, planes: list[FloatMap], walls: list[float]) -> str | None:
    """The class of a block; None where there are hardly any goods."""
    added = [float(plane.mean()) - wall for plane, wall in zip(planes, walls, strict=True)]
    if added[0] < LEAST_DEPTH:
        return None
    # A block of which a corner is too thick would lose more at the low energy, and pass for metal.
    if max(float((plane > MOST_DEPTH).mean()) for plane in planes) > MOST_TOO_DEEP:
        return "untold"
    told = tell(weighed.setting.beams, Excess(added[0], added[-1] / added[0], weighed.setting.ratio_share))
    return told.material.word if told is not None else "untold"


def packed(goods: Mass, area_cm2: float) -> Packed | None:
    """How dense the goods lie if they reach from wall to wall; they may be narrower, and then lie denser."""
    if area_cm2 < LEAST_AREA_CM2:
        return None
    cm3 = area_cm2 * INNER_WIDTH_CM
    density, low, high = (round(kg * 1000 / cm3, 4) for kg in (goods.kg, goods.low_kg, goods.high_kg))
    return Packed(density, low, high, round(cm3 / 1e6, 2))
