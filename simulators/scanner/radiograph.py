"""From a scene to the numbers a dual-energy line scanner would read: Beer-Lambert for every energy, noise, blur."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

from simulators.scanner.materials import Material
from simulators.scanner.solids import Grid, Solid
from simulators.scanner.spectra import Beam, linac

Plane = NDArray[np.float32]
Counts = NDArray[np.uint16]

AIR_COUNTS = 60000  # what the open beam reads after the scanner's own gain correction
DARK_COUNTS = 400  # what it reads with the beam off
PHOTONS = 200_000  # detected per pixel and pulse in the open beam; sets the quantum noise
ELECTRONIC_NOISE = 3.0  # counts
BLUR_PIXELS = 0.6
BEAMS = (linac(6.0), linac(4.0))


@dataclass(frozen=True)
class Radiograph:
    """One view at every energy.

    Attributes:
        planes: counts, one plane per beam, row 0 at the top.
    """

    name: str
    pixel_mm: float
    megavolts: tuple[float, ...]
    planes: tuple[Counts, ...]


def areal_density(solids: list[Solid], grid: Grid) -> dict[Material, Plane]:
    """Kilograms per square metre behind each pixel, one plane per material, row 0 at the bottom."""
    maps: dict[Material, Plane] = {}
    edges = {axis: grid.edges(axis) for axis in (0, grid.row_axis)}
    for solid in solids:
        lower, upper = solid.shape.box()
        rows = _window(lower[grid.row_axis], upper[grid.row_axis], grid.pixel_m, grid.height)
        columns = _window(lower[0], upper[0], grid.pixel_m, grid.width)
        if rows[0] >= rows[1] or columns[0] >= columns[1]:
            continue
        paths = solid.shape.paths(
            grid, edges[grid.row_axis][rows[0] : rows[1] + 1], edges[0][columns[0] : columns[1] + 1]
        )
        plane = maps.setdefault(solid.material, np.zeros((grid.height, grid.width), np.float32))
        plane[rows[0] : rows[1], columns[0] : columns[1]] += (paths * solid.density).astype(np.float32)
    return maps


def _window(lower: float, upper: float, pixel: float, limit: int) -> tuple[int, int]:
    return max(0, int(lower / pixel)), min(limit, int(upper / pixel) + 1)


def transmission(maps: dict[Material, Plane], beam: Beam, shape: tuple[int, int]) -> Plane:
    """Share of the open-beam signal that arrives, all energies of the beam weighed together."""
    arrived = np.zeros(shape, np.float32)
    attenuation = {material: material.mass_attenuation(beam.energies_kev) for material in maps}
    depth = np.empty(shape, np.float32)
    for line, weight in enumerate(beam.weights):
        depth.fill(0)
        for material, plane in maps.items():
            depth += plane * np.float32(-0.1 * attenuation[material][line])  # kg/m2 to g/cm2
        np.exp(depth, out=depth)
        arrived += depth * np.float32(weight)
    return arrived


@cache
def step_wedge(beam: Beam, material: Material, steps_mm: tuple[float, ...]) -> tuple[float, ...]:
    """What the scanner measures behind steps of a material: minus the logarithm of the transmission."""
    steps = np.asarray(steps_mm, np.float32)[None, :] * np.float32(material.density / 1000)
    return tuple(round(float(depth), 5) for depth in -np.log(transmission({material: steps}, beam, steps.shape))[0])


def expose(solids: list[Solid], grid: Grid, name: str, noise: np.random.Generator) -> Radiograph:
    """Take one view at all energies."""
    maps = areal_density(solids, grid)
    planes = tuple(_detect(transmission(maps, beam, (grid.height, grid.width)), noise)[::-1].copy() for beam in BEAMS)
    return Radiograph(name, grid.pixel_m * 1000, tuple(beam.megavolts for beam in BEAMS), planes)


def _detect(arrived: Plane, noise: np.random.Generator) -> Counts:
    signal = gaussian_filter(arrived, BLUR_PIXELS)
    gain = AIR_COUNTS - DARK_COUNTS
    # Poisson of tens of thousands of photons, by its normal limit: as exact here and ten times as quick.
    spread = np.sqrt(np.maximum(signal, 0) / PHOTONS * gain**2 + ELECTRONIC_NOISE**2)
    counts = DARK_COUNTS + gain * signal + spread * noise.standard_normal(signal.shape, dtype=np.float32)
    read: Counts = np.clip(np.rint(counts), 0, 65535).astype(np.uint16)
    return read
