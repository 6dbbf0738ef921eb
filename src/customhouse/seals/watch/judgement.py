"""What is to be said of a journey now: where it is, how far, when it will arrive, and what went wrong."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from customhouse.seals.limits import Limits
from customhouse.seals.model import Episode, JourneyState, LastSeen, Observation, Sign
from customhouse.seals.watch.course import Course, Fix, Terms, follow
from customhouse.seals.watch.detectors import Vigil, detect, overdue, silence_falls_at, silent

# Progress below this is a truck moving about the yard.
_UNDER_WAY_M = 1_000.0
# The pace of the last hour foretells the rest of the road better than that of the whole journey.
_PACE_OVER = timedelta(hours=1)
_SLOWEST_KMH = 10.0


@dataclass(frozen=True)
class Judgement:
    """`check_at` is when the clock alone may change it, if nothing is heard until then."""

    course: Course
    episodes: tuple[Episode, ...]
    state: JourneyState
    progress: float
    eta: datetime | None
    last: LastSeen | None
    check_at: datetime | None


def judge(terms: Terms, observations: Iterable[Observation], limits: Limits, vigil: Vigil) -> Judgement:
    """Judge a journey by everything its seal has said, in whatever order it was said."""
    course = follow(terms, observations, limits)
    episodes = (*detect(course, limits), *silent(course, limits, vigil), *overdue(course, limits, vigil))
    state = _state(course, limits)
    length_m = terms.corridor.path.length_m
    progress = 1.0 if state is JourneyState.ARRIVED else min(1.0, course.progress_m / length_m)
    return Judgement(
        course=course,
        episodes=episodes,
        state=state,
        progress=round(progress, 4),
        eta=None if state in {JourneyState.ARRIVED, JourneyState.ENDED} else _eta(course),
        last=_last(course),
        check_at=_check_at(course, episodes, limits, vigil),
    )


def longest_gap(course: Course, until: datetime) -> timedelta:
    """The longest stretch before `until` for which nobody can say how the seal was."""
    times = [course.terms.sealed_at, *(fix.at for fix in course.fixes if fix.at <= until), until]
    return max(after - before for before, after in pairwise(times))


def _state(course: Course, limits: Limits) -> JourneyState:
    if course.terms.ended_at is not None:
        return JourneyState.ENDED
    placed = course.placed
    if not placed:
        return JourneyState.SEALED
    here = placed[-1].position
    if here is not None and here.distance_m(course.terms.destination.position) <= limits.site_radius_m:
        return JourneyState.ARRIVED
    return JourneyState.IN_TRANSIT if course.progress_m > _UNDER_WAY_M else JourneyState.SEALED


def _eta(course: Course) -> datetime | None:
    """By the pace of the last hour; None before the journey is under way."""
    placed = course.placed
    if not placed or course.progress_m <= _UNDER_WAY_M:
        return None
    last = placed[-1]
    recent = next(fix for fix in placed if last.at - fix.at <= _PACE_OVER)
    hours = (last.at - recent.at).total_seconds() / 3600
    pace_kmh = (last.progress_m - recent.progress_m) / 1000 / hours if hours > 0 else 0.0
    whole_hours = course.terms.corridor.time_limit.total_seconds() / 3600
    planned_kmh = course.terms.corridor.path.length_m / 1000 / whole_hours
    left_km = (course.terms.corridor.path.length_m - last.progress_m) / 1000
    return last.at + timedelta(hours=left_km / max(pace_kmh or planned_kmh, _SLOWEST_KMH))


def _last(course: Course) -> LastSeen | None:
    if not course.fixes:
        return None
    newest, position, battery, lock, rope = course.fixes[-1], None, None, None, None
    placed: Fix | None = None
    for fix in reversed(course.fixes):
        signs = fix.observation.signs
        if placed is None and fix.position is not None:
            placed, position = fix, fix.position
        battery = fix.observation.battery_percent if battery is None else battery
        lock = _locked(signs) if lock is None else lock
        rope = _rope(signs) if rope is None else rope
        if position and battery is not None and lock is not None and rope:
            break
    return LastSeen(
        position=position,
        device_time=newest.at,
        received_at=course.heard_at or newest.at,
        speed_kmh=placed.observation.speed_kmh if placed else None,
        course_deg=placed.observation.course_deg if placed else None,
        battery_percent=battery,
        rope=rope,
        locked=lock,
    )


def _locked(signs: int) -> bool | None:
    if signs & Sign.LOCKED:
        return True
    return False if signs & Sign.UNLOCKED else None


def _rope(signs: int) -> str | None:
    for sign, word in ((Sign.ROPE_CUT, "cut"), (Sign.ROPE_OUT, "out"), (Sign.ROPE_IN, "in")):
        if signs & sign:
            return word
    return None


def _check_at(course: Course, episodes: Sequence[Episode], limits: Limits, vigil: Vigil) -> datetime | None:
    settling = (each.settles_at for each in episodes if each.settles_at is not None)
    due = [moment for moment in settling if moment > vigil.now]
    if course.terms.ended_at is None:
        falling = (silence_falls_at(course, limits, vigil), course.terms.due_at + limits.overdue_grace)
        due += [moment for moment in falling if moment >= vigil.now]
    return min(due, default=None)
