"""What a dual-energy line scanner reads behind a load: many energies, scatter, blur, cross-talk and noise."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import correlate1d, gaussian_filter, zoom

from simulators.scanner.loads.bodies import DENSITY, STUFF, Floats
from simulators.scanner.loads.shadows import Planes
from simulators.scanner.materials import (
    ALUMINIUM,
    CELLULOSE,
    COPPER,
    GLASS,
    LEAD,
    PLASTIC,
    STEEL,
    TUNGSTEN,
    WATER,
    Material,
)
from simulators.scanner.spectra import linac

Counts = NDArray[np.uint16]
BASIS = 4  # singular vectors that carry the curves of all materials; the worst of ours is off by 0.3 %
ANCHORS = (PLASTIC, CELLULOSE, WATER, ALUMINIUM, GLASS, STEEL, COPPER, LEAD, TUNGSTEN)
CHUNK = 16_384


@dataclass(frozen=True)
class Scanner:
    """A drive-through line scanner with two energies.

    Attributes:
        photons: detected per pixel and pulse in the open beam.
        electronic: noise with the beam off, share of the open beam.
        scatter: share of the open beam that comes in from elsewhere, after the maker's own correction.
        blur: standard deviation of source spot and aperture, pixels.
        crosstalk: share a detector element gives to each of its two neighbours.
        gain: what is left of the differences between elements after normalisation, and from pulse to pulse.
        shift: of the low energy against the high along the travel (the pulses alternate), pixels.
        source_m: from the source to the middle of the object; None where rows are made parallel by the maker.
        source_height_m: of the source of the side view.
    """

    megavolts: tuple[float, float] = (6.0, 4.0)
    photons: float = 1e5
    electronic: float = 4e-5
    scatter: float = 0.0005
    blur: float = 0.6
    crosstalk: float = 0.02
    gain: tuple[float, float] = (0.002, 0.002)
    shift: float = 0.0
    source_m: float | None = None
    source_height_m: float = 1.5


@cache
def _curves(megavolts: tuple[float, ...]) -> tuple[Floats, Floats]:
    """The basis, (BASIS, energies) in m²/kg, over the energies of all beams; and the energies, keV."""
    energies = np.concatenate([linac(mev).energies_kev for mev in megavolts])
    curves = np.stack([material.mass_attenuation(energies) / 10 for material in ANCHORS])
    _left, _values, right = np.linalg.svd(curves, full_matrices=False)
    return right[:BASIS], energies


@cache
def coefficients(material: Material, megavolts: tuple[float, ...]) -> Floats:
    """What a kilogram per square metre of a material adds to each basis plane."""
    basis, energies = _curves(megavolts)
    curve = material.mass_attenuation(energies) / 10
    found, *_rest = np.linalg.lstsq(basis.T / curve[:, None], np.ones(len(energies)), rcond=None)
    return np.asarray(found)


def weights(rows: Floats, stuffs: list[Material], megavolts: tuple[float, ...]) -> Planes:
    """What a metre of each body adds to the basis planes, (n, BASIS)."""
    table = np.stack([coefficients(material, megavolts) for material in stuffs])
    return np.asarray(table[rows[:, STUFF].astype(int)] * rows[:, DENSITY, None], np.float32)


def transmissions(planes: Planes, megavolts: tuple[float, ...]) -> Planes:
    """Share of the open beam that arrives, (energies, height, width)."""
    basis, energies = _curves(megavolts)
    beams = [linac(mev) for mev in megavolts]
    lines = np.zeros((len(energies), len(beams)), np.float32)
    start = 0
    for index, beam in enumerate(beams):
        lines[start : start + len(beam.weights), index] = beam.weights
        start += len(beam.weights)
    flat = planes.reshape(BASIS, -1).T
    out = np.ones((flat.shape[0], len(beams)), np.float32)
    behind = np.flatnonzero(flat.any(axis=1))
    spread = -np.asarray(basis, np.float32)
    for at in range(0, len(behind), CHUNK):
        these = behind[at : at + CHUNK]
        depth = np.minimum(flat[these] @ spread, 0.0)
        np.exp(depth, out=depth)
        out[these] = depth @ lines
    return np.ascontiguousarray(out.T).reshape(len(beams), *planes.shape[1:])


def detect(arrived: Planes, scanner: Scanner, noise: np.random.Generator) -> Counts:
    """Both energies as read and normalised: uint16, 65535 = open beam, row 0 as in `arrived`."""
    _energies, height, width = arrived.shape
    rows = 1 + scanner.gain[0] * noise.standard_normal((height, 1), dtype=np.float32)
    read = np.empty(arrived.shape, np.uint16)
    for index, plane in enumerate(arrived):
        signal = gaussian_filter(plane, (scanner.blur, scanner.blur), truncate=3.0)
        if index and scanner.shift:
            signal += scanner.shift * (np.roll(signal, 1, axis=1) - signal)
        if scanner.crosstalk:
            share = scanner.crosstalk
            signal = correlate1d(signal, [share, 1 - 2 * share, share], axis=0, mode="nearest")
        signal = (signal + scanner.scatter * _glow(plane)) / (1 + scanner.scatter)
        pulses = 1 + scanner.gain[1] * noise.standard_normal((1, width), dtype=np.float32)
        spread = np.sqrt(np.maximum(signal, 0) / scanner.photons + scanner.electronic**2)
        spread *= noise.standard_normal(signal.shape, dtype=np.float32)
        read[index] = np.clip(np.rint((signal * rows * pulses + spread) * 65535), 0, 65535)
    return read


def _glow(plane: Planes) -> Planes:
    """Scatter: what arrives all around, smeared over a metre; worked out on a coarse grid."""
    height, width = plane.shape
    step = 8
    rows, columns = -(-height // step), -(-width // step)
    padded = np.pad(plane, ((0, rows * step - height), (0, columns * step - width)), mode="edge")
    coarse = padded.reshape(rows, step, columns, step).mean(axis=(1, 3))
    smooth = gaussian_filter(coarse, (8, 4), mode="nearest")
    return np.asarray(zoom(smooth, step, order=1, grid_mode=True, mode="nearest")[:height, :width], np.float32)
