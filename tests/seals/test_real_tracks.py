"""Real vehicles on a real road: noise, gaps and stops as they are, put through every disorder a network can make."""

import csv
import random
from collections import defaultdict
from datetime import UTC, datetime, timedelta

import pytest

from customhouse.kernel.geo import Position
from customhouse.seals.limits import limits_at
from customhouse.seals.model import Observation, Rule, Site
from customhouse.seals.watch.course import Terms
from customhouse.seals.watch.detectors import Vigil
from customhouse.seals.watch.judgement import judge
from tests.conftest import shared
from tests.seals.building import make_corridor, report

Track = list[tuple[datetime, float, float]]


def tracks() -> list[Track]:
    """The trips of the shared file that have at least sixty positions, longest first."""
    trips: dict[tuple[str, str], Track] = defaultdict(list)
    with shared("tracks", "liverpool_route14.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            at = datetime.fromisoformat(row["timestamp"]).replace(tzinfo=UTC)
            trips[(row["vehicle_id"], row["trip_id"])].append((at, float(row["longitude"]), float(row["latitude"])))
    return sorted((sorted(trip) for trip in trips.values() if len(trip) >= 60), key=len, reverse=True)


def reports_of(track: Track) -> list[Observation]:
    return [
        report(0)._replace(
            at_s=int(at.timestamp()),
            received_ms=int(at.timestamp() * 1000) + 1500,
            mark=index,
            longitude=longitude,
            latitude=latitude,
        )
        for index, (at, longitude, latitude) in enumerate(track)
    ]


def terms_of(track: Track) -> Terms:
    line = [track[0][1:]]
    for _, longitude, latitude in track:
        if Position(latitude, longitude).distance_m(Position(line[-1][1], line[-1][0])) > 50:
            line.append((longitude, latitude))
    ends = [
        Site(name, name, Position(point[1], point[0])) for name, point in zip("AB", (line[0], line[-1]), strict=True)
    ]
    sealed_at = track[0][0]
    return Terms(make_corridor(line, width_m=400.0), *ends, sealed_at, sealed_at + timedelta(hours=5), None)


@pytest.fixture(params=range(4))
def track(request: pytest.FixtureRequest) -> Track:
    return tracks()[request.param]


def test_a_real_trip_on_its_own_road_never_leaves_it(track: Track) -> None:
    terms = terms_of(track)
    now = track[-1][0]

    judgement = judge(terms, reports_of(track), limits_at(None, now), Vigil(now))

    assert Rule.CORRIDOR_LEFT not in {episode.rule for episode in judgement.episodes}
    assert judgement.progress > 0.95


def test_a_real_trip_judged_in_any_order_is_the_same(track: Track) -> None:
    terms, reports, now = terms_of(track), reports_of(track), track[-1][0]
    limits, dice = limits_at(None, now), random.Random(len(track))

    def verdict(some: list[Observation]) -> object:
        judgement = judge(terms, some, limits, Vigil(now))
        return judgement.episodes, judgement.progress, judgement.eta, judgement.state

    shuffled = [*reports, *dice.choices(reports, k=40)]
    dice.shuffle(shuffled)

    assert verdict(shuffled) == verdict(reports) == verdict(reports[::-1])


def test_another_road_is_another_corridor(track: Track) -> None:
    now = track[-1][0]
    elsewhere = [one._replace(latitude=(one.latitude or 0) + 0.05) for one in reports_of(track)]

    judgement = judge(terms_of(track), elsewhere, limits_at(None, now), Vigil(now))

    assert Rule.CORRIDOR_LEFT in {episode.rule for episode in judgement.episodes}


def test_teleports_in_a_real_trip_change_nothing(track: Track) -> None:
    terms, reports, now = terms_of(track), reports_of(track), track[-1][0]
    limits = limits_at(None, now)
    wild = [one._replace(latitude=(one.latitude or 0) + 1) if i % 17 == 8 else one for i, one in enumerate(reports)]
    kept = [one for i, one in enumerate(reports) if i % 17 != 8]

    def places(some: list[Observation]) -> object:
        judgement = judge(terms, some, limits, Vigil(now))
        left = [one.started_at for one in judgement.episodes if one.rule is Rule.CORRIDOR_LEFT]
        return left, judgement.progress, judgement.state

    assert places(wild) == places(kept)
