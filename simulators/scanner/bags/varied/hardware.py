"""Honest things of metal and machines that are shaped like weapons or their parts, put together anew."""

from collections.abc import Mapping

import numpy as np

from simulators.scanner.bags.making import ALONG_Y, ALONG_Z, Maker, ball, box, coil, ring, rod, turned
from simulators.scanner.bags.solids import Solid
from simulators.scanner.bags.varied.pieces import Matter, Pieces, Shape


def _handle(m: Maker, long: float, at: float) -> Solid:
    stuff = m.stuff(m.one("wood", "plastic", "rubber", "steel"), m.between(0.85, 1.0))
    wide = m.between(15, 36)
    return box(
        stuff, (long, wide, wide * m.between(0.5, 1.0)), (at, 0, 0), m.between(3, 10), bend=m.between(-1e-3, 1e-3)
    )


def held_tool(m: Maker, of: Matter, long: float) -> Pieces:
    """A shank between a handle and a working end: chisels aside, for they are sharp."""
    grip, radius = long * m.between(0.3, 0.6), m.between(2.5, 9)
    end, broad = (long * 0.42, 0.0, 0.0), m.between(12, 60)
    heads = (
        lambda: box(of.stuff, (m.between(15, 40), broad * 1.6, m.between(12, 36)), end, 4),
        lambda: rod(of.stuff, broad * 0.4, m.between(15, 60), end, turn=ALONG_Y),
        lambda: ring(of.stuff, broad * 0.6, m.between(3, 8), end, turn=ALONG_Z),
        lambda: ball(of.stuff, (broad * 1.4, broad, m.between(3, 26)), end, 2.5, skin=m.between(1.5, 6)),
        lambda: box(of.stuff, (broad * 1.8, broad, m.between(0.8, 2)), end, 0.3, bend=m.between(-3e-3, 3e-3)),
    )
    head = heads[m.count(0, len(heads) - 1)]()
    return _handle(m, grip, -long / 2 + grip / 2), rod(of.stuff, radius, long * 0.75, (long * 0.05, 0, 0)), head


def jawed(m: Maker, of: Matter, long: float) -> Pieces:
    """Pliers, clamps, nut crackers, staplers: two arms about a pin."""
    spread, pivot = m.between(2, 16), (long * m.between(0.1, 0.35), 0.0, 0.0)
    wide, thick, sleeve = m.between(8, 18), m.between(6, 15), m.maybe(0.6)
    parts: list[Solid] = []
    for side in (-1, 1):
        turn = turned(z=side * spread)
        x, y, _ = turn @ np.array([-0.33 * long, side * wide * 0.3, 0])
        at = pivot[0] + float(x), float(y), 0.0
        parts.append(box(of.stuff, (long * 0.85, wide, thick), at, 3, turn=turn, texture=of.texture))
        if sleeve:
            rubber = m.stuff(m.one("rubber", "plastic"))
            x, y, _ = turn @ np.array([-0.52 * long, side * wide * 0.3, 0])
            back = pivot[0] + float(x), float(y), 0.0
            parts.append(box(rubber, (long * 0.45, wide + 6, thick + 6), back, 4, turn=turn, skin=2.5))
    parts.append(rod(of.stuff, wide * 0.55, thick + 5, pivot, turn=ALONG_Z))
    if m.maybe(0.4):
        parts.append(coil(m.stuff("steel"), (5, 4, 1.0, long * 0.2), (-long * 0.05, 0, 0), turn=turned(y=90)))
    return tuple(parts)


