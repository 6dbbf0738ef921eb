"""Finds that training lacks: drawn when asked for, and never by the usual draw."""

import numpy as np
import pytest

from simulators.scanner.loads.bodies import ROLE, Pile, Role, bounds, masses
from simulators.scanner.loads.further_finds import FURTHER
from simulators.scanner.loads.sample import drawn_scene, make_further

COARSE_MM = 40.0


@pytest.mark.parametrize("find", FURTHER)
def test_a_find_fills_the_room_that_it_asks_for(find: str) -> None:
    for seed in range(12):
        secret = FURTHER[find](np.random.default_rng(seed))
        pile = Pile()
        words = secret.put(pile, (1.0, 2.0, 3.0))
        rows = pile.rows()
        low, high = bounds(rows)

        assert words
        assert np.all(rows[:, ROLE] == Role.ANOMALY)
        assert masses(rows).sum() > 1
        assert np.all(low > np.array([1.0, 2.0, 3.0]) - 0.12)
        assert np.all(high < np.array([1.0, 2.0, 3.0]) + secret.size + 0.12)


def test_tusks_weigh_what_tusks_weigh() -> None:
    for seed in range(12):
        pile = Pile()
        words = FURTHER["tusks"](np.random.default_rng(seed)).put(pile, (0.0, 0.0, 0.0))

        assert 0.5 < masses(pile.rows()).sum() / int(words.split()[0]) < 20


@pytest.mark.parametrize("find", FURTHER)
def test_it_is_hidden_among_goods_and_marked(find: str) -> None:
    found = [make_further(seed, "evaluation", find, pixel_mm=COARSE_MM) for seed in range(4)]
    hiding = [sample for sample in found if sample.truth.hidden]

    assert hiding
    for sample in hiding:
        assert [secret.kind for secret in sample.truth.hidden] == [find]
        assert sample.truth.items
        assert any(view.anomaly.any() for view in sample.views)


def test_the_same_seed_hides_the_same() -> None:
    first, second = (make_further(3, "evaluation", "scales", pixel_mm=COARSE_MM) for _ in range(2))

    assert first.truth == second.truth
    assert np.array_equal(first.views[0].planes, second.views[0].planes)


def test_the_usual_draw_hides_none_of_them() -> None:
    scenes = [drawn_scene(seed, "evaluation", pixel_mm=60) for seed in range(60)]
    kinds = {secret.kind for scene in scenes for secret in scene.stowed.hidden}

    assert kinds
    assert not kinds & set(FURTHER)


def test_nothing_is_hidden_where_there_are_no_goods() -> None:
    empty = next(
        sample
        for seed in range(40)
        if not (sample := make_further(seed, "evaluation", "cells", pixel_mm=60)).truth.items
    )

    assert not empty.truth.hidden
