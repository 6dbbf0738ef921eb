"""Signs of tampering. They count in any order and in any quality of report, also when they come long afterwards."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from customhouse.kernel.geo import Position
from customhouse.kernel.reasons import Reason
from customhouse.seals.limits import Limits
from customhouse.seals.model import Episode, Observation, Rule, Severity, Sign
from customhouse.seals.watch.course import Course, Fix

# Signs closer together than this are one act.
_MERGE_S = 600
# If the seal never says that it is closed and locked, it counts as sealed this long after the officer said so.
_ARMED_AFTER_S = 900
_STATUS_KINDS = frozenset({"position", "alarm", "buffered"})
_OPENINGS = int(Sign.UNLOCKED | Sign.UNLOCKED_LONG | Sign.DOOR_OPEN)
_ROPE_CUT, _ROPE_OUT, _ROPE_IN = int(Sign.ROPE_CUT), int(Sign.ROPE_OUT), int(Sign.ROPE_IN)
_LOCKED, _COVER_OPENED = int(Sign.LOCKED), int(Sign.COVER_OPENED)
_COVER_OPEN, _COVER_SHUT = int(Sign.COVER_OPEN), int(Sign.COVER_SHUT)
_ATTEMPTS = int(Sign.WRONG_PASSWORD | Sign.UNKNOWN_CARD)


@dataclass
class _Run:
    """Reports that show one sign, from the first to the last before one that shows its absence."""

    first: Fix
    position: Position | None
    last_s: int
    count: int = 1
    ended_s: int | None = None
    triggers: list[int] = field(default_factory=list)


def rope_cut(course: Course, _limits: Limits) -> Iterator[Episode]:
    def shows(fix: Fix) -> bool:
        return bool(fix.observation.signs & _ROPE_CUT)

    for run in _runs(course, shows):
        yield _episode(run, Rule.ROPE_CUT, Severity.CRITICAL, "The lock rope was cut at {at}.")


def cover_opened(course: Course, _limits: Limits) -> Iterator[Episode]:
    was_shut = False

    def shows(fix: Fix) -> bool:
        nonlocal was_shut
        signs = fix.observation.signs
        was_shut = was_shut or bool(signs & _COVER_SHUT)
        return bool(signs & _COVER_OPENED) or (was_shut and bool(signs & _COVER_OPEN))

    for run in _runs(course, shows):
        yield _episode(run, Rule.COVER_OPENED, Severity.CRITICAL, "The seal's back cover was opened at {at}.")


def opened_without_authority(course: Course, limits: Limits) -> Iterator[Episode]:
    """Unlocked, or its rope drawn, anywhere but at the destination, where an officer may."""
    armed_s = _armed_s(course)
    where: Position | None = None
    cut = False

    def shows(fix: Fix) -> bool:
        nonlocal where, cut
        where = fix.position or where
        signs = fix.observation.signs
        cut = cut or bool(signs & _ROPE_CUT)
        # A rope that is out because it was cut is already an alarm of its own.
        opened = bool(signs & _OPENINGS) or (bool(signs & _ROPE_OUT) and not cut)
        return opened and fix.at_s >= armed_s and not _at_destination(course, where, limits)

    for run in _runs(course, shows):
        how = (run.first.observation.act or "opened").partition(":")[2].replace("_", " ") or "unknown means"
        text = f"The seal was opened at {{at}} by {how}, away from its destination."
        yield _episode(run, Rule.OPENED_WITHOUT_AUTHORITY, Severity.CRITICAL, text, how=how)


def wrong_password(course: Course, limits: Limits) -> Iterator[Episode]:
    """Refused attempts to unlock: the lock's own alarm after five, a card it does not know, or a count of ours."""

    def shows(fix: Fix) -> bool:
        refused = _refused_passwords(fix.observation)
        return bool(fix.observation.signs & _ATTEMPTS) or refused >= limits.wrong_password_count

    for run in _runs(course, shows):
        tries = str(max(1, _refused_passwords(run.first.observation)))
        text = "Somebody tried to unlock the seal at {at} and was refused."
        yield _episode(run, Rule.WRONG_PASSWORD, Severity.HIGH, text, tries=tries)


def _refused_passwords(observation: Observation) -> int:
    act = observation.act or ""
    return int(act.rpartition(":")[2]) if act.startswith("refused:password:") else 0


def _armed_s(course: Course) -> float:
    """From when on the seal is held to be closed: its own first word of it, or a while after the officer's."""
    latest = course.terms.sealed_at.timestamp() + _ARMED_AFTER_S
    closed = (
        fix.at_s
        for fix in course.fixes
        if fix.observation.signs & _LOCKED and not fix.observation.signs & (_ROPE_OUT | int(Sign.DOOR_OPEN))
    )
    return min(next(closed, latest), latest)


def _at_destination(course: Course, where: Position | None, limits: Limits) -> bool:
    return where is not None and where.distance_m(course.terms.destination.position) <= limits.site_radius_m


def _runs(course: Course, shows: Callable[[Fix], bool]) -> Sequence[_Run]:
    runs: list[_Run] = []
    where: Position | None = None
    showing = False
    for fix in course.fixes:
        where = fix.position or where
        if shows(fix):
            current = runs[-1] if runs else None
            if current and (showing or fix.at_s - current.last_s <= _MERGE_S):
                current.count, current.last_s, current.ended_s = current.count + 1, fix.at_s, None
            else:
                current = _Run(fix, where, fix.at_s)
                runs.append(current)
            if not showing:
                current.triggers.append(fix.at_s)
            showing = True
        elif showing and fix.observation.kind in _STATUS_KINDS:
            showing, runs[-1].ended_s = False, fix.at_s
    return runs


def _episode(run: _Run, rule: Rule, severity: Severity, text: str, **params: str) -> Episode:
    at = run.first.at.strftime("%Y-%m-%d %H:%M:%S UTC")
    reason = Reason(
        rule.value,
        text.replace("{at}", at) + (f" Reported {run.count} times." if run.count > 1 else ""),
        {"at": run.first.at.isoformat(), "repeats": str(run.count), **params},
    )
    return Episode(
        rule=rule,
        severity=severity,
        started_at=run.first.at,
        ended_at=None if run.ended_s is None else datetime.fromtimestamp(run.ended_s, UTC),
        repeats=run.count,
        reason=reason,
        position=run.position,
        triggers=tuple(datetime.fromtimestamp(second, UTC) for second in run.triggers),
    )
