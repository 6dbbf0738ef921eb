"""Which material a region of a radiograph is, by what it adds at two energies; and what cannot be excluded."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from customhouse.imaging.model import Material
from customhouse.imaging.physics.beams.attenuation import Floats
from customhouse.imaging.physics.beams.beam import Beam
from customhouse.imaging.physics.radiographs.areal import DEEPEST, REFERENCES, Curves, curves

LEAST_DEPTH = 0.05  # −ln T that a region must add to be told
LOST = 4.0  # standard deviations from the nearest material, from which a ratio tells none
THICKNESSES = np.linspace(0.0, 3.0, 25)  # of what a material alone would need for a depth
NAMES = tuple(name for name, _ in REFERENCES)
CLASSES = tuple(each for _, each in REFERENCES)
COPPER = NAMES.index("copper")
DENSE = np.array([each is Material.DENSE for each in CLASSES])


@dataclass(frozen=True)
class Told:
    """A region's material; `open` holds every class that the measurement cannot exclude."""

    material: Material
    open: frozenset[Material]

    @property
    def ambiguous(self) -> bool:
        return len(self.open) > 1


@dataclass(frozen=True)
class Excess:
    """What a region adds to its surroundings: −ln T at the highest energy, low over high, and how sure that is."""

    depth: float
    ratio: float
    sigma: float
    over: float = 0.0  # −ln T of the surroundings, which are taken to be common goods


def tell(beams: tuple[Beam, ...], excess: Excess) -> Told | None:
    """Name the material of a region; None where it is too thin, too thick or too uncertain to tell."""
    if excess.over <= 0:
        return tell_each(beams, np.array([excess.depth]), np.array([excess.ratio]), excess.sigma)[0]
    if len(beams) < 2 or excess.depth < LEAST_DEPTH or excess.over + excess.depth >= DEEPEST:
        return None
    expected = _ratios_over(curves(beams), beams, excess)
    return _nearest(beams, expected[:, None], np.array([excess.ratio]), excess.sigma)[0]


def tell_each(beams: tuple[Beam, ...], depth: Floats, ratio: Floats, sigma: float) -> list[Told | None]:
    """The same of many regions with nothing around them, each (regions,): None where one cannot be told."""
    told: list[Told | None] = [None] * len(depth)
    fair = np.flatnonzero((depth >= LEAST_DEPTH) & (depth < DEEPEST) & (len(beams) > 1))
    if fair.size:
        named = _nearest(beams, _ratios(curves(beams), depth[fair]), ratio[fair], sigma)
        for place, each in zip(fair, named, strict=True):
            told[place] = each
    return told


def _nearest(beams: tuple[Beam, ...], expected: Floats, ratio: Floats, sigma: float) -> list[Told]:
    """By the ratios expected of each reference material, (materials, regions)."""
    away = np.abs(ratio - expected) / sigma
    nearest = away.argmin(axis=0)
    if not beams[0].is_linac:
        # Their K edges give lead and its like the ratio of goods and metal behind each other, which are far commoner.
        mistaken = DENSE[nearest] & (ratio <= expected[COPPER])
        nearest = np.where(mistaken, np.where(DENSE[:, None], np.inf, away).argmin(axis=0), nearest)
    least = np.take_along_axis(away, nearest[None], axis=0)[0]
    # What is like no material was measured wrongly: noise, or surroundings that are not alike. It may be any.
    limit = np.where(least > LOST, np.inf, np.maximum(2.0, least + 1.0))
    possible = np.packbits(away < limit, axis=0).T  # a row of bytes for each region: few differ
    return [_told(int(number), row.tobytes()) for number, row in zip(nearest, possible, strict=True)]


@cache
def _told(nearest: int, possible: bytes) -> Told:
    bits = np.unpackbits(np.frombuffer(possible, np.uint8))[: len(CLASSES)]
    return Told(CLASSES[nearest], frozenset(CLASSES[number] for number in np.flatnonzero(bits)) | {CLASSES[nearest]})


def _ratios(known: Curves, depth: Floats) -> Floats:
    """Low over high energy of each reference material by itself, (materials, regions)."""
    return np.stack([np.interp(depth, known.depth, known.ratio[name]) for name in NAMES])


def _ratios_over(known: Curves, beams: tuple[Beam, ...], excess: Excess) -> Floats:
    """What each material would add at the low energy for what is added at the high one, the beam hardened before."""
    goods = np.full(len(THICKNESSES), float(np.interp(excess.over, known.depth, known.areal["water"])))
    ratios = []
    for name in NAMES:
        added = THICKNESSES * float(np.interp(excess.depth, known.depth, known.areal[name]))
        high, low = (beam.minus_log_t({"water": goods, name: added}) for beam in (beams[0], beams[-1]))
        ratios.append(float(np.interp(excess.depth, high - high[0], low - low[0])) / excess.depth)
    return np.array(ratios)
