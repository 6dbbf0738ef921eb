"""The volume being painted: densities for the physics, labels and instances for the truth, edges shared fairly."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from simulators.scanner.bags import solids
from simulators.scanner.bags.solids import LAYERS, TEXTURE, Blueprint, Floats, Rows
from simulators.scanner.bags.substances import Stuff
from simulators.scanner.rays.compiled import compiled

LABELLED_SHARE = 0.3  # of a voxel a thing must fill to give it its name, so that thin blades survive
SLOTS = 4


@dataclass(frozen=True)
class Pose:
    """Where a frame stands in another: `turn` takes its directions there, `by` its origin, in millimetres."""

    turn: Floats
    by: Floats

    def then(self, outer: "Pose") -> "Pose":
        return Pose(outer.turn @ self.turn, outer.turn @ self.by + outer.by)


@dataclass(frozen=True)
class Painted:
    """What one slot of a thing left in the volume."""

    number: int
    slot: int
    mass_g: float
    volume_cm3: float


@dataclass(eq=False)
class Canvas:
    """Indexed (z, y, x); the scanner's frame has its origin at the corner of the first voxel.

    Attributes:
        shape: voxels along z, y, x.
        density: g/cm3 of each function of `rays.basis`.
        filled: share of each voxel that things fill.
        cover: share of it that the labelled thing fills.
    """

    shape: tuple[int, int, int]
    voxel_mm: float
    density: NDArray[np.float32] = field(init=False)
    labels: NDArray[np.uint8] = field(init=False)
    instances: NDArray[np.uint16] = field(init=False)
    filled: NDArray[np.float32] = field(init=False)
    cover: NDArray[np.float32] = field(init=False)
    things: int = 0

    def __post_init__(self) -> None:
        self.density = np.zeros((3, *self.shape), np.float32)
        self.labels = np.zeros(self.shape, np.uint8)
        self.instances = np.zeros(self.shape, np.uint16)
        self.filled = np.zeros(self.shape, np.float32)
        self.cover = np.zeros(self.shape, np.float32)

    def paint(self, thing: Blueprint, pose: Pose, codes: tuple[int, ...], seed: int) -> list[Painted]:
        """Paint a thing over what is there.

        Args:
            pose: from the thing's frame to the scanner's.
            codes: index of the object class of each slot.
        """
        lower, upper = thing.box(pose.turn)
        window = self._window(lower + pose.by, upper + pose.by)
        table = solids.rows(thing, pose.turn, pose.by, seed)
        numbers = self._number(len(codes))
        left = np.zeros((SLOTS, 2))
        _paint(
            self._arrays(),
            window,
            (self.voxel_mm, thing.fine),
            _parts(table),
            _scratch(len(thing.solids)),
            _coded(codes, numbers),
            left,
        )
        return self._left(numbers, left)

    def lay(self, sheet: "Sheet", pose: Pose, code: int) -> Painted:
        """Paint a layer that follows a surface, as cloth does; `pose` is from the bag's frame to the scanner's."""
        # Paint the whole box that the layer can lie in.
        size = np.array([sheet.base.shape[1], sheet.base.shape[0]]) * sheet.pitch_mm
        corners = np.array([(a, b, c) for a in (0, size[0]) for b in (0, size[1]) for c in sheet.heights])
        placed = corners @ pose.turn.T + pose.by
        window = self._window(placed.min(axis=0), placed.max(axis=0))
        numbers = self._number(1)
        left = np.zeros((SLOTS, 2))
        stuff = np.array([[*sheet.stuff.basis, sheet.stuff.density]], np.float32)
        surface = (sheet.base, sheet.top, sheet.pitch_mm)
        texture = np.zeros((1, solids.COLUMNS))
        texture[0, TEXTURE : TEXTURE + 3] = LAYERS, sheet.depth, sheet.fold_mm
        texture[0, solids.SEED] = sheet.seed
        frame = (np.ascontiguousarray(pose.turn.T), pose.by)
        _lay(
            self._arrays(),
            window,
            self.voxel_mm,
            surface,
            (frame, (texture, texture, stuff)),
            _scratch(1)[0],
            _coded((code,), numbers),
            left,
        )
        return self._left(numbers, left)[0]

    def _number(self, count: int) -> list[int]:
        first = self.things + 1
        self.things += count
        return list(range(first, first + count))

    def _arrays(self) -> tuple[NDArray[np.float32] | NDArray[np.uint8] | NDArray[np.uint16], ...]:
        return self.density, self.filled, self.cover, self.labels, self.instances

    def _window(self, lower: Floats, upper: Floats) -> NDArray[np.int64]:
        first = np.clip(np.floor(lower / self.voxel_mm).astype(np.int64) - 1, 0, self.shape[::-1])
        last = np.clip(np.ceil(upper / self.voxel_mm).astype(np.int64) + 1, 0, self.shape[::-1])
        return np.stack([first, last])

    def _left(self, numbers: list[int], left: Floats) -> list[Painted]:
        voxel_cm3 = (self.voxel_mm / 10) ** 3
        return [
            Painted(number, slot, float(left[slot, 0]) * voxel_cm3, float(left[slot, 1]) * voxel_cm3)
            for slot, number in enumerate(numbers)
        ]


@dataclass(frozen=True, eq=False)
class Sheet:
    """A deformable layer between two height maps over the bag's floor, indexed (b, a), in millimetres."""

    base: NDArray[np.float32]
    top: NDArray[np.float32]
    pitch_mm: float
    stuff: Stuff
    fold_mm: float
    depth: float
    seed: int

    @property
    def heights(self) -> tuple[float, float]:
        there = self.top > self.base
        if not there.any():
            return 0.0, 0.0
        return float(self.base[there].min()), float(self.top[there].max())


