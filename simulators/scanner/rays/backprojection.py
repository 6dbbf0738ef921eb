"""Filtered back projection of parallel rays, and the rebinning that turns a fan into them.

Ramp filter sampled in space as Kak and Slaney print it (Principles of Computerized Tomographic Imaging, eq. 3.61), so
that the mean is kept; apodised by a Hann window.
"""

import numpy as np
from scipy import fft

from simulators.scanner.rays.compiled import compiled
from simulators.scanner.rays.projector import Floats, Volume

TILE = 32  # pixels a side worked on at once, so that they stay in the nearest cache


def reconstruct(sinogram: Volume, angles: Floats, spacing: float, size: tuple[int, int], cutoff: float = 1.0) -> Volume:
    """Filtered back projection.

    Args:
        sinogram: (angle, offset, slice) of parallel rays over half a turn, offsets centred on the middle.
        spacing: of the rays, in voxels.
        size: (rows, columns) of the picture.
        cutoff: of the Hann window, as a share of the Nyquist frequency.

    Returns:
        (y, x, slice), in units of the sinogram per voxel.
    """
    picture = np.zeros((*size, sinogram.shape[2]), np.float32)
    _spread(filtered(sinogram, spacing, cutoff), np.cos(angles) / spacing, np.sin(angles) / spacing, picture)
    picture *= np.float32(np.pi / len(angles))
    return picture


def filtered(sinogram: Volume, spacing: float, cutoff: float) -> Volume:
    rays = sinogram.shape[1]
    length = fft.next_fast_len(2 * rays, real=True)
    lag = np.fft.fftfreq(length, 1 / length)
    kernel = np.zeros(length)
    kernel[0] = 0.25
    odd = lag.astype(np.int64) % 2 == 1
    kernel[odd] = -1 / (np.pi * lag[odd]) ** 2
    share = np.fft.rfftfreq(length) * 2 / cutoff
    window = np.where(share <= 1, 0.5 + 0.5 * np.cos(np.pi * share), 0.0)
    ramp = (np.fft.rfft(kernel).real * window / spacing).astype(np.float32)
    spectrum = fft.rfft(sinogram, n=length, axis=1)
    spectrum *= ramp[None, :, None]
    return np.ascontiguousarray(fft.irfft(spectrum, n=length, axis=1)[:, :rays], np.float32)


@compiled
def _spread(sinogram, cosines, sines, picture):
    height, width, depth = picture.shape
    views, rays = sinogram.shape[0], sinogram.shape[1]
    for top in range(0, height, TILE):
        for left in range(0, width, TILE):
            for view in range(views):
                for y in range(top, min(top + TILE, height)):
                    across = (y - (height - 1) / 2) * sines[view] + (rays - 1) / 2
                    for x in range(left, min(left + TILE, width)):
                        place = across + (x - (width - 1) / 2) * cosines[view]
                        low = int(np.floor(place))
                        if low < 0 or low + 1 >= rays:
                            continue
                        upper = np.float32(place - low)
                        lower = np.float32(1) - upper
                        first, second, pixel = sinogram[view, low], sinogram[view, low + 1], picture[y, x]
                        for k in range(depth):
                            pixel[k] += lower * first[k] + upper * second[k]


def rebin(fan: Volume, angles: Floats, gammas: Floats, source: float, offsets: Floats) -> tuple[Volume, Floats]:
    """Turn fans over a whole turn into parallel rays over half a turn.

    Args:
        fan: (angle, gamma, slice); angles evenly spaced over a whole turn from 0, gammas evenly spaced.
        offsets: of the parallel rays, in the voxels of `source`.

    Returns:
        The sinogram (angle, offset, slice), and its angles: as many as half the fans.
    """
    turns = len(angles)
    parallel_angles = np.arange(turns // 2) * (2 * np.pi / turns)
    gamma = np.arcsin(offsets / source)
    across = (gamma - gammas[0]) / (gammas[1] - gammas[0])
    # A fan's ray is the parallel ray at angle + gamma - pi / 2; see `projector.fan`.
    turn = (parallel_angles[:, None] + np.pi / 2 - gamma[None, :]) / (2 * np.pi / turns) % turns
    sinogram = np.zeros((len(parallel_angles), len(offsets), fan.shape[2]), np.float32)
    _gather(fan, turn, across, sinogram)
    return sinogram, parallel_angles


@compiled
def _gather(fan, turn, across, sinogram):
    views, rays = fan.shape[0], fan.shape[1]
    for view in range(sinogram.shape[0]):
        for ray in range(sinogram.shape[1]):
            column = int(np.floor(across[ray]))
            if column < 0 or column + 1 >= rays:
                continue
            row = int(np.floor(turn[view, ray]))
            u, v = np.float32(across[ray] - column), np.float32(turn[view, ray] - row)
            row, following = row % views, (row + 1) % views
            for k in range(fan.shape[2]):
                near = (1 - u) * fan[row, column, k] + u * fan[row, column + 1, k]
                far = (1 - u) * fan[following, column, k] + u * fan[following, column + 1, k]
                sinogram[view, ray, k] = (1 - v) * near + v * far
