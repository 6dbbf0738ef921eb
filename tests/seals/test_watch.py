"""What is made of a journey's reports: quality, course, progress, and each detector at its limits."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from customhouse.kernel.geo import Position
from customhouse.seals.model import Episode, JourneyState, Observation, Quality, Rule, Sign, Site
from customhouse.seals.watch.course import follow
from customhouse.seals.watch.detectors import Vigil
from customhouse.seals.watch.judgement import Judgement, judge, longest_gap
from tests.seals.building import (
    CORRIDOR,
    DESTINATION,
    EAST,
    LIMITS,
    NORTH,
    SEALED,
    at,
    drive,
    make_corridor,
    make_terms,
    report,
)


def judged(reports: Sequence[Observation], now: float = 60, **terms: Any) -> Judgement:
    return judge(make_terms(**terms), reports, LIMITS, Vigil(at(now)))


def episodes(reports: Sequence[Observation], rule: Rule, now: float = 60, **terms: Any) -> list[Episode]:
    return [episode for episode in judged(reports, now, **terms).episodes if episode.rule is rule]


def qualities(reports: Sequence[Observation]) -> list[Quality]:
    return [fix.quality for fix in follow(make_terms(), reports, LIMITS).fixes]


def test_an_honest_drive_raises_nothing_and_arrives() -> None:
    judgement = judged(drive(60))

    assert judgement.episodes == ()
    assert judgement.state is JourneyState.ARRIVED
    assert judgement.progress == 1.0


# Quality


@pytest.mark.parametrize(
    ("changes", "quality"),
    [
        ({}, Quality.OK),
        ({"received_minute": 30}, Quality.LATE),
        ({"received_minute": 2}, Quality.FUTURE),
        ({"signs": SEALED | int(Sign.CELL_FIX)}, Quality.CELL_FIX),
        ({"signs": SEALED | int(Sign.NO_FIX)}, Quality.NO_FIX),
        ({"latitude": None, "longitude": None}, Quality.NO_FIX),
        ({"signs": int(Sign.UNDECODABLE)}, Quality.UNDECODABLE),
    ],
)
def test_a_report_is_judged_by_itself(changes: dict[str, Any], quality: Quality) -> None:
    assert qualities([report(5, **changes)]) == [quality]


def test_the_same_record_live_and_from_the_buffer_is_one_position() -> None:
    again = report(5, signs=SEALED | int(Sign.BUFFERED))

    assert sorted(qualities([report(5), again])) == [Quality.DUPLICATE, Quality.OK]


@pytest.mark.parametrize("place", [0, 7, 29])
def test_one_wild_fix_is_set_aside_and_its_neighbours_are_not(place: int) -> None:
    reports = drive(29)
    reports[place] = report(place, place + 200)

    found = qualities(reports)

    assert [index for index, quality in enumerate(found) if quality is Quality.IMPLAUSIBLE] == [place]


def test_a_seal_that_stays_far_away_is_believed() -> None:
    reports = [*drive(10), *(report(11 + i, 11 + i, aside_m=80_000) for i in range(5))]

    assert Quality.IMPLAUSIBLE not in qualities(reports)


# The corridor


def test_leaving_the_corridor_needs_distance_and_time() -> None:
    near = [*drive(20), *(report(20 + i, aside_m=480) for i in range(1, 6)), *drive(40)[26:]]
    brief = [*drive(20), report(21, aside_m=900), *drive(40)[22:]]
    gone = [*drive(20), *(report(20 + i, aside_m=900) for i in range(1, 6)), *drive(40)[26:]]

    assert episodes(near, Rule.CORRIDOR_LEFT) == []
    assert episodes(brief, Rule.CORRIDOR_LEFT) == []
    [episode] = episodes(gone, Rule.CORRIDOR_LEFT)
    assert (episode.started_at, episode.ended_at) == (at(21), at(26))
    assert episode.reason.params["outside_m"] == "650"


def test_wavering_at_the_edge_is_one_alarm() -> None:
    wavering = [report(20 + i, aside_m=520 if i % 2 else 400) for i in range(1, 10)]

    assert len(episodes([*drive(20), *wavering], Rule.CORRIDOR_LEFT)) == 1


def test_cell_fixes_never_put_a_journey_off_its_corridor() -> None:
    cells = [report(20 + i, aside_m=9000, signs=SEALED | int(Sign.CELL_FIX)) for i in range(1, 10)]

    assert episodes([*drive(20), *cells], Rule.CORRIDOR_LEFT) == []


def test_the_yard_of_a_site_is_no_departure() -> None:
    yard = [report(60 + i, 60, aside_m=-400) for i in range(20)]

    assert episodes([*drive(59), *yard], Rule.CORRIDOR_LEFT, now=90) == []


def test_progress_never_runs_backwards_and_turning_back_is_not_leaving() -> None:
    back = [report(30 + i, 30 - i) for i in range(1, 12)]
    course = follow(make_terms(), [*drive(30), *back], LIMITS)
    progress = [fix.progress_m for fix in course.fixes]

    assert progress == sorted(progress)
    assert course.progress_m == pytest.approx(30_000, rel=0.01)
    assert episodes([*drive(30), *back], Rule.CORRIDOR_LEFT) == []


def test_where_the_road_crosses_itself_the_leg_in_turn_is_taken() -> None:
    # East 10 km, a loop of 3 km sides that comes back through 8 km, and on to the north.
    square = [(0, 0), (10, 0), (10, 3), (8, 3), (8, -20)]
    line = [(-3.010 + x * 1000 * EAST, 53.455 + y * 1000 * NORTH) for x, y in square]
    loop = make_corridor(line)

    def on_the_line(km: float) -> Observation:
        x, y = km, 0.0
        for start, (ax, ay), (bx, by) in ((0, square[0], square[1]), (10, square[1], square[2])):
            if start <= km:
                length = abs(bx - ax) + abs(by - ay)
                share = min(1.0, (km - start) / length)
                x, y = ax + (bx - ax) * share, ay + (by - ay) * share
        return report(km, latitude=53.455 + y * 1000 * NORTH, longitude=-3.010 + x * 1000 * EAST)

    course = follow(make_terms(corridor=loop), [on_the_line(km / 4) for km in range(50)], LIMITS)

    assert course.progress_m == pytest.approx(12_250, rel=0.02)
    assert [fix.progress_m for fix in course.fixes][32] == pytest.approx(8_000, rel=0.02)


def test_the_arrival_is_foretold_by_the_pace_of_the_last_hour() -> None:
    eta = judged(drive(30)).eta

    assert eta is not None
    assert abs(eta - at(60)) < timedelta(minutes=2)


# Tampering


@pytest.mark.parametrize(
    ("sign", "rule"),
    [
        (Sign.ROPE_CUT, Rule.ROPE_CUT),
        (Sign.COVER_OPENED, Rule.COVER_OPENED),
        (Sign.UNLOCKED, Rule.OPENED_WITHOUT_AUTHORITY),
        (Sign.DOOR_OPEN, Rule.OPENED_WITHOUT_AUTHORITY),
        (Sign.WRONG_PASSWORD, Rule.WRONG_PASSWORD),
        (Sign.UNKNOWN_CARD, Rule.WRONG_PASSWORD),
    ],
)
@pytest.mark.parametrize(
    "quality",
    [
        {},
        {"latitude": None, "longitude": None},
        {"aside_m": 900_000.0},
        {"received_minute": 900},
        {"received_minute": 10},
    ],
    ids=["ok", "no-fix", "implausible", "late", "future"],
)
def test_a_sign_of_tampering_counts_in_every_quality(sign: Sign, rule: Rule, quality: dict[str, Any]) -> None:
    signed = report(20.5, 20.5, kind="alarm", signs=SEALED | int(sign), **quality)

    assert len(episodes([*drive(40), signed], rule)) == 1


def test_a_rope_drawn_while_locked_is_an_opening_and_a_cut_rope_is_only_cut() -> None:
    drawn = (SEALED | int(Sign.ROPE_OUT)) & ~int(Sign.ROPE_IN)
    cut = drawn | int(Sign.ROPE_CUT)

    assert {e.rule for e in judged([*drive(20), report(21, signs=drawn)]).episodes} == {Rule.OPENED_WITHOUT_AUTHORITY}
    assert {e.rule for e in judged([*drive(20), report(21, signs=cut), report(22, signs=drawn)]).episodes} == {
        Rule.ROPE_CUT
    }


def test_opening_at_the_destination_is_what_a_destination_is_for() -> None:
    opened = report(61, 60, signs=int(Sign.UNLOCKED | Sign.ROPE_OUT))

    assert episodes([*drive(60), opened], Rule.OPENED_WITHOUT_AUTHORITY) == []


def test_the_minutes_of_sealing_are_no_opening() -> None:
    closing = [report(0.1, 0, signs=int(Sign.UNLOCKED | Sign.ROPE_OUT)), report(0.5, 0)]

    assert episodes([*closing, *drive(20)[1:]], Rule.OPENED_WITHOUT_AUTHORITY) == []


def test_one_act_reported_many_times_is_one_alarm() -> None:
    reports = [*drive(20), *(report(20 + i, signs=SEALED | int(Sign.ROPE_CUT)) for i in range(1, 9))]

    [episode] = episodes(reports, Rule.ROPE_CUT)

    assert episode.repeats == 8


def test_a_cover_that_was_shut_and_is_open_was_opened() -> None:
    opened = (SEALED | int(Sign.COVER_OPEN)) & ~int(Sign.COVER_SHUT)

    assert len(episodes([*drive(20), report(21, signs=opened)], Rule.COVER_OPENED)) == 1
    assert episodes([report(i, signs=int(Sign.LOCKED | Sign.COVER_OPEN)) for i in range(5)], Rule.COVER_OPENED) == []


@pytest.mark.parametrize(("tries", "alarms"), [(2, 0), (3, 1)])
def test_passwords_are_counted(tries: int, alarms: int) -> None:
    refused = report(20.5, kind="event", act=f"refused:password:{tries}")

    assert len(episodes([*drive(40), refused], Rule.WRONG_PASSWORD)) == alarms


def test_what_happens_after_the_end_is_not_the_journeys() -> None:
    ended = {"ended_at": at(61), "now": 200}

    assert judged([*drive(60), report(70, signs=int(Sign.ROPE_CUT))], **ended).episodes == ()
    assert len(judged([*drive(60), report(30.5, signs=int(Sign.ROPE_CUT), received_minute=190)], **ended).episodes) == 1


def test_a_seal_whose_clock_is_ahead_cannot_hide_what_it_said_before_the_end() -> None:
    ahead = report(90, 40, kind="alarm", signs=int(Sign.ROPE_CUT), received_minute=40)

    rules = {episode.rule for episode in judged([*drive(60), ahead], ended_at=at(61), now=200).episodes}

    assert rules == {Rule.ROPE_CUT, Rule.CLOCK_SKEW}


# Time


def test_silence_counts_from_what_we_heard_and_when_we_listened() -> None:
    reports = drive(10)

    assert episodes(reports, Rule.SILENT, now=55) == []
    [silence] = episodes(reports, Rule.SILENT, now=55.1)
    assert (silence.started_at, silence.ended_at) == (at(55), None)
    listening = judge(make_terms(), reports, LIMITS, Vigil(at(60), listening_since=at(30)))
    assert listening.episodes == ()


def test_a_gap_is_a_silence_that_ended_and_its_buffer_fills_it() -> None:
    with_gap = [*drive(10), report(58)]

    [gap] = episodes(with_gap, Rule.SILENT)

    assert (gap.started_at, gap.ended_at) == (at(55), at(58))
    assert episodes([*with_gap, *drive(58)[11:]], Rule.SILENT) == []


def test_the_longest_gap_includes_the_one_before_the_gate() -> None:
    course = follow(make_terms(), drive(30), LIMITS)

    assert longest_gap(course, at(95)) == timedelta(minutes=65)


def test_overdue_comes_after_the_grace_and_not_when_the_journey_ended_before() -> None:
    assert episodes(drive(60), Rule.OVERDUE, now=330) == []
    assert len(episodes(drive(60), Rule.OVERDUE, now=331)) == 1
    assert episodes(drive(60), Rule.OVERDUE, now=900, ended_at=at(329)) == []


def test_a_long_stop_is_one_outside_the_places_for_it() -> None:
    resting = [*drive(20), *(report(20 + i, 20) for i in range(1, 50)), report(75, 24)]
    place = Position(53.455, -3.010 + 20_000 * EAST)

    [stop] = episodes(resting, Rule.LONG_STOP)

    assert (stop.started_at, stop.ended_at) == (at(20), at(75))
    assert episodes(resting, Rule.LONG_STOP, corridor=make_corridor(rest_areas=(place,))) == []
    assert episodes(resting, Rule.LONG_STOP, other_sites=(Site("XMIRB", "Ironbridge", place),)) == []
    assert episodes(resting[:68], Rule.LONG_STOP)[0].evident_at == at(65)


def test_a_low_battery_is_one_alarm_until_it_recovers() -> None:
    levels = [25, 19, 22, 18, 26, 19]
    reports = [report(i, battery_percent=level) for i, level in enumerate(levels)]

    found = episodes(reports, Rule.LOW_BATTERY)

    assert [(episode.started_at, episode.ended_at) for episode in found] == [(at(1), at(4)), (at(5), None)]
    assert found[0].reason.params["percent"] == "18"


def test_a_clock_is_wrong_when_it_is_wrong_by_the_same_amount_again_and_again() -> None:
    behind = [report(i, received_minute=i + 5) for i in range(10)]
    late = [report(i, received_minute=30 + i / 10) for i in range(10)]
    ahead = [*drive(5), report(10, 6, received_minute=6)]

    assert len(episodes(behind, Rule.CLOCK_SKEW)) == 1
    assert episodes(late, Rule.CLOCK_SKEW) == []
    assert episodes(ahead, Rule.CLOCK_SKEW)[0].reason.params["seconds"] == "240"


def test_the_next_look_is_when_the_clock_alone_may_change_the_judgement() -> None:
    steady = judge(make_terms(), drive(10), LIMITS, Vigil(at(11)))
    back = judge(make_terms(), [*drive(10), report(58)], LIMITS, Vigil(at(59)))

    assert steady.check_at == at(55) + timedelta(seconds=2)
    assert back.check_at == at(61) + timedelta(seconds=2)


# The map


def test_lengths_on_the_local_map_are_true() -> None:
    start, end = Position(53.455, -3.010), DESTINATION.position

    assert CORRIDOR.path.length_m == pytest.approx(60_300, rel=0.01)
    assert start.distance_m(end) == pytest.approx(CORRIDOR.path.length_m, rel=0.02)


@pytest.mark.parametrize("latitude", [-70.0, 0.0, 70.0])
def test_a_corridor_over_the_antimeridian_is_a_corridor(latitude: float) -> None:
    line = [(179.8, latitude), (179.95, latitude), (-179.9, latitude)]
    path = replace(CORRIDOR, line=tuple(line)).path
    [point] = path.on_map([-179.95], [latitude])

    found = path.nearest(point, 0, path.length_m, 0)

    assert found.distance_m < 50
    assert found.along_m > path.length_m / 2
