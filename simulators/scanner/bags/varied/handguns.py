"""Firearms put together anew: how they work is one of a few, all measures and materials are drawn.

Each takes what its body is made of and its length from the muzzle, which looks along -x, to its back.
"""

from collections.abc import Mapping

import numpy as np

from simulators.scanner.bags.making import ALONG_Y, ALONG_Z, Maker, ball, box, coil, plate, ring, rod, turned
from simulators.scanner.bags.solids import Point, Solid
from simulators.scanner.bags.substances import Stuff
from simulators.scanner.bags.varied.pieces import Matter, Pieces, Shape


def _frame(m: Maker, of: Matter) -> Stuff:
    """Of the same metal as the body, or of another, or of polymer."""
    name = m.one("", "plastic", "plastic", "aluminium", "steel", "zinc")
    return m.stuff(name, m.between(0.85, 1.0)) if name else of.stuff


def _bored(m: Maker, stuff: Stuff, long: float, places: tuple[Point, ...], bore: float = 0.0) -> Pieces:
    """Barrels beside each other, their walls before their bores; some are stepped or taper."""
    bore = bore or m.between(2.5, 6.5)
    wall, growing = m.between(1.8, 6.0), m.between(1.0, 1.5)
    parts = [rod(stuff, bore + wall, long, at, end=(bore + wall) * growing) for at in places]
    if m.maybe(0.3):
        parts += [rod(stuff, bore + wall * 1.8, long * 0.25, (x + long * 0.37, y, z)) for x, y, z in places]
    return *parts, *(rod(None, bore, long + 2, at) for at in places)


def _grip(m: Maker, stuff: Stuff, deep: float, at: Point) -> Pieces:
    """`at` is its middle; hollow with a magazine, solid, or two scales on a tang."""
    wide, thick, lean = deep * m.between(0.32, 0.62), m.between(16, 36), turned(z=m.between(-6, 30))
    kind = m.count(0, 3)
    if kind == 0:
        scales = m.stuff(m.one("wood", "plastic", "rubber", "bone"))
        tang = box(stuff, (wide * 0.85, deep, thick * m.between(0.2, 0.5)), at, 2, turn=lean)
        return box(scales, (wide, deep, thick), at, thick * 0.3, turn=lean), tang
    if kind == 1:
        body = m.stuff(m.one("wood", "plastic", "rubber"), m.between(0.8, 1.0))
        return (ball(body, (wide * 1.1, deep * 1.1, thick), at, m.between(2.2, 5), turn=lean),)
    hollow = box(None, (wide * 0.66, deep * 0.92, thick * 0.6), at, 2, turn=lean)
    shell = box(stuff, (wide, deep, thick), at, thick * m.between(0.1, 0.35), turn=lean)
    if kind == 2:
        return shell, hollow
    case = m.stuff(m.one("steel", "steel", "aluminium", "plastic"))
    magazine = box(case, (wide * 0.6, deep * 0.95, thick * 0.55), at, 2, turn=lean, skin=m.between(0.9, 1.8))
    rounds = m.stuff(m.one("brass", "steel"), m.between(0.4, 0.8))
    filled = box(rounds, (wide * 0.5, deep * m.between(0.2, 0.85), thick * 0.4), at, 2, turn=lean)
    return (shell, hollow, magazine, filled) if m.maybe(0.6) else (shell, hollow, magazine)


def _guard(m: Maker, stuff: Stuff, at: Point) -> Pieces:
    """Around the trigger, which is of steel."""
    size, (x, y, z) = m.between(12, 22), at
    trigger = box(m.stuff("steel"), (m.between(3, 6), size, m.between(4, 8)), at, 1, turn=turned(z=m.between(-5, 25)))
    if m.maybe(0.15):
        return (trigger,)
    bow = ring(stuff, size, m.between(1.8, 4.5), (x, y - size * 0.3, z), m.between(0.8, 2.2), turn=ALONG_Z)
    return bow, trigger


def _fittings(m: Maker, long: float, top: float) -> Pieces:
    """Sights, and sometimes an optic above or a lamp below."""
    steel = m.stuff("steel")
    parts: list[Solid] = [box(steel, (m.between(3, 9), 5, 4), (x * long, top + 2, 0)) for x in (-0.45, 0.42)]
    if m.maybe(0.15):
        tube = m.stuff("aluminium")
        parts += [
            rod(tube, m.between(9, 17), m.between(35, 110), (m.between(-0.2, 0.2) * long, top + 18, 0), skin=2.0),
            box(tube, (m.between(20, 40), 9, 12), (0, top + 5, 0)),
        ]
    if m.maybe(0.12):
        lamp = (-0.25 * long, top - m.between(42, 55), 0.0)
        parts += [
            box(m.stuff("plastic"), (50, 24, 24), lamp, 4, skin=2.0),
            rod(m.stuff("lithium_cell"), 7.5, 32, lamp),
        ]
    return tuple(parts)


