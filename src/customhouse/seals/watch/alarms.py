"""From what went wrong to alarms that live: raised, kept through later data, closed by people, withdrawn by facts."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from customhouse.seals.model import Alarm, AlarmState, Episode, Rule


@dataclass(frozen=True)
class Knowledge:
    """When and of what we learn: the journey, the moment, and after what delay an alarm is a late one."""

    journey_id: str
    consignment_id: str
    now: datetime
    late_after: timedelta
    ended_at: datetime | None


@dataclass(frozen=True)
class Changes:
    """What `reconcile` found: alarms to be written, and which of them are news."""

    written: tuple[Alarm, ...] = ()
    raised: tuple[Alarm, ...] = ()
    retracted: tuple[Alarm, ...] = ()


def alarm_id(journey_id: str, rule: Rule, started_at: datetime) -> str:
    """The same alarm has the same id wherever and however often it is found."""
    name = f"{journey_id}|{rule}|{started_at.isoformat()}"
    return hashlib.sha256(name.encode()).hexdigest()[:32]


def reconcile(known: Sequence[Alarm], episodes: Iterable[Episode], knowledge: Knowledge) -> Changes:
    """Bring the known alarms of a journey into line with the episodes that all its reports now tell of.

    An episode that overlaps a known alarm of its rule is that alarm, though later data moved its beginning: an
    officer's acknowledgement stays with it. An alarm that no episode supports any more is retracted.
    """
    unclaimed = {alarm.id: alarm for alarm in sorted(known, key=lambda alarm: alarm.started_at)}
    kept: list[Alarm] = []
    raised: list[Alarm] = []
    for episode, alarm in _matched(unclaimed, list(episodes), knowledge.journey_id):
        if alarm is None:
            raised += [] if _may_still_vanish(episode, knowledge) else [_raised(episode, knowledge)]
            continue
        updated, is_news = _updated(alarm, episode, knowledge)
        kept.append(updated)
        raised += [updated] if is_news else []
        for started_at in _begun_again(alarm, episode):
            fresh = _raised(episode, knowledge, started_at)
            again = unclaimed.pop(fresh.id, None)
            (kept if again else raised).append(_updated(again, episode, knowledge, started_at)[0] if again else fresh)
    retracted = [_retracted(alarm, knowledge) for alarm in unclaimed.values() if _may_be_retracted(alarm)]
    stored = {alarm.id: alarm for alarm in known}
    changed = [alarm for alarm in (*kept, *raised, *retracted) if stored.get(alarm.id) != alarm]
    unique = {alarm.id: replace(alarm, updated_at=knowledge.now) for alarm in changed}
    return Changes(tuple(unique.values()), tuple(raised), tuple(retracted))


def _matched(
    unclaimed: dict[str, Alarm], episodes: list[Episode], journey_id: str
) -> list[tuple[Episode, Alarm | None]]:
    """Pair each episode with the known alarm it is, and take that out of `unclaimed`: by identity, then by overlap."""
    ordered = sorted(episodes, key=lambda episode: (episode.rule, episode.started_at))
    exact = [unclaimed.pop(alarm_id(journey_id, episode.rule, episode.started_at), None) for episode in ordered]
    pairs = []
    for episode, same in zip(ordered, exact, strict=True):
        alarm = same or next((alarm for alarm in unclaimed.values() if _is_likely(alarm, episode)), None)
        if alarm is not None and same is None:
            del unclaimed[alarm.id]
        pairs.append((episode, alarm))
    return pairs


def _is_likely(alarm: Alarm, episode: Episode) -> bool:
    return alarm.rule is episode.rule and alarm.state is not AlarmState.RETRACTED and _overlap(alarm, episode)


def _begun_again(alarm: Alarm, episode: Episode) -> list[datetime]:
    """When the trouble began anew after a person had closed it: another alarm, not a detail of the closed one."""
    if alarm.resolved_at is None:
        return []
    return [moment for moment in episode.triggers if moment > alarm.resolved_at][:1]


def _overlap(alarm: Alarm, episode: Episode) -> bool:
    return (episode.ended_at is None or alarm.started_at <= episode.ended_at) and (
        alarm.ended_at is None or episode.started_at <= alarm.ended_at
    )


def _updated(
    alarm: Alarm, episode: Episode, knowledge: Knowledge, started_at: datetime | None = None
) -> tuple[Alarm, bool]:
    """The alarm with what is known now; a retracted one that is true after all is raised again."""
    again = alarm.state is AlarmState.RETRACTED
    updated = replace(
        alarm,
        severity=episode.severity,
        started_at=started_at or episode.started_at,
        ended_at=episode.ended_at,
        repeats=episode.repeats,
        reason=episode.reason,
        position=episode.position,
    )
    if again:
        state = AlarmState.ACKNOWLEDGED if alarm.acknowledged_at else AlarmState.OPEN
        updated = replace(updated, state=state, known_at=knowledge.now)
    return updated, again


def _raised(episode: Episode, knowledge: Knowledge, started_at: datetime | None = None) -> Alarm:
    began = started_at or episode.started_at
    evident = max(began, episode.evident_at or began)
    after_end = knowledge.ended_at is not None and knowledge.now > knowledge.ended_at
    return Alarm(
        id=alarm_id(knowledge.journey_id, episode.rule, began),
        journey_id=knowledge.journey_id,
        consignment_id=knowledge.consignment_id,
        rule=episode.rule,
        severity=episode.severity,
        state=AlarmState.OPEN,
        late=after_end or knowledge.now - evident > knowledge.late_after,
        started_at=began,
        ended_at=episode.ended_at,
        known_at=knowledge.now,
        repeats=episode.repeats,
        reason=episode.reason,
        position=episode.position,
        updated_at=knowledge.now,
    )


def _may_still_vanish(episode: Episode, knowledge: Knowledge) -> bool:
    return episode.settles_at is not None and knowledge.now < episode.settles_at


def _may_be_retracted(alarm: Alarm) -> bool:
    # What a person has closed stays as they left it.
    return alarm.state is not AlarmState.RETRACTED and alarm.resolved_at is None


def _retracted(alarm: Alarm, knowledge: Knowledge) -> Alarm:
    return replace(alarm, state=AlarmState.RETRACTED, ended_at=alarm.ended_at or knowledge.now)
