"""What is true of a sample, what an honest trader declares of it, and how a dishonest one would."""

from dataclasses import dataclass, replace

import numpy as np

from simulators.scanner.loads.commodities import COMMODITIES
from simulators.scanner.loads.packing import Dice


@dataclass(frozen=True)
class Item:
    """A goods item.

    Attributes:
        code: commodity class.
        hs: six digits of the Harmonized System.
        count: packages, where they can be counted; `kind` is of UN/ECE Recommendation 21.
    """

    code: str
    hs: str
    text: str
    net_kg: float
    gross_kg: float
    count: int | None
    kind: str
    style: str = ""


@dataclass(frozen=True)
class Hidden:
    """What nobody declares: its kind, what it is, what it weighs, and its box in metres (x, y, z; corner and size)."""

    kind: str
    text: str
    mass_kg: float
    corner: tuple[float, float, float]
    size: tuple[float, float, float]


@dataclass(frozen=True)
class Truth:
    """The whole truth of a container.

    Attributes:
        cargo_kg: everything inside: goods, dunnage, what is hidden.
        tare_kg: of the container; 0 for a van or box body, which belongs to the vehicle.
        carrier_kg: of the vehicle, 0 for a box alone.
        size_type: ISO 6346; empty for a van or box body.
    """

    items: tuple[Item, ...]
    hidden: tuple[Hidden, ...]
    cargo_kg: float
    tare_kg: float
    carrier_kg: float
    size_type: str
    loaded: bool


@dataclass(frozen=True)
class Declared:
    """A declaration as a trader lodges it: whole kilograms, whole packages."""

    items: tuple[Item, ...]
    gross_kg: float
    size_type: str
    loaded: bool
    falsified: str = ""


def declare(truth: Truth) -> Declared:
    """What an honest trader declares: the items, not what is hidden among them."""
    items = tuple(replace(item, net_kg=round(item.net_kg), gross_kg=round(item.gross_kg)) for item in truth.items)
    return Declared(items, sum(item.gross_kg for item in items), truth.size_type, bool(items))


def wrong_commodity(declared: Declared, dice: Dice) -> Declared:
    """The same masses and packages under the heading and words of another class; the largest item is the false one."""
    if not declared.items:
        return wrong_emptiness(declared, dice)
    which = int(np.argmax([item.gross_kg for item in declared.items]))
    own = {item.code for item in declared.items}
    others = [commodity for commodity in COMMODITIES if commodity.code not in own]
    other = others[int(dice.integers(len(others)))]
    goods = other.goods[int(dice.integers(len(other.goods)))]
    text = goods.texts[int(dice.integers(len(goods.texts)))]
    items = list(declared.items)
    items[which] = replace(items[which], code=other.code, hs=goods.hs, text=text)
    return replace(declared, items=tuple(items), falsified="commodity")


def wrong_quantity(declared: Declared, dice: Dice) -> Declared:
    """Mass and count off by 20 to 60 %, mostly too low."""
    if not declared.items:
        return wrong_emptiness(declared, dice)
    factor = 1 + float(dice.uniform(0.2, 0.6)) * (-1 if dice.random() < 0.75 else 1)
    items = tuple(
        replace(
            item,
            net_kg=round(item.net_kg * factor),
            gross_kg=round(item.gross_kg * factor),
            count=None if item.count is None else max(1, round(item.count * factor)),
        )
        for item in declared.items
    )
    return replace(declared, items=items, gross_kg=sum(item.gross_kg for item in items), falsified="quantity")


def wrong_emptiness(declared: Declared, dice: Dice) -> Declared:
    """A loaded container declared empty, or goods declared in an empty one."""
    if declared.items:
        return replace(declared, items=(), gross_kg=0.0, loaded=False, falsified="empty")
    commodity = COMMODITIES[int(dice.integers(len(COMMODITIES)))]
    goods = commodity.goods[int(dice.integers(len(commodity.goods)))]
    mass = float(round(dice.uniform(4000, 20000)))
    item = Item(commodity.code, goods.hs, goods.texts[0], round(mass * 0.95), mass, int(dice.integers(50, 900)), "CT")
    return replace(declared, items=(item,), gross_kg=mass, loaded=True, falsified="goods that are not there")
