"""The solids that things in bags are built of, and the compiled code that says how far a point is from each.

A solid is a row of numbers, so that thousands of points a millisecond can be asked. Lengths in millimetres.
"""

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from simulators.scanner.bags.substances import Stuff
from simulators.scanner.rays.compiled import compiled

Floats = NDArray[np.float64]
Point = tuple[float, float, float]
BOX, ROD, BALL, RING, PLATE, FIELD, COIL = range(7)
SMOOTH, GRAINS, LAYERS = 1, 2, 3
# Columns of a row.
KIND, ORIGIN, TURN, STUFF, SLOT, TEXTURE, PARAMS, BEND, CLIP, OUTLINE, SKIN, WAVE, SEED = (
    0, 1, 4, 13, 14, 15, 18, 24, 25, 28, 30, 31, 33,
)  # fmt: skip
COLUMNS = 34
UPRIGHT = np.eye(3)


@dataclass(frozen=True)
class Texture:
    """How the density varies inside.

    Attributes:
        kind: `SMOOTH` lumps, `GRAINS` with voids between, `LAYERS` across z, as of paper and cloth.
        depth: largest share by which it falls or rises.
        scale: of the lumps, millimetres.
    """

    kind: int = 0
    depth: float = 0.0
    scale: float = 10.0


@dataclass(frozen=True)
class Solid:
    """One shape of one stuff, in the frame of its thing.

    Attributes:
        stuff: None takes away what was there: a bore, the inside of a cup.
        params: a box's half sizes and rounding; a rod's radius at its lower and upper end, half length along z and
            rounding; a ball's half sizes and power; a ring's radius, wire and flatness; a plate's half thickness; a
            field's size and pitch; a coil's radius, pitch, wire and half length.
        bend: curvature: z falls by bend·x² (rods: x by bend·z²).
        clip: axis, place and side (1 keeps below, -1 above); no axis is -1.
        skin: above 0, only so much of the outside is there.
        wave: amplitude and length of waves across z.
        slot: which of the thing's parts this belongs to; see `Blueprint.labels`.
    """

    kind: int
    stuff: Stuff | None
    params: tuple[float, ...]
    at: Point = (0.0, 0.0, 0.0)
    turn: Floats = field(default_factory=lambda: UPRIGHT)
    texture: Texture = Texture()
    bend: float = 0.0
    clip: tuple[float, float, float] = (-1.0, 0.0, 1.0)
    outline: tuple[tuple[float, float], ...] = ()
    skin: float = 0.0
    wave: tuple[float, float] = (0.0, 1.0)
    slot: int = 0

    @property
    def reach(self) -> Floats:
        """Half of a box around it, before it is turned."""
        p = self.params
        if self.kind == ROD:
            half = [max(p[0], p[1])] * 2 + [p[2]]
            half[0] += abs(self.bend) * p[2] ** 2
            return np.array(half)
        if self.kind == RING:
            return np.array([p[0] + p[1], p[0] + p[1], p[1] * p[2]])
        if self.kind == COIL:
            return np.array([p[0] + p[2], p[0] + p[2], p[3] + p[2]])
        if self.kind == FIELD:
            return np.array(p[:3]) * p[3] / 2
        half = list(p[:3])
        if self.kind == PLATE:
            spread = np.abs(np.array(self.outline)).max(axis=0)
            half = [spread[0], spread[1], p[0]]
        half[2] += abs(self.bend) * half[0] ** 2 + 2 * self.wave[0]
        return np.array(half)

    def moved(self, turn: Floats, by: Floats) -> "Solid":
        at = turn @ np.array(self.at) + by
        return replace(self, at=(float(at[0]), float(at[1]), float(at[2])), turn=turn @ self.turn)


@dataclass(frozen=True)
class Blueprint:
    """A thing as it is built.

    Attributes:
        solids: painted in this order, the later over the earlier.
        labels: code of the object class of each slot.
        materials: name of what each slot is mostly made of.
        fine: samples a side of a voxel on its surface.
        field: occupancy of a `FIELD` solid, (z, y, x).
    """

    name: str
    labels: tuple[str, ...]
    solids: tuple[Solid, ...]
    materials: tuple[str, ...]
    fine: int = 3
    field: NDArray[np.float32] | None = None

    def box(self, turn: Floats) -> tuple[Floats, Floats]:
        """Lower and upper corner when turned."""
        lower, upper = np.full(3, np.inf), np.full(3, -np.inf)
        for solid in self.solids:
            if solid.stuff is None:
                continue
            half = np.abs(turn @ solid.turn) @ solid.reach
            middle = turn @ np.array(solid.at)
            lower, upper = np.minimum(lower, middle - half), np.maximum(upper, middle + half)
        return lower, upper


