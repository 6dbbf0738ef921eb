"""Figures of reading against values worked out elsewhere."""

from datetime import timedelta

import pytest

from customhouse.procedures.readings.model import TipOutcome, TipReading
from customhouse.procedures.readings.scores import agreement, score, share
from tests.conftest import NOON


def test_the_interval_is_wilsons() -> None:
    found = share(8, 10)

    assert (found.low, found.high) == (pytest.approx(0.4902, abs=1e-4), pytest.approx(0.9433, abs=1e-4))
    assert (share(0, 0).share, share(0, 0).low, share(0, 0).high) == (None, 0.0, 1.0)
    assert share(5, 5).high == pytest.approx(1.0)


def test_kappa_is_that_of_the_textbook() -> None:
    pairs = [(True, True)] * 20 + [(True, False)] * 5 + [(False, True)] * 10 + [(False, False)] * 15
    found = agreement(pairs)

    assert found.kappa == pytest.approx(0.4)
    assert found.low is not None
    assert found.high is not None
    assert found.low < 0.4 < found.high
    assert (found.high - found.low) / 2 == pytest.approx(1.96 * 0.1279, abs=0.01)


def test_where_both_always_say_the_same_chance_explains_all() -> None:
    assert agreement([(False, False)] * 9).kappa is None
    assert agreement([]).kappa is None


def reading(outcome: TipOutcome, seconds: float = 40, false_marks: int = 0) -> TipReading:
    ended = NOON + timedelta(seconds=seconds)
    return TipReading(
        id="t",
        review_id="r",
        scan_id="s",
        projection_id="p",
        user_id="anna",
        threat="pistol",
        object_class="firearm",
        modality="radiograph",
        shown_at=NOON,
        ended_at=ended,
        outcome=outcome,
        false_marks=false_marks,
    )


def test_what_was_handed_back_or_not_decided_counts_for_nothing() -> None:
    outcomes = [TipOutcome.FOUND, TipOutcome.MISSED, TipOutcome.UNDECIDED, TipOutcome.LAPSED, TipOutcome.HANDED_BACK]
    found = score([reading(outcome) for outcome in outcomes], least=3)

    assert (found.readings, found.found.hits, found.found.of) == (2, 1, 2)
    assert found.enough is False


def test_false_alarms_are_images_in_which_something_else_was_marked() -> None:
    found = score([reading(TipOutcome.FOUND, 20, 1), reading(TipOutcome.MISSED, 60, 2), reading(TipOutcome.FOUND, 30)])

    assert (found.false_alarms.hits, found.median_s) == (2, 30)
