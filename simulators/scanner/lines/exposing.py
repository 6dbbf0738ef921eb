"""From grams along the rays to raw counts: every energy of the beam, scatter, blur, noise, gain, offset."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from simulators.scanner.lines.scanners import LineScanner
from simulators.scanner.rays.attenuation import mixture
from simulators.scanner.rays.basis import POLYETHYLENE, functions
from simulators.scanner.rays.detector import Exposure, blurred, scattered
from simulators.scanner.rays.projector import Floats, Volume
from simulators.scanner.rays.tubes import Spectrum, Tube, spectrum

Counts = NDArray[np.uint16]
AIR_COUNTS, DARK_COUNTS = 60_000, 400
LINES = 40  # energies a beam is cut into; the full spectrum changes 3 cm of steel by less than 1 %
BELT_BLUR = 0.35  # lines of the belt: it moves while a line is read
# Material, its mixture, g/cm3, and the steps in millimetres that a scanner measures of itself.
STEPS = (
    ("steel", (("Fe", 1.0),), 7.87, (0.5, 1.0, 2.0, 4.0, 8.0, 12.0, 16.0, 24.0)),
    ("aluminium", (("Al", 1.0),), 2.70, (2.0, 5.0, 10.0, 20.0, 40.0, 60.0, 80.0)),
    ("polyethylene", POLYETHYLENE, 0.94, (5.0, 10.0, 20.0, 40.0, 80.0, 120.0, 180.0, 250.0, 350.0)),
)


def arrived(paths: Volume, tube: Tube) -> Volume:
    """Share of the open beam's signal that arrives; `paths` as `shadows.paths` gives them."""
    beam = _lines_of(tube)
    tabled = functions(beam.energies_kev).astype(np.float32)
    whole = np.zeros(paths.shape[1:], np.float32)
    for line, weight in enumerate(beam.weights):
        depth = np.tensordot(-tabled[: len(paths), line], paths, axes=1)
        whole += np.exp(depth, out=depth) * np.float32(weight)
    return whole


@cache
def _lines_of(tube: Tube) -> Spectrum:
    return spectrum(tube).narrowed(LINES)


def expose(paths: Volume, scanner: LineScanner, dice: np.random.Generator) -> tuple[Counts, Counts]:
    """Raw counts, the higher energy first, indexed (ray, line of the belt)."""
    high, low = (_read(arrived(paths, exposure.tube), exposure, scanner, dice) for exposure in scanner.exposures)
    return high, low


def _read(signal: Volume, exposure: Exposure, scanner: LineScanner, dice: np.random.Generator) -> Counts:
    plane = signal[None]
    plane = blurred(plane + scattered(plane, exposure), exposure.blur)[0]
    plane = blurred(np.ascontiguousarray(plane.T)[None], BELT_BLUR)[0].T
    swank = spectrum(exposure.tube).noise_factor
    spread = np.sqrt(np.maximum(plane, 0) * exposure.photons * swank + exposure.electronic**2) / exposure.photons
    noisy = plane + spread * dice.standard_normal(plane.shape, dtype=np.float32)
    noisy *= 1 + scanner.gain * dice.standard_normal((len(plane), 1), dtype=np.float32)
    counts = DARK_COUNTS + (AIR_COUNTS - DARK_COUNTS) * noisy
    return np.clip(np.rint(counts), 0, 65535).astype(np.uint16)


def step_wedges(scanner: LineScanner) -> list[dict[str, object]]:
    """What the scanner reads behind steps of known materials at each energy, as the side-car's `calibration` has it."""
    return [
        {"energy": rank, "material": name, "mm": list(mm), "minus_log_t": list(_depths(tube, fractions, density, mm))}
        for rank, tube in enumerate(exposure.tube for exposure in scanner.exposures)
        for name, fractions, density, mm in STEPS
    ]


@cache
def _depths(
    tube: Tube, fractions: tuple[tuple[str, float], ...], density: float, mm: tuple[float, ...]
) -> tuple[float, ...]:
    beam = spectrum(tube)
    depth: Floats = np.outer(np.array(mm) / 10 * density, mixture(fractions, beam.energies_kev))
    return tuple(round(float(told), 5) for told in -np.log(np.exp(-depth) @ beam.weights))
