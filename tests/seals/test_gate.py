"""The gate's table, row by row."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from customhouse.kernel.reasons import Reason
from customhouse.seals.gate import TABLE, GateOutcome, Reading, Standing, decide
from customhouse.seals.model import (
    Alarm,
    AlarmOutcome,
    AlarmState,
    Journey,
    JourneyState,
    Rule,
    Severity,
)
from tests.seals.building import LIMITS, SEALED_AT, at

JOURNEY = Journey(
    id="j1",
    consignment_id="c1",
    mrn="26XM7K3QH5T2B0001",
    container_number="MSKU1234565",
    plate="AB12 CDE",
    seal_number="XM-000123",
    device_id="8000620011",
    tag_id="E280-1",
    corridor_id="mersea-eastholm",
    from_site="XMPMS",
    to_site="XMEHM",
    sealed_at=SEALED_AT,
    bound_at=SEALED_AT,
    due_at=at(300),
    photo=None,
    bound_by="officer-7",
    state=JourneyState.ENDED,
    progress=1.0,
    eta=None,
    last=None,
    severity=None,
    reports=61,
    ended_at=at(61),
    ended_how=None,
    updated_at=at(61),
)
READING = Reading(
    id="r1",
    site_id="XMEHM",
    gate="XMEHM-G1",
    read_at=at(61),
    plate="ab12cde",
    container_number="msku 123456-5",
    seal_epc="XM000123",
    seal_number="",
    tag_id="e2801",
    seal_state="intact",
)


def alarm(rule: Rule, state: AlarmState = AlarmState.OPEN, outcome: AlarmOutcome | None = None) -> Alarm:
    return Alarm(
        id=rule.value,
        journey_id="j1",
        consignment_id="c1",
        rule=rule,
        severity=Severity.LOW if rule is Rule.LOW_BATTERY else Severity.HIGH,
        state=state,
        late=False,
        started_at=at(20),
        ended_at=None,
        known_at=at(20),
        repeats=1,
        reason=Reason(rule.value, "something happened"),
        position=None,
        updated_at=at(20),
        outcome=outcome,
    )


def standing(reading: dict[str, Any] | None = None, **changes: Any) -> Standing:
    values: dict[str, Any] = {
        "reading": replace(READING, **(reading or {})),
        "journey": JOURNEY,
        "others": (),
        "alarms": (),
        "gap": timedelta(minutes=1),
        "report_age": timedelta(minutes=1),
        "away_m": 50.0,
        "limits": LIMITS,
    }
    return Standing(**{**values, **changes})


def test_when_everything_agrees_the_transport_passes() -> None:
    outcome, reasons = decide(standing())

    assert outcome is GateOutcome.PASS
    assert [reason.code for reason in reasons] == ["gate_in_order"]


@pytest.mark.parametrize(
    ("case", "outcome", "code"),
    [
        (standing({"seal_epc": "XM-999"}), "stop", "gate_wrong_seal"),
        (standing({"container_number": "MSKU7654321"}), "stop", "gate_wrong_container"),
        (standing(others=(replace(JOURNEY, id="j2"),)), "stop", "gate_two_journeys"),
        (standing({"tag_id": "E280-2"}), "stop", "gate_cloned_tag"),
        (standing(away_m=90_000.0), "stop", "gate_seal_elsewhere"),
        (standing({"seal_state": "broken"}), "stop", "gate_seal_broken"),
        (standing({"seal_state": "missing"}), "stop", "gate_seal_broken"),
        (standing(alarms=(alarm(Rule.ROPE_CUT),)), "stop", "gate_tampered"),
        (standing(alarms=(alarm(Rule.COVER_OPENED, AlarmState.ACKNOWLEDGED),)), "stop", "gate_tampered"),
        (
            standing(alarms=(alarm(Rule.ROPE_CUT, AlarmState.RESOLVED, AlarmOutcome.INTERVENED),)),
            "stop",
            "gate_tampered",
        ),
        (
            standing(alarms=(alarm(Rule.ROPE_CUT, AlarmState.RESOLVED, AlarmOutcome.EXPLAINED),)),
            "check",
            "gate_tampering_explained",
        ),
        (standing(journey=None), "check", "gate_no_journey"),
        (standing({"site_id": "XMCAR"}), "check", "gate_wrong_site"),
        (standing({"read_at": at(331)}), "check", "gate_overdue"),
        (standing(gap=timedelta(minutes=61)), "check", "gate_gap"),
        (standing(alarms=(alarm(Rule.CORRIDOR_LEFT),)), "check", "gate_alarm_open"),
        (standing({"seal_epc": ""}), "check", "gate_seal_not_read"),
        (standing(report_age=None), "check", "gate_seal_mute"),
        (standing(report_age=timedelta(minutes=31)), "check", "gate_seal_mute"),
        (standing({"seal_epc": "", "seal_number": "XM-000123"}), "check", "gate_seal_typed"),
        (standing({"seal_state": "unknown"}), "check", "gate_state_unknown"),
        (standing({"plate": "ZZ99 ZZZ"}), "check", "gate_plate_differs"),
        (
            standing({"plate": "", "container_number": "", "seal_epc": ""}, journey=None),
            "check",
            "gate_unreadable",
        ),
    ],
)
def test_each_row_decides(case: Standing, outcome: str, code: str) -> None:
    decided, reasons = decide(case)

    assert (decided.value, reasons[0].code) == (outcome, code)


@pytest.mark.parametrize(
    "harmless",
    [
        alarm(Rule.ROPE_CUT, AlarmState.RETRACTED),
        alarm(Rule.LOW_BATTERY),
        alarm(Rule.CORRIDOR_LEFT, AlarmState.RESOLVED, AlarmOutcome.EXPLAINED),
    ],
)
def test_what_was_withdrawn_closed_or_slight_hinders_nobody(harmless: Alarm) -> None:
    assert decide(standing(alarms=(harmless,)))[0] is GateOutcome.PASS


def test_every_reason_that_holds_is_told_and_the_gravest_decides() -> None:
    outcome, reasons = decide(standing({"plate": "ZZ99"}, gap=timedelta(hours=3), alarms=(alarm(Rule.ROPE_CUT),)))

    assert outcome is GateOutcome.STOP
    assert [reason.code for reason in reasons] == ["gate_tampered", "gate_gap", "gate_plate_differs"]


def test_every_sentence_can_be_filled() -> None:
    everything = decide(standing({"site_id": "XMCAR", "seal_epc": "X", "read_at": at(900)}, gap=timedelta(hours=3)))[1]

    assert not any("{" in reason.text for reason in everything)
    assert len({row.code for row in TABLE}) == len(TABLE)
