"""Sliding over a volume: every voxel is answered for once, and the network never sees the seams."""

import numpy as np
import pytest

from customhouse.imaging.model import Volume
from customhouse.imaging.networks.volumes.segments import MULTIPLE, OVERLAP, TILE, USUAL_KV, Gridded, tiles
from customhouse.imaging.physics.volumes.windows import relative_attenuation, relative_ratio
from tests.imaging.phantoms import FROM_TESTS, make_volume


@pytest.mark.parametrize("shape", [(1, 16, 40), (112, 113, 30), (250, 20, 361), (16, 1900, 1900), (2, 3000, 900)])
def test_tiles_cover_every_voxel_once(shape: tuple[int, int, int]) -> None:
    times = np.zeros(shape, int)
    for given, inner, target in tiles(shape):
        times[target] += 1
        sizes = [part.stop - part.start for part in given]

        assert all(size % MULTIPLE == 0 for size in sizes)
        assert np.prod(sizes) <= TILE
        assert [i.stop - i.start for i in inner] == [t.stop - t.start for t in target]
        assert [g.start + i.start for g, i in zip(given, inner, strict=True)] == [t.start for t in target]

    assert (times == 1).all()


def test_an_inner_edge_of_a_tile_is_left_to_its_neighbour() -> None:
    first = next(iter(tiles((300, 100, 100))))

    assert first[0][0].stop - first[2][0].stop >= OVERLAP


def test_a_scan_is_cut_to_what_is_in_it_and_remembers_where_that_was() -> None:
    scan = make_volume([((20, 40, 50), (20, 20, 20), 0.0)])
    grid = Gridded.of(scan, 2.5)
    z, y, x = (round((at * size - o) / 2.5) for at, size, o in
               zip((30, 50, 60), scan.spacing_mm or (), grid.origin_mm, strict=True))  # fmt: skip

    assert grid.high.shape < scan.values.shape
    assert grid.high[z, y, x] == pytest.approx(1.0, abs=0.05)
    assert grid.high[0, 0, 0] == pytest.approx(0.0, abs=0.1)
    assert not grid.both


def test_a_volume_without_a_scale_has_no_grid() -> None:
    bare = Volume(np.zeros((4, 4, 4), np.int16), None, False, FROM_TESTS)

    with pytest.raises(ValueError, match="without spacing"):
        Gridded.of(bare, 2.5)


@pytest.mark.parametrize("peaks", [(140.0, 80.0), (160.0, 100.0), (180.0, 100.0)])
def test_aluminium_lies_as_far_apart_at_any_two_voltages(peaks: tuple[float, float]) -> None:
    """The networks learned from one pair of voltages."""
    shape, spacing = (24, 24, 24), (2.5, 2.5, 2.5)
    high, low = (np.full(shape, -1000, np.int16) for _ in range(2))
    attenuation = [relative_attenuation("aluminium", peak) for peak in peaks]
    for values, of_water in zip((high, low), attenuation, strict=True):
        values[8:16, 8:16, 8:16] = round((of_water - 1) * 1000)
    grid = Gridded.of(Volume(high, spacing, True, FROM_TESTS, low, peaks), 2.5)
    middle = tuple(size // 2 for size in grid.high.shape)

    assert grid.both
    assert grid.low[middle] / grid.high[middle] == pytest.approx(relative_ratio("aluminium", USUAL_KV), abs=0.01)


@pytest.mark.parametrize("peaks", [(None, None), (160.0,), (140.0, 140.0)])
def test_energies_stay_as_measured_where_voltages_are_not_known(peaks: tuple[float | None, ...]) -> None:
    high, low = (np.full((12, 12, 12), value, np.int16) for value in (500, 700))
    grid = Gridded.of(Volume(high, (2.5, 2.5, 2.5), True, FROM_TESTS, low, peaks), 2.5)

    assert grid.high == pytest.approx(1.5)
    assert grid.low == pytest.approx(1.7)
