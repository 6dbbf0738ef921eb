"""From a measured logarithm back to grams of water: the beam-hardening correction that makes water read as water."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from simulators.scanner.rays.attenuation import Floats, mixture
from simulators.scanner.rays.tubes import Spectrum, Tube, spectrum

WATER = (("H", 0.1119), ("O", 0.8881))
CALIBRATED_G_CM2 = 70.0  # the thickest water phantom; a parcel of 50 cm at half density has 25
ORDER = 5


@dataclass(frozen=True)
class Correction:
    """A polynomial without a constant: grams of water per cm2 at powers 1, 2, ... of the logarithm."""

    powers: tuple[float, ...]

    def water(self, logarithm: Floats) -> Floats:
        return np.polynomial.polynomial.polyval(logarithm, (0.0, *self.powers))


def logarithm(beam: Spectrum, depths: Floats) -> Floats:
    """Minus the logarithm of what arrives.

    Args:
        depths: optical depth, indexed (..., energy).
    """
    return -np.log(np.exp(-depths) @ beam.weights)


@cache
def correction(tube: Tube) -> Correction:
    """Fitted to water from nothing to `CALIBRATED_G_CM2`, the error being counted as a share of the thickness."""
    beam = spectrum(tube)
    water = np.linspace(0.25, CALIBRATED_G_CM2, 280)
    seen = logarithm(beam, np.outer(water, mixture(WATER, beam.energies_kev)))
    powers = seen[:, None] ** np.arange(1, ORDER + 1)
    found = np.linalg.lstsq(powers / water[:, None], np.ones(len(water)), rcond=None)[0]
    return Correction(tuple(float(power) for power in found))
