"""Journeys presented at a gate, on a real database."""

from pathlib import Path

import pytest

from customhouse.kernel.clock import FixedClock
from customhouse.kernel.database import Database
from customhouse.kernel.errors import Invalid
from customhouse.seals.model import JourneyState, Rule, Sign
from tests.seals.building import drive, report
from tests.seals.room import CONSIGNMENT, CUT, House


@pytest.fixture
def house(database: Database, clock: FixedClock, tmp_path: Path) -> House:
    return House(database, clock, tmp_path / "blobs")


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
