"""Hollowed carriers: a thing hidden, or merely packed, inside another that is of its own class."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from simulators.scanner.bags.making import ALONG_X, Maker, ball, box, grains, layers, rod, smooth
from simulators.scanner.bags.solids import Blueprint, Point, Solid
from simulators.scanner.bags.varied import mixtures
from simulators.scanner.bags.varied.gathered import extent, moved
from simulators.scanner.bags.varied.pieces import Pieces

MOST_MM = 270.0  # longer things are not hidden in others
Carrier = Callable[[Maker, Point], Pieces]  # built around a hollow of this size about the origin


def _grown(size: Point, by: Point) -> Point:
    return size[0] + by[0], size[1] + by[1], size[2] + by[2]


def book(m: Maker, hollow: Point) -> Pieces:
    size = _grown(hollow, (m.between(20, 70), m.between(20, 60), m.between(4, 20)))
    board = m.stuff("cellulose", 0.75)
    covers = [box(board, (size[0] + 4, size[1] + 4, 2.4), (0, 0, z)) for z in (-size[2] / 2 - 1, size[2] / 2 + 1)]
    paper = mixtures.drawn(m, "paper", m.between(0.4, 0.8))
    return box(paper, size, texture=layers(m.between(0.04, 0.15), m.between(2, 5))), *covers, box(None, hollow)


def loaf(m: Maker, hollow: Point) -> Pieces:
    size = _grown(hollow, (m.between(15, 60), m.between(15, 50), m.between(12, 40)))
    crumb = mixtures.drawn(m, "dough", m.between(0.2, 0.6))
    body = ball(crumb, size, power=m.between(2.4, 4), texture=grains(m.between(0.1, 0.4), m.between(4, 9)))
    return body, ball(None, hollow, power=3.5)


def tin_of_powder(m: Maker, hollow: Point) -> Pieces:
    """In the middle of what the tin says it holds."""
    high = max(hollow[1], hollow[2])
    radius, long = 0.71 * high + m.between(3, 25), hollow[0] + m.between(8, 60)
    powder = mixtures.drawn(m, m.one("coffee", "milk_powder", "flour", "spice", "sugar"), m.between(0.35, 0.75))
    wall = m.stuff(m.one("steel", "aluminium", "cellulose", "polyolefin"))
    return rod(powder, radius, long, texture=smooth(0.08, 15)), rod(wall, radius, long, skin=m.between(0.5, 2.0))


def sole(m: Maker, hollow: Point) -> Pieces:
    size = max(220.0, hollow[0] + 20), max(78.0, hollow[1] + 14), hollow[2] + m.between(8, 20)
    upper = m.stuff(m.one("leather", "polyester", "rubber"), m.between(0.5, 1.0))
    body = box(mixtures.drawn(m, m.one("rubber", "foam"), m.between(0.5, 1.0)), size, rounding=min(12, size[2] / 3))
    return ball(upper, (size[0], size[1], 90), (0, 0, size[2] / 2 + 36), 2.6, skin=3.2), body, box(None, hollow)


def toy(m: Maker, hollow: Point) -> Pieces:
    """A doll or an animal: cloth around wadding, or a shell of plastic."""
    size = _grown(hollow, (m.between(10, 60), m.between(15, 60), m.between(15, 60)))
    if m.maybe(0.5):
        return (ball(mixtures.drawn(m, "styrene"), size, power=m.between(2.2, 4), skin=m.between(1.5, 3)),)
    wadding = ball(m.stuff("polyester", m.between(0.03, 0.1)), size, power=2.3)
    return wadding, ball(m.stuff("cotton", m.between(0.15, 0.4)), size, power=2.3, skin=m.between(2, 4))


def appliance(m: Maker, hollow: Point) -> Pieces:
    """The case of something electrical, its insides partly taken out."""
    size = _grown(hollow, (m.between(25, 80), m.between(10, 50), m.between(10, 30)))
    x, y, z = (side / 2 for side in size)
    bits: list[Solid] = [
        box(
            m.stuff(m.one("copper", "steel", "aluminium")),
            (m.between(6, 18), m.between(6, 18), m.between(4, 12)),
            (x - 14, m.between(-0.7, 0.7) * y, m.between(-0.4, 0.4) * z),
        )
        for _ in range(m.count(1, 4))
    ]
    board = box(m.stuff("board"), (size[0] - 10, size[1] - 8, 1.6), (0, 0, -z + 4))
    return (
        box(m.stuff(m.one("plastic", "aluminium", "steel")), size, rounding=4, skin=m.between(0.8, 2.6)),
        board,
        *bits,
    )


def garment(m: Maker, hollow: Point) -> Pieces:
    size = _grown(hollow, (m.between(30, 110), m.between(30, 90), m.between(15, 50)))
    cloth = mixtures.drawn(m, m.one("cotton", "wool"), m.between(0.1, 0.32))
    body = box(cloth, size, rounding=min(14, size[2] / 3), texture=layers(m.between(0.2, 0.4), m.between(5, 12)))
    return body, box(None, hollow, rounding=2)


def candle(m: Maker, hollow: Point) -> Pieces:
    radius, long = 0.71 * max(hollow[1], hollow[2]) + m.between(3, 18), hollow[0] + m.between(6, 50)
    return (rod(mixtures.drawn(m, m.one("wax", "soap")), radius, long, rounding=2),)


def cheese(m: Maker, hollow: Point) -> Pieces:
    size = _grown(hollow, (m.between(15, 60), m.between(15, 50), m.between(10, 35)))
    food = mixtures.drawn(m, m.one("cheese", "meat", "chocolate", "jelly", "marzipan"), m.between(0.9, 1.0))
    return (box(food, size, rounding=m.between(2, 12), texture=smooth(0.04, 12)),)


def statue(m: Maker, hollow: Point) -> Pieces:
    size = _grown(hollow, (m.between(20, 70), m.between(20, 50), m.between(20, 50)))
    stuff = mixtures.drawn(m, m.one("plaster", "ceramic", "stone"), m.between(0.6, 1.0))
    return ball(stuff, size, power=m.between(2.2, 3.5)), ball(None, hollow, power=3.5)


def flask(m: Maker, hollow: Point) -> Pieces:
    """A vacuum flask: two walls of steel."""
    radius, long = 0.71 * max(hollow[1], hollow[2]) + 4, hollow[0] + m.between(15, 50)
    steel = m.stuff("steel")
    walls = [rod(steel, r, long + 2 * (r - radius), skin=0.7, turn=ALONG_X) for r in (radius, radius + m.between(5, 9))]
    return *walls, rod(m.stuff("plastic"), radius, 26, (long / 2 + 14, 0, 0), skin=2.5)


CARRIERS: Mapping[str, tuple[str, Carrier]] = {
    "book": ("paper", book),
    "loaf": ("food", loaf),
    "tin of powder": ("food", tin_of_powder),
    "shoe": ("plastics", sole),
    "toy": ("plastics", toy),
    "appliance": ("electronics", appliance),
    "garment": ("clothing", garment),
    "candle": ("food", candle),
    "cheese": ("food", cheese),
    "figure": ("glass_ceramic", statue),
    "vacuum flask": ("metal_goods", flask),
}


def carried(m: Maker, thing: Blueprint, *, among: tuple[str, ...] = tuple(CARRIERS)) -> Blueprint:
    """The thing in a carrier, which takes a slot of its own; as it is where it is too large or has two classes."""
    lower, upper = extent(thing.solids)
    size = upper - lower
    if len(thing.labels) > 1 or float(size.max()) > MOST_MM or float(sorted(size)[1]) > MOST_MM / 2:
        return thing
    label, build = CARRIERS[m.one(*among)]
    if label == thing.labels[0]:
        return thing
    room = m.between(0.5, 8)
    around = build(m, (float(size[0]) + room, float(size[1]) + room, float(size[2]) + room))
    x, y, z = (float(each) for each in -(lower + upper) / 2)
    shell = tuple(replace(part, slot=1) for part in around)
    material = next(part.stuff.name for part in shell if part.stuff is not None)
    return replace(
        thing,
        solids=(*shell, *moved(thing.solids, (x, y, z))),
        labels=(thing.labels[0], label),
        materials=(thing.materials[0], material),
    )
