"""Words to build things with: solids by their full sizes in millimetres, and one maker that rolls the dice for a thing.

A thing lies flat in its own frame: x its length, y its width, z its height.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation

from simulators.scanner.bags import substances
from simulators.scanner.bags.solids import (
    BALL,
    BOX,
    COIL,
    GRAINS,
    LAYERS,
    PLATE,
    RING,
    ROD,
    SMOOTH,
    Blueprint,
    Floats,
    Point,
    Solid,
    Texture,
)
from simulators.scanner.bags.substances import Stuff

Outline = tuple[tuple[float, float], ...]


def turned(x: float = 0.0, y: float = 0.0, z: float = 0.0) -> Floats:
    """A turn by degrees about the three axes in this order."""
    return np.ascontiguousarray(Rotation.from_euler("xyz", (x, y, z), degrees=True).as_matrix())


ALONG_X, ALONG_Y, ALONG_Z = turned(y=90), turned(x=90), turned()


@dataclass(frozen=True)
class Maker:
    """What a thing is made with: dice, the side of the split, and the weapons' real shapes."""

    dice: np.random.Generator
    kept: bool
    weapons: tuple[NDArray[np.float32], ...] = ()

    def between(self, low: float, high: float) -> float:
        return float(self.dice.uniform(low, high))

    def one(self, *choices: str) -> str:
        return choices[int(self.dice.integers(len(choices)))]

    def count(self, low: int, high: int) -> int:
        return int(self.dice.integers(low, high + 1))

    def maybe(self, chance: float) -> bool:
        return bool(self.dice.random() < chance)

    def stuff(self, name: str, packed: float = 1.0) -> Stuff:
        return substances.make(name, self.dice, kept=self.kept, packed=packed)

    def cloth(self) -> Stuff:
        return self.stuff(self.one("cotton", "cotton", "polyester", "wool"), self.between(0.1, 0.34))

    def powder(self, name: str) -> Stuff:
        return self.stuff(name, self.between(0.5, 0.75))


Form = Callable[[Maker], Blueprint]


@dataclass(frozen=True)
class Entry:
    """One form of a class of things.

    Attributes:
        kept: True, only evaluation bags hold it; False, only training ones; None, both.
        goods: what an honest trader would call it, and its heading of the Harmonized System; empty for contraband.
    """

    label: str
    form: Form
    kept: bool | None = None
    weight: float = 1.0
    goods: tuple[str, str] = ("", "")


def smooth(depth: float, scale: float = 20.0) -> Texture:
    return Texture(SMOOTH, depth, scale)


def grains(depth: float, scale: float) -> Texture:
    return Texture(GRAINS, depth, scale)


def layers(depth: float, scale: float) -> Texture:
    return Texture(LAYERS, depth, scale)


def box(stuff: Stuff | None, size: Point, at: Point = (0, 0, 0), rounding: float = 0.0, **more: object) -> Solid:
    half = (size[0] / 2, size[1] / 2, size[2] / 2)
    return Solid(BOX, stuff, (*half, min(rounding, *half)), at, **more)


def rod(
    stuff: Stuff | None,
    radius: float,
    length: float,
    at: Point = (0, 0, 0),
    *,
    end: float | None = None,
    **more: object,
) -> Solid:
    """A rod along x unless turned; `end` is its radius at the far end."""
    rounding = float(more.pop("rounding", 0.0))
    turn = more.pop("turn", ALONG_X)
    last = radius if end is None else end
    params = (radius, last, length / 2, min(rounding, radius, length / 2))
    return Solid(ROD, stuff, params, at, turn, **more)


def ball(stuff: Stuff | None, size: Point, at: Point = (0, 0, 0), power: float = 2.0, **more: object) -> Solid:
    half = (size[0] / 2, size[1] / 2, size[2] / 2)
    return Solid(BALL, stuff, (*half, power), at, **more)


def ring(stuff: Stuff, radius: float, wire: float, at: Point = (0, 0, 0), flat: float = 1.0, **more: object) -> Solid:
    return Solid(RING, stuff, (radius, wire, flat), at, **more)


def coil(stuff: Stuff, sizes: tuple[float, float, float, float], at: Point = (0, 0, 0), **more: object) -> Solid:
    """Radius, pitch, radius of the wire, length."""
    radius, pitch, wire, length = sizes
    return Solid(COIL, stuff, (radius, pitch, wire, length / 2), at, **more)


def plate(stuff: Stuff | None, outline: Outline, thick: float, at: Point = (0, 0, 0), **more: object) -> Solid:
    return Solid(PLATE, stuff, (thick / 2,), at, outline=outline, **more)


def thing(name: str, label: str, material: str, *parts: Solid, fine: int = 3) -> Blueprint:
    return Blueprint(name, (label,), parts, (material,), fine)


def star(points: int, outer: float, inner: float) -> Outline:
    turns = np.arange(2 * points) * np.pi / points
    radii = np.where(np.arange(2 * points) % 2 == 0, outer, inner)
    return tuple((float(r * np.cos(t)), float(r * np.sin(t))) for r, t in zip(radii, turns, strict=True))


def ellipse(length: float, width: float, corners: int = 16) -> Outline:
    turns = np.arange(corners) * 2 * np.pi / corners
    return tuple((float(length / 2 * np.cos(t)), float(width / 2 * np.sin(t))) for t in turns)


def scaled(outline: Outline, length: float, width: float) -> Outline:
    """An outline drawn within -1 to 1, brought to size."""
    return tuple((x * length / 2, y * width / 2) for x, y in outline)


def choices(entries: tuple[Entry, ...], kept: bool) -> Mapping[str, tuple[Entry, ...]]:
    """What one side of the split may hold, by label: the evaluation its kept forms, and the shared ones."""
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.kept is None or entry.kept == kept:
            found.setdefault(entry.label, []).append(entry)
    return {label: tuple(held) for label, held in found.items()}
