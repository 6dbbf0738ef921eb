"""Solids of simple parts, on a grid: which voxels each substance fills, and how densely. Lengths in mm."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Inside = Callable[[Floats, Floats, Floats], NDArray[np.bool_]]
Point = tuple[float, float, float]


@dataclass(frozen=True)
class Part:
    """What is inside is filled with a substance at this density, g/cm³, whatever an earlier part put there.

    `substance` is a name of `physics.attenuation`, or `air` for a hollow.
    """

    substance: str
    density: float
    inside: Inside


@dataclass(frozen=True)
class Solid:
    """Parts in the order in which they are made; all within `half` of the origin along x, y and z."""

    parts: tuple[Part, ...]
    half: Point


@dataclass(frozen=True)
class Voxelled:
    """A solid turned and laid on a grid: density by substance, (z, y, x) each, g/cm³."""

    densities: dict[str, Floats]
    pitch_mm: float

    @property
    def shape(self) -> tuple[int, int, int]:
        z, y, x = next(iter(self.densities.values())).shape
        return z, y, x

    @property
    def size_mm(self) -> Point:
        """Along z, y and x."""
        z, y, x = (count * self.pitch_mm for count in self.shape)
        return z, y, x


def block(middle: Point, size: Point) -> Inside:
    (cx, cy, cz), (sx, sy, sz) = middle, size
    return lambda x, y, z: (abs(x - cx) <= sx / 2) & (abs(y - cy) <= sy / 2) & (abs(z - cz) <= sz / 2)


def rod(axis: str, start: Point, length: float, radius: float) -> Inside:
    """A cylinder along an axis, from the middle of its first face."""
    along = "xyz".index(axis)
    across = [each for each in range(3) if each != along]

    def inside(x: Floats, y: Floats, z: Floats) -> NDArray[np.bool_]:
        at = [place - start[number] for number, place in enumerate((x, y, z))]
        round_ = at[across[0]] ** 2 + at[across[1]] ** 2 <= radius**2
        return np.asarray(round_ & (at[along] >= 0) & (at[along] <= length))

    return inside


def plate(corners: Sequence[tuple[float, float]], thickness: float, z_middle: float = 0.0) -> Inside:
    """A convex outline in x and y, its corners in turn, as thick as this along z."""
    ring = np.array(corners, float)
    turn = _area(ring)

    def inside(x: Floats, y: Floats, z: Floats) -> NDArray[np.bool_]:
        within = abs(z - z_middle) <= thickness / 2
        for (ax, ay), (bx, by) in zip(ring, np.roll(ring, -1, axis=0), strict=True):
            within = within & (turn * ((bx - ax) * (y - ay) - (by - ay) * (x - ax)) >= 0)
        return np.asarray(within)

    return inside


def lattice(counts: tuple[int, int, int], step: Point, size: Point) -> Inside:
    """Equal blocks in rows along x, y and z about the origin, each `step` from the next."""

    def inside(x: Floats, y: Floats, z: Floats) -> NDArray[np.bool_]:
        within = np.ones(x.shape, bool)
        for at, count, by, wide in zip((x, y, z), counts, step, size, strict=True):
            within &= (abs(at) <= count * by / 2) & (abs((at + count * by / 2) % by - by / 2) <= wide / 2)
        return within

    return inside


def either(*shapes: Inside) -> Inside:
    return lambda x, y, z: np.logical_or.reduce([shape(x, y, z) for shape in shapes])


def without(shape: Inside, *holes: Inside) -> Inside:
    hollow = either(*holes)
    return lambda x, y, z: shape(x, y, z) & ~hollow(x, y, z)


def _area(ring: NDArray[np.float64]) -> float:
    following = np.roll(ring, -1, axis=0)
    return float(np.sign(np.sum(ring[:, 0] * following[:, 1] - following[:, 0] * ring[:, 1])))


MOST_VOXELS = 6_000_000


def voxelled(solid: Solid, rotation: NDArray[np.float64], pitch_mm: float) -> Voxelled:
    """Lay a solid, turned by a rotation matrix, on a grid of this pitch; coarser where it would be too large."""
    half = np.abs(rotation) @ np.array(solid.half)
    pitch = max(pitch_mm, float(np.cbrt(np.prod(2 * half) / MOST_VOXELS)))
    axes = [np.arange(-reach + pitch / 2, reach + pitch / 2, pitch, dtype=np.float32) for reach in half]
    world = np.meshgrid(axes[2], axes[1], axes[0], indexing="ij")[::-1]  # x, y, z on a (z, y, x) grid
    back = rotation.T.astype(np.float32)
    x, y, z = (back[row, 0] * world[0] + back[row, 1] * world[1] + back[row, 2] * world[2] for row in range(3))
    densities: dict[str, Floats] = {}
    for part in solid.parts:
        filled = part.inside(x, y, z)
        for known in densities.values():
            known[filled] = 0.0
        if part.substance != "air":
            laid = densities.setdefault(part.substance, np.zeros(x.shape, np.float32))
            laid[filled] = part.density
    return Voxelled(densities, pitch)


def turned(dice: np.random.Generator, flat: bool) -> NDArray[np.float64]:
    """A rotation by chance: any, or for what lies on its base about the upright axis (y) with a little tilt."""
    yaw = dice.uniform(0, 2 * np.pi)
    tilt, roll = dice.normal(0, np.radians(3), 2) if flat else dice.uniform(-np.pi, np.pi, 2)
    return _about(1, yaw) @ _about(0, tilt) @ _about(2, roll)


def _about(axis: int, angle: float) -> NDArray[np.float64]:
    first, second = [each for each in range(3) if each != axis]
    matrix = np.eye(3)
    matrix[first, first] = matrix[second, second] = np.cos(angle)
    matrix[first, second], matrix[second, first] = -np.sin(angle), np.sin(angle)
    return matrix
