"""Dense things among lighter surroundings, in a map of areal density."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from customhouse.imaging.model import Box
from customhouse.imaging.physics.radiographs.areal import FloatMap

WINDOW = 15  # thinned pixels across which the surroundings are taken
MOST = 12
LEAST_PIXELS = 6
USUAL_PERCENT, USUAL_TIMES = 75, 1.6
ALIKE = 4  # regions of one size and one excess: these are the goods, not something among them


@dataclass(frozen=True)
class Anomaly:
    """`box` in working pixels; `excess` in g/cm² over the surroundings, mean of the region; `mask` within the box."""

    box: Box
    mask: NDArray[np.bool_]
    excess: float
    surroundings: float
    excess_sum: float
    contrast: float  # in robust standard deviations of the surroundings


@dataclass(frozen=True)
class Sensitivity:
    """What counts: `window_px` is the width of the surroundings, `floor` the least excess in g/cm²."""

    window_px: int
    floor: float


def dense_regions(areal: FloatMap, area: Box, how: Sensitivity) -> list[Anomaly]:
    """Return the regions within `area` that stand out from what lies around them, the heaviest first."""
    inside = areal[area.y : area.y + area.height, area.x : area.x + area.width]
    if min(inside.shape) < 2 * LEAST_PIXELS:
        return []
    background, scatter = _surroundings(inside, how.window_px)
    excess = ndimage.uniform_filter(inside, 3) - background
    # Goods that are uneven everywhere (drums, sacks, reels) raise the bar for what stands out among them.
    beyond = excess[::2, ::2][excess[::2, ::2] > 0]
    usual = USUAL_TIMES * float(np.percentile(beyond, USUAL_PERCENT)) if beyond.size > excess.size / 100 else 0.0
    weak = excess > np.maximum(np.maximum(3 * scatter, how.floor), 1.3 * usual)
    strong = excess > np.maximum(np.maximum(6 * scatter, 2 * how.floor), 2 * usual)
    labels, count = ndimage.label(weak, structure=np.ones((3, 3)))
    if count == 0:
        return []
    strength = np.bincount(labels[strong], minlength=count + 1)
    found = []
    for label, window in enumerate(ndimage.find_objects(labels), start=1):
        if window is None or strength[label] < LEAST_PIXELS:
            continue
        mask = labels[window] == label
        if _is_structure(mask, inside.shape):
            continue
        found.append(_measured(mask, window, (excess, background, scatter), area))
    found.sort(key=lambda anomaly: anomaly.excess_sum, reverse=True)
    return [anomaly for anomaly in found if not _is_one_of_many(anomaly, found)][:MOST]


def _is_one_of_many(anomaly: Anomaly, found: list[Anomaly]) -> bool:
    alike = [
        other
        for other in found
        if 0.6 < other.excess_sum / anomaly.excess_sum < 1.7 and 0.75 < other.excess / anomaly.excess < 1.33
    ]
    return len(alike) >= ALIKE


def _surroundings(inside: FloatMap, window_px: int) -> tuple[FloatMap, FloatMap]:
    """Median about each pixel and the robust scatter about it, from a thinned copy."""
    step = max(1, min(window_px // WINDOW, min(inside.shape) // 2))
    rows, columns = (size // step for size in inside.shape)
    cut = inside[: rows * step, : columns * step]
    thin = cut.reshape(rows, step, columns, step).mean(axis=(1, 3))
    middle = ndimage.median_filter(thin, WINDOW, mode="nearest")
    scatter = 1.4826 * ndimage.median_filter(np.abs(thin - middle), 2 * WINDOW + 1, mode="nearest")
    return _enlarged(_denser_side(middle), inside.shape, step), _enlarged(scatter, inside.shape, step)


def _denser_side(middle: FloatMap) -> FloatMap:
    """At the edge of a load the median is that of the gap beside it: take the denser neighbour half a window off."""
    reach = WINDOW // 2
    padded = np.pad(middle, reach, mode="edge")
    rows, columns = middle.shape
    shifts = ((0, reach), (2 * reach, reach), (reach, 0), (reach, 2 * reach))
    return np.asarray(np.maximum.reduce([middle, *(padded[y : y + rows, x : x + columns] for y, x in shifts)]))


def _enlarged(thin: FloatMap, shape: tuple[int, ...], step: int) -> FloatMap:
    if step == 1:
        return thin
    whole = np.repeat(np.repeat(thin, step, axis=0), step, axis=1)
    padding = [(0, shape[0] - whole.shape[0]), (0, shape[1] - whole.shape[1])]
    return ndimage.uniform_filter(np.pad(whole, padding, mode="edge"), step).astype(np.float32)  # type: ignore[no-any-return]  # scipy is untyped


def _is_structure(mask: NDArray[np.bool_], whole: tuple[int, ...]) -> bool:
    """Posts, rails and floors: they cross most of the view, or are mere lines."""
    height, width = mask.shape
    if width > 0.6 * whole[1] or height > 0.85 * whole[0]:
        return True
    long, short = max(height, width), min(height, width)
    return bool(long > 12 * short and long > 0.4 * min(whole))


def _measured(
    mask: NDArray[np.bool_], window: tuple[slice, slice], maps: tuple[FloatMap, FloatMap, FloatMap], area: Box
) -> Anomaly:
    excess, background, scatter = (plane[window][mask] for plane in maps)
    rows, columns = window
    box = Box(area.x + columns.start, area.y + rows.start, mask.shape[1], mask.shape[0])
    mean = float(excess.mean())
    return Anomaly(
        box, mask, mean, float(background.mean()), float(excess.sum()), mean / max(1e-6, float(scatter.mean()))
    )
