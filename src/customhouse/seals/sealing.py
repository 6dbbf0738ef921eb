"""Closing a seal at site A: what an officer hands in, and what must be right about it before a lorry leaves."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from customhouse.kernel.errors import Problem
from customhouse.kernel.identifiers import bare
from customhouse.seals.limits import Limits
from customhouse.seals.model import Observation, Sign, Site
from customhouse.seals.ports import Sealable
from customhouse.seals.watch.corridor import Corridor

_DEVICE_ID = re.compile(r"[0-9]{5,20}")
_NO_PLACE = int(Sign.NO_FIX | Sign.CELL_FIX | Sign.UNDECODABLE)
# A report so shortly before the sealing tells how the seal was then.
LATELY = timedelta(minutes=15)
# A machine at the gate and the server may differ by so much.
_CLOCKS_DIFFER = timedelta(minutes=2)


@dataclass(frozen=True)
class Sealing:
    """What the officer with the portable machine hands in. `tag_id` is the TID of the seal's passive tag, if read."""

    consignment_id: str
    container_number: str
    seal_number: str
    device_id: str
    corridor_id: str
    plate: str
    sealed_at: datetime | None = None
    tag_id: str | None = None
    photo: bytes | None = None


@dataclass(frozen=True)
class Circumstances:
    """What is known when a seal is closed. `last` is the latest report of the seal, if it made one lately."""

    corridor: Corridor | None
    origin: Site | None
    last: Observation | None
    limits: Limits
    now: datetime


def problems_of(sealing: Sealing, goods: Sealable, known: Circumstances) -> Iterator[Problem]:
    """Name everything that forbids this sealing."""
    if bare(sealing.container_number) not in {bare(container) for container in goods.containers}:
        named = ", ".join(sorted(goods.containers)) or "none"
        message = f"The container is not on the waybill, which names: {named}."
        yield Problem("container_number", "not_on_waybill", message)
    if goods.is_withdrawn:
        yield Problem("consignment_id", "withdrawn", "The declaration was withdrawn: nothing is to be sealed.")
    if not _DEVICE_ID.fullmatch(sealing.device_id):
        yield Problem("device_id", "malformed", "A seal's device number has 5 to 20 digits: read it off the seal.")
    if not bare(sealing.seal_number):
        yield Problem("seal_number", "missing", "Give the number printed on the seal.")
    if not bare(sealing.plate):
        yield Problem("plate", "missing", "Give the plate of the lorry.")
    if known.corridor is None:
        yield Problem("corridor_id", "unknown_corridor", "There is no such corridor; see /api/corridors.")
    if known.limits.sealing_photo_required and sealing.photo is None:
        yield Problem("photo", "missing", "A photograph of the seal in place belongs to every sealing.")
    yield from _seal_problems(known)
    yield from _time_problems(sealing.sealed_at or known.now, known.limits, known.now)


def _seal_problems(known: Circumstances) -> Iterator[Problem]:
    """What the seal itself says against going on a journey from here."""
    level, least = known.last.battery_percent if known.last else None, known.limits.sealing_min_battery_percent
    if level is not None and level < least:
        yield Problem("device_id", "low_battery", f"The seal has {level} % left and needs {least} %: take another.")
    where = known.last.position if known.last and not known.last.signs & _NO_PLACE else None
    if where is not None and known.origin is not None:
        away_m = where.distance_m(known.origin.position)
        if away_m > known.limits.sealing_distance_m:
            message = f"The seal reports from {away_m / 1000:.1f} km away from {known.origin.name}: check its number."
            yield Problem("device_id", "elsewhere", message)


def _time_problems(sealed_at: datetime, limits: Limits, now: datetime) -> Iterator[Problem]:
    if sealed_at > now + _CLOCKS_DIFFER:
        yield Problem("sealed_at", "in_the_future", "The sealing lies in the future: set the machine's clock.")
    if sealed_at < now - limits.offline_sealing_max:
        hours = limits.offline_sealing_max.total_seconds() / 3600
        yield Problem("sealed_at", "too_old", f"A sealing is accepted within {hours:.0f} h: seal anew.")
