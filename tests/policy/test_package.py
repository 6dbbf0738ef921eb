"""A policy answers the same for ever: by the day asked about, with reasons, under one hash."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from customhouse.policy.model import Fact, Level
from customhouse.policy.package import NotInPolicy
from customhouse.policy.service import load, replay
from tests.policy.building import PARAMETERS, TABLE, make_policy, write_policy

DAY = date(2026, 3, 1)


def facts(**changes: Fact) -> dict[str, Fact]:
    return {"value": Decimal(1), "verdict": "agrees", "origins": ("NO",), **changes}


def test_a_parameter_has_the_value_of_its_day(tmp_path: Path) -> None:
    policy = make_policy(tmp_path)

    assert policy.parameter("lanes.limit", date(2026, 6, 30)) == Decimal(100)
    assert policy.parameter("lanes.limit", date(2026, 7, 1)) == Decimal("50.50")


def test_a_moment_is_taken_for_its_day_in_utc(tmp_path: Path) -> None:
    policy = make_policy(tmp_path)

    assert policy.number("lanes.limit", datetime(2026, 7, 1, 0, 0, tzinfo=UTC)) == Decimal("50.50")


def test_a_repealed_parameter_has_no_value(tmp_path: Path) -> None:
    policy = make_policy(tmp_path)

    assert not policy.has("lanes.limit", date(2027, 1, 1))
    with pytest.raises(NotInPolicy, match="no value on 2027-01-01"):
        policy.parameter("lanes.limit", date(2027, 1, 1))


def test_norway_and_no_are_told_apart(tmp_path: Path) -> None:
    policy = make_policy(tmp_path)

    assert policy.parameter("lanes.lists", DAY) == ("NO", "ON")
    assert policy.flag("lanes.open", DAY) is False


def test_the_first_row_that_holds_decides_and_says_why(tmp_path: Path) -> None:
    decision = make_policy(tmp_path).decide("lanes", facts(value=Decimal(120), verdict="disagrees"), DAY)

    assert (decision.row, decision.outputs) == ("disagrees", {"lane": "red"})
    assert [(g.level, g.reason.text) for g in decision.grounds] == [
        (Level.OFFICER, "The scan disagrees."),
        (Level.TRADER, "Selected."),
    ]
    assert [(m.column, m.cell, m.fact) for m in decision.matched] == [("verdict", "disagrees", "disagrees")]


def test_of_groups_the_worst_decides_and_all_are_told(tmp_path: Path) -> None:
    grouped = TABLE.replace("hit_policy: first", "hit_policy: first_of_each_group").replace(
        "    when: {v", "    group: x\n    when: {v", 1
    )
    grouped = grouped.replace("    when: {value", "    group: y\n    when: {value")
    decision = make_policy(tmp_path, table=grouped).decide("lanes", facts(value=Decimal(120), verdict="disagrees"), DAY)

    assert decision.outputs == {"lane": "red"}
    assert [hit.row for hit in decision.hits] == ["disagrees", "high"]
    assert [g.reason.code for g in decision.grounds] == ["disagrees", "selected", "high"]


def test_a_fact_that_is_missing_or_misspelt_is_refused(tmp_path: Path) -> None:
    policy = make_policy(tmp_path)

    with pytest.raises(NotInPolicy, match="needs the fact value"):
        policy.decide("lanes", {"verdict": "agrees", "origins": ()}, DAY)
    with pytest.raises(NotInPolicy, match="not one of"):
        policy.decide("lanes", facts(verdict="agree"), DAY)
    with pytest.raises(NotInPolicy, match="must be a number"):
        policy.decide("lanes", facts(value="1"), DAY)


def test_the_hash_follows_the_content_and_not_the_comments(tmp_path: Path) -> None:
    one = make_policy(tmp_path / "one")
    commented = make_policy(tmp_path / "two", table="# A comment\n" + TABLE)
    changed = make_policy(tmp_path / "three", parameters=PARAMETERS.replace("value: 100", "value: 101"))

    assert one.hash == commented.hash
    assert one.hash != changed.hash


def test_a_package_kept_by_its_content_decides_as_it_did(tmp_path: Path) -> None:
    policy = make_policy(tmp_path)
    again = replay(policy.content)

    assert again.hash == policy.hash
    assert again.decide("lanes", facts(value=Decimal(120)), DAY) == policy.decide(
        "lanes", facts(value=Decimal(120)), DAY
    )


def test_a_table_is_not_asked_before_its_day(tmp_path: Path) -> None:
    policy = load(write_policy(tmp_path))

    with pytest.raises(NotInPolicy, match="not in force"):
        policy.decide("lanes", facts(), date(2025, 12, 31))


def test_a_row_holds_between_its_dates_only(tmp_path: Path) -> None:
    dated = TABLE.replace(
        'when: {value: ">= 100"}', 'when: {value: ">= 100"}\n    from: 2026-05-01\n    until: 2026-06-01'
    )
    policy = make_policy(tmp_path, table=dated)
    rows = [
        policy.decide("lanes", facts(value=Decimal(500)), day).row
        for day in (date(2026, 4, 30), date(2026, 5, 1), date(2026, 5, 31), date(2026, 6, 1))
    ]

    assert rows == ["rest", "high", "high", "rest"]
