"""Packers of what is wound: reels, coils, rolls, cable drums."""

from dataclasses import dataclass

import numpy as np

from simulators.scanner.loads.packing import (
    Dice,
    Hold,
    Order,
    Packed,
    Pile,
    Range,
    drawn,
    nested,
)
from simulators.scanner.materials import WOOD


@dataclass(frozen=True)
class Reels:
    """Paper in reels with hollow cores: on end in one or two tiers, or lying across."""

    radius: Range = (0.4, 0.62)
    width: Range = (0.7, 1.3)
    upright: bool = True
    core: float = 0.06

    def __call__(self, pile: Pile, hold: Hold, order: Order, dice: Dice) -> Packed:
        radius, width, upright, core = self.radius, self.width, self.upright, self.core
        r, wide = drawn(dice, radius), drawn(dice, width)
        spots: list[tuple[float, float, float]] = []
        if upright:
            tiers = max(1, int(order.height(hold, hold.size[2], 0.75) // wide))
            spots = [
                (x, y, hold.corner[2] + tier * (wide + 0.005))
                for x, y in nested(hold, r, dice)
                for tier in range(tiers)
            ]
        else:
            wide = min(wide, hold.size[1] * 0.98)
            lanes = max(1, int(hold.size[1] // wide))
            tiers = max(1, int(order.height(hold, hold.size[2], 0.75) // (1.8 * r)))
            for tier in range(tiers):
                shift = r if tier % 2 else 0.0
                for i in range(int((hold.size[0] - shift) // (2 * r + 0.01))):
                    for lane in range(lanes):
                        spots.append(
                            (
                                hold.corner[0] + shift + r + i * (2 * r + 0.01),
                                hold.corner[1] + lane * (hold.size[1] / lanes),
                                hold.corner[2] + r + tier * 1.75 * r,
                            )
                        )
        spots = spots[: max(1, int(order.limit_kg / (order.density * np.pi * r * r * wide)))]
        base = np.asarray(spots)
        axis = 2 if upright else 1
        each = order.of()
        pile.cylinders(base, r * dice.uniform(0.97, 1.0, len(base)), wide, axis, each)
        pile.cylinders(base, core, wide, axis, order.of(-1.0))
        return Packed(len(base), "RO")


@dataclass(frozen=True)
class Coils:
    """Metal strip or wire in coils, few and far between, lying in wooden cradles."""

    axis: int = 1
    radius: Range = (0.4, 0.75)

    def __call__(self, pile: Pile, hold: Hold, order: Order, dice: Dice) -> Packed:
        axis, radius = self.axis, self.radius
        r = drawn(dice, radius)
        bore = float(dice.uniform(0.25, 0.38)) * min(1.0, r / 0.6)
        wide = float(dice.uniform(0.5, 1.4)) if axis == 1 else float(dice.uniform(0.5, 1.2))
        wide = min(wide, hold.size[1] - 0.1)
        each_kg = order.density * np.pi * (r * r - bore * bore) * wide
        count = max(1, min(int(order.limit_kg / each_kg), int(hold.size[0] / ((wide if axis == 0 else 2 * r) + 0.25))))
        pitch = hold.size[0] / count
        for i in range(count):
            x = hold.corner[0] + (i + 0.5) * pitch + dice.uniform(-0.08, 0.08) * (pitch > max(2 * r, wide) + 0.4)
            z = hold.corner[2] + 0.12 + r
            y = hold.corner[1] + hold.size[1] / 2
            base = (x, y - wide / 2, z) if axis == 1 else (x - wide / 2, y, z)
            if axis == 2:
                base = (x, y, hold.corner[2] + 0.12)
            pile.cylinders(base, r, wide, axis, order.of())
            pile.cylinders(base, bore, wide, axis, order.of(-1.0))
            for side in (-1, 1):
                if axis == 1:
                    pile.boxes(
                        (x + side * r * 0.65 - 0.09, y - wide / 2 - 0.1, hold.corner[2]),
                        (0.18, wide + 0.2, 0.26),
                        order.dunnage(WOOD, 600),
                    )
                elif axis == 0:
                    pile.boxes(
                        (x - wide / 2 - 0.05, y + side * r * 0.65 - 0.09, hold.corner[2]),
                        (wide + 0.1, 0.18, 0.26),
                        order.dunnage(WOOD, 600),
                    )
            half = wide / 2 if axis == 0 else r
            pile.boxes((x - half, y - 0.5, hold.corner[2]), (2 * half, 1.0, 0.1), order.dunnage(WOOD, 500))
        return Packed(count, "CL")


@dataclass(frozen=True)
class Rolls:
    """Cloth, carpet or film in rolls, laid along or across in staggered layers, or stood on end."""

    radius: Range = (0.07, 0.22)
    axis: int = 0
    upright: bool = False

    def __call__(self, pile: Pile, hold: Hold, order: Order, dice: Dice) -> Packed:
        radius, axis, upright = self.radius, self.axis, self.upright
        r = drawn(dice, radius)
        if upright:
            long = min(float(dice.uniform(1.2, 2.1)), hold.size[2])
            spots = np.asarray(nested(hold, r, dice))
            base = np.column_stack([spots, np.full(len(spots), hold.corner[2])])
            high = long * dice.uniform(0.9, 1.0, len(base))
            pile.cylinders(base, r * dice.uniform(0.9, 1.0, len(base)), high, 2, order.of())
            return Packed(len(base), "RO")
        long = (
            min(float(dice.uniform(1.4, 3.9)), hold.size[0] - 0.05)
            if axis == 0
            else hold.size[1] * float(dice.uniform(0.9, 0.99))
        )
        across = hold.size[1] if axis == 0 else hold.size[0]
        top = order.height(hold, hold.size[2] * drawn(dice, (0.75, 0.98)), 0.85)
        rows = []
        z, layer = r, 0
        while z + r <= top:
            shift = (layer % 2) * r
            rows += [(shift + r + j * 2 * r, z) for j in range(int((across - shift) // (2 * r)))]
            z += 1.74 * r
            layer += 1
        spots = np.asarray(rows)
        count = 0
        for i in range(max(1, int(hold.size[0] // (long + 0.03))) if axis == 0 else 1):
            kept = spots if dice.random() < 0.8 else spots[: max(1, int(len(spots) * dice.uniform(0.6, 1)))]
            first = np.full(len(kept), i * (long + 0.03)) + dice.uniform(0, 0.03, len(kept))
            base = (
                np.column_stack([first, kept[:, 0], kept[:, 1]])
                if axis == 0
                else np.column_stack([kept[:, 0], 0 * first + 0.01, kept[:, 1]])
            )
            pile.cylinders(
                base + hold.corner,
                r * dice.uniform(0.92, 1.0, len(base)),
                long * dice.uniform(0.96, 1.0, len(base)),
                axis,
                order.of(),
            )
            pile.cylinders(base + hold.corner, min(0.025, r * 0.3), long * 0.95, axis, order.of(-0.9))
            count += len(base)
        return Packed(count, "RO")


@dataclass(frozen=True)
class CableDrums:
    """Wooden drums with flanges, wound with cable, standing on their rims or lying."""

    radius: Range = (0.35, 1.0)
    axis: int = 1

    def __call__(self, pile: Pile, hold: Hold, order: Order, dice: Dice) -> Packed:
        radius, axis = self.radius, self.axis
        x, count, left = 0.05, 0, order.limit_kg
        r = drawn(dice, radius)
        same = dice.random() < 0.6
        while True:
            r = r if same else drawn(dice, radius)
            wide = r * float(dice.uniform(0.9, 1.4))
            inner = r * float(dice.uniform(0.35, 0.5))
            full = r * float(dice.uniform(0.75, 0.93))
            lanes = (
                max(1, int(hold.size[1] // (wide + 0.05))) if axis == 1 else max(1, int(hold.size[1] // (2 * r + 0.02)))
            )
            if x + 2 * r > hold.size[0]:
                return Packed(count, "RL")
            for lane in range(lanes):
                left -= order.density * np.pi * (full**2 - inner**2) * wide
                if left < 0:
                    return Packed(max(1, count), "RL")
                if axis == 1:
                    base = np.array(
                        [
                            hold.corner[0] + x + r,
                            hold.corner[1] + 0.03 + lane * hold.size[1] / lanes,
                            hold.corner[2] + r,
                        ]
                    )
                else:
                    base = np.array(
                        [hold.corner[0] + x + r, hold.corner[1] + r + lane * hold.size[1] / lanes, hold.corner[2]]
                    )
                step = np.eye(3)[axis]
                pile.cylinders(base, r, 0.05, axis, order.part(WOOD, 600))
                pile.cylinders(base + step * (wide - 0.05), r, 0.05, axis, order.part(WOOD, 600))
                pile.cylinders(base + step * 0.05, full, wide - 0.1, axis, order.of())
                pile.cylinders(base + step * 0.05, inner, wide - 0.1, axis, order.of(-1.0))
                count += 1
            x += 2 * r + float(dice.uniform(0.01, 0.1))
