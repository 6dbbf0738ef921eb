"""What an object is made of, measured: its attenuation at two energies, its texture, and what lies around it."""

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from customhouse.imaging.networks.objects.cuts import Cut, counted, logs, percentiles, ratio

Row = NDArray[np.float64]

STEPS = np.array([0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 1.0, 1.1, 1.2, 1.35, 1.5, 1.75, 2, 2.5, 3, 4, 6, 10])
WIDE_STEPS = np.array([0.3, 0.7, 0.95, 1.15, 1.4, 2, 3.5])
DENSE, METAL, AIR = 1.4, 2.2, 0.15
LEVELS = (120, -3.0, 3.7)  # bins of the logarithm that the commonest material is sought in
SURROUNDINGS = 8  # measures of what lies around
LIKE = 0.1  # in that logarithm, from which it is the same material


def size(cut: Cut) -> Row:
    grams = float(cut.fields.high[cut.mask].sum(dtype=np.float64)) * cut.cm3 / len(cut.at)
    return np.log([cut.cm3, 1e-3 + grams])


def attenuation(cut: Cut) -> Row:
    own, inside = cut.fields.high[cut.mask], cut.fields.smooth[cut.inner]
    spread = (own.std(), cut.fields.high[cut.inner].std(), inside.std() / (inside.mean() + 0.1))
    shares = np.bincount(np.searchsorted(STEPS, own), minlength=len(STEPS) + 1) / own.size
    return np.concatenate(
        [
            logs(percentiles(own, 5, 25, 50, 75, 95)),
            logs(percentiles(inside, 5, 10, 25, 50, 75, 90, 95)),
            spread,
            shares,
        ]
    )


def energies(cut: Cut) -> Row:
    """All nought where one energy was measured."""
    high, low = cut.fields.smooth[cut.inner], cut.fields.smooth_low[cut.inner]
    place = np.searchsorted(WIDE_STEPS, high)
    count, total, total_low = (np.bincount(place, each, len(WIDE_STEPS) + 1) for each in (None, high, low))
    by_step = np.where(count > 3, (total_low - total) / (total + 0.2 * count + 1e-6), 0.0)
    each = (low - high) / (high + 0.2)
    row = [*percentiles(each, 10, 25, 50, 75, 90), ratio(float(low.mean()), float(high.mean())), *by_step]
    return np.array(row) * cut.fields.both


def commonest(cut: Cut) -> Row:
    """The material that most of it is: its attenuation, share, energies, how much they spread, and its roughness."""
    high, low = cut.fields.smooth[cut.inner], cut.fields.smooth_low[cut.inner]
    level, (bins, first, last) = logs(high), LEVELS
    smooth = ndimage.gaussian_filter1d(counted(level, bins, (first, last)).astype(float), 1.5)
    mode = first + (int(smooth.argmax()) + 0.5) * (last - first) / bins
    near = np.abs(level - mode) < LIKE
    if not near.any():
        return np.array([mode, 0.0, 0.0, 0.0, 0.0])
    dual = (low[near] - high[near]) / (high[near] + 0.2) * cut.fields.both
    return np.array([mode, near.mean(), dual.mean(), dual.std(), cut.fields.rough[cut.inner][near].mean()])


def texture(cut: Cut) -> Row:
    rough, steep = cut.fields.rough[cut.inner], cut.fields.steep[cut.inner]
    [inside] = percentiles(cut.fields.smooth[cut.inner], 50)
    far = (cut.fields.high - cut.fields.smooth)[cut.inner]
    spread = float(far.std()) + 1e-3
    square = far * far
    fine = (spread, np.mean(square * far) / spread**3, np.mean(square * square) / spread**4)
    return np.concatenate(
        [
            np.log(percentiles(rough, 10, 50, 90) + 0.01),
            np.log(percentiles(steep, 25, 50, 90) + 0.005),
            [np.log(percentiles(rough, 50)[0] / (inside + 0.05) + 0.01)],
            fine,
        ]
    )


def surroundings(cut: Cut) -> Row:
    """A magazine lies in a pistol, a cell in a telephone."""
    ring = cut.ring
    if not ring.any():
        return np.zeros(SURROUNDINGS)
    high, low = cut.fields.high[ring], cut.fields.smooth_low[ring]
    smooth = cut.fields.smooth[ring]
    dual = ratio(float(low.mean()), float(smooth.mean())) * cut.fields.both
    shares = ((high > METAL).mean(), (high > DENSE).mean(), (high < AIR).mean())
    return np.concatenate([logs(percentiles(high, 10, 50, 90)), shares, [dual, high.mean()]])
