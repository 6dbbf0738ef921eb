"""Goods named by the stretch they stand in: both views of it together, and nothing of where goods are is changed."""

from dataclasses import replace

import numpy as np
import pytest

from customhouse.imaging.model import Box
from customhouse.imaging.networks.cards import Model, ModelCard
from customhouse.imaging.networks.radiographs.channels import Plate
from customhouse.imaging.networks.radiographs.looking import shipped_model
from customhouse.imaging.networks.radiographs.regions import Answer
from customhouse.imaging.networks.radiographs.stretches import Stretches, stretches_of, together

STRETCHES = Stretches(0.2, 1.1, 0.03)
ROWS, WIDE = 60, 301  # of the maps, of which the lower half shows goods


def answer(first: np.ndarray, *, above: bool = False, goods: bool = True, rows: int = ROWS) -> Answer:
    """A view whose goods are of the first class with this probability, else of the second; (WIDE,) or (rows, WIDE)."""
    maps = np.zeros((3, rows, WIDE), np.float32)
    maps[0] = 0.98
    chance = np.broadcast_to(first, (rows, WIDE))[rows // 2 :]
    maps[0, rows // 2 :] = 0.1 if goods else 0.98
    maps[1, rows // 2 :], maps[2, rows // 2 :] = 0.9 * chance, 0.9 * (1 - chance)
    if not goods:
        maps[1:] = 0.01
    planes = np.ones((2, 2 * rows, 2 * WIDE), np.float32)
    box = Box(10, 5, 2 * WIDE - 30, 2 * rows - 10)
    plate = Plate(planes, Box(0, 0, 2 * WIDE, 2 * rows), box, True, above, (1.0, 1.0), (2 * rows, 2 * WIDE))
    return Answer(plate, maps, np.zeros((rows, WIDE), np.float32), maps[0], np.zeros(0, np.float32), 0.0)


def noisy(mean: float, seed: int = 0) -> np.ndarray:
    return np.clip(np.random.default_rng(seed).normal(mean, 0.25, (ROWS, WIDE)), 0.02, 0.98)


def test_what_most_of_a_stretch_says_is_said_of_all_of_it() -> None:
    [seen] = together([answer(noisy(0.62))], STRETCHES)

    alone = answer(noisy(0.62)).probabilities[:, 30:].argmax(axis=0)
    assert 0.6 < (alone == 1).mean() < 0.8
    assert (seen.probabilities[:, 30:].argmax(axis=0) == 1).mean() > 0.98


def test_the_sharper_view_names_what_the_other_leaves_open() -> None:
    side, above = answer(np.full(WIDE, 0.49)), answer(np.full(WIDE, 0.9), above=True, rows=40)

    named = together([side, above], STRETCHES)

    assert (named[0].probabilities[:, 30:].argmax(axis=0) == 1).all()
    assert (named[1].probabilities[:, 20:].argmax(axis=0) == 1).all()


def test_stretches_of_other_goods_stay_apart() -> None:
    halves = np.where(np.arange(WIDE) < WIDE // 2, 0.8, 0.2)

    named = together([answer(halves), answer(halves, above=True)], STRETCHES)[0].probabilities[:, 30:].argmax(axis=0)

    assert (named[:, : WIDE // 2 - 20] == 1).all()
    assert (named[:, WIDE // 2 + 20 :] == 2).all()


def test_where_goods_are_and_their_sum_is_left_as_it_was() -> None:
    before = answer(noisy(0.5))

    [after] = together([before], STRETCHES)

    assert after.probabilities.shape == before.probabilities.shape
    assert after.probabilities[0][::2, ::2] == pytest.approx(before.probabilities[0][::2, ::2])
    assert after.probabilities.sum(axis=0) == pytest.approx(1, abs=1e-4)


def test_a_view_without_goods_says_nothing_of_them() -> None:
    empty = answer(np.full(WIDE, 0.5), above=True, goods=False)

    [alone], [beside, _] = together([answer(noisy(0.6))], STRETCHES), together([answer(noisy(0.6)), empty], STRETCHES)

    assert beside.probabilities == pytest.approx(alone.probabilities, abs=1e-5)
    [nothing] = together([empty], STRETCHES)
    assert np.isfinite(nothing.probabilities).all()


def test_a_network_whose_card_says_nothing_of_it_is_asked_place_by_place() -> None:
    card = ModelCard("radiograph", "1", "radiograph_segments", ("none", "a", "b"), "", "")
    views = [answer(noisy(0.6))]

    assert stretches_of(card) is None
    assert together(views, stretches_of(card)) == views


def test_the_shipped_card_says_how_much_a_stretch_counts() -> None:
    model = shipped_model()
    assert isinstance(model, Model)
    how = stretches_of(model.card)
    assert how is not None
    assert how.stretch > how.place > 0
    assert stretches_of(replace(model.card, preparation={})) is None
