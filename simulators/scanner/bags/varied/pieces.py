"""One piece of anything: shapes by name, each of a longest side that is given and of proportions that are drawn."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from simulators.scanner.bags.making import ALONG_Z, Maker, ball, box, plate, ring, rod, turned
from simulators.scanner.bags.solids import Solid, Texture
from simulators.scanner.bags.substances import Stuff

Pieces = tuple[Solid, ...]
LEAST_MM = 4.0  # thinner pieces have shapes of their own


@dataclass(frozen=True)
class Matter:
    """What a piece is made of, and how its density varies inside."""

    stuff: Stuff
    texture: Texture = field(default_factory=Texture)


Shape = Callable[[Maker, Matter, float], Pieces]


def brick(m: Maker, of: Matter, long: float) -> Pieces:
    wide = max(LEAST_MM, long * m.between(0.3, 0.95))
    high = max(LEAST_MM, wide * m.between(0.12, 0.95))
    return (box(of.stuff, (long, wide, high), rounding=m.between(0, 0.25) * high, texture=of.texture),)


def bar(m: Maker, of: Matter, long: float) -> Pieces:
    wide = max(LEAST_MM, long * m.between(0.06, 0.3))
    high = max(LEAST_MM, wide * m.between(0.35, 1.0))
    bend = m.between(-0.5, 0.5) / long if m.maybe(0.3) else 0.0
    return (box(of.stuff, (long, wide, high), rounding=m.between(0, 0.4) * high, texture=of.texture, bend=bend),)


def pillow(m: Maker, of: Matter, long: float) -> Pieces:
    size = long, long * m.between(0.45, 0.95), max(LEAST_MM, long * m.between(0.12, 0.5))
    wave = m.between(0, 0.08) * size[2], m.between(12, 40)
    return (ball(of.stuff, size, power=m.between(2.1, 4.5), texture=of.texture, wave=wave),)


def egg(m: Maker, of: Matter, long: float) -> Pieces:
    size = long, long * m.between(0.5, 1.0), long * m.between(0.4, 1.0)
    return (ball(of.stuff, size, power=m.between(1.8, 2.2), texture=of.texture),)


def cylinder(m: Maker, of: Matter, long: float) -> Pieces:
    radius = max(LEAST_MM / 2, long * m.between(0.12, 0.5))
    return (rod(of.stuff, radius, long, rounding=m.between(0, 0.3) * radius, texture=of.texture),)


def disc(m: Maker, of: Matter, long: float) -> Pieces:
    high = max(LEAST_MM, long * m.between(0.06, 0.4))
    return (rod(of.stuff, long / 2, high, rounding=m.between(0, 0.4) * high, turn=ALONG_Z, texture=of.texture),)


def stick(m: Maker, of: Matter, long: float) -> Pieces:
    radius = max(LEAST_MM / 2, long * m.between(0.03, 0.1))
    return (rod(of.stuff, radius, long, rounding=m.between(0, 0.9) * radius, texture=of.texture),)


def taper(m: Maker, of: Matter, long: float) -> Pieces:
    radius = max(LEAST_MM, long * m.between(0.1, 0.4))
    return (rod(of.stuff, radius, long, end=radius * m.between(0.2, 0.8), texture=of.texture),)


def sausage(m: Maker, of: Matter, long: float) -> Pieces:
    radius = max(LEAST_MM / 2, long * m.between(0.08, 0.25))
    bend = m.between(0.0, 0.7) / long
    return (rod(of.stuff, radius, long, rounding=radius * m.between(0.6, 0.95), texture=of.texture, bend=bend),)


def tusk(m: Maker, of: Matter, long: float) -> Pieces:
    radius = max(LEAST_MM, long * m.between(0.07, 0.16))
    whole = rod(of.stuff, radius, long, end=radius * m.between(0.15, 0.7), bend=m.between(0, 0.8) / long)
    if m.maybe(0.5):
        return (replace(whole, texture=of.texture),)
    hole = rod(None, radius * m.between(0.4, 0.75), long * 0.6, (-long * 0.2, 0, 0), end=1.5, bend=whole.bend)
    return replace(whole, texture=of.texture), hole


def slab(m: Maker, of: Matter, long: float) -> Pieces:
    high = max(2.5, long * m.between(0.02, 0.12))
    bend = m.between(-1.0, 1.0) / long if m.maybe(0.6) else 0.0
    size = long, long * m.between(0.35, 0.95), high
    return (box(of.stuff, size, rounding=m.between(0, 0.5) * high, texture=of.texture, bend=bend),)


def crumpled(m: Maker, of: Matter, long: float) -> Pieces:
    high = max(2.5, long * m.between(0.02, 0.06))
    wave = m.between(0.3, 1.5) * high, m.between(10, 50)
    return (box(of.stuff, (long, long * m.between(0.4, 0.9), high), rounding=1, texture=of.texture, wave=wave),)


def prism(m: Maker, of: Matter, long: float) -> Pieces:
    """A flat piece of any outline: a cut-off, a heart, a moulding."""
    corners = m.count(3, 9)
    turns = (np.arange(corners) + m.dice.uniform(-0.3, 0.3, corners)) * 2 * np.pi / corners
    radii = long / 2 * m.dice.uniform(0.55, 1.0, corners)
    narrow = m.between(0.5, 1.0)
    outline = tuple((float(r * np.cos(t)), float(narrow * r * np.sin(t))) for r, t in zip(radii, turns, strict=True))
    return (plate(of.stuff, outline, max(LEAST_MM, long * m.between(0.08, 0.45)), texture=of.texture),)


def lump(m: Maker, of: Matter, long: float) -> Pieces:
    """Some balls grown into each other: what was kneaded, carved or cast by hand."""
    parts = []
    for _ in range(m.count(3, 5)):
        size = [long * m.between(0.35, 0.7) for _ in range(3)]
        at = long * m.between(-0.25, 0.25), long * m.between(-0.15, 0.15), long * m.between(-0.1, 0.1)
        parts.append(ball(of.stuff, (size[0], size[1], size[2]), at, m.between(1.8, 3.0), texture=of.texture))
    return tuple(parts)


def figure(m: Maker, of: Matter, long: float) -> Pieces:
    """Turned on a lathe or carved along an axis: a row of short rods of other radii."""
    sections, radius = m.count(3, 6), long * m.between(0.12, 0.25)
    step = long / sections
    radii = [radius * m.between(0.45, 1.0) for _ in range(sections + 1)]
    return tuple(
        rod(of.stuff, radii[i], step + 1, (step * (i + 0.5) - long / 2, 0, 0), end=radii[i + 1], texture=of.texture)
        for i in range(sections)
    )


def roll(m: Maker, of: Matter, long: float) -> Pieces:
    """A sheet rolled up, tight or loose."""
    thick, radius = m.between(2.5, 7.0), max(9.0, long * m.between(0.1, 0.3))
    gap = m.between(0.2, 3.0)
    radii = np.arange(radius, max(4.0, radius - m.count(1, 5) * (thick + gap)), -(thick + gap))
    return tuple(rod(of.stuff, float(r), long, skin=min(thick, float(r)), texture=of.texture) for r in radii)


def tube(m: Maker, of: Matter, long: float) -> Pieces:
    radius = max(5.0, long * m.between(0.06, 0.35))
    return (rod(of.stuff, radius, long, skin=max(2.0, radius * m.between(0.12, 0.5)), texture=of.texture),)


def hoop(m: Maker, of: Matter, long: float) -> Pieces:
    wire = max(LEAST_MM / 2, long * m.between(0.04, 0.14))
    return (ring(of.stuff, long / 2 - wire, wire, flat=m.between(0.7, 1.8), texture=of.texture),)


def wedge(m: Maker, of: Matter, long: float) -> Pieces:
    """A round or a block, cut."""
    cut = 0.0, long * m.between(-0.2, 0.2), 1.0
    if m.maybe(0.5):
        high = max(LEAST_MM, long * m.between(0.15, 0.6))
        return (rod(of.stuff, long / 2, high, turn=ALONG_Z, texture=of.texture, clip=cut),)
    size = long, long * m.between(0.4, 0.9), max(LEAST_MM, long * m.between(0.15, 0.6))
    return (box(of.stuff, size, turn=turned(y=m.between(-25, 25)), texture=of.texture, clip=cut),)


def shell(m: Maker, of: Matter, long: float) -> Pieces:
    """A hollow body: a husk, a bowl, a mould."""
    size = long, long * m.between(0.5, 1.0), long * m.between(0.35, 0.9)
    clip = (2.0, size[2] * m.between(-0.2, 0.4), 1.0) if m.maybe(0.5) else (-1.0, 0.0, 1.0)
    return (ball(of.stuff, size, power=m.between(2, 3.5), skin=max(2.0, long * m.between(0.03, 0.12)), clip=clip),)


SHAPES: Mapping[str, Shape] = {
    shape.__name__: shape
    for shape in (
        brick, bar, pillow, egg, cylinder, disc, stick, taper, sausage, tusk, slab, crumpled, prism, lump, figure, roll,
        tube, hoop, wedge, shell,
    )
}  # fmt: skip
