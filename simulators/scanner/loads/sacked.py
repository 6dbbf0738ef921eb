"""Packers of sacks, big bags, bales and hides."""

from dataclasses import dataclass

import numpy as np

from simulators.scanner.loads.packing import (
    FOOTPRINTS,
    Dice,
    Hold,
    Kind,
    Order,
    Packed,
    Pile,
    Range,
    drawn,
    pallet,
    places,
)  # fmt: skip
from simulators.scanner.materials import STEEL

Size = tuple[Range, Range, Range]
SMALL: Size = ((0.25, 0.40), (0.20, 0.33), (0.12, 0.30))
MIDDLE: Size = ((0.38, 0.60), (0.30, 0.45), (0.22, 0.42))
LARGE: Size = ((0.55, 0.85), (0.45, 0.70), (0.35, 0.65))


@dataclass(frozen=True)
class SacksOnPallets:
    """Sacks laid crosswise on pallets, five to a layer, under wrap."""

    sack: Size = ((0.5, 0.62), (0.36, 0.42), (0.11, 0.17))
    tall: Range = (0.4, 0.85)
    tiers: int = 1

    def __call__(self, pile: Pile, hold: Hold, order: Order, dice: Dice) -> Packed:
        sack, tall, tiers = self.sack, self.tall, self.tiers
        foot = FOOTPRINTS[int(dice.integers(len(FOOTPRINTS)))]
        size = (drawn(dice, sack[0]), drawn(dice, sack[1]), drawn(dice, sack[2]))
        thick = size[2]
        room = max(thick + 0.144, order.height(hold, hold.size[2] * drawn(dice, tall), 0.72) / tiers)
        layers = max(1, int((room - 0.144) // thick))
        count = 0
        for x, y in places(hold, foot, dice, (0.02, 0.15)):
            for tier in range(tiers):
                z = hold.corner[2] + tier * (layers * thick + 0.144)
                pallet(pile, (x, y, z), foot, order)
                lower = int(dice.integers(0, 2)) if dice.random() < 0.2 else 0
                count += _crosswise(pile, Hold((x, y, z + 0.144), (*foot, 0.0)), size, layers - lower, order, dice)
        return Packed(count, "BG")


def _crosswise(pile: Pile, hold: Hold, sack: tuple[float, float, float], layers: int, order: Order, dice: Dice) -> int:
    """Layers of sacks over a footprint, every other one turned; returns how many."""
    foot = hold.size
    centres, halves = [], []
    for layer in range(layers):
        a, b = (sack[0], sack[1]) if layer % 2 == 0 else (sack[1], sack[0])
        nx, ny = max(1, round(foot[0] / a)), max(1, round(foot[1] / b))
        for i in range(nx):
            for j in range(ny):
                slip = dice.uniform(-0.015, 0.015, 2)
                x, y = (i + 0.5) * foot[0] / nx + slip[0], (j + 0.5) * foot[1] / ny + slip[1]
                centres.append((x, y, (layer + 0.5) * sack[2]))
                halves.append((foot[0] / nx * 0.51, foot[1] / ny * 0.51, sack[2] * 0.53))
    if centres:
        pile.add(Kind.CUSHION, np.asarray(centres) + hold.corner, np.asarray(halves), order.of(), power=4.0)
    return len(centres)


@dataclass(frozen=True)
class SacksOnFloor:
    """Sacks stowed by hand, in rows that settle into each other (saddle) or stand in columns."""

    sack: Size = ((0.75, 0.98), (0.45, 0.6), (0.16, 0.24))
    tall: Range = (0.5, 0.85)
    saddle: bool = False
    power: float = 4.0

    def __call__(self, pile: Pile, hold: Hold, order: Order, dice: Dice) -> Packed:
        sack, tall, saddle, power = self.sack, self.tall, self.saddle, self.power
        length, width, thick = (drawn(dice, span) for span in sack)
        if dice.random() < 0.5:
            length, width = width, length
        top = order.height(hold, hold.size[2] * drawn(dice, tall), 0.8)
        layers = max(1, int(top // thick))
        nx, ny = int(hold.size[0] // length), max(1, int(hold.size[1] // width))
        centres = []
        for i in range(nx):
            worn = int(dice.integers(0, 2)) + (nx - i < 3) * int(dice.integers(0, max(1, layers // 2)))
            for layer in range(max(1, layers - worn)):
                shift = (layer % 2) * 0.5 if saddle else 0.0
                for j in range(ny - (1 if shift else 0)):
                    slip = dice.normal(0, 0.015, 3)
                    centres.append(
                        (
                            length * (i + 0.5) + slip[0],
                            hold.size[1] / ny * (j + 0.5 + shift) + slip[1],
                            thick * (layer + 0.52) + abs(slip[2]) / 2,
                        )
                    )
        if not centres:
            return Packed(0, "SA")
        half = (length * 0.505, hold.size[1] / ny * 0.505, thick * 0.53)
        pile.add(Kind.CUSHION, np.asarray(centres) + hold.corner, half, order.of(), power=power)
        return Packed(len(centres), "SA")


@dataclass(frozen=True)
class BigBags:
    """Flexible containers of about a tonne, two abreast, bulging, on pallets or on the floor."""

    size: Range = (0.85, 1.1)
    tiers: int = 1
    pallets: bool = True

    def __call__(self, pile: Pile, hold: Hold, order: Order, dice: Dice) -> Packed:
        size, tiers, pallets = self.size, self.tiers, self.pallets
        wide = drawn(dice, size)
        lift = 0.13 if pallets else 0.0
        tall = min(drawn(dice, (0.8, 1.3)), (hold.size[2] - lift * tiers) / tiers * 0.95)
        tall = min(tall, max(0.3, order.height(hold, tall * tiers, 0.75) / tiers))
        count = 0
        for x, y in places(hold, (wide + 0.06, wide + 0.06), dice, (0.0, 0.08)):
            for tier in range(tiers):
                z = hold.corner[2] + tier * (tall + lift)
                if pallets:
                    pallet(pile, (x + 0.02, y + 0.02, z), (wide, wide), order, 0.13)
                full = tall * drawn(dice, (0.88, 1.0))
                pile.add(
                    Kind.CUSHION,
                    (x + wide / 2 + 0.03, y + wide / 2 + 0.03, z + lift + full / 2),
                    (wide / 2 + 0.02, wide / 2 + 0.02, full / 2),
                    order.of(),
                    power=8.0,
                )
                count += 1
        return Packed(count, "BG")


@dataclass(frozen=True)
class Bales:
    """Pressed bales with the wires or straps that hold them."""

    size: Size = ((1.2, 1.5), (0.5, 0.8), (0.6, 0.9))
    wires: int = 6
    power: float = 8.0
    ragged: float = 0.2

    def __call__(self, pile: Pile, hold: Hold, order: Order, dice: Dice) -> Packed:
        size, wires, power, ragged = self.size, self.wires, self.power, self.ragged
        length, width, high = (drawn(dice, span) for span in size)
        if dice.random() < 0.4:
            length, width = width, length
        top = order.height(hold, hold.size[2] * 0.99, 0.9)
        up, across = max(1, int(top // high)), max(1, int(hold.size[1] // width))
        step = hold.size[1] / across
        centres = []
        for i in range(int(hold.size[0] // (length + 0.015))):
            for j in range(across):
                for layer in range(up - int(dice.random() < ragged)):
                    slip = dice.normal(0, 0.01, 2)
                    centres.append(
                        ((length + 0.015) * (i + 0.5) + slip[0], step * (j + 0.5) + slip[1], high * (layer + 0.5))
                    )
        if not centres:
            return Packed(0, "BL")
        at = np.asarray(centres) + hold.corner
        each = order.density * dice.normal(1, 0.06, len(at)).clip(0.8, 1.2)
        pile.add(Kind.CUSHION, at, (length / 2, width / 2, high / 2), order.of(), density=each, power=power)
        for wire in range(wires):
            shift = (wire + 0.5) / wires - 0.5
            pile.boxes(
                at + (shift * length * 0.9 - 0.0015, -width / 2, -high / 2), (0.003, width, high), order.part(STEEL, 60)
            )
        return Packed(len(at), "BL")


def hides(pile: Pile, hold: Hold, order: Order, dice: Dice) -> Packed:
    """Hides folded on pallets: wide soft layers, each of another thickness."""
    foot = FOOTPRINTS[int(dice.integers(len(FOOTPRINTS)))]
    top = order.height(hold, hold.size[2] * drawn(dice, (0.35, 0.7)), 0.7)
    count = 0
    for x, y in places(hold, foot, dice, (0.05, 0.25)):
        pallet(pile, (x, y, hold.corner[2]), foot, order)
        z = 0.144
        while z < top - 0.05:
            thick = float(dice.uniform(0.05, 0.14))
            size = np.array(foot) * dice.uniform(0.85, 1.02, 2)
            centre = (x + foot[0] / 2, y + foot[1] / 2, hold.corner[2] + z + thick / 2)
            pile.add(
                Kind.CUSHION,
                centre,
                (size[0] / 2, size[1] / 2, thick / 2),
                order.of(float(dice.uniform(0.85, 1.1))),
                power=4.0,
            )
            z += thick
        count += 1
    return Packed(count, "PX")
