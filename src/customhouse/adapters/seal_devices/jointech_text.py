"""Jointech's text messages: lock events (P45), heartbeats, and whatever else a lock says in brackets.

    (id,P45,DDMMYY,hhmmss,lat,N|S,lon,E|W,A|V,speed,course,source,verification,card,password,wrong,serial[,mileage…])

Some of these messages carry a lock's password in clear. It is masked before anything is kept, shown or logged.
"""

import re
from typing import Any, NamedTuple

from customhouse.adapters.seal_devices.frame import (
    Decoded,
    is_device_id,
    iso,
    mark_of,
    number,
    seconds_of,
    undecodable,
    untimed,
    whole,
)
from customhouse.seals.model import Observation, Sign

PROTOCOL = "jt701d"
_SOURCES = {
    1: "authorised_card",
    2: "illegal_card",
    3: "vehicle_card",
    4: "remote_password",
    5: "auto_locked",
    6: "dynamic_password",
    7: "bluetooth",
}
_AUTO_LOCKED, _ILLEGAL_CARD = 5, 2
_REFUSED, _OUTSIDE_FENCE = 0, 99
# Of these we know that they carry passwords: set, report or use one; and the e-lock's own message.
_SECRETIVE = re.compile(rb"[,(](?:P43|P44|P52|P58|ELOCK)\b", re.IGNORECASE)
_NUMBER = re.compile(rb"(?<=[,=:])\d{4,}")
_NO_CARD = "0000000000"


class LockEvent(NamedTuple):
    device_id: str
    at_s: int | None
    latitude: float | None
    longitude: float | None
    has_fix: bool
    speed: str  # the unit is not established, so nothing is judged by it
    course_deg: float | None
    source: int
    verification: int
    card: str
    password_verification: str
    wrong_passwords: int
    serial: int


class JointechText:
    def decode(self, raw: bytes, received_ms: int) -> Decoded:
        fields = _fields(raw)
        if not _is_message(fields):
            return Decoded((undecodable(masked(raw), received_ms, PROTOCOL),), b"")
        if fields[1] == "P45":
            return _decode_event(raw, fields, received_ms)
        message = untimed(masked(raw), received_ms, PROTOCOL, fields[0])
        if fields[1].startswith("@JT"):
            message = message._replace(kind="heartbeat")
        return Decoded((message,), b"")

    def describe(self, raw: bytes) -> dict[str, Any]:
        fields = _fields(raw)
        if not _is_message(fields):
            raise ValueError("a text message reads (id,command,…)")
        if fields[1] != "P45":
            kind = "heartbeat" if fields[1].startswith("@JT") else "message"
            return {"protocol": PROTOCOL, "device_id": fields[0], "kind": kind, "text": masked(raw).decode("latin-1")}
        event = read_event(fields)
        return {
            "protocol": PROTOCOL,
            "kind": "event",
            **event._asdict(),
            "at_s": None,
            "device_time": None if event.at_s is None else iso(event.at_s),
            "event": _SOURCES.get(event.source, f"source_{event.source}"),
            "reply": f"(P69,0,{event.serial})",
        }


def _is_message(fields: list[str]) -> bool:
    return len(fields) >= 2 and is_device_id(fields[0])


def masked(raw: bytes) -> bytes:
    """The message with every number that may be a password replaced by stars."""
    if not _SECRETIVE.search(raw):
        return raw
    # The seal's own number comes first, after a bracket and not a comma: it stays.
    return _NUMBER.sub(lambda found: b"*" * len(found.group()), raw)


def _fields(raw: bytes) -> list[str]:
    return raw.decode("latin-1").strip().removeprefix("(").removesuffix(")").split(",")


def read_event(fields: list[str]) -> LockEvent:
    """Read a P45; raises `ValueError` when its serial or what happened cannot be read. More fields may follow."""
    if len(fields) < 17:
        raise ValueError(f"a P45 message has at least 17 fields; this one has {len(fields)}")
    latitude, longitude = _degrees(fields[4], fields[5], "S", 90), _degrees(fields[6], fields[7], "W", 180)
    return LockEvent(
        device_id=fields[0],
        at_s=_time(fields[2], fields[3]),
        latitude=latitude,
        longitude=longitude,
        has_fix=fields[8] == "A" and latitude is not None and longitude is not None,
        speed=fields[9],
        course_deg=number(fields[10]),
        source=whole(fields[11]),
        verification=whole(fields[12] or "0"),
        card=fields[13],
        password_verification=fields[14],
        wrong_passwords=whole(fields[15] or "0"),
        serial=whole(fields[16]),
    )


def _decode_event(raw: bytes, fields: list[str], received_ms: int) -> Decoded:
    try:
        event = read_event(fields)
    except ValueError:
        return Decoded((undecodable(raw, received_ms, PROTOCOL, fields[0]),), b"")
    observation = Observation(
        device_id=event.device_id,
        at_s=received_ms // 1000 if event.at_s is None else event.at_s,
        mark=mark_of(raw),
        received_ms=received_ms,
        protocol=PROTOCOL,
        kind="event",
        signs=_signs(event),
        latitude=event.latitude,
        longitude=event.longitude,
        speed_kmh=None,
        course_deg=event.course_deg,
        battery_percent=None,
        serial=event.serial,
        act=_act(event),
        who=None if event.card in {"", _NO_CARD} else f"card:{event.card[:40]}",
        raw=raw,
    )
    return Decoded((observation,), b"(P69,0,%d)" % event.serial)


def _act(event: LockEvent) -> str:
    """What was done or refused, and how: `sealed:auto`, `unsealed:authorised_card`, `refused:…`."""
    how = _SOURCES.get(event.source, f"source_{event.source}")
    if event.source == _AUTO_LOCKED:
        return "sealed:auto"
    if event.wrong_passwords:
        return f"refused:password:{event.wrong_passwords}"
    if event.verification == _OUTSIDE_FENCE:
        return f"refused:outside_fence:{how}"
    if event.source == _ILLEGAL_CARD or event.verification == _REFUSED:
        return f"refused:{how}"
    return f"unsealed:{how}"


def _signs(event: LockEvent) -> int:
    signs = 0 if event.has_fix else Sign.NO_FIX.value
    if event.at_s is None:
        signs |= Sign.TIME_UNKNOWN.value
    if event.source == _ILLEGAL_CARD:
        signs |= Sign.UNKNOWN_CARD.value
    act = _act(event)
    if act.startswith("unsealed"):
        signs |= Sign.UNLOCKED.value
    elif act.startswith("sealed"):
        signs |= Sign.LOCKED.value
    return signs


def _time(day: str, clock: str) -> int | None:
    try:
        return seconds_of(day, clock)
    except ValueError:
        return None


def _degrees(text: str, hemisphere: str, negative: str, most: float) -> float | None:
    value = number(text)
    if value is None or not 0 <= value <= most or not hemisphere:
        return None
    return -value if hemisphere == negative else value
