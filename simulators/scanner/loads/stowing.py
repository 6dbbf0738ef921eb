"""Chooses what a container holds and packs it: one commodity or several in zones, part loads, hidden things."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from simulators.scanner.loads import contraband, varied
from simulators.scanner.loads.bodies import (
    ROLE,
    Floats,
    Kind,
    Of,
    Pile,
    Role,
    bounds,
    masses,
)
from simulators.scanner.loads.carriers import Carried
from simulators.scanner.loads.cars import car
from simulators.scanner.loads.commodities import BY_CODE, COMMODITIES, Commodity, Goods
from simulators.scanner.loads.packing import Dice, Frame, Hold, Order, Packed, Style, pallet
from simulators.scanner.loads.substances import COCAINE, mixed
from simulators.scanner.loads.truth import Hidden
from simulators.scanner.materials import CELLULOSE, PLASTIC, STEEL, WATER, WOOD, Material

Point = tuple[float, float, float]
LEAST_KG = 15.0  # of goods that are worth declaring
TRIES = 5  # of which something hidden may fit among the goods


@dataclass(frozen=True)
class Choice:
    """One commodity to be packed, and how."""

    commodity: Commodity
    goods: Goods
    style: Style
    material: Material
    density: float


@dataclass
class Stowed:
    """A load as it stands: bodies, what was packed, what is hidden, where bodies were cut.

    Attributes:
        choices: one for each item number.
        packed: what the packers say, by item number.
        secret_items: item numbers that nobody declares.
        rooms: boxes that bodies flagged in `clipped` are cut out of.
        lost: kilograms cut off each body.
    """

    pile: Pile
    choices: list[Choice] = field(default_factory=list)
    packed: list[Packed] = field(default_factory=list)
    secret_items: set[int] = field(default_factory=set)
    hidden: list[Hidden] = field(default_factory=list)
    rooms: list[Floats] = field(default_factory=list)
    clipped: Floats = field(default_factory=lambda: np.zeros(0, bool))
    lost: Floats = field(default_factory=lambda: np.zeros(0))

    def kilograms(self) -> Floats:
        """Mass of each body, less what was cut off it."""
        return masses(self.pile.rows()) - self.lost

    def grown(self) -> None:
        """Bodies were added: they are not clipped."""
        more = len(self.pile.rows()) - len(self.clipped)
        self.clipped = np.concatenate([self.clipped, np.zeros(more, bool)])
        self.lost = np.concatenate([self.lost, np.zeros(more)])


def choose(dice: Dice, split: str, code: str | None = None, *, cold: bool | None = None) -> Choice:
    """Goods and a style of a class; those held out appear in evaluation and there only (styles), or mostly (goods).

    In `varied.SPLITS` the style is drawn anew.
    """
    commodity = COMMODITIES[int(dice.integers(len(COMMODITIES)))] if code is None else BY_CODE[code]
    if split in varied.SPLITS:
        return _varied(commodity, dice, split == "unseen", cold)
    evaluation = split == "evaluation"
    styles = [style for style in commodity.styles if style.held_out == evaluation]
    if cold is not None:
        styles = [style for style in styles if style.refrigerated == cold] or styles
    style = styles[int(dice.integers(len(styles)))]
    goods = [one for one in commodity.goods_packed(style) if evaluation or not one.held_out]
    one = goods[int(dice.integers(len(goods)))]
    low, high = one.density
    if evaluation:  # a little beyond what training saw
        low, high = low * 0.92, high * 1.08
    material = mixed(commodity.code, {stuff: part * float(dice.uniform(0.85, 1.15)) for stuff, part in one.parts})
    return Choice(commodity, one, style, material, float(dice.uniform(low, high)))


def _varied(commodity: Commodity, dice: Dice, unseen: bool, cold: bool | None) -> Choice:
    """A style drawn anew, goods damper or drier and packed looser or tighter, in more or less of what wraps them."""
    style = varied.drawn_style(commodity, dice, unseen=unseen, cold=cold)
    goods = [one for one in commodity.goods_packed(style) if not one.held_out]
    one = goods[int(dice.integers(len(goods)))]
    low, high = one.density
    beyond = 0.12 if unseen else 0.08
    density = float(dice.uniform(low * (1 - beyond), high * (1 + beyond)))
    parts = {stuff: part * float(dice.uniform(0.7, 1.3)) for stuff, part in one.parts}
    parts[CELLULOSE] = parts.get(CELLULOSE, 0.0) + float(dice.uniform(0, 0.05))
    if dice.random() < 0.4:
        parts[WATER] = parts.get(WATER, 0.0) + float(dice.uniform(0, 0.08))
    material = mixed(commodity.code, parts)
    return Choice(commodity, one, style, material, min(density, material.density))


def stow(stowed: Stowed, carried: Carried, choices: Sequence[Choice], shares: Sequence[float], dice: Dice) -> None:
    """Pack choices one behind the other from the front of the hold, each in its share of the length."""
    limit = carried.payload_kg * float(dice.uniform(0.72, 1.0))
    x, y, z = carried.hold.corner
    length, width, height = carried.hold.size
    for choice, share in zip(choices, shares, strict=True):
        hold = Hold((x, y, z), (length * share, width, height))
        add(stowed, hold, choice, limit * share, dice)
        x += length * share
    if dice.random() < 0.35:
        secure(stowed, carried, dice)


def secure(stowed: Stowed, carried: Carried, dice: Dice) -> None:
    """Braces of timber, or an air bag, in the room between the last goods and the doors."""
    hold, free = carried.hold, carried.hold.corner[0] + carried.hold.size[0] - float(_reach(stowed)[1][0])
    x = float(_reach(stowed)[1][0]) + 0.01
    if free < 0.3 or x < hold.corner[0]:
        return
    if dice.random() < 0.3:
        bag = (min(free - 0.05, 0.4), 1.0, 1.1)
        middle = (x + bag[0] / 2, hold.corner[1] + hold.size[1] / 2, hold.corner[2] + 0.6)
        stowed.pile.add(Kind.CUSHION, middle, np.asarray(bag) / 2, Of(PLASTIC, 6, Role.DUNNAGE, 0))
    else:
        timber = Of(WOOD, 550, Role.DUNNAGE, 0)
        for level in np.arange(0.1, min(1.6, hold.size[2] - 0.2), float(dice.uniform(0.3, 0.6))):
            stowed.pile.boxes((x, hold.corner[1], hold.corner[2] + level), (0.1, hold.size[1], 0.1), timber)
        for y in dice.uniform(0.1, hold.size[1] - 0.2, 3):
            stowed.pile.boxes((x + 0.1, hold.corner[1] + y, hold.corner[2]), (0.1, 0.1, min(1.7, hold.size[2])), timber)
            stowed.pile.boxes(
                (x + 0.2, hold.corner[1] + y, hold.corner[2] + 0.1), (max(0.02, free - 0.25), 0.1, 0.1), timber
            )
    stowed.grown()


def add(stowed: Stowed, hold: Hold, choice: Choice, limit_kg: float, dice: Dice) -> int:
    """Pack one choice; bodies that would stick out of the hold are left out. Returns its item number."""
    item = len(stowed.choices)
    before = len(stowed.pile.rows())
    order = Order(choice.material, choice.density, limit_kg, item)
    stowed.choices.append(choice)
    stowed.packed.append(choice.style.pack(stowed.pile, hold, order, dice))
    rows = stowed.pile.rows()
    low, high = bounds(rows)
    slack = 0.06
    kept = np.all(
        (low > np.asarray(hold.corner) - slack) & (high < np.asarray(hold.corner) + hold.size + slack), axis=1
    )
    goods = kept[before:] & (rows[before:, ROLE] == Role.GOODS)
    if masses(rows[before:][goods]).sum() < LEAST_KG:  # the room was too small for these goods
        kept[:] = False
    packed, share = stowed.packed[item], float(kept[before:].mean()) if len(rows) > before else 0.0
    if packed.count is not None:
        stowed.packed[item] = replace(packed, count=round(packed.count * share))
    kept[:before] = True
    stowed.pile.keep(kept)
    stowed.grown()
    return item


def litter(stowed: Stowed, carried: Carried, dice: Dice) -> None:
    """What is left in an empty container: pallets, dunnage, lashings, scraps; often nothing."""
    hold = carried.hold
    order = Order(WOOD, 500, 1000, -1)
    if dice.random() < 0.45:
        for _ in range(int(dice.integers(1, 6))):
            at = hold.at(float(dice.uniform(0, hold.size[0] - 1.3)), float(dice.uniform(0, hold.size[1] - 1.1)), 0.0)
            for level in range(int(dice.integers(1, 7))):
                pallet(stowed.pile, (at[0], at[1], at[2] + level * 0.15), (1.2, 1.0), order)
    if dice.random() < 0.4:
        for _ in range(int(dice.integers(1, 10))):
            size = (float(dice.uniform(0.1, 1.8)), float(dice.uniform(0.05, 0.2)), float(dice.uniform(0.02, 0.12)))
            at = hold.at(
                float(dice.uniform(0, hold.size[0] - size[0])), float(dice.uniform(0, hold.size[1] - size[1])), 0.0
            )
            stuff = (WOOD, PLASTIC, STEEL)[int(dice.choice(3, p=[0.6, 0.3, 0.1]))]
            stowed.pile.boxes(at, size, Of(stuff, stuff.density * float(dice.uniform(0.2, 0.9)), Role.DUNNAGE, -1))
    stowed.grown()


def hide(stowed: Stowed, carried: Carried, split: str, dice: Dice) -> None:
    """Hide one thing: among goods if there are any, otherwise in walls, floor, roof or on the floor at the doors."""
    goods = bool(stowed.choices)
    draw = dice.random()
    if goods and draw < 0.62 and hide_among(stowed, carried, lambda: contraband.drawn_secret(dice), dice):
        return
    if goods and draw < 0.85 and _behind(stowed, carried, split, dice):
        return
    _compartment(stowed, carried, dice)


def hide_among(stowed: Stowed, carried: Carried, draw: Callable[[], contraband.Secret], dice: Dice) -> bool:
    """Something drawn, and drawn anew where it does not fit, among the goods. Whether any fitted."""
    return any(_among(stowed, carried, draw(), dice) for _try in range(TRIES))


def _among(stowed: Stowed, carried: Carried, secret: contraband.Secret, dice: Dice) -> bool:
    at = contraband.spot(stowed.pile.rows(), carried.hold, secret.size, dice)
    if at is None:
        return False
    if secret.cut:
        _make_room(stowed, np.array([at, np.asarray(at) + secret.size]))
    _put(stowed, secret, at)
    return True


def _make_room(stowed: Stowed, room: Floats) -> None:
    kept, clipped, lost = contraband.cut(stowed.pile.rows(), room)
    stowed.clipped = stowed.clipped | clipped
    stowed.lost = stowed.lost + lost
    stowed.pile.keep(kept)
    stowed.clipped, stowed.lost = stowed.clipped[kept], stowed.lost[kept]
    stowed.rooms.append(room)


def _put(stowed: Stowed, secret: contraband.Secret, at: Point) -> None:
    before = len(stowed.pile.rows())
    text = secret.put(stowed.pile, at)
    stowed.grown()
    mass = float(stowed.kilograms()[before:].sum())
    stowed.hidden.append(Hidden(secret.kind, text, mass, _plain(at), _plain(secret.size)))


def _behind(stowed: Stowed, carried: Carried, split: str, dice: Dice) -> bool:
    """Other goods, or a car, behind rows that a look through the doors would show."""
    hold = carried.hold
    low, high = _reach(stowed)
    if high[0] - low[0] < 2.5 or high[2] - low[2] < 0.5:
        return False
    vehicle = dice.random() < 0.3 and high[0] - low[0] > 5.5 and hold.size[1] > 2.2
    long = float(dice.uniform(4.0, 4.6)) if vehicle else float(dice.uniform(0.8, min(4.0, (high[0] - low[0]) * 0.6)))
    start = low[0] + float(dice.uniform(0, 0.8)) * (high[0] - low[0] - long - 0.4)
    tall = min(1.55, hold.size[2] - 0.05) if vehicle else min(hold.size[2] - 0.02, high[2] - low[2])
    wide, shift = hold.size[1], 0.0
    if not vehicle and dice.random() < 0.5:  # only a part of the width: the goods go on beside it
        wide = hold.size[1] * float(dice.uniform(0.45, 0.8))
        shift = (hold.size[1] - wide) * float(dice.uniform(0, 1))
    corner = (start, hold.corner[1] + shift, hold.corner[2])
    _make_room(stowed, np.array([corner, (start + long, corner[1] + wide, hold.corner[2] + hold.size[2])]))
    inner = Hold(corner, (long, wide, tall))
    before = len(stowed.pile.rows())
    known = {choice.commodity.code for choice in stowed.choices}
    choice = choose(dice, split, "vehicles" if vehicle else None, cold=False)
    while not vehicle and choice.commodity.code in known | {"vehicles"}:
        choice = choose(dice, split, cold=False)
    if vehicle:
        stowed.secret_items.add(len(stowed.choices))
        order = Order(choice.material, choice.density, 3000, len(stowed.choices))
        stowed.choices.append(choice)
        stowed.packed.append(Packed(1, "NE"))
        car(
            Frame(stowed.pile, inner.at(0.05, (hold.size[1] - 1.75) / 2, 0)),
            (long - 0.1, 1.75, tall - 0.03),
            order,
            dice,
            flip=bool(dice.random() < 0.5),
        )
        stowed.grown()
    else:
        stowed.secret_items.add(add(stowed, inner, choice, 9000.0, dice))
    mass = float(stowed.kilograms()[before:].sum())
    kind = "vehicle" if vehicle else "cargo"
    text = "a car" if vehicle else choice.goods.texts[0]
    stowed.hidden.append(Hidden(kind, text, mass, _plain(inner.corner), _plain(inner.size)))
    return mass > 0


def _reach(stowed: Stowed) -> tuple[Floats, Floats]:
    rows = stowed.pile.rows()
    low, high = bounds(rows[rows[:, ROLE] == Role.GOODS])
    if len(low) == 0:
        return np.zeros(3), np.zeros(3)
    return low.min(axis=0), high.max(axis=0)


def _compartment(stowed: Stowed, carried: Carried, dice: Dice) -> None:
    """A second wall, floor or roof with something flat behind it, a box in the chassis, or bags at the doors."""
    places = ("wall", "floor", "roof", "doors", "chassis") if carried.on_lorry else ("wall", "floor", "roof", "doors")
    where = places[int(dice.integers(len(places)))]
    at, size = _flat_room(where, carried, dice)
    if where in {"wall", "roof", "doors"}:
        _make_room(stowed, np.array([at, np.asarray(at) + size]))
    before = len(stowed.pile.rows())
    counts = np.maximum(1, np.asarray(size) // (0.2, 0.13, 0.06)).astype(int)
    one = np.asarray(size) / counts
    every = contraband.stacked(counts, one) + at
    filled = 1.0 if where == "doors" else float(dice.uniform(0.75, 1.0))
    corners = every[dice.random(len(every)) < filled]
    stowed.pile.boxes(corners, one - 0.004, contraband.of(COCAINE, float(dice.uniform(700, 1200))))
    if where in {"wall", "floor", "roof"}:  # the sheet that closes it off
        plate, place = np.asarray(size), np.asarray(at)
        thin = 0 if where == "wall" else 2
        if where != "roof":
            place = place + np.eye(3)[thin] * plate[thin]
        plate = np.where(np.arange(3) == thin, 0.002, plate)
        stowed.pile.boxes(place, plate, contraband.of(STEEL, STEEL.density))
    stowed.grown()
    mass = float(stowed.kilograms()[before:].sum())
    words = {
        "wall": "behind a second front wall",
        "floor": "under a second floor",
        "roof": "over a second roof",
        "doors": "in bags at the doors",
        "chassis": "in the chassis",
    }
    kind = "bags" if where == "doors" else "compartment"
    text = f"{len(corners)} packets of powder {words[where]}"
    stowed.hidden.append(Hidden(kind, text, mass, _plain(at), _plain(size)))


def _flat_room(where: str, carried: Carried, dice: Dice) -> tuple[Point, Point]:
    """Corner and size of the room that a compartment takes."""
    box, hold = carried.box, carried.hold
    x, y, z = hold.corner
    deep = float(dice.uniform(0.08, 0.25))
    width = float(dice.uniform(0.5, 1.0)) * (hold.size[1] - 0.1)

    def along(longest: float) -> tuple[float, float]:
        long = min(float(dice.uniform(0.8, longest)), hold.size[0])
        return x + float(dice.uniform(0, max(0.01, hold.size[0] - long))), long

    if where == "wall":
        return (x + 0.01, y + 0.05, z + 0.02), (deep, width, float(dice.uniform(0.6, 1.0)) * (hold.size[2] - 0.1))
    if where == "floor":
        start, long = along(5.0)
        return (start, y + 0.05, box.corner[2] + 0.01), (long, width, min(deep, 0.12))
    if where == "roof":
        start, long = along(4.0)
        return (start, y + 0.05, z + hold.size[2] - deep * 0.6), (long, width, deep * 0.6)
    if where == "doors":
        size = (float(dice.uniform(0.3, 0.6)), float(dice.uniform(0.5, min(2.0, width))), float(dice.uniform(0.2, 0.6)))
        return (x + hold.size[0] - size[0] - 0.03, y + 0.1, z), size
    size = (float(dice.uniform(0.4, 1.5)), float(dice.uniform(0.4, 0.8)), float(dice.uniform(0.15, 0.28)))
    start = box.corner[0] + float(dice.uniform(0.5, max(0.6, box.length - 2.5)))
    return (start, box.corner[1] + 0.8, box.corner[2] - 0.34), size


def _plain(point: Sequence[float]) -> Point:
    return float(point[0]), float(point[1]), float(point[2])
