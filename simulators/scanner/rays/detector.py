"""From path lengths to counts to corrected path lengths: polychromatic signal, scatter, blur, noise, calibration."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.ndimage import gaussian_filter

from simulators.scanner.rays.attenuation import Floats
from simulators.scanner.rays.basis import functions
from simulators.scanner.rays.compiled import compiled
from simulators.scanner.rays.hardening import correction
from simulators.scanner.rays.projector import Volume
from simulators.scanner.rays.tubes import Tube, spectrum

LINES = 24
# Nodes of the table: grams of all, evenly; of iron, by the square root.
GRAMS_STEP, GRAMS_NODES = 0.5, 241
ROOT_STEP, ROOT_NODES, ROOT_FROM = 0.06, 121, 1.0
SCATTER_GRID = (1, 8, 4)  # angles, rays, slices a point of the scatter stands for: it is smooth and small


@dataclass(frozen=True)
class Exposure:
    """How one energy is measured.

    Attributes:
        photons: detected a ray and view in the open beam.
        electronic: noise of the electronics, in photons.
        blur: standard deviation of focal spot and crosstalk together, in rays.
        scatter: scattered signal over the primary behind 10 g/cm2 of water.
        scatter_removed: share of it the scanner's own correction takes away.
    """

    tube: Tube
    photons: float = 4e4
    electronic: float = 6.0
    blur: float = 0.45
    scatter: float = 0.04
    scatter_removed: float = 0.8


@cache
def _table(tube: Tube) -> Volume:
    """Minus the logarithm of the signal at the nodes, indexed (iron, grams)."""
    beam = spectrum(tube).narrowed(LINES)
    light, beyond, _ = functions(beam.energies_kev)
    grams = np.arange(GRAMS_NODES) * GRAMS_STEP
    iron = (np.arange(ROOT_NODES) * ROOT_STEP) ** 2 - ROOT_FROM
    depths = grams[None, :, None] * light + iron[:, None, None] * beyond
    return -np.log(np.exp(-np.clip(depths, -5, 80)) @ beam.weights).astype(np.float32)


def signal(paths: Volume, tube: Tube) -> Volume:
    """Share of the open beam's signal that arrives.

    Args:
        paths: grams per cm2 of each function of `basis`, indexed (function, angle, ray, slice); two or three of them.
    """
    beam = spectrum(tube).narrowed(LINES)
    arrived = np.empty(paths.shape[1:], np.float32)
    if len(paths) == 2:
        _look_up(paths[0].ravel(), paths[1].ravel(), _table(tube), arrived.ravel())
    else:
        tabled = functions(beam.energies_kev).astype(np.float32)
        _look_up(paths[0].ravel(), paths[1].ravel(), _table(tube), arrived.ravel())
        _sum_up(paths, tabled, beam.weights.astype(np.float32), arrived)
    return arrived


@compiled
def _look_up(grams, iron, table, arrived):
    for i in range(grams.size):
        u = min(max(grams[i] / np.float32(GRAMS_STEP), np.float32(0)), np.float32(GRAMS_NODES - 1.001))
        root = np.sqrt(max(iron[i] + np.float32(ROOT_FROM), np.float32(0)))
        v = min(root / np.float32(ROOT_STEP), np.float32(ROOT_NODES - 1.001))
        column, row = int(u), int(v)
        u, v = u - column, v - row
        near = (1 - u) * table[row, column] + u * table[row, column + 1]
        far = (1 - u) * table[row + 1, column] + u * table[row + 1, column + 1]
        arrived[i] = np.exp(-((1 - v) * near + v * far))


@compiled
def _sum_up(paths, tabled, weights, arrived):
    """Where a ray crosses heavy metal, add the energies one by one."""
    views, rays, slices = arrived.shape
    for view in range(views):
        for ray in range(rays):
            for k in range(slices):
                heavy = paths[2, view, ray, k]
                if heavy <= 0:
                    continue
                u, v = paths[0, view, ray, k], paths[1, view, ray, k]
                total = np.float32(0)
                for line in range(len(weights)):
                    depth = u * tabled[0, line] + v * tabled[1, line] + heavy * tabled[2, line]
                    total += weights[line] * np.exp(-depth)
                arrived[view, ray, k] = total


def measure(paths: Volume, exposure: Exposure, dice: np.random.Generator) -> Volume:
    """What the scanner takes each ray for, in grams of water per cm2: noise and all, corrected for beam hardening."""
    arrived = signal(paths, exposure.tube)
    if exposure.scatter > 0:
        arrived += scattered(arrived, exposure)
    arrived = blurred(arrived, exposure.blur)
    swank = spectrum(exposure.tube).noise_factor
    noise = dice.standard_normal(arrived.shape, dtype=np.float32)
    powers = np.array(correction(exposure.tube).powers, np.float32)
    _count(arrived.ravel(), noise.ravel(), (exposure.photons, swank, exposure.electronic), powers)
    return arrived


def scattered(arrived: Volume, exposure: Exposure) -> Volume:
    """Single scatter grows with p exp(-p), then spreads widely; what the scanner's own correction leaves of it."""
    coarse = arrived[:, :: SCATTER_GRID[1], :: SCATTER_GRID[2]]
    source = coarse * -np.log(np.maximum(coarse, 1e-6))
    spread = gaussian_filter(source, (0, 4, 4), mode="nearest")
    left = exposure.scatter / 1.8 * (1 - exposure.scatter_removed)  # 10 g/cm2 of water have a logarithm near 1.8
    fine = (spread * np.float32(left)).repeat(SCATTER_GRID[1], axis=1).repeat(SCATTER_GRID[2], axis=2)
    return fine[:, : arrived.shape[1], : arrived.shape[2]]


def blurred(arrived: Volume, sigma: float) -> Volume:
    side = np.float32(0.5 * (1 - np.exp(-(sigma**2))))
    out = arrived * (1 - 2 * side)
    out[:, 1:] += side * arrived[:, :-1]
    out[:, :-1] += side * arrived[:, 1:]
    out[:, 0] += side * arrived[:, 0]
    out[:, -1] += side * arrived[:, -1]
    return out


@compiled
def _count(arrived, noise, exposure, powers):
    """Add noise, take the logarithm, correct; in place. Poisson by its normal limit, at least a third of a photon."""
    photons, swank, electronic = np.float32(exposure[0]), np.float32(exposure[1]), np.float32(exposure[2])
    for i in range(arrived.size):
        counts = arrived[i] * photons
        counts += np.sqrt(counts * swank + electronic * electronic) * noise[i]
        seen = -np.log(max(counts, np.float32(0.33)) / photons)
        total = np.float32(0)
        for power in range(len(powers) - 1, -1, -1):
            total = (total + powers[power]) * seen
        arrived[i] = total


def monochromatic(paths: Volume, energy_kev: float) -> Floats:
    """Optical depth at one energy: what a beam of one colour would measure."""
    return np.tensordot(functions(np.array([energy_kev]))[: len(paths), 0], paths, axes=1)
