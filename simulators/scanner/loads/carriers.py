"""The box around the load and what carries it: dry and refrigerated containers, lorries of several makes."""

from dataclasses import dataclass

import numpy as np

from simulators.scanner import vehicles
from simulators.scanner.loads.bodies import Of, Pile, Role
from simulators.scanner.loads.packing import Dice, Hold
from simulators.scanner.loads.substances import ALUMINIUM, COPPER, FOAM, RUBBER, STEEL

MARGIN_M = 0.15
SIZES = vehicles.SIZES | {"L5G1": (13.716, 2.896), "22R1": (6.058, 2.591), "45R1": (12.192, 2.896)}
PAYLOAD_KG = {"22G1": 27_500, "42G1": 26_300, "45G1": 26_000, "L5G1": 25_500, "22R1": 26_500, "45R1": 28_500}


@dataclass(frozen=True)
class Carried:
    """A box in place.

    Attributes:
        frame: size of the picture, metres.
        middle: of the box, where pixels have their nominal size: across and up.
    """

    box: vehicles.Box
    hold: Hold
    frame: tuple[float, float, float]
    middle: tuple[float, float]
    on_lorry: bool


def carry(pile: Pile, size_type: str, on_lorry: bool, dice: Dice) -> Carried:
    """Set up a container, alone or on a lorry, and say where goods may go."""
    length, height = SIZES[size_type]
    deck = float(dice.uniform(1.05, 1.35)) if on_lorry else float(dice.uniform(0.05, 0.3))
    margin = MARGIN_M + float(dice.uniform(0, 0.4))
    trailer = max(length, 9.0)
    front = margin + (2.9 + trailer - length if on_lorry else 0.0)
    box = vehicles.Box((front, margin, deck), length, height, size_type)
    pile.solids(vehicles.container(box), Role.CONTAINER)
    if on_lorry:
        pile.solids(vehicles.tractor(margin, margin), Role.CARRIER)
        pile.solids(vehicles.skeletal_trailer(margin + 2.9, trailer, margin, deck), Role.CARRIER)
    hold = Hold(box.inner_corner, box.inner_size)
    if "R" in size_type:
        hold = _refrigerate(pile, box)
    above = float(dice.uniform(0.1, 0.6))
    frame = (front + length + margin, vehicles.WIDTH + 2 * margin, deck + height + above)
    return Carried(box, hold, frame, (margin + vehicles.WIDTH / 2, deck + height / 2), on_lorry)


def _refrigerate(pile: Pile, box: vehicles.Box) -> Hold:
    """Foam walls, the machinery in the front wall, and a floor of rails for the air."""
    corner, size = np.asarray(box.inner_corner), np.asarray(box.inner_size)
    wall, machine, rail = 0.06, 0.42, 0.07
    foam, liner = Of(FOAM, 45, Role.CONTAINER), Of(ALUMINIUM, 2700, Role.CONTAINER)
    for side in (0.0, size[1] - wall):
        pile.boxes(corner + (0, side, 0), (size[0], wall, size[2]), foam)
        pile.boxes(corner + (machine, side + (wall if side == 0 else -0.001), 0), (size[0] - machine, 0.001, size[2]), liner)
    pile.boxes(corner + (0, wall, size[2] - wall), (size[0], size[1] - 2 * wall, wall), foam)
    pile.boxes(corner + (0, wall, 0), (size[0], size[1] - 2 * wall, rail), Of(ALUMINIUM, 330, Role.CONTAINER))
    steel = Of(STEEL, 1, Role.CONTAINER)
    pile.boxes(corner + (machine - 0.06, wall, 0.1), (0.06, size[1] - 2 * wall, size[2] - 0.2), foam)
    for at, part, density in (
        ((0.05, 0.25, 0.12), (0.3, 0.45, 0.4), 2300),  # compressor
        ((0.05, 1.1, 0.12), (0.28, 0.8, 0.6), 500),
        ((0.05, 0.2, 1.5), (0.22, 1.9, 0.5), 350),  # evaporator
        ((0.02, 0.15, 0.9), (0.12, 0.6, 0.5), 700),  # controls
    ):
        pile.boxes(corner + at, part, steel, density)
    for fan in (0.65, 1.65):
        pile.cylinders(corner + (0.08, fan, size[2] - 0.35), 0.2, 0.1, 0, Of(COPPER, 500, Role.CONTAINER))
    pile.boxes(corner + (0.05, 0.3, 0.75), (0.25, 1.6, 0.03), Of(RUBBER, 900, Role.CONTAINER))
    inner = corner + (machine, wall + 0.001, rail)
    room = size - (machine, 2 * wall + 0.002, rail + wall)
    return Hold((inner[0], inner[1], inner[2]), (room[0], room[1], room[2]))
