"""What is reckoned by slices of arrays, because that is quick, is what SciPy and NumPy say."""

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import ndimage

from customhouse.imaging.networks.objects.cuts import RING, counted, percentiles, widely
from customhouse.imaging.networks.objects.shapes import peeled
from customhouse.imaging.physics.volumes.voxels import Mask, grown, without_surface

SIX = ndimage.generate_binary_structure(3, 1)
SHAPES = [(1, 1, 1), (2, 3, 4), (1, 7, 9), (3, 3, 3), (20, 17, 11)]


@pytest.fixture(params=[(shape, share) for shape in SHAPES for share in (0.05, 0.5, 0.95)], ids=str)
def mask(request: pytest.FixtureRequest) -> Mask:
    shape, share = request.param
    found: Mask = np.random.default_rng(5).random(shape) < share
    return found


def test_growing_and_shrinking_by_faces(mask: Mask) -> None:
    assert np.array_equal(grown(mask), ndimage.binary_dilation(mask, SIX))
    assert np.array_equal(without_surface(mask), ndimage.binary_erosion(mask, SIX))
    assert np.array_equal(without_surface(grown(mask)), ndimage.binary_closing(mask, SIX))


def test_growing_and_shrinking_with_corners(mask: Mask) -> None:
    assert np.array_equal(peeled(mask), ndimage.minimum_filter(mask, 3, mode="constant"))
    assert np.array_equal(widely(mask), ndimage.maximum_filter(mask, 2 * RING + 1, mode="constant"))


@pytest.mark.parametrize("size", [1, 2, 9, 5000])
def test_percentiles_and_histograms(size: int) -> None:
    values: NDArray[np.float64] = np.random.default_rng(size).normal(0, 2, size)

    assert np.allclose(percentiles(values, 5, 50, 95), np.percentile(values, [5, 50, 95]))
    assert np.array_equal(counted(values, 12, (-3.0, 3.7)), np.histogram(values, 12, (-3.0, 3.7))[0])
