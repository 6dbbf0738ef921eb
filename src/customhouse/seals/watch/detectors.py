"""Every way a journey can go wrong, one function each. `DETECTORS` is the list."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from customhouse.kernel.geo import Position
from customhouse.kernel.reasons import Reason
from customhouse.seals.limits import Limits
from customhouse.seals.model import Episode, Rule, Severity, Sign
from customhouse.seals.watch.course import Course, Fix
from customhouse.seals.watch.tampering import cover_opened, opened_without_authority, rope_cut, wrong_password

Detector = Callable[[Course, Limits], Iterable[Episode]]

# A silence that has just ended may be filled from the seal's buffer: it is not settled for so long. It counts from
# the report that ended it, for a seal that goes on reporting would put off the alarm for ever.
SETTLING = timedelta(minutes=3)
# A battery that recovers by less than this is still the same low battery.
_BATTERY_RECOVERY_PERCENT = 5
# A clock is wrong when so many reports agree on by how much, to within so many seconds, over so long a time.
_SKEW_REPORTS, _SKEW_SPREAD_S, _SKEW_SPAN_S = 5, 60.0, 60.0


def corridor_left(course: Course, limits: Limits) -> Iterator[Episode]:
    """Outside for long enough. Leaving needs more distance than coming back, so that the edge raises one alarm."""
    outside: list[Fix] = []
    for fix in course.placed:
        away_m, limit_m = fix.outside_m or 0.0, limits.corridor_enter_m if outside else limits.corridor_leave_m
        if away_m > limit_m and not _at_a_site(course, fix.position, limits):
            outside.append(fix)
        elif outside:
            yield from _departure(course, outside, limits, fix.at)
            outside = []
    if outside:
        yield from _departure(course, outside, limits, None)


def _departure(course: Course, outside: list[Fix], limits: Limits, back_at: datetime | None) -> Iterator[Episode]:
    first, last = outside[0], outside[-1]
    lasted = last.at - first.at
    if lasted < limits.corridor_min_duration:
        return
    farthest_m = max(fix.outside_m or 0.0 for fix in outside)
    text = (
        f"The transport left the corridor {course.terms.corridor.name} by up to {farthest_m:.0f} m for"
        f" {_minutes(lasted)} min; {limits.corridor_leave_m:.0f} m are allowed beyond its edge."
    )
    params = {
        "outside_m": f"{farthest_m:.0f}",
        "limit_m": f"{limits.corridor_leave_m:.0f}",
        "minutes": _minutes(lasted),
        "corridor": course.terms.corridor.name,
    }
    reason = Reason("corridor_left", text, params)
    episode = _episode(Rule.CORRIDOR_LEFT, Severity.HIGH, (first.at, back_at), reason, first.position, len(outside))
    yield replace(episode, evident_at=first.at + limits.corridor_min_duration)


def long_stop(course: Course, limits: Limits) -> Iterator[Episode]:
    """Standing within a small circle for long, anywhere but at a site or a rest area of the corridor."""
    standing: list[Fix] = []
    for fix in course.placed:
        if standing and _apart_m(standing[0], fix) > limits.stop_radius_m:
            yield from _stop(course, standing, limits, fix.at)
            standing = []
        standing.append(fix)
    if standing:
        yield from _stop(course, standing, limits, None)


def _stop(course: Course, standing: list[Fix], limits: Limits, left_at: datetime | None) -> Iterator[Episode]:
    first, last = standing[0], standing[-1]
    lasted = last.at - first.at
    if lasted < limits.stop_after or _at_a_site(course, first.position, limits) or _at_rest(course, first, limits):
        return
    params = {"minutes": _minutes(lasted), "limit_min": _minutes(limits.stop_after)}
    text = "The transport stood still for {minutes} min outside any rest area; {limit_min} are allowed."
    reason = Reason("long_stop", text.format(**params), params)
    episode = _episode(Rule.LONG_STOP, Severity.MEDIUM, (first.at, left_at), reason, first.position, len(standing))
    yield replace(episode, evident_at=first.at + limits.stop_after)


def low_battery(course: Course, limits: Limits) -> Iterator[Episode]:
    low: list[Fix] = []
    for fix in course.fixes:
        level, signs = fix.observation.battery_percent, fix.observation.signs
        if signs & Sign.LOW_BATTERY or (level is not None and level <= limits.low_battery_percent):
            low.append(fix)
        elif low and (signs & Sign.CHARGING or (level or 0) >= limits.low_battery_percent + _BATTERY_RECOVERY_PERCENT):
            yield _battery(low, limits, fix.at)
            low = []
    if low:
        yield _battery(low, limits, None)


def _battery(low: list[Fix], limits: Limits, recovered_at: datetime | None) -> Episode:
    levels = [fix.observation.battery_percent for fix in low if fix.observation.battery_percent is not None]
    level = str(min(levels)) if levels else "?"
    text = f"The seal's battery is down to {level} %; {limits.low_battery_percent} % is the limit."
    reason = Reason("low_battery", text, {"percent": level, "limit_percent": str(limits.low_battery_percent)})
    return _episode(Rule.LOW_BATTERY, Severity.LOW, (low[0].at, recovered_at), reason, low[0].position, len(low))


def clock_skew(course: Course, limits: Limits) -> Iterator[Episode]:
    """The seal's clock is off by the same amount in report after report.

    Late reports are off too, but each by another amount; only a constant offset is the clock's. One report from the
    future is enough, for nothing but the clock can do that.
    """
    live = [
        (fix, fix.observation.received_ms / 1000 - fix.observation.at_s)
        for fix in sorted(course.fixes, key=lambda fix: fix.observation.received_ms)
        if not fix.observation.signs & (Sign.BUFFERED | Sign.TIME_UNKNOWN)
    ]
    limit_s = limits.clock_skew.total_seconds()
    wrong = [(fix, offset) for fix, offset in live if offset < -limit_s]
    wrong = wrong or _constant_delay(live, limit_s)
    if not wrong:
        return
    first = min((fix for fix, _ in wrong), key=lambda fix: fix.at_s)
    offset = -sorted(offset for _, offset in wrong)[len(wrong) // 2]
    word = "ahead" if offset > 0 else "behind"
    text = f"The seal's clock is {abs(offset):.0f} s {word}; {limit_s:.0f} s are allowed."
    reason = Reason("clock_skew", text, {"seconds": f"{offset:.0f}", "limit_s": f"{limit_s:.0f}"})
    yield _episode(Rule.CLOCK_SKEW, Severity.LOW, (first.at, None), reason, None, len(wrong))


def _constant_delay(live: list[tuple[Fix, float]], limit_s: float) -> list[tuple[Fix, float]]:
    last = live[-_SKEW_REPORTS:]
    offsets = [offset for _, offset in last]
    if len(last) < _SKEW_REPORTS or min(offsets) <= limit_s or max(offsets) - min(offsets) > _SKEW_SPREAD_S:
        return []
    span_s = (last[-1][0].observation.received_ms - last[0][0].observation.received_ms) / 1000
    return last if span_s >= _SKEW_SPAN_S else []


# In the order in which an officer would want to read them.
DETECTORS: tuple[Detector, ...] = (
    rope_cut,
    cover_opened,
    opened_without_authority,
    wrong_password,
    corridor_left,
    long_stop,
    low_battery,
    clock_skew,
)


def detect(course: Course, limits: Limits) -> list[Episode]:
    """Return everything that went wrong in the seal's own account of the journey."""
    return [episode for detector in DETECTORS for episode in detector(course, limits)]


