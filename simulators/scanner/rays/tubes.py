"""What an X-ray tube sends and what the detector makes of it.

Bremsstrahlung of a thick tungsten target after Kramers (Phil. Mag. 46, 836, 1923), each layer filtered by the tungsten
above it as in Birch and Marshall (Phys. Med. Biol. 24, 505, 1979), the electrons' energy falling by Thomson and
Whiddington's law. K lines after Tucker, Barnes and Chakraborty (Med. Phys. 18, 211, 1991): their energies and relative
strengths, growing with (U - 1)^1.67 at the overvoltage U. Good between 80 and 320 kV.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np

from simulators.scanner.rays.attenuation import Floats, absorption, element, mixture

WHIDDINGTON = 7.0e5  # keV2 cm2/g in tungsten near 100 keV
ANODE_ANGLE_DEG = 20.0
K_EDGE_KEV = 69.525
K_LINES = ((57.98, 0.291), (59.32, 0.505), (67.24, 0.162), (69.07, 0.042))
K_STRENGTH = 0.2  # photons of the K lines to those of bremsstrahlung above 20 keV, at twice the K edge
STEP_KEV = 1.0
DENSITY_G_CM3 = {"Al": 2.699, "Cu": 8.96, "Sn": 7.31, "Fe": 7.874, "CsI": 4.51, "Gd2O2S": 7.32}
CESIUM_IODIDE = (("Cs", 0.5115), ("I", 0.4885))
GADOX = (("Gd", 0.8308), ("S", 0.0847), ("O", 0.0845))
SCINTILLATORS = {"CsI": CESIUM_IODIDE, "Gd2O2S": GADOX}


@dataclass(frozen=True)
class Tube:
    """A tube and what it shines on.

    Attributes:
        filters_mm: element or scintillator, and thickness, from the tube outwards.
        scintillator: `CsI` or `Gd2O2S`; it integrates the energy left in it.
    """

    kilovolts: float
    filters_mm: tuple[tuple[str, float], ...] = (("Al", 3.0), ("Cu", 0.5))
    scintillator: str = "CsI"
    scintillator_g_cm2: float = 0.5


@dataclass(frozen=True, eq=False)
class Spectrum:
    """A beam as the detector weighs it.

    Attributes:
        photons: share of the open beam's photons at each energy; they sum to 1.
        weights: share of the open beam's signal each energy brings; they sum to 1.
        noise_factor: variance of the signal over that of counting each photon alike (Swank); 1 or a little more.
    """

    energies_kev: Floats
    photons: Floats
    weights: Floats
    noise_factor: float

    @property
    def mean_kev(self) -> float:
        return float((self.energies_kev * self.weights).sum())

    def narrowed(self, lines: int) -> "Spectrum":
        """The same beam in fewer energies, cut so that each brings about as much signal."""
        bounds = np.searchsorted(np.cumsum(self.weights), np.arange(1, lines) / lines)
        parts = [part for part in np.split(np.arange(len(self.weights)), np.unique(bounds)) if len(part)]
        weights = np.array([self.weights[part].sum() for part in parts])
        energies = [(self.energies_kev[part] * self.weights[part]).sum() for part in parts] / weights
        photons = np.array([self.photons[part].sum() for part in parts])
        return Spectrum(energies, photons, weights, self.noise_factor)


@cache
def spectrum(tube: Tube) -> Spectrum:
    """The beam of a tube behind its filters, weighed by the energy it leaves in the scintillator."""
    energies = np.arange(15.0, tube.kilovolts, STEP_KEV) + STEP_KEV / 2
    photons = _bremsstrahlung(tube.kilovolts, energies)
    photons += _lines(tube.kilovolts, energies, float(photons[energies > 20].sum()))
    for symbol, thick_mm in tube.filters_mm:
        photons *= np.exp(
            -mixture(SCINTILLATORS.get(symbol, ((symbol, 1.0),)), energies) * DENSITY_G_CM3[symbol] * thick_mm / 10
        )
    attenuation = mixture(SCINTILLATORS[tube.scintillator], energies)
    caught = 1 - np.exp(-attenuation * tube.scintillator_g_cm2)
    left = energies * np.minimum(1.0, absorption(tube.scintillator, energies) / attenuation)
    signal = photons * caught * left
    swank = (photons * caught).sum() * (photons * caught * left**2).sum() / signal.sum() ** 2
    seen = photons * caught
    return Spectrum(energies, seen / seen.sum(), signal / signal.sum(), float(swank))


def _bremsstrahlung(kilovolts: float, energies: Floats) -> Floats:
    slowed = np.linspace(15.0, kilovolts, 160)  # electron energies, from deep to the surface
    depth = (kilovolts**2 - slowed**2) / WHIDDINGTON
    out = np.exp(-np.outer(element("W", energies), depth) / np.tan(np.radians(ANODE_ANGLE_DEG)))
    able = slowed[None, :] >= energies[:, None]
    photons: Floats = (out * able).sum(axis=1) * (slowed[1] - slowed[0]) / energies
    return photons


def _lines(kilovolts: float, energies: Floats, continuum: float) -> Floats:
    found = np.zeros_like(energies)
    if kilovolts <= K_EDGE_KEV:
        return found
    strength = min(0.35, K_STRENGTH * (kilovolts / K_EDGE_KEV - 1) ** 1.67)  # it levels off at high voltage
    for kev, share in K_LINES:
        found[int(np.argmin(np.abs(energies - kev)))] += strength * share * continuum
    return found
