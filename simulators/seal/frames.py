"""What a JT701D seal sends, byte for byte: location reports in binary, lock events and heartbeats in text.

Written from the field table of the maker's protocol manual V1.4.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum, IntFlag

VERSION = 0x19  # JT701D
CHARGING = 0xFF
ACKNOWLEDGEMENT = re.compile(rb"\(P69,0,(\d{1,3})\)")


class Status(IntFlag):
    """The status word of a report."""

    CELL_FIX = 1 << 0
    ROPE_CUT = 1 << 3
    VIBRATION = 1 << 4
    ACK_REQUIRED = 1 << 5
    ROPE_INSERTED = 1 << 6
    MOTOR_LOCKED = 1 << 7
    LEFT_UNLOCKED = 1 << 8
    WRONG_PASSWORD = 1 << 9
    ILLEGAL_CARD = 1 << 10
    LOW_BATTERY = 1 << 11
    COVER_OPENED = 1 << 12
    COVER_CLOSED = 1 << 13
    MOTOR_STUCK = 1 << 14


SEALED = Status.ACK_REQUIRED | Status.ROPE_INSERTED | Status.MOTOR_LOCKED | Status.COVER_CLOSED


class DataType(IntEnum):
    """What a location report is: `BLIND_AREA` was kept while there was no network."""

    LIVE = 1
    ALARM = 2
    BLIND_AREA = 3
    SECOND_NEWEST = 4


class LockEvent(IntEnum):
    """The source of a lock event (P45)."""

    AUTHORISED_CARD = 1
    ILLEGAL_CARD = 2
    VEHICLE_CARD = 3
    STATIC_PASSWORD = 4
    AUTO_LOCKED = 5
    DYNAMIC_PASSWORD = 6
    BLUETOOTH = 7


@dataclass(frozen=True)
class Fix:
    """Where a seal is, as its receiver says."""

    latitude: float
    longitude: float
    speed_kmh: float = 0.0
    course_deg: float = 0.0


@dataclass(frozen=True)
class Report:
    """One location report, with everything the frame holds."""

    device_id: str
    at: datetime
    fix: Fix
    serial: int
    status: Status = SEALED
    data_type: DataType = DataType.LIVE
    mileage_km: int = 0
    battery_percent: int = 90
    cell: int = 4242
    area: int = 10342

    def encode(self) -> bytes:
        """The frame; its total length is ten bytes more than its length field says."""
        body = (
            _bcd(self.at.astimezone(UTC).strftime("%d%m%y%H%M%S"))
            + _position(self.fix)
            + bytes([min(255, round(self.fix.speed_kmh / 1.852)), round(self.fix.course_deg / 2) % 180])
            + self.mileage_km.to_bytes(4, "big")
            + bytes([9])  # satellites
            + bytes(4)  # vehicle, unused by this model
            + int(self.status).to_bytes(2, "big")
            + bytes([self.battery_percent])
            + self.cell.to_bytes(2, "big")
            + self.area.to_bytes(2, "big")
            + bytes([27, 0, 1, 0, 0])  # signal, fence, woken by its clock, reserved
            + _bcd("8688220400000000")  # modem's number, the same for all: nobody identifies by it
            + bytes(2)
            + (999).to_bytes(2, "big")
            + bytes([1])  # cell's upper half, test country and network
            + bytes([self.serial])
        )
        kind = (1 << 4) | self.data_type
        return b"\x24" + _bcd(self.device_id) + bytes([VERSION, kind]) + len(body).to_bytes(2, "big") + body


@dataclass(frozen=True)
class LockReport:
    """One lock event in text (P45), 18 fields as the manual has them."""

    device_id: str
    at: datetime
    fix: Fix
    serial: int
    event: LockEvent = LockEvent.AUTO_LOCKED
    verification: int = 98
    card: str = "0000000000"
    mileage_km: int = 0

    def encode(self) -> bytes:
        """The frame, as ASCII."""
        at = self.at.astimezone(UTC)
        north, east = ("N" if self.fix.latitude >= 0 else "S"), ("E" if self.fix.longitude >= 0 else "W")
        fields = (
            self.device_id,
            "P45",
            at.strftime("%d%m%y"),
            at.strftime("%H%M%S"),
            f"{abs(self.fix.latitude):.6f}",
            north,
            f"{abs(self.fix.longitude):.6f}",
            east,
            "A",
            round(self.fix.speed_kmh),
            round(self.fix.course_deg),
            int(self.event),
            self.verification,
            self.card,
            0,
            0,
            self.serial,
            self.mileage_km,
        )
        return ("(" + ",".join(map(str, fields)) + ")").encode("ascii")


def heartbeat(device_id: str) -> bytes:
    """The sign of life of a seal that is awake and has nothing to report."""
    return f"({device_id},@JT)".encode("ascii")


def acknowledged(answer: bytes) -> list[int]:
    """Serials that the platform says it has stored."""
    return [int(serial) for serial in ACKNOWLEDGEMENT.findall(answer)]


def _position(fix: Fix) -> bytes:
    """Latitude DDMM.MMMM, longitude DDDMM.MMMM, then a nibble: 1 fix, 2 north, 4 east, 8 as devices set it."""
    latitude, longitude = _minutes(fix.latitude, 2), _minutes(fix.longitude, 3)
    flags = 8 | 1 | (2 if fix.latitude >= 0 else 0) | (4 if fix.longitude >= 0 else 0)
    return bytes.fromhex(f"{latitude}{longitude}{flags:X}")


def _minutes(degrees: float, digits: int) -> str:
    # In ten-thousandths of a minute from the start, so that 59.99999' never rounds to 60'.
    whole, minutes = divmod(round(abs(degrees) * 600_000), 600_000)
    return f"{whole:0{digits}d}{minutes:06d}"


def _bcd(digits: str) -> bytes:
    return bytes.fromhex(digits)
