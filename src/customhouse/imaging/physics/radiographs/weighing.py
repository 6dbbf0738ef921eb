"""A view's areal density, computed once, and what is asked of it: masses, materials, what stands out."""

import math
from collections.abc import Iterable

import numpy as np
from scipy import ndimage

from customhouse.imaging.model import Box, Mass, Material
from customhouse.imaging.physics.beams.attenuation import Floats
from customhouse.imaging.physics.beams.setting import Setting
from customhouse.imaging.physics.radiographs.anomalies import Anomaly
from customhouse.imaging.physics.radiographs.areal import FloatMap, areal_scale, block_means, block_sums, least_areal
from customhouse.imaging.physics.radiographs.materials import Judged, judge
from customhouse.imaging.physics.radiographs.pixels import OPAQUE_BELOW, Working
from customhouse.imaging.physics.radiographs.telling import Excess, Told, tell_each
from customhouse.kernel.reasons import Reason

UNTOLD = "untold"  # the word for a mass whose class cannot be told
EITHER = {Material.ORGANIC, Material.METAL}  # a tube's beam that leaves both open tells nothing


class Weighed:
    """A view's areal density, computed once, and the sums that are asked of it."""

    def __init__(self, working: Working, setting: Setting, pixel_mm: tuple[float, float]) -> None:
        self.working, self.setting, self.pixel_mm = working, setting, pixel_mm
        self.cm2 = pixel_mm[0] * pixel_mm[1] / 100
        scale = areal_scale(setting.beams, setting.tells_materials)
        self.ratio = self._ratio() if len(working.depth) == 2 else np.ones_like(working.depth[0])
        self.areal, self.spread = scale.look_up(working.depth[0], self.ratio)

    def _ratio(self) -> FloatMap:
        """Low over high attenuation, each averaged first: a ratio of noisy pixels would be noise."""
        size = 7
        high, low = (ndimage.uniform_filter(plane, size) for plane in self.working.depth)
        return np.where(high > 0.03, low / np.maximum(high, 0.03), np.float32(1.2)).astype(np.float32)

    def mass(self, area: Box) -> Mass:
        window = (slice(area.y, area.y + area.height), slice(area.x, area.x + area.width))
        kg = float(self.areal[window].sum(dtype=np.float64)) * self.cm2 / 1000
        spread = float(self.spread[window].sum(dtype=np.float64)) * self.cm2 / 1000
        share = self.setting.mass_share
        half = math.hypot(kg * share, spread)
        beyond = self.opaque_mass(area)
        return Mass(kg, max(0.0, kg - half), kg + half + beyond.kg, beyond.reasons)

    def opaque_mass(self, area: Box) -> Mass:
        """What the opaque pixels weigh at least, and in the image as a whole as much again at most."""
        window = (slice(area.y, area.y + area.height), slice(area.x, area.x + area.width))
        opaque = self.working.opaque[window]
        kg = float(self.areal[window][opaque].sum(dtype=np.float64)) * self.cm2 / 1000
        share = float(opaque.mean())
        return Mass(kg, kg, 2 * kg, (_opaque(share),) if share > 0.0005 else ())

    def excess(self, anomaly: Anomaly) -> Mass:
        """What stands out, over what lies around it."""
        box, kg = anomaly.box, anomaly.excess_sum * self.cm2 / 1000
        spread = self.spread[box.y : box.y + box.height, box.x : box.x + box.width][anomaly.mask]
        half = math.hypot(kg * self.setting.excess_share, float(spread.sum(dtype=np.float64)) * self.cm2 / 1000)
        return Mass(kg, max(0.0, kg - half), kg + half)

    def least_excess_kg(self, anomaly: Anomaly) -> float:
        """What stands out weighs this much or more, whatever it is."""
        box, plane = anomaly.box, self.working.depth[0]
        seen = plane[box.y : box.y + box.height, box.x : box.x + box.width][anomaly.mask]
        # Behind goods the beam is harder, and more of anything is needed for the same depth than is reckoned here.
        added = np.minimum(seen, -np.float32(math.log(OPAQUE_BELOW))) - np.float32(_beside(plane, box))
        least = least_areal(self.setting.beams[:1], np.maximum(added, 0))
        kg = float(least.sum(dtype=np.float64)) * self.cm2 / 1000
        return kg * (1 - self.setting.mass_share)

    def judged(self, anomaly: Anomaly, deepest_cm: float = 0.0) -> Judged:
        """What stands out: its material from what it adds at both energies, over what lies around it."""
        box = anomaly.box
        window = (slice(box.y, box.y + box.height), slice(box.x, box.x + box.width))
        inside = [float(plane[window][anomaly.mask].mean()) for plane in self.working.depth]
        around = [_beside(plane, box) for plane in self.working.depth]
        added = max(1e-3, inside[0] - around[0])
        grain = self.working.noise / math.sqrt(int(anomaly.mask.sum()))
        # An error in the beam acts on the whole depth, and all of it falls on what was added.
        sigma = math.hypot(self.setting.ratio_share * inside[0], grain) / added
        excess = Excess(added, (inside[-1] - around[-1]) / added, sigma, max(0.0, around[0]))
        narrow_cm = min(box.width * self.pixel_mm[0], box.height * self.pixel_mm[1]) / 10
        opaque = float(self.working.opaque[window][anomaly.mask].mean())
        beams_used = self.setting.beams if self.setting.tells_materials else self.setting.beams[:1]
        return judge(beams_used, excess, (anomaly.excess, narrow_cm, opaque), deepest_cm)

    def mix(self, area: Box) -> dict[str, float]:
        """Shares of the mass by class, on a coarse grid; empty where one energy tells none apart."""
        if not self.setting.tells_materials:
            return {}
        size = max(8, min(area.width, area.height) // 24)
        # Whole squares, which reach a little over the area's lower and right edges.
        window = tuple(slice(first, first - (-length // size) * size) for first, length in spans(area))
        masses = block_sums(self.areal[window], size).ravel()
        depth, ratio = (block_means(each[window], size).ravel() for each in (self.working.depth[0], self.ratio))
        told = tell_each(self.setting.beams, depth, ratio, self.setting.ratio_share)
        return shares_by_word((self._word(each) for each in told), masses)

    def _word(self, told: Told | None) -> str:
        sure = told is not None and not (told.open >= EITHER and not self.setting.beams[0].is_linac)
        return told.material.word if told is not None and sure else UNTOLD


def _beside(plane: FloatMap, box: Box) -> float:
    """The median of a frame about a box, a third of its size wide."""
    reach = max(3, max(box.width, box.height) // 3)
    top, left = max(0, box.y - reach), max(0, box.x - reach)
    frame = plane[top : box.y + box.height + reach, left : box.x + box.width + reach]
    outside = np.ones(frame.shape, bool)
    rows, columns = (
        slice(max(0, box.y - top - 1), box.y - top + box.height + 1),
        slice(max(0, box.x - left - 1), box.x - left + box.width + 1),
    )
    outside[rows, columns] = False
    return float(np.median(frame[outside])) if outside.any() else 0.0


def _opaque(share: float) -> Reason:
    percent = f"{100 * share:.1f}"
    return Reason(
        "opaque_share",
        f"{percent} % of the image lets nothing through; what is there may weigh several times what would just do so.",
        {"percent": percent},
    )


def spans(box: Box) -> tuple[tuple[int, int], tuple[int, int]]:
    """First row and their number, first column and their number."""
    return (box.y, box.height), (box.x, box.width)


def shares_by_word(words: Iterable[str | None], masses: Floats) -> dict[str, float]:
    """Shares of the mass of all that has a word; what weighs less than nothing counts as nothing."""
    grid: dict[str, float] = {}
    for word, mass in zip(words, masses.tolist(), strict=True):
        if word is not None:
            grid[word] = grid.get(word, 0.0) + max(0.0, mass)
    whole = sum(grid.values()) or 1.0
    return {word: round(mass / whole, 4) for word, mass in sorted(grid.items())}
