"""The ways in which a scan's own candidates part the thing of a cube: roughly, above a level, within a band.

Unlike a scan's candidates these are looked at with their whole thing in the middle, at the pitch that it has.
"""

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from customhouse.imaging.physics.volumes.voxels import Mask
from simulators.scanner.bags import CubeSample
from training.ct.classes import OBJECTS, THREATS
from training.ct.objects.measure import BARELY, PURE, roughened

LEVELS_BELOW = (20.0, 300.0)  # Hounsfield units below a voxel of the thing from which all hangs together
BANDS = (60.0, 120.0, 250.0)  # half widths around it, at water; wider in what is denser
WIDENED = 0.15
SMOOTHED = 0.5  # chance that clusters are told after a mean over three voxels
EMPTY_HU = -850
LEAST = 4  # voxels


def masks(cube: CubeSample, dice: np.random.Generator) -> list[Mask]:
    """A part of the thing in the middle and all of it, both roughened; what hangs together above a level; in a band."""
    whole = cube.instances >= cube.first
    if not whole.any():
        return []
    parts = np.unique(cube.instances[whole])
    part = cube.instances == parts[int(dice.integers(len(parts)))]
    values = cube.high.astype(np.float32)
    values = ndimage.uniform_filter(values, 3) if dice.random() < SMOOTHED else values
    return [roughened(part, dice), roughened(whole, dice), _above(values, whole, dice), _within(values, whole, dice)]


def _above(values: NDArray[np.float32], whole: Mask, dice: np.random.Generator) -> Mask:
    at = _some(whole, dice)
    return _around(values > values[at] - dice.uniform(*LEVELS_BELOW) * (1 + max(0.0, values[at]) / 1500), at)


def _within(values: NDArray[np.float32], whole: Mask, dice: np.random.Generator) -> Mask:
    at = _some(whole, dice)
    return _around(np.abs(values - values[at]) < dice.choice(BANDS) + WIDENED * (values[at] + 1000), at)


def _some(whole: Mask, dice: np.random.Generator) -> tuple[int, int, int]:
    places = np.argwhere(whole)
    z, y, x = places[int(dice.integers(len(places)))]
    return int(z), int(y), int(x)


def _around(taken: Mask, at: tuple[int, int, int]) -> Mask:
    found, _ = ndimage.label(taken)
    return np.asarray(found == found[at])


def label_of(mask: Mask, cube: CubeSample) -> int:
    """The class of what a mask holds: a threat from a half, the commonest below a fifth; -1 where nobody could say.

    Cloth and paper around things are of no class in a cube: where they are most of what a mask holds, nobody can say.
    """
    own = np.asarray(cube.codes)[cube.instances[mask]]
    if own.size < LEAST or ((own == 0) & (cube.high[mask] > EMPTY_HU)).sum() > PURE * own.size:
        return -1
    share = np.bincount(own, minlength=len(OBJECTS)) / own.size
    threats = share[list(THREATS)]
    if threats.max() >= PURE:
        return int(THREATS[int(threats.argmax())])
    return -1 if threats.sum() > BARELY else int(share.argmax())
