"""Blades of outlines drawn anew: what is sharpened, how it is held, and what it is sheathed in.

Each takes what its blade is made of, and the length of the blade alone.
"""

from collections.abc import Mapping

import numpy as np

from simulators.scanner.bags.making import ALONG_Z, Maker, Outline, box, plate, rod, turned
from simulators.scanner.bags.solids import Solid
from simulators.scanner.bags.substances import Stuff
from simulators.scanner.bags.varied.pieces import Matter, Pieces, Shape

STEPS = 6  # along each side of an outline


def _outline(m: Maker, long: float, wide: float) -> Outline:
    """From -x, where it is held, to its point: one edge or two, straight, bellied or bent."""
    along = np.linspace(0, 1, STEPS)
    belly, bent = m.between(-0.25, 0.5), m.between(-0.9, 0.9) * wide if m.maybe(0.4) else 0.0
    point = m.between(0.5, 1.0) if m.maybe(0.75) else 4.0  # where the width begins to fall; 4 for a blunt end
    falls = np.clip((1 - along) / max(1e-6, 1 - point), 0.04, 1.0) if point < 1 else np.ones(STEPS)
    falls[-1] = 0.04 if point < 4 else 0.9
    half = wide / 2 * falls * (1 + belly * np.sin(np.pi * along))
    spine = half if m.maybe(0.35) else np.full(STEPS, wide / 2) * np.maximum(falls, m.between(0.1, 0.8))
    x, middle = (along - 0.5) * long, bent * along**2
    upper = [(float(a), float(b)) for a, b in zip(x, middle + spine, strict=True)]
    lower = [(float(a), float(b)) for a, b in zip(x, middle - half, strict=True)]
    return (*upper, *reversed(lower))


def _handle(m: Maker, steel: Stuff, wide: float, thick: float, at: float) -> Pieces:
    """Ends where the blade begins, at `at`."""
    long = m.between(70, 150)
    stuff = m.stuff(m.one("wood", "plastic", "rubber", "leather", "bone", "aluminium", "steel"), m.between(0.85, 1.0))
    middle, broad, high = at - long / 2, min(44.0, wide * m.between(0.4, 0.9) + 7), m.between(9, 25)
    parts: list[Solid] = []
    if m.maybe(0.3):
        parts.append(rod(stuff, broad / 2, long, (middle, 0, 0), rounding=4, end=broad * m.between(0.35, 0.6)))
    else:
        parts.append(
            box(
                stuff,
                (long, high, broad),
                (middle, 0, 0),
                m.between(2, 7),
                turn=turned(x=90),
                bend=m.between(-2e-3, 2e-3),
            )
        )
    tang = long * m.between(0.3, 1.0)
    parts.append(box(steel, (tang, broad * m.between(0.25, 0.8), thick), (at - tang / 2, 0, 0)))
    if m.maybe(0.35):
        parts.append(
            box(m.stuff(m.one("brass", "steel")), (m.between(3, 9), wide * m.between(1.1, 2.2), high), (at, 0, 0))
        )
    if m.maybe(0.2):
        parts.append(
            rod(m.stuff(m.one("brass", "steel")), broad * 0.55, m.between(6, 18), (at - long, 0, 0), rounding=3)
        )
    if m.maybe(0.4):
        pins = m.stuff(m.one("brass", "steel"))
        parts += [rod(pins, m.between(1.5, 3), high + 1, (at - long * x, 0, 0), turn=ALONG_Z) for x in (0.25, 0.75)]
    return tuple(parts)


def held(m: Maker, of: Matter, long: float) -> Pieces:
    """A knife, from a paring knife to a short sword; sometimes in its sheath."""
    wide, thick = min(95.0, max(11.0, long * m.between(0.08, 0.4))), m.between(1.0, 5.0)
    blade = plate(of.stuff, _outline(m, long, wide), thick, texture=of.texture)
    parts = [*_handle(m, of.stuff, wide, thick, -long / 2), blade]
    if m.maybe(0.25):
        sheath = m.stuff(m.one("leather", "plastic", "polyester", "wood"), m.between(0.6, 1.0))
        room = (long * 1.04, wide * 1.2 + 6, thick + m.between(5, 12))
        parts.append(box(sheath, room, (long * 0.02, 0, 0), 3, skin=m.between(1.5, 3.5)))
    return tuple(parts)


def bare(m: Maker, of: Matter, long: float) -> Pieces:
    """A blade without a handle: a blank, a thrower, a blade of a tool or of a saw."""
    wide, thick = max(9.0, long * m.between(0.08, 0.5)), m.between(1.0, 6.0)
    blade = plate(of.stuff, _outline(m, long, wide), thick, texture=of.texture)
    places = [(long * m.between(-0.45, 0.1), 0.0, 0.0) for _ in range(m.count(0, 3))]
    return blade, *(rod(None, m.between(1.5, 5), thick + 2, at, turn=ALONG_Z) for at in places)


