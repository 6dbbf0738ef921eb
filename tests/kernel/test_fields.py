"""Plain values are read exactly, and what is wrong is told all at once."""

import json
from decimal import Decimal
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customhouse.kernel.errors import Invalid
from customhouse.kernel.fields import Fields, Problems


class Colour(StrEnum):
    RED = "red"
    GREEN = "green"


def codes(problems: Problems) -> dict[str, str]:
    return {problem.field: problem.code for problem in problems.found()}


def test_everything_wrong_is_told_at_once() -> None:
    problems = Problems()
    fields = Fields({"name": "", "mass": "1,5", "count": -1, "colour": "blue", "extra": 1}, "item", problems)
    fields.text("name", 10)
    fields.number("mass")
    fields.whole("count", 0, 9)
    fields.word("colour", Colour)
    fields.flag("empty")
    fields.only(frozenset({"name", "mass", "count", "colour", "empty"}))

    assert codes(problems) == {
        "item/name": "missing",
        "item/mass": "not_a_number",
        "item/count": "out_of_range",
        "item/colour": "not_in_list",
        "item/empty": "missing",
        "item/extra": "unknown_field",
    }


def test_a_missing_object_is_one_problem_only() -> None:
    problems = Problems()
    fields = Fields({}, "", problems).inner("address")
    fields.text("street", 10)
    fields.inner("country").text("code", 2)

    assert codes(problems) == {"address": "not_an_object"}


@pytest.mark.parametrize("text", ["a\nb", "a\x00", "\u202eabc", "\ud800", "zero\u200bwidth"])
def test_characters_that_cannot_be_seen_are_refused(text: str) -> None:
    problems = Problems()
    Fields({"name": text}, "", problems).text("name", 20)

    assert codes(problems) == {"name": "control_characters"}


@pytest.mark.parametrize("value", ["NaN", "Infinity", "1e5", "", "--1", "1.", True, [], {}, 1.5, "١٢"])
def test_what_is_no_exact_number_is_refused(value: object) -> None:
    problems = Problems()
    Fields({"mass": value}, "", problems).number("mass")

    assert "mass" in codes(problems)


@pytest.mark.parametrize("text", ["1e999999999", "1e-999999999", "1" * 39, "0." + "1" * 39])
def test_a_number_of_absurd_size_is_refused_quickly(text: str) -> None:
    problems = Problems()
    plain = json.loads(f'{{"mass": {text}}}', parse_float=Decimal)
    Fields(plain, "", problems).number("mass")

    assert codes(problems) == {"mass": "too_many_digits"}


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=6, allow_nan=False, allow_infinity=False))
def test_a_decimal_comes_back_digit_by_digit(number: Decimal) -> None:
    problems = Problems()
    as_text = Fields({"mass": str(number)}, "", problems).number("mass")
    as_json = Fields(json.loads(f'{{"mass": {number:f}}}', parse_float=Decimal), "", problems).number("mass")

    assert str(as_text) == f"{number:f}"
    assert as_json == number
    assert not problems


def test_a_list_that_is_too_long_is_not_read() -> None:
    problems = Problems()
    read = list(Fields({"items": [{}] * 10_000}, "", problems).each("items", 999))

    assert read == []
    assert codes(problems) == {"items": "too_many"}


def test_a_flood_of_problems_is_cut_and_says_so() -> None:
    problems = Problems(most=3)
    for number in range(10):
        problems.note(f"f{number}", "wrong", "wrong")

    assert [problem.code for problem in problems.found()] == ["wrong", "wrong", "wrong", "more_problems"]
    with pytest.raises(Invalid):
        problems.raise_any()
