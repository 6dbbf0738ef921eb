"""Finds pictures that are nearly the same, so that none is learned from while its twin is used to measure."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

THUMB = 16
NEAR_BITS = 12  # of 128: candidates; whether they are twins, their thumbnails say
NEAR_LEVELS = 5.0  # mean difference of the thumbnails' grey levels, of 255
_ROWS = 512  # compared at a time


def thumbnail(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """(16, 16), grey: what remains of a picture whatever its size and compression."""
    small = Image.fromarray(pixels).convert("L").resize((THUMB, THUMB), Image.Resampling.BOX)
    return np.asarray(small, dtype=np.uint8)


def groups_of(thumbnails: Sequence[NDArray[np.uint8]]) -> NDArray[np.int64]:
    """The number of the group of each picture; twins, and twins of twins, share one."""
    stack = np.stack(thumbnails).astype(np.int16)
    hashes = _hashes(stack)
    flat = stack.reshape(len(stack), -1)
    parent = np.arange(len(stack))
    for start in range(0, len(stack), _ROWS):
        block = hashes[start : start + _ROWS]
        apart = np.bitwise_count(block[:, None, :] ^ hashes[None, :, :]).sum(axis=2)
        for row, column in np.argwhere(apart <= NEAR_BITS):
            first, second = start + int(row), int(column)
            if first < second and np.abs(flat[first] - flat[second]).mean() <= NEAR_LEVELS:
                _join(parent, first, second)
    return np.array([_root(parent, index) for index in range(len(stack))])


def _hashes(stack: NDArray[np.int16]) -> NDArray[np.uint64]:
    """Whether it grows brighter to the right, and downwards, at 8 × 8 places each."""
    right = (stack[:, ::2, 1::2] > stack[:, ::2, ::2]).reshape(len(stack), 64)
    down = (stack[:, 1::2, ::2] > stack[:, ::2, ::2]).reshape(len(stack), 64)
    packed = np.packbits(np.concatenate([right, down], axis=1), axis=1)
    return np.ascontiguousarray(packed).view(np.uint64)


def _root(parent: NDArray[np.int64], index: int) -> int:
    while parent[index] != index:
        parent[index] = parent[parent[index]]
        index = int(parent[index])
    return index


def _join(parent: NDArray[np.int64], first: int, second: int) -> None:
    low, high = sorted((_root(parent, first), _root(parent, second)))
    parent[high] = low
