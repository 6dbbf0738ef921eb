"""What each report's position may be used for, judged against both its neighbours."""

from collections.abc import Sequence

import numpy as np

from customhouse.seals.limits import Limits
from customhouse.seals.model import Observation, Quality, Sign
from customhouse.seals.watch.corridor import Floats, Path

_UNREADABLE = int(Sign.UNDECODABLE | Sign.TIME_UNKNOWN)
_CELL, _NO_FIX = int(Sign.CELL_FIX), int(Sign.NO_FIX)
# So many reports that agree with each other are believed even if they disagree with what came before.
_CONFIRMING = 3
# Two honest fixes a second apart may differ by this much.
_NOISE_M = 100.0
USABLE = frozenset({Quality.OK, Quality.LATE})


def moment_s(observation: Observation, skew_s: float) -> int:
    """The second this report is about: the seal's time, or that of receipt where the seal's lies in the future."""
    received_s = observation.received_ms // 1000
    return received_s if observation.at_s > received_s + skew_s else observation.at_s


def first_look(observation: Observation, limits: Limits) -> Quality:
    """Judge a report by itself."""
    age_s = observation.received_ms / 1000 - observation.at_s
    if observation.signs & _UNREADABLE and observation.kind != "heartbeat":
        return Quality.UNDECODABLE
    if age_s < -limits.clock_skew.total_seconds():
        return Quality.FUTURE
    if observation.signs & _CELL:
        return Quality.CELL_FIX
    if observation.latitude is None or observation.longitude is None or observation.signs & _NO_FIX:
        return Quality.NO_FIX
    return Quality.LATE if age_s > limits.late_after.total_seconds() else Quality.OK


def second_look(ordered: Sequence[Observation], path: Path, limits: Limits) -> tuple[list[Quality], dict[int, Floats]]:
    """Judge reports in the order of their time; also return where the usable ones lie on the corridor's map."""
    qualities = [first_look(observation, limits) for observation in ordered]
    usable = _without_duplicates(ordered, qualities)
    if not usable:
        return qualities, {}
    points = path.on_map([ordered[i].longitude or 0.0 for i in usable], [ordered[i].latitude or 0.0 for i in usable])
    times = np.array([ordered[i].at_s for i in usable], dtype=np.float64)
    believed = _believed(points, times, limits.max_speed_kmh / 3.6)
    places = {}
    for index, point, good in zip(usable, points, believed, strict=True):
        if good:
            places[index] = point
        else:
            qualities[index] = Quality.IMPLAUSIBLE
    return qualities, places


def _without_duplicates(ordered: Sequence[Observation], qualities: list[Quality]) -> list[int]:
    """Keep one position a second: a seal sends a record live and again from its buffer."""
    usable: list[int] = []
    for index, quality in enumerate(qualities):
        if quality not in USABLE:
            continue
        if usable and ordered[usable[-1]].at_s == ordered[index].at_s:
            qualities[index] = Quality.DUPLICATE
        else:
            usable.append(index)
    return usable


def _believed(points: Floats, times: Floats, speed: float) -> list[bool]:
    """Cut the track where it would need too much speed; drop short pieces that fit neither side.

    A single wild fix is dropped and the good ones after it are kept; a wild piece that goes on is believed once
    three of its reports agree, because then the seal really is there.
    """
    breaks = np.flatnonzero(~_reachable(points[:-1], points[1:], times[:-1], times[1:], speed)) + 1
    pieces = np.split(np.arange(len(points)), breaks)
    believed = [False] * len(points)
    anchor: int | None = None
    for number, piece in enumerate(pieces):
        first, last = int(piece[0]), int(piece[-1])
        follows = anchor is not None and bool(
            _reachable(points[anchor], points[first], times[anchor], times[first], speed)
        )
        begins = anchor is None and not any(len(later) > len(piece) for later in pieces[number + 1 :])
        if follows or begins or len(piece) >= _CONFIRMING:
            believed[first : last + 1] = [True] * len(piece)
            anchor = last
    return believed


def _reachable(a: Floats, b: Floats, at_a: Floats, at_b: Floats, speed: float) -> "np.typing.NDArray[np.bool_]":
    apart = np.hypot(b[..., 0] - a[..., 0], b[..., 1] - a[..., 1])
    within: np.typing.NDArray[np.bool_] = apart <= speed * (at_b - at_a) + _NOISE_M
    return within