def trigger_tool(m: Maker, of: Matter, long: float) -> Pieces:
    """Glue, caulking, spray, heat and tacker guns, garden nozzles, bar code readers: held like a pistol."""
    body, deep = m.stuff(m.one("plastic", "plastic", "aluminium", "zinc")), m.between(75, 135)
    high, wide, back = long * m.between(0.18, 0.42), m.between(28, 62), long * m.between(0.05, 0.35)
    skin, metal = m.between(1.8, 4.5), of.stuff
    case = (
        rod(body, high / 2, long * m.between(0.6, 1.0), skin=skin)
        if m.maybe(0.5)
        else box(body, (long * m.between(0.6, 1.0), high, wide), rounding=6, skin=skin)
    )
    parts: list[Solid] = [
        case,
        box(body, (m.between(32, 52), deep, m.between(24, 42)), (back, -high / 2 - deep * 0.45, 0), 9,
            turn=turned(z=m.between(-5, 25)), skin=skin if m.maybe(0.7) else 0.0),
        box(body, (m.between(6, 14), m.between(22, 60), 12), (back - 38, -high / 2 - 20, 0), 3),
        rod(metal, m.between(3, 14), long * m.between(0.15, 0.5), (-long * m.between(0.3, 0.5), 0, 0)),
    ]  # fmt: skip
    for _ in range(m.count(1, 5)):
        stuff = m.stuff(m.one("copper", "steel", "brass", "aluminium", "board", "zinc"), m.between(0.7, 1.0))
        size = m.between(6, 50), m.between(5, max(7, high * 0.7)), m.between(5, wide * 0.6)
        at = long * m.between(-0.35, 0.35), high * m.between(-0.2, 0.2), 0.0
        parts.append(box(stuff, size, at, 2) if m.maybe(0.5) else rod(stuff, size[1] / 2, size[0], at))
    if m.maybe(0.5):
        parts.append(coil(m.stuff("steel"), (6, 4, 1.1, long * 0.3), turn=turned(y=90)))
    return tuple(parts)


def valve(m: Maker, of: Matter, long: float) -> Pieces:
    """Taps, unions and valves: bored bodies with branches and threads."""
    radius = max(7.0, long * m.between(0.12, 0.3))
    parts: list[Solid] = [rod(of.stuff, radius, long, texture=of.texture)]
    parts += [rod(of.stuff, radius * m.between(1.1, 1.6), long * 0.16, (x * long, 0, 0)) for x in (-0.42, 0.42)]
    up = long * m.between(0.2, 0.5)
    if m.maybe(0.8):
        parts.append(rod(of.stuff, radius * m.between(0.5, 0.9), up, (0, up / 2, 0), turn=ALONG_Y))
        lever = m.stuff(m.one("steel", "plastic", "zinc", "aluminium"))
        parts.append(box(lever, (long * m.between(0.3, 0.8), m.between(5, 10), m.between(10, 24)), (10, up, 0), 3))
    return *parts, rod(None, radius * m.between(0.45, 0.8), long + 1), ball(of.stuff, (radius, radius, radius))


def turned_part(m: Maker, of: Matter, long: float) -> Pieces:
    """Shafts, spindles, bushes, spark plugs: steps of other radii about one axis, some bored."""
    steps, parts, radius = m.count(2, 6), [], long * m.between(0.06, 0.28)
    step = long / steps
    for number in range(steps):
        own = max(2.5, radius * m.between(0.3, 1.0))
        parts.append(rod(of.stuff, own, step + 1, (step * (number + 0.5) - long / 2, 0, 0), texture=of.texture))
    if m.maybe(0.4):
        parts.append(
            rod(m.stuff(m.one("alumina", "plastic", "rubber")), radius * 1.1, step, rounding=2, skin=radius * 0.4)
        )
    if m.maybe(0.5):
        parts.append(rod(None, radius * m.between(0.15, 0.4), long * m.between(0.4, 1.1)))
    return tuple(parts)


