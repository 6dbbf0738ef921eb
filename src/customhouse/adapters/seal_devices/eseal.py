"""The eSeal text protocol: one line a report, answered in kind.

The fields: ##S,eSeal,id,customer,firmware,type,index,YYYY-MM-DD,hh:mm:ss,interval,A|V,latN lonE,course,speed,
Open|Close,acceleration,nfc,battery volts,signal dBm,E##
"""

import re
from datetime import UTC, datetime
from typing import Any, NamedTuple

from customhouse.adapters.seal_devices.frame import Decoded, is_device_id, iso, mark_of, number, undecodable, whole
from customhouse.seals.model import Observation, Sign

PROTOCOL = "eseal"
_PLACE = re.compile(r"(\d+\.?\d*)([NS])\s+(\d+\.?\d*)([EW])")
_ANSWERED = {
    "Startup",
    "Normal",
    "Button-Normal",
    "Termination",
    "Event-Door",
    "Event-Shock",
    "Event-Drop",
    "Event-Lock",
    "Event-RC-Unlock",
}
_BY_TYPE = {
    "Event-Shock": Sign.SHOCK,
    "Event-Drop": Sign.DROPPED,
    "Event-Lock": Sign.LOCKED,
    "Event-RC-Unlock": Sign.UNLOCKED,
}
_ACTS = {"Event-Lock": "sealed:by_hand", "Event-RC-Unlock": "unsealed:remote_control"}
_DOORS = {"Open": ("open", Sign.DOOR_OPEN), "Close": ("closed", Sign.DOOR_SHUT)}


class Report(NamedTuple):
    device_id: str
    type: str
    number: int
    at_s: int | None
    interval: str
    has_fix: bool
    latitude: float | None
    longitude: float | None
    course_deg: float | None
    speed_kmh: float | None
    door: str
    acceleration: float | None
    nfc: str
    battery_volts: float | None
    rssi: float | None


def read(raw: bytes) -> Report:
    """Read a line; raises `ValueError` when the seal, the type or the index cannot be read."""
    fields = raw.decode("latin-1").strip().split(",")
    if len(fields) < 7 or fields[0] != "##S" or not is_device_id(fields[2]):
        raise ValueError("an eSeal report reads ##S,eSeal,id,customer,firmware,type,index,…,E##")
    fields = fields[: -1 if fields[-1].startswith("E##") else None]
    fields += [""] * (19 - len(fields))
    latitude, longitude = _place(fields[11])
    return Report(
        device_id=fields[2],
        type=fields[5],
        number=whole(fields[6]),
        at_s=_time(fields[7], fields[8]),
        interval=fields[9],
        has_fix=fields[10] == "A" and latitude is not None,
        latitude=latitude,
        longitude=longitude,
        course_deg=number(fields[12]),
        speed_kmh=number(fields[13]),
        door=fields[14],
        acceleration=number(fields[15]),
        nfc=fields[16],
        battery_volts=number(fields[17]),
        rssi=number(fields[18]),
    )


class ESeal:
    def decode(self, raw: bytes, received_ms: int) -> Decoded:
        try:
            report = read(raw)
        except ValueError:
            return Decoded((undecodable(raw, received_ms, PROTOCOL),), b"")
        return Decoded((_observation(report, raw, received_ms),), _reply(report, raw))

    def describe(self, raw: bytes) -> dict[str, Any]:
        report = read(raw)
        return {
            "protocol": PROTOCOL,
            **{name: value for name, value in report._asdict().items() if name != "number"},
            "index": report.number,
            "device_time": None if report.at_s is None else iso(report.at_s),
            "door": _DOORS.get(report.door, (report.door, 0))[0],
            "reply": _reply(report, raw).decode("latin-1").strip(),
        }


def _observation(report: Report, raw: bytes, received_ms: int) -> Observation:
    signs = int(_BY_TYPE.get(report.type, 0)) | int(_DOORS.get(report.door, ("", 0))[1])
    signs |= 0 if report.has_fix else Sign.NO_FIX.value
    signs |= 0 if report.at_s is not None else Sign.TIME_UNKNOWN.value
    return Observation(
        device_id=report.device_id,
        at_s=received_ms // 1000 if report.at_s is None else report.at_s,
        mark=mark_of(raw),
        received_ms=received_ms,
        protocol=PROTOCOL,
        kind="event" if report.type.startswith("Event-") else "position",
        signs=signs,
        latitude=report.latitude,
        longitude=report.longitude,
        speed_kmh=report.speed_kmh,
        course_deg=report.course_deg,
        battery_percent=None,
        serial=report.number,
        act=_ACTS.get(report.type),
        who=None,
        raw=raw,
    )


def _reply(report: Report, raw: bytes) -> bytes:
    if report.type not in _ANSWERED:
        return b""
    kind = report.type.encode("latin-1")
    # The answer repeats the report up to its type, then says which index is kept.
    return raw[: raw.index(b"," + kind) + 1].lstrip() + kind + b" ACK,%d,E##\r\n" % report.number


def _time(day: str, clock: str) -> int | None:
    try:
        return int(datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=UTC).timestamp())
    except ValueError:
        return None


def _place(text: str) -> tuple[float | None, float | None]:
    found = _PLACE.match(text.strip())
    if not found:
        return None, None
    latitude, longitude = float(found[1]), float(found[3])
    if latitude > 90 or longitude > 180:
        return None, None
    return (-latitude if found[2] == "S" else latitude), (-longitude if found[4] == "W" else longitude)
