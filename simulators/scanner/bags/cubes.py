"""Cubes to learn things from: one thing in the middle, others beside it, at a pitch that lets it fill the cube.

A bag is painted and scanned at the pitch of the scanner; a cube holds as many voxels whatever it shows, so it costs a
fiftieth of a loose thing. What is coarser than the scanner's voxels is sharpened as means of its voxels would be.
"""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from simulators.scanner.bags import shapes
from simulators.scanner.bags.canvas import Canvas, Pose
from simulators.scanner.bags.catalogue import OBJECTS, Stock
from simulators.scanner.bags.making import Maker, turned
from simulators.scanner.bags.sample import dice_of, stock_of
from simulators.scanner.bags.scanners import draw
from simulators.scanner.bags.scenes import ONTO_BELT, chosen
from simulators.scanner.bags.solids import Blueprint, Floats
from simulators.scanner.rays import tomograph
from simulators.scanner.rays.tomograph import Hounsfield, Tomograph

CUBE = 4  # the kind of sample, whose dice are its own
SIDE = 32
EDGE = (1.1, 1.45)  # edges of a cube in longest sides of its thing
BESIDE = (0.35, 0.2, 0.2, 0.15, 0.1)  # chance of none, one, two ... things beside it
FAR_LARGER = 3.0  # edges; what is longer is not put beside it
WRAPPED = 0.5  # chance that cloth or paper fills what is left, where anything lies beside it
LEAST_VIEWS = 72


@dataclass(frozen=True, eq=False)
class CubeSample:
    """Indexed (z, y, x), `SIDE` voxels along each.

    Attributes:
        instances: number of the part of a thing, 0 where there is none.
        codes: index into `OBJECTS` of each number; 0 of none.
        first: number of the first part of the thing in the middle; those below are beside it.
    """

    high: Hounsfield
    low: Hounsfield
    instances: NDArray[np.uint8]
    codes: tuple[int, ...]
    first: int
    pitch_mm: float


@dataclass(eq=False)
class _Cube:
    """While it is painted. `middle` is where the thing in the middle is centred, in millimetres."""

    canvas: Canvas
    maker: Maker
    middle: Floats
    codes: list[int]

    @property
    def edge(self) -> float:
        return SIDE * self.canvas.voxel_mm

    def paint(self, thing: Blueprint, turn: Floats, by: Floats) -> None:
        codes = tuple(OBJECTS.index(label) for label in thing.labels)
        self.canvas.paint(thing, Pose(turn, by), codes, int(self.maker.dice.integers(1 << 16)))
        self.codes += codes

    def put_beside(self, other: Blueprint, half: Floats) -> None:
        """So that it nearly touches, on any side, what reaches `half` from the middle."""
        turn, dice = _anyhow(self.maker), self.maker.dice
        lower, upper = other.box(turn)
        if max(upper - lower) > FAR_LARGER * self.edge:
            return
        by = self.middle - (lower + upper) / 2 + dice.uniform(-0.3, 0.3, 3) * self.edge
        axis, side = int(dice.integers(3)), int(dice.choice([-1, 1]))
        gap = (float(dice.exponential(0.03)) - 0.02) * self.edge
        by[axis] = self.middle[axis] - (lower + upper)[axis] / 2
        by[axis] += side * (half[axis] + (upper - lower)[axis] / 2 + gap)
        self.paint(replace(other, fine=2), turn, by)

    def wrap(self) -> None:
        maker, canvas = self.maker, self.canvas
        # Crushed paper is of cellulose, as wood is.
        stuff = maker.cloth() if maker.maybe(0.7) else maker.stuff("wood", maker.between(0.05, 0.3))
        free = np.clip(1 - canvas.filled, 0, 1) * maker.between(0.3, 1.0)
        folds = np.clip(1 + 0.5 * maker.dice.standard_normal((8, 8, 8)), 0, 2)
        folds = np.kron(folds, np.ones((SIDE // 8,) * 3))
        for part in range(3):
            canvas.density[part] += (stuff.basis[part] * free * folds).astype(np.float32)


def make_cube(seed: int, split: str, *, weapons: Path | None = None) -> CubeSample:
    """Every class as often.

    Raises:
        ValueError: the split is none.
    """
    dice, stock = dice_of(seed, split, CUBE), stock_of(split)
    maker = Maker(dice, stock.kept, shapes.weapons(weapons or shapes.find(), stock.kept))
    thing, turn = chosen(maker, stock).form(maker), _anyhow(maker)
    lower, upper = thing.box(turn)
    pitch = max(2.5, maker.between(*EDGE) * float(max(upper - lower)) / SIDE)
    middle = np.full(3, SIDE * pitch / 2) + dice.uniform(-0.5, 0.5, 3) * pitch
    cube = _Cube(Canvas((SIDE,) * 3, pitch), maker, middle, [0])
    beside = int(dice.choice(len(BESIDE), p=BESIDE))
    _surround(cube, stock, beside, (upper - lower) / 2)
    first = len(cube.codes)
    cube.paint(thing, turn, middle - (lower + upper) / 2)
    if beside and maker.maybe(WRAPPED):
        cube.wrap()
    high, low = tomograph.scan(cube.canvas.density, pitch, _at_pitch(draw(maker), pitch), dice)
    instances = np.where(cube.canvas.labels > 0, cube.canvas.instances, 0).astype(np.uint8)
    return CubeSample(high, low, instances, tuple(cube.codes), first, pitch)


def _surround(cube: _Cube, stock: Stock, count: int, half: Floats) -> None:
    for _ in range(count):
        cube.put_beside(chosen(cube.maker, stock).form(cube.maker), half)


def _anyhow(maker: Maker) -> Floats:
    return ONTO_BELT @ turned(*(float(angle) for angle in maker.dice.uniform(-180, 180, 3)))


def _at_pitch(scanner: Tomograph, pitch_mm: float) -> Tomograph:
    """What blurs neighbouring voxels of the scanner blurs coarser ones less."""
    share = 2.5 / pitch_mm
    return replace(
        scanner,
        exposures=tuple(replace(each, blur=each.blur * share) for each in scanner.exposures),
        slice_blur=scanner.slice_blur * share,
        cutoff=min(1.0, scanner.cutoff + 0.1 * (1 - share)),
        views=max(LEAST_VIEWS, int(scanner.views * max(share, 0.5))),
    )
