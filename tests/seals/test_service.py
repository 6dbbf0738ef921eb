"""Journeys on a real database: bound, reported on, alarmed."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from customhouse.kernel.clock import FixedClock
from customhouse.kernel.database import Database
from customhouse.kernel.errors import Conflict, Invalid
from customhouse.kernel.events import Message
from customhouse.kernel.ids import new_id
from customhouse.seals import store
from customhouse.seals.model import AlarmOutcome, AlarmState, JourneyState, Observation, Rule, Severity
from tests.seals.building import CORRIDOR, SEALED_AT, at, drive, report
from tests.seals.room import CUT, House


@pytest.fixture
def house(database: Database, clock: FixedClock, tmp_path: Path) -> House:
    return House(database, clock, tmp_path / "blobs")


def test_a_binding_is_announced_and_its_time_limit_is_the_corridors(house: House) -> None:
    journey = house.bind()

    assert journey.due_at == SEALED_AT + timedelta(hours=5)
    assert house.kinds() == ["seal.bound"]


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"container_number": "MSKU0000000"}, "container_number", "not_on_waybill"),
        ({"device_id": "12x"}, "device_id", "malformed"),
        ({"corridor_id": "nowhere"}, "corridor_id", "unknown_corridor"),
        ({"plate": " "}, "plate", "missing"),
        ({"sealed_at": at(30)}, "sealed_at", "in_the_future"),
        ({"sealed_at": at(-60 * 13)}, "sealed_at", "too_old"),
    ],
)
def test_a_faulty_binding_says_which_field_is_wrong(
    house: House, changes: dict[str, Any], field: str, code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        house.bind(**changes)

    assert [(problem.field, problem.code) for problem in refused.value.problems] == [(field, code)]


@pytest.mark.parametrize(
    ("last", "code"),
    [(report(-3, 0, battery_percent=39), "low_battery"), (report(-3, 9), "elsewhere"), (report(-16, 9), "")],
)
def test_a_seal_that_says_it_is_unfit_or_elsewhere_is_not_bound(house: House, last: Observation, code: str) -> None:
    house.hear(last)
    codes = [""]
    try:
        house.bind()
    except Invalid as refused:
        codes = [problem.code for problem in refused.problems]

    assert codes == [code]


def test_a_seal_on_its_way_cannot_be_bound_again(house: House) -> None:
    house.bind()

    with pytest.raises(Conflict):
        house.bind(container_number="MSKU7654321")


@pytest.mark.parametrize(
    "other",
    [
        {"seal_number": "XM-9", "container_number": "MSKU7654321"},
        {"device_id": "8000009999", "container_number": "MSKU7654321"},
        {"device_id": "8000009999", "seal_number": "XM-9"},
    ],
)
def test_of_two_bindings_at_the_same_moment_one_is_kept(house: House, other: dict[str, Any]) -> None:
    journey = house.bind()
    with house.database.begin("officer-8") as tx:
        second = store.insert_journey(tx.connection, replace(journey, id=new_id(), **other), None)
        ended = replace(journey, id=new_id(), ended_at=SEALED_AT, ended_how="gate_pass")
        over = store.insert_journey(tx.connection, ended, None)

    assert (second, over) == (False, True)


def test_a_journey_follows_its_reports(house: House) -> None:
    journey = house.bind()
    house.now(30)
    house.hear(*drive(30))

    seen = house.journey(journey.id)

    assert seen.state is JourneyState.IN_TRANSIT
    assert seen.progress == pytest.approx(0.5, abs=0.02)
    assert seen.eta is not None
    assert abs(seen.eta - at(60)) < timedelta(minutes=3)
    assert seen.last is not None
    assert seen.last.battery_percent == 90


def test_reports_of_a_seal_without_a_journey_are_kept_and_no_news(house: House) -> None:
    with house.database.begin("system:seal-gateway") as tx:
        house.seals.record(tx, [report(1, device_id="8000009999")])

        assert tx.announced == []


def test_what_the_seal_said_before_the_binding_reached_us_counts(house: House) -> None:
    house.now(30)
    house.hear(*drive(29))

    journey = house.bind(sealed_at=SEALED_AT)

    assert journey.state is JourneyState.IN_TRANSIT


def test_a_report_that_comes_twice_is_kept_once(house: House) -> None:
    journey = house.bind()
    house.now(10)
    house.hear(*drive(10))
    house.hear(*drive(10))

    with house.database.read("test") as tx:
        reports = house.seals.reports(tx, journey.id, None)

    assert len(reports.items) == 11


def test_batches_that_wait_together_are_judged_once(house: House) -> None:
    journey = house.bind()
    house.now(30)
    with house.database.begin("system:seal-gateway") as tx:
        house.seals.record(tx, drive(29))
    [subscription] = house.seals.subscriptions()
    told = Message(
        new_id(), "seal.reports_recorded", "", at(30), at(30), "system:seal-gateway", {"journey_ids": [journey.id]}
    )
    house.do(subscription.handle, told)
    house.now(31)

    house.do(subscription.handle, told)

    assert house.journey(journey.id).reports == 30
    assert house.journey(journey.id).updated_at == at(30)


def test_reports_are_read_a_page_at_a_time(house: House) -> None:
    journey = house.bind()
    house.now(60)
    house.hear(*drive(50, 0.2))

    with house.database.read("test") as tx:
        first = house.seals.reports(tx, journey.id, None)
        second = house.seals.reports(tx, journey.id, first.next_cursor)

    assert [one.at_s for one in (*first.items, *second.items)] == sorted({one.at_s for one in drive(50, 0.2)})


def test_a_cut_rope_breaks_the_journey_and_says_what_to_do(house: House) -> None:
    journey = house.bind()
    house.now(20)
    house.hear(*drive(18), report(19, kind="alarm", signs=CUT))

    alarm = house.alarms()[Rule.ROPE_CUT]

    assert house.journey(journey.id).state is JourneyState.BROKEN
    assert house.journey(journey.id).severity is Severity.CRITICAL
    assert "send_patrol" in alarm.actions
    assert not alarm.late
    assert alarm.started_at == at(19)


def test_an_acknowledged_alarm_stays_acknowledged_when_more_is_known(house: House) -> None:
    house.bind()
    house.now(20)
    house.hear(*drive(18), report(19, kind="alarm", signs=CUT))
    house.do(house.seals.acknowledge, house.alarms()[Rule.ROPE_CUT].id)
    house.hear(report(17.5, 17.5, kind="alarm", signs=CUT), report(20, signs=CUT))

    alarm = house.alarms()[Rule.ROPE_CUT]

    assert alarm.state is AlarmState.ACKNOWLEDGED
    assert alarm.started_at == at(17.5)
    assert alarm.acknowledged_by == "officer-7"


def test_an_alarm_explained_by_a_person_mends_the_journey(house: House) -> None:
    journey = house.bind()
    house.now(20)
    house.hear(*drive(18), report(19, kind="alarm", signs=CUT))
    house.do(house.seals.resolve, house.alarms()[Rule.ROPE_CUT].id, AlarmOutcome.FALSE_ALARM, "loose contact")

    assert house.journey(journey.id).state is JourneyState.IN_TRANSIT
    assert house.journey(journey.id).severity is None
    with pytest.raises(Conflict):
        house.do(house.seals.acknowledge, house.alarms()[Rule.ROPE_CUT].id)


def test_a_rope_cut_again_after_its_alarm_was_closed_is_another_alarm(house: House) -> None:
    house.bind()
    house.now(20)
    house.hear(*drive(18), report(19, kind="alarm", signs=CUT))
    house.do(house.seals.resolve, house.alarms()[Rule.ROPE_CUT].id, AlarmOutcome.FALSE_ALARM, "")
    house.now(26)
    house.hear(report(21), report(22), report(25, kind="alarm", signs=CUT))
    house.hear(report(26))

    with house.database.read("test") as tx:
        cuts = [alarm for alarm in house.seals.alarms(tx, "all", None).items if alarm.rule is Rule.ROPE_CUT]

    assert sorted(alarm.state for alarm in cuts) == [AlarmState.OPEN, AlarmState.RESOLVED]


def test_silence_is_noticed_by_the_clock_and_taken_back_when_the_buffer_comes(house: House) -> None:
    house.bind()
    house.now(10)
    house.hear(*drive(10))
    house.now(54)
    house.do(house.seals.sweep)
    assert Rule.SILENT not in house.alarms()
    house.now(56)
    house.do(house.seals.sweep)
    assert house.alarms()[Rule.SILENT].state is AlarmState.OPEN

    house.now(57)
    house.hear(*(one._replace(received_ms=int(at(57).timestamp() * 1000)) for one in drive(56)[11:]))

    assert house.alarms()[Rule.SILENT].state is AlarmState.RETRACTED
    assert house.kinds()[-1] == "alarm.retracted"


def test_a_server_that_was_not_listening_blames_no_seal(house: House) -> None:
    house.bind()
    house.now(10)
    house.hear(*drive(10))
    house.now(300)
    house.seals = replace(house.seals, listening_since=at(290))
    house.do(house.seals.sweep)

    assert Rule.SILENT not in house.alarms()


def test_a_past_silence_is_raised_although_the_seal_goes_on_reporting(house: House) -> None:
    house.bind()
    house.now(10)
    house.hear(*drive(10))
    house.seals = replace(house.seals, listening_since=at(60))
    for half_minutes in range(7):
        house.now(70 + half_minutes / 2)
        assert Rule.SILENT not in house.alarms()
        house.hear(report(70 + half_minutes / 2, received_minute=70 + half_minutes / 2))

    assert house.alarms()[Rule.SILENT].state is AlarmState.OPEN


def test_overdue_is_noticed_by_the_clock(house: House) -> None:
    house.bind()
    house.now(10)
    house.hear(*drive(10))
    house.now(5 * 60 + 31)
    house.do(house.seals.sweep)

    assert house.alarms()[Rule.OVERDUE].state is AlarmState.OPEN


def test_the_map_hears_of_what_changed_and_of_nothing_else(house: House) -> None:
    journey = house.bind()
    house.now(10)
    house.hear(*drive(9))

    with house.database.read("test") as tx:
        changed, _ = house.seals.changed_since(tx, at(10))
        unchanged, _ = house.seals.changed_since(tx, at(10.1))

    assert [one.id for one in changed] == [journey.id]
    assert unchanged == []


def test_a_known_corridor_is_not_changed_under_its_journeys(house: House) -> None:
    with pytest.raises(Conflict):
        house.do(house.seals.add_corridor, CORRIDOR)
