"""How goods are packed: each function fills a hold the way such goods travel, and says exactly what they weigh."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from simulators.scanner.materials import (
    CELLULOSE,
    CERAMIC,
    COPPER,
    ELECTRONICS,
    OIL,
    PLASTIC,
    STARCH,
    STEEL,
    TEXTILE,
    WOOD,
    Material,
)
from simulators.scanner.solids import Block, Cushion, Cylinder, Point, Solid

Dice = np.random.Generator
PALLET = (1.2, 1.0, 0.144)


@dataclass(frozen=True)
class Hold:
    """The room inside, from its lower front corner."""

    corner: Point
    size: Point

    def at(self, x: float, y: float, z: float) -> Point:
        return self.corner[0] + x, self.corner[1] + y, self.corner[2] + z


Packer = Callable[[Hold, Dice], list[Solid]]


def of_mass(goods: list[Solid], kilograms: float) -> list[Solid]:
    """The same packing, its densities scaled so that all together weigh this much."""
    factor = kilograms / mass_kg(goods)
    return [replace(solid, density=solid.density * factor) for solid in goods]


def mass_kg(goods: list[Solid]) -> float:
    """What these solids weigh together."""
    return sum(solid.mass_kg for solid in goods)


def nothing(hold: Hold, dice: Dice) -> list[Solid]:
    """An empty hold."""
    del hold, dice
    return []


def _pallet(corner: Point) -> list[Solid]:
    """Twenty kilograms of boards with gaps and blocks between them, each spread over the room it takes."""
    x, y, z = corner
    boards = [Solid(Block((x, y, z + level), (PALLET[0], PALLET[1], 0.022)), WOOD, 280) for level in (0.0, 0.122)]
    feet = [Solid(Block((x + foot, y, z + 0.022), (0.1, PALLET[1], 0.1)), WOOD, 200) for foot in (0.0, 0.55, 1.1)]
    return boards + feet


def _pallets(hold: Hold, tall: float, dice: Dice) -> list[tuple[Point, float]]:
    """Where pallets stand, two abreast, and how high each is stacked."""
    places = []
    for row in range(int(hold.size[0] / (PALLET[0] + 0.04))):
        for lane in range(2):
            lean = dice.uniform(0, 0.03)
            at = hold.at(0.05 + row * (PALLET[0] + 0.03), 0.04 + lane * (PALLET[1] + 0.2) + lean, 0.0)
            places.append((at, tall * dice.uniform(0.9, 1.0)))
    return places


def _cartons(size: Point, material: Material, density: float, fill: float) -> Packer:
    def pack(hold: Hold, dice: Dice) -> list[Solid]:
        goods: list[Solid] = []
        for corner, tall in _pallets(hold, hold.size[2] * fill, dice):
            goods += _pallet(corner)
            layers = int((tall - PALLET[2]) / size[2])
            for layer in range(layers):
                for i in range(int(PALLET[0] / size[0])):
                    for j in range(int(PALLET[1] / size[1])):
                        at = (
                            corner[0] + i * size[0] + dice.uniform(0, 0.008),
                            corner[1] + j * size[1],
                            corner[2] + PALLET[2] + layer * size[2],
                        )
                        inside = (size[0] - 0.012, size[1] - 0.010, size[2] - 0.008)
                        goods.append(Solid(Block(at, inside), material, density * dice.uniform(0.93, 1.07)))
        return goods

    return pack


cartons_of_shoes = _cartons((0.6, 0.5, 0.35), PLASTIC, 165, 0.88)
cartons_of_tissue = _cartons((0.6, 0.5, 0.4), CELLULOSE, 125, 0.92)
cartons_of_toys = _cartons((0.4, 0.5, 0.3), PLASTIC, 140, 0.85)
cartons_of_tools = _cartons((0.4, 0.33, 0.22), STEEL, 820, 0.36)
cartons_of_appliances = _cartons((0.6, 0.5, 0.85), ELECTRONICS, 170, 0.8)
cartons_of_tiles = _cartons((0.6, 0.33, 0.2), CERAMIC, 1650, 0.38)


def sacks_of_coffee(hold: Hold, dice: Dice) -> list[Solid]:
    """Jute sacks, laid crosswise, higher in the middle than at the doors."""
    goods = []
    along, across, thick = 0.95, 0.58, 0.21
    for i in range(int(hold.size[0] / along)):
        for j in range(int(hold.size[1] / across)):
            for layer in range(int(hold.size[2] * 0.72 / thick) - int(dice.integers(0, 2))):
                slip = dice.uniform(-0.03, 0.03)
                centre = hold.at(along * (i + 0.5) + slip, across * (j + 0.5), thick * (layer + 0.5))
                goods.append(Solid(Cushion(centre, (along * 0.5, across * 0.5, thick * 0.52), 4.0), STARCH, 640))
    return goods


def drums_of_oil(hold: Hold, dice: Dice) -> list[Solid]:
    """Steel drums of 200 litres, one tier, four abreast."""
    goods = []
    radius, tall = 0.286, 0.88
    for i in range(int(hold.size[0] / (2 * radius + 0.01))):
        for j in range(4):
            base = hold.at(radius + i * (2 * radius + 0.01), radius + j * (2 * radius + 0.012), 0.0)
            goods.append(Solid(Cylinder(base, radius, tall, 2), STEEL, STEEL.density))
            inside = (base[0], base[1], base[2] + 0.0012)
            goods.append(Solid(Cylinder(inside, radius - 0.0012, tall - 0.0024, 2), STEEL, -STEEL.density))
            level = (tall - 0.0024) * dice.uniform(0.93, 0.96)
            goods.append(Solid(Cylinder(inside, radius - 0.0012, level, 2), OIL, OIL.density))
    return goods


def reels_of_paper(hold: Hold, dice: Dice) -> list[Solid]:
    """Newsprint on end, two abreast; each reel has a hollow core."""
    goods = []
    radius = 0.56
    for i in range(int(hold.size[0] / (2 * radius + 0.02))):
        for j in range(2):
            base = hold.at(radius + i * (2 * radius + 0.02), radius + 0.01 + j * (2 * radius + 0.02), 0.0)
            tall = 1.32 * dice.uniform(0.97, 1.0)
            goods += [
                Solid(Cylinder(base, radius, tall, 2), CELLULOSE, 700),
                Solid(Cylinder(base, 0.045, tall, 2), CELLULOSE, -700),
            ]
    return goods


def reels_of_cable(hold: Hold, dice: Dice) -> list[Solid]:
    """Copper cable on wooden drums that stand on their flanges, chocked along the middle."""
    goods = []
    radius, wide = 0.6, 0.9
    for i in range(int(hold.size[0] / (2 * radius + 0.25))):
        x, y, z = hold.at(radius + 0.05 + i * (2 * radius + 0.25), (hold.size[1] - wide) / 2, radius)
        goods += [Solid(Cylinder((x, y + end, z), radius, 0.05, 1), WOOD, 560) for end in (0.0, wide - 0.05)]
        wound = radius * dice.uniform(0.72, 0.85)
        goods += [
            Solid(Cylinder((x, y + 0.05, z), wound, wide - 0.1, 1), COPPER, 1500),
            Solid(Cylinder((x, y + 0.05, z), wound, wide - 0.1, 1), PLASTIC, 420),
            Solid(Cylinder((x, y + 0.05, z), 0.2, wide - 0.1, 1), COPPER, -1500),
            Solid(Cylinder((x, y + 0.05, z), 0.2, wide - 0.1, 1), PLASTIC, -420),
        ]
    return goods


def machinery(hold: Hold, dice: Dice) -> list[Solid]:
    """Machine tools on skids: a cast bed, a column, a spindle, a cabinet, in a crate of battens."""
    goods: list[Solid] = []
    for i in range(max(1, int(hold.size[0] / 2.7))):
        x, y, z = hold.at(0.2 + i * 2.7, 0.35, 0.0)
        goods += [Solid(Block((x, y + skid, z), (2.2, 0.12, 0.12)), WOOD, 600) for skid in (0.0, 1.5)]
        goods += [
            Solid(Block((x + 0.1, y + 0.1, z + 0.12), (2.0, 1.4, 0.45)), STEEL, 1150),
            Solid(Block((x + 1.2, y + 0.4, z + 0.57), (0.6, 0.8, 0.95)), STEEL, 950),
            Solid(Cylinder((x + 0.4, y + 0.8, z + 1.1), 0.16, 0.8, 0), STEEL, 5200),
            Solid(Block((x + 0.05, y + 0.15, z + 0.57), (0.35, 0.6, 1.1 * dice.uniform(0.85, 1.0))), ELECTRONICS, 380),
            Solid(Cylinder((x + 0.9, y + 1.1, z + 0.75), 0.14, 0.35, 0), COPPER, 2400),
        ]
        goods += [Solid(Block((x + edge, y, z + 0.12), (0.06, 1.62, 1.75)), WOOD, 110) for edge in (0.0, 2.14)]
    return goods


def bales_of_cotton(hold: Hold, dice: Dice) -> list[Solid]:
    """Pressed bales on their sides, with the wires that hold them."""
    goods: list[Solid] = []
    size = (1.40, 0.53, 0.70)
    for i in range(int(hold.size[0] / (size[0] + 0.02))):
        for j in range(4):
            for layer in range(3):
                slip = dice.uniform(0, 0.015)
                at = hold.at(i * (size[0] + 0.02) + slip, j * (size[1] + 0.05), layer * (size[2] + 0.015))
                goods.append(
                    Solid(
                        Cushion(
                            (at[0] + size[0] / 2, at[1] + size[1] / 2, at[2] + size[2] / 2),
                            (size[0] / 2, size[1] / 2, size[2] / 2),
                            8.0,
                        ),
                        TEXTILE,
                        430,
                    )
                )
                goods += [
                    Solid(Block((at[0] + 0.2 + wire * 0.2, at[1], at[2]), (0.003, size[1], size[2])), STEEL, 60)
                    for wire in range(6)
                ]
    return goods


def part_of(packer: Packer, share: float) -> Packer:
    """The same goods, filling only this share of the length, from the front."""

    def pack(hold: Hold, dice: Dice) -> list[Solid]:
        return packer(Hold(hold.corner, (hold.size[0] * share, hold.size[1], hold.size[2])), dice)

    return pack


def hidden(material: Material, corner: Point, size: Point, displaced: Solid) -> list[Solid]:
    """A solid block put in the place of light goods: it takes away what it displaces."""
    block = Block(corner, size)
    return [Solid(block, material, material.density), Solid(block, displaced.material, -displaced.density)]
