"""Probabilities in words."""

import pytest

from customhouse.kernel.likelihood import STEPS, in_words, step_of


@pytest.mark.parametrize(
    ("probability", "word"),
    [
        (1.0, "almost certain"),
        (0.949, "very likely"),
        (0.6, "likely"),
        (0.5, "even chance"),
        (0.2, "unlikely"),
        (0.05, "very unlikely"),
        (0.0, "remote"),
    ],
)
def test_a_probability_has_the_word_of_its_step(probability: float, word: str) -> None:
    assert in_words(probability) == word


def test_the_code_of_a_step_is_its_word_without_spaces() -> None:
    assert step_of(0.81) == "very_likely"


def test_the_steps_fall_from_the_surest_to_nothing() -> None:
    limits = [least for least, _ in STEPS]

    assert limits == sorted(limits, reverse=True)
    assert limits[-1] == 0
