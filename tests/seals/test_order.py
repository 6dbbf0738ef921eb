"""The same reports, in whatever order they come: the same journey and the same alarms."""

import random
from collections.abc import Sequence
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from customhouse.seals.model import Alarm, AlarmState, Observation, Sign
from customhouse.seals.watch.alarms import Knowledge, reconcile
from customhouse.seals.watch.detectors import Vigil
from customhouse.seals.watch.judgement import Judgement, judge
from tests.seals.building import LIMITS, SEALED, at, drive, make_terms, report

ROPE_CUT = (SEALED | int(Sign.ROPE_CUT | Sign.ROPE_OUT)) & ~int(Sign.ROPE_IN)
NOW = at(400)


def eventful_drive() -> list[Observation]:
    """An hour in which the corridor is left twice, the rope cut, a password tried, and the seal silent for a while."""
    reports = drive(20)
    reports += [report(20 + i, aside_m=900) for i in range(1, 6)]
    reports += [report(25 + i) for i in range(1, 5)]
    reports += [report(29.4, 29.4, kind="alarm", signs=ROPE_CUT)]
    reports += [report(30 + i, signs=ROPE_CUT) for i in range(4)]
    reports += [report(34.2, 34.2, kind="event", act="refused:password:4", latitude=None, longitude=None)]
    reports += [report(36, 90)]  # a wild fix
    reports += [report(36 + i, aside_m=1500, battery_percent=15) for i in range(1, 8)]
    reports += [report(44 + i, battery_percent=30) for i in range(8)]
    reports += [report(110 + i, 52 + i, signs=SEALED | int(Sign.BUFFERED)) for i in range(7)]
    return reports


def received_in_order(reports: Sequence[Observation]) -> list[Observation]:
    """The reports as they come in after the journey, a tenth of a second apart."""
    start = int((NOW - timedelta(minutes=30)).timestamp() * 1000)
    return [one._replace(received_ms=start + 100 * place) for place, one in enumerate(reports)]


def watch(batches: Sequence[Sequence[Observation]]) -> tuple[Judgement, list[Alarm]]:
    """Judge after each batch, as the server does, and keep the alarms between."""
    known: dict[str, Alarm] = {}
    log: dict[tuple[int, int], Observation] = {}
    for batch in [*batches, []]:
        for one in batch:
            log.setdefault((one.at_s, one.mark), one)
        judgement = judge(make_terms(), log.values(), LIMITS, Vigil(NOW, NOW))
        knowledge = Knowledge("journey", "consignment", NOW, LIMITS.late_after, None)
        changes = reconcile(list(known.values()), judgement.episodes, knowledge)
        known |= {alarm.id: alarm for alarm in changes.written}
    return judgement, [alarm for alarm in known.values() if alarm.state is not AlarmState.RETRACTED]


def told(judgement: Judgement, alarms: Sequence[Alarm]) -> object:
    """Everything that must not depend on the order, as one comparable value."""
    last = judgement.last
    place = last and (last.position, last.device_time, last.battery_percent, last.rope, last.locked)
    facts = sorted(
        (a.rule, a.severity, a.started_at, str(a.ended_at), a.repeats, a.reason.text, str(a.position)) for a in alarms
    )
    return judgement.state, judgement.progress, judgement.eta, place, facts


EXPECTED = told(*watch([received_in_order(eventful_drive())]))


def test_the_eventful_drive_raises_what_happened_on_it() -> None:
    _, alarms = watch([received_in_order(eventful_drive())])

    assert sorted(alarm.rule.value for alarm in alarms) == [
        "corridor_left",
        "corridor_left",
        "low_battery",
        "overdue",
        "rope_cut",
        "silent",
        "wrong_password",
    ]


def test_last_in_first_out_tells_the_same_story() -> None:
    assert told(*watch([[one] for one in received_in_order(eventful_drive()[::-1])])) == EXPECTED


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 2**32), size=st.sampled_from([3, 9, 40]), repeats=st.integers(0, 60))
def test_shuffled_and_repeated_reports_tell_the_same_story(seed: int, size: int, repeats: int) -> None:
    dice = random.Random(seed)
    reports = eventful_drive()
    reports += dice.choices(reports, k=repeats)
    dice.shuffle(reports)
    received = received_in_order(reports)
    batches = [received[start : start + size] for start in range(0, len(received), size)]

    assert told(*watch(batches)) == EXPECTED


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 2**32), holes=st.integers(1, 6))
def test_what_was_missing_may_come_at_the_end(seed: int, holes: int) -> None:
    dice = random.Random(seed)
    reports = eventful_drive()
    first = [one for place, one in enumerate(reports) if (place // 5) % holes]
    rest = [one for place, one in enumerate(reports) if not (place // 5) % holes]
    dice.shuffle(rest)
    received = received_in_order([*first, *rest])

    assert told(*watch([received[: len(first)], received[len(first) :]])) == EXPECTED


@pytest.mark.parametrize("rule", ["rope_cut", "corridor_left"])
def test_an_alarm_keeps_its_name_when_the_same_reports_come_again(rule: str) -> None:
    _, once = watch([received_in_order(eventful_drive())])
    _, twice = watch([received_in_order(eventful_drive())] * 2)

    assert {alarm.id for alarm in once if alarm.rule == rule} == {alarm.id for alarm in twice if alarm.rule == rule}
