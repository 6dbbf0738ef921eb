"""The bodies a load is built of, kept as rows of one array so that thousands are drawn in milliseconds.

Metres; x along the travel of the vehicle, y across it, z up. A hollow is a body of negative density.
"""

from dataclasses import dataclass, field
from enum import IntEnum
from math import gamma, pi

import numpy as np
from numpy.typing import ArrayLike, NDArray

from simulators.scanner.materials import Material
from simulators.scanner.solids import Block, Cylinder, Solid

Floats = NDArray[np.float64]


class Kind(IntEnum):
    """Shapes; a TURNED one has a rotation, the others lie along the axes."""

    BOX = 0
    CYLINDER_X = 1
    CYLINDER_Y = 2
    CYLINDER_Z = 3
    CUSHION = 4  # |x/a|ⁿ+|y/b|ⁿ+|z/c|ⁿ ≤ 1 with n = 2, 4 or 8
    TURNED_BOX = 5
    TURNED_CYLINDER = 6
    TURNED_ELLIPSOID = 7


class Role(IntEnum):
    """Whose mass a body is. Only goods and what is declared as goods are labelled in a picture."""

    CARRIER = 0
    CONTAINER = 1
    GOODS = 2
    DUNNAGE = 3  # pallets, cradles, racks: part of the gross mass, not of the goods
    ANOMALY = 4


# Columns of a row: kind, centre, half sizes, power, rotation (local axes as rows), density, stuff, role, item.
CENTRE, HALF, POWER, TURN, DENSITY, STUFF, ROLE, ITEM, COLUMNS = (
    slice(1, 4),
    slice(4, 7),
    7,
    slice(8, 17),
    17,
    18,
    19,
    20,
    21,
)
UPRIGHT = np.eye(3).ravel()


@dataclass
class Pile:
    """Bodies being put together, and the materials that they are of."""

    chunks: list[Floats] = field(default_factory=list)
    stuffs: list[Material] = field(default_factory=list)

    def add(  # noqa: PLR0913 - a body has that many properties
        self,
        kind: Kind,
        centre: ArrayLike,
        half: ArrayLike,
        of: "Of",
        *,
        density: ArrayLike | None = None,
        turn: Floats | None = None,
        power: float = 4.0,
    ) -> None:
        """Add bodies of one kind: centres and halves of shape (n, 3) or (3,), densities (n,) or one."""
        centres = np.asarray(centre, np.float64).reshape(-1, 3)
        if len(centres) == 0:
            return
        rows = np.zeros((len(centres), COLUMNS))
        rows[:, 0] = kind
        rows[:, CENTRE] = centres
        rows[:, HALF] = half
        rows[:, POWER] = power
        rows[:, TURN] = UPRIGHT if turn is None else np.asarray(turn).reshape(-1, 9)
        rows[:, DENSITY] = of.density if density is None else density
        rows[:, STUFF] = self._stuff(of.material)
        rows[:, ROLE] = of.role
        rows[:, ITEM] = of.item
        self.chunks.append(rows)

    def boxes(self, corner: ArrayLike, size: ArrayLike, of: "Of", density: ArrayLike | None = None) -> None:
        """Upright boxes, given by their lower corners and sizes."""
        corners, sizes = np.asarray(corner, np.float64).reshape(-1, 3), np.asarray(size, np.float64)
        self.add(Kind.BOX, corners + sizes / 2, sizes / 2, of, density=density)

    def cylinders(self, base: ArrayLike, radius: ArrayLike, length: ArrayLike, axis: int, of: "Of") -> None:
        """Cylinders along an axis, given by the centres of their lower ends."""
        bases = np.asarray(base, np.float64).reshape(-1, 3)
        half = np.repeat(np.asarray(radius, np.float64).reshape(-1, 1), 3, axis=1) * np.ones((len(bases), 1))
        half[:, axis] = np.asarray(length, np.float64) / 2
        centres = bases.copy()
        centres[:, axis] += half[:, axis]
        self.add(Kind(Kind.CYLINDER_X + axis), centres, half, of)

    def solids(self, solids: list[Solid], role: Role) -> None:
        """Take over blocks and cylinders of a scene."""
        for solid in solids:
            of = Of(solid.material, solid.density, role)
            if isinstance(solid.shape, Block):
                self.boxes(solid.shape.corner, solid.shape.size, of)
            elif isinstance(solid.shape, Cylinder):
                self.cylinders(solid.shape.base, solid.shape.radius, solid.shape.length, solid.shape.axis, of)
            else:
                raise TypeError(f"no body for {type(solid.shape).__name__}")

    def rows(self) -> Floats:
        """All bodies, (n, COLUMNS)."""
        if len(self.chunks) != 1:
            self.chunks = [np.concatenate(self.chunks) if self.chunks else np.zeros((0, COLUMNS))]
        return self.chunks[0]

    def keep(self, which: NDArray[np.bool_]) -> None:
        """Leave only these rows."""
        self.chunks = [self.rows()[which]]

    def _stuff(self, material: Material) -> int:
        for index, known in enumerate(self.stuffs):
            if known is material or known == material:
                return index
        self.stuffs.append(material)
        return len(self.stuffs) - 1


@dataclass(frozen=True)
class Of:
    """What a body is of: material, density in bulk (kg/m³), whose it is, and of which goods item."""

    material: Material
    density: float
    role: Role = Role.GOODS
    item: int = 0


def volumes(rows: Floats) -> Floats:
    """Volume of each body, m³."""
    box = 8 * np.prod(rows[:, HALF], axis=1)
    kinds = rows[:, 0].astype(int)
    n = rows[:, POWER]
    rounded = np.array([gamma(1 + 1 / p) ** 3 / gamma(1 + 3 / p) for p in (2.0, 4.0, 8.0)])[
        np.searchsorted([2.0, 4.0], n, side="left").clip(0, 2)
    ]
    factor = np.ones(len(rows))
    factor[(kinds >= Kind.CYLINDER_X) & (kinds <= Kind.CYLINDER_Z) | (kinds == Kind.TURNED_CYLINDER)] = pi / 4
    factor[kinds == Kind.TURNED_ELLIPSOID] = pi / 6
    cushions = kinds == Kind.CUSHION
    factor[cushions] = rounded[cushions]
    return np.asarray(box * factor)


def masses(rows: Floats) -> Floats:
    """Mass of each body, kg."""
    return np.asarray(volumes(rows) * rows[:, DENSITY])


def bounds(rows: Floats) -> tuple[Floats, Floats]:
    """Lower and upper corners of the boxes around the bodies, (n, 3) each."""
    turns = np.abs(rows[:, TURN].reshape(-1, 3, 3))
    reach = np.einsum("nij,ni->nj", turns, rows[:, HALF])
    return rows[:, CENTRE] - reach, rows[:, CENTRE] + reach


def turned(yaw: float = 0.0, pitch: float = 0.0, roll: float = 0.0) -> Floats:
    """Local axes as rows, (3, 3): turned about z, then about y, then about x, in radians."""
    cz, sz, cy, sy, cx, sx = np.cos(yaw), np.sin(yaw), np.cos(pitch), np.sin(pitch), np.cos(roll), np.sin(roll)
    about_z = np.array([[cz, -sz, 0], [sz, cz, 0], [0, 0, 1]])
    about_y = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
    about_x = np.array([[1, 0, 0], [0, cx, -sx], [0, sx, cx]])
    return np.asarray((about_x @ about_y @ about_z).T)
