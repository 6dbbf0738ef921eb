"""An index names candidates with evidence, learns at once, forgets, and says the same each time."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from customhouse.commodities.language.index import NOMENCLATURE, GoodsIndex
from customhouse.commodities.language.model import Example, Kind, Level, Thresholds
from customhouse.commodities.language.storing import Unusable
from tests.commodities.language.goods import (
    SMALL,
    THRESHOLDS,
    example,
    installed,
    nomenclature,
    small,
    whole,
    whole_with_meaning,
)

SUBHEADINGS = sorted(code for code in SMALL if len(code) == 6)
TEXTS = st.text(st.characters(codec="utf-8", categories=("L", "Nd", "Zs", "Po")), min_size=1, max_size=40)
PUBLISHED = [
    example("football for children", "950300", "a"),
    example("prawns, raw", "030616", "b"),
    example("dress shirt", "620520", "c"),
]


def test_a_plain_description_finds_its_heading_and_shows_what_speaks_for_it() -> None:
    reading = whole().read("frozen shrimps and prawns", THRESHOLDS)

    [best, *_] = reading.headings
    assert best.code == "0306"
    assert [evidence.example.source for evidence in best.evidence] == [NOMENCLATURE] * 3
    assert "shrimps and prawns" in best.evidence[0].example.text


def test_candidates_come_best_first_and_no_more_than_asked_for() -> None:
    reading = whole().read("cotton shirts", THRESHOLDS, limit=3)

    for level in Level:
        sure = [candidate.confidence for candidate in reading.at(level)]
        assert len(sure) == 3
        assert sure == sorted(sure, reverse=True)


def test_a_chapter_is_believed_at_least_as_much_as_any_of_its_headings() -> None:
    belief, tree = whole().believe(whole().library.ask("knitted jerseys of wool")), whole().library.tree

    for heading, share in enumerate(belief.headings):
        assert belief.chapters[tree.chapter_of[heading]] >= share - 1e-6


def test_it_abstains_where_nothing_is_sure_enough() -> None:
    strict = Thresholds(sure=dict.fromkeys(Level, 0.999))

    assert whole().read("household thing", strict).sure_level is None


def test_meaning_finds_what_no_word_says() -> None:
    chinese = whole_with_meaning().read("冷冻虾", THRESHOLDS)
    french = whole_with_meaning().read("chevaux vivants", THRESHOLDS)

    assert "0306" in [candidate.code for candidate in chinese.headings]
    assert french.headings[0].code == "0101"


def test_two_shirts_that_differ_in_construction_lead_to_a_question() -> None:
    question = installed().read("cotton shirts for men", THRESHOLDS).question

    assert question is not None
    assert question.attribute == "construction"
    answers = {code[:4]: answer for code, answer in question.answers.items()}
    assert answers.pop("6205") == "not knitted"
    assert set(answers.values()) == {"knitted"}


@settings(max_examples=60, deadline=None)
@given(TEXTS, st.sampled_from(SUBHEADINGS))
def test_an_exact_example_brings_its_code_to_the_top_and_takes_it_away_when_forgotten(text: str, code: str) -> None:
    index = small(PUBLISHED)
    before = index.read(text, THRESHOLDS)
    if not before.headings and not any(letter.isalpha() for letter in text):
        return  # only numbers and signs: nothing can be learned of them

    index.append([example(text, code, "new", Kind.CLEARED, "site")])
    learned = index.read(text, THRESHOLDS)
    index.forget("site", ["new"])
    after = index.read(text, THRESHOLDS)

    if learned.subheadings:
        assert learned.subheadings[0].code == code
        assert learned.headings[0].evidence[0].example.row == "new"
    assert [c.code for c in after.subheadings] == [c.code for c in before.subheadings]
    assert "new" not in {e.example.row for c in after.subheadings for e in c.evidence}


@settings(max_examples=15, deadline=None)
@given(st.permutations(PUBLISHED), TEXTS)
def test_the_order_of_examples_does_not_matter(shuffled: list[Example], text: str) -> None:
    assert small(shuffled).read(text, THRESHOLDS) == small(PUBLISHED).read(text, THRESHOLDS)


@settings(max_examples=40, deadline=None)
@given(st.lists(TEXTS, max_size=5))
def test_reading_many_is_reading_each_and_says_the_same_twice(texts: list[str]) -> None:
    many = whole().read_many(texts, THRESHOLDS)

    assert many == [whole().read(text, THRESHOLDS) for text in texts]


def test_a_saved_index_answers_as_it_did(tmp_path: Path) -> None:
    index = small(PUBLISHED)
    index.append([example("polo shirt, knitted", "610510", "x", Kind.CLEARED, "site")])
    index.forget("desk", ["b"])
    index.save(tmp_path / "goods")
    loaded = GoodsIndex.load(tmp_path / "goods")

    for text in ("polo shirt", "prawns, raw", "toys", "frozen fish"):
        assert loaded.read(text, THRESHOLDS) == index.read(text, THRESHOLDS)
        assert loaded.fit(text, "620520", THRESHOLDS) == index.fit(text, "620520", THRESHOLDS)
    assert loaded.sources == index.sources == {"desk": 2, NOMENCLATURE: 15, "site": 1}


def test_what_was_forgotten_is_not_saved(tmp_path: Path) -> None:
    index = small([example("a trader's secret recipe", "950300", "b")])
    index.forget("desk", ["b"])
    index.save(tmp_path / "goods")

    assert not any(b"secret recipe" in path.read_bytes() for path in tmp_path.rglob("*.npy"))


def test_saving_again_takes_the_place_of_what_was_there(tmp_path: Path) -> None:
    small(PUBLISHED).save(tmp_path / "goods")
    small().save(tmp_path / "goods")

    assert "desk" not in GoodsIndex.load(tmp_path / "goods").sources
    assert [path.name for path in tmp_path.iterdir()] == ["goods"]


@pytest.mark.parametrize("left", ["", "{", '{"format": "customhouse-goods-index/0"}'])
def test_a_folder_without_a_usable_index_says_so(tmp_path: Path, left: str) -> None:
    (tmp_path / "index.json").write_text(left, encoding="utf-8")

    with pytest.raises(Unusable, match="Build it anew"):
        GoodsIndex.load(tmp_path)


def test_many_appended_examples_are_kept_in_few_parts() -> None:
    index = small()
    for n in range(40):
        index.append([example(f"toy number {n} of wood", "950300", str(n), Kind.CLEARED, "site")])

    assert index.sources["site"] == 40
    assert len(index.library.segments) < 10


def test_examples_of_codes_that_the_nomenclature_has_not_are_left_out() -> None:
    index = small([example("flying carpets", "999999")])
    index.append([example("flying carpets", "7777")])

    assert index.sources == {NOMENCLATURE: 15}


def test_without_a_nomenclature_the_examples_are_what_can_be_answered() -> None:
    index = GoodsIndex.build([example("blue widgets", "950300"), example("prawns", "030616", "2")], {})

    assert index.read("blue widgets", THRESHOLDS).headings[0].code == "9503"
    assert GoodsIndex.build([], {}).read("anything", THRESHOLDS).headings == ()


def test_building_tells_how_far_it_is() -> None:
    told: list[float] = []
    GoodsIndex.build(PUBLISHED, {c: t for c, t in nomenclature().items() if c in SMALL}, progress=told.append)

    assert told == sorted(told)
    assert told[-1] == 1.0
