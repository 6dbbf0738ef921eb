"""Looks at a journey again: reads what its seal said, judges it, and keeps and announces what has changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from customhouse.kernel.transaction import Transaction
from customhouse.seals import store
from customhouse.seals.events import AlarmRaised, AlarmRetracted
from customhouse.seals.limits import Parameters, limits_at
from customhouse.seals.log.store import count_between, reports_between
from customhouse.seals.model import TAMPER_RULES, Alarm, AlarmState, Journey, JourneyState, Severity, Site
from customhouse.seals.watch.alarms import Changes, Knowledge, reconcile
from customhouse.seals.watch.corridor import Corridor
from customhouse.seals.watch.course import SEALING_SLACK, Terms
from customhouse.seals.watch.detectors import Vigil
from customhouse.seals.watch.judgement import Judgement, judge


class Looked(NamedTuple):
    """A journey as it stands now, what it was judged by, and its alarms."""

    journey: Journey
    judgement: Judgement
    alarms: tuple[Alarm, ...]


@dataclass(frozen=True)
class Watch:
    """What judging needs beside the journey. `listening_since` is when this server began to hear seals."""

    policy: Parameters | None
    sites: Mapping[str, Site]
    listening_since: datetime | None

    def has_news(self, tx: Transaction, journey: Journey) -> bool:
        """Whether the log holds more than the journey was last judged by."""
        since = journey.sealed_at - SEALING_SLACK
        return count_between(tx.connection, journey.device_id, since, journey.ended_at) != journey.reports

    def judged(self, tx: Transaction, journey: Journey) -> tuple[Judgement, int]:
        """Judge a journey by the whole log, and say by how many reports; nothing is written."""
        corridor = store.find_corridor(tx.connection, journey.corridor_id)
        if corridor is None:
            raise LookupError(f"journey {journey.id} names the corridor {journey.corridor_id}, which is gone")
        since, until = journey.sealed_at - SEALING_SLACK, journey.ended_at
        reports = reports_between(tx.connection, journey.device_id, since, until)
        listening = max(journey.bound_at, self.listening_since or journey.bound_at)
        limits = limits_at(self.policy, journey.sealed_at)
        terms = self._terms(journey, _prepared(corridor))
        return judge(terms, reports, limits, Vigil(tx.now, listening)), len(reports)

    def look(self, tx: Transaction, journey: Journey) -> Looked:
        """Judge a journey that this transaction holds locked; keep and announce what is new."""
        judgement, reports = self.judged(tx, journey)
        known = store.alarms_of_journeys(tx.connection, [journey.id])
        knowledge = Knowledge(
            journey_id=journey.id,
            consignment_id=journey.consignment_id,
            now=tx.now,
            late_after=limits_at(self.policy, journey.sealed_at).late_after,
            ended_at=journey.ended_at,
        )
        changes = reconcile(known, judgement.episodes, knowledge)
        store.keep_alarms(tx.connection, changes.written, {alarm.id for alarm in known})
        _announce(tx, changes)
        alarms = {alarm.id: alarm for alarm in (*known, *changes.written)}
        seen = replace(_seen(journey, judgement, tuple(alarms.values())), reports=reports)
        if seen != journey or changes.written:
            seen = replace(seen, updated_at=tx.now)
        store.keep_journey(tx.connection, seen, judgement.check_at)
        return Looked(seen, judgement, tuple(alarms.values()))

    def _terms(self, journey: Journey, corridor: Corridor) -> Terms:
        ends = {journey.from_site, journey.to_site}
        others = tuple(site for site in self.sites.values() if site.id not in ends)
        return Terms(
            corridor=corridor,
            origin=self.sites[journey.from_site],
            destination=self.sites[journey.to_site],
            sealed_at=journey.sealed_at,
            due_at=journey.due_at,
            ended_at=journey.ended_at,
            other_sites=others,
        )


@lru_cache(maxsize=128)
def _prepared(corridor: Corridor) -> Corridor:
    """The same corridor with its map ready: building that costs more than a judgement."""
    return corridor


def state_with(judged: JourneyState, alarms: Sequence[Alarm]) -> JourneyState:
    """A journey under way whose seal was tampered with is broken, wherever it is."""
    if judged is not JourneyState.ENDED and any(_tells_of_tampering(alarm) for alarm in alarms):
        return JourneyState.BROKEN
    return judged


def worst_open(alarms: Sequence[Alarm]) -> Severity | None:
    order = list(Severity)
    return max((alarm.severity for alarm in alarms if alarm.is_open), key=order.index, default=None)


def _tells_of_tampering(alarm: Alarm) -> bool:
    return alarm.rule in TAMPER_RULES and alarm.state is not AlarmState.RETRACTED and not alarm.explained_away


def _seen(journey: Journey, judgement: Judgement, alarms: tuple[Alarm, ...]) -> Journey:
    return replace(
        journey,
        state=state_with(judgement.state, alarms),
        progress=judgement.progress,
        eta=judgement.eta,
        last=judgement.last,
        severity=worst_open(alarms),
    )


def _announce(tx: Transaction, changes: Changes) -> None:
    for alarm in changes.raised:
        tx.announce(
            AlarmRaised(
                subject=alarm.consignment_id,
                occurred_at=alarm.started_at,
                alarm_id=alarm.id,
                journey_id=alarm.journey_id,
                rule=alarm.rule.value,
                severity=alarm.severity.value,
                reason=alarm.reason,
                late=alarm.late,
            )
        )
    for alarm in changes.retracted:
        tx.announce(
            AlarmRetracted(subject=alarm.consignment_id, occurred_at=tx.now, alarm_id=alarm.id, rule=alarm.rule.value)
        )