@dataclass(frozen=True, eq=False)
class Rows:
    """A blueprint ready to be painted."""

    rows: Floats
    outlines: Floats
    stuffs: NDArray[np.float32]  # (stuff, 4): the three functions and the density
    field: NDArray[np.float32]
    bounds: Floats  # (solid, lower or upper, axis): a box around each


def rows(blueprint: Blueprint, turn: Floats, by: Floats, seed: int) -> Rows:
    """The numbers of a thing turned and moved; `turn` takes the thing's frame to the scanner's."""
    table = np.zeros((len(blueprint.solids), COLUMNS))
    outlines: list[tuple[float, float]] = []
    stuffs = np.zeros((len(blueprint.solids), 4), np.float32)
    bounds = np.zeros((len(blueprint.solids), 2, 3))
    for index, one in enumerate(blueprint.solids):
        solid = one.moved(turn, by)
        row = table[index]
        row[KIND], row[ORIGIN : ORIGIN + 3], row[TURN : TURN + 9] = solid.kind, solid.at, solid.turn.T.ravel()
        row[STUFF], row[SLOT] = index, -1 if solid.stuff is None else solid.slot
        row[TEXTURE : TEXTURE + 3] = solid.texture.kind, solid.texture.depth, max(0.1, solid.texture.scale)
        row[PARAMS : PARAMS + len(solid.params)] = solid.params
        row[BEND], row[CLIP : CLIP + 3] = solid.bend, solid.clip
        row[OUTLINE : OUTLINE + 2] = len(outlines), len(solid.outline)
        row[SKIN], row[WAVE : WAVE + 2], row[SEED] = solid.skin, solid.wave, (seed * 7919 + index * 104729) % 65521
        outlines.extend(solid.outline)
        if solid.stuff is not None:
            stuffs[index] = (*solid.stuff.basis, solid.stuff.density)
        half = np.abs(solid.turn) @ solid.reach
        bounds[index] = np.array(solid.at) - half, np.array(solid.at) + half
    corners = np.array(outlines, np.float64).reshape(-1, 2)
    empty = np.zeros((1, 1, 1), np.float32)
    return Rows(table, corners, stuffs, empty if blueprint.field is None else blueprint.field, bounds)


@compiled
def distance(row, outlines, occupancy, x, y, z):
    """Distance of a point from a solid, negative inside, and the point in its frame; exact at flat faces, else fair."""
    x, y, z = x - row[1], y - row[2], z - row[3]
    a = row[4] * x + row[5] * y + row[6] * z
    b = row[7] * x + row[8] * y + row[9] * z
    c = row[10] * x + row[11] * y + row[12] * z
    kind = int(row[KIND])
    if kind == ROD:
        a -= row[BEND] * c * c
    else:
        c -= row[BEND] * a * a
        if row[WAVE] > 0:
            c -= row[WAVE] * (np.sin(a / row[WAVE + 1] + row[SEED]) + np.sin(1.3 * b / row[WAVE + 1] + 2 * row[SEED]))
    found = _apart(kind, row, outlines, occupancy, (a, b, c))
    if row[SKIN] > 0:
        found = max(found, -found - row[SKIN])
    axis = int(row[CLIP])
    if axis >= 0:
        along = a if axis == 0 else (b if axis == 1 else c)
        found = max(found, row[CLIP + 2] * (along - row[CLIP + 1]))
    return found, a, b, c


