"""Packers of tyres, bars and tubes in bundles, and logs."""

from dataclasses import dataclass, replace

import numpy as np

from simulators.scanner.loads.bodies import Of
from simulators.scanner.loads.packing import (
    Dice,
    Hold,
    Kind,
    Order,
    Packed,
    Pile,
    Range,
    drawn,
    nested,
    turned,
)
from simulators.scanner.materials import RUBBER, STEEL, WOOD


@dataclass(frozen=True)
class Tyres:
    """Tyres in columns, laced (leaning one on the next) or upright in rows; rings with steel in the belt."""

    radius: Range = (0.28, 0.36)
    laced: bool = False
    upright: bool = False

    def __call__(self, pile: Pile, hold: Hold, order: Order, dice: Dice) -> Packed:
        r = drawn(dice, self.radius)
        wide, hole = r * float(dice.uniform(0.55, 0.75)), r * float(dice.uniform(0.55, 0.66))
        angle = float(dice.uniform(0.75, 1.05)) if self.laced else 0.0
        if self.laced:
            centres = _laced(hold, r, wide, angle)
        else:
            centres = _in_rows(hold, r, wide) if self.upright else _in_columns(hold, r, wide, dice)
        at = np.asarray(centres).reshape(-1, 3) + hold.corner
        at += dice.normal(0, 0.006, at.shape)
        turn = turned(pitch=angle if dice.random() < 0.5 else -angle) if self.laced else None
        axis = 1 if self.upright else 2
        kind = Kind.TURNED_CYLINDER if self.laced else Kind(Kind.CYLINDER_X + axis)
        rubber, belt = order.part(RUBBER, order.density * 0.82), order.part(STEEL, order.density * 0.55)
        for radius, of in ((r, rubber), (hole, _less(rubber)), (r * 0.93, belt), (r * 0.86, _less(belt))):
            half = np.full(3, radius)
            half[axis] = wide / 2 * 0.96
            pile.add(kind, at, half, of, turn=turn)
        return Packed(len(at), "NE")


def _in_rows(hold: Hold, r: float, wide: float) -> list[tuple[float, float, float]]:
    counts = (int(hold.size[0] // (2 * r)), int(hold.size[1] // wide), int(hold.size[2] // (2 * r)))
    i, j, k = (range(count) for count in counts)
    return [(r + x * 2 * r, wide * (y + 0.5), r + z * 2 * r) for z in k for x in i for y in j]


def _in_columns(hold: Hold, r: float, wide: float, dice: Dice) -> list[tuple[float, float, float]]:
    centres: list[tuple[float, float, float]] = []
    for x, y in nested(hold, r, dice):
        levels = int(hold.size[2] * (1 if dice.random() < 0.7 else 0.85) // wide)
        centres += [(x - hold.corner[0], y - hold.corner[1], wide * (layer + 0.5)) for layer in range(levels)]
    return centres


def _laced(hold: Hold, r: float, wide: float, angle: float) -> list[tuple[float, float, float]]:
    flat, up = r * np.cos(angle) + wide / 2 * np.sin(angle), r * np.sin(angle) + wide / 2 * np.cos(angle)
    lean, rise = wide / np.sin(angle) * 0.97, r * 1.25
    layers = 1 + max(0, int((hold.size[2] - 2 * up) // rise))
    along = 1 + int((hold.size[0] - 2 * flat - 0.05) // lean)
    return [
        (flat + i * lean, r + lane * 2 * r, up + layer * rise)
        for layer in range(layers)
        for lane in range(int(hold.size[1] // (2 * r)))
        for i in range(along)
    ]


def _less(of: Of) -> Of:
    """The same body, taken away."""
    return replace(of, density=-of.density)


@dataclass(frozen=True)
class Bundles:
    """Bars or tubes along the container in bundles on bearers; as wide apart as their weight asks."""

    radius: Range = (0.015, 0.08)
    hollow: float = 0.0
    square: bool = False

    def __call__(self, pile: Pile, hold: Hold, order: Order, dice: Dice) -> Packed:
        radius, hollow, square = self.radius, self.hollow, self.square
        r = drawn(dice, radius)
        long = min(float(dice.choice([2.9, 5.8, 5.8, 11.8])), hold.size[0] - 0.1)
        solid = order.density * np.pi * r * r * (1 - hollow**2) * long
        ends = max(1, int(hold.size[0] // (long + 0.05)))
        most = max(3, min(int(order.limit_kg * float(dice.uniform(0.6, 1.0)) / solid / ends), 400))
        across = max(1, min(int((hold.size[1] - 0.1) // (2 * r)), int(np.ceil(np.sqrt(most * 3)))))
        group = max(2, int(0.5 / (2 * r)))
        count = 0
        for end in range(ends):
            x = hold.corner[0] + end * (long + 0.05)
            for bearer in np.linspace(0.4, long - 0.5, 3):
                pile.boxes(
                    (x + bearer, hold.corner[1] + 0.05, hold.corner[2]),
                    (0.1, hold.size[1] - 0.1, 0.08),
                    order.dunnage(WOOD, 600),
                )
            spots = []
            for index in range(most):
                layer, j = divmod(index, across)
                z = 0.08 + r + layer * (1.74 * r if not square else 2 * r)
                if z + r > hold.size[2]:
                    break
                spots.append((0.05 + r + j * 2 * r + (j // group) * 0.04 + (layer % 2) * (0 if square else r), z))
            at = np.asarray(spots)
            at = at[at[:, 0] + r < hold.size[1]]
            first = x + dice.uniform(0, 0.04, len(at))
            if square:
                pile.boxes(
                    np.column_stack([first, hold.corner[1] + at[:, 0] - r, hold.corner[2] + at[:, 1] - r]),
                    (long, 2 * r * 0.98, 2 * r * 0.98),
                    order.of(),
                )
            else:
                base = np.column_stack([first, hold.corner[1] + at[:, 0], hold.corner[2] + at[:, 1]])
                pile.cylinders(base, r, long, 0, order.of())
                if hollow:
                    pile.cylinders(base, r * hollow, long, 0, order.of(-1.0))
            count += len(at)
        return Packed(count, "BE")


def logs(pile: Pile, hold: Hold, order: Order, dice: Dice) -> Packed:
    """Round wood along the container, thick and thin."""
    long = float(dice.choice([2.8, 3.9, 5.7, 11.6]))
    long = min(long, hold.size[0] - 0.1)
    top = order.height(hold, hold.size[2] * drawn(dice, (0.6, 0.9)), 0.7)
    count = 0
    for end in range(max(1, int(hold.size[0] // (long + 0.1)))):
        z = 0.0
        while z < top - 0.12:
            biggest, y = 0.1, 0.02
            while y < hold.size[1] - 0.2:
                r = float(dice.uniform(0.09, 0.24))
                if y + 2 * r > hold.size[1] or z + 2 * r > hold.size[2]:
                    break
                base = (
                    hold.corner[0] + end * (long + 0.1) + dice.uniform(0, 0.08),
                    hold.corner[1] + y + r,
                    hold.corner[2] + z + r,
                )
                pile.cylinders(
                    base, r, long * float(dice.uniform(0.95, 1.0)), 0, order.of(float(dice.uniform(0.85, 1.1)))
                )
                y += 2 * r
                biggest = max(biggest, r)
                count += 1
            z += 1.7 * biggest
    return Packed(count, "LG")
