"""How sharp and how noisy a scan is, read off the scan itself, so that what is inserted looks no better."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

Floats = NDArray[np.float32]
BLOCK = 8
LEAST_BLUR, MOST_BLUR = 0.4, 2.5  # standard deviation in pixels
EDGE_REACH = 9


@dataclass(frozen=True)
class Grain:
    """Variance of the signal is `photons` times the signal plus `electronic`; the signal is 1 in the open beam."""

    photons: float
    electronic: float

    def variance_to_add(self, behind: Floats, through: Floats) -> Floats:
        """What dimming takes from the noise and nature would not.

        Args:
            behind: the signal after insertion.
            through: the share that what was inserted lets through.
        """
        added = self.photons * behind * (1 - through) + self.electronic * (1 - through**2)
        return np.asarray(np.maximum(added, 0), np.float32)


def grain_of(signal: Floats) -> Grain:
    """Fit the noise of a plane: in the calmest blocks of each brightness, for texture of the goods is no noise."""
    rough = (signal - ndimage.uniform_filter(signal, 3)) * np.float32(np.sqrt(9 / 8))
    rows, columns = (size // BLOCK * BLOCK for size in signal.shape)
    if rows == 0 or columns == 0:
        return Grain(0.0, 0.0)
    means = _blocks(signal[:rows, :columns]).mean(axis=(1, 3)).ravel()
    variances = _blocks(rough[:rows, :columns]).var(axis=(1, 3)).ravel()
    edges = np.quantile(means, np.linspace(0, 1, 17))
    bins = np.clip(np.searchsorted(edges, means, side="right") - 1, 0, 15)
    told = [
        (means[bins == at].mean(), np.quantile(variances[bins == at], 0.2)) for at in range(16) if (bins == at).any()
    ]
    bright, calm = (np.array(column) for column in zip(*told, strict=True))
    # Two unknowns, both at least nought: where one comes out below, the other alone explains it.
    design = np.stack([bright, np.ones_like(bright)], axis=1)
    (photons, electronic), *_ = np.linalg.lstsq(design, calm, rcond=None)
    if photons < 0:
        return Grain(0.0, float(calm.mean()))
    return Grain(float(photons), float(electronic)) if electronic >= 0 else Grain(_slope(bright, calm), 0.0)


def _slope(bright: NDArray[np.float64], calm: NDArray[np.float64]) -> float:
    return float((bright * calm).sum() / max((bright * bright).sum(), 1e-12))


def _blocks(plane: Floats) -> Floats:
    rows, columns = plane.shape
    return plane.reshape(rows // BLOCK, BLOCK, columns // BLOCK, BLOCK)


def blur_of(signal: Floats) -> float:
    """The standard deviation of the scan's blur, in pixels, from its sharpest edges along rows."""
    slope = np.abs(np.gradient(ndimage.uniform_filter1d(signal, 3, axis=0), axis=1))
    step = ndimage.maximum_filter1d(signal, EDGE_REACH, axis=1) - ndimage.minimum_filter1d(signal, EDGE_REACH, axis=1)
    strong = step > max(0.05, float(np.quantile(step, 0.98)) * 0.6)
    if strong.sum() < 20:
        return 1.0
    # An edge of height h under a Gaussian blur s rises by h / (s √2π) a pixel; central differences see a little less.
    widths = step[strong] / (np.maximum(slope[strong], 1e-6) * np.sqrt(2 * np.pi))
    return float(np.clip(np.quantile(widths, 0.1), LEAST_BLUR, MOST_BLUR))
