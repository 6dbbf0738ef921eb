"""What is hidden, put into a piece of a clean radiograph: by what it adds to the way of the beam and what it displaces.

Small metal things, dense bodies and casks, bricks and drums, hollows. Measures are those of the things themselves; a
container's goods are taken to be 2.35 m deep, so that what lies in their place takes their place.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from customhouse.imaging.networks.radiographs.hidden import KINDS
from customhouse.imaging.physics.beams.beam import Beam
from training.cargo_augment import shape_of_metal

Planes = NDArray[np.float32]
Dice = np.random.Generator
Points = NDArray[np.float32]
DEEP_MM = 2350.0
LEAST = 2e-5
MARKED = 0.3  # of the thickest of a thing, from which a pixel belongs to it
FINER = 3  # things are drawn so many times finer than the plate
STEEL, LEAD, WATER = 7.8, 11.3, 1.0


@dataclass(frozen=True)
class Thing:
    """Something to hide, as the detector sees it from one side.

    Attributes:
        areal: g/cm² that it adds, (rows, columns).
        deep_mm: how much of the goods' depth it takes.
        outline: 0 to 1, where it lies.
    """

    kind: str
    substance: str
    areal: Planes
    deep_mm: Planes
    outline: Planes


def drawn(dice: Dice, pixel_mm: float, weapons: tuple[Points, ...] = ()) -> Thing:
    make = MAKERS[int(dice.choice(len(MAKERS), p=CHANCES))]
    return make(dice, pixel_mm, weapons)


def _metal(dice: Dice, pixel_mm: float, weapons: tuple[Points, ...]) -> Thing:
    """One to five pieces of a kind, of 1 to 60 mm of steel, brass or aluminium together."""
    side = float(np.exp(dice.uniform(np.log(60), np.log(420))))
    canvas = np.zeros((max(6, round(FINER * side / pixel_mm)),) * 2, np.float32)
    drawers = (_bars, _plate, _tube, _polygon, _ring, *((_weapon,) * 3 if weapons else ()))
    drawer = drawers[int(dice.integers(len(drawers)))]
    for _ in range(1 if dice.random() < 0.5 else int(dice.integers(2, 6))):
        canvas = np.maximum(canvas, drawer(canvas.shape[0], dice, weapons) * np.float32(dice.uniform(0.6, 1.0)))
    thin = _thinned(canvas)
    thick_mm = float(np.exp(dice.uniform(np.log(3), np.log(60))))
    density = float(dice.choice([STEEL, STEEL, STEEL, 8.5, 2.7]))
    return _thing("metal", "steel", thin, thick_mm * density / 10, thick_mm * 0.3)


def _bars(size: int, dice: Dice, _weapons: tuple[Points, ...]) -> Planes:
    return shape_of_metal(size, dice)


def _axes(size: int, dice: Dice) -> tuple[Planes, Planes]:
    """Coordinates of a square's pixels about a point near its middle, in its sides, turned any way."""
    turn = dice.uniform(0, np.pi)
    y, x = np.mgrid[:size, :size].astype(np.float32) / size - dice.uniform(0.4, 0.6, 2)[:, None, None]
    return np.asarray(x * np.cos(turn) + y * np.sin(turn)), np.asarray(y * np.cos(turn) - x * np.sin(turn))


def _plate(size: int, dice: Dice, _weapons: tuple[Points, ...]) -> Planes:
    """A blade, a sheet, a block: long or short, narrow or wide."""
    along, across = _axes(size, dice)
    half = dice.uniform(0.2, 0.5), dice.uniform(0.03, 0.3)
    return np.asarray((np.abs(along) < half[0]) & (np.abs(across) < half[1]), np.float32)


def _tube(size: int, dice: Dice, _weapons: tuple[Points, ...]) -> Planes:
    """A bar that is round, or hollow: thickest in its middle or along its edges."""
    along, across = _axes(size, dice)
    half, radius = dice.uniform(0.25, 0.5), dice.uniform(0.03, 0.15)
    chord = np.sqrt(np.maximum(0, 1 - (across / radius) ** 2))
    bore = dice.uniform(0.3, 0.85) if dice.random() < 0.6 else 0.0
    inner = bore * np.sqrt(np.maximum(0, 1 - (across / (radius * max(bore, 1e-3))) ** 2))
    return np.asarray((chord - inner) * (np.abs(along) < half), np.float32)


def _ring(size: int, dice: Dice, _weapons: tuple[Points, ...]) -> Planes:
    """A round thing with a hole, a wheel or a drum magazine, seen aslant."""
    along, across = _axes(size, dice)
    radius = np.hypot(along, across / dice.uniform(0.3, 1.0)) / dice.uniform(0.2, 0.45)
    return np.asarray((radius < 1) & (radius > dice.uniform(0, 0.75)), np.float32)


