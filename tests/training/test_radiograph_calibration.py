"""Numbers made probabilities: a temperature, weights of two who speak, and from where on goods are named."""

import numpy as np
import pytest

from customhouse.imaging.adaptation.measures import calibration_error
from training.radiographs.calibration import (
    NAMED_RIGHT,
    harder_half,
    least_sure,
    temperature_of,
    weighing_of,
)

DICE = np.random.default_rng(6)


def said(sure: float, count: int = 4000) -> tuple[np.ndarray, np.ndarray]:
    """Logits of three classes, and truths that fall as the probabilities say at `sure` times less sharp."""
    logits = DICE.normal(0, 2, (count, 3)).astype(np.float32)
    shares = np.exp(logits / sure)
    shares /= shares.sum(axis=1, keepdims=True)
    truth = (DICE.random(count)[:, None] > shares.cumsum(axis=1)).sum(axis=1)
    return logits, truth.clip(0, 2)


@pytest.mark.parametrize("sure", [0.7, 1.0, 2.5])
def test_the_temperature_is_that_by_which_the_logits_are_too_sharp(sure: float) -> None:
    logits, truth = said(sure)

    assert temperature_of(logits, truth) == pytest.approx(sure, rel=0.15)


def test_goods_are_named_from_where_so_many_as_wanted_are_right() -> None:
    told = np.linspace(0, 1, 1001)
    right = told > 0.5

    assert least_sure(told, right, 0.8) == pytest.approx(0.375, abs=0.003)


def test_where_never_so_many_are_right_nearly_nothing_is_named() -> None:
    told, right = np.array([0.2, 0.5, 0.9]), np.zeros(3, bool)

    assert least_sure(told, right, 0.8) == 0.9


def test_of_two_who_speak_the_one_that_knows_counts_more_and_both_are_calibrated() -> None:
    logits, truth = said(1.0)
    noise = DICE.normal(0, 2, logits.shape).astype(np.float32)
    found = weighing_of(noise, logits, truth, [0, 1, 2], np.ones(len(truth), bool))

    assert found.weights[1] > 3 * found.weights[0]
    assert found.right["trees"] > found.right["network"]
    assert calibration_error(found.bins) < 0.05
    assert found.unknown > 1 / 3
    assert 0.7 < NAMED_RIGHT < 1


def test_what_is_learned_of_the_harder_half_is_less_sure() -> None:
    logits, truth = said(1.0)
    truth[: len(truth) // 2] = DICE.integers(0, 3, len(truth) // 2)  # of half of the containers nothing is known
    of = np.arange(len(truth)) // 200
    harder = harder_half(logits, truth, of)

    assert harder[: len(truth) // 2].mean() > 0.9
    assert not harder[len(truth) // 2 :].mean() > 0.1
    assert temperature_of(logits[harder], truth[harder]) > 1.2 * temperature_of(logits, truth)
