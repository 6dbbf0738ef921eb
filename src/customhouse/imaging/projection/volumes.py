"""Insertion into CT volumes: voxels replaced by what fills them, at the scan's sharpness, grain and calibration."""

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from customhouse.imaging.model import BoxMm, Volume
from customhouse.imaging.physics.beams.attenuation import mass_attenuation
from customhouse.imaging.physics.beams.beam import single
from customhouse.imaging.projection.library import Threat
from customhouse.imaging.projection.refusing import NoPlace
from customhouse.imaging.projection.solids import Voxelled, turned, voxelled

Floats = NDArray[np.float32]
USUAL_KV = 140.0
BODY_FROM, HARD_FROM = -940, 400  # cloth is little more than air
TURNS = 4
PITCH = 0.7  # of the finest spacing: how finely a solid is laid out
COARSE = 4
LEAST_INSIDE = 0.97
MOST_HARD = 0.15  # share of the place that may hold something hard already
BLUR = 0.6  # voxels, standard deviation: what a reconstruction does to an edge
GRAIN_BLUR = 0.7  # noise of a reconstruction hangs together over about a voxel
STREAK_ANGLES, STREAK_GRID = 24, 3
STREAK_STRENGTH = 0.0012  # HU for each (HU·mm)²/1e6 of metal in a ray
METAL_FROM = 4000


@dataclass(frozen=True)
class InsertedVolume:
    scan: Volume
    box_mm: BoxMm


def insert(scan: Volume, threat: Threat, seed: int) -> InsertedVolume:
    """Put a threat into a copy of a volume. Raises `NoPlace`, also where the volume has no spacing or no scale."""
    if scan.spacing_mm is None or not scan.calibrated:
        raise NoPlace("The volume has no spacing or no Hounsfield scale, so nothing can be put into it true to size.")
    dice = np.random.default_rng(seed)
    solid = threat.solid(dice)
    free = _free(scan)
    for _ in range(TURNS):
        laid = voxelled(solid, turned(dice, threat.flat), min(scan.spacing_mm) * PITCH)
        densities = _on_voxels(laid, scan.spacing_mm)
        corner = _place(free, next(iter(densities.values())).shape, dice)
        if corner is not None:
            return _replaced(scan, densities, corner, dice)
    raise NoPlace(f"No place for {threat.name.lower()} in this volume.")


@dataclass(frozen=True)
class Free:
    """On a grid COARSE times wider: whether a cell is inside of what was scanned, and whether it holds hard things."""

    inside: Floats
    hard: Floats


def _free(scan: Volume) -> Free:
    thin = ndimage.uniform_filter(scan.values[::2, ::2, ::2].astype(np.float32), 3)[::2, ::2, ::2]
    body = ndimage.binary_closing(np.pad(thin > BODY_FROM, 3), iterations=3)[3:-3, 3:-3, 3:-3]
    # Slice by slice: a bag is open to the air at many a place, yet what is within its outline is inside.
    filled = np.stack([ndimage.binary_fill_holes(part) for part in body])
    return Free(filled.astype(np.float32), (thin > HARD_FROM).astype(np.float32))


def _on_voxels(laid: Voxelled, spacing_mm: tuple[float, float, float]) -> dict[str, Floats]:
    """The mean density of each substance in each voxel, blurred as the scanner blurs."""
    steps = [spacing / laid.pitch_mm for spacing in spacing_mm]
    made = {}
    for name, density in laid.densities.items():
        smooth = ndimage.uniform_filter(density, [max(1, round(step)) for step in steps], mode="constant")
        shape = [max(1, math.ceil(size / step)) for size, step in zip(density.shape, steps, strict=True)]
        places = ((np.arange(n) + 0.5) * step - 0.5 for n, step in zip(shape, steps, strict=True))
        at = np.meshgrid(*places, indexing="ij")
        coarse = ndimage.map_coordinates(smooth, at, order=1, mode="constant")
        made[name] = np.asarray(ndimage.gaussian_filter(np.pad(coarse, 2), BLUR), np.float32)
    return made


