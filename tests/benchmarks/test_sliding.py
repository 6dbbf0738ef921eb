import tracemalloc
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from benchmarks.speed.sliding import Tiling, choices

sizes = st.integers(1, 23)
overlaps = st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.75])


@st.composite
def images(draw):
    """An image, and a tiling that may be larger or smaller than it."""
    count = draw(st.sampled_from([2, 3]))
    shape = draw(st.tuples(st.integers(1, 3), *[sizes] * count))
    tile = draw(st.tuples(*[st.integers(1, 12)] * count))
    values = st.floats(-1e3, 1e3, width=32)
    return draw(arrays.arrays(np.float32, shape, elements=values)), Tiling(tile, draw(overlaps))


@given(images())
@settings(deadline=None)
def test_a_network_that_changes_nothing_gives_the_image_back(case):
    image, tiling = case

    np.testing.assert_allclose(tiling.blend(image, lambda tile: tile), image, rtol=1e-5, atol=1e-3)


@given(images(), st.floats(-1e6, 1e6, width=32))
@settings(deadline=None)
def test_what_is_said_alike_of_every_tile_comes_out_as_it_went_in(case, said):
    image, tiling = case
    everywhere = np.full((1, 2, *[1] * len(tiling.tile)), said, np.float32)
    blended = tiling.blend(image, lambda tile: everywhere)

    assert blended.shape == (2, *image.shape[1:])
    np.testing.assert_allclose(blended, said, rtol=1e-5, atol=1e-30)


@given(images())
@settings(deadline=None)
def test_what_a_network_says_stays_between_the_least_and_the_most_it_said(case):
    image, tiling = case
    blended = tiling.blend(image, lambda tile: np.tanh(tile / 100))

    assert blended.min() >= np.tanh(image / 100).min() - 1e-5
    assert blended.max() <= np.tanh(image / 100).max() + 1e-5


@given(images())
@settings(deadline=None)
def test_tiles_are_full_and_as_many_as_were_counted(case):
    image, tiling = case
    seen = []
    tiling.blend(image, lambda tile: seen.append(tile.shape) or tile)

    assert set(seen) == {(1, image.shape[0], *tiling.tile)}
    assert len(seen) == tiling.count(image.shape[1:])


@given(images())
@settings(deadline=None)
def test_slabs_follow_each_other_without_gap_or_overlap(case):
    image, tiling = case
    rows = [slab.rows for slab in tiling.slabs(image, lambda tile: tile)]

    assert [row for part in rows for row in range(part.start, part.stop)] == list(range(image.shape[1]))


@given(st.integers(1, 400), st.integers(1, 64), overlaps)
def test_neighbours_have_at_least_the_asked_share_in_common(size, tile, overlap):
    [starts] = Tiling((tile,), overlap).starts((size,))
    common = [start + tile - after for start, after in pairwise(starts)]

    assert starts[0] == 0
    assert starts[-1] + tile >= size
    assert all(each >= min(tile * overlap, tile - 1) for each in common)


def test_an_image_smaller_than_a_tile_is_filled_up_with_what_was_asked():
    seen = []
    Tiling((4, 4)).blend(np.ones((1, 2, 3), np.float32), lambda tile: seen.append(tile) or tile, fill=-7)

    assert seen[0][0, 0, :2, :3].min() == 1
    assert (seen[0][0, 0, 2:] == -7).all()
    assert (seen[0][0, 0, :, 3:] == -7).all()


def test_the_seam_of_two_tiles_passes_gradually_from_one_to_the_other():
    answers = iter([0.0, 1.0])
    blended = Tiling((8, 4), overlap=0.5).blend(
        np.zeros((1, 12, 4), np.float32), lambda tile: np.full((1, 1, 1, 1), next(answers), np.float32)
    )
    along = blended[0, :, 0]

    assert along[0] == 0
    assert along[-1] == 1
    assert (np.diff(along) >= 0).all()
    assert np.diff(along).max() < 0.5


def test_memory_does_not_grow_with_the_length_of_the_scan():
    def peak(rows):
        image = np.zeros((1, rows, 40, 40), np.float32)
        answer = np.ones((1, 8, 1, 1, 1), np.float32)
        tracemalloc.start()
        for _ in Tiling((16, 16, 16)).slabs(image, lambda tile: answer):
            pass
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    assert peak(400) < 1.1 * peak(50)


def test_tiles_of_two_axes_do_not_cover_a_volume():
    with pytest.raises(ValueError, match="2 axes do not cover an image of 3"):
        Tiling((8, 8)).blend(np.zeros((1, 9, 9, 9), np.float32), lambda tile: tile)


@pytest.mark.parametrize(("tile", "overlap"), [((8, 8), 1.0), ((8, 8), -0.1), ((), 0.5), ((8, 0), 0.5)])
def test_a_tiling_that_makes_no_sense_is_refused(tile, overlap):
    with pytest.raises(ValueError, match=r"tile"):
        Tiling(tile, overlap)


@given(arrays.arrays(np.float32, st.tuples(st.integers(1, 5), sizes, sizes), elements=st.floats(-9, 9, width=32)))
def test_the_choice_is_the_largest_output_and_the_first_among_equals(values):
    np.testing.assert_array_equal(choices(values), values.argmax(axis=0))


def test_what_was_kept_of_one_slab_is_not_written_over_by_the_next():
    image = np.arange(3 * 40 * 8, dtype=np.float32).reshape(3, 40, 8)
    kept = list(Tiling((8, 8)).slabs(image, lambda tile: tile))

    np.testing.assert_allclose(np.concatenate([slab.values for slab in kept], axis=1), image, rtol=1e-5)
