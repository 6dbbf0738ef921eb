"""Packers of large pieces: timber, stone, glass, furniture."""

from dataclasses import dataclass

import numpy as np

from simulators.scanner.loads.packing import (
    FOOTPRINTS,
    Dice,
    Hold,
    Order,
    Packed,
    Pile,
    Range,
    drawn,
    pallet,
    places,
)
from simulators.scanner.loads.substances import FOAM
from simulators.scanner.materials import STEEL, WOOD, Material


@dataclass(frozen=True)
class Packs:
    """Sawn timber or panels in strapped packs on bearers, the layers of boards with gaps between."""

    long: tuple[float, ...] = (2.9, 3.9, 5.7)
    boards: Range = (0.025, 0.06)
    wide: Range = (0.9, 1.12)
    high: Range = (0.45, 1.1)

    def __call__(self, pile: Pile, hold: Hold, order: Order, dice: Dice) -> Packed:
        long, boards, wide, high = self.long, self.boards, self.wide, self.high
        length = min(float(dice.choice(long)), hold.size[0] - 0.05)
        width, each = drawn(dice, wide), drawn(dice, high)
        thick = drawn(dice, boards)
        top = order.height(hold, hold.size[2] * 0.96, 0.85)
        each = min(each, top - 0.09)
        stacked = max(1, int(top // (each + 0.09)))
        lanes = max(1, int(hold.size[1] // (width + 0.01)))
        count = 0
        for end in range(int(hold.size[0] // (length + 0.02))):
            for lane in range(lanes):
                for tier in range(stacked - int(dice.random() < 0.12)):
                    x = hold.corner[0] + end * (length + 0.02)
                    y, z = hold.corner[1] + lane * hold.size[1] / lanes, hold.corner[2] + tier * (each + 0.09)
                    for bearer in (0.3, length / 2, length - 0.4):
                        pile.boxes((x + bearer, y, z), (0.09, width, 0.09), order.dunnage(WOOD, 500))
                    levels = np.arange(max(1, int(each // thick)))
                    corners = np.column_stack(
                        [x + dice.uniform(0, 0.04, len(levels)), np.full(len(levels), y), z + 0.09 + levels * thick]
                    )
                    size = np.column_stack(
                        [
                            length * dice.uniform(0.97, 1, len(levels)),
                            np.full(len(levels), width),
                            np.full(len(levels), thick * 0.94),
                        ]
                    )
                    pile.boxes(corners, size, order.of(), order.density * dice.normal(1, 0.04, len(levels)))
                    count += 1
        return Packed(count, "PX")


@dataclass(frozen=True)
class LowPallets:
    """Tiles, bricks, stone: pallets stacked low since the weight limit comes first."""

    box: tuple[Range, Range, Range] = ((0.3, 0.62), (0.2, 0.5), (0.07, 0.3))
    spread: float = 0.2

    def __call__(self, pile: Pile, hold: Hold, order: Order, dice: Dice) -> Packed:
        box, spread = self.box, self.spread
        foot = FOOTPRINTS[int(dice.integers(len(FOOTPRINTS)))]
        size = [drawn(dice, span) for span in box]
        counts = [max(1, int(foot[axis] // size[axis])) for axis in range(2)]
        spots = list(places(hold, foot, dice, (0.02, 0.02 + spread)))
        area = foot[0] * foot[1]
        top = min(
            order.limit_kg * drawn(dice, (0.85, 1.0)) / (order.density * area * max(1, len(spots))), hold.size[2] * 0.85
        )
        layers = max(1, int(top // size[2]))
        if layers * size[2] > hold.size[2] - 0.2:
            layers -= 1
        count = 0
        for x, y in spots[: max(1, int(order.limit_kg / (order.density * area * layers * size[2])))]:
            pallet(pile, (x, y, hold.corner[2]), foot, order)
            i, j, k = (axis.ravel() for axis in np.meshgrid(*(np.arange(n) for n in (*counts, layers)), indexing="ij"))
            corners = np.column_stack(
                [x + i * foot[0] / counts[0], y + j * foot[1] / counts[1], hold.corner[2] + 0.144 + k * size[2]]
            )
            pile.boxes(
                corners,
                (foot[0] / counts[0] - 0.01, foot[1] / counts[1] - 0.01, size[2] - 0.006),
                order.of(),
                order.density * dice.normal(1, 0.02, len(corners)),
            )
            count += len(corners)
        return Packed(count, "CT")


@dataclass(frozen=True)
class Slabs:
    """Upright sheets of stone or glass on racks, along the container."""

    thick: Range = (0.018, 0.032)
    frame: Material = WOOD

    def __call__(self, pile: Pile, hold: Hold, order: Order, dice: Dice) -> Packed:
        thick, frame = self.thick, self.frame
        long = min(float(dice.uniform(1.6, 3.1)), hold.size[0] - 0.2)
        high = min(float(dice.uniform(1.2, 2.0)), hold.size[2] - 0.25)
        t = drawn(dice, thick)
        racks = max(1, int(hold.size[0] // (long + 0.3)))
        each_kg = order.density * long * high * t
        sheets = max(2, min(int(order.limit_kg / each_kg / racks), int(0.85 / t)))
        count = 0
        for rack in range(racks):
            x = hold.corner[0] + 0.1 + rack * hold.size[0] / racks
            for side in range(2):
                y0 = hold.corner[1] + (0.15 if side == 0 else hold.size[1] / 2 + 0.12)
                for foot in (0.1, long - 0.2):
                    pile.boxes(
                        (x + foot, y0 - 0.05, hold.corner[2]),
                        (0.1, 0.95, 0.14),
                        order.dunnage(frame, frame.density * (1.0 if frame is WOOD else 0.35)),
                    )
                    pile.boxes(
                        (x + foot, y0 + 0.0, hold.corner[2] + 0.14),
                        (0.07, 0.07, high * 0.95),
                        order.dunnage(frame, frame.density * (1.0 if frame is WOOD else 0.35)),
                    )
                here = sheets // 2
                slip = dice.uniform(0, 0.06, here)
                corners = np.column_stack(
                    [x + slip, y0 + 0.08 + np.arange(here) * (t + 0.001), np.full(here, hold.corner[2] + 0.14)]
                )
                size = np.column_stack([long - 0.06 - slip, np.full(here, t), high * dice.uniform(0.96, 1.0, here)])
                pile.boxes(corners, size, order.of())
                count += here
        return Packed(count, "CR")


def blocks(pile: Pile, hold: Hold, order: Order, dice: Dice) -> Packed:
    """A few rough blocks of stone on bearers, wedged."""
    count, left, x = 0, order.limit_kg, 0.3
    while x < hold.size[0] - 1.0:
        size = (float(dice.uniform(1.2, 2.6)), float(dice.uniform(0.9, 1.7)), float(dice.uniform(0.7, 1.5)))
        mass = order.density * size[0] * size[1] * size[2]
        if mass > left or x + size[0] > hold.size[0]:
            break
        y = hold.corner[1] + (hold.size[1] - size[1]) / 2
        pile.boxes((hold.corner[0] + x, y, hold.corner[2] + 0.1), size, order.of())
        for bearer in (0.2, size[0] - 0.35):
            pile.boxes((hold.corner[0] + x + bearer, y, hold.corner[2]), (0.12, size[1], 0.1), order.dunnage(WOOD, 650))
        left -= mass
        count += 1
        x += size[0] + float(dice.uniform(0.4, 1.8))
    if count == 0:
        edge = (order.limit_kg * 0.9 / order.density) ** (1 / 3)
        pile.boxes(hold.at(0.3, 0.3, 0.1), (edge, edge, edge), order.of())
        count = 1
    return Packed(count, "NE")


@dataclass(frozen=True)
class Furniture:
    """Flat cartons of boards on edge, or chairs, sofas and tables assembled, in films and cartons."""

    flat: bool = True

    def __call__(self, pile: Pile, hold: Hold, order: Order, dice: Dice) -> Packed:
        flat = self.flat
        count = 0
        x = 0.0
        while x < hold.size[0] - 0.3:
            depth = min(float(dice.uniform(0.45, 2.1)), hold.size[0] - x)
            y = 0.0
            while y < hold.size[1] - 0.2:
                width = min(float(dice.uniform(0.5, 1.2)), hold.size[1] - y)
                z, top = 0.0, hold.size[2] * float(dice.uniform(0.75, 0.97))
                while z < top - 0.1:
                    high = min(float(dice.uniform(0.08, 0.3) if flat else dice.uniform(0.4, 1.0)), top - z)
                    if high > 0.06:
                        _piece(pile, hold.at(x, y, z), (depth - 0.01, width - 0.01, high - 0.008), order, dice, flat)
                        count += 1
                    z += high
                y += width
            x += depth + 0.01
        return Packed(count, "CT")


def _piece(
    pile: Pile,
    corner: tuple[float, float, float],
    size: tuple[float, float, float],
    order: Order,
    dice: Dice,
    flat: bool,
) -> None:
    x, y, z = corner
    if flat:
        sheets = max(1, int(size[2] / 0.03))
        at = np.column_stack(
            [np.full(sheets, x + 0.01), np.full(sheets, y + 0.01), z + np.arange(sheets) * size[2] / sheets]
        )
        dense = order.density * 2.0 * dice.uniform(0.5, 1.0, sheets)
        pile.boxes(at, (size[0] * 0.97, size[1] * 0.97, size[2] / sheets * 0.6), order.of(), dense)
        return
    kind = int(dice.integers(3))
    if kind == 0:  # a sofa: frame below, foam above, springs
        pile.boxes(corner, (size[0], size[1], size[2] * 0.4), order.of(1.4))
        pile.boxes((x, y, z + size[2] * 0.4), (size[0], size[1] * 0.3, size[2] * 0.6), order.of(0.7))
        pile.boxes((x, y, z + size[2] * 0.4), (size[0], size[1] * 0.8, size[2] * 0.15), order.part(FOAM, 35))
    elif kind == 1:  # legs and a top
        pile.boxes((x, y, z + size[2] * 0.9), (size[0], size[1], size[2] * 0.1), order.of(4.0))
        for i in (0.0, size[0] - 0.05):
            for j in (0.0, size[1] - 0.05):
                pile.boxes(
                    (x + i, y + j, z),
                    (0.05, 0.05, size[2] * 0.9),
                    order.of(4.0) if dice.random() < 0.5 else order.part(STEEL, 1500),
                )
    else:  # a cupboard: walls and shelves
        for level in np.linspace(0, 0.95, int(dice.integers(2, 5))):
            pile.boxes((x, y, z + level * size[2]), (size[0], size[1], 0.018), order.of(4.0))
        for side in (0.0, size[0] - 0.018):
            pile.boxes((x + side, y, z), (0.018, size[1], size[2]), order.of(4.0))
