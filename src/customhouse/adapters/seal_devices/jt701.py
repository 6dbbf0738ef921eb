"""Jointech JT701 and JT701D, binary position frames (maker's protocol manual, V1.4).

    24 | id 5 | version 1 | type,datatype 1 | length 2 | date 3 time 3 | latitude 4 | longitude 4½, flags ½ | speed 1
    | course/2 1 | mileage 4 | satellites 1 | vehicle 4 | status 2 | battery 1 | cell 2 | LAC 2 | signal 1 | fence 1
    | wake source 1 | reserved 2 | IMEI 8 | cell high 2 | MCC 2 | MNC 1 | serial 1

The frame is 10 bytes longer than its length field says. There is no checksum. Fields may be added before the serial.
"""

import struct
from typing import Any, NamedTuple

from customhouse.adapters.seal_devices.frame import KNOT_KMH, Decoded, iso, mark_of, seconds_of, undecodable
from customhouse.seals.model import Observation, Sign

PROTOCOL = "jt701d"
JT701D = 0x19
_NUMBERS = struct.Struct(">BBIB4sHBHHB")  # speed … signal, from byte 25
_DATATYPES = {1: "live", 2: "alarm", 3: "blind_area", 4: "second_newest"}
_KINDS = {1: "position", 2: "alarm", 3: "buffered", 4: "buffered"}
_WOKEN_BY_CLOCK = 1
_CHARGING = 0xFF

# Status bit → sign when it is 1, sign when it is 0.
_STATUS = (
    (0, Sign.CELL_FIX, 0),
    (1, Sign.FENCE_ENTERED, 0),
    (2, Sign.FENCE_LEFT, 0),
    (3, Sign.ROPE_CUT, 0),
    (4, Sign.VIBRATION, 0),
    (6, Sign.ROPE_IN, Sign.ROPE_OUT),
    (7, Sign.LOCKED, Sign.UNLOCKED),
    (8, Sign.UNLOCKED_LONG, 0),
    (9, Sign.WRONG_PASSWORD, 0),
    (10, Sign.UNKNOWN_CARD, 0),
    (11, Sign.LOW_BATTERY, 0),
    (12, Sign.COVER_OPENED, 0),
    (13, Sign.COVER_SHUT, Sign.COVER_OPEN),
    (14, Sign.MOTOR_STUCK, 0),
)
_ACK_REQUIRED = 1 << 5


def _signs_by_byte(shift: int) -> tuple[int, ...]:
    """All 256 values of one status byte, worked out once: the hot path only looks up."""
    mine = [(bit - shift, int(yes), int(no)) for bit, yes, no in _STATUS if shift <= bit < shift + 8]
    return tuple(sum(yes if value >> bit & 1 else no for bit, yes, no in mine) for value in range(256))


_LOW, _HIGH = _signs_by_byte(0), _signs_by_byte(8)
# Only the JT701D has a cover switch; an older lock's zero there says nothing.
_HIGH_WITHOUT_COVER = tuple(signs & ~int(Sign.COVER_OPEN | Sign.COVER_SHUT) for signs in _HIGH)


class Report(NamedTuple):
    """The fields of one frame, as the maker names them. None: not sent, or not readable."""

    device_id: str
    protocol_version: int
    datatype: int
    length: int
    at_s: int | None
    latitude: float | None
    longitude: float | None
    has_fix: bool
    speed_knots: int
    course_deg: int
    mileage_km: int
    satellites: int
    status: int
    battery: int
    cell: int
    lac: int
    csq: int
    fence: int | None
    wake_source: int | None
    serial: int


def read(raw: bytes) -> Report:
    """Read a whole frame; raises `ValueError` when not even the seal and its status can be read."""
    if len(raw) < 45 or raw[0] != 0x24:
        raise ValueError(f"a frame has at least 45 bytes and begins with 24; this one has {len(raw)}")
    digits = raw.hex()
    device_id = digits[2:12]
    if not device_id.isdigit():
        raise ValueError(f"the terminal id {device_id} is not decimal")
    speed, half_course, mileage, satellites, _, status, battery, cell, lac, csq = _NUMBERS.unpack_from(raw, 25)
    latitude, longitude, has_fix = _place(digits)
    return Report(
        device_id,
        raw[6],
        raw[7] & 0x0F,
        raw[8] << 8 | raw[9],
        _time(digits),
        latitude,
        longitude,
        has_fix,
        speed,
        half_course * 2,
        mileage,
        satellites,
        status,
        battery,
        cell,
        lac,
        csq,
        raw[44] if len(raw) > 45 else None,
        raw[45] if len(raw) > 46 else None,
        raw[-1],
    )


