"""Parts of firearms, and ammunition, put together anew."""

from collections.abc import Mapping

import numpy as np

from simulators.scanner.bags.making import ALONG_Z, Maker, box, coil, plate, ring, rod, turned
from simulators.scanner.bags.varied.gathered import moved
from simulators.scanner.bags.varied.pieces import Matter, Pieces, Shape


def barrel(m: Maker, of: Matter, long: float) -> Pieces:
    """Stepped, fluted or plain; some with a block or lugs at its end."""
    bore, wall = m.between(2.4, 9.8), m.between(1.8, 7)
    parts = [rod(of.stuff, bore + wall * m.between(0.6, 1.0), long, end=bore + wall, texture=of.texture)]
    if m.maybe(0.5):
        parts.append(rod(of.stuff, bore + wall * 1.7, long * m.between(0.1, 0.35), (long * 0.36, 0, 0)))
    if m.maybe(0.5):
        block = (m.between(12, 36), 2 * bore + m.between(8, 26), 2 * bore + m.between(4, 16))
        parts.append(box(of.stuff, block, (long * m.between(-0.45, 0.45), m.between(-4, 4), 0), 2))
    if m.maybe(0.3):
        at = long * m.between(-0.3, 0.3), bore + wall + 6, 0.0
        parts.append(rod(of.stuff, m.between(3, 6), long * m.between(0.2, 0.5), at))
    return *parts, rod(None, bore, long + 2)


def cover(m: Maker, of: Matter, long: float) -> Pieces:
    """A slide: a block, hollow from below, with a port and cuts."""
    wide, high = max(14.0, long * m.between(0.1, 0.18)), max(13.0, long * m.between(0.1, 0.19))
    parts = [
        box(of.stuff, (long, wide, high), rounding=m.between(1, 6), texture=of.texture),
        box(None, (long * m.between(0.6, 0.97), wide * m.between(0.45, 0.75), high * 0.8), (0, 0, -high * 0.25)),
        box(None, (long * m.between(0.15, 0.32), wide * 0.5, high), (long * m.between(-0.1, 0.2), wide * 0.4, 3)),
    ]
    if m.maybe(0.6):
        parts.append(box(of.stuff, (long * 0.2, wide * 0.6, high * 0.6), (long * 0.36, 0, 0), 1))
    return tuple(parts)


def receiver(m: Maker, of: Matter, long: float) -> Pieces:
    """Milled: a plate of any outline with pockets, pins and a hole for the magazine."""
    high, thick = long * m.between(0.25, 0.6), m.between(18, 38)
    corners = m.count(5, 9)
    turns = (np.arange(corners) + m.dice.uniform(-0.25, 0.25, corners)) * 2 * np.pi / corners
    radii = m.dice.uniform(0.75, 1.0, corners)
    outline = tuple(
        (float(long / 2 * r * np.cos(t)), float(high / 2 * r * np.sin(t))) for r, t in zip(radii, turns, strict=True)
    )
    steel = m.stuff("steel")
    parts = [plate(of.stuff, outline, thick, texture=of.texture)]
    for _ in range(m.count(1, 3)):
        size = long * m.between(0.15, 0.45), high * m.between(0.2, 0.6), thick * m.between(0.4, 0.8)
        parts.append(box(None, size, (long * m.between(-0.3, 0.3), high * m.between(-0.25, 0.25), 0), 1))
    for _ in range(m.count(2, 5)):
        at = long * m.between(-0.35, 0.35), high * m.between(-0.3, 0.3), 0.0
        parts.append(rod(steel, m.between(1.5, 3.5), thick, at, turn=ALONG_Z))
    if m.maybe(0.5):
        parts.append(ring(of.stuff, m.between(13, 20), m.between(2, 4.5), (0, -high / 2 - 8, 0), turn=ALONG_Z))
    return tuple(parts)


def folded_receiver(m: Maker, of: Matter, long: float) -> Pieces:
    """Bent of sheet: a channel or a tube with openings."""
    high, wide, skin = m.between(26, 62), m.between(22, 46), m.between(1.2, 3.2)
    whole = (
        rod(of.stuff, high / 2, long, skin=skin, texture=of.texture)
        if m.maybe(0.4)
        else box(of.stuff, (long, wide, high), rounding=3, skin=skin, texture=of.texture)
    )
    gaps = [
        box(None, (long * m.between(0.1, 0.3), wide * m.between(0.4, 1.2), high * 0.5),
            (long * m.between(-0.35, 0.35), 0, high * m.between(-0.5, 0.5)))
        for _ in range(m.count(1, 4))
    ]  # fmt: skip
    inside = [rod(m.stuff("steel"), m.between(5, high * 0.36), long * m.between(0.2, 0.45))] if m.maybe(0.5) else []
    return whole, *gaps, *inside


