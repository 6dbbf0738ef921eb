"""The cells of tables: what they hold for, what they cover, and that none of them is code."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customhouse.policy.grammar import Cell, parse, worsens
from customhouse.policy.model import Column, ColumnType, Value, Worse

PARAMETERS: dict[str, Value] = {"lanes.limit": Decimal(100), "lanes.arms": ("93", "3604")}
NUMBER = Column("value", ColumnType.NUMBER, "", worse=Worse.HIGHER)
SCALE = Column("verdict", ColumnType.SCALE, "", ("agrees", "doubtful", "disagrees"))
CODES = Column("hs_codes", ColumnType.CODES, "")
MODE = Column("mode", ColumnType.CODE, "", ("sea", "road", "mail"))
FLAG = Column("authorised", ColumnType.FLAG, "", worse=Worse.NO)


def lookup(key: str) -> Value:
    if key not in PARAMETERS:
        raise ValueError(f"the policy has no parameter {key}")
    return PARAMETERS[key]


def cell(text: str, column: Column) -> Cell:
    return parse(text, column, lookup)


@pytest.mark.parametrize(
    ("text", "column", "fact", "expected"),
    [
        ("-", NUMBER, Decimal(5), True),
        (">= 100", NUMBER, Decimal(100), True),
        ("> 100", NUMBER, Decimal(100), False),
        ("< $lanes.limit", NUMBER, Decimal("99.99"), True),
        ("10..20", NUMBER, Decimal(20), True),
        ("7", NUMBER, Decimal("7.0"), True),
        (">= doubtful", SCALE, "disagrees", True),
        ("< doubtful", SCALE, "doubtful", False),
        ("not agrees", SCALE, "doubtful", True),
        ("sea, mail", MODE, "road", False),
        ("not sea", MODE, "road", True),
        ("93*", CODES, ("940360", "930330"), True),
        ("$lanes.arms*", CODES, ("360410",), True),
        ("$lanes.arms", CODES, ("360410",), False),
        ("not CN", CODES, ("CN", "VN"), True),
        ("not CN", CODES, ("CN",), False),
        ("no", FLAG, False, True),
    ],
)
def test_a_cell_holds_for_the_facts_it_names(
    text: str, column: Column, fact: Decimal | str | bool | tuple[str, ...], expected: bool
) -> None:
    assert cell(text, column).holds(fact) is expected


@pytest.mark.parametrize(
    ("text", "column", "complaint"),
    [
        ("> often", NUMBER, "not a number"),
        ("NaN", NUMBER, "not a number"),
        ("20..10", NUMBER, "backwards"),
        ("$lanes.nowhere", NUMBER, "no parameter"),
        ("$lanes.arms", NUMBER, "not a number"),
        ("$lanes.limit", CODES, "not a list of codes"),
        (">= doubtfull", SCALE, "not one of"),
        ("train", MODE, "not one of"),
        ("CN,, VN", CODES, "empty place"),
        ("maybe", FLAG, "neither yes nor no"),
        ("__import__('os')", CODES, "not a code"),
        (">= 93", CODES, "not a code"),
    ],
)
def test_a_cell_that_cannot_be_read_says_why(text: str, column: Column, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        cell(text, column)


numbers = st.decimals(-50, 50, places=1)
spans = st.one_of(
    st.builds(lambda sign, value: f"{sign} {value}", st.sampled_from([">", ">=", "<", "<="]), numbers),
    st.builds(lambda a, b: f"{min(a, b)}..{max(a, b)}", numbers, numbers),
)
code = st.text("12", min_size=1, max_size=3)
code_cells = st.builds(
    lambda negated, items: ("not " if negated else "") + ", ".join(items),
    st.booleans(),
    st.lists(st.builds(lambda c, star: c + star, code, st.sampled_from(["", "*"])), min_size=1, max_size=3),
)


@given(spans, spans, numbers)
def test_a_span_that_covers_another_holds_wherever_the_other_does(one: str, other: str, fact: Decimal) -> None:
    first, second = cell(one, NUMBER), cell(other, NUMBER)

    assert not (first.covers(second) and second.holds(fact)) or first.holds(fact)


@given(code_cells, code_cells, st.lists(code, min_size=1, max_size=3))
def test_codes_that_cover_others_hold_wherever_the_others_do(one: str, other: str, facts: list[str]) -> None:
    first, second = cell(one, CODES), cell(other, CODES)

    assert not (first.covers(second) and second.holds(tuple(facts))) or first.holds(tuple(facts))


@given(spans, numbers, numbers)
def test_a_cell_said_to_keep_holding_does_so_as_its_fact_gets_worse(text: str, fact: Decimal, more: Decimal) -> None:
    span = cell(text, NUMBER)
    worse = fact + abs(more)

    assert not (worsens(span, NUMBER) and span.holds(fact)) or span.holds(worse)


def test_only_the_bad_end_of_a_scale_keeps_holding() -> None:
    assert worsens(cell(">= doubtful", SCALE), SCALE)
    assert not worsens(cell("doubtful", SCALE), SCALE)


def test_an_authorisation_asked_for_stops_holding_when_it_is_lost() -> None:
    assert worsens(cell("no", FLAG), FLAG)
    assert not worsens(cell("yes", FLAG), FLAG)
