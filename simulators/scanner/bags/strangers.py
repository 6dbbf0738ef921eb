"""Things of no class that the networks know, mostly of materials that no other bag holds, to see if they pass as known.

A parcel may well hold each of them. The table of classes has no place for them, and no other form is like them.
"""

import numpy as np

from simulators.scanner.bags import substances
from simulators.scanner.bags.making import (
    ALONG_Y,
    ALONG_Z,
    Form,
    Maker,
    ball,
    box,
    ellipse,
    grains,
    layers,
    plate,
    ring,
    rod,
    smooth,
    thing,
    turned,
)
from simulators.scanner.bags.solids import Blueprint, Solid
from simulators.scanner.bags.substances import Stuff

STRANGER = "stranger"  # the label of all of them: no code of a class


def _of(m: Maker, name: str, packed: float = 1.0) -> Stuff:
    return substances.make(name, m.dice, packed=packed)


def _scattered(m: Maker, count: int, room: tuple[float, float, float]) -> list[tuple[float, float, float]]:
    return [tuple(float(m.between(-half, half)) for half in room) for _ in range(count)]  # type: ignore[misc]  # three of them, as room has


def lump_of_sulphur(m: Maker) -> Blueprint:
    stuff, size = _of(m, "sulphur"), m.between(30, 60)
    parts = [
        ball(stuff, (size * m.between(0.7, 1.3), size, size * m.between(0.6, 1)), at, m.between(1.1, 1.7))
        for at in _scattered(m, m.count(2, 4), (size * 0.4, size * 0.4, size * 0.2))
    ]
    return thing("lump of sulphur", STRANGER, "sulphur", *parts)


def ferrite_ring(m: Maker) -> Blueprint:
    """A magnet of a loudspeaker, or a stack of them."""
    radius, thick = m.between(22, 50), m.between(8, 18)
    stuff = _of(m, "iron_oxide", m.between(0.92, 1.0))
    parts: list[Solid] = []
    for number in range(m.count(1, 3)):
        at = (0.0, 0.0, number * (thick + 1.5))
        parts += [rod(stuff, radius, thick, at, turn=ALONG_Z), rod(None, radius * 0.45, thick + 1, at, turn=ALONG_Z)]
    return thing("ferrite magnet", STRANGER, "iron_oxide", *parts)


def mineral(m: Maker) -> Blueprint:
    name = m.one("metal_ore", "heavy_ore", "slag")
    stuff, size = _of(m, name, m.between(0.7, 1.0)), m.between(35, 80)
    inner = grains(m.between(0.3, 0.6), m.between(4, 12))
    parts = [
        ball(stuff, (size, size * m.between(0.6, 1), size * m.between(0.5, 0.9)), at, m.between(1.2, 2), texture=inner)
        for at in _scattered(m, m.count(2, 4), (size * 0.3, size * 0.3, size * 0.2))
    ]
    return thing("sample of a mineral", STRANGER, name, *parts)


def concrete_core(m: Maker) -> Blueprint:
    """Drilled out of a road or a wall, a reinforcing bar across it."""
    radius, long = m.between(20, 40), m.between(60, 140)
    body = rod(_of(m, "asphalt_mix"), radius, long, texture=grains(0.25, m.between(6, 14)))
    bar = rod(_of(m, "steel"), m.between(3, 6), 2 * radius, turn=ALONG_Y)
    return thing("drill core", STRANGER, "asphalt_mix", body, *([bar] if m.maybe(0.6) else []))


def brick(m: Maker) -> Blueprint:
    """Fireproof, with holes through it."""
    name = m.one("magnesia", "alumina")
    long, wide, high = m.between(90, 180), m.between(60, 100), m.between(35, 60)
    body = box(_of(m, name, m.between(0.6, 0.85)), (long, wide, high), (0, 0, 0), 3, texture=grains(0.2, 5))
    holes = [
        rod(None, m.between(5, 9), high + 2, (x, 0, 0), turn=ALONG_Z)
        for x in np.linspace(-long / 3, long / 3, m.count(2, 4))
    ]
    return thing("fireproof brick", STRANGER, name, body, *holes)


