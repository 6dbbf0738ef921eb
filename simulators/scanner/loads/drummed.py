"""Packers of liquids: drums, kegs, intermediate bulk containers, tanks."""

from dataclasses import dataclass

import numpy as np

from simulators.scanner.loads.bodies import Floats
from simulators.scanner.loads.packing import Dice, Hold, Kind, Order, Packed, Pile, Range, drawn, nested, pallet, places
from simulators.scanner.materials import ALUMINIUM, PLASTIC, STEEL, Material


@dataclass(frozen=True)
class Drums:
    """Drums on end, nested or in lines, on pallets of four or on the floor, each filled to its own line."""

    radius: Range = (0.28, 0.3)
    tall: Range = (0.85, 0.93)
    wall: Material = STEEL
    pallets: bool = False
    tiers: int = 1
    full: Range = (0.9, 0.97)
    kind: str = "DR"

    def __call__(self, pile: Pile, hold: Hold, order: Order, dice: Dice) -> Packed:
        radius, tall, wall, pallets, tiers, full, kind = (
            self.radius,
            self.tall,
            self.wall,
            self.pallets,
            self.tiers,
            self.full,
            self.kind,
        )
        r, high = drawn(dice, radius), drawn(dice, tall)
        lift = 0.144 if pallets else 0.0
        tiers = max(1, min(tiers, int(hold.size[2] // (high + lift + 0.02))))
        groups = _on_pallets(hold, r, dice) if pallets else [[spot] for spot in nested(hold, r, dice)]
        most = int(
            order.limit_kg / (order.density * np.pi * r * r * high * tiers * max(1, len(groups[0]) if groups else 1))
        )
        if len(groups) > most:
            chosen = range(most) if dice.random() < 0.5 else np.sort(dice.choice(len(groups), most, replace=False))
            groups = [groups[index] for index in chosen]
        spots = np.asarray([spot for group in groups for spot in group]).reshape(-1, 2)
        for tier in range(tiers if len(spots) else 0):
            z = hold.corner[2] + tier * (high + 0.02 + lift) + lift
            _stand(pile, np.column_stack([spots, np.full(len(spots), z)]), (r, high), order, dice, (wall, full))
            if pallets:
                for group in groups:
                    pallet(pile, (group[0][0] - r, group[0][1] - r, z - 0.144), (4 * r, 4 * r), order)
            elif tier:
                pile.boxes(
                    (hold.corner[0], hold.corner[1], z - 0.018), (hold.size[0], hold.size[1], 0.012), order.dunnage()
                )
        return Packed(len(spots) * tiers, kind)


def _stand(
    pile: Pile, base: Floats, size: tuple[float, float], order: Order, dice: Dice, filled: tuple[Material, Range]
) -> None:
    """Drums of a wall material, each filled to its own line."""
    (r, high), (wall, full) = size, filled
    thick = 0.0012 if wall is STEEL else 0.004
    pile.cylinders(base, r, high, 2, order.part(wall, wall.density))
    pile.cylinders(base + (0, 0, thick), r - thick, high - 2 * thick, 2, order.part(wall, -wall.density))
    level = (high - 2 * thick) * dice.uniform(*full, len(base))
    pile.cylinders(base + (0, 0, thick), r - thick, level, 2, order.of())


def _on_pallets(hold: Hold, r: float, dice: Dice) -> list[list[tuple[float, float]]]:
    return [
        [(x + r + i * 2 * r, y + r + j * 2 * r) for i in range(2) for j in range(2)]
        for x, y in places(hold, (4 * r + 0.01, 4 * r + 0.01), dice, (0.02, 0.1))
    ]


@dataclass(frozen=True)
class Ibcs:
    """Plastic bottles of a cubic metre in cages, on pallets."""

    tiers: int = 2
    full: Range = (0.8, 0.97)

    def __call__(self, pile: Pile, hold: Hold, order: Order, dice: Dice) -> Packed:
        tiers, full = self.tiers, self.full
        tiers = max(1, min(tiers, int(hold.size[2] // 1.17)))
        count = 0
        left = order.limit_kg
        foot = (1.2, 1.0) if dice.random() < 0.5 else (1.0, 1.15)
        for x, y in places(hold, foot, dice, (0.01, 0.08)):
            for tier in range(tiers):
                level = 0.97 * drawn(dice, full)
                left -= order.density * foot[0] * foot[1] * 0.87 * level
                if left < 0:
                    return Packed(count, "WA")
                z = hold.corner[2] + tier * 1.165
                a, b = foot
                pallet(pile, (x, y, z), (a, b), order, 0.14)
                pile.boxes((x + 0.03, y + 0.03, z + 0.14), (a - 0.06, b - 0.06, 1.0), order.part(PLASTIC, 14))
                pile.boxes((x + 0.035, y + 0.035, z + 0.142), (a - 0.07, b - 0.07, level), order.of())
                posts = np.arange(0.0, a, 0.16)
                for side in (0.0, b - 0.018):
                    pile.boxes(
                        np.column_stack([x + posts, np.full(len(posts), y + side), np.full(len(posts), z + 0.14)]),
                        (0.018, 0.018, 1.0),
                        order.part(STEEL, 1700),
                    )
                count += 1
        return Packed(count, "WA")


def kegs(pile: Pile, hold: Hold, order: Order, dice: Dice) -> Packed:
    """Steel or aluminium kegs on pallets, in tiers."""
    metal = STEEL if dice.random() < 0.6 else ALUMINIUM
    packer = Drums(radius=(0.18, 0.21), tall=(0.36, 0.6), wall=metal, tiers=3, full=(0.92, 0.98), kind="KG")
    return packer(pile, hold, order, dice)


def cradled_tank(pile: Pile, hold: Hold, order: Order, dice: Dice) -> Packed:
    """A flexible tank that lies on the floor behind a bulkhead: one body, a little arched."""
    high = min(order.height(hold, hold.size[2] * drawn(dice, (0.45, 0.75)), 0.93), hold.size[2] * 0.8)
    long = hold.size[0] - 0.35
    pile.add(
        Kind.CUSHION, (hold.corner[0] + 0.08 + long / 2, hold.corner[1] + hold.size[1] / 2, hold.corner[2] + high / 2),
        (long / 2, hold.size[1] / 2 - 0.02, high / 2), order.of(), power=8.0,
    )  # fmt: skip
    for bar in range(int(dice.integers(3, 6))):
        z = hold.corner[2] + 0.15 + bar * 0.3
        pile.boxes(
            (hold.corner[0] + long + 0.2, hold.corner[1], z), (0.04, hold.size[1], 0.06), order.dunnage(STEEL, 2500)
        )
    pile.boxes(
        (hold.corner[0] + long + 0.17, hold.corner[1], hold.corner[2]),
        (0.02, hold.size[1], 1.5),
        order.dunnage(PLASTIC, 300),
    )
    return Packed(None, "VL")