def sliding(m: Maker, of: Matter, long: float) -> Pieces:
    """A self-loading pistol: a slide over a frame."""
    high, wide = max(13.0, long * m.between(0.1, 0.2)), max(14.0, long * m.between(0.1, 0.17))
    frame, deep, back = _frame(m, of), max(48.0, long * m.between(0.32, 0.65)), long * m.between(0.16, 0.4)
    low = high * m.between(0.6, 0.9)
    inside = box(None, (long * m.between(0.75, 0.95), high * m.between(0.35, 0.6), wide * m.between(0.4, 0.65)))
    parts = [
        box(frame, (long * m.between(0.5, 0.98), high * m.between(0.4, 0.9), wide * 0.92), (long * 0.04, -low, 0), 3),
        *_grip(m, frame, deep, (back, -low - deep * 0.5, 0)),
        box(of.stuff, (long, high, wide), rounding=m.between(1, 7), texture=of.texture),
        inside,
        *_bored(m, m.stuff("steel"), long * m.between(0.4, 0.75), ((-long * m.between(0.12, 0.28), 0, 0),)),
        box(m.stuff("steel"), (long * m.between(0.1, 0.28), high * 0.55, wide * 0.5), (long * 0.26, 0, 0), 1),
        *_guard(m, frame, (back - m.between(30, 48), -low - high * 0.4 - 8, 0)),
        *_fittings(m, long, high / 2),
    ]
    if m.maybe(0.6):
        spring = (m.between(3, 5), m.between(2.5, 5), 0.9, long * 0.4)
        parts.append(coil(m.stuff("steel"), spring, (-long * 0.2, -low, 0), turn=turned(y=90)))
    return tuple(parts)


def drummed(m: Maker, of: Matter, long: float) -> Pieces:
    """A revolver: a drum between barrel and grip."""
    drum, wide, count = m.between(14, 26), long * m.between(0.14, 0.26), m.count(4, 9)
    start, steel, bore = -wide / 2, of.stuff, m.between(2.8, 6.5)
    barrel = max(22.0, long * m.between(0.3, 0.6))
    chambers = []
    for turn in np.arange(count) * 2 * np.pi / count + m.between(0, 1):
        at = (0.0, float(np.sin(turn) * drum * 0.65), float(np.cos(turn) * drum * 0.65))
        filling = None if m.maybe(0.5) else m.stuff("brass", m.between(0.6, 1.0))
        chambers.append(rod(filling, min(bore + 0.6, drum * 1.8 / count), wide + 1, at))
    deep = max(50.0, long * m.between(0.3, 0.5))
    top = drum * m.between(0.5, 0.8)
    strap = [box(steel, (wide + 40, 8, 13), (0, drum + 4, 0), 2)] if m.maybe(0.75) else []
    return (
        *_bored(m, steel, barrel, ((start - barrel / 2, top, 0),), bore),
        box(
            steel, (barrel * m.between(0.2, 1.0), m.between(5, 14), m.between(7, 14)), (start - barrel / 2, top - 12, 0)
        ),
        *strap,
        box(steel, (wide + 40, 9, 14), (2, -drum - 3, 0), 2),
        box(steel, (m.between(12, 26), 2 * drum + 8, m.between(12, 20)), (wide / 2 + 10, 0, 0), 3),
        rod(steel, drum, wide, rounding=2, texture=of.texture),
        *chambers,
        *_grip(m, steel, deep, (wide / 2 + m.between(24, 42), -drum - deep * 0.35, 0)),
        box(steel, (8, m.between(14, 28), 7), (wide / 2 + 20, drum + 8, 0), 2, turn=turned(z=-25)),
        *_guard(m, steel, (m.between(4, 16), -drum - 14, 0)),
    )