def catalyst(m: Maker) -> Blueprint:
    """The honeycomb of a car's exhaust: walls of ceramic with as much air between."""
    radius, long, pitch = m.between(35, 55), m.between(60, 130), m.between(7, 11)
    stuff = _of(m, m.one("alumina", "titania"), 0.5)
    across = [(float(x), 2 * float(np.sqrt(radius**2 - x**2))) for x in np.arange(pitch - radius, radius, pitch)]
    walls = [box(stuff, (long, wide, 2.5), (0, 0, x)) for x, wide in across]
    walls += [box(stuff, (long, 2.5, wide), (0, x, 0)) for x, wide in across]
    return thing("catalyst", STRANGER, stuff.name, *walls)


def pigment(m: Maker) -> Blueprint:
    """A tub or a bag of heavy powder."""
    name = m.one("titania", "zinc_oxide", "heavy_salt", "iron_oxide")
    powder, wide = _of(m, name, m.between(0.25, 0.5)), m.between(45, 90)
    body = box(powder, (wide * 1.4, wide, wide * 0.7), (0, 0, 0), wide * 0.3, texture=smooth(0.2, 12))
    return thing("heavy powder", STRANGER, name, body)


def fertiliser(m: Maker) -> Blueprint:
    """Coarse grains of phosphate or potash, loose in a bag."""
    name = m.one("phosphate", "potash")
    size = (m.between(80, 150), m.between(60, 110), m.between(30, 60))
    body = ball(_of(m, name, 0.6), size, power=3.0, texture=grains(0.7, m.between(4, 7)))
    return thing("fertiliser", STRANGER, name, body)


def coal(m: Maker) -> Blueprint:
    name = m.one("coal", "carbon")
    stuff = _of(m, name, m.between(0.6, 0.9))
    size = (m.between(30, 50), m.between(25, 40), m.between(20, 35))
    places = _scattered(m, m.count(6, 14), (55, 45, 30))
    parts = [ball(stuff, size, at, 2.8, turn=turned(*(m.between(0, 180) for _ in range(3)))) for at in places]
    return thing("briquettes", STRANGER, name, *parts)


def net_floats(m: Maker) -> Blueprint:
    """A string of net floats and sinkers."""
    cork, sinker = _of(m, "cork"), _of(m, "zinc")
    parts: list[Solid] = []
    for number in range(m.count(4, 8)):
        x = number * 42.0
        parts += [ball(cork, (36, 34, 34), (x, 0, 0)), ring(sinker, 7, 3, (x + 21, 0, 0), turn=ALONG_Y)]
    return thing("net floats", STRANGER, "cork", *parts)


def grinding_wheel(m: Maker) -> Blueprint:
    radius, thick = m.between(50, 90), m.between(12, 28)
    stuff = _of(m, "alumina", m.between(0.5, 0.65))
    body = rod(stuff, radius, thick, turn=ALONG_Z, texture=grains(0.15, 4))
    return thing("grinding wheel", STRANGER, "alumina", body, rod(None, 9, thick + 1, turn=ALONG_Z))


def board_of_mica(m: Maker) -> Blueprint:
    """Sheets of insulation with a frame of magnesium."""
    long, wide = m.between(90, 170), m.between(60, 110)
    sheets = [
        plate(_of(m, "soda", 0.9), ellipse(long, wide), 2.5, (0, 0, z), texture=layers(0.4, 3))
        for z in np.arange(0, m.between(14, 40), 5)
    ]
    frame = ring(_of(m, "magnesium"), wide / 3, 5, (0, 0, -6))
    return thing("insulating sheets", STRANGER, "soda", *sheets, frame)


FORMS: tuple[Form, ...] = (
    lump_of_sulphur, ferrite_ring, mineral, concrete_core, brick, catalyst, pigment, fertiliser, coal, net_floats,
    grinding_wheel, board_of_mica,
)  # fmt: skip
