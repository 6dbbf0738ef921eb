"""How a scanner's energies tell materials apart, as the painter needs it: the recogniser's own physics, sampled."""

from dataclasses import dataclass

import numpy as np

from customhouse.imaging.model import Energy, Wedge
from customhouse.imaging.painting.painter import OPEN_BEAM, MaterialScale
from customhouse.imaging.physics.beams.beam import beams
from customhouse.imaging.physics.radiographs.areal import DEEPEST, Curves, curves

NODES = (0.1, 0.25, 0.5, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0)
# What the three hues of a palette stand for.
ORGANIC, INORGANIC, METAL = "cellulose", "sand", "steel"
# An accelerator's ratios lie within five per cent of each other, so the ratio of thin goods is noise for longer.
THINNEST_LINAC, THINNEST_TUBE = 0.25, 0.06


@dataclass(frozen=True)
class MassScale:
    """Mass attenuation in cm²/g at the high energy, at nodes of -ln transmission."""

    attenuation: tuple[float, ...]
    organic: tuple[float, ...]
    inorganic: tuple[float, ...]
    metal: tuple[float, ...]


@dataclass(frozen=True)
class Scales:
    material: MaterialScale
    mass: MassScale


def scales_of(energies: tuple[Energy, ...], wedges: tuple[Wedge, ...] = ()) -> Scales | None:
    """Return the scales of a radiograph's energies, highest first; None where one of them is not known."""
    if any(energy.peak_kev is None for energy in energies):
        return None
    known = beams(energies, wedges)
    curve = curves(known)
    organic, inorganic, metal = (_ratios(curve, name) for name in (ORGANIC, INORGANIC, METAL))
    material = MaterialScale(
        attenuation=NODES,
        organic=organic,
        inorganic=inorganic,
        metal=metal,
        thinnest=THINNEST_LINAC if known[0].is_linac else THINNEST_TUBE,
        opaque=round(OPEN_BEAM * float(np.exp(-DEEPEST))),
    )
    mass = MassScale(NODES, _masses(curve, ORGANIC), _masses(curve, INORGANIC), _masses(curve, METAL))
    return Scales(material, mass)


def _ratios(curve: Curves, name: str) -> tuple[float, ...]:
    return tuple(round(float(value), 5) for value in np.interp(NODES, curve.depth, curve.ratio[name]))


def _masses(curve: Curves, name: str) -> tuple[float, ...]:
    areal = np.interp(NODES, curve.depth, curve.areal[name])
    return tuple(round(node / float(value), 5) for node, value in zip(NODES, areal, strict=True))
