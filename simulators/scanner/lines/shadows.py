"""Where the rays run, what they meet, and which class of things takes most of each of them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulators.scanner.bags.catalogue import OBJECTS
from simulators.scanner.lines.scanners import BELOW, LineScanner
from simulators.scanner.rays.basis import functions
from simulators.scanner.rays.compiled import compiled
from simulators.scanner.rays.projector import Floats, Volume, one_fan

TOLD_KEV = 80.0
NAMED_DEPTH = 0.01  # minus the logarithm at `TOLD_KEV` from which a class counts as being behind a pixel


@dataclass(frozen=True, eq=False)
class Load:
    """What lies on the belt, indexed (z, y, x): z along the belt, y down, x across.

    Attributes:
        density: g/cm3 of each function of `rays.basis`.
        labels: index into `OBJECTS`.
    """

    density: Volume
    labels: NDArray[np.uint8]
    voxel_mm: float

    @property
    def floor(self) -> float:
        """The belt under it, in voxels downwards from the middle of the volume."""
        filled = np.flatnonzero((self.labels > 0).any(axis=(0, 2)))
        last = int(filled[-1]) + 1 if len(filled) else self.labels.shape[1]
        return last - self.labels.shape[1] / 2


@dataclass(frozen=True, eq=False)
class Fan:
    """The rays of one view: their source, in voxels from the middle of the volume, and their angles."""

    source: tuple[float, float]
    angles: Floats


def fan_of(name: str, scanner: LineScanner, load: Load, aside_mm: float) -> Fan:
    """The fan over the whole tunnel, its rays evenly turned; `aside_mm` is how far off its middle the load lies."""
    voxel, floor = load.voxel_mm, load.floor
    wide, tall = scanner.tunnel
    if name == BELOW:
        reach = float(np.arctan(wide / 2 / scanner.below))
        step = scanner.pixel / (scanner.below + scanner.stated)
        source = (-aside_mm / voxel, floor + scanner.below / voxel)
        return Fan(source, -np.pi / 2 + np.arange(-reach, reach, step))
    # Beside the tunnel at the height it is sharpest; what lies on the belt is seen a little from above.
    high = scanner.stated if scanner.stated > 0 else tall / 3
    source = (-(wide / 2 + scanner.beside + aside_mm) / voxel, floor - high / voxel)
    step = scanner.pixel / (wide / 2 + scanner.beside)
    up, down = np.arctan((tall - high) / scanner.beside), np.arctan(high / scanner.beside)
    return Fan(source, np.arange(-float(up), float(down), step))


def paths(load: Load, fan: Fan) -> Volume:
    """Grams per cm2 of each function of the basis, indexed (function, ray, line of the belt)."""
    used = load.density if load.density[2].any() else load.density[:2]
    count, depth = used.shape[0], used.shape[1]
    plane = np.ascontiguousarray(used.transpose(2, 3, 0, 1)).reshape(*used.shape[2:], count * depth)
    crossed = one_fan(plane, fan.source, fan.angles) * np.float32(load.voxel_mm / 10)
    return np.ascontiguousarray(crossed.reshape(len(fan.angles), count, depth).transpose(1, 0, 2))


def named(load: Load, fan: Fan) -> tuple[NDArray[np.uint8], NDArray[np.uint32]]:
    """The class that takes most of each ray, and all classes it meets, a bit each by their place in `OBJECTS`."""
    weights = functions(np.array([TOLD_KEV]))[:, 0].astype(np.float32) * np.float32(load.voxel_mm / 10)
    taken = np.ascontiguousarray(np.tensordot(weights, load.density, axes=1).transpose(1, 2, 0))
    labels = np.ascontiguousarray(load.labels.transpose(1, 2, 0))
    shape = (len(fan.angles), labels.shape[2])
    most, present = np.zeros(shape, np.uint8), np.zeros(shape, np.uint32)
    sums = np.zeros((labels.shape[2], len(OBJECTS)), np.float32)
    _name((taken, labels), (*fan.source, np.cos(fan.angles), np.sin(fan.angles)), sums, (most, present))
    return most, present


@compiled
def _name(volumes, lines, sums, found):
    source_x, source_y, cosines, sines = lines
    for ray in range(len(cosines)):
        sums[:] = 0
        _add_up(volumes, (source_x, source_y, cosines[ray], sines[ray]), sums)
        _pick(sums, found[0][ray], found[1][ray])


@compiled
def _add_up(volumes, line, sums):
    """Along one ray, the nearest voxel of each row or column counting for its whole length."""
    taken, labels = volumes
    source_x, source_y, cosine, sine = line
    height, width, depth = labels.shape
    flat = abs(cosine) > abs(sine)
    slope, steps = (sine / cosine, width) if flat else (cosine / sine, height)
    length = np.float32(np.sqrt(1 + slope * slope))
    for step in range(steps):
        if flat:
            x, y = step, int(np.floor(source_y + (step - (width - 1) / 2 - source_x) * slope + height / 2))
        else:
            x, y = int(np.floor(source_x + (step - (height - 1) / 2 - source_y) * slope + width / 2)), step
        if x < 0 or y < 0 or x >= width or y >= height:
            continue
        for k in range(depth):
            sums[k, labels[y, x, k]] += taken[y, x, k] * length


@compiled
def _pick(sums, most, present):
    for k in range(sums.shape[0]):
        best = np.float32(NAMED_DEPTH)
        for label in range(1, sums.shape[1]):
            if sums[k, label] >= NAMED_DEPTH:
                present[k] |= np.uint32(1) << np.uint32(label)
            if sums[k, label] > best:
                best, most[k] = sums[k, label], label
