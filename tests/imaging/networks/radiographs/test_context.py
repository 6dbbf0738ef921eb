"""What the boosted trees are given, and how their words are weighed with the network's."""

import numpy as np
import pytest

from customhouse.imaging.networks.radiographs.channels import CHANNELS
from customhouse.imaging.networks.radiographs.context import (
    FEATURES,
    GRID,
    log_shares,
    neighbourly,
    place_maps,
    pooled,
    table_of,
    weighed,
)

DICE = np.random.default_rng(3)


def image(rows: int = 61, columns: int = 90) -> np.ndarray:
    made = DICE.random((len(CHANNELS), rows, columns)).astype(np.float32)
    made[4] = np.linspace(-0.1, 1.1, rows)[:, None]
    return made


def test_every_place_of_the_grid_has_all_features() -> None:
    maps = place_maps(image())

    assert maps.shape == (FEATURES, 16, 23)
    assert np.isfinite(maps).all()


def test_what_stands_out_within_a_place_is_seen_wherever_it_lies() -> None:
    given = image()
    given[1] = 0.2
    given[1, 22, 43] = 1.0
    highest = place_maps(given)[-4]

    assert np.unravel_index(highest.argmax(), highest.shape) == (22 // GRID, 43 // GRID)
    assert highest.max() > 0.7


def test_places_run_row_by_row_over_the_grid() -> None:
    given = image()
    places = table_of(place_maps(given))

    np.testing.assert_array_equal(places[3 * 23 + 5, :3], given[:3, 3 * GRID, 5 * GRID])


def test_shares_sum_to_one() -> None:
    shares = np.exp(log_shares(DICE.normal(size=(7, 4, 5)).astype(np.float32) * 30))

    np.testing.assert_allclose(shares.sum(axis=0), 1, rtol=1e-5)


def test_the_network_alone_is_what_it_was() -> None:
    network = log_shares(DICE.normal(size=(5, 10)).astype(np.float32))
    both = weighed(network, DICE.normal(size=(3, 10)).astype(np.float32), (0, 1, 4), (1.0, 0.0))

    np.testing.assert_allclose(both, network, atol=1e-5)


def test_trees_alone_name_only_what_they_know() -> None:
    trees = log_shares(DICE.normal(size=(3, 10)).astype(np.float32))
    both = weighed(np.zeros((5, 10), np.float32), trees, (0, 1, 4), (0.0, 1.0))

    np.testing.assert_allclose(both[[0, 1, 4]], trees, atol=0.01)
    assert np.exp(both[[2, 3]]).max() < 0.001


def test_agreement_makes_surer() -> None:
    words = log_shares(np.array([[1.0], [0.0]], np.float32))
    both = weighed(words, words, (0, 1), (1.0, 1.0))

    assert both[0, 0] > words[0, 0]


def test_neighbours_are_averaged() -> None:
    maps = np.zeros((1, 20, 20), np.float32)
    maps[0, 10, 10] = 49.0

    assert neighbourly(maps)[0, 8, 12] == pytest.approx(1.0, rel=1e-4)
    assert neighbourly(maps)[0, 10, 15] == 0.0


def test_a_load_is_pooled_over_its_own_places() -> None:
    table = np.stack([np.arange(6), np.full(6, 2.0)], axis=1).astype(np.float32)
    goods = np.array([[True, True, False], [False, False, False]])

    assert pooled(table, goods).tolist() == [0.5, 2.0, 0.5, 0.0]
