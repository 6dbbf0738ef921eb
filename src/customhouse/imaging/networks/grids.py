"""From one voxel grid to another, without aliasing: whole volumes for a network, cubes around objects."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from customhouse.imaging.physics.voxels import Region

Field = NDArray[np.float32]


def line(sizes: tuple[int, int], pitches: tuple[float, float], begin: float = 0.0, *, closed: bool) -> Field:
    """Weights (out, in) that read samples of one line at another pitch: linear, widened where the pitch grows.

    Args:
        sizes: samples in and out.
        pitches: of both, in mm.
        begin: where the new line begins, in mm from the outer edge of the old one.
        closed: whether what lies outside repeats the end of the line; otherwise it is empty.
    """
    inside, outside = sizes
    centres = begin + (np.arange(outside) + 0.5) * pitches[1]
    if closed:
        centres = np.clip(centres, 0.5 * pitches[0], (inside - 0.5) * pitches[0])
    samples = (np.arange(inside) + 0.5) * pitches[0]
    width = max(pitches)
    weights = np.maximum(0.0, 1 - np.abs(centres[:, None] - samples[None, :]) / width)
    whole = width / pitches[0]  # what the weights of an inner sample add up to
    total = weights.sum(axis=1, keepdims=True)
    weights /= np.maximum(total, 1e-6) if closed else np.maximum(total, whole)
    return weights.astype(np.float32)


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
        line((size, count), (own, pitch_mm), closed=True)
        for size, count, own in zip(field.shape, shape, spacing_mm, strict=True)
    )
    return resampled(field, (lines[0], lines[1], lines[2]))


def grid_shape(shape: tuple[int, ...], spacing_mm: tuple[float, float, float], pitch_mm: float) -> tuple[int, ...]:
    return tuple(max(1, math.ceil(size * own / pitch_mm - 1e-6)) for size, own in zip(shape, spacing_mm, strict=True))


def nearest(size: int, own_mm: float, count: int, pitch_mm: float) -> NDArray[np.intp]:
    """For each sample of a line of `count` at `pitch_mm`, the index of the nearest of `size` at `own_mm`."""
    at = ((np.arange(count) + 0.5) * pitch_mm / own_mm - 0.5).round().astype(np.intp)
    return np.clip(at, 0, size - 1)


@dataclass(frozen=True)
class Cube:
    """How to look at an object: the region that is needed, the weights to read it with, the pitch in voxels.

    What lies outside the volume is empty, so fields must be 0 where there is nothing.
    """

    region: Region
    lines: tuple[Field, Field, Field]
    pitch: float

    @classmethod
    def around(cls, box: Region, shape: tuple[int, ...], side: int, wider: float) -> "Cube":
        """Of `side` samples a side, `wider` times as wide as the box's longest side, or at double resolution."""
        width = max(wider * max(each.stop - each.start for each in box), side / 2)
        pitch = width / side
        spans, lines = [], []
        for each, size in zip(box, shape, strict=True):
            begin = (each.start + each.stop - width) / 2
            first = max(0, math.floor(begin - pitch - 1))
            last = min(size, math.ceil(begin + width + pitch + 1))
            spans.append(slice(first, last))
            lines.append(line((last - first, side), (1.0, pitch), begin - first, closed=False))
        return cls((spans[0], spans[1], spans[2]), (lines[0], lines[1], lines[2]), pitch)

    def read(self, field: Field) -> Field:
        """Of a field that was cut to the region already."""
        return resampled(np.asarray(field, np.float32), self.lines)
