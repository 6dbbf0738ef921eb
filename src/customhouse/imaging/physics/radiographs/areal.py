"""From attenuation to areal density (g/cm²) and material, with what one or two energies leave open."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from customhouse.imaging.model import Material
from customhouse.imaging.physics.beams.attenuation import Floats
from customhouse.imaging.physics.beams.beam import Beam

# What a pixel may hold, each as a reference for its class. Light organic is missing: a radiograph shows no density.
REFERENCES: tuple[tuple[str, Material], ...] = (
    ("polyethylene", Material.ORGANIC),
    ("cellulose", Material.ORGANIC),
    ("water", Material.ORGANIC),
    ("sand", Material.INORGANIC),
    ("limestone", Material.INORGANIC),
    ("pvc", Material.INORGANIC),
    ("salt", Material.INORGANIC),
    ("aluminium", Material.INORGANIC),
    ("titanium", Material.METAL),
    ("steel", Material.METAL),
    ("copper", Material.METAL),
    ("tin", Material.DENSE),
    ("tungsten", Material.DENSE),
    ("lead", Material.DENSE),
)
HOMOGENEOUS = ("polyethylene", "cellulose", "water", "sand", "aluminium", "steel")
DEEPEST = 7.0  # −ln T beyond which nothing is measured
STEPS = 141
RATIO_STEPS = 96

FloatMap = NDArray[np.float32]


@dataclass(frozen=True)
class Curves:
    """For one set of beams: at each attenuation of the highest energy, what each reference material would be."""

    depth: Floats  # (steps,) −ln T at the highest energy
    areal: dict[str, Floats]  # (steps,) g/cm² of each material that gives this depth
    ratio: dict[str, Floats]  # (steps,) low over high attenuation; ones where there is one energy


@lru_cache(maxsize=16)
def curves(beams: tuple[Beam, ...]) -> Curves:
    depth = np.linspace(0.0, DEEPEST, STEPS)
    areal, ratio = {}, {}
    for name, _ in REFERENCES:
        areal[name] = _inverse(beams[0], name, depth)
        low = beams[-1].behind(name, areal[name])
        ratio[name] = np.ones(STEPS)
        ratio[name][1:] = low[1:] / depth[1:]
        ratio[name][0] = ratio[name][1]
    return Curves(depth, areal, ratio)


def _inverse(beam: Beam, substance: str, depth: Floats) -> Floats:
    grid = np.concatenate([[0.0], np.geomspace(1e-3, 2000.0, 400)])
    return np.asarray(np.interp(depth, beam.behind(substance, grid), grid))


@dataclass(frozen=True)
class ArealScale:
    """Tables over (depth, ratio): the best areal density, and half the range that the materials leave open."""

    best: FloatMap  # (STEPS, RATIO_STEPS)
    spread: FloatMap
    lowest_ratio: float
    highest_ratio: float

    def look_up(self, depth: FloatMap, ratio: FloatMap | float) -> tuple[FloatMap, FloatMap]:
        row = depth * np.float32((STEPS - 1) / DEEPEST)
        span = self.highest_ratio - self.lowest_ratio
        place = (ratio - self.lowest_ratio) / span * (RATIO_STEPS - 1)
        column = np.clip(np.rint(place), 0, RATIO_STEPS - 1).astype(np.intp)
        # Straight between the rows, so that noise about nought averages out instead of being cut off.
        lower = np.clip(row.astype(np.intp), 0, STEPS - 2)
        part = np.clip(row - lower, -2.0, 1.0).astype(np.float32)
        best = self.best[lower, column] + part * (self.best[lower + 1, column] - self.best[lower, column])
        return best, self.spread[lower, column]


@lru_cache(maxsize=16)
def areal_scale(beams: tuple[Beam, ...], tells_materials: bool) -> ArealScale:
    """Without a telling ratio the table has the same row for every ratio: all that a single energy can say."""
    known = curves(beams)
    if not tells_materials:
        return _blind(known, beams[0].is_linac)
    ratios = np.stack([known.ratio[name][1:] for name in HOMOGENEOUS])
    lowest, highest = float(ratios.min()) * 0.98, float(ratios.max()) * 1.02
    axis = np.linspace(lowest, highest, RATIO_STEPS)
    best = np.zeros((STEPS, RATIO_STEPS), np.float32)
    spread = np.zeros((STEPS, RATIO_STEPS), np.float32)
    for step in range(1, STEPS):
        pure = _pure(known, step, axis, beams[0].is_linac)
        mixed = _mixed(known, step, axis)
        best[step] = (pure + mixed) / 2
        spread[step] = np.abs(pure - mixed) / 2
    return ArealScale(best, spread, lowest, highest)


def _organic(known: Curves, step: int) -> tuple[float, float]:
    """Ratio and areal density of common goods: between water and cellulose, which differ by their hydrogen."""
    pairs = [(float(known.ratio[name][step]), float(known.areal[name][step])) for name in ("water", "cellulose")]
    return sum(ratio for ratio, _ in pairs) / 2, sum(areal for _, areal in pairs) / 2


def _pure(known: Curves, step: int, axis: Floats, is_linac: bool) -> Floats:
    """As if each pixel held one substance, between its neighbours in ratio."""
    # At accelerator energies the ratios of organics are one, and their order is chance.
    names = HOMOGENEOUS[3:] if is_linac else HOMOGENEOUS
    points = [(float(known.ratio[name][step]), float(known.areal[name][step])) for name in names]
    points = sorted([*points, _organic(known, step)] if is_linac else points)
    return np.asarray(np.interp(axis, [ratio for ratio, _ in points], [areal for _, areal in points]))


def _mixed(known: Curves, step: int, axis: Floats) -> Floats:
    """As if each pixel held common goods and steel behind each other."""
    (goods, goods_areal), steel = _organic(known, step), float(known.ratio["steel"][step])
    share = np.clip((axis - goods) / (steel - goods), 0.0, 1.0) if steel != goods else np.zeros_like(axis)
    return np.asarray(goods_areal * (1 - share) + known.areal["steel"][step] * share)


def _blind(known: Curves, is_linac: bool) -> ArealScale:
    water, steel = (known.areal["water"] + known.areal["cellulose"]) / 2, known.areal["steel"]
    # At accelerator energies all but the heaviest materials weigh alike. Behind a tube's beam goods are mostly organic,
    # and the range down to all steel is left open.
    share = 0.5 if is_linac else 0.2
    best = water * (1 - share) + steel * share
    spread = np.abs(water - steel) * max(share, 1 - share)
    tables = [np.repeat(column[:, None], RATIO_STEPS, axis=1).astype(np.float32) for column in (best, spread)]
    return ArealScale(tables[0], tables[1], 0.5, 1.5)


def least_areal(beams: tuple[Beam, ...], depth: FloatMap) -> FloatMap:
    """g/cm² that there are at least, whatever it is: of what attenuates most for its mass."""
    known = curves(beams)
    lightest = np.min(list(known.areal.values()), axis=0)
    return np.asarray(np.interp(depth, known.depth, lightest), np.float32)


def block_sums(plane: NDArray[Any], size: int) -> Floats:
    """Over squares of so many pixels, (rows, columns); those at the lower and right edges may be smaller."""
    down, across = (np.arange(0, length, size) for length in plane.shape)
    return np.asarray(np.add.reduceat(np.add.reduceat(plane, down, axis=0, dtype=float), across, axis=1))


def block_means(plane: NDArray[Any], size: int) -> Floats:
    heights, widths = (np.diff([*range(0, length, size), length]) for length in plane.shape)
    return np.asarray(block_sums(plane, size) / np.outer(heights, widths))
