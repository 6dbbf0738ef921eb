"""The shapes scenes are built of, and the shadow each casts: the exact path length through it along a view.

Metres; x along the travel of the vehicle, y across it, z up. A scene adds shadows up, so a hollow is a solid of
negative density, and the mass in a picture is the mass of its solids to the last pixel.
"""

from dataclasses import dataclass
from math import gamma, pi
from typing import Protocol

import numpy as np

from simulators.scanner.materials import Floats, Material

Point = tuple[float, float, float]


@dataclass(frozen=True)
class Grid:
    """The pixels of one view, in the plane of the object (the beam is taken as parallel).

    Attributes:
        along: the axis the beam runs along: 1 for the side view, 2 for the view from above.
    """

    along: int
    width: int
    height: int
    pixel_m: float

    def edges(self, axis: int) -> Floats:
        """Pixel edges along x (columns) or along the other axis seen (rows, counted from the bottom up)."""
        return np.arange((self.width if axis == 0 else self.height) + 1, dtype=np.float64) * self.pixel_m

    @property
    def row_axis(self) -> int:
        return 3 - self.along


class Shape(Protocol):
    """A shape knows its volume and its path lengths."""

    @property
    def volume(self) -> float: ...

    def box(self) -> tuple[Point, Point]:
        """The corners of the box around it."""
        ...

    def paths(self, grid: Grid, rows: Floats, columns: Floats) -> Floats:
        """Mean path length in metres for each pixel between these row and column edges."""
        ...


@dataclass(frozen=True)
class Block:
    """An upright box, given by its lower corner and its size."""

    corner: Point
    size: Point

    @property
    def volume(self) -> float:
        return self.size[0] * self.size[1] * self.size[2]

    def box(self) -> tuple[Point, Point]:
        return self.corner, _sum(self.corner, self.size)

    def paths(self, grid: Grid, rows: Floats, columns: Floats) -> Floats:
        lower, upper = self.box()
        along_row = _covered(rows, lower[grid.row_axis], upper[grid.row_axis])
        along_column = _covered(columns, lower[0], upper[0])
        return np.outer(along_row, along_column) * self.size[grid.along]


@dataclass(frozen=True)
class Cylinder:
    """A cylinder along one axis, given by the centre of its lower end, its radius and its length."""

    base: Point
    radius: float
    length: float
    axis: int

    @property
    def volume(self) -> float:
        return pi * self.radius**2 * self.length

    def box(self) -> tuple[Point, Point]:
        lower = [middle - self.radius for middle in self.base]
        upper = [middle + self.radius for middle in self.base]
        lower[self.axis], upper[self.axis] = self.base[self.axis], self.base[self.axis] + self.length
        return (lower[0], lower[1], lower[2]), (upper[0], upper[1], upper[2])

    def paths(self, grid: Grid, rows: Floats, columns: Floats) -> Floats:
        lower, upper = self.box()
        if self.axis == grid.along:
            return self._disc(rows - self.base[grid.row_axis], columns - self.base[0]) * self.length
        if self.axis == 0:
            return np.outer(self._chord(rows - self.base[grid.row_axis]), _covered(columns, lower[0], upper[0]))
        standing = _covered(rows, lower[grid.row_axis], upper[grid.row_axis])
        return np.outer(standing, self._chord(columns - self.base[0]))

    def _chord(self, edges: Floats) -> Floats:
        """Mean chord over each pixel: the integral of 2·sqrt(r²-u²), in closed form."""
        u = np.clip(edges / self.radius, -1, 1)
        integral = self.radius**2 * (u * np.sqrt(1 - u**2) + np.arcsin(u))
        chord: Floats = np.diff(integral) / np.diff(edges)
        return chord

    def _disc(self, rows: Floats, columns: Floats) -> Floats:
        """Share of each pixel inside the circle: four strips a row, exact along the columns."""
        strips = (rows[:-1, None] + np.diff(rows)[:, None] * (np.arange(4) + 0.5) / 4).ravel()
        half = np.sqrt(np.clip(self.radius**2 - strips**2, 0, None))[:, None]
        inside = np.clip(np.minimum(columns[1:], half) - np.maximum(columns[:-1], -half), 0, None)
        share: Floats = inside.reshape(len(rows) - 1, 4, -1).mean(axis=1) / np.diff(columns)
        return share


@dataclass(frozen=True)
class Cushion:
    """A rounded body, |x/a|ⁿ+|y/b|ⁿ+|z/c|ⁿ ≤ 1: an ellipsoid at n = 2, a full sack at n = 4."""

    centre: Point
    half: Point
    power: float = 4.0

    @property
    def volume(self) -> float:
        n = self.power
        return 8 * self.half[0] * self.half[1] * self.half[2] * gamma(1 + 1 / n) ** 3 / gamma(1 + 3 / n)

    def box(self) -> tuple[Point, Point]:
        return _sum(self.centre, (-self.half[0], -self.half[1], -self.half[2])), _sum(self.centre, self.half)

    def paths(self, grid: Grid, rows: Floats, columns: Floats) -> Floats:
        n, axis = self.power, grid.row_axis
        v = np.abs((_middles(rows) - self.centre[axis]) / self.half[axis]) ** n
        u = np.abs((_middles(columns) - self.centre[0]) / self.half[0]) ** n
        path = 2 * self.half[grid.along] * np.clip(1 - v[:, None] - u[None, :], 0, None) ** (1 / n)
        # Sampled at pixel centres, so scaled back to the exact volume: mass is the truth of a scene.
        seen = path.sum() * grid.pixel_m**2
        scaled: Floats = path * (self.volume / seen) if seen > 0 else path
        return scaled


@dataclass(frozen=True)
class Solid:
    """A shape of one material.

    Attributes:
        density: kg/m3 in bulk; negative takes away what it displaces.
    """

    shape: Shape
    material: Material
    density: float

    @property
    def mass_kg(self) -> float:
        return self.shape.volume * self.density


def _covered(edges: Floats, lower: float, upper: float) -> Floats:
    inside = np.clip(np.minimum(edges[1:], upper) - np.maximum(edges[:-1], lower), 0, None)
    covered: Floats = inside / np.diff(edges)
    return covered


def _middles(edges: Floats) -> Floats:
    middles: Floats = (edges[1:] + edges[:-1]) / 2
    return middles


def _sum(a: Point, b: Point) -> Point:
    return a[0] + b[0], a[1] + b[1], a[2] + b[2]
