"""Packers of appliances, machines, accumulators and arms."""

from dataclasses import dataclass

import numpy as np

from simulators.scanner.loads.packing import (
    FOOTPRINTS,
    Dice,
    Frame,
    Hold,
    Order,
    Packed,
    Pile,
    Range,
    drawn,
    pallet,
    places,
)
from simulators.scanner.materials import ALUMINIUM, COPPER, ELECTRONICS, PLASTIC, STEEL, WOOD


@dataclass(frozen=True)
class Appliances:
    """White goods in cartons: sheet-metal boxes with a motor, drum, compressor or glass in each at the same place."""

    size: tuple[Range, Range, Range]
    insides: str = "washer"

    def __call__(self, pile: Pile, hold: Hold, order: Order, dice: Dice) -> Packed:
        size, insides = self.size, self.insides
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
            pile.cylinders(
                corners + body * (0.8, 0.35, 0.1), min(0.1, body[0] * 0.12), body[2] * 0.5, 2, order.part(STEEL, 3600)
            )
        return Packed(len(corners), "CT")


@dataclass(frozen=True)
class Machine:
    """Machines of castings, frames, cabinets, motors and shafts, each bolted to skids, in open or closed crates."""

    in_crate: bool = True
    rows: int = 1

    def __call__(self, pile: Pile, hold: Hold, order: Order, dice: Dice) -> Packed:
        in_crate, rows = self.in_crate, self.rows
        count, x = 0, 0.1
        left = order.limit_kg
        same = int(dice.integers(1 << 30)) if dice.random() < 0.5 else None
        while True:
            these = np.random.default_rng(same) if same is not None else dice
            long = float(these.uniform(1.0, 3.4)) if rows == 1 else float(these.uniform(0.8, 1.6))
            wide = min(float(these.uniform(0.9, 2.1)), hold.size[1] / rows - 0.06)
            high = min(float(these.uniform(0.9, 2.2)), hold.size[2] - 0.15)
            left -= 560 * long * wide * high * rows
            if x + long > hold.size[0] or (left < 0 and count):
                return Packed(count, "CR")
            for row in range(rows):
                y = (hold.size[1] / rows - wide) / 2 + row * hold.size[1] / rows
                _one_machine(
                    Frame(pile, hold.at(x, y, 0.0)),
                    (long, wide, high),
                    order,
                    these if same is None else np.random.default_rng(same + 1),
                    in_crate,
                )
                count += 1
            x += long + float(dice.uniform(0.08, 0.5))


def _one_machine(frame: Frame, size: tuple[float, float, float], order: Order, dice: Dice, in_crate: bool) -> None:
    long, wide, high = size
    for skid in (0.05, wide - 0.2):
        frame.box((0.0, skid, 0.0), (long, 0.15, 0.12), order.dunnage(WOOD, 600))
    bed = float(dice.uniform(0.15, 0.4)) * high
    cast = order.part(STEEL, float(dice.uniform(900, 2200)))
    frame.box((0.05 * long, 0.1 * wide, 0.12), (0.9 * long, 0.8 * wide, bed), cast)
    _on_the_bed(frame, size, bed + 0.12, order, dice)
    for _ in range(int(dice.integers(1, 5))):
        r = float(dice.uniform(0.05, 0.22))
        run = float(dice.uniform(0.2, 0.7)) * (long if dice.random() < 0.6 else wide)
        axis = 0 if run > wide else int(dice.integers(2))
        base = (float(dice.uniform(0.05, 0.3)) * long, float(dice.uniform(0.1, 0.4)) * wide + r, 0.12 + bed + r)
        run = min(run, (long if axis == 0 else wide) - base[axis])
        metal = STEEL if dice.random() < 0.7 else COPPER
        frame.cylinder(base, r, max(0.05, run), axis, order.part(metal, float(dice.uniform(1500, 6000))))
    if in_crate:
        boards = order.part(WOOD, 420)
        for i in (0.0, long - 0.022):
            frame.box((i, 0.0, 0.12), (0.022, wide, high - 0.12), boards)
        for j in (0.0, wide - 0.022):
            frame.box((0.0, j, 0.12), (long, 0.022, high - 0.12), boards)
        frame.box((0.0, 0.0, high), (long, wide, 0.022), boards)


