"""The judgement, by property: worse facts never lower a lane, the draw is fair, and nothing is forgotten."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customhouse.kernel.errors import Invalid
from customhouse.policy.model import ColumnType, Fact, Worse
from customhouse.policy.package import PolicyPackage
from customhouse.risk.facts import digest, facts_of, plain
from customhouse.risk.judgement import LANES, check_fits, judge
from customhouse.risk.lottery import HmacLottery
from customhouse.risk.model import Lane, Learned, What
from tests.risk.building import MERIDIA, make_said

AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
UNDRAWN = Decimal("0.999")
COLUMNS = {column.name: column for column in MERIDIA.tables[LANES].inputs}
OPEN_CODES = {"hs_codes": ["940360", "930330", "220830", "030366"], "origins": ["VN", "NO", "KP", "DE"]}


def make_facts(**changes: Any) -> dict[str, Fact]:
    return {**facts_of(Learned(make_said()), MERIDIA, AT), **changes}


def of_column(name: str) -> st.SearchStrategy[Fact]:
    column = COLUMNS[name]
    if column.type is ColumnType.FLAG:
        return st.booleans()
    if column.type is ColumnType.NUMBER:
        return st.sampled_from([Decimal(n) for n in ("0", "2", "6", "48", "249999.99", "250000", "2000000")])
    if column.type is ColumnType.CODES:
        return st.lists(st.sampled_from(OPEN_CODES[name]), min_size=1, max_size=3, unique=True).map(tuple)
    return st.sampled_from(column.values)


facts_strategy = st.fixed_dictionaries({name: of_column(name) for name in COLUMNS})


def worsened(name: str, fact: Fact) -> Fact:
    """The next worse fact, or the same where there is none."""
    column = COLUMNS[name]
    if column.type is ColumnType.SCALE and isinstance(fact, str):
        return column.values[min(column.values.index(fact) + 1, len(column.values) - 1)]
    if column.type is ColumnType.CODES and isinstance(fact, tuple):
        return (*fact, OPEN_CODES[name][1])
    if column.worse in {Worse.YES, Worse.NO}:
        return column.worse is Worse.YES
    if isinstance(fact, Decimal):
        return fact * 3 if column.worse is Worse.HIGHER else fact / 3
    return fact


@given(facts_strategy, st.sampled_from(sorted(COLUMNS)), st.decimals(0, "0.999", places=3))
def test_a_worse_fact_never_lowers_the_lane(facts: Mapping[str, Fact], name: str, number: Decimal) -> None:
    before = judge(MERIDIA, facts, number, AT)
    after = judge(MERIDIA, {**facts, name: worsened(name, facts[name])}, number, AT)

    assert after.lane.rank >= before.lane.rank


@given(facts_strategy, st.decimals(0, "0.999", places=3))
def test_the_same_facts_on_the_same_day_are_judged_the_same(facts: Mapping[str, Fact], number: Decimal) -> None:
    assert judge(MERIDIA, facts, number, AT) == judge(MERIDIA, dict(reversed(list(facts.items()))), number, AT)


@given(facts_strategy)
def test_being_drawn_never_lowers_the_lane_and_asks_for_an_examination(facts: Mapping[str, Fact]) -> None:
    undrawn, drawn = judge(MERIDIA, facts, UNDRAWN, AT), judge(MERIDIA, facts, Decimal(0), AT)

    assert drawn.lane.rank >= undrawn.lane.rank
    assert What.EXAMINATION in {ask[0] for ask in drawn.asks}


@given(facts_strategy)
def test_every_judgement_has_a_reason_for_officers(facts: Mapping[str, Fact]) -> None:
    assert judge(MERIDIA, facts, UNDRAWN, AT).grounds


def test_the_share_is_smaller_for_authorised_traders_but_never_nought() -> None:
    usual = judge(MERIDIA, make_facts(), UNDRAWN, AT)
    authorised = judge(MERIDIA, make_facts(authorised=True), UNDRAWN, AT)

    assert 0 < authorised.selection_probability < usual.selection_probability == Decimal("0.01")


def test_an_examination_by_rule_has_a_selection_probability_of_one() -> None:
    assert judge(MERIDIA, make_facts(open_alarm="critical"), UNDRAWN, AT).selection_probability == 1


def test_who_was_drawn_stays_drawn() -> None:
    assert judge(MERIDIA, make_facts(), UNDRAWN, AT, was_drawn=True).draw.is_drawn


def test_a_loss_of_authorisation_never_takes_anyone_out_of_the_draw() -> None:
    number = Decimal("0.004")

    assert judge(MERIDIA, make_facts(authorised=True), number, AT).draw.is_drawn
    assert judge(MERIDIA, make_facts(authorised=False), number, AT).draw.is_drawn


def test_the_draw_is_uniform_and_repeats_itself() -> None:
    lottery = HmacLottery(b"a secret of the site")
    numbers = [lottery.number(f"consignment {n}", "hash") for n in range(4000)]

    assert numbers[7] == lottery.number("consignment 7", "hash")
    assert all(0 <= number < 1 for number in numbers)
    assert 0.08 < sum(number < Decimal("0.1") for number in numbers) / len(numbers) < 0.12


def test_the_draw_cannot_be_foreseen_without_the_secret() -> None:
    assert HmacLottery(b"one").number("c", "hash") != HmacLottery(b"two").number("c", "hash")


def test_amounts_are_valued_at_the_customs_rate_of_the_day() -> None:
    said = make_said(amounts=((Decimal("100.10"), "EUR"), (Decimal(5), "XMC")))

    assert facts_of(Learned(said), MERIDIA, AT)["value"] == Decimal("120.56")


def test_an_amount_without_a_rate_leaves_the_value_unknown() -> None:
    facts = facts_of(Learned(make_said(amounts=((Decimal(5), "BRL"),))), MERIDIA, AT)

    assert facts["value_known"] is False
    assert judge(MERIDIA, facts, UNDRAWN, AT).lane is Lane.YELLOW


def test_the_order_in_which_goods_were_declared_does_not_change_the_digest() -> None:
    one = facts_of(Learned(make_said(origins=("VN", "CN"))), MERIDIA, AT)
    other = facts_of(Learned(make_said(origins=("CN", "VN", "CN"))), MERIDIA, AT)

    assert digest(one) == digest(other)
    assert plain(one)["trader_months"] == "48"


def test_a_policy_that_asks_for_an_unknown_fact_is_refused_at_the_start() -> None:
    lanes = MERIDIA.tables[LANES]
    strange = replace(lanes, inputs=(*lanes.inputs, replace(lanes.inputs[0], name="weather")))
    policy = PolicyPackage(MERIDIA.parameters, {**MERIDIA.tables, LANES: strange}, MERIDIA.content)

    with pytest.raises(Invalid, match="no room knows the fact weather"):
        check_fits(policy)


def test_a_policy_without_a_random_share_is_refused_at_the_start() -> None:
    policy = PolicyPackage(MERIDIA.parameters, {LANES: MERIDIA.tables[LANES]}, MERIDIA.content)

    with pytest.raises(Invalid, match="needs a table random"):
        check_fits(policy)
