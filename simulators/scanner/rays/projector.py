"""Line integrals after Joseph (IEEE Trans. Med. Imaging 1, 192, 1982), parallel and fan, the slices innermost.

A volume is indexed (y, x, slice) so that a ray's weights are found once for all slices. Lengths are in voxels: the
middle of the plane is the origin, x grows with columns, y with rows. A parallel ray at angle t and offset s is the line
x cos t + y sin t = s.
"""

import numpy as np
from numpy.typing import NDArray

from simulators.scanner.rays.compiled import compiled

Volume = NDArray[np.float32]
Floats = NDArray[np.float64]


def parallel(volume: Volume, angles: Floats, offsets: Floats) -> Volume:
    """Project along parallel rays.

    Args:
        volume: (y, x, slice), contiguous float32; its outermost pixels count half.
        angles: radians.
        offsets: signed distances of the rays from the middle, in voxels.

    Returns:
        (angle, offset, slice), in units of the volume times voxels.
    """
    cosine, sine = np.cos(angles)[:, None], np.sin(angles)[:, None]
    towards = np.broadcast_to(-sine, (len(angles), len(offsets))), np.broadcast_to(cosine, (len(angles), len(offsets)))
    return _project(volume, np.stack([offsets * cosine, offsets * sine, *towards], axis=-1))


def fan(volume: Volume, angles: Floats, gammas: Floats, source: float) -> Volume:
    """Project along fans from a source that circles at `source` voxels.

    Args:
        angles: of the source, radians, over a whole turn.
        gammas: of the rays in the fan, radians, 0 through the middle; the ray then runs as a parallel one at angle
            `angle + gamma - pi / 2` and offset `source * sin(gamma)`.
    """
    along = angles[:, None] + np.pi + gammas[None, :]
    start = np.broadcast_to(angles[:, None], along.shape)
    return _project(
        volume, np.stack([source * np.cos(start), source * np.sin(start), np.cos(along), np.sin(along)], axis=-1)
    )


def one_fan(volume: Volume, source: tuple[float, float], angles: Floats) -> Volume:
    """Project along the rays of one source that stands still.

    Args:
        source: its x and y, in voxels from the middle.
        angles: of the rays, radians from the x axis towards y.

    Returns:
        (ray, slice), in units of the volume times voxels.
    """
    start = np.broadcast_to(np.array(source), (len(angles), 2))
    lines = np.concatenate([start, np.cos(angles)[:, None], np.sin(angles)[:, None]], axis=1)
    return _project(volume, lines[None])[0]


def _project(volume: Volume, lines: Floats) -> Volume:
    sinogram = np.zeros((*lines.shape[:2], volume.shape[2]), np.float32)
    lit = (volume != 0).any(axis=2)
    _march_all(volume, lit, np.ascontiguousarray(lines), sinogram)
    return sinogram


@compiled
def _march(volume, lit, line, ray):
    """Add the integral along a line (a point and a direction) to `ray`; columns of slices not `lit` are empty."""
    height, width, depth = volume.shape
    px, py, dx, dy = line
    if abs(dx) > abs(dy):
        slope, steps, other = dy / dx, width, height
        at = py + (-(width - 1) / 2 - px) * slope + (height - 1) / 2
    else:
        slope, steps, other = dx / dy, height, width
        at = px + (-(height - 1) / 2 - py) * slope + (width - 1) / 2
    length = np.float32(np.sqrt(1 + slope * slope))
    flat = abs(dx) > abs(dy)
    for step in range(steps):
        place = at + step * slope
        low = int(np.floor(place))
        if low < 0 or low + 1 >= other:
            continue
        if flat:
            y0, x0, y1, x1 = low, step, low + 1, step
        else:
            y0, x0, y1, x1 = step, low, step, low + 1
        if not (lit[y0, x0] or lit[y1, x1]):
            continue
        upper = np.float32(place - low) * length
        lower = length - upper
        first, second = volume[y0, x0], volume[y1, x1]
        for k in range(depth):
            ray[k] += lower * first[k] + upper * second[k]


@compiled
def _march_all(volume, lit, lines, sinogram):
    for view in range(lines.shape[0]):
        for ray in range(lines.shape[1]):
            line = lines[view, ray]
            _march(volume, lit, (line[0], line[1], line[2], line[3]), sinogram[view, ray])
