"""The thresholds a journey is watched with, read from the dated policy."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Protocol


class Parameters(Protocol):
    """The policy in force, as far as this room asks it."""

    def number(self, key: str, at: datetime) -> Decimal: ...

    def flag(self, key: str, at: datetime) -> bool: ...

    def has(self, key: str, at: datetime) -> bool: ...


# Where a country's policy is silent. A seal asleep reports each 30 minutes (maker's default), so 45 leave room for one.
_SILENT_POLICY = {
    "silent_after_min": 45,
    "gap_limit_min": 60,
    "corridor_leave_m": 250,
    "corridor_enter_m": 50,
    "corridor_min_duration_s": 120,
    "overdue_grace_min": 30,
    "low_battery_percent": 20,
    "late_after_min": 10,
    "clock_skew_s": 120,
    "max_speed_kmh": 160,
    "stop_radius_m": 100,
    "stop_min": 45,
    "gate_radius_m": 1500,
    "gate_position_age_min": 30,
    "wrong_password_count": 3,
    "sealing_distance_m": 1500,
    "sealing_min_battery_percent": 40,
    "offline_sealing_max_h": 12,
    "offline_reading_max_h": 24,
}


@dataclass(frozen=True)
class Limits:
    silent_after: timedelta
    gap_limit: timedelta
    corridor_leave_m: float
    corridor_enter_m: float
    corridor_min_duration: timedelta
    overdue_grace: timedelta
    low_battery_percent: int
    late_after: timedelta
    clock_skew: timedelta
    max_speed_kmh: float
    stop_radius_m: float
    stop_after: timedelta
    site_radius_m: float
    gate_position_age: timedelta
    wrong_password_count: int
    sealing_distance_m: float
    sealing_min_battery_percent: int
    sealing_photo_required: bool
    offline_sealing_max: timedelta
    offline_reading_max: timedelta


def limits_at(policy: Parameters | None, at: datetime) -> Limits:
    """The limits in force at a moment; a journey keeps those of the day it was sealed."""

    def number(name: str) -> float:
        key = f"seals.{name}"
        if policy is not None and policy.has(key, at):
            return float(policy.number(key, at))
        return float(_SILENT_POLICY[name])

    def flag(name: str) -> bool:
        key = f"seals.{name}"
        return policy is not None and policy.has(key, at) and policy.flag(key, at)

    return Limits(
        silent_after=timedelta(minutes=number("silent_after_min")),
        gap_limit=timedelta(minutes=number("gap_limit_min")),
        corridor_leave_m=number("corridor_leave_m"),
        corridor_enter_m=number("corridor_enter_m"),
        corridor_min_duration=timedelta(seconds=number("corridor_min_duration_s")),
        overdue_grace=timedelta(minutes=number("overdue_grace_min")),
        low_battery_percent=int(number("low_battery_percent")),
        late_after=timedelta(minutes=number("late_after_min")),
        clock_skew=timedelta(seconds=number("clock_skew_s")),
        max_speed_kmh=number("max_speed_kmh"),
        stop_radius_m=number("stop_radius_m"),
        stop_after=timedelta(minutes=number("stop_min")),
        site_radius_m=number("gate_radius_m"),
        gate_position_age=timedelta(minutes=number("gate_position_age_min")),
        wrong_password_count=int(number("wrong_password_count")),
        sealing_distance_m=number("sealing_distance_m"),
        sealing_min_battery_percent=int(number("sealing_min_battery_percent")),
        sealing_photo_required=flag("sealing_photo_required"),
        offline_sealing_max=timedelta(hours=number("offline_sealing_max_h")),
        offline_reading_max=timedelta(hours=number("offline_reading_max_h")),
    )