@dataclass(frozen=True)
class Vigil:
    """The server's side of the watch: what the clock says, and since when we have been able to hear at all."""

    now: datetime
    listening_since: datetime | None = None


def silent(course: Course, limits: Limits, vigil: Vigil) -> Iterator[Episode]:
    """Stretches without any report, those that lasts included.

    In the past only the seal's time counts, so that its buffer fills the gap. At the end it is our own clock: a seal
    is silent when we have heard nothing, and it is no fault of the seal if we were not listening.
    """
    limit = limits.silent_after
    last = course.terms.sealed_at
    for fix in course.fixes:
        if fix.at - last > limit:
            yield replace(_silence(last, fix.at, limits), settles_at=fix.observation.received_at + SETTLING)
        last = fix.at
    if course.terms.ended_at is not None:
        if course.terms.ended_at - last > limit:
            heard = course.heard_at
            settles_at = None if heard is None else heard + SETTLING
            yield replace(_silence(last, course.terms.ended_at, limits), settles_at=settles_at)
    elif vigil.now > silence_falls_at(course, limits, vigil):
        yield _silence(last, None, limits)


def silence_falls_at(course: Course, limits: Limits, vigil: Vigil) -> datetime:
    """When the seal will count as silent if nothing more is heard of it."""
    heard = course.heard_at or course.terms.sealed_at
    return max(heard, vigil.listening_since or heard) + limits.silent_after


