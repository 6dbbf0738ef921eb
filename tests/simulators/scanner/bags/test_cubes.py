"""Cubes to learn from: the same physics and things as bags have, in a fixed number of voxels."""

from pathlib import Path

import numpy as np
import pytest

from simulators.scanner.bags import OBJECTS, CubeSample, make_cube
from simulators.scanner.bags.cubes import SIDE

NO_SHAPES = Path("no-such-file.npz")
SEEDS = range(24)


@pytest.fixture(scope="module")
def cubes() -> list[CubeSample]:
    return [make_cube(seed, "varied", weapons=NO_SHAPES) for seed in SEEDS]


def test_each_shows_its_thing_in_the_middle_and_is_never_finer_than_the_scanner(cubes: list[CubeSample]) -> None:
    for cube in cubes:
        own = np.argwhere(cube.instances >= cube.first)
        assert cube.high.shape == cube.low.shape == (SIDE,) * 3
        assert len(own) > 0
        assert np.abs((own.min(0) + own.max(0) + 1) / 2 - SIDE / 2).max() < SIDE / 4
        assert cube.pitch_mm >= 2.5
        assert 0 < cube.instances.max() < len(cube.codes)
        assert all(0 <= code < len(OBJECTS) for code in cube.codes)


def test_things_lie_beside_some_and_many_classes_are_met(cubes: list[CubeSample]) -> None:
    alone = sum(cube.first == 1 for cube in cubes)

    assert 0 < alone < len(cubes)
    assert any(((cube.instances > 0) & (cube.instances < cube.first)).any() for cube in cubes)
    assert len({cube.codes[cube.first] for cube in cubes}) > 8


def test_what_is_scanned_is_what_was_painted(cubes: list[CubeSample]) -> None:
    filled = np.concatenate([cube.high[cube.instances > 0] for cube in cubes])
    empty = np.concatenate([cube.high[cube.instances == 0] for cube in cubes if cube.first == 1])

    assert np.median(filled) > -700
    assert abs(np.median(empty) + 1000) < 60


def test_a_seed_gives_the_same_cube_and_no_split_shares_one() -> None:
    one, again, other = (make_cube(5, split, weapons=NO_SHAPES) for split in ("varied", "varied", "unseen"))

    np.testing.assert_array_equal(one.high, again.high)
    assert one.codes != other.codes or not np.array_equal(one.high, other.high)
    with pytest.raises(ValueError, match="the split is"):
        make_cube(1, "nowhere")
