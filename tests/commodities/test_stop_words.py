"""The country's list of stop words: what it holds, what it finds, and how a mistake in it is told."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from customhouse.commodities.stop_words import PLACE, load_stop_words
from customhouse.policy.tree import Fault

MERIDIA = Path(__file__).resolve().parents[2] / "countries" / "meridia"
LISTED = load_stop_words(MERIDIA)
TODAY = date(2026, 11, 23)

GOOD = """
- since: 2026-01-01
  say: {en: Say what the parts are., zh: 请写明零件。}
  terms: {en: [parts, spare parts], zh: [零件]}
- since: 2027-01-01
  say: {en: Say what the gift is.}
  terms: {en: [gift], fr: [cadeau]}
"""


def write(folder: Path, text: str) -> Path:
    (folder / PLACE).parent.mkdir(parents=True, exist_ok=True)
    (folder / PLACE).write_text(text, encoding="utf-8")
    return folder


def test_the_demo_country_lists_the_usual_words_in_six_languages() -> None:
    counted = Counter(term.word.language for term in LISTED.terms)

    assert set(counted) == {"en", "zh", "fr", "es", "de", "ar"}
    assert sum(counted.values()) >= 250
    assert min(counted.values()) >= 50


WRITTEN = "Parts;  spare   PARTS. ;12 parts;ｐａｒｔｓ;Gifts!;零件;汽车配件;Ersatzteile;repuestos;pièces;قطع غيار"
SAYING_MORE = "Brake parts of cast iron;Men's leather boots;零件箱;Ceramic wall tiles, glazed;;4711;---"


@pytest.mark.parametrize("text", WRITTEN.split(";"))
def test_a_stop_word_alone_is_found_however_it_is_written(text: str) -> None:
    assert LISTED.alone(text, TODAY) is not None


@pytest.mark.parametrize("text", SAYING_MORE.split(";"))
def test_a_description_that_says_more_is_not_a_stop_word(text: str) -> None:
    assert LISTED.alone(text, TODAY) is None


def test_every_term_says_what_to_write_instead_in_english_and_chinese() -> None:
    assert [term.word.term for term in LISTED.terms if set(term.say) < {"en", "zh"}] == []


def test_a_word_that_says_something_inside_a_longer_text_is_not_remarked_on_there() -> None:
    boots = {word.term for word in LISTED.for_text("leather boots, gift", TODAY)}

    assert "gift" in boots
    assert "leather" not in boots
    assert "leather" in {word.term for word in LISTED.for_text("leather", TODAY)}


def test_a_word_holds_from_its_day_on(tmp_path: Path) -> None:
    listed = load_stop_words(write(tmp_path, GOOD))

    assert listed.alone("gift", date(2026, 12, 31)) is None
    assert listed.alone("gift", date(2027, 1, 1)) is not None
    assert {word.term for word in listed.on(TODAY)} == {"parts", "spare parts", "零件"}


def test_what_to_write_is_told_in_the_language_of_the_word_or_else_in_english(tmp_path: Path) -> None:
    listed = load_stop_words(write(tmp_path, GOOD))

    told = {term.word.term: term.word.suggestion for term in listed.terms}
    assert told["零件"] == "请写明零件。"
    assert told["cadeau"] == "Say what the gift is."
    assert listed.say("Parts")["zh"] == "请写明零件。"


def test_a_pack_without_a_list_has_none(tmp_path: Path) -> None:
    assert load_stop_words(tmp_path).terms == ()


@pytest.mark.parametrize(
    ("old", "new", "line", "code"),
    [
        ("since: 2026-01-01", "since: yesterday", 2, "bad_date"),
        ("say: {en: Say what the parts are., zh", "say: {zh", 3, "english_missing"),
        ("zh: [零件]", "chinese: [零件]", 4, "bad_language"),
        ("[parts, spare parts]", "[parts, Parts]", 4, "term_twice"),
        ("[gift]", "['12']", 7, "empty_term"),
        ("since: 2027-01-01", "inside: maybe\n  since: 2027-01-01", 5, "bad_flag"),
        ("[gift]", "gift", 7, "list_expected"),
        ("terms: {en: [gift]", "words: {en: [gift]", 5, "name_missing"),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path: Path, old: str, new: str, line: int, code: str) -> None:
    with pytest.raises(Fault) as caught:
        load_stop_words(write(tmp_path, GOOD.replace(old, new, 1)))

    [problem] = caught.value.problems
    assert (problem.field, problem.code) == (f"{PLACE}:{line}", code)
