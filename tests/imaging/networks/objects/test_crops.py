"""Crops around objects: nothing is moved, nothing is lost, and what lies outside of a volume is air."""

import tracemalloc

import numpy as np
import pytest

from customhouse.imaging.networks.objects.crops import SIDE, Crops, cut_out, edge_of
from customhouse.imaging.networks.volumes.candidates import Candidate
from customhouse.imaging.networks.volumes.segments import Gridded

DICE = np.random.default_rng(5)


def grid_of(high: np.ndarray, *, both: bool = True) -> Gridded:
    low = high * np.float32(1.25) if both else high
    window = tuple(slice(0, size) for size in high.shape)
    return Gridded(high, low, both, 2.5, (window[0], window[1], window[2]), (0.0, 0.0, 0.0))


def block(first: tuple[int, int, int], size: tuple[int, int, int]) -> Candidate:
    z, y, x = (slice(begin, begin + side) for begin, side in zip(first, size, strict=True))
    return Candidate((z, y, x), np.ones(size, bool))


def test_a_small_object_is_seen_as_it_is_with_what_lies_around_it() -> None:
    high = DICE.random((50, 60, 70), np.float32)
    crops = Crops.of([block((20, 21, 22), (8, 6, 4))], grid_of(high))
    begin = (20 + 28 - SIDE) // 2, (21 + 27 - SIDE) // 2, (22 + 26 - SIDE) // 2
    around = tuple(slice(first, first + SIDE) for first in begin)

    assert crops.planes.shape == (1, 3, SIDE, SIDE, SIDE)
    np.testing.assert_allclose(crops.planes[0, 0], high[around], atol=1e-3)
    np.testing.assert_allclose(crops.planes[0, 1], high[around] * 1.25, atol=1e-3)
    own = np.argwhere(crops.planes[0, 2] > 0) + begin
    assert (own.min(0).tolist(), own.max(0).tolist(), len(own)) == ([20, 21, 22], [27, 26, 25], 8 * 6 * 4)


def test_a_large_object_is_shrunk_and_keeps_its_mean_and_its_size() -> None:
    high = np.zeros((100, 100, 100), np.float32)
    thing = block((10, 30, 40), (77, 20, 12))
    high[thing.box] = 1.5
    crops = Crops.of([thing], grid_of(high))
    pitch = edge_of(thing) / SIDE

    assert crops.pitches[0] == pytest.approx(pitch)
    assert crops.planes[0, 2].sum(dtype=np.float64) * pitch**3 == pytest.approx(thing.mask.sum(), rel=2e-3)
    np.testing.assert_allclose(crops.planes[0, 0], 1.5 * crops.planes[0, 2].astype(np.float32), atol=2e-3)


def test_what_lies_outside_of_a_volume_is_air() -> None:
    high = np.ones((12, 14, 16), np.float32)
    crops = Crops.of([block((0, 0, 0), (3, 14, 5))], grid_of(high))

    assert crops.planes[0, 0].sum(dtype=np.float64) == pytest.approx(high.size)
    assert crops.planes[0, 2].sum(dtype=np.float64) == pytest.approx(3 * 14 * 5)


@pytest.mark.parametrize("edge", [SIDE + 1, 47, 2 * SIDE, 150])
def test_each_place_is_the_mean_of_what_it_covers(edge: int) -> None:
    cube = DICE.random((edge,) * 3, np.float32)
    small = cut_out(cube, (0, 0, 0), edge)

    assert small.shape == (SIDE,) * 3
    assert small.mean() == pytest.approx(cube.mean(), rel=1e-4)
    if edge == 2 * SIDE:
        np.testing.assert_allclose(small, cube.reshape(SIDE, 2, SIDE, 2, SIDE, 2).mean((1, 3, 5)), rtol=1e-4)


def test_axes_stay_where_they_were() -> None:
    ramp = np.broadcast_to(np.arange(64, dtype=np.float32)[:, None, None], (64, 64, 64))

    assert (np.diff(cut_out(ramp, (0, 0, 0), 64), axis=0) > 0).all()
    assert np.ptp(cut_out(ramp, (0, 0, 0), 64), axis=(1, 2)).max() < 1e-3


@pytest.mark.parametrize("both", [True, False])
def test_energies_and_pitches_are_told_beside(*, both: bool) -> None:
    crops = Crops.of(
        [block((0, 0, 0), (4, 4, 4)), block((0, 0, 0), (60, 4, 4))], grid_of(np.ones((64, 8, 8), np.float32), both=both)
    )

    np.testing.assert_allclose(crops.about, [[0.0, both], [np.log(78 / SIDE), both]], rtol=1e-5)


def test_a_thin_thing_of_metres_takes_no_more_memory_than_it_has_voxels() -> None:
    long = block((0, 2, 2), (1500, 4, 4))
    tracemalloc.start()
    crops = Crops.of([long], grid_of(np.ones((1500, 8, 8), np.float32)))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert crops.planes[0, 2].sum(dtype=np.float64) * (edge_of(long) / SIDE) ** 3 == pytest.approx(1500 * 16, rel=0.02)
    assert peak < 20e6


def test_nothing_to_look_at_is_no_error() -> None:
    assert Crops.of([], grid_of(np.ones((4, 4, 4), np.float32))).planes.shape[0] == 0
