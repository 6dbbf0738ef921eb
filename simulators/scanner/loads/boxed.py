"""Packers of cartons, crates, and garments and plants on racks."""

from dataclasses import dataclass

import numpy as np

from simulators.scanner.loads.packing import (
    FOOTPRINTS,
    Core,
    Dice,
    Hold,
    Kind,
    Order,
    Packed,
    Pile,
    Range,
    drawn,
    grid,
    packages,
    pallet,
    places,
    turned,
)  # fmt: skip
from simulators.scanner.materials import ALUMINIUM, PLASTIC, STEEL, WOOD

Size = tuple[Range, Range, Range]
SMALL: Size = ((0.25, 0.40), (0.20, 0.33), (0.12, 0.30))
MIDDLE: Size = ((0.38, 0.60), (0.30, 0.45), (0.22, 0.42))
LARGE: Size = ((0.55, 0.85), (0.45, 0.70), (0.35, 0.65))


@dataclass(frozen=True)
class OnPallets:
    """Cartons on pallets, two abreast; some pallets lower, some cartons gone, some places left free.

    Attributes:
        tall: height of a stack as a share of the hold.
        uneven: how often a pallet is lower than its neighbours.
        tiers: pallets on pallets.
    """

    size: Size = MIDDLE
    tall: Range = (0.6, 0.95)
    core: Core | None = None
    gap: Range = (0.0, 0.01)
    missing: float = 0.05
    uneven: float = 0.2
    tiers: int = 1

    def __call__(self, pile: Pile, hold: Hold, order: Order, dice: Dice) -> Packed:
        size, tall, core, gap, missing, uneven, tiers = (
            self.size,
            self.tall,
            self.core,
            self.gap,
            self.missing,
            self.uneven,
            self.tiers,
        )
        foot = FOOTPRINTS[int(dice.integers(len(FOOTPRINTS)))]
        box = (_fitting(drawn(dice, size[0]), foot[0]), _fitting(drawn(dice, size[1]), foot[1]), drawn(dice, size[2]))
        top = order.height(hold, hold.size[2] * drawn(dice, tall), 0.78)
        room = max(box[2] + 0.144, top / tiers)
        count = 0
        for x, y in places(hold, foot, dice, (0.01, 0.12)):
            if dice.random() < missing * 0.5:
                continue
            low = drawn(dice, (0.5, 0.95)) if dice.random() < uneven else 1.0
            for tier in range(tiers):
                z = hold.corner[2] + tier * room
                pallet(pile, (x, y, z), foot, order)
                corners = _stack(box, (foot[0], foot[1], room * low - 0.144), dice, missing)
                corners[:, :2] += corners[:, 2:] * dice.normal(0, 0.008, 2)  # a stack leans a little
                corners += (x, y, z + 0.144)
                slip = drawn(dice, gap)
                packages(
                    pile,
                    corners + dice.uniform(0, 0.006, corners.shape),
                    np.asarray(box) - 0.006 - slip,
                    order,
                    dice,
                    core,
                )
                count += len(corners)
        return Packed(count, "CT")


def _fitting(wanted: float, length: float) -> float:
    """The size nearest to the one wanted that fills a pallet's length."""
    return length / max(1, round(length / wanted))


