"""From Hounsfield units to material class and density: the calibrated windows, and where they overlap."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from customhouse.imaging.model import Material
from customhouse.imaging.physics.beams.attenuation import SUBSTANCES, mass_attenuation
from customhouse.imaging.physics.beams.beam import single

USUAL_KEV = 140.0
HARDENING_G_CM2 = 8.0  # the goods around a voxel harden the beam that measures it
METAL_HARDENING_G_CM2 = 2.0  # so does metal itself: some 2 to 3 mm of steel
METALS = ("titanium", "steel", "copper", "lead")

# Attenuation relative to water (1 + HU/1000) at which each class begins.
BEGINS = {
    Material.LIGHT_ORGANIC: 0.12,
    Material.ORGANIC: 0.72,
    Material.INORGANIC: 1.60,
    Material.METAL: 4.2,
    Material.DENSE: 30.0,
}
# Where one energy cannot tell two neighbours apart: dense plastics and light salts, aluminium and thin steel.
OVERLAPS: tuple[tuple[float, float, frozenset[Material]], ...] = (
    (0.62, 0.82, frozenset({Material.LIGHT_ORGANIC, Material.ORGANIC})),
    (1.35, 2.10, frozenset({Material.ORGANIC, Material.INORGANIC})),
    (3.30, 6.00, frozenset({Material.INORGANIC, Material.METAL})),
    (22.0, 45.0, frozenset({Material.METAL, Material.DENSE})),
)
# Half ranges of density by class, as shares: how far materials of one attenuation differ.
DENSITY_RANGE = {
    Material.AIR: 0.0,
    Material.LIGHT_ORGANIC: 0.08,
    Material.ORGANIC: 0.08,
    Material.INORGANIC: 0.22,
    Material.METAL: 0.35,
    Material.DENSE: 0.60,
}
DENSITY_POINTS = ("water", "cellulose", "aluminium", "titanium", "steel", "copper", "lead")
CLIPPED_DENSITY = 8.9  # what reads as the scanner's largest value may be as dense as copper
DENSEST = 19.3  # and at most as gold: of what is denser nobody ships more than grams
CLIPPED_SHARE = 0.05  # of an object's voxels, from which its density is a least one
TOP_VALUES = (3070, 3071, 3072, 3095, 4095, 32767)


@dataclass(frozen=True)
class Windows:
    """Tables over all 65,536 values of an int16 voxel, to be indexed by value + 32768.

    Attributes:
        beyond: how much denser than its half range says a voxel at the clip may be, g/cm³.
    """

    material: NDArray[np.uint8]
    density: NDArray[np.float32]  # g/cm³
    half_range: NDArray[np.float32]  # g/cm³
    clip: int | None
    beyond: float = 0.0

    def is_clipped(self, values: NDArray[np.integer]) -> bool:
        """Whether an object of these values may be denser than they say."""
        return self.clip is not None and float((values >= self.clip).mean()) > CLIPPED_SHARE


@lru_cache(maxsize=16)
def windows(peak_kev: float | None, highest: int) -> Windows:
    """The tables for a tube voltage and the largest value in the volume (to know whether it is clipped)."""
    values = np.arange(-32768, 32768)
    relative = np.maximum(0.0, 1 + values / 1000)
    begins = np.array([BEGINS[material] for material in sorted(BEGINS)])
    material = np.digitize(relative, begins).astype(np.uint8)
    points = sorted((relative_attenuation(name, peak_kev), SUBSTANCES[name].density) for name in DENSITY_POINTS)
    density = np.interp(relative, [0.0, *(at for at, _ in points)], [0.0, *(rho for _, rho in points)])
    shares = np.array([DENSITY_RANGE[Material(code)] for code in range(6)])
    half = density * shares[material]
    clip, beyond = highest if highest in TOP_VALUES else None, 0.0
    if clip is not None:
        lowest = float(density[clip + 32768])
        density[clip + 32768 :] = (lowest + max(lowest, CLIPPED_DENSITY)) / 2
        half[clip + 32768 :] = max(0.0, CLIPPED_DENSITY - lowest) / 2
        beyond = DENSEST - max(lowest, CLIPPED_DENSITY)
        # Where a scanner ends below metal's window, metal reads no higher than this either.
        material[clip + 32768 :] = np.maximum(material[clip + 32768 :], Material.METAL)
    density[material == 0] = 0.0
    return Windows(material, density.astype(np.float32), half.astype(np.float32), clip, beyond)


@lru_cache(maxsize=64)
def relative_attenuation(substance: str, peak_kev: float | None) -> float:
    """Of the solid substance, relative to water, in a beam of this peak that has passed some goods."""
    beam = single(peak_kev or USUAL_KEV)
    weights = np.array(beam.weights) * np.exp(-mass_attenuation("water") * HARDENING_G_CM2)
    water = float((weights * mass_attenuation("water")).sum()) / float(weights.sum())
    if substance in METALS:
        weights = weights * np.exp(-mass_attenuation("steel") * METAL_HARDENING_G_CM2)
    own = float((weights * mass_attenuation(substance)).sum()) / float(weights.sum())
    return own * SUBSTANCES[substance].density / water


def tell(relative: float, ratio: float | None, peaks: tuple[float | None, ...], clipped: bool) -> tuple[Material, bool]:
    """Return an object's material by its mean attenuation, and whether it stays ambiguous.

    Args:
        ratio: attenuation relative to water at the low energy over that at the high one, where both were measured.
    """
    material = Material(int(np.digitize(relative, [BEGINS[each] for each in sorted(BEGINS)])))
    if clipped:
        return max(material, Material.METAL), True
    overlap = next((both for low, high, both in OVERLAPS if low <= relative <= high), None)
    if overlap is None:
        return material, False
    if ratio is None or len(peaks) < 2 or None in peaks:
        return material, True
    return _by_ratio(material, ratio, peaks, overlap)


def _by_ratio(
    material: Material, ratio: float, peaks: tuple[float | None, ...], overlap: frozenset[Material]
) -> tuple[Material, bool]:
    """Two energies: organics keep their value relative to water, metals rise towards the lower energy.

    What rises further than either is the one that rises more: salts of heavier elements than aluminium.
    """
    expected = {
        Material.LIGHT_ORGANIC: 0.98,
        Material.ORGANIC: 0.98,
        Material.INORGANIC: relative_ratio("aluminium", peaks),
        Material.METAL: relative_ratio("steel", peaks),
        Material.DENSE: relative_ratio("lead", peaks),
    }
    away = {each: abs(expected[each] - ratio) for each in overlap}
    best = min(away, key=away.__getitem__)
    most = max(expected[each] for each in overlap)
    spread = most - min(expected[each] for each in overlap)
    told = spread > 0.06 and (ratio > most or away[best] < 0.35 * spread)
    return (best, False) if told else (material, True)


def relative_ratio(substance: str, peaks: tuple[float | None, ...]) -> float:
    """Its attenuation relative to water at the lower of two voltages over that at the higher one."""
    return relative_attenuation(substance, peaks[1]) / relative_attenuation(substance, peaks[0])
