"""Parcels with their truth: things painted into voxels by their distance to each, so that edges are shared fairly."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from simulators.scanner.materials import (
    AIR,
    ALUMINIUM,
    CELLULOSE,
    COPPER,
    ELECTRONICS,
    GLASS,
    LEATHER,
    PLASTIC,
    RUBBER,
    STEEL,
    TEXTILE,
    WATER,
    Material,
)
from simulators.scanner.tomogram import Tomogram, Volume, hounsfield, reconstruct

Distance = Callable[[Volume, Volume, Volume], Volume]  # of x, y, z in mm from the middle of a thing
Point = tuple[float, float, float]
VOXEL_MM = 2.0


@dataclass(frozen=True)
class Form:
    """A shape around its own middle.

    Attributes:
        reach: half the box it fits in, in millimetres.
        distance: to its surface, negative inside.
    """

    reach: Point
    distance: Distance


@dataclass(frozen=True)
class Stuff:
    """What a thing is made of.

    Attributes:
        density: kg/m3 as packed.
        crumple: share by which the density varies, as in cloth and crushed paper.
    """

    material: Material
    density: float
    crumple: float = 0.0


@dataclass(frozen=True)
class Thing:
    """One thing in a parcel, as its truth: what it is, where (corner and size in mm) and its mass."""

    name: str
    material: str
    mass_kg: float
    corner_mm: Point
    size_mm: Point


@dataclass
class Parcel:
    """A box being packed. `size` is the tunnel's field of view, x, y, z in millimetres."""

    size: Point
    seed: int
    things: list[Thing] = field(default_factory=list)
    ideal: Volume = field(init=False)
    density: Volume = field(init=False)

    def __post_init__(self) -> None:
        shape = tuple(round(side / VOXEL_MM) for side in reversed(self.size))
        self.ideal = np.full(shape, hounsfield(AIR, AIR.density), np.float32)
        self.density = np.zeros(shape, np.float32)
        self.dice = np.random.default_rng(self.seed)

    @property
    def mass_kg(self) -> float:
        """What everything in the picture weighs, air left out."""
        return float(self.density.sum(dtype=np.float64)) * (VOXEL_MM / 1000) ** 3

    def put(self, name: str, stuff: Stuff, middle: Point, form: Form) -> None:
        """Paint a thing over what is there."""
        window = tuple(self._window(middle[axis], form.reach[axis], axis) for axis in (2, 1, 0))
        z, y, x = np.meshgrid(
            *(self._millimetres(part, middle[axis]) for part, axis in zip(window, (2, 1, 0), strict=True)),
            indexing="ij",
        )
        inside = np.clip(0.5 - form.distance(x, y, z) / VOXEL_MM, 0, 1).astype(np.float32)
        local = np.full(inside.shape, stuff.density, np.float32)
        if stuff.crumple:
            folds = np.sin(y / 3 + 2 * np.sin(x / 17) + np.sin(z / 23))
            local *= 1 + np.float32(stuff.crumple) * folds
        number = local * np.float32((hounsfield(stuff.material, 1000.0) + 1000) / 1000) - 1000
        self.ideal[window] += inside * (number - self.ideal[window])
        self.density[window] += inside * (local - self.density[window])
        mass = float((inside * local).sum(dtype=np.float64)) * (VOXEL_MM / 1000) ** 3
        corner = (middle[0] - form.reach[0], middle[1] - form.reach[1], middle[2] - form.reach[2])
        size = (2 * form.reach[0], 2 * form.reach[1], 2 * form.reach[2])
        self.things.append(Thing(name, stuff.material.name, round(mass, 4), corner, size))

    def _window(self, middle: float, reach: float, axis: int) -> slice:
        limit = self.ideal.shape[2 - axis]
        return slice(max(0, int((middle - reach) / VOXEL_MM) - 1), min(limit, int((middle + reach) / VOXEL_MM) + 2))

    @staticmethod
    def _millimetres(part: slice, middle: float) -> Volume:
        along = (np.arange(part.start, part.stop) + 0.5) * VOXEL_MM - middle
        return along.astype(np.float32)

    def scan(self) -> Tomogram:
        """What the scanner reconstructs."""
        return Tomogram(reconstruct(self.ideal, VOXEL_MM, np.random.default_rng(self.seed + 1)), VOXEL_MM)