def _silence(last_at: datetime, back_at: datetime | None, limits: Limits) -> Episode:
    limit = _minutes(limits.silent_after)
    params = {"since": last_at.isoformat(), "limit_min": limit}
    since = last_at.strftime("%Y-%m-%d %H:%M UTC")
    if back_at is None:
        text = f"Nothing has been heard of the seal since {since}; it should report within {limit} min."
    else:
        params["minutes"] = _minutes(back_at - last_at)
        text = f"The seal was silent for {params['minutes']} min from {since}; it should report within {limit} min."
    started = last_at + limits.silent_after
    return _episode(Rule.SILENT, Severity.HIGH, (started, back_at), Reason("silent", text, params), None, 1)


def overdue(course: Course, limits: Limits, vigil: Vigil) -> Iterator[Episode]:
    """Not presented at the destination in time, the grace of the policy included."""
    limit_at = course.terms.due_at + limits.overdue_grace
    ended_at = course.terms.ended_at
    if (ended_at or vigil.now) <= limit_at:
        return
    grace = _minutes(limits.overdue_grace)
    due = course.terms.due_at.strftime("%Y-%m-%d %H:%M UTC")
    text = f"The journey was due at {due} and had not ended {grace} min later."
    reason = Reason("overdue", text, {"due_at": course.terms.due_at.isoformat(), "grace_min": grace})
    yield _episode(Rule.OVERDUE, Severity.MEDIUM, (limit_at, ended_at), reason, None, 1)


def _episode(
    rule: Rule,
    severity: Severity,
    when: tuple[datetime, datetime | None],
    reason: Reason,
    position: Position | None,
    repeats: int,
) -> Episode:
    return Episode(rule, severity, when[0], when[1], repeats, reason, position, (when[0],))


def _apart_m(a: Fix, b: Fix) -> float:
    if a.point is None or b.point is None:
        return 0.0
    return float(((a.point - b.point) ** 2).sum() ** 0.5)


def _at_a_site(course: Course, position: Position | None, limits: Limits) -> bool:
    sites = (course.terms.origin, course.terms.destination, *course.terms.other_sites)
    return position is not None and any(position.distance_m(site.position) <= limits.site_radius_m for site in sites)


def _at_rest(course: Course, fix: Fix, limits: Limits) -> bool:
    # A rest area is a place, not a point: it reaches as far as a lorry park does.
    areas, position = course.terms.corridor.rest_areas, fix.position
    return position is not None and any(position.distance_m(area) <= 5 * limits.stop_radius_m for area in areas)


def _minutes(duration: timedelta) -> str:
    return f"{duration.total_seconds() / 60:.0f}"
