"""Lorries on a road."""

from pathlib import Path

import pytest

from simulators.seal.drive import Detour, Rest, plan
from simulators.seal.road import Road, along, distance_m, read

CORRIDORS = Path(__file__).parents[3] / "countries" / "meridia" / "corridors"
STRAIGHT = along("straight", [(-3.0, 53.4), (-2.7, 53.4), (-2.4, 53.4)])


def off_road_m(road: Road, latitude: float) -> float:
    return distance_m((road.points[0][0], road.points[0][1]), (road.points[0][0], latitude))


def test_a_drive_ends_where_its_road_ends_and_is_as_quick_as_lorries_are() -> None:
    for file in sorted(CORRIDORS.glob("*.geojson")):
        road = read(file)
        drive = plan(road, 1)
        last = drive.fix(drive.duration_s)
        average = road.length_m / drive.duration_s * 3.6

        assert distance_m((last.longitude, last.latitude), road.points[-1]) < 40
        assert 45 < average < 90


def test_a_rest_lasts_as_long_as_it_is_meant_to() -> None:
    rested = plan(STRAIGHT, 2, (Rest(0.5, 20),))

    assert rested.duration_s - plan(STRAIGHT, 2).duration_s == pytest.approx(20 * 60, abs=180)


def test_a_detour_leaves_the_road_and_comes_back() -> None:
    drive = plan(STRAIGHT, 3, detour=Detour(0.4, 0.6, 4000))

    away = [off_road_m(STRAIGHT, drive.fix(drive.when(share)).latitude) for share in (0.3, 0.5, 0.7)]

    assert away[1] == pytest.approx(4000, abs=60)
    assert max(away[0], away[2]) < 60


def test_a_detour_is_to_the_left_whichever_way_the_road_runs() -> None:
    northward = along("north", [(-3.0, 53.0), (-3.0, 53.5)])
    drive = plan(northward, 3, detour=Detour(0.4, 0.6, 4000))
    fix = drive.fix(drive.when(0.5))

    assert fix.longitude < -3.0
    assert distance_m((fix.longitude, fix.latitude), (-3.0, fix.latitude)) == pytest.approx(4000, abs=60)


def test_the_same_moment_has_the_same_fix() -> None:
    assert plan(STRAIGHT, 4).fix(300) == plan(STRAIGHT, 4).fix(300)
    assert plan(STRAIGHT, 4).fix(300) != plan(STRAIGHT, 5).fix(300)