def grip_frame(m: Maker, of: Matter, long: float) -> Pieces:
    """The lower half of a pistol without its slide and barrel."""
    wide, deep, thick = max(16.0, long * m.between(0.12, 0.2)), long * m.between(0.4, 0.7), m.between(20, 34)
    stuff = of.stuff if m.maybe(0.5) else m.stuff(m.one("plastic", "plastic", "aluminium"))
    at, lean = (long * m.between(0.1, 0.35), -deep * 0.5 - wide * 0.4, 0.0), turned(z=m.between(-4, 28))
    steel, grip = m.stuff("steel"), deep * m.between(0.4, 0.6)
    return (
        box(stuff, (long, wide, thick), rounding=3, texture=of.texture),
        box(None, (long * m.between(0.6, 0.95), wide * 0.6, thick * m.between(0.4, 0.7)), (0, wide * 0.25, 0)),
        box(stuff, (grip, deep, thick), at, 6, turn=lean),
        box(None, (grip * 0.7, deep * 1.02, thick * 0.62), at, 2, turn=lean),
        ring(stuff, m.between(13, 20), m.between(2, 4.5), (at[0] - grip, -wide * 0.5 - 10, 0), turn=ALONG_Z),
        box(steel, (long * m.between(0.2, 0.4), wide * 0.4, 3), (long * m.between(-0.1, 0.2), 2, thick * 0.25), 1),
        box(steel, (5, 17, 6), (at[0] - grip, -wide * 0.5 - 8, 0), 1),
    )


def feeder(m: Maker, of: Matter, long: float) -> Pieces:
    """A magazine: straight, bent or a drum, with its spring, empty or with a few rounds."""
    wide, thick = m.between(20, 62), m.between(13, 27)
    case = of.stuff if m.maybe(0.6) else m.stuff(m.one("plastic", "aluminium"))
    steel, skin = m.stuff("steel"), m.between(0.9, 2.2)
    if m.maybe(0.2):
        radius = m.between(35, 62)
        drum = rod(case, radius, m.between(30, 55), (long * 0.3, 0, 0), turn=ALONG_Z, skin=skin + 0.6)
        rounds = ring(m.stuff("brass", 0.6), radius * 0.7, m.between(5, 9), (long * 0.3, 0, 0), turn=ALONG_Z)
        return drum, *([rounds] if m.maybe(0.4) else []), box(case, (long * 0.5, wide, thick), (-20, 0, 0), skin=skin)
    bend = m.between(0, 0.0018) if m.maybe(0.5) else 0.0
    parts = [
        # On its side, for what is bent is bent across its height.
        box(case, (long, thick, wide), rounding=3, skin=skin, bend=bend, texture=of.texture, turn=turned(x=90)),
        coil(steel, (thick * 0.34, m.between(3, 8), 0.8, long * m.between(0.3, 0.5)), turn=turned(y=90)),
        box(case, (m.between(3, 8), wide + m.between(2, 8), thick + m.between(2, 6)), (-long / 2, 0, 0), 1),
        box(m.stuff("plastic"), (12, wide * 0.7, thick * 0.6), (long * m.between(0.1, 0.42), 0, 0), 1),
    ]
    return tuple(parts)


def drum_cylinder(m: Maker, of: Matter, long: float) -> Pieces:
    """The drum of a revolver, taken out."""
    long = min(long, m.between(26, 52))
    radius, count = max(12.0, long * m.between(0.35, 0.6)), m.count(4, 9)
    holes = []
    for turn in np.arange(count) * 2 * np.pi / count:
        at = (0.0, float(np.sin(turn) * radius * 0.66), float(np.cos(turn) * radius * 0.66))
        holes.append(rod(None, min(m.between(2.8, 6.5), radius * 1.8 / count), long + 1, at))
    star = rod(of.stuff, m.between(3, 6), long * m.between(1.1, 1.6))
    return rod(of.stuff, radius, long, rounding=1.5, texture=of.texture), star, *holes, rod(None, 2.5, long * 1.7)


