"""What a sort of varied goods is, and how one thing of it is drawn."""

import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from simulators.scanner.bags.making import Maker, grains, layers, smooth
from simulators.scanner.bags.solids import Blueprint, Texture
from simulators.scanner.bags.varied import mixtures
from simulators.scanner.bags.varied.carried import carried
from simulators.scanner.bags.varied.edges import EDGES
from simulators.scanner.bags.varied.gathered import WAYS, centred, extent
from simulators.scanner.bags.varied.gun_parts import PARTS, ROUNDS
from simulators.scanner.bags.varied.handguns import HANDGUNS
from simulators.scanner.bags.varied.hardware import HARDWARE
from simulators.scanner.bags.varied.pieces import SHAPES, Matter, Pieces, Shape
from simulators.scanner.bags.varied.vessels import VESSELS
from simulators.scanner.bags.varied.wrapped import enclosed, layered

SOLIDS = ("brick", "bar", "pillow", "egg", "cylinder", "disc", "prism", "lump", "wedge")
LOOSE = ("pillow", "brick", "egg", "cylinder", "slab", "sausage")
FLAT = ("slab", "crumpled", "roll")
SOFT = ("film", "tape", "paper", "foil")
FORMS: Mapping[str, Shape] = {**SHAPES, **VESSELS, **HANDGUNS, **PARTS, **ROUNDS, **EDGES, **HARDWARE}
ENCLOSED = 0.4  # of the things that have something to be enclosed in
RESERVED = 3  # one family in so many, which only `unseen` draws


@dataclass(frozen=True)
class Sort:
    """A sort of goods whose forms are drawn anew.

    Attributes:
        mixtures: names of recipes, one of which it is made of.
        shapes: names in `FORMS`.
        ways: names in `gathered.WAYS`.
        long: least and most of a piece's longest side, millimetres.
        packed: share of its volume that the mixture fills.
        textures: of `texture`.
        tight, outer: what each piece, and all together, may be wrapped in.
        hidden: share that lies in a carrier of another class.
        goods: as of `Entry`; empty for contraband.
        fine: as of `Blueprint`.
    """

    name: str
    label: str
    mixtures: tuple[str, ...]
    shapes: tuple[str, ...]
    ways: tuple[str, ...] = ("single", "stack", "row", "heap")
    long: tuple[float, float] = (60.0, 220.0)
    packed: tuple[float, float] = (0.9, 1.0)
    textures: tuple[str, ...] = ("smooth",)
    tight: tuple[str, ...] = SOFT
    outer: tuple[str, ...] = ("carton", "bag")
    hidden: float = 0.0
    weight: float = 1.0
    goods: tuple[str, str] = ("", "")
    fine: int = 3


Family = tuple[str, str]  # a shape, and how pieces of it lie together


def families(sort: Sort, *, unseen: bool) -> tuple[Family, ...]:
    """Those that one side draws: about a third are never learned from, the same ones for all sorts of a class."""
    every = [(shape, way) for shape in sort.shapes for way in sort.ways]
    return tuple(family for family in every if is_reserved(sort.label, family) == unseen)


def is_reserved(label: str, family: Family) -> bool:
    return zlib.crc32(" ".join((label, *family)).encode()) % RESERVED == 0


def texture(m: Maker, name: str) -> Texture:
    """Raises KeyError where no texture is called so."""
    ways: Mapping[str, Callable[[], Texture]] = {
        "even": Texture,
        "smooth": lambda: smooth(m.between(0.01, 0.06), m.between(8, 30)),
        "powder": lambda: smooth(m.between(0.04, 0.14), m.between(8, 30)),
        "grains": lambda: grains(m.between(0.12, 0.55), m.between(3, 13)),
        "leaves": lambda: layers(m.between(0.03, 0.4), m.between(2.0, 9.0)),
    }
    return ways[name]()


def once(m: Maker, sort: Sort, family: Family) -> Blueprint:
    """One thing of a sort, whatever it comes near to."""
    shape, way = family
    matter = Matter(
        mixtures.drawn(m, m.one(*sort.mixtures), m.between(*sort.packed)), texture(m, m.one(*sort.textures))
    )
    usual = float(np.exp(m.between(*np.log(sort.long))))
    parts = centred(WAYS[way](m, partial(_piece, m, shape, matter, usual)))
    if shape not in VESSELS:
        parts = layered(m, parts, sort.tight)
    if sort.outer and m.maybe(ENCLOSED):
        parts = enclosed(m, parts, sort.outer)
    thing = Blueprint(sort.name, (sort.label,), centred(parts), (matter.stuff.name,), sort.fine)
    return carried(m, thing) if m.maybe(sort.hidden) else thing


def _piece(m: Maker, shape: str, matter: Matter, usual: float) -> Pieces:
    long = usual * m.between(0.9, 1.1)
    return FORMS[shape](m, matter, long)


def longest(thing: Blueprint) -> float:
    lower, upper = extent(thing.solids)
    return float((upper - lower).max())
