"""What is hidden: put in the place of goods, standing on what carries it, never in mid-air."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from simulators.scanner.loads.bodies import (
    CENTRE,
    DENSITY,
    HALF,
    ROLE,
    Floats,
    Kind,
    Of,
    Pile,
    Role,
    bounds,
    turned,
    volumes,
)
from simulators.scanner.loads.packing import Dice, Frame, Hold
from simulators.scanner.loads.substances import BANKNOTES, BRASS, COCAINE, EXPLOSIVE, GOLD, LEAF, TOBACCO
from simulators.scanner.materials import ALCOHOL, LEAD, OIL, PLASTIC, STEEL, WATER, WOOD, Material

Point = tuple[float, float, float]
MOST_DENSE = 2400.0  # kg/m³, of goods that room is made in


@dataclass(frozen=True)
class Secret:
    """Something to hide.

    Attributes:
        size: of the room it takes, metres.
        put: builds it with its lower corner at a point; gives the words for it.
        cut: whether goods must make room, or it slips between them.
    """

    kind: str
    size: Point
    put: Callable[[Pile, Point], str]
    cut: bool = True


def of(material: Material, density: float) -> Of:
    """Bodies of what is hidden."""
    return Of(material, density, Role.ANOMALY, -1)


def stacked(counts: Iterable[int], one: Floats) -> Floats:
    """Lower corners of things of one size, so many along each axis, from the origin on, (things, 3)."""
    return np.stack(np.meshgrid(*(np.arange(count) for count in counts), indexing="ij"), axis=-1).reshape(-1, 3) * one


def bricks(dice: Dice) -> Secret:
    """Bricks of powder or bundles of notes, stacked; about 10 to 900 kg, as finds are."""
    stuff, density, text = (
        (COCAINE, float(dice.uniform(950, 1250)), "bricks of white powder"),
        (COCAINE, float(dice.uniform(1000, 1250)), "bricks of pressed resin"),
        (BANKNOTES, float(dice.uniform(650, 900)), "bundles of banknotes"),
        (EXPLOSIVE, float(dice.uniform(1350, 1650)), "blocks of plastic mass"),
    )[int(dice.choice(4, p=[0.5, 0.2, 0.2, 0.1]))]
    one = np.array([0.20, 0.13, 0.05]) * dice.uniform(0.85, 1.2)
    n = np.array([dice.integers(2, 8), dice.integers(2, 9), dice.integers(2, 14)])
    size = n * one

    def put(pile: Pile, corner: Point) -> str:
        at = stacked(n, one) + corner
        pile.boxes(at, one - 0.003, of(stuff, density), density * dice.normal(1, 0.02, len(at)))
        return f"{len(at)} {text}"

    return Secret("bricks", (size[0], size[1], size[2]), put)


def drum(dice: Dice) -> Secret:
    """A drum of liquid among goods that are none."""
    r, tall = float(dice.uniform(0.18, 0.3)), float(dice.uniform(0.45, 0.9))
    wall = STEEL if dice.random() < 0.5 else PLASTIC
    liquid = (WATER, OIL, ALCOHOL)[int(dice.integers(3))]

    def put(pile: Pile, corner: Point) -> str:
        base = np.array([corner[0] + r, corner[1] + r, corner[2]])
        thick = 0.0012 if wall is STEEL else 0.004
        for radius, inset, long, body in (
            (r, 0.0, tall, of(wall, wall.density)),
            (r - thick, thick, tall - 2 * thick, of(wall, -wall.density)),
            (r - thick, thick, (tall - 2 * thick) * float(dice.uniform(0.7, 0.97)), of(liquid, liquid.density)),
        ):
            pile.cylinders(base + (0, 0, inset), radius, long, 2, body)
        return f"a drum of {liquid.name}"

    return Secret("drum", (2 * r, 2 * r, tall), put)


def small_metal(dice: Dice) -> Secret:
    """Firearms, their parts, blades or rounds: a few pieces between the goods, turned any way."""
    kind = int(dice.integers(5))
    count = int(dice.integers(1, 7)) if kind < 4 else int(dice.integers(1, 4))
    reach = (0.24, 0.95, 0.45, 0.3, 0.3)[kind]
    build = (_pistol, _rifle, _blade, _barrels, _rounds)[kind]

    def put(pile: Pile, corner: Point) -> str:
        for index in range(count):
            middle = np.array(corner) + reach / 2 * np.array([1, 0.5, 0.6]) + dice.uniform(0, 0.12, 3) * (index > 0)
            turn = turned(float(dice.uniform(-np.pi, np.pi)), *dice.normal(0, 0.5, 2))
            build(Frame(pile, (middle[0], middle[1], middle[2]), turn), dice)
        return f"{count} x " + ("pistol", "rifle", "blade", "barrels and bolts", "case of rounds")[kind]

    return Secret("small_metal", (reach, reach * 0.5 + 0.1, reach * 0.4 + 0.1), put, cut=False)


def _part(frame: Frame, at: Point, size: Point, body: Of) -> None:
    frame.box((at[0] - size[0] / 2, at[1] - size[1] / 2, at[2] - size[2] / 2), size, body)


def _tube(frame: Frame, at: Point, radius: float, long: float, body: Of) -> None:
    frame.cylinder((at[0] - long / 2, at[1], at[2]), radius, long, 0, body)


def _pistol(frame: Frame, dice: Dice) -> None:
    k = float(dice.uniform(0.8, 1.15))
    grip = of(STEEL, STEEL.density) if dice.random() < 0.6 else of(PLASTIC, 1200)
    _part(frame, (0.0, 0.0, 0.035 * k), (0.18 * k, 0.026, 0.028 * k), of(STEEL, 5200))
    _tube(frame, (0.02, 0.0, 0.035 * k), 0.008, 0.17 * k, of(STEEL, STEEL.density))
    _part(frame, (-0.01, 0.0, 0.012 * k), (0.13 * k, 0.024, 0.02), grip)
    _part(frame, (-0.06 * k, 0.0, -0.035 * k), (0.042, 0.03, 0.095 * k), grip)
    _part(frame, (-0.06 * k, 0.0, -0.035 * k), (0.026, 0.018, 0.09 * k), of(BRASS, 4500))


def _rifle(frame: Frame, dice: Dice) -> None:
    stock = of(WOOD, 650) if dice.random() < 0.5 else of(PLASTIC, 1000)
    _tube(frame, (0.22, 0.0, 0.03), 0.009, 0.48, of(STEEL, STEEL.density))
    _tube(frame, (0.2, 0.0, 0.055), 0.007, 0.25, of(STEEL, STEEL.density))
    _part(frame, (-0.08, 0.0, 0.02), (0.26, 0.034, 0.06), of(STEEL, 3600))
    _part(frame, (-0.32, 0.0, -0.005), (0.24, 0.035, 0.1), stock)
    _part(frame, (-0.14, 0.0, -0.06), (0.035, 0.03, 0.1), stock)
    _part(frame, (0.0, 0.0, -0.1), (0.06, 0.026, 0.2), of(STEEL, 3800))


def _blade(frame: Frame, dice: Dice) -> None:
    long = float(dice.uniform(0.18, 0.5))
    _part(frame, (long / 2, 0.0, 0.0), (long, 0.0035, 0.035 + 0.05 * long), of(STEEL, STEEL.density))
    _part(frame, (-0.06, 0.0, 0.0), (0.12, 0.022, 0.03), of(WOOD, 700))
    _part(frame, (-0.05, 0.0, 0.0), (0.1, 0.0035, 0.025), of(STEEL, STEEL.density))


def _barrels(frame: Frame, dice: Dice) -> None:
    for index in range(int(dice.integers(1, 4))):
        long = float(dice.uniform(0.12, 0.4))
        _tube(frame, (0.0, 0.03 * index, 0.0), 0.011, long, of(STEEL, STEEL.density))
    _part(frame, (0.0, 0.0, 0.06), (0.16, 0.03, 0.035), of(STEEL, 6500))


def _rounds(frame: Frame, dice: Dice) -> None:
    size = np.array([0.28, 0.15, 0.18]) * dice.uniform(0.7, 1.1)
    _part(frame, (0.0, 0.0, 0.0), (size[0], size[1], size[2]), of(BRASS, float(dice.uniform(2200, 3600))))


def dense_body(dice: Dice) -> Secret:
    """Small and very dense: ingots of precious metal, a lead or tungsten piece."""
    size = dice.uniform(0.04, 0.16, 3) * (1.3, 1, 0.7)
    material = (GOLD, LEAD, BRASS)[int(dice.integers(3))]

    def put(pile: Pile, corner: Point) -> str:
        pile.boxes(corner, size, of(material, material.density))
        return f"a block of {material.name}"

    return Secret("dense_body", (size[0], size[1], size[2]), put)


def shielding(dice: Dice) -> Secret:
    """A cask: a thick shell of lead or steel around a small hollow."""
    material = LEAD if dice.random() < 0.65 else STEEL
    r, tall = float(dice.uniform(0.1, 0.28)), float(dice.uniform(0.2, 0.6))
    shell = float(dice.uniform(0.03, 0.1)) * (1.0 if material is LEAD else 1.3)
    round_ = dice.random() < 0.6

    def put(pile: Pile, corner: Point) -> str:
        inner = max(0.02, r - shell)
        hollow = max(0.02, tall - 2 * shell)
        middle = np.array([corner[0] + r, corner[1] + r, corner[2]])
        if round_:
            pile.cylinders(middle, r, tall, 2, of(material, material.density))
            pile.cylinders(middle + (0, 0, shell), inner, hollow, 2, of(material, -material.density))
        else:
            pile.boxes(corner, (2 * r, 2 * r, tall), of(material, material.density))
            pile.boxes(
                np.array(corner) + (r - inner, r - inner, shell),
                (2 * inner, 2 * inner, hollow),
                of(material, -material.density),
            )
        return f"a shielded cask of {material.name}"

    return Secret("shielding", (2 * r, 2 * r, tall), put)


def cigarettes(dice: Dice) -> Secret:
    """Master cases of cigarettes in the middle of other goods."""
    one = np.array([0.62, 0.42, 0.50]) * dice.uniform(0.9, 1.1)
    n = np.array([dice.integers(1, 6), dice.integers(2, 6), dice.integers(1, 5)])
    n[1] = min(n[1], 5)
    size = n * one

    def put(pile: Pile, corner: Point) -> str:
        at = stacked(n, one) + corner
        density = float(dice.uniform(165, 235))
        pile.boxes(at, one - 0.008, of(TOBACCO, density), density * dice.normal(1, 0.02, len(at)))
        return f"{len(at)} master cases of cigarettes"

    return Secret("cigarettes", (size[0], size[1], size[2]), put)


def void(dice: Dice) -> Secret:
    """A hollow cut into the load, large enough for a person or a parcel; sometimes with a board over it."""
    size = dice.uniform((0.5, 0.5, 0.45), (1.6, 1.2, 1.3))

    def put(pile: Pile, corner: Point) -> str:
        pile.boxes(corner, size, of(LEAF, 0.0))
        pile.boxes(np.array(corner) + (0, 0, size[2] - 0.02), (size[0], size[1], 0.02), of(WOOD, 550))
        return "a hollow in the load"

    return Secret("void", (size[0], size[1], size[2]), put)


SECRETS: tuple[tuple[Callable[[Dice], Secret], float], ...] = (
    (small_metal, 0.24),
    (bricks, 0.2),
    (cigarettes, 0.14),
    (drum, 0.12),
    (dense_body, 0.1),
    (shielding, 0.1),
    (void, 0.1),
)


def drawn_secret(dice: Dice) -> Secret:
    """One of the kinds that fit between goods, as often as `SECRETS` says."""
    chances = np.array([chance for _make, chance in SECRETS])
    return SECRETS[int(dice.choice(len(SECRETS), p=chances / chances.sum()))][0](dice)


def spot(rows: Floats, hold: Hold, size: Point, dice: Dice) -> Point | None:
    """A lower corner inside the load where goods carry what stands there and go on around it; None if nowhere."""
    # Not inside solid metal or stone: nobody cuts those open.
    goods = rows[(rows[:, ROLE] == Role.GOODS) & (rows[:, DENSITY] > 0) & (rows[:, DENSITY] < MOST_DENSE)]
    if len(goods) == 0:
        return None
    low, high = bounds(goods)
    floor, limit = np.asarray(hold.corner), np.asarray(hold.corner) + hold.size
    for _try in range(24):
        seed = int(dice.integers(len(goods)))
        tall = high[seed, 2] - low[seed, 2]
        corner = low[seed].copy()
        span = high[seed] - low[seed]
        corner[:2] += np.maximum(0, span[:2] - size[:2]) * dice.uniform(0, 1, 2)
        if tall > size[2] + 0.15:  # inside one large body: buried in it
            corner[2] += (tall - size[2]) * float(dice.uniform(0.05, 0.85))
        corner = np.maximum(np.minimum(corner, limit - size - 0.02), floor)
        if np.any(corner + size > limit + 1e-6):
            continue
        if _is_within(corner, np.asarray(size), low, high):
            return float(corner[0]), float(corner[1]), float(corner[2])
    return None


def _is_within(corner: Floats, size: Floats, low: Floats, high: Floats) -> bool:
    """Whether goods overlap most of the footprint at this height, and something carries it."""
    end = corner + size
    at = np.clip(np.minimum(high, end) - np.maximum(low, corner), 0, None)
    filled = float(np.minimum(at.prod(axis=1), size.prod()).sum() / size.prod())
    under = (high[:, 2] > corner[2] - 0.2) & (low[:, 2] < corner[2]) | (low[:, 2] < corner[2] + 0.02)
    flat = np.clip(np.minimum(high[:, :2], end[:2]) - np.maximum(low[:, :2], corner[:2]), 0, None).prod(axis=1)
    return filled > 0.5 and float(flat[under].sum()) > 0.3 * float(size[0] * size[1])


def cut(rows: Floats, room: Floats) -> tuple[Floats, Floats, Floats]:
    """Take goods out of a box-shaped room, (2, 3).

    Returns:
        which rows stay, which of them are to be clipped by the room, and kilograms clipped off each of those.
    """
    low, high = bounds(rows)
    over = np.clip(np.minimum(high, room[1]) - np.maximum(low, room[0]), 0, None)
    touched = (over.prod(axis=1) > 0) & ((rows[:, ROLE] == Role.GOODS) | (rows[:, ROLE] == Role.DUNNAGE))
    within = np.all((rows[:, CENTRE] > room[0]) & (rows[:, CENTRE] < room[1]), axis=1)
    box = rows[:, 0] == Kind.BOX
    volume = volumes(rows)
    big = volume > 3 * float(np.prod(room[1] - room[0]))
    clipped = touched & (box | big)
    gone = touched & ~box & ~big & within
    lost = np.zeros(len(rows))
    lost[clipped & box] = (over.prod(axis=1) * rows[:, DENSITY])[clipped & box]
    for index in np.flatnonzero(clipped & ~box):
        lost[index] = (
            _share_inside(rows[index], np.maximum(low[index], room[0]), np.minimum(high[index], room[1]))
            * rows[index, DENSITY]
        )
    return ~gone, clipped, lost


def _share_inside(row: Floats, low: Floats, high: Floats, points: int = 16) -> float:
    """Volume of a curved body within a box, m³, by points on a grid."""
    axes = [low[axis] + (np.arange(points) + 0.5) / points * (high[axis] - low[axis]) for axis in range(3)]
    grid = np.stack([axis.ravel() for axis in np.meshgrid(*axes, indexing="ij")], axis=1)
    local = np.abs((grid - row[CENTRE]) @ row[8:17].reshape(3, 3).T / row[HALF])
    kind = int(row[0])
    if kind in (Kind.CUSHION, Kind.TURNED_ELLIPSOID):
        inside = (local ** (row[7] if kind == Kind.CUSHION else 2.0)).sum(axis=1) <= 1
    elif kind == Kind.TURNED_BOX:
        inside = np.all(local <= 1, axis=1)
    else:
        axis = 2 if kind == Kind.TURNED_CYLINDER else kind - 1
        rest = [other for other in range(3) if other != axis]
        inside = (local[:, axis] <= 1) & ((local[:, rest] ** 2).sum(axis=1) <= 1)
    return float(inside.mean() * np.prod(high - low))