def _parts(table: Rows) -> tuple[Floats, Floats, NDArray[np.float32], NDArray[np.float32], Floats]:
    return table.rows, table.outlines, table.stuffs, table.field, table.bounds


def _scratch(count: int) -> tuple[NDArray[np.float32], ...]:
    """Room to work in: what a voxel and a sample of it hold, the solids near a row and near a voxel, their texture.

    What one holds: the three functions, the share that is filled, that of each slot, the density each slot brings.
    """
    state, sample, shares = np.zeros(12, np.float32), np.zeros(12, np.float32), np.ones(count, np.float32)
    return state, sample, np.zeros(count, np.int64), np.zeros(count, np.int64), shares


def _coded(codes: tuple[int, ...], numbers: list[int]) -> NDArray[np.int64]:
    coded = np.zeros((SLOTS, 2), np.int64)
    coded[: len(codes), 0], coded[: len(codes), 1] = codes, numbers
    return coded


@compiled
def _paint(arrays, window, grain, parts, scratch, coded, left):  # noqa: C901, PLR0913, PLR0917  # compiled: calls and classes cost
    voxel, fine = grain
    bounds = parts[4]
    count = len(bounds)
    state, sample, nearby, near, shares = scratch
    for z in range(window[0, 2], window[1, 2]):
        for y in range(window[0, 1], window[1, 1]):
            py, pz = (y + 0.5) * voxel, (z + 0.5) * voxel
            # Solids that this row of voxels can meet, and how far along it.
            met, start, end = 0, window[1, 0], window[0, 0]
            for index in range(count):
                low, high = bounds[index, 0], bounds[index, 1]
                if py < low[1] - voxel or py > high[1] + voxel or pz < low[2] - voxel or pz > high[2] + voxel:
                    continue
                nearby[met] = index
                met += 1
                start = min(start, max(window[0, 0], int(low[0] / voxel) - 1))
                end = max(end, min(window[1, 0], int(high[0] / voxel) + 2))
            for x in range(start, end):
                px = (x + 0.5) * voxel
                base, found = _sort(parts, (px, py, pz, 1.1 * voxel), (nearby, met, near), shares)
                if base < 0 and found == 0:
                    continue
                state[:] = 0
                if found == 0:
                    _over(state, parts, base, shares[base], np.float32(1))
                else:
                    _supersample(state, sample, parts, (base, found, near, shares), (px, py, pz, voxel, fine))
                if state[3] > 0:
                    _blend(arrays, (z, y, x), state, coded, left)


@compiled
def _sort(parts, place, lists, shares):
    """Find the last solid that holds the whole voxel, and list those after it whose surface may cross it."""
    table, outlines, _, occupancy, bounds = parts
    nearby, met, near = lists
    px, py, pz, reach = place
    base, found = -1, 0
    for number in range(met):
        index = nearby[number]
        if px < bounds[index, 0, 0] - reach or px > bounds[index, 1, 0] + reach:
            continue
        row = table[index]
        away, a, b, c = solids.distance(row, outlines, occupancy, px, py, pz)
        if away > reach:
            continue
        shares[index] = solids.density_share(row, a, b, c)
        if away < -reach:
            base, found = index, 0
        else:
            near[found] = index
            found += 1
    return base, found


