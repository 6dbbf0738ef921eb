"""A view made ready for measuring: thinned to a working size, as −ln T, with its noise and its opaque pixels."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from customhouse.imaging.model import OPEN_BEAM, View
from customhouse.imaging.physics.radiographs.areal import FloatMap

WORKING_PIXELS = 1_600_000
OPAQUE_BELOW = 0.001  # transmission; less than this is scatter and the detector's own noise
AIR_ABOVE = 0.9


@dataclass(frozen=True)
class Working:
    """`depth` is −ln T, a plane per energy, highest first; one pixel stands for `step`² of the view's."""

    depth: tuple[FloatMap, ...]
    opaque: NDArray[np.bool_]
    step: int
    noise: float  # standard deviation of −ln T in the open beam, at the highest energy
    air_seen: bool


def prepare(view: View) -> Working:
    rows, columns = view.transmission.shape[1:]
    step = 1
    while rows * columns > WORKING_PIXELS * step * step:
        step += 1
    thinned = [_thinned(plane, step) for plane in view.transmission]
    opaque = thinned[0] < OPAQUE_BELOW
    air = thinned[0] > AIR_ABOVE
    noise = _noise(thinned[0], air)
    depth = tuple(-np.log(np.maximum(plane, np.float32(OPAQUE_BELOW / 2))) for plane in thinned)
    air_seen = float(air.mean()) > 0.002
    return Working(tuple(_levelled(plane, air, noise) for plane in depth), opaque, step, noise, air_seen)


def _thinned(plane: NDArray[np.uint16], step: int) -> FloatMap:
    """Mean transmission of each step × step block, 0 to 1; an incomplete last block is left out."""
    rows, columns = plane.shape[0] // step, plane.shape[1] // step
    cut = plane[: rows * step, : columns * step]
    if step == 1:
        return cut.astype(np.float32) / np.float32(OPEN_BEAM)
    total = np.zeros((rows, columns), np.uint32)
    for down in range(step):
        for right in range(step):
            total += cut[down::step, right::step]
    return total.astype(np.float32) / np.float32(OPEN_BEAM * step * step)


def _noise(plane: FloatMap, air: NDArray[np.bool_]) -> float:
    """From the second difference between neighbours in the open beam, so that slopes do not count."""
    rows, columns = slice(0, -1), slice(0, -1)
    difference = plane[rows, columns] - plane[1:, columns] - plane[rows, 1:] + plane[1:, 1:]
    clear = air[rows, columns] & air[1:, 1:]
    sample = difference[clear] if clear.sum() > 500 else difference.ravel()
    if sample.size == 0:
        return 0.01
    return max(1e-4, float(np.median(np.abs(sample))) * 1.4826 / 2)


def _levelled(depth: FloatMap, air: NDArray[np.bool_], noise: float) -> FloatMap:
    """Take off what the open beam reads: a small drift, and the half of the noise that 65535 cuts away."""
    if air.mean() < 0.002:
        return depth
    open_beam = depth[air & (depth < 6 * noise + 0.01)]
    if open_beam.size < 100:
        return depth
    # The mean, not the median: sums over many pixels shall be nought where there is nothing.
    level = float(open_beam.mean())
    return depth - np.float32(level) if abs(level) < 0.02 else depth