@compiled
def _apart(kind, row, outlines, occupancy, point):  # noqa: PLR0911  # a case a kind
    a, b, c = point
    p0, p1, p2, p3 = row[18], row[19], row[20], row[21]
    if kind == BOX:
        qa, qb, qc = abs(a) - p0 + p3, abs(b) - p1 + p3, abs(c) - p2 + p3
        outside = np.sqrt(max(qa, 0.0) ** 2 + max(qb, 0.0) ** 2 + max(qc, 0.0) ** 2)
        return outside + min(max(qa, qb, qc), 0.0) - p3
    if kind == ROD:
        share = min(max((c / p2 + 1) / 2, 0.0), 1.0)
        q, h = np.sqrt(a * a + b * b) - (p0 + (p1 - p0) * share) + p3, abs(c) - p2 + p3
        return np.sqrt(max(q, 0.0) ** 2 + max(h, 0.0) ** 2) + min(max(q, h), 0.0) - p3
    if kind == BALL:
        total = (abs(a) / p0) ** p3 + (abs(b) / p1) ** p3 + (abs(c) / p2) ** p3
        return (total ** (1 / p3) - 1) * min(p0, p1, p2)
    if kind == RING:
        return np.sqrt((np.sqrt(a * a + b * b) - p0) ** 2 + (c / p2) ** 2) - p1
    if kind == PLATE:
        return max(_from_outline(outlines, int(row[OUTLINE]), int(row[OUTLINE + 1]), a, b), abs(c) - p0)
    if kind == COIL:
        turn = np.arctan2(b, a) / (2 * np.pi)
        rise = c / p1 - turn
        away = (rise - np.round(rise)) * p1
        return max(np.sqrt((np.sqrt(a * a + b * b) - p0) ** 2 + away * away) - p2, abs(c) - p3)
    return (0.5 - _sampled(occupancy, a / p3 + (p0 - 1) / 2, b / p3 + (p1 - 1) / 2, c / p3 + (p2 - 1) / 2)) * 2 * p3


@compiled
def _from_outline(outlines, start, count, a, b):
    nearest, inside = 1e18, False
    previous = start + count - 1
    for corner in range(start, start + count):
        xa, ya, xb, yb = outlines[corner, 0], outlines[corner, 1], outlines[previous, 0], outlines[previous, 1]
        ex, ey, wx, wy = xb - xa, yb - ya, a - xa, b - ya
        share = min(max((wx * ex + wy * ey) / (ex * ex + ey * ey + 1e-12), 0.0), 1.0)
        nearest = min(nearest, (wx - ex * share) ** 2 + (wy - ey * share) ** 2)
        if (ya > b) != (yb > b) and a < xa + (b - ya) * (xb - xa) / (yb - ya):
            inside = not inside
        previous = corner
    return -np.sqrt(nearest) if inside else np.sqrt(nearest)


@compiled
def _sampled(occupancy, x, y, z):
    depth, height, width = occupancy.shape
    i, j, k = int(np.floor(x)), int(np.floor(y)), int(np.floor(z))
    if i < 0 or j < 0 or k < 0 or i + 1 >= width or j + 1 >= height or k + 1 >= depth:
        return 0.0
    u, v, w = x - i, y - j, z - k
    near = (1 - v) * ((1 - u) * occupancy[k, j, i] + u * occupancy[k, j, i + 1])
    near += v * ((1 - u) * occupancy[k, j + 1, i] + u * occupancy[k, j + 1, i + 1])
    far = (1 - v) * ((1 - u) * occupancy[k + 1, j, i] + u * occupancy[k + 1, j, i + 1])
    far += v * ((1 - u) * occupancy[k + 1, j + 1, i] + u * occupancy[k + 1, j + 1, i + 1])
    return (1 - w) * near + w * far


@compiled
def density_share(row, a, b, c):
    """By how much the texture changes the density at a local point."""
    kind = int(row[TEXTURE])
    if kind == 0:
        return 1.0
    scale, depth, seed = row[TEXTURE + 2], row[TEXTURE + 1], int(row[SEED])
    if kind == LAYERS:
        wander = 2.0 * lumps(a / (6 * scale), b / (6 * scale), c / (6 * scale), seed)
        return 1.0 + depth * np.sin(2 * np.pi * (c / scale + wander))
    lump = lumps(a / scale, b / scale, c / scale, seed)
    if kind == GRAINS:
        return 1.0 + depth * (1.0 if lump > -0.15 else -1.6)
    return 1.0 + depth * lump


@compiled
def lumps(x, y, z, seed):
    """Smooth noise between -1 and 1: random values on a lattice, blended."""
    i, j, k = int(np.floor(x)), int(np.floor(y)), int(np.floor(z))
    u, v, w = x - i, y - j, z - k
    u, v, w = u * u * (3 - 2 * u), v * v * (3 - 2 * v), w * w * (3 - 2 * w)
    total = 0.0
    for corner in range(8):
        di, dj, dk = corner & 1, (corner >> 1) & 1, (corner >> 2) & 1
        mixed = ((i + di) * 73856093) ^ ((j + dj) * 19349663) ^ ((k + dk) * 83492791) ^ (seed * 2654435761)
        mixed = ((mixed ^ (mixed >> 13)) * 1274126177) & 0xFFFFFFFF
        value = ((mixed ^ (mixed >> 16)) & 0xFFFF) / 32767.5 - 1.0
        total += value * (u if di else 1 - u) * (v if dj else 1 - v) * (w if dk else 1 - w)
    return total