def folding(m: Maker, of: Matter, long: float) -> Pieces:
    """Shut, half open or open; with one blade or with tools beside it."""
    wide, thick, count = max(12.0, long * m.between(0.15, 0.3)), m.between(1.2, 3.2), m.count(1, 4)
    scale = m.stuff(m.one("aluminium", "plastic", "wood", "steel", "bone", "titanium"))
    gap, pivot = count * (thick + 0.8) / 2 + 1.6, (long * 0.44, 0.0, 0.0)
    parts = [
        box(scale, (long, wide, m.between(2, 5)), (0, 0, side * (gap + 1.5)), 1, bend=m.between(-4e-4, 4e-4))
        for side in (-1, 1)
    ]
    for number in range(count):
        reach, z = long * m.between(0.6, 0.92), (number - (count - 1) / 2) * (thick + 0.8)
        turn = turned(z=180.0 if m.maybe(0.6) else m.between(0, 170))
        middle = turn @ np.array([reach / 2, 0, 0]) + np.array([pivot[0], 0, z])
        at = float(middle[0]), float(middle[1]), float(middle[2])
        shape = _outline(m, reach, wide * m.between(0.5, 0.9))
        parts.append(plate(of.stuff, shape, thick, at, turn=turn, texture=of.texture))
    return (
        *parts,
        rod(of.stuff, 3, 2 * gap + 6, pivot, turn=ALONG_Z),
        rod(of.stuff, 2, 2 * gap, (-long * 0.44, 0, 0), turn=ALONG_Z),
    )


def hafted(m: Maker, of: Matter, long: float) -> Pieces:
    """Axes, sickles, billhooks: a head across a haft."""
    head, high = min(180.0, long * m.between(0.3, 0.7)), m.between(45, 120)
    shape = tuple((y, x) for x, y in _outline(m, high, head * 0.6))
    haft = m.stuff(m.one("wood", "wood", "plastic", "steel"))
    wide, at = m.between(18, 34), m.between(-0.3, 0.3) * high
    return (
        plate(of.stuff, shape, m.between(3, 20), (head * 0.3, 0, 0), texture=of.texture),
        box(of.stuff, (m.between(18, 45), high * 0.5, m.between(12, 30)), (-6, at, 0), 2),
        box(haft, (wide, long, wide * m.between(0.5, 1.0)), (-6, -long / 2 + high * 0.4, 0), 6),
    )


def pointed(m: Maker, of: Matter, long: float) -> Pieces:
    """Awls, ice picks, spikes, bolts for crossbows."""
    radius = m.between(1.4, 5)
    spike = rod(of.stuff, radius, long, end=0.5, texture=of.texture)
    if m.maybe(0.25):
        return (spike,)
    stuff, grip = m.stuff(m.one("wood", "plastic", "steel", "rubber")), m.between(50, 120)
    handle = rod(stuff, m.between(8, 17), grip, (-long / 2 - grip / 2 + 4, 0, 0), rounding=5)
    return handle, spike


def disguised(m: Maker, of: Matter, long: float) -> Pieces:
    """In a comb, a pen, a buckle, a card: a blade within what it is not taken for."""
    wide, thick = max(8.0, long * m.between(0.1, 0.3)), m.between(1.0, 2.6)
    around = m.stuff(m.one("plastic", "aluminium", "steel", "leather", "brass", "wood"))
    reach = long * m.between(0.45, 0.85)
    blade = plate(
        of.stuff, _outline(m, reach, wide * 0.8), thick, (m.between(-0.1, 0.1) * long, 0, 0), texture=of.texture
    )
    high = max(thick + 3, long * m.between(0.04, 0.12))
    if m.maybe(0.5):
        return rod(around, max(high, wide) * 0.6, long, rounding=2, skin=m.between(1.0, 2.5)), blade
    return box(around, (long, wide * 1.3, high), rounding=2, skin=m.between(1.0, 2.5)), blade


def small(m: Maker, of: Matter, long: float) -> Pieces:
    """Razor and scalpel blades, points of arrows: a millimetre of steel and no handle, in a small case or none."""
    wide = long * m.between(0.25, 0.7)
    shape = _outline(m, long, wide)
    sheet = [plate(of.stuff, shape, 1.0, (0, 0, i * 1.6), texture=of.texture) for i in range(m.count(1, 6))]
    case = box(m.stuff("polyolefin"), (long + 6, wide + 6, len(sheet) * 1.6 + 5), (0, 0, len(sheet) * 0.8), 1, skin=1)
    return (case, *sheet) if m.maybe(0.5) else tuple(sheet)


EDGES: Mapping[str, Shape] = {
    shape.__name__: shape for shape in (held, bare, folding, hafted, pointed, disguised, small)
}
