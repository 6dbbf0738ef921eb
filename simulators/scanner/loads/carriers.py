"""The box around the load and what carries it: dry and refrigerated containers, lorries of several makes."""

from dataclasses import dataclass

import numpy as np

from simulators.scanner import vehicles
from simulators.scanner.loads import lorries
from simulators.scanner.loads.bodies import Of, Pile, Role
from simulators.scanner.loads.packing import Dice, Hold
from simulators.scanner.loads.substances import FOAM
from simulators.scanner.materials import ALUMINIUM, COPPER, RUBBER, STEEL, WOOD

MARGIN_M = 0.15
SIZES = vehicles.SIZES | {"L5G1": (13.716, 2.896), "22R1": (6.058, 2.591), "45R1": (12.192, 2.896)}
PAYLOAD_KG = {"22G1": 27_500, "42G1": 26_300, "45G1": 26_000, "L5G1": 25_500, "22R1": 26_500, "45R1": 28_500}


@dataclass(frozen=True)
class Carried:
    """A box in place.

    Attributes:
        frame: size of the picture, metres.
        middle: of the box, where pixels have their nominal size: across and up.
        payload_kg: what it may carry.
    """

    box: vehicles.Box
    hold: Hold
    frame: tuple[float, float, float]
    middle: tuple[float, float]
    on_lorry: bool
    payload_kg: float


def carry(pile: Pile, size_type: str, on_lorry: bool, dice: Dice, evaluation: bool = False) -> Carried:
    """Set up a container, alone or on a lorry, and say where goods may go; no size and type is a van or box body."""
    if not size_type:
        return _body(pile, dice, evaluation)
    length, height = SIZES[size_type]
    deck = float(dice.uniform(1.05, 1.35)) if on_lorry else float(dice.uniform(0.05, 0.3))
    margin = MARGIN_M + float(dice.uniform(0, 0.4))
    ride = max(length, 9.0)
    make = lorries.drawn_make(dice, evaluation)
    front = margin + (make.length + ride - length if on_lorry else 0.0)
    box = vehicles.Box((front, margin, deck), length, height, size_type)
    pile.solids(vehicles.container(box), Role.CONTAINER)
    if on_lorry:
        lorries.tractor(pile, margin, margin, make, dice)
        lorries.trailer(pile, margin + make.length, ride, margin, deck, dice)
    hold = Hold(box.inner_corner, box.inner_size)
    if "R" in size_type:
        hold = _refrigerate(pile, box)
    above = deck + height if not on_lorry else max(deck + height, make.roof)
    frame = (front + length + margin, vehicles.WIDTH + 2 * margin, above + float(dice.uniform(0.1, 0.6)))
    return Carried(box, hold, frame, (margin + vehicles.WIDTH / 2, deck + height / 2), on_lorry, PAYLOAD_KG[size_type])


def _body(pile: Pile, dice: Dice, evaluation: bool) -> Carried:
    """A box body of sandwich or plywood walls: of a van, of a rigid lorry, or of a trailer behind a tractor."""
    kind = int(dice.integers(3))
    length = float(dice.uniform(*((2.6, 4.2), (5.5, 8.2), (13.4, 13.65))[kind]))
    height = float(dice.uniform(*((1.7, 2.2), (2.2, 2.6), (2.55, 2.8))[kind]))
    deck = float(dice.uniform(*((0.6, 0.85), (0.95, 1.2), (1.05, 1.25))[kind]))
    margin = MARGIN_M + float(dice.uniform(0, 0.4))
    make = lorries.drawn_make(dice, evaluation)
    front = margin + (make.length if kind == 2 else make.bonnet + make.cab + 0.1)
    if kind == 2:
        lorries.tractor(pile, margin, margin, make, dice)
        lorries.trailer(pile, front, length, margin, deck, dice)
    else:
        lorries.rigid(pile, margin, margin, make, dice, 0.72 if kind == 0 else 1.0)
        lorries.platform(pile, front, length, margin, deck, dice)
    wall = float(dice.uniform(0.02, 0.05))
    shell = Of(*((WOOD, 420.0), (ALUMINIUM, 160.0), (FOAM, 90.0))[int(dice.integers(3))], Role.CARRIER, -1)
    width = lorries.WIDTH
    for side in (0.0, width - wall):
        pile.boxes((front, margin + side, deck), (length, wall, height), shell)
    for end in (0.0, length - wall):
        pile.boxes((front + end, margin, deck), (wall, width, height), shell)
    pile.boxes((front, margin, deck + height - wall), (length, width, wall), shell)
    pile.boxes((front, margin, deck), (length, width, 0.035), Of(WOOD, 650, Role.CARRIER, -1))
    for member in np.arange(0.2, length, 0.5):
        pile.boxes(
            (front + member, margin + 0.05, deck - 0.1), (0.05, width - 0.1, 0.1), Of(STEEL, 1200, Role.CARRIER, -1)
        )
    corner = (front + wall + 0.02, margin + wall + 0.02, deck + 0.036)
    hold = Hold(corner, (length - 2 * wall - 0.04, width - 2 * wall - 0.04, height - wall - 0.06))
    top = max(deck + height, make.roof)
    frame = (front + length + margin, width + 2 * margin, top + float(dice.uniform(0.1, 0.5)))
    payload = float(dice.uniform(*((700, 1500), (4000, 9000), (20000, 25000))[kind]))
    box = vehicles.Box((front, margin, deck), length, height, "")
    return Carried(box, hold, frame, (margin + width / 2, deck + height / 2), True, payload)


def _refrigerate(pile: Pile, box: vehicles.Box) -> Hold:
    """Foam walls, the machinery in the front wall, and a floor of rails for the air."""
    corner, size = np.asarray(box.inner_corner), np.asarray(box.inner_size)
    wall, machine, rail = 0.06, 0.42, 0.07
    foam, liner = Of(FOAM, 45, Role.CONTAINER), Of(ALUMINIUM, 2700, Role.CONTAINER)
    for side in (0.0, size[1] - wall):
        pile.boxes(corner + (0, side, 0), (size[0], wall, size[2]), foam)
        pile.boxes(
            corner + (machine, side + (wall if side == 0 else -0.001), 0), (size[0] - machine, 0.001, size[2]), liner
        )
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
