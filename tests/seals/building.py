"""Builders for the seals' tests: a corridor, its sites, and the reports of a seal that travels on it."""

import math
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from customhouse.kernel.geo import Position
from customhouse.seals.limits import Limits, limits_at
from customhouse.seals.model import Observation, Sign, Site
from customhouse.seals.watch.corridor import Corridor
from customhouse.seals.watch.course import Terms

SEALED_AT = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
SEALED = int(Sign.LOCKED | Sign.ROPE_IN | Sign.COVER_SHUT)
DEVICE = "8000620011"
# Degrees per metre about latitude 53.5.
NORTH = 1 / 111_300
EAST = NORTH / math.cos(math.radians(53.5))
START = Position(53.455, -3.010)
# 60 km due east, with a bend, corner by corner.
LINE = tuple((-3.010 + i * 2000 * EAST, 53.455 + (0 if i < 15 else (i - 15) * 300 * NORTH)) for i in range(31))
END = Position(LINE[-1][1], LINE[-1][0])
ORIGIN = Site("XMPMS", "Port Mersea", START)
DESTINATION = Site("XMEHM", "Eastholm", END)
LIMITS: Limits = limits_at(None, SEALED_AT)


def make_corridor(line: Sequence[tuple[float, float]] = LINE, **changes: Any) -> Corridor:
    values: dict[str, Any] = {
        "id": "mersea-eastholm",
        "name": "Mersea – Eastholm",
        "from_site": "XMPMS",
        "to_site": "XMEHM",
        "line": tuple(line),
        "width_m": 500.0,
        "time_limit": timedelta(hours=5),
    }
    return Corridor(**{**values, **changes})


CORRIDOR = make_corridor()


def make_terms(**changes: Any) -> Terms:
    values: dict[str, Any] = {
        "corridor": CORRIDOR,
        "origin": ORIGIN,
        "destination": DESTINATION,
        "sealed_at": SEALED_AT,
        "due_at": SEALED_AT + timedelta(hours=5),
        "ended_at": None,
    }
    return Terms(**{**values, **changes})


def report(minute: float, km: float | None = None, *, aside_m: float = 0.0, **changes: Any) -> Observation:
    """A report `minute` minutes after the sealing, `km` along the straight part of the road and `aside_m` north of it.

    It is received two seconds later, unless `received_minute` says otherwise.
    """
    km = minute if km is None else km
    at_s = int((SEALED_AT + timedelta(minutes=minute)).timestamp())
    received_minute = changes.pop("received_minute", None)
    delay_s = 2.0 if received_minute is None else (received_minute - minute) * 60
    values: dict[str, Any] = {
        "device_id": DEVICE,
        "at_s": at_s,
        "mark": at_s * 7 + int(changes.get("signs", 0)) % 1000,
        "received_ms": int((at_s + delay_s) * 1000),
        "protocol": "jt701d",
        "kind": "position",
        "signs": SEALED,
        "latitude": 53.455 + aside_m * NORTH + (0 if km <= 30 else (km - 30) * 150 * NORTH),
        "longitude": -3.010 + km * 1000 * EAST,
        "speed_kmh": 60.0,
        "course_deg": 90.0,
        "battery_percent": 90,
        "serial": int(minute) % 256,
        "act": None,
        "who": None,
        "raw": b"$",
    }
    return Observation(**{**values, **changes})


def drive(minutes: float = 58, every: float = 1.0) -> list[Observation]:
    """An honest drive at 60 km/h, a report a minute."""
    count = int(minutes / every)
    return [report(i * every) for i in range(count + 1)]


def at(minute: float) -> datetime:
    return SEALED_AT + timedelta(minutes=minute)
