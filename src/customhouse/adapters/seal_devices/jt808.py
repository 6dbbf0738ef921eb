"""JT/T 808, the Chinese vehicle-terminal protocol: location reports 0x0200 and their batches 0x0704.

Between two 7E: message id 2, attributes 2, phone 6 BCD (2019 edition: version 1, phone 10), serial 2, body, XOR check.
Inside, 7D 02 stands for 7E and 7D 01 for 7D. Times are local: the offset is a fact about the seal, never assumed UTC.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import xor
from typing import Any, NamedTuple

from customhouse.adapters.seal_devices.frame import Decoded, mark_of, seconds_of, undecodable, untimed
from customhouse.seals.model import Observation, Sign

PROTOCOL = "jt808"
LOCATION, LOCATION_BATCH, HEARTBEAT = 0x0200, 0x0704, 0x0002
_FIXED, _SOUTH, _WEST = 1 << 1, 1 << 2, 1 << 3
_LOW_POWER = 1 << 7
_2019, _SPLIT = 1 << 14, 1 << 13
_LOCATION_BYTES = 28


class Envelope(NamedTuple):
    message: int
    terminal: str
    serial: int
    body: bytes
    phone: bytes  # as sent, for the answer


class Location(NamedTuple):
    alarm_bits: int
    status_bits: int
    latitude: float
    longitude: float
    altitude_m: int
    speed_kmh: float
    course_deg: int
    local_time: str  # YYMMDDhhmmss
    extras: dict[int, bytes]


def unwrap(raw: bytes) -> Envelope:
    """Undo the escapes and check the frame; raises `ValueError` saying what is wrong."""
    content = raw.strip(b"\x7e").replace(b"\x7d\x02", b"\x7e").replace(b"\x7d\x01", b"\x7d")
    if len(content) < 13:
        raise ValueError(f"a frame has at least 13 bytes inside; this one has {len(content)}")
    if reduce(xor, content) != 0:
        raise ValueError(f"the check byte is {content[-1]:02X} and should be {reduce(xor, content[:-1]):02X}")
    attributes = int.from_bytes(content[2:4], "big")
    start, phone = (5, content[5:15]) if attributes & _2019 else (4, content[4:10])
    end = start + len(phone)
    body = content[end + (6 if attributes & _SPLIT else 2) : -1]
    if len(body) != attributes & 0x3FF:
        raise ValueError(f"the body has {len(body)} bytes and the header says {attributes & 0x3FF}")
    terminal = phone.hex()
    if attributes & _2019:
        terminal = terminal.lstrip("0")
        phone = content[4:15]
    serial = int.from_bytes(content[end : end + 2], "big")
    return Envelope(int.from_bytes(content[:2], "big"), terminal, serial, body, phone)


def read_location(body: bytes) -> Location:
    """Read the body of a 0x0200; raises `ValueError` when it is too short."""
    if len(body) < _LOCATION_BYTES:
        raise ValueError(f"a location has at least {_LOCATION_BYTES} bytes; this one has {len(body)}")
    alarm, status, north, east = (int.from_bytes(body[i : i + 4], "big") for i in (0, 4, 8, 12))
    return Location(
        alarm_bits=alarm,
        status_bits=status,
        latitude=(-north if status & _SOUTH else north) / 1e6,
        longitude=(-east if status & _WEST else east) / 1e6,
        altitude_m=int.from_bytes(body[16:18], "big"),
        speed_kmh=int.from_bytes(body[18:20], "big") / 10,
        course_deg=int.from_bytes(body[20:22], "big"),
        local_time=body[22:28].hex(),
        extras=_extras(body[28:]),
    )


def _extras(rest: bytes) -> dict[int, bytes]:
    found, at = {}, 0
    while at + 2 <= len(rest):
        length = rest[at + 1]
        found[rest[at]] = rest[at + 2 : at + 2 + length]
        at += 2 + length
    return found


@dataclass(frozen=True)
class Jt808:
    """`utc_offset_s` by terminal; terminals not named use `default_utc_offset_s`, GMT+8 as the standard has it."""

    utc_offset_s: Mapping[str, int] = field(default_factory=dict)
    default_utc_offset_s: int = 8 * 3600

    def decode(self, raw: bytes, received_ms: int) -> Decoded:
        try:
            envelope = unwrap(raw)
            observations = self._observations(envelope, raw, received_ms)
        except ValueError:
            return Decoded((undecodable(raw, received_ms, PROTOCOL),), b"")
        return Decoded(observations, _reply(envelope))

    def describe(self, raw: bytes) -> dict[str, Any]:
        envelope = unwrap(raw)
        head = {
            "protocol": PROTOCOL,
            "message": f"0x{envelope.message:04X}",
            "terminal": envelope.terminal,
            "device_id": envelope.terminal,
            "serial": envelope.serial,
        }
        if envelope.message != LOCATION:
            return head
        location = read_location(envelope.body)
        t = location.local_time
        return {
            **head,
            **location._asdict(),
            "local_time": None,
            "device_time_local": f"20{t[0:2]}-{t[2:4]}-{t[4:6]}T{t[6:8]}:{t[8:10]}:{t[10:12]}",
            "extras": {f"0x{key:02X}": _shown(value) for key, value in location.extras.items()},
        }

    def _observations(self, envelope: Envelope, raw: bytes, received_ms: int) -> tuple[Observation, ...]:
        if envelope.message == LOCATION:
            return (self._observation(envelope, envelope.body, raw, received_ms),)
        if envelope.message == LOCATION_BATCH:
            bodies = _batch(envelope.body)
            return tuple(_as_buffered(self._observation(envelope, body, raw, received_ms), body) for body in bodies)
        kind = "heartbeat" if envelope.message == HEARTBEAT else "message"
        return (untimed(raw, received_ms, PROTOCOL, envelope.terminal)._replace(kind=kind, serial=envelope.serial),)

    def _observation(self, envelope: Envelope, body: bytes, raw: bytes, received_ms: int) -> Observation:
        location = read_location(body)
        at_s = self._time(envelope.terminal, location.local_time)
        signs = 0 if location.status_bits & _FIXED else Sign.NO_FIX.value
        signs |= Sign.LOW_BATTERY.value if location.alarm_bits & _LOW_POWER else 0
        signs |= Sign.TIME_UNKNOWN.value if at_s is None else 0
        usable = abs(location.latitude) <= 90 and abs(location.longitude) <= 180
        return Observation(
            device_id=envelope.terminal,
            at_s=received_ms // 1000 if at_s is None else at_s,
            mark=mark_of(raw),
            received_ms=received_ms,
            protocol=PROTOCOL,
            kind="position",
            signs=signs,
            latitude=location.latitude if usable else None,
            longitude=location.longitude if usable else None,
            speed_kmh=location.speed_kmh,
            course_deg=float(location.course_deg),
            battery_percent=None,
            serial=envelope.serial,
            act=None,
            who=None,
            raw=raw,
        )

    def _time(self, terminal: str, local: str) -> int | None:
        try:
            at_s = seconds_of(local[4:6] + local[2:4] + local[0:2], local[6:12])
        except ValueError:
            return None
        return at_s - self.utc_offset_s.get(terminal, self.default_utc_offset_s)


def _batch(body: bytes) -> list[bytes]:
    count, at, bodies = int.from_bytes(body[:2], "big"), 3, []
    for _ in range(count):
        length = int.from_bytes(body[at : at + 2], "big")
        bodies.append(body[at + 2 : at + 2 + length])
        at += 2 + length
    return bodies


def _as_buffered(observation: Observation, body: bytes) -> Observation:
    # Each location of a batch is kept under its own mark; the whole frame stays with each as evidence.
    signs = observation.signs | Sign.BUFFERED.value
    return observation._replace(kind="buffered", signs=signs, mark=mark_of(body))


def _reply(envelope: Envelope) -> bytes:
    """The platform's general answer 0x8001: result 0, received."""
    body = envelope.serial.to_bytes(2, "big") + envelope.message.to_bytes(2, "big") + b"\x00"
    attributes = len(body) | (_2019 if len(envelope.phone) == 11 else 0)
    content = b"\x80\x01" + attributes.to_bytes(2, "big") + envelope.phone + b"\x00\x00" + body
    content += bytes((reduce(xor, content),))
    return b"\x7e" + content.replace(b"\x7d", b"\x7d\x01").replace(b"\x7e", b"\x7d\x02") + b"\x7e"


def _shown(value: bytes) -> int | str:
    return int.from_bytes(value, "big") if len(value) <= 4 else value.hex()
