"""The course of a journey: every report of its seal in the order of the seal's time, judged and put on the corridor."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from customhouse.kernel.geo import Position
from customhouse.seals.limits import Limits
from customhouse.seals.model import Observation, Quality, Site
from customhouse.seals.watch.corridor import Corridor, Floats
from customhouse.seals.watch.quality import USABLE, moment_s, second_look

# A truck may shunt or turn back so far before it counts as going backwards.
_BACK_M = 2_000.0
# Where the first fix may lie ahead of what speed allows: sealing hall, yard, the seal's first minutes without a fix.
_AHEAD_M = 5_000.0
# Reports shortly before the sealing belong to it: the officer's clock and the seal's are not the same.
SEALING_SLACK = timedelta(minutes=2)


@dataclass(frozen=True)
class Terms:
    """What was agreed when the seal was closed, and how the journey ended, if it has."""

    corridor: Corridor
    origin: Site
    destination: Site
    sealed_at: datetime
    due_at: datetime
    ended_at: datetime | None
    other_sites: tuple[Site, ...] = ()


class Fix(NamedTuple):
    """A report in its place. `outside_m` is how far beyond the corridor's edge it lies, negative inside."""

    observation: Observation
    at_s: int
    quality: Quality
    point: Floats | None
    outside_m: float | None
    progress_m: float

    @property
    def at(self) -> datetime:
        return datetime.fromtimestamp(self.at_s, UTC)

    @property
    def position(self) -> Position | None:
        """Where the seal was, if this report may be used to say so."""
        return self.observation.position if self.point is not None else None


@dataclass(frozen=True)
class Course:
    terms: Terms
    fixes: tuple[Fix, ...]

    @property
    def progress_m(self) -> float:
        return self.fixes[-1].progress_m if self.fixes else 0.0

    @property
    def placed(self) -> list[Fix]:
        """The fixes whose position counts."""
        return [fix for fix in self.fixes if fix.point is not None]

    @property
    def heard_at(self) -> datetime | None:
        """When the server last received anything from the seal."""
        latest = max((fix.observation.received_ms for fix in self.fixes), default=None)
        return None if latest is None else datetime.fromtimestamp(latest / 1000, UTC)


def belongs(observation: Observation, sealed_at: datetime, ended_at: datetime | None, limits: Limits) -> bool:
    """Whether a report is about this journey: by its own time, or by that of receipt while the journey lasted."""
    skew_s = limits.clock_skew.total_seconds()
    at_s = moment_s(observation, skew_s)
    if at_s < (sealed_at - SEALING_SLACK).timestamp():
        return False
    if ended_at is None:
        return True
    end_s = ended_at.timestamp()
    return at_s <= end_s or observation.received_ms <= end_s * 1000


def follow(terms: Terms, observations: Iterable[Observation], limits: Limits) -> Course:
    """Put reports, given in any order and any number of times, into the one course they tell of."""
    mine = {
        (observation.at_s, observation.mark): observation
        for observation in observations
        if belongs(observation, terms.sealed_at, terms.ended_at, limits)
    }
    skew_s = limits.clock_skew.total_seconds()
    ordered = sorted(mine.values(), key=lambda observation: (moment_s(observation, skew_s), observation.mark))
    qualities, points = second_look(ordered, terms.corridor.path, limits)
    return Course(terms, tuple(_placed(terms, ordered, qualities, points, limits)))


def _placed(
    terms: Terms,
    ordered: Sequence[Observation],
    qualities: Sequence[Quality],
    points: dict[int, Floats],
    limits: Limits,
) -> Iterable[Fix]:
    """Walk along the corridor: each position is looked for near where the one before it was."""
    path, edge_m = terms.corridor.path, terms.corridor.edge_m
    speed, skew_s = limits.max_speed_kmh / 3.6, limits.clock_skew.total_seconds()
    along, progress, last_s = 0.0, 0.0, terms.sealed_at.timestamp()
    here: Floats | None = None
    for index, (observation, quality) in enumerate(zip(ordered, qualities, strict=True)):
        point, at_s = points.get(index), moment_s(observation, skew_s)
        if point is None or quality not in USABLE:
            yield Fix(observation, at_s, quality, None, None, progress)
            continue
        step = 0.0 if here is None else math.dist(point, here)
        reach = along + speed * max(0.0, at_s - last_s) + _AHEAD_M
        found = path.nearest(point, along - _BACK_M, reach, along + step)
        outside_m = found.distance_m - edge_m
        if outside_m > limits.corridor_leave_m:
            # A stretch already travelled is still corridor: turning back is slow, not astray.
            outside_m = min(outside_m, path.nearest(point, 0.0, along, along).distance_m - edge_m)
        else:
            along, last_s, here = found.along_m, float(at_s), point
            progress = max(progress, along)
        yield Fix(observation, at_s, quality, point, outside_m, progress)
