"""Scenes put together from loose objects: countless packings at no cost, and threats laid into bags that have none."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

Planes = NDArray[np.int16]  # (high, low, labels, instances)

AIR_HU = -1000
HALO = 1  # voxels of an object's blurred surface that go with it
TRIES = 14
AMONG = 0.25  # share of a place that must be filled for it to lie among other things
CROWDED = 0.1  # share of an object that may fall onto another before another place is tried


def empty(side: int, dice: np.random.Generator) -> Planes:
    planes = np.zeros((4, side, side, side), np.int16)
    noise = dice.uniform(5, 60)
    planes[:2] = AIR_HU + noise * dice.standard_normal((2, side, side, side), np.float32)
    return planes


@dataclass(frozen=True)
class Thing:
    """A loose object cut out of the air around it; `own` are its voxels and their halo."""

    planes: Planes
    own: NDArray[np.bool_]

    @classmethod
    def of(cls, planes: Planes) -> "Thing":
        box = ndimage.find_objects((planes[2] > 0).astype(np.int8))[0]
        wide = tuple(slice(max(0, each.start - HALO), each.stop + HALO) for each in box)
        cut = np.array(planes[(slice(None), *wide)])
        return cls(cut, ndimage.binary_dilation(cut[2] > 0, iterations=HALO))


def laid(scene: Planes, what: Thing, dice: np.random.Generator, *, replaces: bool, inside: bool = False) -> bool:
    """Lay a loose object somewhere into a scene, turned; False where no place was free enough.

    `inside`: whole, and among other things.
    """
    order = tuple(int(axis) for axis in dice.permutation(3))
    flips = tuple(slice(None, None, -1 if dice.random() < 0.5 else 1) for _ in range(3))
    thing = what.planes.transpose(0, *(1 + axis for axis in order))[(slice(None), *flips)]
    own = what.own.transpose(order)[flips]
    for _ in range(TRIES):
        sizes = list(zip(own.shape, scene.shape[1:], strict=True))
        if inside and any(size > side for size, side in sizes):
            return False
        spare = [0 if inside else size // 2 for size in own.shape]
        begin = [int(dice.integers(-s, side - size + s + 1)) for (size, side), s in zip(sizes, spare, strict=True)]
        target = tuple(
            slice(max(0, b), min(side, b + size))
            for b, size, side in zip(begin, own.shape, scene.shape[1:], strict=True)
        )
        source = tuple(slice(t.start - b, t.stop - b) for t, b in zip(target, begin, strict=True))
        mask, there = own[source], scene[(slice(None), *target)]
        if not mask.any() or (not replaces and (there[2][mask] > 0).mean() > CROWDED):
            continue
        if inside and (there[2] > 0).mean() < AMONG:
            continue
        filled = mask & (thing[2][source] > 0)
        for plane, values in zip(there[:2], thing[:2], strict=True):
            # The halo is part air: it never hides what is denser.
            plane[mask & ~filled] = np.maximum(plane, values[source])[mask & ~filled]
            plane[filled] = values[source][filled]
        there[2][filled] = thing[2][source][filled]
        there[3][filled] = int(scene[3].max()) + 1
        return True
    return False


def composed(things: Sequence[Thing], side: int, dice: np.random.Generator) -> Planes:
    """A scene of nothing but these objects, each where it found room."""
    scene = empty(side, dice)
    for thing in things:
        laid(scene, thing, dice, replaces=False)
    return scene
