"""From one voxel grid to another, without aliasing."""

import math

import numpy as np
from numpy.typing import NDArray

Field = NDArray[np.float32]


def line(sizes: tuple[int, int], pitches: tuple[float, float]) -> Field:
    """Weights (out, in) that read samples of one line at another pitch: linear, widened where the pitch grows.

    What lies outside repeats the end of the line.

    Args:
        sizes: samples in and out.
        pitches: of both, in mm.
    """
    inside, outside = sizes
    centres = (np.arange(outside) + 0.5) * pitches[1]
    centres = np.clip(centres, 0.5 * pitches[0], (inside - 0.5) * pitches[0])
    samples = (np.arange(inside) + 0.5) * pitches[0]
    weights = np.maximum(0.0, 1 - np.abs(centres[:, None] - samples[None, :]) / max(pitches))
    weights /= np.maximum(weights.sum(axis=1, keepdims=True), 1e-6)
    return np.asarray(weights, np.float32)


def resampled(field: Field, lines: tuple[Field, Field, Field]) -> Field:
    """Apply one line of weights along each axis, (z, y, x), the axis that shrinks most first."""
    result = field
    for axis in sorted(range(3), key=lambda each: lines[each].shape[0] / lines[each].shape[1]):
        if lines[axis].shape[0] == lines[axis].shape[1] and np.array_equal(lines[axis], np.eye(len(lines[axis]))):
            continue
        result = np.moveaxis(np.tensordot(lines[axis], result, axes=(1, axis)), 0, axis)
    return np.ascontiguousarray(result, np.float32)


def on_grid(field: Field, spacing_mm: tuple[float, float, float], pitch_mm: float) -> Field:
    """The whole volume at cubes of `pitch_mm`."""
    shape = grid_shape(field.shape, spacing_mm, pitch_mm)
    lines = tuple(
        line((size, count), (own, pitch_mm)) for size, count, own in zip(field.shape, shape, spacing_mm, strict=True)
    )
    return resampled(field, (lines[0], lines[1], lines[2]))


def grid_shape(shape: tuple[int, ...], spacing_mm: tuple[float, float, float], pitch_mm: float) -> tuple[int, ...]:
    return tuple(max(1, math.ceil(size * own / pitch_mm - 1e-6)) for size, own in zip(shape, spacing_mm, strict=True))


def nearest(size: int, own_mm: float, count: int, pitch_mm: float) -> NDArray[np.intp]:
    """For each sample of a line of `count` at `pitch_mm`, the index of the nearest of `size` at `own_mm`."""
    at = ((np.arange(count) + 0.5) * pitch_mm / own_mm - 0.5).round().astype(np.intp)
    return np.clip(at, 0, size - 1)
