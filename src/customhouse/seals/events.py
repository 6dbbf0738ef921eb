"""What the room announces."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from customhouse.kernel.events import Event
from customhouse.kernel.reasons import Reason


@dataclass(frozen=True, kw_only=True)
class SealBound(Event):
    kind: ClassVar[str] = "seal.bound"
    journey_id: str
    seal_number: str
    device_id: str
    container_number: str
    corridor_id: str
    from_site: str
    to_site: str
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class SealReportsRecorded(Event):
    """Reports that concern these journeys are kept. Its subject is empty: one batch holds many journeys."""

    kind: ClassVar[str] = "seal.reports_recorded"
    journey_ids: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class AlarmRaised(Event):
    kind: ClassVar[str] = "alarm.raised"
    alarm_id: str
    journey_id: str
    rule: str
    severity: str
    reason: Reason
    late: bool


@dataclass(frozen=True, kw_only=True)
class AlarmRetracted(Event):
    """Later data show that there was nothing to be alarmed about."""

    kind: ClassVar[str] = "alarm.retracted"
    alarm_id: str
    rule: str


@dataclass(frozen=True, kw_only=True)
class AlarmAcknowledged(Event):
    kind: ClassVar[str] = "alarm.acknowledged"
    alarm_id: str


@dataclass(frozen=True, kw_only=True)
class AlarmResolved(Event):
    kind: ClassVar[str] = "alarm.resolved"
    alarm_id: str
    outcome: str
    note: str


@dataclass(frozen=True, kw_only=True)
class GateRead(Event):
    kind: ClassVar[str] = "gate.read"
    journey_id: str | None
    reading_id: str
    outcome: str
    reasons: tuple[Reason, ...]
    site_id: str


@dataclass(frozen=True, kw_only=True)
class JourneyEnded(Event):
    kind: ClassVar[str] = "journey.ended"
    journey_id: str
    how: str
