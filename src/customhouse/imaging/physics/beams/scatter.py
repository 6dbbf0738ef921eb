"""Scatter that reaches the detector beside the beam: behind thick goods it is all that is left, and hides their mass.

Real attenuation lets less of the lower energy through, the thicker the goods the less. Scatter comes alike at both, so
behind thick goods their attenuations draw together, closer than any material allows. The least scatter that undoes
this is taken off; never more, for what is taken off too much would weigh as goods that are not there.
"""

from dataclasses import replace

import numpy as np

from customhouse.imaging.physics.beams.beam import Beam
from customhouse.imaging.physics.radiographs.areal import HOMOGENEOUS, curves
from customhouse.imaging.physics.radiographs.pixels import OPAQUE_BELOW, Working

DEEP = 3.2  # −ln T from which scatter of some thousandths matters
LEAST_PIXELS = 200
LOOKED_AT = 4000
STEPS = 40
DEEPEST_SHARE = 0.4
LEFT_SHARE = 0.3  # of the scatter: a signal smaller than this after its removal is as good as none


def without_scatter(working: Working, beams: tuple[Beam, ...]) -> Working:
    """Only for accelerators with two energies: at a tube's the ratio of energies says too much of the material."""
    if len(working.depth) < 2 or not beams[0].is_linac:
        return working
    level = scatter_level(working, beams)
    if level <= 0:
        return working
    share = np.float32(level)
    beam = [(np.exp(-plane) - share) / (1 - share) for plane in working.depth]
    least = max(OPAQUE_BELOW, LEFT_SHARE * level)
    depth = tuple(-np.log(np.maximum(each, np.float32(least / 2))) for each in beam)
    return replace(working, depth=depth, opaque=working.opaque | (beam[0] < least))


def scatter_level(working: Working, beams: tuple[Beam, ...]) -> float:
    """Share of the open beam; 0 where the energies do not contradict each other."""
    deep = (working.depth[0] > DEEP) & ~working.opaque
    if int(deep.sum()) < LEAST_PIXELS:
        return 0.0
    high, low = (np.exp(-plane[deep].astype(np.float64)) for plane in working.depth[:2])
    order = np.argsort(high)[: max(LEAST_PIXELS, int(DEEPEST_SHARE * high.size))]
    step = max(1, order.size // LOOKED_AT)
    high, low = high[order][::step], low[order][::step]
    most = float(np.percentile(low, 10)) * 0.95
    known = curves(beams)
    lowest = np.min([known.ratio[name][1:] for name in HOMOGENEOUS], axis=0)

    def likeness(level: float) -> float:
        first, second = (-np.log(np.maximum(each - level, 1e-5)) for each in (high, low))
        return float(np.median(second / first / np.interp(first, known.depth[1:], lowest)))

    levels = np.linspace(0.0, most, STEPS)
    if likeness(0.0) >= 1:
        return 0.0
    return next((float(level) for level in levels if likeness(float(level)) >= 1), float(levels[-1]))
