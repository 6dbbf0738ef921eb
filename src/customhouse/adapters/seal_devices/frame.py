"""What the protocols share: a frame as it was cut from the stream, and what comes of decoding it."""

import hashlib
import math
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NamedTuple, Protocol

from customhouse.seals.model import Observation, Sign

KNOT_KMH = 1.852


class Frame(NamedTuple):
    """One frame: `protocol` is the name of its decoder, `unknown` for bytes that are no frame."""

    protocol: str
    raw: bytes


class Decoded(NamedTuple):
    """The reports a frame carried, and the answer its sender waits for: sent only when the reports are kept."""

    observations: tuple[Observation, ...]
    reply: bytes


class Decoder(Protocol):
    def decode(self, raw: bytes, received_ms: int) -> Decoded:
        """Never raises for what a device may send: what cannot be read is kept as `undecodable`."""
        ...

    def describe(self, raw: bytes) -> dict[str, Any]:
        """Every field by name, for a person; raises `ValueError` saying what cannot be read."""
        ...


def mark_of(raw: bytes) -> int:
    """64 bits that tell one frame from another of the same seal and second; signed, as databases keep them."""
    return int.from_bytes(hashlib.blake2b(raw, digest_size=8).digest(), "big", signed=True)


def undecodable(raw: bytes, received_ms: int, protocol: str, device_id: str = "") -> Observation:
    """Keep what cannot be read: its bytes, when they came, and from whom if that much is known."""
    signs = int(Sign.UNDECODABLE | Sign.TIME_UNKNOWN)
    return untimed(raw, received_ms, protocol, device_id)._replace(kind="undecodable", signs=signs)


def untimed(raw: bytes, received_ms: int, protocol: str, device_id: str) -> Observation:
    """A report without a time and place of its own."""
    return Observation(
        device_id=device_id,
        at_s=received_ms // 1000,
        mark=mark_of(raw),
        received_ms=received_ms,
        protocol=protocol,
        kind="message",
        signs=int(Sign.TIME_UNKNOWN),
        latitude=None,
        longitude=None,
        speed_kmh=None,
        course_deg=None,
        battery_percent=None,
        serial=None,
        act=None,
        who=None,
        raw=raw,
    )


def seconds_of(day: str, clock: str) -> int:
    """Seconds since 1970 of `DDMMYY` and `hhmmss` in UTC; raises `ValueError` for no such time."""
    hour, minute, second = int(clock[0:2]), int(clock[2:4]), int(clock[4:6])
    if hour > 23 or minute > 59 or second > 59:
        raise ValueError(f"no such time of day: {clock}")
    return _midnight(day) + hour * 3600 + minute * 60 + second


@lru_cache(maxsize=64)
def _midnight(day: str) -> int:
    # The calendar costs more than the rest of a frame; a fleet speaks of few days at a time.
    return int(datetime(2000 + int(day[4:6]), int(day[2:4]), int(day[0:2]), tzinfo=UTC).timestamp())


def is_device_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 20


def whole(text: str) -> int:
    """A whole number of at most nine digits; raises `ValueError`."""
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise ValueError(f"{text[:20]!r} is no whole number")
    return int(text)


def number(text: str) -> float | None:
    """A finite number, or None."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def iso(at_s: int) -> str:
    return datetime.fromtimestamp(at_s, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
