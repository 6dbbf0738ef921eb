"""Packers of vehicles: cars on the floor or tilted above each other, motorcycles in frames, tractors, large parts."""

from dataclasses import dataclass

import numpy as np

from simulators.scanner.loads.cars import car
from simulators.scanner.loads.packing import Dice, Frame, Hold, Order, Packed, Pile, turned
from simulators.scanner.loads.substances import FOAM
from simulators.scanner.materials import ALUMINIUM, COPPER, RUBBER, STEEL, WOOD


@dataclass(frozen=True)
class Cars:
    """Two, three or four cars, lashed; on racks the front of every other one is raised."""

    tilted: bool = False
    taken_apart: bool = False

    def __call__(self, pile: Pile, hold: Hold, order: Order, dice: Dice) -> Packed:
        tilted, taken_apart = self.tilted, self.taken_apart
        count, x = 0, float(dice.uniform(0.1, 0.4))
        while True:
            size = (float(dice.uniform(3.6, 4.9)), float(dice.uniform(1.62, 1.9)), float(dice.uniform(1.38, 1.75)))
            ground, turn = 0.0, None
            used = size[0]
            if tilted and hold.size[2] > 2.2:
                angle = float(dice.uniform(0.16, 0.3))
                raised = count % 2 == 1
                turn = turned(pitch=-angle) if raised else None
                ground = 0.3 if raised else 0.0
                used = size[0] * (0.86 if raised else 0.92)
            if turn is not None and ground + np.sin(angle) * size[0] + size[2] > hold.size[2]:
                turn, ground = None, 0.0
            if x + max(used, size[0] * (0.99 if turn is not None else 1.0)) > hold.size[0]:
                break
            y = float(dice.uniform(0.2, 0.8)) * (hold.size[1] - size[1])
            flip = bool(dice.random() < 0.5)
            car(Frame(pile, hold.at(x, y, ground), turn), size, order, dice, flip=flip, bare=taken_apart)
            if ground:
                pile.boxes(hold.at(x + 0.2, y, 0.0), (0.12, size[1], ground + 0.1), order.dunnage(WOOD, 350))
            for wheel in (0.4, size[0] - 1.1):
                pile.boxes(hold.at(x + wheel, y, 0.0), (0.1, size[1], 0.09), order.dunnage(WOOD, 600))
            count += 1
            x += used + float(dice.uniform(0.12, 0.5))
        if taken_apart:
            _spares(pile, hold, order, dice, x)
        return Packed(count, "NE")


def _spares(pile: Pile, hold: Hold, order: Order, dice: Dice, x: float) -> None:
    """Engines, gearboxes and wheels of cars taken apart, around and behind the bodies."""
    for _ in range(int(dice.integers(3, 9))):
        place = max(0.1, min(hold.size[0] - 0.7, float(dice.uniform(0, hold.size[0] - 0.7))))
        engine(Frame(pile, hold.at(place, float(dice.uniform(0, hold.size[1] - 0.6)), 0.0)), order, dice)
    del x


def engine(frame: Frame, order: Order, dice: Dice) -> None:
    """A combustion engine with its gearbox, about 150 kg."""
    k = float(dice.uniform(0.8, 1.25))
    metal = STEEL if dice.random() < 0.6 else ALUMINIUM
    frame.box((0.0, 0.05, 0.1), (0.5 * k, 0.32 * k, 0.4 * k), order.part(metal, 2700 if metal is STEEL else 1600))
    frame.box((0.05, 0.1, 0.1 + 0.4 * k), (0.4 * k, 0.2 * k, 0.12 * k), order.part(ALUMINIUM, 1100))
    frame.box((0.5 * k, 0.1, 0.12), (0.35 * k, 0.22 * k, 0.25 * k), order.part(ALUMINIUM, 1900))
    for i in range(4):
        frame.cylinder(
            (0.07 * k + i * 0.115 * k, 0.05 + 0.16 * k, 0.25), 0.042 * k, 0.2 * k, 2, order.part(metal, -1200)
        )
    frame.cylinder((-0.03, 0.05 + 0.16 * k, 0.2), 0.09 * k, 0.03, 0, order.part(STEEL, 6000))
    frame.cylinder((0.2, 0.0, 0.3), 0.06, 0.12, 1, order.part(COPPER, 2500))