def _polygon(size: int, dice: Dice, _weapons: tuple[Points, ...]) -> Planes:
    """A long body, a handle at an angle and things on it, each bounded by straight lines: like tools and guns."""
    along, across = _axes(size, dice)
    canvas = (np.abs(along) < dice.uniform(0.25, 0.45)) & (np.abs(across) < dice.uniform(0.03, 0.1))
    made = np.asarray(canvas, np.float32)
    for _ in range(int(dice.integers(1, 4))):
        at, lean, wide = dice.uniform(-0.35, 0.35), dice.uniform(-0.6, 0.6), dice.uniform(0.03, 0.1)
        end = dice.uniform(0.1, 0.35) * dice.choice([-1, 1])
        on = (np.abs(along - at - lean * across) < wide) & (across * np.sign(end) > 0) & (np.abs(across) < abs(end))
        made = np.maximum(made, on * np.float32(dice.uniform(0.4, 1.0)))
    return made


def _weapon(size: int, dice: Dice, weapons: tuple[Points, ...]) -> Planes:
    """A real one, turned any way; as large as the square."""
    points = weapons[int(dice.integers(len(weapons)))]
    turn = np.linalg.qr(dice.normal(size=(3, 2)))[0].astype(np.float32)
    flat = points @ turn
    flat = (flat - flat.min(axis=0)) / max(1e-6, float(np.ptp(flat, axis=0).max()))
    counts, _, _ = np.histogram2d(flat[:, 0], flat[:, 1], size, ((0, 1), (0, 1)))
    smooth = ndimage.gaussian_filter(counts.astype(np.float32), 0.6)
    return np.asarray(smooth / max(1e-6, float(np.quantile(smooth[smooth > 0], 0.95)))).clip(0, 1.5)


def weapons_of(path: Path, points: int = 3000) -> tuple[Points, ...]:
    """Points of voxel shapes, each an array of packed bits beside its shape; none where there is no such file."""
    if not path.exists():
        return ()
    dice, found = np.random.default_rng(5), []
    with np.load(path) as stored:
        for name in (each for each in stored.files if not each.endswith("_shape")):
            shape = tuple(int(size) for size in stored[f"{name}_shape"])
            filled = np.flatnonzero(np.unpackbits(stored[name], count=int(np.prod(shape))))
            some = dice.choice(filled, min(points, filled.size), replace=False)
            found.append(np.stack(np.unravel_index(some, shape), axis=1).astype(np.float32))
    return tuple(found)


def _dense(dice: Dice, pixel_mm: float, _weapons: tuple[Points, ...]) -> Thing:
    """Ingots and casks of lead or steel."""
    cask = dice.random() < 0.5
    wide, high = dice.uniform(180, 560, 2) if cask else dice.uniform(40, 220, 2)
    heavy = dice.random() < 0.65
    density, substance = (LEAD, "lead") if heavy else (STEEL, "steel")
    deep = float(dice.uniform(180, 560) if cask else dice.uniform(30, 180))
    shape = _solid(wide, high, pixel_mm, round_=bool(dice.random() < 0.5), dice=dice)
    if cask:
        shell = dice.uniform(30, 120)
        inner = _solid(max(10, wide - 2 * shell), max(10, high - 2 * shell), pixel_mm, round_=True, dice=dice)
        shape = shape - _centred(inner, shape.shape) * np.float32(max(0.05, 1 - 2 * shell / deep))
    thin = np.maximum(_thinned(shape), 0)
    return _thing("dense", substance, thin, deep * density / 10, deep)


def _body(dice: Dice, pixel_mm: float, _weapons: tuple[Points, ...]) -> Thing:
    """Drums, bricks, bags and cases in the place of goods."""
    draw = dice.random()
    if draw < 0.35:  # a drum
        wide, high = dice.uniform(350, 620), dice.uniform(420, 950)
        deep, density, round_ = float(wide), float(dice.uniform(0.75, 1.15)), True
    elif draw < 0.8:  # bricks or bundles of notes
        wide, high, deep = (float(value) for value in dice.uniform((200, 120, 200), (1500, 800, 1400)))
        density, round_ = float(dice.uniform(0.65, 1.6)), False
    else:  # cases of cigarettes
        wide, high, deep = (float(value) for value in dice.uniform((600, 450, 800), (3200, 2000, 2200)))
        density, round_ = float(dice.uniform(0.16, 0.24)), False
    thin = _thinned(_solid(wide, high, pixel_mm, round_=round_, dice=dice))
    if not round_ and dice.random() < 0.7:
        thin = thin * _joints(thin.shape, dice, pixel_mm)
    return _thing("body", "water", thin, deep * density / 10, deep)


