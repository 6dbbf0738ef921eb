"""Whether a volume can be what it is said to be: air about its objects, as large as things are that are scanned, and
of the energies that are said."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from customhouse.imaging.model import Volume
from customhouse.kernel.reasons import Reason

AIR_HU, EVEN_HU = -700, 150  # what reads higher is no air; how far apart the air about objects reads
SHARES = (12.5, 50.0, 87.5)  # percent of the voxels on the surface of a volume
SIDE_MM = (50.0, 6000.0)  # of its longest side: less is no parcel with the tunnel about it, more no tunnel lets through

# Attenuation relative to water, the mean of both energies: above all that is organic, and below where scanners end.
DENSE = (2.0, 4.0)
LEAST_DENSE = 100  # voxels
BLUR = 2  # voxels about what is denser
# All so dense rises towards the lower voltage, but in the streaks beside metal: of 47 simulated bags the uppermost
# quarter by 8 % and more.
MOST = 75  # percent
THINNED = 4_000_000  # voxels from which only every other one along each side is looked at
CONTRADICT = Reason(
    "ct_energies_contradict",
    "What is dense reads less at the voltage that is called the lower: the energies are swapped or mixed up. No "
    "material was told by both of them, and a usual voltage was assumed for metals.",
)


Checked = tuple[Volume, Reason | None]


def as_it_is(scan: Volume) -> Checked:
    """The volume without the scale, the size or the energies that it cannot have, and why; the same where all can be.

    Of energies that contradict each other neither voltage is known: the first is measured by alone.
    """
    if scan.spacing_mm is not None:
        longest = max(mm * count for mm, count in zip(scan.spacing_mm, scan.values.shape, strict=True))
        if not SIDE_MM[0] <= longest <= SIDE_MM[1]:
            return replace(scan, spacing_mm=None), _size(longest)
    if scan.calibrated and (level := _surroundings(scan.values)) is not None and level > AIR_HU:
        return replace(scan, calibrated=False), _air(level)
    if scan.calibrated and energies_contradict(scan):
        return replace(scan, second=None, peaks_kev=(None,)), CONTRADICT
    return scan, None


def energies_contradict(scan: Volume) -> bool:
    """Whether most of what is dense reads less, relative to water, at the voltage that is called the lower one."""
    if scan.second is None:
        return False
    step = 2 if scan.values.size > THINNED else 1
    high, low = (each[::step, ::step, ::step] for each in (scan.values, scan.second))
    # By the mean of both: by one alone, noise would choose what reads high in it.
    some = high.astype(np.int32) + low + 2000
    # Lead, gold and tungsten, whose edges lie between the two, may read less at the lower, and so does their blur.
    denser = ndimage.binary_dilation(some >= 2000 * DENSE[1], np.ones((3, 3, 3)), iterations=BLUR)
    dense = np.flatnonzero((some > 2000 * DENSE[0]) & ~denser)
    if dense.size < LEAST_DENSE:
        return False
    rise = (1000.0 + low.ravel()[dense]) / np.maximum(1.0, 1000.0 + high.ravel()[dense])
    return float(np.percentile(rise, MOST)) < 1


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