def box(half: Point, rounding: float = 0.0) -> Form:
    """A box, its edges rounded."""

    def distance(x: Volume, y: Volume, z: Volume) -> Volume:
        q = [np.abs(a) - np.float32(h - rounding) for a, h in zip((x, y, z), half, strict=True)]
        outside: Volume = np.sqrt(sum((np.maximum(part, 0) ** 2 for part in q), np.zeros_like(x)))
        return outside + np.minimum(np.maximum(np.maximum(q[0], q[1]), q[2]), 0) - np.float32(rounding)

    return Form(half, distance)


def cylinder(radius: float, half_length: float) -> Form:
    """A cylinder along z."""

    def distance(x: Volume, y: Volume, z: Volume) -> Volume:
        return np.maximum(np.hypot(x, y) - np.float32(radius), np.abs(z) - np.float32(half_length))

    return Form((radius, radius, half_length), distance)


def ellipsoid(half: Point) -> Form:
    """An ellipsoid; its distance is exact on the surface and fair near it."""

    def distance(x: Volume, y: Volume, z: Volume) -> Volume:
        scaled = np.sqrt((x / half[0]) ** 2 + (y / half[1]) ** 2 + (z / half[2]) ** 2)
        near: Volume = (scaled - 1) * np.float32(min(half))
        return near

    return Form(half, distance)


def shell(solid: Form, thickness: float) -> Form:
    """The skin of a solid, `thickness` mm deep, measured inwards."""

    def distance(x: Volume, y: Volume, z: Volume) -> Volume:
        depth = solid.distance(x, y, z)
        skin: Volume = np.maximum(depth, -depth - np.float32(thickness))
        return skin

    return Form(solid.reach, distance)


def carton(inner: Point, seed: int) -> Parcel:
    """An empty cardboard box of these inner sizes; the scanner has taken its own belt out of the picture."""
    parcel = Parcel((400.0, 320.0, inner[2] + 40.0), seed)
    half = (inner[0] / 2 + 4, inner[1] / 2 + 4, inner[2] / 2 + 4)
    middle = (200.0, 300.0 - half[1], parcel.size[2] / 2)
    parcel.put("carton", Stuff(CELLULOSE, 210), middle, shell(box(half), 4.0))
    return parcel


def _on_floor(parcel: Parcel, dx: float, up: float, dz: float) -> Point:
    return 200.0 + dx, 300.0 - 4 - up, parcel.size[2] / 2 + dz


def pack_shoes(parcel: Parcel) -> None:
    """A pair of leather shoes, soles down, with crushed paper in them."""
    for side in (-48.0, 48.0):
        at = _on_floor(parcel, side, 10, 0)
        upper = (at[0], at[1] - 42, at[2])
        parcel.put("sole", Stuff(RUBBER, 900), at, box((42, 9, 135), 8))
        parcel.put("upper", Stuff(LEATHER, 860), upper, shell(ellipsoid((40, 36, 130)), 3.0))
        parcel.put("stuffing", Stuff(CELLULOSE, 70, 0.4), upper, ellipsoid((34, 30, 120)))


def pack_clothes(parcel: Parcel, layers: int, up: float = 0.0) -> None:
    """Folded garments in a pile."""
    thick = 16
    for layer in range(layers):
        cloth = Stuff(TEXTILE, parcel.dice.uniform(260, 360), 0.35)
        shift = parcel.dice.uniform(-6, 6), parcel.dice.uniform(-4, 4)
        at = _on_floor(parcel, shift[0], up + thick * (1 + 2 * layer), shift[1])
        parcel.put("garment", cloth, at, box((130, thick, 105), 10))


