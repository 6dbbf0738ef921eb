"""Alarms of radiation portals are listed beside what is declared, and judge nothing."""

from dataclasses import replace

import pytest

from customhouse.imaging.comparison import compare
from customhouse.imaging.model import AlarmCategory, Comparison, PortalCounts, PortalReading, Verdict
from tests.imaging.comparison.sights import ALLOWED, about, declared, recognition, row, sight

ALARM = PortalReading(
    "RPM-2",
    gamma=PortalCounts(46_200, 10.0, 2310.0),
    neutron=PortalCounts(80, 10.0, 1.5),
    alarms=(AlarmCategory.GAMMA, AlarmCategory.NEUTRON),
)


def compared(*readings: PortalReading, kg: float = 3000.0) -> Comparison:
    seen = replace(sight(recognition(about(3000))), portal_readings=readings)
    return compare(declared(kg), seen, ALLOWED)[0]


def test_an_alarm_is_listed_with_what_was_counted() -> None:
    found = row(compared(ALARM), "radiation")

    assert (found.verdict, found.seen) == (Verdict.CANNOT_TELL, "× 5.3")
    assert found.reason.params == {"portal": "RPM-2", "radiation": "gamma, neutron"}


@pytest.mark.parametrize("kg", [3000.0, 9000.0])
def test_an_alarm_changes_neither_verdict_nor_score(kg: float) -> None:
    quiet, loud = compared(kg=kg), compared(ALARM, kg=kg)

    assert (loud.verdict, loud.score, loud.items) == (quiet.verdict, quiet.score, quiet.items)


def test_an_alarm_without_a_background_is_listed_all_the_same() -> None:
    bare = PortalReading("RPM-3", gamma=PortalCounts(9, 2.0), alarms=(AlarmCategory.ISOTOPE,))

    assert row(compared(bare), "radiation").seen == "-"


def test_a_passage_without_an_alarm_has_no_row() -> None:
    for alarms in ((), None):
        assert "radiation" not in [each.what for each in compared(replace(ALARM, alarms=alarms)).rows]


def test_an_alarm_is_listed_where_nothing_is_declared() -> None:
    alone, _ = compare(None, replace(sight(recognition(None)), portal_readings=(ALARM,)), ALLOWED)

    assert [each.what for each in alone.rows] == ["declaration", "radiation"]
