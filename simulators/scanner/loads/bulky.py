"""Packers of large pieces: timber, stone, glass, furniture, appliances, machines, battery pallets."""

import numpy as np

from simulators.scanner.loads.packing import FOOTPRINTS, Dice, Frame, Hold, Order, Packed, Pile, Range, drawn, pallet, places
from simulators.scanner.loads.substances import ALUMINIUM, COPPER, ELECTRONICS, FOAM, PLASTIC, STEEL, WOOD, Material


def packs(
    pile: Pile, hold: Hold, order: Order, dice: Dice, *, long: tuple[float, ...] = (2.9, 3.9, 5.7), boards: Range = (0.025, 0.06),
    wide: Range = (0.9, 1.12), high: Range = (0.45, 1.1),
) -> Packed:  # fmt: skip
    """Sawn timber or panels in strapped packs on bearers, the layers of boards with gaps between."""
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
                corners = np.column_stack([x + dice.uniform(0, 0.04, len(levels)), np.full(len(levels), y), z + 0.09 + levels * thick])
                size = np.column_stack([length * dice.uniform(0.97, 1, len(levels)), np.full(len(levels), width), np.full(len(levels), thick * 0.94)])
                pile.boxes(corners, size, order.of(), order.density * dice.normal(1, 0.04, len(levels)))
                count += 1
    return Packed(count, "PX")


