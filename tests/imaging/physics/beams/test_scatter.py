"""Scatter is taken off where the energies show it, and never where they do not."""

import numpy as np
import pytest

from customhouse.imaging.model import Energy, View
from customhouse.imaging.physics.beams.beam import beams
from customhouse.imaging.physics.beams.scatter import scatter_level, without_scatter
from customhouse.imaging.physics.radiographs.pixels import Working, prepare

BEAMS = beams((Energy("6 MV", 6000.0), Energy("4 MV", 4000.0)))


def working(scatter: float, material: str = "steel", most: float = 150.0) -> Working:
    """A wedge from thin to thick, air beside it."""
    areal = np.tile(np.linspace(0.0, most, 300), (120, 1))
    areal[:, :60] = 0.0
    dice = np.random.default_rng(6)
    planes = []
    for beam in BEAMS:
        arrived = np.exp(-beam.behind(material, areal.ravel()).reshape(areal.shape))
        signal = arrived * (1 - scatter) + scatter + dice.normal(0, 2e-4, areal.shape)
        planes.append(np.rint(np.clip(signal, 0, 1) * 65535).astype(np.uint16))
    return prepare(View("side", np.stack(planes), (10.0, 10.0)))


@pytest.mark.parametrize("material", ["steel", "water"])
def test_where_there_is_none_nothing_is_taken_off(material: str) -> None:
    seen = working(0.0, material)

    assert scatter_level(seen, BEAMS) == pytest.approx(0.0, abs=6e-4)


def test_the_scatter_behind_thick_steel_is_found_and_never_overdone() -> None:
    level = scatter_level(working(0.006), BEAMS)

    assert 0.003 < level <= 0.0064


def test_thick_goods_weigh_more_once_it_is_off() -> None:
    clean, hidden = working(0.0), working(0.006)
    seen = without_scatter(hidden, BEAMS)
    thick = (slice(None), slice(200, 240))
    truth, before, after = (float(each.depth[0][thick].mean()) for each in (clean, hidden, seen))

    assert abs(after - truth) < 0.6 * abs(before - truth)
    assert seen.opaque.sum() >= hidden.opaque.sum()