def _stack(box: tuple[float, float, float], room: tuple[float, float, float], dice: Dice, missing: float) -> np.ndarray:
    layer = max(1, int((room[2] + 1e-6) // box[2])) * box[2]
    corners = grid(box, (room[0], room[1], layer))
    used = corners.max(axis=0) + box if len(corners) else np.zeros(3)
    corners[:, :2] += (np.asarray(room[:2]) - used[:2]) / 2
    if dice.random() < missing * 4 and len(corners) > 6:
        corners = corners[: len(corners) - int(dice.integers(1, max(2, len(corners) // 6)))]
    return corners


@dataclass(frozen=True)
class OnFloor:
    """Cartons stowed by hand from floor to roof, wall after wall; the last walls step down.

    Attributes:
        ragged: how uneven the top is.
        crate: wooden slats around each.
    """

    size: Size = MIDDLE
    tall: Range = (0.7, 0.97)
    core: Core | None = None
    ragged: float = 0.3
    crate: bool = False
    kind: str = "CT"

    def __call__(self, pile: Pile, hold: Hold, order: Order, dice: Dice) -> Packed:
        size, tall, core, ragged, crate, kind = self.size, self.tall, self.core, self.ragged, self.crate, self.kind
        box = np.array([drawn(dice, size[0]), drawn(dice, size[1]), drawn(dice, size[2])])
        top = max(box[2] * 1.01, order.height(hold, hold.size[2] * drawn(dice, tall), 0.9))
        across, up = max(1, int(hold.size[1] // box[1])), max(1, int(top // box[2]))
        walls = int(hold.size[0] // (box[0] + 0.004))
        spread = (hold.size[1] - across * box[1]) / max(1, across)
        chunks = []
        sway = dice.normal(0, 0.006)
        for wall in range(walls):
            layers = np.full(across, up) - (dice.random(across) < ragged * 0.4).astype(int)
            left = walls - wall
            if left <= 3 and dice.random() < 0.5:
                layers = layers * left // 4
            for lane in range(across):
                levels = np.arange(max(0, layers[lane]))
                at = np.zeros((len(levels), 3))
                at[:, 0] = wall * (box[0] + 0.004) + dice.uniform(0, 0.004) + levels * box[2] * sway
                at[:, 1] = lane * (box[1] + spread * dice.uniform(0.6, 1.0))
                at[:, 2] = levels * box[2] * float(dice.uniform(0.985, 1.0))
                chunks.append(at)
        corners = np.concatenate(chunks) + hold.corner if chunks else np.zeros((0, 3))
        packages(pile, corners, box - (0.004, 0.006, 0.004), order, dice, core)
        if not crate and dice.random() < 0.15:
            _fallen(pile, hold, order, dice, box)
        if crate and len(corners):
            for edge in (0.0, box[0] - 0.022):
                pile.boxes(corners + (edge, 0, 0), (0.018, box[1] - 0.006, box[2] - 0.004), order.part(WOOD, 260))
        return Packed(len(corners), kind)


def _fallen(pile: Pile, hold: Hold, order: Order, dice: Dice, box: np.ndarray) -> None:
    """A few packages that have tumbled into the free room at the doors."""
    reach = float(np.linalg.norm(box)) / 2
    for _ in range(int(dice.integers(1, 5))):
        if hold.size[0] < 3 * reach or hold.size[2] < 2 * reach:
            return
        turn = turned(float(dice.uniform(-1.5, 1.5)), float(dice.normal(0, 0.5)), float(dice.normal(0, 0.5)))
        up = float(np.abs(turn[:, 2]) @ box / 2)
        at = hold.at(
            hold.size[0] - reach * float(dice.uniform(1.0, 1.6)),
            float(dice.uniform(reach, max(reach + 0.01, hold.size[1] - reach))),
            up,
        )
        pile.add(Kind.TURNED_BOX, at, box / 2, order.of(), turn=turn)


def hanging(pile: Pile, hold: Hold, order: Order, dice: Dice) -> Packed:
    """Garments on hangers, on bars across or along, in two rows one above the other."""
    rows = int(dice.integers(1, 3))
    drop = hold.size[2] / rows
    pitch = float(dice.uniform(0.05, 0.12))
    count = 0
    for row in range(rows):
        roof = hold.corner[2] + hold.size[2] - row * drop
        along = np.arange(0.1, hold.size[0] - 0.1, pitch)
        for lane in range(4):
            y = hold.corner[1] + (lane + 0.5) * hold.size[1] / 4
            long = np.clip(dice.normal(0.72, 0.1, len(along)), 0.4, 0.9) * drop
            half = np.stack([np.full(len(along), pitch * 0.42), dice.uniform(0.2, 0.27, len(along)), long / 2], axis=1)
            centre = np.stack([hold.corner[0] + along, np.full(len(along), y), roof - 0.12 - long / 2], axis=1)
            pile.add(Kind.CUSHION, centre, half, order.of(), power=4.0)
            count += len(along)
        bars = np.arange(0.15, hold.size[0], 0.6)
        for x in bars:
            pile.cylinders(
                (hold.corner[0] + x, hold.corner[1], roof - 0.08), 0.016, hold.size[1], 1, order.dunnage(STEEL, 3500)
            )
    return Packed(count, "NE")


@dataclass(frozen=True)
class CratesOpen:
    """Produce in ventilated crates of plastic or wood: round lots with air above them, on pallets."""

    fill: Range = (0.55, 0.85)

    def __call__(self, pile: Pile, hold: Hold, order: Order, dice: Dice) -> Packed:
        fill = self.fill
        foot = FOOTPRINTS[int(dice.integers(3))]
        box = (foot[0] / 2, foot[1] / 3 if foot[1] > 0.9 else foot[1] / 2, float(dice.uniform(0.16, 0.32)))
        top = order.height(hold, hold.size[2] * drawn(dice, (0.75, 0.93)), 0.65)
        full = drawn(dice, fill)
        shell = order.part(PLASTIC if dice.random() < 0.6 else WOOD, 55)
        count = 0
        for x, y in places(hold, foot, dice, (0.01, 0.06)):
            pallet(pile, (x, y, hold.corner[2]), foot, order)
            corners = grid(box, (foot[0], foot[1], top - 0.144)) + (x, y, hold.corner[2] + 0.144)
            if len(corners) == 0:
                continue
            pile.boxes(corners, np.asarray(box) - 0.008, shell)
            halves = np.array([box[0] / 2 - 0.015, box[1] / 2 - 0.015, box[2] * full / 2])
            pile.add(
                Kind.CUSHION,
                corners + np.asarray(box) / 2 + (0, 0, -box[2] * (1 - full) / 2 + 0.008),
                halves,
                order.of(1 / full),
                density=order.density / full * dice.normal(1, 0.06, len(corners)),
                power=8.0,
            )
            count += len(corners)
        return Packed(count, "CR")


def trolleys(pile: Pile, hold: Hold, order: Order, dice: Dice) -> Packed:
    """Plants in pots on racks with shelves: earth below, leaves above."""
    count = 0
    foot = (float(dice.uniform(1.2, 1.4)), float(dice.uniform(0.56, 0.75)))
    shelves = int(dice.integers(3, 6))
    pitch = (hold.size[2] - 0.25) / shelves
    for x, y in places(hold, foot, dice, (0.01, 0.06)):
        for post in ((0, 0), (foot[0] - 0.03, 0), (0, foot[1] - 0.03), (foot[0] - 0.03, foot[1] - 0.03)):
            pile.boxes(
                (x + post[0], y + post[1], hold.corner[2]), (0.03, 0.03, hold.size[2] * 0.9), order.dunnage(STEEL, 1600)
            )
        for shelf in range(shelves):
            z = hold.corner[2] + 0.15 + shelf * pitch
            pile.boxes(
                (x, y, z), (foot[0], foot[1], 0.018), order.dunnage(ALUMINIUM if dice.random() < 0.3 else WOOD, 500)
            )
            pots = grid((0.2, 0.19, 0.2), (foot[0], foot[1], 0.2)) + (x, y, z + 0.018)
            tall = np.clip(dice.normal(0.45, 0.12, len(pots)), 0.15, 0.8) * pitch
            pile.boxes(pots, (0.14, 0.14, 0.12), order.of(2.2))
            half = np.stack([np.full(len(pots), 0.1), np.full(len(pots), 0.1), tall / 2], axis=1)
            pile.add(
                Kind.CUSHION,
                pots + (0.07, 0.07, 0.12) + np.stack([0 * tall, 0 * tall, tall / 2], axis=1),
                half,
                order.of(0.45),
                power=2.0,
            )
            count += len(pots)
    return Packed(count, "PO")
