"""Packers of drums, intermediate bulk containers, reels, coils, rolls, tyres, tubes and logs."""

from dataclasses import replace

import numpy as np

from simulators.scanner.loads.bodies import Floats, Of
from simulators.scanner.loads.packing import Dice, Hold, Kind, Order, Packed, Pile, Range, drawn, pallet, places, turned
from simulators.scanner.loads.substances import ALUMINIUM, PLASTIC, RUBBER, STEEL, WOOD, Material


def drums(
    pile: Pile, hold: Hold, order: Order, dice: Dice, *, radius: Range = (0.28, 0.3), tall: Range = (0.85, 0.93),
    wall: Material = STEEL, pallets: bool = False, tiers: int = 1, full: Range = (0.9, 0.97), kind: str = "DR",
) -> Packed:  # fmt: skip
    """Drums on end, nested or in lines, on pallets of four or on the floor, each filled to its own line."""
    r, high = drawn(dice, radius), drawn(dice, tall)
    lift = 0.144 if pallets else 0.0
    tiers = max(1, min(tiers, int(hold.size[2] // (high + lift + 0.02))))
    groups = _on_pallets(hold, r, dice) if pallets else [[spot] for spot in _nested(hold, r, dice)]
    most = int(order.limit_kg / (order.density * np.pi * r * r * high * tiers * max(1, len(groups[0]) if groups else 1)))
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
            pile.boxes((hold.corner[0], hold.corner[1], z - 0.018), (hold.size[0], hold.size[1], 0.012), order.dunnage())
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


def _nested(hold: Hold, r: float, dice: Dice) -> list[tuple[float, float]]:
    gap = float(dice.uniform(0.004, 0.02))
    lines = dice.random() < 0.5
    across = int(hold.size[1] // (2 * r + gap))
    step = 2 * r + gap if lines else max(1.74 * r + gap, 0.1)
    spots = []
    x, row = r + 0.01, 0
    while x + r <= hold.size[0]:
        shift = 0.0 if lines or row % 2 == 0 else r
        for j in range(across - (1 if shift and across * (2 * r + gap) + r > hold.size[1] else 0)):
            spots.append((hold.corner[0] + x, hold.corner[1] + r + shift + j * (2 * r + gap)))
        x += step
        row += 1
    return spots


def _on_pallets(hold: Hold, r: float, dice: Dice) -> list[list[tuple[float, float]]]:
    return [
        [(x + r + i * 2 * r, y + r + j * 2 * r) for i in range(2) for j in range(2)]
        for x, y in places(hold, (4 * r + 0.01, 4 * r + 0.01), dice, (0.02, 0.1))
    ]


def ibcs(pile: Pile, hold: Hold, order: Order, dice: Dice, *, tiers: int = 2, full: Range = (0.8, 0.97)) -> Packed:
    """Plastic bottles of a cubic metre in cages, on pallets."""
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
                pile.boxes(np.column_stack([x + posts, np.full(len(posts), y + side), np.full(len(posts), z + 0.14)]), (0.018, 0.018, 1.0), order.part(STEEL, 1700))
            count += 1
    return Packed(count, "WA")


def reels(
    pile: Pile, hold: Hold, order: Order, dice: Dice, *, radius: Range = (0.4, 0.62), width: Range = (0.7, 1.3),
    upright: bool = True, core: float = 0.06,
) -> Packed:  # fmt: skip
    """Paper in reels with hollow cores: on end in one or two tiers, or lying across."""
    r, wide = drawn(dice, radius), drawn(dice, width)
    spots: list[tuple[float, float, float]] = []
    if upright:
        tiers = max(1, int(order.height(hold, hold.size[2], 0.75) // wide))
        spots = [(x, y, hold.corner[2] + tier * (wide + 0.005)) for x, y in _nested(hold, r, dice) for tier in range(tiers)]
    else:
        wide = min(wide, hold.size[1] * 0.98)
        lanes = max(1, int(hold.size[1] // wide))
        tiers = max(1, int(order.height(hold, hold.size[2], 0.75) // (1.8 * r)))
        for tier in range(tiers):
            shift = r if tier % 2 else 0.0
            for i in range(int((hold.size[0] - shift) // (2 * r + 0.01))):
                for lane in range(lanes):
                    spots.append((hold.corner[0] + shift + r + i * (2 * r + 0.01), hold.corner[1] + lane * (hold.size[1] / lanes), hold.corner[2] + r + tier * 1.75 * r))
    spots = spots[: max(1, int(order.limit_kg / (order.density * np.pi * r * r * wide)))]
    base = np.asarray(spots)
    axis = 2 if upright else 1
    each = order.of()
    pile.cylinders(base, r * dice.uniform(0.97, 1.0, len(base)), wide, axis, each)
    pile.cylinders(base, core, wide, axis, order.of(-1.0))
    return Packed(len(base), "RO")


def coils(pile: Pile, hold: Hold, order: Order, dice: Dice, *, axis: int = 1, radius: Range = (0.4, 0.75)) -> Packed:
    """Metal strip or wire in coils, few and far between, lying in wooden cradles."""
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
                pile.boxes((x + side * r * 0.65 - 0.09, y - wide / 2 - 0.1, hold.corner[2]), (0.18, wide + 0.2, 0.26), order.dunnage(WOOD, 600))
            elif axis == 0:
                pile.boxes((x - wide / 2 - 0.05, y + side * r * 0.65 - 0.09, hold.corner[2]), (wide + 0.1, 0.18, 0.26), order.dunnage(WOOD, 600))
        half = wide / 2 if axis == 0 else r
        pile.boxes((x - half, y - 0.5, hold.corner[2]), (2 * half, 1.0, 0.1), order.dunnage(WOOD, 500))
    return Packed(count, "CL")


def rolls(pile: Pile, hold: Hold, order: Order, dice: Dice, *, radius: Range = (0.07, 0.22), axis: int = 0, upright: bool = False) -> Packed:
    """Cloth, carpet or film in rolls, laid along or across in staggered layers, or stood on end."""
    r = drawn(dice, radius)
    if upright:
        long = min(float(dice.uniform(1.2, 2.1)), hold.size[2])
        spots = np.asarray(_nested(hold, r, dice))
        base = np.column_stack([spots, np.full(len(spots), hold.corner[2])])
        high = long * dice.uniform(0.9, 1.0, len(base))
        pile.cylinders(base, r * dice.uniform(0.9, 1.0, len(base)), high, 2, order.of())
        return Packed(len(base), "RO")
    long = float(dice.uniform(1.4, 3.9)) if axis == 0 else hold.size[1] * float(dice.uniform(0.9, 0.99))
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
        base = np.column_stack([first, kept[:, 0], kept[:, 1]]) if axis == 0 else np.column_stack([kept[:, 0], 0 * first + 0.01, kept[:, 1]])
        pile.cylinders(base + hold.corner, r * dice.uniform(0.92, 1.0, len(base)), long * dice.uniform(0.96, 1.0, len(base)), axis, order.of())
        pile.cylinders(base + hold.corner, min(0.025, r * 0.3), long * 0.95, axis, order.of(-0.9))
        count += len(base)
    return Packed(count, "RO")


def cable_drums(pile: Pile, hold: Hold, order: Order, dice: Dice, *, radius: Range = (0.35, 1.0), axis: int = 1) -> Packed:
    """Wooden drums with flanges, wound with cable, standing on their rims or lying."""
    x, count, left = 0.05, 0, order.limit_kg
    r = drawn(dice, radius)
    same = dice.random() < 0.6
    while True:
        r = r if same else drawn(dice, radius)
        wide = r * float(dice.uniform(0.9, 1.4))
        inner = r * float(dice.uniform(0.35, 0.5))
        full = r * float(dice.uniform(0.75, 0.93))
        lanes = max(1, int(hold.size[1] // (wide + 0.05))) if axis == 1 else max(1, int(hold.size[1] // (2 * r + 0.02)))
        if x + 2 * r > hold.size[0]:
            return Packed(count, "RL")
        for lane in range(lanes):
            left -= order.density * np.pi * (full**2 - inner**2) * wide
            if left < 0:
                return Packed(max(1, count), "RL")
            if axis == 1:
                base = np.array([hold.corner[0] + x + r, hold.corner[1] + 0.03 + lane * hold.size[1] / lanes, hold.corner[2] + r])
            else:
                base = np.array([hold.corner[0] + x + r, hold.corner[1] + r + lane * hold.size[1] / lanes, hold.corner[2]])
            step = np.eye(3)[axis]
            pile.cylinders(base, r, 0.05, axis, order.part(WOOD, 600))
            pile.cylinders(base + step * (wide - 0.05), r, 0.05, axis, order.part(WOOD, 600))
            pile.cylinders(base + step * 0.05, full, wide - 0.1, axis, order.of())
            pile.cylinders(base + step * 0.05, inner, wide - 0.1, axis, order.of(-1.0))
            count += 1
        x += 2 * r + float(dice.uniform(0.01, 0.1))


def tyres(pile: Pile, hold: Hold, order: Order, dice: Dice, *, radius: Range = (0.28, 0.36), laced: bool = False, upright: bool = False) -> Packed:
    """Tyres in columns, laced (leaning one on the next) or upright in rows; rings with steel in the tread."""
    r = drawn(dice, radius)
    wide, hole = r * float(dice.uniform(0.55, 0.75)), r * float(dice.uniform(0.55, 0.66))
    rubber, belt = order.part(RUBBER, order.density * 0.82), order.part(STEEL, order.density * 0.55)
    centres: list[tuple[float, float, float]] = []
    angle = 0.0
    if upright:
        for layer in range(int(hold.size[2] // (2 * r))):
            for i in range(int(hold.size[0] // (2 * r))):
                centres += [(r + i * 2 * r, wide * (j + 0.5), r + layer * 2 * r) for j in range(int(hold.size[1] // wide))]
        axis = 1
    elif laced:
        axis = -1
        angle = float(dice.uniform(0.75, 1.05))
        flat, up = r * np.cos(angle) + wide / 2 * np.sin(angle), r * np.sin(angle) + wide / 2 * np.cos(angle)
        lean, rise = wide / np.sin(angle) * 0.97, r * 1.25
        for layer in range(1 + max(0, int((hold.size[2] - 2 * up) // rise))):
            for lane in range(int(hold.size[1] // (2 * r))):
                centres += [
                    (flat + i * lean, r + lane * 2 * r, up + layer * rise)
                    for i in range(1 + int((hold.size[0] - 2 * flat - 0.05) // lean))
                ]
    else:
        axis = 2
        for x, y in _nested(hold, r, dice):
            levels = int(hold.size[2] * (1 if dice.random() < 0.7 else 0.85) // wide)
            centres += [(x - hold.corner[0], y - hold.corner[1], wide * (layer + 0.5)) for layer in range(levels)]
    at = np.asarray(centres).reshape(-1, 3) + hold.corner
    at = at + dice.normal(0, 0.006, at.shape)
    if laced:
        turn = turned(pitch=angle * (1 if dice.random() < 0.5 else -1))
        for radius_, of in ((r, rubber), (hole, _less(rubber)), (r * 0.93, belt), (r * 0.86, _less(belt))):
            pile.add(Kind.TURNED_CYLINDER, at, (radius_, radius_, wide / 2 * 0.95), of, turn=turn)
        return Packed(len(at), "NE")
    half = np.full(3, r)
    half[axis] = wide / 2 * 0.96
    for radius_, of in ((r, rubber), (hole, _less(rubber)), (r * 0.93, belt), (r * 0.86, _less(belt))):
        size = np.full(3, radius_)
        size[axis] = half[axis]
        pile.add(Kind(Kind.CYLINDER_X + axis), at, size, of)
    return Packed(len(at), "NE")


def _less(of: Of) -> Of:
    """The same body, taken away."""
    return replace(of, density=-of.density)


def bundles(
    pile: Pile, hold: Hold, order: Order, dice: Dice, *, radius: Range = (0.015, 0.08), hollow: float = 0.0,
    square: bool = False,
) -> Packed:  # fmt: skip
    """Bars or tubes along the container in bundles on bearers; as wide apart as their weight asks."""
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
            pile.boxes((x + bearer, hold.corner[1] + 0.05, hold.corner[2]), (0.1, hold.size[1] - 0.1, 0.08), order.dunnage(WOOD, 600))
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
            pile.boxes(np.column_stack([first, hold.corner[1] + at[:, 0] - r, hold.corner[2] + at[:, 1] - r]), (long, 2 * r * 0.98, 2 * r * 0.98), order.of())
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
                base = (hold.corner[0] + end * (long + 0.1) + dice.uniform(0, 0.08), hold.corner[1] + y + r, hold.corner[2] + z + r)
                pile.cylinders(base, r, long * float(dice.uniform(0.95, 1.0)), 0, order.of(float(dice.uniform(0.85, 1.1))))
                y += 2 * r
                biggest = max(biggest, r)
                count += 1
            z += 1.7 * biggest
    return Packed(count, "LG")


def kegs(pile: Pile, hold: Hold, order: Order, dice: Dice) -> Packed:
    """Steel or aluminium kegs on pallets, in tiers."""
    metal = STEEL if dice.random() < 0.6 else ALUMINIUM
    return drums(pile, hold, order, dice, radius=(0.18, 0.21), tall=(0.36, 0.6), wall=metal, tiers=3, full=(0.92, 0.98), kind="KG")


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
        pile.boxes((hold.corner[0] + long + 0.2, hold.corner[1], z), (0.04, hold.size[1], 0.06), order.dunnage(STEEL, 2500))
    pile.boxes((hold.corner[0] + long + 0.17, hold.corner[1], hold.corner[2]), (0.02, hold.size[1], 1.5), order.dunnage(PLASTIC, 300))
    return Packed(None, "VL")
