"""How often the first network's class of a voxel is right, by how sure it is of it."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from customhouse.imaging.adaptation.measures import BINS
from customhouse.imaging.networks.volumes.segments import Segments

FILLED = 0.1  # attenuation relative to water above which a voxel is not mere air, as the baseline takes it
Bins = tuple[tuple[float, float, int], ...]


def voxel_sums(segments: Segments, truth: NDArray[np.integer], high: NDArray[np.floating]) -> list[list[float]]:
    """(sum of probabilities, right ones, voxels) of each bin of the likeliest class's probability, where matter is."""
    filled = high > FILLED
    sure, right = segments.sure[filled] / 255, segments.label[filled] == truth[filled]
    bins = np.minimum((sure * BINS).astype(int), BINS - 1)
    sums = [np.bincount(bins, weights=each, minlength=BINS) for each in (sure, right, np.ones(len(bins)))]
    return [[round(float(value), 3) for value in row] for row in zip(*sums, strict=True)]


def voxel_reliability(records: Sequence[dict[str, Any]]) -> tuple[Bins, int]:
    """(mean probability, share that was right, voxels) of each bin, and how many volumes they are of."""
    kept = [record["voxels"] for record in records if "voxels" in record]
    sums = np.sum([np.array(each) for each in kept], axis=0) if kept else np.zeros((0, 3))
    rows = ((float(sure / n), float(right / n), int(n)) for sure, right, n in sums if n)
    return tuple(rows), len(kept)