@compiled
def _supersample(state, sample, parts, sorted_parts, place):  # noqa: C901  # compiled: calls and classes cost
    table, outlines, _, occupancy, _ = parts
    base, found, near, shares = sorted_parts
    px, py, pz, voxel, fine = place
    step = voxel / fine
    for i in range(fine):
        for j in range(fine):
            for k in range(fine):
                x, y, z = (
                    px + (i + 0.5) * step - voxel / 2,
                    py + (j + 0.5) * step - voxel / 2,
                    pz + (k + 0.5) * step - voxel / 2,
                )
                sample[:] = 0
                if base >= 0:
                    _over(sample, parts, base, shares[base], np.float32(1))
                for number in range(found):
                    index = near[number]
                    away, _, _, _ = solids.distance(table[index], outlines, occupancy, x, y, z)
                    alpha = np.float32(min(max(0.5 - away / step, 0.0), 1.0))
                    if alpha > 0:
                        _over(sample, parts, index, shares[index], alpha)
                for part in range(12):
                    state[part] += sample[part]
    for part in range(12):
        state[part] /= np.float32(fine * fine * fine)


@compiled
def _over(state, parts, index, share, alpha):
    row, stuffs = parts[0][index], parts[2]
    for part in range(3):
        state[part] += alpha * (stuffs[index, part] * share - state[part])
    state[3] += alpha * (np.float32(1) - state[3])
    slot = int(row[solids.SLOT])
    for other in range(4):
        aimed = np.float32(1) if other == slot else np.float32(0)
        state[4 + other] += alpha * (aimed - state[4 + other])
        state[8 + other] += alpha * (aimed * stuffs[index, 3] * share - state[8 + other])


@compiled
def _blend(arrays, at, state, coded, left):  # compiled: calls and classes cost
    density, filled, cover, labels, instances = arrays
    z, y, x = at
    # What is there gives way only where there is no room beside it.
    kept = np.float32(1)
    if filled[z, y, x] > np.float32(1) - state[3]:
        kept = (np.float32(1) - state[3]) / filled[z, y, x]
    for part in range(3):
        density[part, z, y, x] = kept * density[part, z, y, x] + state[part]
    cover[z, y, x] *= kept
    filled[z, y, x] *= kept
    best, slot = np.float32(0), -1
    named = np.float32(0)
    for other in range(4):
        named += state[4 + other]
        if state[4 + other] > best:
            best, slot = state[4 + other], other
        left[other, 0] += state[8 + other]
        left[other, 1] += state[4 + other]
    filled[z, y, x] += named
    if slot >= 0 and best >= LABELLED_SHARE and best >= cover[z, y, x]:
        labels[z, y, x], instances[z, y, x], cover[z, y, x] = coded[slot, 0], coded[slot, 1], best
    elif cover[z, y, x] < LABELLED_SHARE:
        # Hollowed out, or what was there has given way to too little of too much.
        labels[z, y, x], instances[z, y, x], cover[z, y, x] = 0, 0, 0


@compiled
def _lay(arrays, window, voxel, surface, look, state, coded, left):  # noqa: PLR0913, PLR0917  # compiled: calls and classes cost
    base, top, pitch = surface
    filled = arrays[1]
    frame, parts = look
    back, by = frame
    texture = parts[0][0]
    for z in range(window[0, 2], window[1, 2]):
        for y in range(window[0, 1], window[1, 1]):
            for x in range(window[0, 0], window[1, 0]):
                dx, dy, dz = (x + 0.5) * voxel - by[0], (y + 0.5) * voxel - by[1], (z + 0.5) * voxel - by[2]
                a = back[0, 0] * dx + back[0, 1] * dy + back[0, 2] * dz
                b = back[1, 0] * dx + back[1, 1] * dy + back[1, 2] * dz
                c = back[2, 0] * dx + back[2, 1] * dy + back[2, 2] * dz
                u, v = a / pitch - 0.5, b / pitch - 0.5
                i, j = int(np.floor(u)), int(np.floor(v))
                if i < 0 or j < 0 or i + 1 >= base.shape[1] or j + 1 >= base.shape[0]:
                    continue
                u, v = u - i, v - j
                low = (1 - v) * ((1 - u) * base[j, i] + u * base[j, i + 1])
                low += v * ((1 - u) * base[j + 1, i] + u * base[j + 1, i + 1])
                high = (1 - v) * ((1 - u) * top[j, i] + u * top[j, i + 1])
                high += v * ((1 - u) * top[j + 1, i] + u * top[j + 1, i + 1])
                alpha = np.float32(
                    min(max(0.5 - max(low - c, c - high) / voxel, 0.0), 1.0, max(0.0, (high - low) / voxel))
                )
                alpha *= np.float32(1) - filled[z, y, x]  # it lies around what is there
                if alpha <= 0.02:
                    continue
                share = np.float32(solids.density_share(texture, a, b, c - low))
                state[:] = 0
                _over(state, parts, 0, share, alpha)
                _blend(arrays, (z, y, x), state, coded, left)
