"""The names of goods that ship with the program: right codes, one heading each, and plain words that are understood."""

import csv
from collections import defaultdict
from typing import cast

import pytest

from customhouse.adapters.nomenclature.hs import harmonized_system
from customhouse.commodities.examples import examples_of
from customhouse.commodities.language.index import GoodsIndex
from customhouse.commodities.language.learning.lessons import own_queries
from customhouse.commodities.language.model import TRADE_NAMES, Kind
from customhouse.commodities.language.retrieval.normalising import clean, grams, words
from customhouse.commodities.origins import Origins
from customhouse.commodities.trade_names import FOLDER, trade_names
from customhouse.kernel.transaction import Transaction
from customhouse.sourcing.service import Sourcing
from tests.commodities.language.goods import THRESHOLDS, installed, nomenclature

NAMES = trade_names("en", "zh")


def test_every_code_is_one_of_the_edition() -> None:
    system = harmonized_system()
    edition = max(system.editions())
    unknown = [each for each in NAMES if len(each.code) not in (4, 6) or not system.path(each.code, edition)]

    assert unknown == []


def test_every_heading_has_names_in_both_languages() -> None:
    said = defaultdict(set)
    for each in NAMES:
        said[each.language].add(each.code[:4])
    headings = {code for code in nomenclature() if len(code) == 4}

    assert {language: headings - codes for language, codes in said.items()} == {"en": set(), "zh": set()}


def test_no_name_stands_under_two_codes() -> None:
    codes = defaultdict(set)
    for each in NAMES:
        codes[each.language, each.text.casefold()].add(each.code)

    assert {name: found for name, found in codes.items() if len(found) > 1} == {}


def test_every_name_has_something_to_be_compared_by() -> None:
    cleaned = [clean(each.text) for each in NAMES]

    assert [text for text in cleaned if not words(text) or not grams(text)] == []


def test_a_name_goes_before_its_near_twins() -> None:
    found = [installed().read(text, THRESHOLDS).headings[0].code for text in ("tea", "coffee", "cigarettes", "diesel")]

    assert found == ["0902", "0901", "2402", "2710"]


def test_they_are_told_apart_from_imported_texts() -> None:
    find = Origins(cast(Sourcing, None), "2028").within(cast(Transaction, None))  # no import is asked of
    origin = find(TRADE_NAMES, "section-01:2")

    assert origin is not None
    assert (origin.source, origin.edition, origin.row) == (TRADE_NAMES, "2022", "section-01:2")


def test_examples_of_a_code_are_shown_in_each_language() -> None:
    index = GoodsIndex.build([each for each in NAMES if each.code.startswith("0901")], nomenclature())
    shown = [each.example.language for each in examples_of(index, "0901", 6)]

    assert sorted(shown) == ["en"] * 3 + ["zh"] * 3


def test_names_lead_back_to_their_lines() -> None:
    first = NAMES[0]
    section, line = first.row.split(":")
    with (FOLDER / f"{section}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))

    assert rows[int(line) - 1] == [first.code, first.language, first.text]
    assert (first.kind, first.source) == (Kind.LABELLED, TRADE_NAMES)


def test_only_the_languages_asked_for_are_read() -> None:
    assert {each.language for each in trade_names("zh")} == {"zh"}
    assert trade_names("fr") == []


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("wheat", "1001"),
        ("engine oil", "2710"),
        ("trainers", "6404"),
        ("mens jeans blue", "6203"),
        ("car tyres", "4011"),
        ("laptop", "8471"),
    ],
)
def test_plain_names_are_understood_without_any_import(text: str, heading: str) -> None:
    found = installed().read(text, THRESHOLDS).headings

    assert found[0].code == heading, [each.code for each in found]


def test_nothing_is_learned_from_trade_names_alone() -> None:
    assert own_queries(installed().library) == []