def _on_the_bed(frame: Frame, size: tuple[float, float, float], bed: float, order: Order, dice: Dice) -> None:
    """Cabinets, gearboxes and castings on the bed; what stands high stands on a column."""
    for _ in range(int(dice.integers(3, 9))):
        part = dice.uniform(0.08, 0.4, 3) * size
        at = dice.uniform(0, 1, 3) * (np.array([size[0], size[1], size[2] - 0.2]) - part)
        at[2] = max(bed, min(at[2], bed + 0.6 * (size[2] - bed)))
        part[2] = min(part[2], size[2] - at[2])
        dense = float(dice.choice([150, 400, 1200, 3000], p=[0.3, 0.3, 0.25, 0.15]))
        stuff = (STEEL, STEEL, ALUMINIUM, ELECTRONICS)[int(dice.integers(4))]
        if part[2] <= 0.02:
            continue
        body = order.part(stuff, min(dense, stuff.density * 0.5))
        frame.box((at[0], at[1], at[2]), (part[0], part[1], part[2]), body)
        if at[2] > bed + 0.08:
            foot = (at[0] + part[0] * 0.3, at[1] + part[1] * 0.3, bed)
            frame.box(foot, (part[0] * 0.3, part[1] * 0.3, at[2] - bed), order.part(STEEL, 1600))


@dataclass(frozen=True)
class Cells:
    """Accumulators side by side on pallets in two or three layers, terminals up; dense and even."""

    size: tuple[Range, Range, Range] = ((0.17, 0.36), (0.13, 0.2), (0.18, 0.24))

    def __call__(self, pile: Pile, hold: Hold, order: Order, dice: Dice) -> Packed:
        size = self.size
        foot = FOOTPRINTS[int(dice.integers(3))]
        box = np.array([drawn(dice, span) for span in size])
        spots = list(places(hold, foot, dice, (0.03, 0.25)))
        n = [max(1, int(foot[axis] // box[axis])) for axis in range(2)]
        one = order.density * float(np.prod(box)) * n[0] * n[1]
        layers = max(
            1,
            min(
                int(order.limit_kg * drawn(dice, (0.7, 1)) / (one * max(1, len(spots)))),
                int((hold.size[2] * 0.8) // (box[2] + 0.03)),
            ),
        )
        count = 0
        for x, y in spots[: max(1, int(order.limit_kg / (one * layers)))]:
            pallet(pile, (x, y, hold.corner[2]), foot, order)
            i, j, k = (axis.ravel() for axis in np.meshgrid(*(np.arange(m) for m in (*n, layers)), indexing="ij"))
            corners = np.column_stack(
                [x + i * foot[0] / n[0], y + j * foot[1] / n[1], hold.corner[2] + 0.144 + k * (box[2] + 0.03)]
            )
            pile.boxes(corners, box * (1, 1, 0.8) - 0.008, order.of(1.2))
            pile.boxes(corners + box * (0, 0, 0.82), box * (0.97, 0.97, 0.12), order.part(PLASTIC, 400))
            count += len(corners)
        return Packed(count, "PX")


@dataclass(frozen=True)
class CasesOfArms:
    """Wooden cases on pallets with rows of like metal parts in each: barrels, or rounds standing on end."""

    shells: bool = False

    def __call__(self, pile: Pile, hold: Hold, order: Order, dice: Dice) -> Packed:
        shells = self.shells
        box = (float(dice.uniform(0.9, 1.3)), float(dice.uniform(0.32, 0.5)), float(dice.uniform(0.22, 0.36)))
        top = order.height(hold, hold.size[2] * drawn(dice, (0.35, 0.8)), 0.8)
        corners = []
        for x, y in places(hold, (box[0], box[1] * 2), dice, (0.03, 0.2)):
            pallet(pile, (x, y, hold.corner[2]), (box[0], box[1] * 2), order)
            corners += [
                (x, y + j * box[1], hold.corner[2] + 0.144 + k * box[2])
                for j in range(2)
                for k in range(max(1, int((top - 0.144) // box[2])))
            ]
        at = np.asarray(corners).reshape(-1, 3)
        pile.boxes(at, np.asarray(box) - 0.012, order.part(WOOD, 150))
        if shells:
            for i in range(5):
                for j in range(2):
                    pile.cylinders(
                        at + ((i + 0.5) * box[0] / 5, (j + 0.5) * box[1] / 2, 0.03),
                        0.045,
                        box[2] - 0.07,
                        2,
                        order.part(STEEL, 3800),
                    )
        else:
            for j in range(4):
                pile.cylinders(
                    at + (0.08, (j + 0.5) * box[1] / 4, box[2] * 0.55), 0.014, box[0] * 0.55, 0, order.part(STEEL, 6500)
                )
                pile.boxes(
                    at + (0.1, (j + 0.3) * box[1] / 4, box[2] * 0.35),
                    (box[0] * 0.3, 0.03, 0.1),
                    order.part(STEEL, 2600),
                )
        return Packed(len(at), "CS")
