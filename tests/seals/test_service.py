"""Journeys on a real database: bound, reported on, alarmed, checked at the gate."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from customhouse.adapters.blobs.folder import FolderBlobs
from customhouse.kernel.clock import FixedClock
from customhouse.kernel.database import Database
from customhouse.kernel.errors import Conflict, Invalid, NotFound
from customhouse.kernel.events import Event, Message
from customhouse.kernel.ids import new_id
from customhouse.kernel.transaction import Transaction
from customhouse.seals.events import SealReportsRecorded
from customhouse.seals.gate import Reading, reading_identity
from customhouse.seals.model import AlarmOutcome, AlarmState, Journey, JourneyState, Observation, Rule, Severity, Sign
from customhouse.seals.ports import Sealable
from customhouse.seals.sealing import Sealing
from customhouse.seals.service import Seals
from customhouse.seals.store import Passage
from tests.seals.building import CORRIDOR, DESTINATION, DEVICE, ORIGIN, SEALED, SEALED_AT, at, drive, report

CONTAINER = "MSKU1234565"
CONSIGNMENT = new_id()
CUT = (SEALED | int(Sign.ROPE_CUT | Sign.ROPE_OUT)) & ~int(Sign.ROPE_IN)


class OneConsignment:
    """A consignment with one container, as the room below would tell it."""

    def sealable(self, tx: Transaction, consignment_id: str) -> Sealable:
        if consignment_id != CONSIGNMENT:
            raise NotFound("There is no such declaration.")
        return Sealable(consignment_id, "26XM7K3QH5T2B0001", frozenset({CONTAINER, "MSKU7654321"}))


class House:
    """The room with its database, driven as the app drives it: a transaction a message, its news heard after it."""

    def __init__(self, database: Database, clock: FixedClock, folder: Path) -> None:
        sites = {site.id: site for site in (ORIGIN, DESTINATION)}
        self.seals = Seals(OneConsignment(), FolderBlobs(folder), None, sites, SEALED_AT)
        self.database, self.clock = database, clock
        self.news: list[Event] = []
        clock.at = SEALED_AT
        self.do(self.seals.adopt_corridors, [CORRIDOR])

    def do(self, what: Any, *arguments: Any) -> Any:
        with self.database.begin("officer-7") as tx:
            result = what(tx, *arguments)
            self.news += tx.announced
        return result

    def bind(self, **changes: Any) -> Journey:
        sealing = Sealing(CONSIGNMENT, CONTAINER, "XM-000123", DEVICE, CORRIDOR.id, "AB12 CDE", tag_id="E280-1")
        journey: Journey = self.do(self.seals.bind, replace(sealing, **changes))
        return journey

    def hear(self, *reports: Observation) -> None:
        """Record the reports, and let the room hear of them as the bus would tell it."""
        with self.database.begin("system:seal-gateway") as tx:
            self.seals.record(tx, reports)
            touched = [event for event in tx.announced if isinstance(event, SealReportsRecorded)]
        for event in touched:
            for journey_id in event.journey_ids:
                self.do(self.seals._look, journey_id)

    def now(self, minute: float) -> None:
        self.clock.at = at(minute)

    def journey(self, journey_id: str) -> Journey:
        journey: Journey = self.do(self.seals.journey, journey_id)
        return journey

    def alarms(self) -> dict[Rule, Any]:
        with self.database.read("test") as tx:
            return {alarm.rule: alarm for alarm in self.seals.alarms(tx, "all", None).items}

    def read_gate(self, minute: float, **changes: Any) -> Passage:
        reading = make_reading(minute, **changes)
        passage: Passage = self.do(self.seals.read_gate, reading)
        return passage

    def kinds(self) -> list[str]:
        return [event.kind for event in self.news]


def make_reading(minute: float, **changes: Any) -> Reading:
    values: dict[str, Any] = {
        "id": reading_identity(str(minute), str(changes)),
        "site_id": "XMEHM",
        "gate": "XMEHM-G1",
        "read_at": at(minute),
        "plate": "AB12CDE",
        "container_number": "MSKU 123456-5",
        "seal_epc": "XM-000123",
        "seal_number": "",
        "tag_id": "E280-1",
        "seal_state": "intact",
    }
    return Reading(**{**values, **changes})


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


def test_a_seal_on_its_way_cannot_be_bound_again(house: House) -> None:
    house.bind()

    with pytest.raises(Conflict):
        house.bind(container_number="MSKU7654321")


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


def test_overdue_is_noticed_by_the_clock(house: House) -> None:
    house.bind()
    house.now(10)
    house.hear(*drive(10))
    house.now(5 * 60 + 31)
    house.do(house.seals.sweep)

    assert house.alarms()[Rule.OVERDUE].state is AlarmState.OPEN


def test_an_honest_journey_passes_the_gate_and_ends(house: House) -> None:
    journey = house.bind()
    house.now(62)
    house.hear(*drive(60))

    passage = house.read_gate(61)

    assert (passage.outcome, [reason.code for reason in passage.reasons]) == ("pass", ["gate_in_order"])
    assert house.journey(journey.id).state is JourneyState.ENDED
    assert house.journey(journey.id).ended_how == "gate_pass"
    assert house.kinds()[-2:] == ["gate.read", "journey.ended"]


def test_the_same_reading_gets_the_same_answer_and_is_told_once(house: House) -> None:
    house.bind()
    house.now(62)
    house.hear(*drive(60))
    first = house.read_gate(61)
    told = len(house.news)

    again = house.read_gate(61)

    assert again == first
    assert len(house.news) == told


def test_a_rope_cut_reported_after_the_release_still_raises_an_alarm(house: House) -> None:
    journey = house.bind()
    house.now(62)
    house.hear(*drive(60))
    house.read_gate(61)
    house.now(60 * 24)
    house.hear(report(33.5, 33.5, kind="alarm", signs=CUT, received_minute=60 * 24))

    alarm = house.alarms()[Rule.ROPE_CUT]

    assert alarm.late
    assert house.kinds()[-1] == "alarm.raised"
    assert house.journey(journey.id).state is JourneyState.ENDED
    with house.database.read("test") as tx:
        facts = house.seals.facts(tx, CONSIGNMENT)
    assert (facts.is_tampered, facts.has_late_alarm, facts.gate_outcome) == (True, True, "pass")


def test_opening_the_seal_after_the_gate_is_no_alarm(house: House) -> None:
    house.bind()
    house.now(62)
    house.hear(*drive(60))
    house.read_gate(61)
    house.now(90)
    house.hear(report(80, 60, kind="alarm", signs=CUT | int(Sign.UNLOCKED)))

    assert house.alarms() == {}


def test_another_seal_on_the_container_is_stopped(house: House) -> None:
    journey = house.bind()
    house.now(62)
    house.hear(*drive(60))

    passage = house.read_gate(61, seal_epc="XM-999999", tag_id="")

    assert passage.outcome == "stop"
    assert passage.reasons[0].code == "gate_wrong_seal"
    assert passage.journey_id == journey.id


def test_two_journeys_in_one_reading_stop_and_end_neither(house: House) -> None:
    first = house.bind()
    second = house.bind(container_number="MSKU7654321", seal_number="XM-000124", device_id="8000620012", plate="ZZ99")
    house.now(62)
    house.hear(*drive(60))

    passage = house.read_gate(61, container_number="MSKU7654321")

    assert passage.outcome == "stop"
    assert "gate_two_journeys" in {reason.code for reason in passage.reasons}
    assert house.journey(first.id).is_active
    assert house.journey(second.id).is_active


def test_the_wrong_site_is_a_check_and_the_journey_goes_on(house: House) -> None:
    journey = house.bind()
    house.now(5)
    house.hear(*drive(1))

    passage = house.read_gate(1.5, site_id="XMPMS")

    assert passage.outcome == "check"
    assert "gate_wrong_site" in {reason.code for reason in passage.reasons}
    assert house.journey(journey.id).is_active


def test_nothing_known_and_nothing_read_are_told_apart(house: House) -> None:
    house.now(5)
    unknown = house.read_gate(4)
    blind = house.read_gate(4, plate="", container_number="", seal_epc="", tag_id="")

    assert [reason.code for reason in unknown.reasons] == ["gate_no_journey"]
    assert [reason.code for reason in blind.reasons] == ["gate_unreadable"]
    assert [len(house.do(house.seals.passages, site)) for site in (None, "XMEHM", "XMPMS")] == [2, 2, 0]


def test_a_reading_from_the_future_is_refused(house: House) -> None:
    with pytest.raises(Invalid):
        house.read_gate(30)


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