def bracket(m: Maker, of: Matter, long: float) -> Pieces:
    """Hinges, brackets, locks and mountings: bent sheet and plates with holes."""
    wide, thick = long * m.between(0.2, 0.7), m.between(1.5, 6)
    parts: list[Solid] = [box(of.stuff, (long, wide, thick), rounding=0.5, texture=of.texture)]
    if m.maybe(0.7):
        high = long * m.between(0.2, 0.6)
        parts.append(box(of.stuff, (thick, wide, high), (long * m.between(-0.5, 0.5), 0, high / 2), 0.5))
    if m.maybe(0.4):
        size = long * m.between(0.3, 0.6), wide * 0.7, m.between(10, 24)
        parts.append(box(of.stuff, size, (0, 0, size[2] / 2), 1, skin=m.between(1.2, 4)))
        parts.append(box(m.stuff(m.one("brass", "steel", "zinc")), (size[0] * 0.6, size[1] * 0.5, 6), (0, 0, 8), 1))
    for _ in range(m.count(1, 5)):
        at = long * m.between(-0.42, 0.42), wide * m.between(-0.35, 0.35), 0.0
        parts.append(rod(None, m.between(2, 6), thick + 4, at, turn=ALONG_Z))
    return tuple(parts)


def spatula(m: Maker, of: Matter, long: float) -> Pieces:
    """Ladles, trowels, shoe horns, rulers, files: long and flat, and not sharp."""
    reach, wide, thick = long * m.between(0.4, 0.8), m.between(12, 95), m.between(0.9, 4)
    flat = box(of.stuff, (reach, wide, thick), (long / 2 - reach / 2, 0, 0), min(0.4, thick / 3), texture=of.texture,
               bend=m.between(-3e-3, 3e-3))  # fmt: skip
    if m.maybe(0.25):
        return (flat,)
    slots = [box(None, (reach * 0.5, 4, thick + 4), (long / 2 - reach / 2, y * wide, 0)) for y in (-0.25, 0.0, 0.25)]
    rest = long - reach * 0.9
    return (flat, *(slots if m.maybe(0.3) else ()), _handle(m, rest, -long / 2 + rest / 2),
            rod(of.stuff, m.between(2, 5), rest, (-long * 0.1, 0, 0)))  # fmt: skip


def motor(m: Maker, of: Matter, long: float) -> Pieces:
    """Motors, pumps, locks of doors, lenses: a case around wound copper, gears and a shaft."""
    radius = long * m.between(0.2, 0.45)
    case = m.stuff(m.one("steel", "aluminium", "plastic", "zinc"))
    return (
        rod(case, radius, long, rounding=2, skin=m.between(1.2, 4)),
        rod(of.stuff, radius * m.between(0.4, 0.75), long * m.between(0.3, 0.6), texture=of.texture),
        rod(m.stuff("copper", m.between(0.5, 0.85)), radius * 0.85, long * 0.4, skin=radius * m.between(0.15, 0.4)),
        rod(m.stuff("steel"), m.between(2, 7), long * m.between(1.0, 1.4), (long * 0.1, 0, 0)),
        *(rod(m.stuff(m.one("brass", "steel", "plastic")), radius * m.between(0.3, 0.9), m.between(4, 12),
              (long * x, 0, 0)) for x in m.dice.uniform(-0.45, 0.45, m.count(0, 2))),
    )  # fmt: skip


def screw(m: Maker, of: Matter, long: float) -> Pieces:
    """Screws, nails, sockets, pegs, dry cells: small rods with a head, taken for cartridges."""
    long = min(long, m.between(40, 120))
    radius = max(2.0, long * m.between(0.05, 0.22))
    head = radius * m.between(1.2, 2.4)
    parts = [rod(of.stuff, radius, long, end=radius * m.between(0.4, 1.0), texture=of.texture)]
    parts.append(rod(of.stuff, head, m.between(2, 7), (-long / 2, 0, 0)))
    if m.maybe(0.3):
        parts.append(rod(None, radius * 0.6, long * 0.6, (long * 0.25, 0, 0)))
    if m.maybe(0.2):
        parts.append(rod(m.stuff("manganese_cell" if radius > 5 else "plastic"), radius * 0.9, long * 0.9))
    return tuple(parts)


HARDWARE: Mapping[str, Shape] = {
    shape.__name__: shape
    for shape in (held_tool, jawed, trigger_tool, valve, turned_part, bracket, spatula, motor, screw)
}
