"""Probabilities in words."""

import pytest

from customhouse.imaging.likelihood import in_words


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
