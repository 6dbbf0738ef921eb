"""A description that says too little is told so, with the reason and what is missing."""

import pytest

from customhouse.commodities.language.model import Kind, StopWord
from tests.commodities.language.goods import example, small, whole

STOP_WORDS = (StopWord("general cargo", "en", "2023-03-01"), StopWord("parts", "en", "2023-03-01", "parts of what?"))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "vague_empty"),
        ("12 34 56", "vague_numbers_only"),
        ("***", "vague_no_words"),
        ("General Cargo", "vague_stop_word"),
        ("PARTS.", "vague_stop_word"),
        ("qqzzkk", "vague_unknown_words"),
        ("black, petite, 14", "vague_only_describes"),
        ("女 黑色 商品", "vague_only_describes"),
    ],
)
def test_what_says_nothing_is_refused_with_the_reason(text: str, code: str) -> None:
    vagueness = whole().vagueness(text, STOP_WORDS)

    assert vagueness.is_vague
    assert [reason.code for reason in vagueness.reasons] == [code]


def test_a_stop_word_inside_a_longer_text_is_only_remarked_on() -> None:
    vagueness = whole().vagueness("parts of bicycle brakes, of aluminium", STOP_WORDS)

    assert not vagueness.is_vague
    assert [reason.code for reason in vagueness.reasons] == ["vague_stop_word_inside"]


def test_one_word_that_can_mean_goods_of_many_headings_is_vague() -> None:
    vagueness = whole().vagueness("machine", ())

    assert vagueness.is_vague
    assert [reason.code for reason in vagueness.reasons] == ["vague_scattered"]


def test_what_the_code_would_turn_on_is_named_as_missing() -> None:
    assert "construction" in whole().vagueness("cotton shirts for men", ()).missing


def test_what_a_publisher_holds_for_vague_is_a_hint_and_no_verdict() -> None:
    vagueness = small([example("", "", "v"), example("Fish sundries", "", "w", Kind.VAGUE)]).vagueness(
        "fish, sundries", ()
    )

    assert "vague_as_published" in [reason.code for reason in vagueness.reasons]
