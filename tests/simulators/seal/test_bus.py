"""Real bus positions as seal reports."""

from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest

from simulators.seal import bus
from simulators.seal.road import distance_m

DATA = Path(__file__).parents[4] / "shared" / "data"
ENDED = datetime(2026, 11, 2, 12, tzinfo=UTC)


def runs() -> list[bus.Run]:
    if not (DATA / bus.TRACKS).exists():
        pytest.skip("the bus positions of shared/data/tracks are not here")
    return bus.read_runs(DATA / bus.TRACKS)


def test_a_run_keeps_its_gaps_and_ends_when_it_is_told_to() -> None:
    run = runs()[0]
    reports = run.reports("8000620011", ENDED)

    gaps = [(b.at - a.at).total_seconds() for a, b in pairwise(reports)]

    assert reports[-1].at == ENDED
    assert gaps == [(b.at - a.at).total_seconds() for a, b in pairwise(run.seen)]
    assert all(report.fix.speed_kmh < 90 for report in reports)


def test_the_line_of_one_vehicle_fits_the_others_of_its_route() -> None:
    first, *others = [run for run in runs() if run.duration.total_seconds() > 2400]
    line = bus.fitted_line(first)

    off = [min(distance_m(seen.point, point) for point in line) for run in others for seen in run.seen]

    assert sorted(off)[int(len(off) * 0.95)] < 300
