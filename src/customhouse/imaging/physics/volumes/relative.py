"""Classes for a volume without calibration: lighter, middle and heavier, found in its own histogram."""

import itertools

import numpy as np
from numpy.typing import NDArray

from customhouse.imaging.model import Material

BINS = 64


def relative_labels(values: NDArray[np.int16]) -> NDArray[np.uint8]:
    """Return classes by relative attenuation alone. They order what is seen; they name no material."""
    sample = values[:: 1 + values.shape[0] // 96, ::2, ::2].ravel().astype(np.float64)
    lowest, highest = np.percentile(sample, [0.5, 99.95])
    if highest - lowest < 2:
        return np.zeros(values.shape, np.uint8)
    air = _air_ends(sample, float(lowest), float(highest))
    stuff = sample[sample > air]
    if stuff.size < 100:
        return np.where(values > air, Material.ORGANIC, Material.AIR).astype(np.uint8)
    first, second = _otsu_three(stuff, float(highest))
    return np.digitize(values, [air, first, second], right=True).astype(np.uint8)


def _air_ends(sample: NDArray[np.float64], lowest: float, highest: float) -> float:
    """Above the noise of the commonest value, which is air in every scan that has any."""
    counts, edges = np.histogram(sample, bins=256, range=(lowest, highest))
    peak = edges[int(np.argmax(counts))]
    below = sample[np.abs(sample - peak) < 0.06 * (highest - lowest)]
    return float(peak + max(5 * below.std(), 0.06 * (highest - lowest)))


def _otsu_three(stuff: NDArray[np.float64], highest: float) -> tuple[float, float]:
    """The two thresholds that part a histogram into three with the least spread within."""
    counts, edges = np.histogram(stuff, bins=BINS, range=(float(stuff.min()), highest))
    middles = (edges[1:] + edges[:-1]) / 2
    weight = np.concatenate([[0], np.cumsum(counts)])
    moment = np.concatenate([[0], np.cumsum(counts * middles)])

    def between(start: int, stop: int) -> float:
        share = weight[stop] - weight[start]
        return float((moment[stop] - moment[start]) ** 2 / share) if share else 0.0

    pairs = itertools.combinations(range(1, BINS), 2)
    first, second = max(pairs, key=lambda cut: between(0, cut[0]) + between(cut[0], cut[1]) + between(cut[1], BINS))
    return float(edges[first]), float(edges[second])