@dataclass(frozen=True)
class Motorcycles:
    """Motorcycles side by side, in steel frames or cartons, sometimes in two tiers."""

    in_crate: bool = True

    def __call__(self, pile: Pile, hold: Hold, order: Order, dice: Dice) -> Packed:
        in_crate = self.in_crate
        long, wide, high = float(dice.uniform(1.8, 2.2)), float(dice.uniform(0.5, 0.8)), float(dice.uniform(0.95, 1.15))
        tiers = 2 if in_crate and hold.size[2] > 2 * high + 0.1 else 1
        count = 0
        for end in range(int(hold.size[0] // (long + 0.05))):
            for lane in range(int(hold.size[1] // wide)):
                for tier in range(tiers):
                    frame = Frame(pile, hold.at(0.03 + end * (long + 0.05), lane * wide + 0.02, tier * (high + 0.05)))
                    _motorcycle(frame, (long, wide, high), order)
                    if in_crate:
                        for i in (0.0, long - 0.03):
                            frame.box((i, 0.0, 0.0), (0.03, 0.03, high), order.part(STEEL, 2500))
                            frame.box((i, wide - 0.05, 0.0), (0.03, 0.03, high), order.part(STEEL, 2500))
                        for z in (0.0, high - 0.03):
                            frame.box((0.0, 0.0, z), (long, 0.03, 0.03), order.part(STEEL, 2500))
                            frame.box((0.0, wide - 0.05, z), (long, 0.03, 0.03), order.part(STEEL, 2500))
                    count += 1
        return Packed(count, "FR")


def _motorcycle(frame: Frame, size: tuple[float, float, float], order: Order) -> None:
    long, wide, _high = size
    middle = wide / 2
    for x in (0.32, long - 0.34):
        frame.cylinder((x, middle - 0.06, 0.31), 0.29, 0.11, 1, order.part(RUBBER, 500))
        frame.cylinder((x, middle - 0.06, 0.31), 0.22, 0.11, 1, order.part(RUBBER, -500))
        frame.cylinder((x, middle - 0.02, 0.31), 0.22, 0.03, 1, order.part(ALUMINIUM, 900))
        frame.cylinder((x, middle - 0.08, 0.31), 0.05, 0.16, 1, order.part(STEEL, 3500))
    frame.box((long * 0.4, middle - 0.13, 0.28), (0.38, 0.26, 0.34), order.part(ALUMINIUM, 1500))
    frame.box((long * 0.44, middle - 0.06, 0.6), (0.18, 0.13, 0.2), order.part(STEEL, 2400))
    frame.box((long * 0.35, middle - 0.12, 0.78), (0.45, 0.24, 0.16), order.part(STEEL, 420))  # tank
    frame.box((long * 0.58, middle - 0.13, 0.76), (0.5, 0.26, 0.1), order.part(FOAM, 130))  # seat
    frame.box((long * 0.3, middle - 0.02, 0.4), (0.9, 0.04, 0.05), order.part(STEEL, 2500))
    for side in (-0.08, 0.06):
        frame.box((long * 0.2, middle + side, 0.31), (0.035, 0.035, 0.6), order.part(STEEL, 3000))
    frame.cylinder((long * 0.5, middle + 0.16, 0.3), 0.06, 0.6, 0, order.part(STEEL, 1500))


def tractors(pile: Pile, hold: Hold, order: Order, dice: Dice) -> Packed:
    """Agricultural tractors or small loaders, wheels on or off."""
    count, x = 0, 0.15
    while x + 3.2 < hold.size[0]:
        long = float(dice.uniform(2.6, 3.6))
        frame = Frame(pile, hold.at(x, (hold.size[1] - 1.6) / 2, 0.0))
        frame.box((0.1, 0.5, 0.55), (1.2, 0.6, 0.65), order.part(STEEL, 2500))
        frame.box((1.3, 0.55, 0.45), (0.9, 0.5, 0.5), order.part(STEEL, 3800))
        frame.box((0.0, 0.45, 1.2), (1.4, 0.7, 0.04), order.part(STEEL, 1500))
        frame.box((1.5, 0.5, 1.0), (0.5, 0.5, 0.45), order.part(FOAM, 200))
        for y in (0.0, 1.2):
            frame.cylinder((0.5, y + 0.1, 0.36), 0.36, 0.24, 1, order.part(RUBBER, 450))
            frame.cylinder((0.5, y + 0.1, 0.36), 0.2, 0.24, 1, order.part(STEEL, 500))
            frame.cylinder((long - 0.75, y, 0.62), 0.62, 0.38, 1, order.part(RUBBER, 330))
            frame.cylinder((long - 0.75, y + 0.1, 0.62), 0.32, 0.2, 1, order.part(STEEL, 900))
        for y in (0.35, 1.2):
            frame.box((1.4, y, 1.0), (0.05, 0.05, 1.1), order.part(STEEL, 3000))
        count += 1
        x += long + float(dice.uniform(0.1, 0.5))
    return Packed(count, "NE")


@dataclass(frozen=True)
class Stillages:
    """Vehicle parts in steel stillages: engines and gearboxes, or pressed panels and mixed parts."""

    engines: bool = True

    def __call__(self, pile: Pile, hold: Hold, order: Order, dice: Dice) -> Packed:
        engines = self.engines
        count = 0
        foot = (float(dice.uniform(1.1, 1.3)), float(dice.uniform(0.95, 1.15)), float(dice.uniform(0.75, 1.05)))
        left = order.limit_kg
        for i in range(int(hold.size[0] // (foot[0] + 0.05))):
            for lane in range(2):
                for tier in range(int(hold.size[2] // foot[2])):
                    left -= 330
                    if left < 0 or dice.random() < 0.05:
                        break
                    origin = hold.at(i * (foot[0] + 0.05) + 0.02, lane * hold.size[1] / 2, tier * foot[2])
                    frame = Frame(pile, origin)
                    for edge in (
                        (0.0, 0.0),
                        (foot[0] - 0.05, 0.0),
                        (0.0, foot[1] - 0.05),
                        (foot[0] - 0.05, foot[1] - 0.05),
                    ):
                        frame.box((*edge, 0.0), (0.05, 0.05, foot[2] - 0.02), order.part(STEEL, 2000))
                    frame.box((0.0, 0.0, 0.06), (foot[0], foot[1], 0.03), order.part(STEEL, 1600))
                    if engines:
                        for j in range(2):
                            engine(
                                Frame(
                                    pile,
                                    (
                                        origin[0] + 0.05 + 0.5 * j * (foot[0] > 1.2),
                                        origin[1] + 0.05 + 0.45 * j,
                                        origin[2] + 0.05,
                                    ),
                                ),
                                order,
                                dice,
                            )
                    else:
                        sheets = int(dice.integers(4, 14))
                        pitch = (foot[0] - 0.2) / sheets
                        at = (
                            np.column_stack(
                                [np.arange(sheets) * pitch + 0.1, np.full(sheets, 0.08), np.full(sheets, 0.1)]
                            )
                            + origin
                        )
                        pile.boxes(
                            at,
                            (0.006, foot[1] - 0.16, foot[2] * float(dice.uniform(0.55, 0.8))),
                            order.part(STEEL, 7000),
                        )
                        pile.boxes(at + (0.01, 0, 0), (pitch * 0.6, foot[1] - 0.2, foot[2] * 0.5), order.of(0.7))
                    count += 1
        return Packed(count, "PX")
