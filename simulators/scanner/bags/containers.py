"""What things travel in: cartons, envelopes, suitcases, bags, with trays under some of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from simulators.scanner.bags.making import ALONG_X, Maker, box, coil, layers, ring, rod, thing, turned
from simulators.scanner.bags.solids import UPRIGHT, Blueprint, Floats, Solid
from simulators.scanner.bags.substances import Stuff

CLOTHES: Mapping[str, float] = {
    "clothing": 2, "paper": 1, "food": 1.4, "plastics": 1.4, "liquid": 1.2, "glass_ceramic": 0.5, "metal_goods": 0.8,
    "electronics": 1.4,
}  # fmt: skip
WARES: Mapping[str, float] = {
    "clothing": 0.7, "paper": 1, "food": 1.4, "plastics": 1.2, "liquid": 1, "glass_ceramic": 1, "metal_goods": 1.4,
    "electronics": 1.4,
}  # fmt: skip
FLAT_THREATS = frozenset(
    ("blade", "currency", "narcotics", "explosive_sheet", "precious_metal", "lithium_cells", "firearm_part", "tobacco")
)
FLAT: Mapping[str, float] = {"paper": 2, "clothing": 1, "food": 1, "plastics": 1, "electronics": 1.2, "metal_goods": 1}


@dataclass(frozen=True)
class Container:
    """A bag, a carton, an envelope.

    Attributes:
        inside: length, width and height of the room in it, millimetres.
        wall_mm: how far its outside reaches beyond.
        shell: what it is made of, in the room's frame.
        askew: spread of its yaw, pitch and roll on the belt, degrees.
        stance: how it stands, before that.
        mix: how often each class of goods is in it.
        drapes: chance that the next thing is cloth laid over the others.
        upright: chance that a thing stands on an edge.
        filling: material and share of the solid that fills the voids; no name leaves air.
        fullness: how high it is filled on average, least and most, as a share of its height.
        most: things tried.
        least: voxels a side of the volume has at least.
    """

    kind: str
    inside: tuple[float, float, float]
    wall_mm: float
    shell: tuple[Blueprint, ...]
    askew: tuple[float, float, float]
    mix: Mapping[str, float]
    stance: Floats = field(default_factory=lambda: UPRIGHT)
    drapes: float = 0.0
    upright: float = 0.12
    filling: tuple[str, float] = ("", 0.0)
    fullness: tuple[float, float] = (0.7, 0.97)
    most: int = 70
    least: int = 96

    @property
    def outside(self) -> tuple[float, float, float]:
        length, width, height = self.inside
        return length + 2 * self.wall_mm, width + 2 * self.wall_mm, height + 2 * self.wall_mm


def choose(maker: Maker, hidden: Sequence[str]) -> Container:
    """Parcels, suitcases and mail, as 9 to 8 to 3; what is hidden in mail is flat."""
    share = 0.15 if FLAT_THREATS.issuperset(hidden) else 0.0
    kind = maker.dice.choice(3, p=(0.53 * (1 - share), 0.47 * (1 - share), share))
    return (parcel, suitcase, mail)[int(kind)](maker)


def parcel(m: Maker) -> Container:
    inside = (m.between(200, 400), m.between(160, 290), m.between(80, 210))
    board = m.stuff("cellulose", m.between(0.1, 0.16))
    wall = m.between(4, 7)
    whole = _around(inside, wall)
    middle = _middle(inside)
    parts = [box(board, whole, middle, 1, skin=wall, texture=layers(0.2, 6))]
    parts += [
        box(m.stuff("polyolefin"), (whole[0], 50, 0.9), (middle[0], middle[1], top))
        for top in (-wall / 2, inside[2] + wall / 2)
    ]
    if m.maybe(0.25):
        for x in (inside[0] * 0.3, inside[0] * 0.7):
            parts += _band(
                m.stuff("polyolefin"), (whole[1], whole[2], 12.0, 0.9), (x, middle[1], middle[2]), turned(z=90, x=90)
            )
    filling = (("", 0.0), ("cellulose", m.between(0.02, 0.07)), ("foam", m.between(0.15, 0.6)))[m.count(0, 2)]
    if m.kept and m.maybe(0.5):
        filling = ("polystyrene", m.between(0.01, 0.05))
    return Container(
        "parcel", inside, wall, (thing("carton", "packaging", "cellulose", *parts, fine=2),), (6.0, 1.5, 1.5), WARES,
        drapes=0.1, upright=0.5 if m.kept else 0.15, filling=filling, stance=_stance(m, 0.12),
    )  # fmt: skip


def suitcase(m: Maker) -> Container:
    inside = (m.between(330, 430), m.between(230, 310), m.between(120, 190))
    hard = m.maybe(0.55)
    wall = m.between(2.0, 3.4) if hard else m.between(2.4, 5.0)
    stuff = m.stuff(m.one("plastic", "polyolefin")) if hard else m.stuff("polyester", m.between(0.25, 0.5))
    whole, middle = _around(inside, wall), _middle(inside)
    rounding = min(m.between(18, 45), whole[2] / 2.5)
    parts = [box(stuff, whole, middle, rounding, skin=wall)]
    parts += _zip(m, whole, middle) + _frame(m, inside, middle)
    shell = [thing("suitcase", "packaging", stuff.name, *parts, fine=2)]
    if m.maybe(0.3):
        shell.append(_tray(m, inside, wall))
    return Container(
        "suitcase", inside, wall + 14, tuple(shell), (7.0, 3.0, 3.0), CLOTHES,
        drapes=0.15 if m.kept else 0.25, upright=0.35 if m.kept else 0.12, stance=_stance(m, 0.2),
    )  # fmt: skip


def mail(m: Maker) -> Container:
    inside = (m.between(180, 320), m.between(130, 230), m.between(28, 90))
    stuff = m.stuff(m.one("cellulose", "polyolefin"), m.between(0.6, 0.9))
    wall = m.between(1.0, 3.5)
    whole, middle = _around(inside, wall), _middle(inside)
    parts = [box(stuff, whole, middle, 8, skin=m.between(0.7, 1.2))]
    if m.maybe(0.5):
        parts.append(box(m.stuff("polyolefin", 0.06), whole, middle, 8, skin=wall))
    return Container(
        "mail", inside, wall, (thing("envelope", "packaging", stuff.name, *parts, fine=2),), (14.0, 4.0, 4.0), FLAT,
        drapes=0.1, upright=0.0, fullness=(0.3, 0.8), most=24, least=48, filling=("", 0.0), stance=_stance(m, 0.1),
    )  # fmt: skip


def _stance(m: Maker, chance: float) -> Floats:
    """Now and then on its side, as bags are pushed onto the belt."""
    if m.kept and m.maybe(0.3):
        return turned(x=90)
    return turned(x=90) if m.maybe(chance) else turned(z=180.0 * m.count(0, 1))


def _around(inside: tuple[float, float, float], wall: float) -> tuple[float, float, float]:
    return inside[0] + 2 * wall, inside[1] + 2 * wall, inside[2] + 2 * wall


def _middle(inside: tuple[float, float, float]) -> tuple[float, float, float]:
    return inside[0] / 2, inside[1] / 2, inside[2] / 2


def _zip(m: Maker, whole: tuple[float, float, float], middle: tuple[float, float, float]) -> list[Solid]:
    """Teeth around the middle, and the slider."""
    teeth = m.stuff(m.one("polyester", "brass", "polyester"), 0.8)
    band = _band(teeth, (whole[0] + 2, whole[1] + 2, 5.0, 2.4), middle, turned())
    slider = box(m.stuff("zinc"), (22, 7, 9), (middle[0], middle[1] - whole[1] / 2 - 3, middle[2]), 1)
    return [*band, slider]


def _band(
    stuff: Stuff, sizes: tuple[float, float, float, float], at: tuple[float, float, float], turn: Floats
) -> list[Solid]:
    """Four strips around a rectangle: its two sides, the strips' breadth and thickness."""
    long, wide, broad, thick = sizes
    strips = (
        box(stuff, (long, thick, broad), (0, wide / 2, 0)), box(stuff, (long, thick, broad), (0, -wide / 2, 0)),
        box(stuff, (thick, wide, broad), (long / 2, 0, 0)), box(stuff, (thick, wide, broad), (-long / 2, 0, 0)),
    )  # fmt: skip
    return [strip.moved(turn, np.array(at)) for strip in strips]


