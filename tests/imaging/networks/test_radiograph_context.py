"""What the boosted trees are given, and how their words are weighed with the network's."""

import numpy as np
import pytest

from customhouse.imaging.networks.radiograph_channels import CHANNELS
from customhouse.imaging.networks.radiograph_context import (
    FEATURES,
    GRID,
    feature_maps,
    log_shares,
    neighbourly,
    places_of,
    weighed,
)

DICE = np.random.default_rng(3)


def image(rows: int = 61, columns: int = 90) -> np.ndarray:
    made = DICE.random((len(CHANNELS), rows, columns)).astype(np.float32)
    made[4] = np.linspace(-0.1, 1.1, rows)[:, None]
    return made


def test_every_place_of_the_grid_has_all_features() -> None:
    places = places_of(image())

    assert places.table.shape == (16 * 23, FEATURES)
    assert np.isfinite(places.table).all()
    assert len(feature_maps(image())) == FEATURES


def test_only_wanted_places_are_asked() -> None:
    wanted = np.zeros((16, 23), bool)
    wanted[3, 5] = wanted[10, 20] = True
    some, every = places_of(given := image(), wanted), places_of(given)

    assert some.rows.tolist() == [3 * GRID, 10 * GRID]
    assert some.columns.tolist() == [5 * GRID, 20 * GRID]
    np.testing.assert_array_equal(some.table[0], every.table[3 * 23 + 5])


def test_shares_sum_to_one() -> None:
    shares = np.exp(log_shares(DICE.normal(size=(7, 4, 5)).astype(np.float32) * 30))

    np.testing.assert_allclose(shares.sum(axis=0), 1, rtol=1e-5)


def test_the_network_alone_is_what_it_was() -> None:
    network = log_shares(DICE.normal(size=(5, 10)).astype(np.float32))
    both = weighed(network, DICE.normal(size=(3, 10)).astype(np.float32), (1, 2, 5), (1.0, 0.0))

    np.testing.assert_allclose(both, network, atol=1e-5)


def test_trees_alone_name_only_what_they_know() -> None:
    trees = log_shares(DICE.normal(size=(3, 10)).astype(np.float32))
    both = weighed(np.zeros((5, 10), np.float32), trees, (1, 2, 5), (0.0, 1.0))

    np.testing.assert_allclose(both[[0, 1, 4]], trees, atol=0.01)
    assert np.exp(both[[2, 3]]).max() < 0.001


def test_agreement_makes_surer() -> None:
    words = log_shares(np.array([[1.0], [0.0]], np.float32))
    both = weighed(words, words, (1, 2), (1.0, 1.0))

    assert both[0, 0] > words[0, 0]


def test_neighbours_without_goods_do_not_count() -> None:
    goods = np.zeros((20, 20), bool)
    goods[:, :10] = True
    maps = np.where(goods, 2.0, 0.0).astype(np.float32)[None]

    assert neighbourly(maps, goods)[0, 10, 9] == pytest.approx(2.0, rel=1e-4)
