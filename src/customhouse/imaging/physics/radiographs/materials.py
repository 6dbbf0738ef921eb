"""What a dense region is, and how dense: the careful answer for radiographs."""

from dataclasses import dataclass

from customhouse.imaging.model import Material
from customhouse.imaging.physics.beams.beam import Beam
from customhouse.imaging.physics.radiographs.telling import Excess, tell

# The density at which a region's volume is stated, g/cm³; its depth along the beam is unknown.
USUAL_DENSITY = {
    Material.LIGHT_ORGANIC: 0.4,
    Material.ORGANIC: 1.0,
    Material.INORGANIC: 2.6,
    Material.METAL: 7.8,
    Material.DENSE: 11.3,
}
DENSEST = 20.0
OPAQUE_SHARE = 0.3  # with more opaque pixels the region's own attenuation is not known


@dataclass(frozen=True)
class Judged:
    """`density` supposes a region as deep as it is narrow: a rod along the beam looks denser than it is.

    Attributes:
        least_density: of one as deep as there is room along the beam.
    """

    material: Material | None
    ambiguous: bool
    density: float
    opaque: bool
    least_density: float


def judge(
    beams: tuple[Beam, ...], excess: Excess, extent: tuple[float, float, float], deepest_cm: float = 0.0
) -> Judged:
    """Say what a region is.

    Args:
        extent: what it adds in g/cm², its narrower side in cm, the share of its pixels that are opaque.
        deepest_cm: how deep along the beam it may be, where it is more than its narrower side.
    """
    added, narrow_cm, opaque = extent
    density = min(DENSEST, added / max(0.3, narrow_cm))
    least = min(density, added / max(0.3, narrow_cm, deepest_cm))
    told = None if opaque > OPAQUE_SHARE else tell(beams, excess)
    if told is None:
        return Judged(_by_density(least), True, density, opaque > OPAQUE_SHARE, least)
    return Judged(told.material, told.ambiguous, density, False, least)


def _by_density(density: float) -> Material | None:
    """Only what no lighter class can reach; the rest stays untold."""
    if density > 9.5:
        return Material.DENSE
    return Material.METAL if density > 4.0 else None


def density_of(told: Judged) -> float:
    """For a volume: the usual density of the class, or that which was seen where it is higher."""
    usual = USUAL_DENSITY.get(told.material, 2.6) if told.material is not None else 2.6
    return max(usual, told.density)