def _hollow(dice: Dice, pixel_mm: float, _weapons: tuple[Points, ...]) -> Thing:
    wide, high, deep = (float(value) for value in dice.uniform((450, 400, 450), (1650, 1350, 1700)))
    thin = _thinned(_solid(wide, high, pixel_mm, round_=False, dice=dice))
    return _thing("hollow", "water", thin, 0.0, deep)


MAKERS: tuple[Callable[[Dice, float, tuple[Points, ...]], Thing], ...] = (_metal, _dense, _body, _hollow)
CHANCES = (0.55, 0.2, 0.15, 0.1)


def _thing(kind: str, substance: str, thin: Planes, areal: float, deep_mm: float) -> Thing:
    return Thing(kind, substance, thin * np.float32(areal), thin.clip(0, 1) * np.float32(deep_mm), thin)


def _solid(wide: float, high: float, pixel_mm: float, *, round_: bool, dice: Dice) -> Planes:
    """A box, or a cylinder that stands or lies, in pixels finer than the plate's; 1 where it is thickest."""
    columns, rows = (max(FINER, round(FINER * size / pixel_mm)) for size in (wide, high))
    if not round_:
        return np.ones((rows, columns), np.float32)
    lying = dice.random() < 0.25
    line = np.linspace(-1, 1, rows if lying else columns, dtype=np.float32)
    chord = np.sqrt(np.maximum(0, 1 - line * line))
    return np.array(np.broadcast_to(chord[:, None] if lying else chord, (rows, columns)))


def _centred(inner: Planes, shape: tuple[int, ...]) -> Planes:
    made = np.zeros(shape, np.float32)
    rows, columns = (min(a, b) for a, b in zip(inner.shape, shape, strict=True))
    top, left = (shape[0] - rows) // 2, (shape[1] - columns) // 2
    made[top : top + rows, left : left + columns] = inner[:rows, :columns]
    return made


def _joints(shape: tuple[int, ...], dice: Dice, pixel_mm: float) -> Planes:
    """Fainter lines where packets meet."""
    made = np.ones(shape, np.float32)
    for axis, size in ((0, dice.uniform(50, 500)), (1, dice.uniform(120, 620))):
        every = max(3, round(size / pixel_mm))
        lines = [slice(None), slice(None)]
        lines[axis] = slice(every, None, every)
        made[tuple(lines)] *= np.float32(dice.uniform(0.8, 0.98))
    return made


def _thinned(canvas: Planes) -> Planes:
    """From the finer pixels to the plate's, at a random offset to them."""
    rows, columns = (-(-size // FINER) + 1 for size in canvas.shape)
    framed = np.zeros((rows * FINER, columns * FINER), np.float32)
    framed[1 : 1 + canvas.shape[0], 1 : 1 + canvas.shape[1]] = canvas
    return np.asarray(framed.reshape(rows, FINER, columns, FINER).mean(axis=(1, 3)))


def insert(
    transmission: Planes, loaded: NDArray[np.bool_], beams: tuple[Beam, ...], thing: Thing, dice: Dice
) -> NDArray[np.bool_]:
    """Put a thing among the goods, in place; its mask. Nothing where there are no goods."""
    mask, places = np.zeros(loaded.shape, np.bool_), np.flatnonzero(loaded)
    if places.size == 0:
        return mask
    row, column = divmod(int(dice.choice(places)), loaded.shape[1])
    top, left = row - thing.areal.shape[0] // 2, column - thing.areal.shape[1] // 2
    rows = slice(max(0, top), min(loaded.shape[0], top + thing.areal.shape[0]))
    columns = slice(max(0, left), min(loaded.shape[1], left + thing.areal.shape[1]))
    own = (slice(rows.start - top, rows.stop - top), slice(columns.start - left, columns.stop - left))
    left_over = 1 - np.minimum(thing.deep_mm[own] / np.float32(DEEP_MM), np.float32(0.85)) * loaded[rows, columns]
    for plane, beam in zip(transmission, beams, strict=False):
        behind = np.interp(thing.areal[own], *_behind_goods(beam, thing.substance)).astype(np.float32)
        depth = -np.log(np.maximum(plane[rows, columns], np.float32(LEAST)))
        plane[rows, columns] = np.maximum(np.exp(-(depth * left_over + behind)), np.float32(LEAST))
    mask[rows, columns] = thing.outline[own] > MARKED * thing.outline.max()
    return mask


@lru_cache(maxsize=256)
def _behind_goods(beam: Beam, substance: str, goods_g_cm2: float = 50.0) -> tuple[NDArray[np.float64], ...]:
    """What a substance adds behind goods, which have hardened the beam: it takes less of it than of the open beam."""
    areal = np.linspace(0, 700, 141)
    layers = {"water": np.full(141, goods_g_cm2)}
    layers[substance] = areal + layers.get(substance, 0.0)
    depth = beam.minus_log_t(layers)
    return areal, depth - depth[0]


NUMBER = {kind: number for number, kind in enumerate(KINDS)}