def _place(free: Free, shape: tuple[int, ...], dice: np.random.Generator) -> tuple[int, int, int] | None:
    """A corner in voxels where the thing lies within what was scanned, and mostly among what gives way."""
    cells = [max(1, math.ceil(size / COARSE)) for size in shape]
    room = [have - need + 1 for have, need in zip(free.inside.shape, cells, strict=True)]
    if min(room) < 1:
        return None
    # The mean over each place, looked up at the place's middle.
    middles = tuple(slice(need // 2, need // 2 + left) for need, left in zip(cells, room, strict=True))
    inside = ndimage.uniform_filter(free.inside, cells, mode="constant")[middles]
    hard = ndimage.uniform_filter(free.hard, cells, mode="constant")[middles]
    fitting = np.argwhere((inside > LEAST_INSIDE) & (hard < MOST_HARD))
    if len(fitting) == 0:
        return None
    z, y, x = (int(at) * COARSE for at in dice.choice(fitting))
    return z, y, x


def _replaced(
    scan: Volume, densities: dict[str, Floats], corner: tuple[int, int, int], dice: np.random.Generator
) -> InsertedVolume:
    spacing = scan.spacing_mm or (1.0, 1.0, 1.0)
    shape = next(iter(densities.values())).shape
    ends = [min(have, at + need) for have, at, need in zip(scan.values.shape, corner, shape, strict=True)]
    window = tuple(slice(at, end) for at, end in zip(corner, ends, strict=True))
    densities = {
        name: values[tuple(slice(0, e - c) for e, c in zip(ends, corner, strict=True))]
        for name, values in densities.items()
    }
    peaks = [peak or USUAL_KV for peak in (*scan.peaks_kev, None)]
    first = _one(scan.values, densities, window, peaks[0], spacing, dice)
    second = None if scan.second is None else _one(scan.second, densities, window, peaks[1], spacing, dice)
    filled = sum(densities.values(), np.zeros((1, 1, 1), np.float32)) > 0.1
    places = [np.flatnonzero(filled.any(axis=tuple(a for a in range(3) if a != axis))) for axis in range(3)]
    low = [(at + int(place[0])) * by for at, place, by in zip(corner, places, spacing, strict=True)]
    size = [(int(place[-1]) - int(place[0]) + 1) * by for place, by in zip(places, spacing, strict=True)]
    box = BoxMm(low[2], low[1], low[0], size[2], size[1], size[0])
    return InsertedVolume(replace(scan, values=first, second=second), box)


def _one(
    values: NDArray[np.int16],
    densities: dict[str, Floats],
    window: tuple[slice, ...],
    peak_kev: float,
    spacing: tuple[float, float, float],
    dice: np.random.Generator,
) -> NDArray[np.int16]:
    """One energy's volume anew."""
    before = values[window].astype(np.float32)
    share = np.zeros(before.shape, np.float32)
    own = np.zeros(before.shape, np.float32)
    for name, density in densities.items():
        solid = float(density.max()) or 1.0
        share += density / np.float32(solid)
        own += density * np.float32(1000 * _relative(name, peak_kev))
    share = np.clip(share, 0, 1)
    # What is pushed aside goes in proportion; air and cloth count for next to nothing.
    after = (before + 1000) * (1 - share) + own - 1000
    grain = ndimage.gaussian_filter(dice.normal(0, 1, before.shape).astype(np.float32), GRAIN_BLUR)
    after += grain / max(float(grain.std()), 1e-6) * np.float32(_noise(values)) * share
    made = values.astype(np.float32)
    made[window] = after
    metal = np.where(after > METAL_FROM, after, 0)
    if metal.any():
        made[window[0]] += _streaks(metal, window, values.shape, spacing)
    ceiling = max(3071, int(values.max()))  # where the scanner's own scale ends
    result = values.copy()
    touched = np.abs(made - values) >= 1
    result[touched] = np.rint(np.clip(made[touched], -1024, ceiling)).astype(np.int16)
    return result


def _relative(substance: str, peak_kev: float) -> float:
    """Attenuation of a gram in a cubic centimetre over that of water, as the beam weighs it."""
    weights = np.array(single(peak_kev).weights)
    # Behind some water, as in the middle of a bag: the softest part of the beam is gone.
    weights = weights * np.exp(-mass_attenuation("water") * 10)
    of = float((weights * mass_attenuation(substance)).sum())
    return of / float((weights * mass_attenuation("water")).sum())


def _noise(values: NDArray[np.int16]) -> float:
    """The standard deviation of the grain, in HU: of neighbours in the calmest parts of what is not air."""
    middle = values[values.shape[0] // 2].astype(np.float32)
    rough = (middle - ndimage.uniform_filter(middle, 3)) * np.float32(np.sqrt(9 / 8))
    spread = np.sqrt(np.maximum(ndimage.uniform_filter(rough**2, 7), 0))
    body = middle > BODY_FROM
    return float(np.quantile(spread[body], 0.2)) if body.sum() > 100 else float(np.quantile(spread, 0.5))


def _streaks(
    metal: Floats, window: tuple[slice, ...], shape: tuple[int, ...], spacing: tuple[float, float, float]
) -> Floats:
    """Dark bands between and beside metal: a beam hardened by it reads too little, as the square of the path.

    Slice by slice, seen from STREAK_ANGLES directions on a grid STREAK_GRID times as coarse.
    """
    _, rows, columns = shape
    fine = np.zeros((metal.shape[0], rows, columns), np.float32)
    fine[(slice(None), *window[1:])] = metal
    thin = ndimage.uniform_filter(fine, (2, STREAK_GRID, STREAK_GRID))[::2, ::STREAK_GRID, ::STREAK_GRID]
    side = max(thin.shape[1:])
    padded = np.pad(thin, ((0, 0), (0, side - thin.shape[1]), (0, side - thin.shape[2])))
    error = np.zeros_like(padded)
    for angle in np.linspace(0, 180, STREAK_ANGLES, endpoint=False):
        seen = ndimage.rotate(padded, angle, axes=(1, 2), reshape=False, order=1)
        path = seen.sum(axis=1, keepdims=True) * np.float32(STREAK_GRID * spacing[1])  # HU·mm
        lost = path**2 / np.float32(1e6)
        ramp = lost - ndimage.gaussian_filter1d(lost, 4, axis=2)
        error -= ndimage.rotate(np.broadcast_to(ramp, padded.shape), -angle, axes=(1, 2), reshape=False, order=1)
    error *= np.float32(STREAK_STRENGTH / STREAK_ANGLES)
    for axis, by in enumerate((2, STREAK_GRID, STREAK_GRID)):
        error = np.repeat(error, by, axis=axis)
    return np.asarray(np.clip(error[: len(fine), :rows, :columns], -400, 400) * (fine <= 0), np.float32)