def _time(digits: str) -> int | None:
    try:
        return seconds_of(digits[20:26], digits[26:32])
    except ValueError:  # bad BCD, or a lock that has not yet learned the time
        return None


def _place(digits: str) -> tuple[float | None, float | None, bool]:
    latitude, longitude, flags = digits[32:40], digits[40:49], int(digits[49], 16)
    if not (latitude.isdigit() and longitude.isdigit()):
        return None, None, False
    north = int(latitude[:2]) + int(latitude[2:]) / 600_000
    east = int(longitude[:3]) + int(longitude[3:]) / 600_000
    if north > 90 or east > 180:
        return None, None, False
    return round(north if flags & 2 else -north, 6), round(east if flags & 4 else -east, 6), bool(flags & 1)


class Jt701:
    def decode(self, raw: bytes, received_ms: int) -> Decoded:
        try:
            report = read(raw)
        except ValueError:
            return Decoded((undecodable(raw, received_ms, PROTOCOL, _id_of(raw)),), b"")
        return Decoded((_observation(report, raw, received_ms),), _reply(report))

    def describe(self, raw: bytes) -> dict[str, Any]:
        report = read(raw)
        signs = _signs(report)
        return {
            "protocol": PROTOCOL,
            **report._asdict(),
            "at_s": None,
            "datatype": _DATATYPES.get(report.datatype, str(report.datatype)),
            "device_time": None if report.at_s is None else iso(report.at_s),
            "cell_fix": bool(signs & Sign.CELL_FIX),
            "ack_required": bool(report.status & _ACK_REQUIRED),
            "rope_cut": bool(signs & Sign.ROPE_CUT),
            "rope_inserted": bool(signs & Sign.ROPE_IN),
            "motor_locked": bool(signs & Sign.LOCKED),
            "motor_stuck": bool(signs & Sign.MOTOR_STUCK),
            "unlocked_long": bool(signs & Sign.UNLOCKED_LONG),
            "wrong_password": bool(signs & Sign.WRONG_PASSWORD),
            "illegal_card": bool(signs & Sign.UNKNOWN_CARD),
            "low_battery": bool(signs & Sign.LOW_BATTERY),
            "cover_opened": bool(signs & Sign.COVER_OPENED),
            "cover_closed": bool(signs & Sign.COVER_SHUT),
            "battery_percent": _battery(report),
            "charging": report.battery == _CHARGING,
            "reply": _reply(report).decode(),
        }


def _observation(report: Report, raw: bytes, received_ms: int) -> Observation:
    return Observation(
        report.device_id,
        received_ms // 1000 if report.at_s is None else report.at_s,
        mark_of(raw),
        received_ms,
        PROTOCOL,
        _KINDS.get(report.datatype, "position"),
        _signs(report),
        report.latitude,
        report.longitude,
        report.speed_knots * KNOT_KMH,
        float(report.course_deg),
        _battery(report),
        report.serial,
        None,
        None,
        raw,
    )


def _signs(report: Report) -> int:
    high = _HIGH if report.protocol_version == JT701D else _HIGH_WITHOUT_COVER
    signs = _LOW[report.status & 0xFF] | high[report.status >> 8]
    if not report.has_fix:
        signs |= Sign.NO_FIX.value
    if report.at_s is None:
        signs |= Sign.TIME_UNKNOWN.value
    if report.datatype in {3, 4}:
        signs |= Sign.BUFFERED.value
    elif report.datatype == 2:
        signs |= Sign.ALARM_RECORD.value
    if report.wake_source == _WOKEN_BY_CLOCK:
        signs |= Sign.ASLEEP.value
    return signs | (Sign.CHARGING.value if report.battery == _CHARGING else 0)


def _battery(report: Report) -> int | None:
    return report.battery if report.battery <= 100 else None


def _reply(report: Report) -> bytes:
    if not report.status & _ACK_REQUIRED:
        return b""
    # The JT701 knows one answer for all; the JT701D wants to hear which record it may delete.
    return b"(P69,0,%d)" % report.serial if report.protocol_version >= JT701D else b"(P35)"


def _id_of(raw: bytes) -> str:
    digits = raw[1:6].hex()
    return digits if len(digits) == 10 and digits.isdigit() else ""