def hinged(m: Maker, of: Matter, long: float) -> Pieces:
    """One to four barrels that tip down, on a short frame."""
    bore, count = m.between(2.8, 9.5), m.count(1, 4)
    step, barrel = 2 * bore + m.between(3, 7), long * m.between(0.5, 0.8)
    across = 2 if count == 4 else count if m.maybe(0.5) else 1
    rows = [(number % across, number // across) for number in range(count)]
    high, middle = step * (1 + rows[-1][1]), (across - 1) / 2
    places = tuple((-barrel / 2, up * step, (aside - middle) * step) for aside, up in rows)
    back, deep = long - barrel, max(50.0, long * m.between(0.25, 0.5))
    return (
        *_bored(m, of.stuff, barrel, places, bore),
        box(of.stuff, (back, high + 12, across * step + 8), (back / 2, high / 2 - step / 2, 0), 4, texture=of.texture),
        box(None, (back * 0.6, high * 0.6, step * 0.5), (back / 2, high / 2 - step / 2, 0), 1),
        *_grip(m, _frame(m, of), deep, (back * m.between(0.5, 0.9), -deep * 0.55, 0)),
        box(m.stuff("steel"), (7, m.between(12, 26), 6), (back * 0.8, high + 8, 0), 1),
        *_guard(m, of.stuff, (back * 0.2, -step / 2 - 16, 0)),
    )


def makeshift(m: Maker, of: Matter, long: float) -> Pieces:
    """Of pipes and fittings: one tube in another, a nail, a spring, and something to hold it by."""
    bore, wall = m.between(3.0, 9.5), m.between(1.6, 4.0)
    steel, outer = m.stuff("steel"), bore + wall
    parts = [
        rod(of.stuff, outer + m.between(2.5, 6), long * m.between(0.4, 0.7), (long * 0.2, 0, 0), texture=of.texture),
        rod(steel, outer, long * 0.75, (-long * 0.12, 0, 0)),
        rod(None, bore, long * 0.76, (-long * 0.12, 0, 0)),
        rod(of.stuff, outer + m.between(4, 9), m.between(14, 30), (long * 0.45, 0, 0)),
        rod(steel, m.between(1.5, 3.5), long * 0.25, (long * 0.3, 0, 0)),
        coil(steel, (bore * 0.8, m.between(3, 6), 0.9, long * 0.2), (long * 0.3, 0, 0), turn=turned(y=90)),
    ]
    if m.maybe(0.7):
        deep = m.between(60, 115)
        stuff = m.stuff(m.one("wood", "wood", "plastic", "steel"))
        parts += _grip(m, stuff, deep, (long * m.between(0.1, 0.4), -outer - deep * 0.5, 0))
    return tuple(parts)


def cast(m: Maker, of: Matter, long: float) -> Pieces:
    """Blank-firing and gas pistols: the outline of a pistol, cast around few parts."""
    high, deep, thick = long * m.between(0.14, 0.26), long * m.between(0.4, 0.65), m.between(20, 34)
    left, right, lean = -long / 2, long / 2, m.between(0.0, 0.22) * long
    wide = long * m.between(0.28, 0.4)  # of the grip
    back, middle = right - wide, -(high + deep) / 2
    outline = (
        (left, -high), (left, 0.0), (right, 0.0), (right, -high), (right + lean, -high - deep),
        (back + lean, -high - deep), (back, -high),
    )  # fmt: skip
    parts = [plate(of.stuff, tuple((x, y - middle) for x, y in outline), thick, (0, middle, 0), texture=of.texture)]
    slant = turned(z=float(np.degrees(np.arctan2(lean, deep))))
    grip = (right - wide / 2 + lean / 2, -high - deep / 2, 0.0)
    hollow = thick * m.between(0.4, 0.8)
    if m.maybe(0.7):
        parts.append(box(None, (long * 0.85, high * 0.7, hollow), (0, -high / 2, 0)))
        parts.append(box(None, (wide * 0.65, deep * 0.7, hollow), grip, 2, turn=slant))
    if m.maybe(0.5):
        bottle = rod(m.stuff("steel"), min(9.0, wide * 0.3), deep * 0.75, turn=ALONG_Y, skin=1.8)
        parts.append(bottle.moved(slant, np.array(grip)))
    steel = m.stuff("steel")
    bore, at = m.between(2.2, 5.0), (left + long * 0.3, -high * 0.4, 0.0)
    parts += _bored(m, m.stuff(m.one("steel", "zinc", "brass")), long * 0.6, (at,), bore)
    parts.append(box(steel, (long * 0.22, high * 0.5, thick * 0.5), (right - long * 0.2, -high * 0.45, 0)))
    return *parts, *_guard(m, of.stuff, (back - 20, -high - 10, 0))


def carbine(m: Maker, of: Matter, long: float) -> Pieces:
    """A short arm for the shoulder: receiver, barrel, magazine and, where it is not folded away, a stock."""
    body, high, wide = long * m.between(0.35, 0.65), m.between(28, 62), m.between(24, 46)
    tube, frame = m.maybe(0.4), _frame(m, of)
    whole = (
        rod(of.stuff, high * 0.5, body, skin=m.between(1.6, 3.5), texture=of.texture)
        if tube
        else box(of.stuff, (body, high, wide), rounding=4, skin=m.between(1.4, 3.5), texture=of.texture)
    )
    barrel, deep = long - body * 0.8, m.between(60, 110)
    clip, at = m.between(80, 200), m.between(-0.35, 0.1) * body
    steel = m.stuff("steel")
    bent = m.between(0, 0.0015) if m.maybe(0.4) else 0.0
    magazine = (at, -high / 2 - clip * 0.4, 0.0)
    parts = [
        whole,
        rod(steel, m.between(9, high * 0.36), body * m.between(0.25, 0.5), (body * m.between(-0.2, 0.15), 0, 0)),
        *_bored(m, steel, barrel, ((-body * 0.4 - barrel / 2, m.between(-4, 8), 0),)),
        *_grip(m, frame, deep, (body * m.between(0.2, 0.42), -high / 2 - deep * 0.45, 0)),
        box(m.stuff(m.one("steel", "plastic")), (clip, m.between(15, 26), m.between(26, 60)), magazine, 2,
            turn=turned(x=90, z=90 + m.between(-15, 15)), skin=1.5, bend=bent),
        *_guard(m, steel, (body * 0.1, -high / 2 - 10, 0)),
    ]  # fmt: skip
    if m.maybe(0.5):
        stuff = m.stuff(m.one("wood", "plastic", "steel"), m.between(0.7, 1.0))
        parts.append(box(stuff, (long * 0.3, m.between(12, 46), m.between(8, 34)), (body / 2 + long * 0.14, -12, 0), 5))
    if m.maybe(0.5):
        parts.append(box(frame, (barrel * 0.6, high * 0.7, wide), (-body * 0.5 - barrel * 0.3, -4, 0), 6, skin=3.5))
    return tuple(parts)


def taken_down(m: Maker, of: Matter, long: float) -> Pieces:
    """A long arm in two or three pieces beside each other."""
    bore, wood = m.between(3.0, 9.8), m.stuff(m.one("wood", "wood", "plastic"))
    doubled, apart = m.maybe(0.4), m.between(48, 75)
    places = ((0.0, -bore - 3, 0.0), (0.0, bore + 3, 0.0)) if doubled else ((0.0, 0.0, 0.0),)
    parts: list[Solid] = [*_bored(m, of.stuff, long, places, bore)]
    stock = long * m.between(0.5, 0.9)
    parts += [
        box(of.stuff, (stock * 0.4, m.between(30, 48), m.between(22, 36)), (-stock * 0.3, apart, 0), 4),
        box(None, (stock * 0.3, 22, 16), (-stock * 0.3, apart, 0), 1),
        box(wood, (stock * 0.6, m.between(34, 60), m.between(26, 40)), (stock * 0.2, apart + 6, 0), 12,
            turn=turned(z=m.between(-15, 15))),
        *_guard(m, of.stuff, (-stock * 0.25, apart - 30, 0)),
    ]  # fmt: skip
    if m.maybe(0.5):
        parts.append(box(wood, (stock * 0.6, 34, 26), (0, -apart, 0), 10))
    return tuple(parts)


def printed(m: Maker, of: Matter, long: float) -> Pieces:
    """A body printed of plastic, more or less filled, around the few parts that must be of metal."""
    plastic, steel, high = m.stuff("plastic", m.between(0.35, 1.0)), of.stuff, long * m.between(0.18, 0.34)
    wide, deep, bore = m.between(26, 46), m.between(70, 120), m.between(2.8, 6.5)
    back = long * m.between(0.15, 0.4)
    parts = [
        box(plastic, (long, high, wide), rounding=m.between(1, 9)),
        box(plastic, (m.between(36, 56), deep, wide * 0.85), (back, -high / 2 - deep * 0.45, 0), 7,
            turn=turned(z=m.between(0, 22))),
        box(None, (long * 0.4, high * 0.4, wide * 0.4), (long * 0.2, 0, 0)),
        rod(steel, m.between(1.5, 3.5), long * m.between(0.15, 0.35), (long * 0.2, 0, 0)),
        *_guard(m, plastic, (back - 36, -high / 2 - 12, 0)),
    ]  # fmt: skip
    if m.maybe(0.8):
        parts += _bored(m, steel, long * m.between(0.35, 0.8), ((-long * 0.25, 0, 0),), bore)
    if m.maybe(0.5):
        parts.append(coil(steel, (4, 3, 0.9, 40), (long * 0.25, -4, 0), turn=turned(y=90)))
    if m.maybe(0.5):
        parts.append(box(steel, (long * 0.2, high * 0.3, wide * 0.4), (long * 0.1, 0, 0)))
    return tuple(parts)


HANDGUNS: Mapping[str, Shape] = {
    shape.__name__: shape
    for shape in (sliding, drummed, hinged, makeshift, cast, carbine, taken_down, printed)
}  # fmt: skip