def _frame(m: Maker, inside: tuple[float, float, float], middle: tuple[float, float, float]) -> list[Solid]:
    """The telescopic handle's rods under the floor, wheels at one end, a carrying handle, springs of a lock."""
    metal, long = m.stuff(m.one("aluminium", "steel")), inside[0] * m.between(0.75, 0.95)
    parts = [rod(metal, 6.5, long, (middle[0], middle[1] + dy, -7.0), skin=1.3) for dy in (-48.0, 48.0)]
    parts.append(box(m.stuff("plastic"), (34, 120, 12), (middle[0] + long / 2, middle[1], -7.0), 4, skin=2))
    for dy in (-inside[1] * 0.38, inside[1] * 0.38):
        at = (-6.0, middle[1] + dy, -2.0)
        parts += [
            rod(m.stuff("rubber"), 17, 18, at, turn=turned(x=90)),
            rod(m.stuff("steel"), 3, 26, at, turn=turned(x=90)),
        ]
    parts.append(
        ring(m.stuff("plastic"), 40, 6, (middle[0], -6.0, middle[2]), 0.8, turn=turned(y=90), clip=(1.0, 0.0, 1.0))
    )
    if m.maybe(0.4):
        parts.append(coil(m.stuff("steel"), (4, 2.4, 0.6, 26), (middle[0] + 40, -4.0, middle[2]), turn=ALONG_X))
    return parts


def _tray(m: Maker, inside: tuple[float, float, float], wall: float) -> Blueprint:
    size = (inside[0] + 2 * wall + 26, inside[1] + 2 * wall + 26, 60.0)
    at = (inside[0] / 2, inside[1] / 2, -wall - 14 + 27)
    tub = box(m.stuff("polyolefin"), size, at, 10, skin=2.6, clip=(2.0, 26.0, 1.0))
    return thing("tray", "packaging", "polyolefin", tub, fine=2)
