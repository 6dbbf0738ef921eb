"""Regions told by what they add at two energies: alone, many at once, and on squares of a whole image."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from customhouse.imaging.model import Energy, Material
from customhouse.imaging.physics.beams.beam import Beam, beams
from customhouse.imaging.physics.radiographs.areal import block_means, block_sums, curves
from customhouse.imaging.physics.radiographs.telling import Excess, tell, tell_each

LINAC = beams((Energy("high", 6000.0), Energy("low", 4000.0)))
TUBE = beams((Energy("high", 160.0), Energy("low", 100.0)))


def ratio_of(name: str, depth: float, used: tuple[Beam, ...]) -> float:
    known = curves(used)
    return float(np.interp(depth, known.depth, known.ratio[name]))


@pytest.mark.parametrize("depth", [0.4, 1.0, 2.5])
@pytest.mark.parametrize(
    ("name", "material"),
    [("water", Material.ORGANIC), ("steel", Material.METAL), ("lead", Material.DENSE)],
)
def test_pure_matter_behind_an_accelerator_is_told(name: str, material: Material, depth: float) -> None:
    told = tell(LINAC, Excess(depth, ratio_of(name, depth, LINAC), 0.002))
    assert told is not None
    assert told.material is material


def test_a_tube_does_not_take_goods_and_metal_behind_each_other_for_lead() -> None:
    depth = 2.0
    below_copper = ratio_of("copper", depth, TUBE) - 0.05
    told = tell(TUBE, Excess(depth, below_copper, 0.5))
    assert told is not None
    assert told.material is not Material.DENSE
    assert Material.DENSE in told.open


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.floats(-1, 9), st.floats(0.5, 2.0)), min_size=1, max_size=12),
    st.sampled_from([LINAC, TUBE]),
    st.floats(0.005, 0.3),
)
def test_many_are_told_as_each_alone(regions: list[tuple[float, float]], used: tuple[Beam, ...], sigma: float) -> None:
    depth, ratio = (np.array(each) for each in zip(*regions, strict=True))
    alone = [tell(used, Excess(float(d), float(r), sigma)) for d, r in regions]
    assert tell_each(used, depth, ratio, sigma) == alone
    assert all(each is None for each, (d, _) in zip(alone, regions, strict=True) if d < 0.05 or d >= 7)
    assert all(each.material in each.open for each in alone if each is not None)


def test_one_energy_tells_nothing() -> None:
    assert tell_each(LINAC[:1], np.array([1.0, 2.0]), np.array([1.0, 1.0]), 0.01) == [None, None]
    assert tell(LINAC[:1], Excess(1.0, 1.0, 0.01, over=0.5)) is None


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 23), st.integers(1, 23), st.integers(1, 9), st.integers(0, 2**32 - 1))
def test_squares_are_summed_whole_and_cut(height: int, width: int, size: int, seed: int) -> None:
    plane = np.random.default_rng(seed).normal(size=(height, width)).astype(np.float32)
    squares = [
        [plane[y : y + size, x : x + size].astype(float) for x in range(0, width, size)] for y in range(0, height, size)
    ]
    assert np.allclose(block_sums(plane, size), [[each.sum() for each in row] for row in squares])
    assert np.allclose(block_means(plane, size), [[each.mean() for each in row] for row in squares])


def test_a_ratio_that_no_material_has_tells_none() -> None:
    told = tell(LINAC, Excess(1.0, 0.9, 0.01, over=0.5))
    assert told is not None
    assert told.ambiguous
    assert told.open == {Material.ORGANIC, Material.INORGANIC, Material.METAL, Material.DENSE}
