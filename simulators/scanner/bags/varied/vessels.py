"""Liquids in vessels of any profile, filled to some level, with a bubble or two; lying or standing."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from simulators.scanner.bags.making import ALONG_X, Maker, ball, box, rod
from simulators.scanner.bags.solids import Solid
from simulators.scanner.bags.substances import Stuff
from simulators.scanner.bags.varied.pieces import Matter, Pieces

WALLS: Mapping[str, tuple[float, float]] = {
    "polyolefin": (0.6, 2.2), "polyester": (0.4, 1.2), "plastic": (0.8, 2.5), "glass": (1.8, 5.0),
    "aluminium": (0.3, 1.0), "steel": (0.3, 0.8), "fired_clay": (3.0, 6.0),
}  # fmt: skip
Vessel = Callable[[Maker, Matter, float], Pieces]


def _wall(m: Maker, *names: str) -> tuple[Stuff, float]:
    name = m.one(*names)
    return m.stuff(name), m.between(*WALLS[name])


def _level(m: Maker) -> float:
    """How far above its axis a lying vessel is filled, as a share of its half height; some are full."""
    return m.between(-0.2, 0.95) if m.maybe(0.7) else 0.98


def _lying(m: Maker, liquid: Stuff, room: list[Solid], half: float) -> list[Solid]:
    """The liquid in round rooms along x: below its level, with bubbles that cling to the wall."""
    surface = -half * _level(m)
    filled = [replace(part, stuff=liquid, clip=(0.0, surface, -1.0)) for part in room]
    for _ in range(m.count(0, 2)):
        size = m.between(3, 12)
        at = m.between(-0.3, 0.3) * room[0].params[2], m.between(-0.5, 0.5) * half, min(half * 0.5, -surface) - size
        filled.append(ball(None, (size, size, size), at))
    return filled


def bottle(m: Maker, of: Matter, long: float) -> Pieces:
    """Turned about an axis: any profile from a row of tapering sections, a neck, a cap."""
    wall, thick = _wall(m, *WALLS)
    body = long * m.between(0.6, 0.9)
    sections, widest = m.count(2, 4), max(thick + 5, long * m.between(0.1, 0.3))
    step = body / sections
    radii = [widest * m.between(0.7, 1.0) for _ in range(sections + 1)]
    neck = widest * m.between(0.25, 0.7)
    outer, inner = [], []
    for i in range(sections):
        at = (step * (i + 0.5) - long / 2, 0.0, 0.0)
        last = neck if i == sections - 1 and m.maybe(0.5) else radii[i + 1]
        outer.append(rod(wall, radii[i], step + 0.5, at, end=last))
        shorter, moved = (thick, thick / 2) if i == 0 else (-0.6, 0.0)
        within = max(1.0, radii[i] - thick), max(1.0, last - thick)
        inner.append(rod(None, within[0], step - shorter, (at[0] + moved, 0, 0), end=within[1]))
    rest = long - body
    outer.append(rod(wall, neck, rest, (long / 2 - rest / 2, 0, 0)))
    inner.append(rod(None, max(1.0, neck - thick), rest, (long / 2 - rest / 2 - 1, 0, 0)))
    cap = rod(m.stuff(m.one("plastic", "aluminium", "cork", "polyolefin")), neck + 1.5, min(18.0, rest),
              (long / 2 - min(9.0, rest / 2), 0, 0), skin=m.between(1, 2.5))  # fmt: skip
    return *outer, *inner, *_lying(m, of.stuff, inner, widest), cap


def flask(m: Maker, of: Matter, long: float) -> Pieces:
    """Flat or square: a canteen, a canister, a carton of drink."""
    wall, thick = _wall(m, "polyolefin", "plastic", "steel", "aluminium", "glass")
    if m.maybe(0.25):
        wall, thick = m.stuff("cellulose", 0.75), m.between(0.7, 1.5)
    size = long, long * m.between(0.35, 0.8), max(14.0, long * m.between(0.12, 0.5))
    x, y, z = (side - 2 * thick for side in size)
    edge = m.between(1, 0.3 * z)
    top = z / 2 * _level(m)
    spout = rod(m.stuff("plastic"), m.between(6, 16), m.between(10, 30), (long / 2 + 4, 0, 0), turn=ALONG_X, skin=2)
    return (
        box(wall, size, rounding=edge + thick, skin=thick),
        box(of.stuff, (x, y, z), rounding=edge, clip=(2.0, top, 1.0)),
        spout,
    )


def can(m: Maker, of: Matter, long: float) -> Pieces:
    wall, thick = _wall(m, "aluminium", "steel", "plastic")
    radius = max(9.0, long * m.between(0.15, 0.4))
    room = [rod(None, radius - thick, long - 2 * thick)]
    return rod(wall, radius, long, rounding=m.between(0, 4)), *room, *_lying(m, of.stuff, room, radius)


def pouch(m: Maker, of: Matter, long: float) -> Pieces:
    wall = m.stuff(m.one("polyolefin", "polyester", "rubber", "aluminium"), m.between(0.5, 1.0))
    size = long, long * m.between(0.4, 0.9), max(10.0, long * m.between(0.1, 0.4))
    power, wave = m.between(2.1, 3.8), (m.between(0, 1.5), m.between(15, 40))
    outer = ball(wall, size, power=power, skin=m.between(0.4, 1.5), wave=wave)
    return ball(of.stuff, size, power=power, wave=wave, clip=(2.0, size[2] / 2 * _level(m), 1.0)), outer


def squeezed(m: Maker, of: Matter, long: float) -> Pieces:
    """A tube: round at its cap and flat at its end."""
    wall = m.stuff(m.one("polyolefin", "aluminium"), m.between(0.5, 1.0))
    radius = max(7.0, long * m.between(0.08, 0.2))
    slope = m.between(0.1, 0.35)
    body = rod(of.stuff, radius, long, end=radius * slope)
    cap = rod(m.stuff("plastic"), radius * 0.8, m.between(8, 22), (-long / 2 - 6, 0, 0), skin=2)
    return body, replace(body, stuff=wall, skin=m.between(0.4, 1.2)), cap


def jar(m: Maker, of: Matter, long: float) -> Pieces:
    """Standing; wide at its mouth."""
    wall, thick = _wall(m, "glass", "polyolefin", "plastic", "fired_clay")
    radius = max(thick + 6, long * m.between(0.28, 0.6))
    half = long / 2 - thick
    level = half * m.between(-0.5, 0.95)
    upright = np.eye(3)
    lid = rod(
        m.stuff(m.one("steel", "plastic")), radius - 0.5, 12, (0, 0, long / 2), turn=upright, skin=m.between(0.5, 2)
    )
    return (
        rod(wall, radius, long, turn=upright, rounding=3),
        rod(None, radius - thick, 2 * half, turn=upright, rounding=2),
        rod(of.stuff, radius - thick, 2 * half, turn=upright, clip=(2.0, level, 1.0), rounding=2, texture=of.texture),
        lid,
    )


VESSELS: Mapping[str, Vessel] = {each.__name__: each for each in (bottle, flask, can, pouch, squeezed, jar)}