def low_pallets(
    pile: Pile, hold: Hold, order: Order, dice: Dice, *, box: tuple[Range, Range, Range] = ((0.3, 0.62), (0.2, 0.5), (0.07, 0.3)),
    spread: float = 0.2,
) -> Packed:  # fmt: skip
    """Tiles, bricks, stone: pallets stacked low since the weight limit comes first."""
    foot = FOOTPRINTS[int(dice.integers(len(FOOTPRINTS)))]
    size = [drawn(dice, span) for span in box]
    counts = [max(1, int(foot[axis] // size[axis])) for axis in range(2)]
    spots = list(places(hold, foot, dice, (0.02, 0.02 + spread)))
    area = foot[0] * foot[1]
    top = min(order.limit_kg * drawn(dice, (0.85, 1.0)) / (order.density * area * max(1, len(spots))), hold.size[2] * 0.85)
    layers = max(1, int(top // size[2]))
    if layers * size[2] > hold.size[2] - 0.2:
        layers -= 1
    count = 0
    for x, y in spots[: max(1, int(order.limit_kg / (order.density * area * layers * size[2])))]:
        pallet(pile, (x, y, hold.corner[2]), foot, order)
        i, j, k = (axis.ravel() for axis in np.meshgrid(*(np.arange(n) for n in (*counts, layers)), indexing="ij"))
        corners = np.column_stack([x + i * foot[0] / counts[0], y + j * foot[1] / counts[1], hold.corner[2] + 0.144 + k * size[2]])
        pile.boxes(corners, (foot[0] / counts[0] - 0.01, foot[1] / counts[1] - 0.01, size[2] - 0.006), order.of(), order.density * dice.normal(1, 0.02, len(corners)))
        count += len(corners)
    return Packed(count, "CT")


def slabs(pile: Pile, hold: Hold, order: Order, dice: Dice, *, lean: float = 0.1, thick: Range = (0.018, 0.032), frame: Material = WOOD) -> Packed:
    """Upright sheets of stone or glass on racks, along the container, leaning on the rack from both sides."""
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
                pile.boxes((x + foot, y0 - 0.05, hold.corner[2]), (0.1, 0.95, 0.14), order.dunnage(frame, frame.density * (1.0 if frame is WOOD else 0.35)))
                pile.boxes((x + foot, y0 + 0.0, hold.corner[2] + 0.14), (0.07, 0.07, high * 0.95), order.dunnage(frame, frame.density * (1.0 if frame is WOOD else 0.35)))
            here = sheets // 2
            slip = dice.uniform(0, 0.06, here)
            corners = np.column_stack([x + slip, y0 + 0.08 + np.arange(here) * (t + 0.001), np.full(here, hold.corner[2] + 0.14)])
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


def furniture(pile: Pile, hold: Hold, order: Order, dice: Dice, *, flat: bool = True) -> Packed:
    """Flat cartons of boards on edge, or chairs, sofas and tables assembled, in films and cartons."""
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


def _piece(pile: Pile, corner: tuple[float, float, float], size: tuple[float, float, float], order: Order, dice: Dice, flat: bool) -> None:
    x, y, z = corner
    if flat:
        sheets = max(1, int(size[2] / 0.03))
        at = np.column_stack([np.full(sheets, x + 0.01), np.full(sheets, y + 0.01), z + np.arange(sheets) * size[2] / sheets])
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
                pile.boxes((x + i, y + j, z), (0.05, 0.05, size[2] * 0.9), order.of(4.0) if dice.random() < 0.5 else order.part(STEEL, 1500))
    else:  # a cupboard: walls and shelves
        for level in np.linspace(0, 0.95, int(dice.integers(2, 5))):
            pile.boxes((x, y, z + level * size[2]), (size[0], size[1], 0.018), order.of(4.0))
        for side in (0.0, size[0] - 0.018):
            pile.boxes((x + side, y, z), (0.018, size[1], size[2]), order.of(4.0))


def appliances(pile: Pile, hold: Hold, order: Order, dice: Dice, *, size: tuple[Range, Range, Range], insides: str = "washer") -> Packed:
    """White goods in cartons: sheet-metal boxes with a motor, drum, compressor or glass in each at the same place."""
    box = np.array([drawn(dice, span) for span in size])
    counts = [max(1, int(hold.size[axis] // box[axis])) for axis in range(3)]
    i, j, k = (axis.ravel() for axis in np.meshgrid(*(np.arange(n) for n in counts), indexing="ij"))
    keep = ~((k == counts[2] - 1) & (dice.random(len(k)) < 0.15))
    corners = (np.column_stack([i, j, k]) * (box + (0.004, 0.01, 0.0)))[keep] + hold.corner
    body = box - 0.03
    corners = corners + 0.012
    sheet = order.part(STEEL, 7850.0)
    for axis in range(3):
        plate = body.copy()
        plate[axis] = 0.0008
        for side in (0.0, 1.0):
            pile.boxes(corners + np.eye(3)[axis] * side * body[axis], plate, sheet)
    pile.boxes(corners, body, order.of(0.25))
    if insides == "washer":
        pile.cylinders(corners + body * (0.5, 0.15, 0.55), body[0] * 0.4, body[1] * 0.6, 1, order.part(STEEL, 230))
        pile.boxes(corners + body * (0.2, 0.2, 0.02), body * (0.6, 0.5, 0.12), order.part(STEEL, 1300))
        pile.cylinders(corners + body * (0.3, 0.3, 0.2), 0.07, body[1] * 0.3, 1, order.part(COPPER, 3200))
    elif insides == "fridge":
        pile.boxes(corners + body * (0.1, 0.55, 0.02), body * (0.5, 0.35, 0.12), order.part(STEEL, 1500))
        pile.cylinders(corners + body * (0.75, 0.75, 0.03), 0.09, body[2] * 0.12, 2, order.part(COPPER, 3000))
        pile.boxes(corners + body * (0.0, 0.95, 0.15), body * (1, 0.02, 0.8), order.part(ALUMINIUM, 900))
    elif insides == "cooker":
        pile.boxes(corners + body * (0.08, 0.05, 0.25), body * (0.84, 0.8, 0.03), order.part(STEEL, 4000))
        pile.boxes(corners + body * (0.05, 0.0, 0.95), body * (0.9, 0.9, 0.04), order.part(STEEL, 3500))
    else:  # air conditioner
        pile.boxes(corners + body * (0.05, 0.7, 0.1), body * (0.9, 0.25, 0.8), order.part(ALUMINIUM, 420))
        pile.cylinders(corners + body * (0.8, 0.35, 0.1), min(0.1, body[0] * 0.12), body[2] * 0.5, 2, order.part(STEEL, 3600))
    return Packed(len(corners), "CT")


def machine(pile: Pile, hold: Hold, order: Order, dice: Dice, *, crated: bool = True, rows: int = 1) -> Packed:
    """Machines of castings, frames, cabinets, motors and shafts, each bolted to skids, in open or closed crates."""
    count, x = 0, 0.1
    left = order.limit_kg
    same = int(dice.integers(1 << 30)) if dice.random() < 0.5 else None
    while True:
        these = np.random.default_rng(same) if same is not None else dice
        long = float(these.uniform(1.0, 3.4)) if rows == 1 else float(these.uniform(0.8, 1.6))
        wide = min(float(these.uniform(0.9, 2.1)), hold.size[1] / rows - 0.06)
        high = min(float(these.uniform(0.9, 2.2)), hold.size[2] - 0.15)
        left -= 420 * long * wide * high * rows
        if x + long > hold.size[0] or (left < 0 and count):
            return Packed(count, "CR")
        for row in range(rows):
            y = (hold.size[1] / rows - wide) / 2 + row * hold.size[1] / rows
            _one_machine(Frame(pile, hold.at(x, y, 0.0)), (long, wide, high), order, these if same is None else np.random.default_rng(same + 1), crated)
            count += 1
        x += long + float(dice.uniform(0.08, 0.5))


def _one_machine(frame: Frame, size: tuple[float, float, float], order: Order, dice: Dice, crated: bool) -> None:
    long, wide, high = size
    for skid in (0.05, wide - 0.2):
        frame.box((0.0, skid, 0.0), (long, 0.15, 0.12), order.dunnage(WOOD, 600))
    cast = order.part(STEEL, float(dice.uniform(900, 2200)))
    bed = float(dice.uniform(0.15, 0.4)) * high
    frame.box((0.05 * long, 0.1 * wide, 0.12), (0.9 * long, 0.8 * wide, bed), cast)
    for _ in range(int(dice.integers(3, 9))):
        part = dice.uniform(0.08, 0.4, 3) * size
        at = dice.uniform(0, 1, 3) * (np.array([long, wide, high - 0.2]) - part)
        at[2] = max(0.12 + bed, min(at[2], 0.12 + bed + 0.6 * (high - bed)))
        part[2] = min(part[2], high - at[2])
        dense = float(dice.choice([150, 400, 1200, 3000], p=[0.3, 0.3, 0.25, 0.15]))
        stuff = (STEEL, STEEL, ALUMINIUM, ELECTRONICS)[int(dice.integers(4))]
        if part[2] <= 0.02:
            continue
        frame.box((at[0], at[1], at[2]), (part[0], part[1], part[2]), order.part(stuff, min(dense, stuff.density * 0.5)))
        if at[2] > 0.2 + bed:  # what stands high stands on a column
            frame.box((at[0] + part[0] * 0.3, at[1] + part[1] * 0.3, 0.12 + bed), (part[0] * 0.3, part[1] * 0.3, at[2] - 0.12 - bed), order.part(STEEL, 1600))
    for _ in range(int(dice.integers(1, 5))):
        r = float(dice.uniform(0.05, 0.22))
        run = float(dice.uniform(0.2, 0.7)) * (long if dice.random() < 0.6 else wide)
        axis = 0 if run > wide else int(dice.integers(2))
        base = [float(dice.uniform(0.05, 0.3)) * long, float(dice.uniform(0.1, 0.4)) * wide + r, 0.12 + bed + r]
        run = min(run, (long if axis == 0 else wide) - base[axis])
        frame.cylinder((base[0], base[1], base[2]), r, max(0.05, run), axis, order.part(STEEL if dice.random() < 0.7 else COPPER, float(dice.uniform(1500, 6000))))
    if crated:
        for i in (0.0, long - 0.022):
            frame.box((i, 0.0, 0.12), (0.022, wide, high - 0.12), order.part(WOOD, 420))
        for j in (0.0, wide - 0.022):
            frame.box((0.0, j, 0.12), (long, 0.022, high - 0.12), order.part(WOOD, 420))
        frame.box((0.0, 0.0, high), (long, wide, 0.022), order.part(WOOD, 420))


def cells(pile: Pile, hold: Hold, order: Order, dice: Dice, *, size: tuple[Range, Range, Range] = ((0.17, 0.36), (0.13, 0.2), (0.18, 0.24))) -> Packed:
    """Accumulators side by side on pallets in two or three layers, terminals up; dense and even."""
    foot = FOOTPRINTS[int(dice.integers(3))]
    box = np.array([drawn(dice, span) for span in size])
    spots = list(places(hold, foot, dice, (0.03, 0.25)))
    n = [max(1, int(foot[axis] // box[axis])) for axis in range(2)]
    one = order.density * float(np.prod(box)) * n[0] * n[1]
    layers = max(1, min(int(order.limit_kg * drawn(dice, (0.7, 1)) / (one * max(1, len(spots)))), int((hold.size[2] * 0.8) // (box[2] + 0.03))))
    count = 0
    for x, y in spots[: max(1, int(order.limit_kg / (one * layers)))]:
        pallet(pile, (x, y, hold.corner[2]), foot, order)
        i, j, k = (axis.ravel() for axis in np.meshgrid(*(np.arange(m) for m in (*n, layers)), indexing="ij"))
        corners = np.column_stack([x + i * foot[0] / n[0], y + j * foot[1] / n[1], hold.corner[2] + 0.144 + k * (box[2] + 0.03)])
        pile.boxes(corners, box * (1, 1, 0.8) - 0.008, order.of(1.2))
        pile.boxes(corners + box * (0, 0, 0.82), box * (0.97, 0.97, 0.12), order.part(PLASTIC, 400))
        count += len(corners)
    return Packed(count, "PX")


def cases_of_arms(pile: Pile, hold: Hold, order: Order, dice: Dice, *, shells: bool = False) -> Packed:
    """Wooden cases on pallets with rows of like metal parts in each: barrels, or rounds standing on end."""
    box = (float(dice.uniform(0.9, 1.3)), float(dice.uniform(0.32, 0.5)), float(dice.uniform(0.22, 0.36)))
    top = order.height(hold, hold.size[2] * drawn(dice, (0.35, 0.8)), 0.8)
    corners = []
    for x, y in places(hold, (box[0], box[1] * 2), dice, (0.03, 0.2)):
        pallet(pile, (x, y, hold.corner[2]), (box[0], box[1] * 2), order)
        corners += [(x, y + j * box[1], hold.corner[2] + 0.144 + k * box[2]) for j in range(2) for k in range(max(1, int((top - 0.144) // box[2])))]
    at = np.asarray(corners).reshape(-1, 3)
    pile.boxes(at, np.asarray(box) - 0.012, order.part(WOOD, 150))
    if shells:
        for i in range(5):
            for j in range(2):
                pile.cylinders(at + ((i + 0.5) * box[0] / 5, (j + 0.5) * box[1] / 2, 0.03), 0.045, box[2] - 0.07, 2, order.part(STEEL, 3800))
    else:
        for j in range(4):
            pile.cylinders(at + (0.08, (j + 0.5) * box[1] / 4, box[2] * 0.55), 0.014, box[0] * 0.55, 0, order.part(STEEL, 6500))
            pile.boxes(at + (0.1, (j + 0.3) * box[1] / 4, box[2] * 0.35), (box[0] * 0.3, 0.03, 0.1), order.part(STEEL, 2600))
    return Packed(len(at), "CS")
