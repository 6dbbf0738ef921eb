"""How things come to lie in a bag: each is dropped where it sinks deepest, and cloth settles over what is there.

The bag's own frame: a along its length, b along its width, c upwards, the origin in a lower corner of its inside.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter, maximum_filter

from simulators.scanner.bags import solids
from simulators.scanner.bags.canvas import Pose
from simulators.scanner.bags.solids import Blueprint, Floats
from simulators.scanner.rays.compiled import compiled

PITCH_MM = 4.0
TRIES = 80  # places a thing is tried at
EMPTY = -1e9


@dataclass(eq=False)
class Room:
    """The inside of a bag being filled.

    Attributes:
        size: along a, b, c in millimetres.
        heights: how high it is filled at each place, indexed (b, a).
    """

    size: tuple[float, float, float]
    dice: np.random.Generator
    heights: NDArray[np.float32] = field(init=False)

    def __post_init__(self) -> None:
        shape = int(self.size[1] // PITCH_MM), int(self.size[0] // PITCH_MM)
        self.heights = np.zeros(shape, np.float32)

    @property
    def filled(self) -> float:
        return float(self.heights.mean()) / self.size[2]

    def drop(self, thing: Blueprint, turn: Floats) -> Pose | None:
        """Let a thing fall where it comes to lie lowest; None where it finds no room."""
        lower, upper = thing.box(turn)
        bottom, top = _outlines(thing, turn, lower, upper)
        room = np.array(self.heights.shape) - np.array(bottom.shape)
        if (room < 0).any() or (bottom >= -EMPTY).all():
            return None
        places = np.stack([self.dice.integers(room[axis] + 1, size=TRIES) for axis in (0, 1)], axis=1)
        row, column, rest = _lowest(self.heights, bottom, places)
        if rest + float(top.max()) > self.size[2]:
            return None
        under = self.heights[row : row + bottom.shape[0], column : column + bottom.shape[1]]
        np.maximum(under, rest + top, out=under)
        return Pose(turn, np.array([column * PITCH_MM, row * PITCH_MM, rest]) - lower)

    def settle(self, thick: float, share: float) -> tuple[NDArray[np.float32], NDArray[np.float32]] | None:
        """Spread a soft layer over part of the floor; returns the surfaces below and above it."""
        rows, columns = self.heights.shape
        deep, wide = max(8, int(rows * share)), max(8, int(columns * share))
        row, column = int(self.dice.integers(rows - deep + 1)), int(self.dice.integers(columns - wide + 1))
        over = np.zeros((rows, columns), bool)
        over[row : row + deep, column : column + wide] = True
        drape = gaussian_filter(maximum_filter(self.heights, 5), 2.5)
        bumps = gaussian_filter(self.dice.standard_normal((rows, columns)).astype(np.float32), 6)
        bumps *= 0.25 * thick / max(1e-6, float(bumps.std()))
        edge = gaussian_filter(over.astype(np.float32), 1.5)
        top = np.minimum(np.maximum(drape, self.heights) + np.maximum(2.0, thick + bumps) * edge, self.size[2])
        top = np.where(over, np.maximum(top, self.heights), self.heights).astype(np.float32)
        if float((top - self.heights).max()) < 4.0:
            return None
        base = self.heights.copy()
        self.heights = top
        return base, top


def _outlines(
    thing: Blueprint, turn: Floats, lower: Floats, upper: Floats
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Lowest and highest point of a thing over each place of its box, indexed (b, a), above the box's floor."""
    table = solids.rows(thing, turn, -lower, 0)
    steps = np.maximum(1, np.ceil((upper - lower) / PITCH_MM)).astype(np.int64)
    bottom = np.full((steps[1], steps[0]), -EMPTY, np.float32)
    top = np.full((steps[1], steps[0]), EMPTY, np.float32)
    solid = np.array([one.stuff is not None for one in thing.solids])
    _touch((table.rows, table.outlines, table.field, solid), float(upper[2] - lower[2]), bottom, top)
    return bottom, top


@compiled
def _lowest(heights, bottom, places):
    """The place where a thing sinks deepest, and how high its box's floor then is."""
    row, column, lowest = 0, 0, 1e9
    for place in range(len(places)):
        first, second = places[place]
        rest = 0.0
        for j in range(bottom.shape[0]):
            for i in range(bottom.shape[1]):
                rest = max(rest, heights[first + j, second + i] - bottom[j, i])
            if rest >= lowest:
                break
        if rest < lowest:
            row, column, lowest = first, second, rest
    return row, column, lowest


@compiled
def _touch(parts, tall, bottom, top):
    table, outlines, occupancy, solid = parts
    step = PITCH_MM / 2
    for j in range(bottom.shape[0]):
        for i in range(bottom.shape[1]):
            a, b, c = (i + 0.5) * PITCH_MM, (j + 0.5) * PITCH_MM, 0.0
            while c <= tall + step:
                nearest = 1e9
                for index in range(len(table)):
                    if solid[index]:
                        away, _, _, _ = solids.distance(table[index], outlines, occupancy, a, b, c)
                        nearest = min(nearest, away)
                if nearest < step / 2 + 0.3:
                    bottom[j, i] = min(bottom[j, i], max(0.0, c - step / 2))
                    top[j, i] = max(top[j, i], min(tall, c + step / 2))
                    c += step
                else:
                    c += max(step, 0.6 * nearest)
