"""A load in a few dozen numbers: how full, how high, how even, how regular. For likeness, never for judging goods.

Each number is scaled so that differences that an eye would call equal are about equally large; two loads are as unlike
as the straight distance between their numbers. Vectors of different spaces must not be compared.
"""

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from customhouse.imaging.model import Box
from customhouse.imaging.physics.radiographs.areal import FloatMap

SPACES = {"radiograph": "physics-radiograph-1", "ct": "physics-ct-1"}
CELL_MM = 60.0
ROWS = 40  # where the size of a pixel is unknown: cells along the height
LEAST = 0.08  # −ln T over the walls from which a cell holds goods
LEAST_CELLS = 12
BINS = 8
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
BANDS = (1.0, 2.0, 4.0, 8.0)  # cells
LAGS = (2, 40)  # cells in which a repeat is looked for
MIX = ("organic", "inorganic", "metal", "untold")
HU_EDGES = (-900, -700, -500, -300, -150, -50, 50, 150, 300, 600, 1000, 1800, 3000)
NAMES: tuple[str, ...] = (
    *("fill", "reach", "depth"),
    *(f"height_{number}" for number in range(BINS)),
    *(f"level_{round(100 * each)}" for each in QUANTILES),
    *(f"along_{each:g}" for each in BANDS),
    *(f"upright_{each:g}" for each in BANDS),
    *("repeat_along", "pitch_along", "repeat_upright", "pitch_upright", "ratio", "ratio_spread"),
    *MIX,
)
UNEVEN = NAMES.index("along_8")


def of_view(
    planes: Sequence[FloatMap], area: Box, pixel_mm: tuple[float, float] | None, mix: Mapping[str, float], wall: float
) -> tuple[float, ...]:
    """Of a radiograph's area: `planes` are −ln T, highest energy first; `wall` what an empty stretch of it reads."""
    cells = [_cells(plane, area, pixel_mm) for plane in planes]
    goods = np.maximum(cells[0] - np.float32(wall), 0)
    loaded = goods > LEAST
    if int(loaded.sum()) < LEAST_CELLS:
        return (0.0,) * len(NAMES)
    mean = float(goods[loaded].mean())
    relative = goods / mean
    numbers = [float(loaded.mean()), float(loaded.any(axis=0).mean()), math.log(mean + 0.05) / 2]
    parts = np.array_split(relative, BINS, axis=0)
    numbers += [0.6 * math.tanh(float(part.mean())) if part.size else 0.0 for part in parts]
    numbers += [0.4 * math.log(float(each) + 0.05) for each in np.quantile(relative[loaded], QUANTILES)]
    numbers += [_grain(relative, loaded, band, 1) for band in BANDS]
    numbers += [_grain(relative, loaded, band, 0) for band in BANDS]
    numbers += [*_repeat(relative.mean(axis=0)), *_repeat(relative.mean(axis=1))]
    numbers += _ratios(cells, loaded, wall)
    numbers += [_share(mix, word) for word in MIX]
    return tuple(round(number, 4) for number in numbers)


def _cells(plane: FloatMap, area: Box, pixel_mm: tuple[float, float] | None) -> FloatMap:
    """Means over square cells of a fixed size, so that a carton is as large in a short container as in a long one."""
    size = (area.height / ROWS,) * 2 if pixel_mm is None else (CELL_MM / pixel_mm[1], CELL_MM / pixel_mm[0])
    rows, columns = max(4, round(area.height / size[0])), max(4, round(area.width / size[1]))
    window = plane[area.y : area.y + area.height, area.x : area.x + area.width]
    rows, columns = min(rows, window.shape[0]), min(columns, window.shape[1])
    downs = np.linspace(0, window.shape[0], rows, endpoint=False).astype(np.intp)
    rights = np.linspace(0, window.shape[1], columns, endpoint=False).astype(np.intp)
    sums = np.add.reduceat(np.add.reduceat(window, downs, axis=0, dtype=np.float64), rights, axis=1)
    counts = np.diff(np.append(downs, window.shape[0]))[:, None] * np.diff(np.append(rights, window.shape[1]))[None, :]
    return np.asarray(sums / counts, np.float32)


def _grain(relative: FloatMap, loaded: NDArray[np.bool_], band: float, axis: int) -> float:
    """How much the load varies over stretches of about this many cells."""
    fine, coarse = (ndimage.gaussian_filter1d(relative, size, axis=axis, mode="nearest") for size in (band / 2, band))
    return float(np.sqrt(min(1.0, float((fine - coarse)[loaded].std()))))


def _repeat(profile: NDArray[np.floating]) -> tuple[float, float]:
    """How strongly the load repeats itself, 0 to 1, and after how far, on a scale of logarithms."""
    flat = profile - ndimage.gaussian_filter1d(profile, 12, mode="nearest")
    power = float((flat**2).mean())
    furthest = min(LAGS[1], len(flat) // 2)
    if power < 1e-6 or furthest <= LAGS[0] + 1:
        return 0.0, 0.0
    likeness = np.array([float((flat[lag:] * flat[:-lag]).mean()) / power for lag in range(1, furthest)])
    peaks = [n for n in range(1, len(likeness) - 1) if likeness[n] >= max(likeness[n - 1], likeness[n + 1])]
    if not peaks:
        return 0.0, 0.0
    best = max(peaks, key=lambda n: likeness[n])
    strength = max(0.0, float(likeness[best]))
    return 0.5 * strength, 0.25 * strength * math.log(best + 1)


def _ratios(cells: Sequence[FloatMap], loaded: NDArray[np.bool_], wall: float) -> list[float]:
    if len(cells) < 2:
        return [0.0, 0.0]
    high, low = ((cell - np.float32(wall))[loaded] for cell in cells[:2])
    ratio = low / np.maximum(high, LEAST)
    # An accelerator's ratios lie between 1.05 and 1.35, a tube's up to 3.
    return [float(np.clip(2 * math.log(max(0.1, float(np.median(ratio)))), -1, 2)), float(min(1.0, 2 * ratio.std()))]


def _share(mix: Mapping[str, float], word: str) -> float:
    more = {"organic": "light_organic", "metal": "dense"}.get(word, "")
    return mix.get(word, 0.0) + mix.get(more, 0.0)


def of_volume(
    values: NDArray[np.int16], labels: NDArray[np.uint8], spacing_mm: tuple[float, ...] | None
) -> tuple[float, ...]:
    """Of a calibrated volume: its content by Hounsfield units and by class, its size and how scattered it lies."""
    thin = (slice(None, None, 2),) * 3
    inside = labels[thin] > 0
    count = int(inside.sum())
    if count < LEAST_CELLS:
        return (0.0,) * (len(HU_EDGES) + 12)
    shares = np.histogram(values[thin][inside], bins=(-32768, *HU_EDGES, 32767))[0] / count
    classes = np.bincount(labels[thin][inside], minlength=7)[1:7] / count
    places = np.nonzero(inside)
    sizes = [int(each.max() - each.min()) + 1 for each in places]
    steps = [2 * each for each in (spacing_mm or (1.0, 1.0, 1.0))]
    lengths = [0.3 * math.log(size * step / 100) for size, step in zip(sizes, steps, strict=True)]
    middle = float(np.mean(places[1])) / values[thin].shape[1]
    numbers = [*np.sqrt(shares), *np.sqrt(classes), *lengths, count / math.prod(sizes), middle]
    return tuple(round(float(number), 4) for number in numbers)