def pack_bottle(parcel: Parcel, dx: float, up: float) -> None:
    """A glass bottle with a drink in it, lying along the belt."""
    at = _on_floor(parcel, dx, up + 38, 0)
    parcel.put("bottle", Stuff(GLASS, GLASS.density), at, shell(cylinder(38, 110), 3.5))
    parcel.put("drink", Stuff(WATER, 990), at, cylinder(34.5, 100))


def pack_tablet(parcel: Parcel, dx: float, up: float) -> None:
    """A tablet computer: an aluminium case around a board and a battery."""
    at = _on_floor(parcel, dx, up + 5, 0)
    parcel.put("case", Stuff(ALUMINIUM, ALUMINIUM.density), at, shell(box((86, 5, 122), 3), 1.6))
    parcel.put("battery", Stuff(ELECTRONICS, 2100), (at[0] - 20, at[1], at[2]), box((46, 2.6, 80)))
    parcel.put("board", Stuff(COPPER, 1900), (at[0] + 55, at[1], at[2]), box((18, 1.6, 100)))


def pack_book(parcel: Parcel, dx: float, up: float) -> None:
    """A bound book."""
    at = _on_floor(parcel, dx, up + 18, 0)
    parcel.put("book", Stuff(CELLULOSE, 780), at, box((80, 18, 110), 1))
    parcel.put("cover", Stuff(CELLULOSE, 1050), at, shell(box((82, 20, 112), 1), 2.5))


def pack_pistol(parcel: Parcel, dx: float, up: float, dz: float) -> None:
    """A handgun of plain shapes: slide, bore, grip, magazine."""
    at = _on_floor(parcel, dx, up + 14, dz)
    grip = (at[0] - 52, at[1], at[2] + 62)
    parcel.put("slide", Stuff(STEEL, 5600), at, box((14, 13, 92), 3))
    parcel.put("bore", Stuff(AIR, AIR.density), (at[0], at[1], at[2] - 20), cylinder(5, 72))
    parcel.put("grip", Stuff(PLASTIC, 1200), grip, box((50, 13, 22), 4))
    parcel.put("magazine", Stuff(STEEL, 4200), grip, box((46, 8, 14), 2))


def shoes_and_clothes(seed: int = 0) -> Parcel:
    """An honest parcel of a household: shoes below, garments on top."""
    parcel = carton((310, 220, 290), seed)
    pack_shoes(parcel)
    pack_clothes(parcel, 3, up=90)
    return parcel


def books(seed: int = 0) -> Parcel:
    """A parcel of printed books."""
    parcel = carton((330, 130, 250), seed)
    for layer in range(3):
        pack_book(parcel, -82, 41.0 * layer)
        pack_book(parcel, 82, 41.0 * layer)
    return parcel


def gift(seed: int = 0) -> Parcel:
    """A bottle, a book and a tablet among clothes."""
    parcel = carton((320, 200, 270), seed)
    pack_book(parcel, -70, 0)
    pack_bottle(parcel, 85, 2)
    pack_tablet(parcel, -60, 48)
    pack_clothes(parcel, 2, up=90)
    return parcel


def pistol_in_clothes(seed: int = 0) -> Parcel:
    """Garments with a handgun folded into them."""
    parcel = carton((310, 180, 250), seed)
    pack_clothes(parcel, 5)
    pack_pistol(parcel, 30, 66, -10)
    return parcel


def teapot(atlas: NDArray[np.uint8]) -> Tomogram:
    """The real CT volume: a 16 by 16 atlas of slices, row by row, its 8-bit values laid on the Hounsfield scale.

    The atlas keeps no calibration and no scale. Air is its darkest value and fired clay its brightest, and a teapot is
    about twenty centimetres long: -1000, 2000 and a voxel of 1 mm are a fair guess and no more.
    """
    slices = atlas.reshape(16, 256, 16, 256).transpose(0, 2, 1, 3).reshape(256, 256, 256)
    filled = np.flatnonzero((slices > 0).any(axis=(1, 2)))
    part = slices[filled[0] : filled[-1] + 1].astype(np.float32)
    return Tomogram(np.rint(part * (3000 / 255) - 1000).astype(np.int16), 1.0)
