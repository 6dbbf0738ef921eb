"""The beams and the detector: what a linear accelerator sends and what the scintillator makes of it."""

from dataclasses import dataclass

import numpy as np

from simulators.scanner.materials import COPPER, SCINTILLATOR, STEEL, Floats

LINES = 24  # energies a beam is cut into; 48 change a transmission by less than 0.2 %
SCINTILLATOR_G_CM2 = 23.7  # 30 mm of cadmium tungstate
COPPER_TARGET_G_CM2 = 7.0  # the accelerator's target and its backing harden the beam before it leaves
STEEL_FILTER_G_CM2 = 11.8  # 15 mm, as cargo systems filter against dose to stowaways and drivers


@dataclass(frozen=True, eq=False)
class Beam:
    """A polychromatic beam as the detector weighs it.

    Attributes:
        weights: share of the open-beam signal each energy brings; they sum to 1.
    """

    megavolts: float
    energies_kev: Floats
    weights: Floats


def linac(megavolts: float) -> Beam:
    """A bremsstrahlung beam in Kramers's shape, hardened by target and filter, weighed by deposited energy."""
    top = megavolts * 1000
    edges = np.geomspace(100.0, top, LINES + 1)
    energies = (edges[1:] + edges[:-1]) / 2
    photons = (top - energies) / energies * np.diff(edges)
    filtering = (
        COPPER.mass_attenuation(energies) * COPPER_TARGET_G_CM2 + STEEL.mass_attenuation(energies) * STEEL_FILTER_G_CM2
    )
    absorbed = 1 - np.exp(-SCINTILLATOR.mass_attenuation(energies) * SCINTILLATOR_G_CM2)
    signal = photons * np.exp(-filtering) * absorbed * energies
    return Beam(megavolts, energies, signal / signal.sum())
