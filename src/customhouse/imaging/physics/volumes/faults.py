"""Whether a volume can be what it is said to be: air about its objects, and as large as things are that are scanned."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from customhouse.imaging.model import Volume
from customhouse.kernel.reasons import Reason

AIR_HU, EVEN_HU = -700, 150  # what reads higher is no air; how far apart the air about objects reads
SHARES = (12.5, 50.0, 87.5)  # percent of the voxels on the surface of a volume
SIDE_MM = (50.0, 6000.0)  # of its longest side: less is no parcel with the tunnel about it, more no tunnel lets through


def as_it_is(scan: Volume) -> tuple[Volume, Reason | None]:
    """The volume without the scale or the size that it cannot have, and why; the same where both can be."""
    if scan.spacing_mm is not None:
        longest = max(mm * count for mm, count in zip(scan.spacing_mm, scan.values.shape, strict=True))
        if not SIDE_MM[0] <= longest <= SIDE_MM[1]:
            return replace(scan, spacing_mm=None), _size(longest)
    if scan.calibrated and (level := _surroundings(scan.values)) is not None and level > AIR_HU:
        return replace(scan, calibrated=False), _air(level)
    return scan, None


def _surroundings(values: NDArray[np.int16]) -> float | None:
    """What the surface of the volume reads, where most of it reads the same."""
    sides = [np.moveaxis(values, axis, 0)[end, ::2, ::2].ravel() for axis in range(3) for end in (0, -1)]
    low, middle, high = np.percentile(np.concatenate(sides), SHARES)
    return float(middle) if high - middle < EVEN_HU and middle - low < EVEN_HU else None


def _air(level: float) -> Reason:
    text = (
        "What lies around the objects reads {hu} HU, and air reads −1000: the values are no Hounsfield units, or are "
        "shifted. Nothing was weighed or named. Say in the side-car what the values mean."
    )
    params = {"hu": f"{level:.0f}"}
    return Reason("air_is_not_air", text.format_map(params), params)


def _size(longest_mm: float) -> Reason:
    text = (
        "By its voxels the volume is {metres} m long: their size is wrong, or in another unit than millimetres. "
        "Nothing was weighed or named."
    )
    params = {"metres": f"{longest_mm / 1000:.3g}"}
    return Reason("volume_size_impossible", text.format_map(params), params)
