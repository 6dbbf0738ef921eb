"""Resampling for the networks: nothing is shifted, nothing aliases, and outside there is nothing."""

import numpy as np
import pytest

from customhouse.imaging.networks.volumes.grids import grid_shape, line, nearest, on_grid


def test_a_grid_of_the_same_pitch_changes_nothing() -> None:
    field = np.random.default_rng(1).random((7, 9, 11), np.float32)

    assert on_grid(field, (2.5, 2.5, 2.5), 2.5) == pytest.approx(field)


@pytest.mark.parametrize("spacing", [(1.0, 1.0, 1.0), (5.0, 0.6, 0.6), (2.5, 4.0, 4.0)])
def test_a_uniform_volume_stays_uniform(spacing: tuple[float, float, float]) -> None:
    field = np.full((12, 30, 31), 0.7, np.float32)
    seen = on_grid(field, spacing, 2.5)

    assert seen.shape == grid_shape(field.shape, spacing, 2.5)
    assert seen == pytest.approx(np.full(seen.shape, 0.7), abs=1e-5)


def test_a_ramp_keeps_its_place() -> None:
    """The value at a place in millimetres is the same on both grids, to a twentieth of a voxel."""
    ramp = np.broadcast_to((np.arange(40, dtype=np.float32) + 0.5) * 1.5, (6, 6, 40))
    seen = on_grid(np.ascontiguousarray(ramp), (2.0, 2.0, 1.5), 2.5)
    at = (np.arange(seen.shape[2]) + 0.5) * 2.5

    assert seen[2, 2, 2:-2] == pytest.approx(at[2:-2], abs=0.15)


def test_what_is_finer_than_the_new_pitch_is_averaged_and_not_picked() -> None:
    stripes = np.tile(np.array([0.0, 2.0], np.float32), 60)
    weights = line((120, 30), (1.0, 4.0))

    assert (weights @ stripes)[1:-1] == pytest.approx(np.ones(28), abs=0.05)


def test_the_nearest_voxel_is_the_one_whose_middle_is_nearest() -> None:
    assert nearest(4, 2.0, 8, 1.0).tolist() == [0, 0, 1, 1, 2, 2, 3, 3]