def works(m: Maker, of: Matter, long: float) -> Pieces:
    """A trigger group: small levers, pins and springs in or out of their housing."""
    steel, parts = m.stuff("steel"), []
    if m.maybe(0.6):
        housing = m.stuff(m.one("plastic", "aluminium", "steel"))
        parts.append(box(housing, (long, long * 0.45, m.between(16, 26)), rounding=2, skin=m.between(1.4, 3)))
    for _ in range(m.count(3, 6)):
        at = long * m.between(-0.35, 0.35), long * m.between(-0.16, 0.16), m.between(-5, 5)
        size = long * m.between(0.12, 0.4), long * m.between(0.05, 0.16), m.between(2.5, 9)
        parts.append(box(of.stuff, size, at, 1, turn=turned(z=m.between(0, 180)), texture=of.texture))
    at = long * m.between(-0.2, 0.2), 0.0, 0.0
    sizes = m.between(3, 6), m.between(2, 4), 0.9, long * m.between(0.2, 0.5)
    parts.append(coil(steel, sizes, at, turn=turned(y=90)))
    return tuple(parts)


def carrier(m: Maker, of: Matter, long: float) -> Pieces:
    """A bolt with its carrier: a bored block or rod with lugs and cuts."""
    radius = m.between(7, 16)
    body = (
        rod(of.stuff, radius, long, rounding=1, texture=of.texture)
        if m.maybe(0.5)
        else box(of.stuff, (long, 2 * radius, 2 * radius * m.between(0.7, 1.4)), rounding=2, texture=of.texture)
    )
    lugs = [
        box(of.stuff, (m.between(6, 30), 2 * radius + m.between(3, 14), m.between(5, 16)), (x * long, 0, 0), 1)
        for x in m.dice.uniform(-0.45, 0.45, m.count(1, 3))
    ]
    return body, *lugs, rod(None, m.between(1.5, radius * 0.5), long + 1)


def cartridge(m: Maker, of: Matter, long: float) -> Pieces:
    """Case, powder and bullet; `long` is all of it."""
    radius = max(2.6, long * m.between(0.09, 0.22))
    case, bullet = long * m.between(0.6, 0.78), long * 0.3
    neck = radius * (m.between(0.55, 1.0) if m.maybe(0.5) else 1.0)
    at, tip = (-long / 2 + case / 2, 0.0, 0.0), (long / 2 - bullet / 2, 0.0, 0.0)
    lead = m.stuff(m.one("lead", "lead", "copper", "steel"))
    return (
        rod(lead, neck * 0.92, bullet, tip, end=neck * m.between(0.15, 0.7)),
        rod(of.stuff, radius, case, at, end=neck, skin=m.between(0.6, 1.1), texture=of.texture),
        rod(m.stuff("organic_chemical", m.between(0.3, 0.65)), radius - 1, case * 0.85, at, end=neck - 0.8),
    )


def shot_shell(m: Maker, of: Matter, long: float) -> Pieces:
    radius, head = long * m.between(0.13, 0.19), long * m.between(0.1, 0.4)
    load = m.stuff(m.one("lead", "lead", "steel"), m.between(0.5, 0.75))
    return (
        rod(m.stuff("polyolefin"), radius, long, skin=m.between(0.7, 1.3)),
        rod(load, radius - 1.2, long * m.between(0.3, 0.5), (long * 0.18, 0, 0)),
        rod(m.stuff("organic_chemical", 0.5), radius - 1.2, long * 0.22, (-long * 0.28, 0, 0)),
        rod(of.stuff, radius + 0.4, head, (-long / 2 + head / 2, 0, 0), skin=1.1, texture=of.texture),
    )


def stripped(m: Maker, of: Matter, long: float) -> Pieces:
    """Rounds on a strip of sheet or in a small plastic tray."""
    count, parts = m.count(3, 10), []
    step = long * m.between(0.2, 0.34)
    one = cartridge(m, of, long)
    for number in range(count):
        parts += moved(one, (0.0, (number - (count - 1) / 2) * step, 0.0))
    tray = m.stuff(m.one("steel", "plastic", "brass"))
    return *parts, box(tray, (long * 0.15, count * step, m.between(2, 8)), (-long * 0.42, 0, 0), 1)


PARTS: Mapping[str, Shape] = {
    shape.__name__: shape
    for shape in (barrel, cover, receiver, folded_receiver, grip_frame, feeder, drum_cylinder, works, carrier)
}
ROUNDS: Mapping[str, Shape] = {shape.__name__: shape for shape in (cartridge, shot_shell, stripped)}
