"""Parts of a volume that hang together: all above a level, and what lies between two levels once edges are taken off.

No network is asked: what it does not suspect is found here, whole and at several levels, for the second to judge.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from customhouse.imaging.networks.volumes.grids import Field
from customhouse.imaging.physics.volumes.voxels import ALL_26, Mask, Region, grown, without_surface

Cluster = tuple[Region, Mask]

SIX = ndimage.generate_binary_structure(3, 1)
# Attenuation relative to water from which things hang together, and whether gaps of a voxel are bridged first: a weapon
# is of several pieces.
LEVELS: tuple[tuple[float, bool], ...] = (
    (0.15, False),
    (0.5, False),
    (1.3, False),
    (1.8, True),
    (2.6, True),
    (5.0, True),
)
# Bands that most goods lie within, overlapping so that none lies on an edge of all.
BANDS = ((0.12, 0.45), (0.3, 0.7), (0.55, 0.95), (0.8, 1.08), (0.93, 1.22), (1.08, 1.5), (1.35, 1.95), (1.7, 2.7))
LOWER, HIGHER = 0.5, 1.5  # how far beyond its band the blurred edge of a thing may lie
LEAST_CM3, LARGEST_CM3 = 0.4, 20_000.0
MOST = 40  # of each level and band, the largest


def clusters(high: Field, pitch_mm: float) -> list[Cluster]:
    """By level and band; `high` is attenuation relative to water."""
    voxel = pitch_mm**3 / 1000
    sizes = (max(6, round(LEAST_CM3 / voxel)), round(LARGEST_CM3 / voxel))
    smooth = np.asarray(ndimage.uniform_filter(high, 3, mode="nearest"), np.float32)
    found: list[Cluster] = []
    for level, bridged in LEVELS:
        mask = high > level
        if bridged:
            mask = without_surface(grown(mask))
        found += _largest(_connected(mask, ALL_26, sizes))
    for band in BANDS:
        inside = (smooth > band[0]) & (smooth < band[1]) & (high > 0.6 * band[0])
        cores = _connected(without_surface(inside), SIX, (max(3, sizes[0] // 4), sizes[1]))
        whole = (_whole(core, high, band) for core in _largest(cores))
        found += [each for each in whole if np.count_nonzero(each[1]) >= sizes[0]]
    return found


def _largest(found: Iterator[Cluster]) -> list[Cluster]:
    return sorted(found, key=lambda each: -np.count_nonzero(each[1]))[:MOST]


def _connected(mask: Mask, neighbours: NDArray[np.bool_], sizes: tuple[int, int]) -> Iterator[Cluster]:
    labelled, _ = ndimage.label(mask, neighbours)
    counts = np.bincount(labelled.ravel())
    for number, box in enumerate(ndimage.find_objects(labelled), start=1):
        if box is not None and sizes[0] <= counts[number] <= sizes[1]:
            yield (box[0], box[1], box[2]), labelled[box] == number


def _whole(core: Cluster, high: Field, band: tuple[float, float]) -> Cluster:
    """With the voxel around it that was taken off."""
    spans = [
        slice(max(0, part.start - 1), min(size, part.stop + 1)) for part, size in zip(core[0], high.shape, strict=True)
    ]
    box = (spans[0], spans[1], spans[2])
    mask = np.zeros([part.stop - part.start for part in box], bool)
    mask[tuple(slice(c.start - b.start, c.stop - b.start) for c, b in zip(core[0], box, strict=True))] = core[1]
    own = high[box]
    return box, grown(mask) & (own > LOWER * band[0]) & (own < HIGHER * band[1])
