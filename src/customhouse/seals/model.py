"""The words of the room: what a seal can say, what a journey and an alarm are, and how far each is to be trusted."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntFlag, StrEnum
from typing import NamedTuple

from customhouse.kernel.geo import Position
from customhouse.kernel.reasons import Reason


class Sign(IntFlag):
    """What one report says about the seal, in one vocabulary for all makes.

    The first group are states, the second signs of tampering, the third the seal's health, the last says what kind
    of record this is. A sign that a make cannot give is simply absent.
    """

    ROPE_IN = 1 << 0
    ROPE_OUT = 1 << 1
    LOCKED = 1 << 2
    UNLOCKED = 1 << 3
    COVER_SHUT = 1 << 4
    COVER_OPEN = 1 << 5
    DOOR_SHUT = 1 << 6
    DOOR_OPEN = 1 << 7

    ROPE_CUT = 1 << 10
    COVER_OPENED = 1 << 11
    UNLOCKED_LONG = 1 << 12
    WRONG_PASSWORD = 1 << 13
    UNKNOWN_CARD = 1 << 14
    REMOVED = 1 << 15
    SHOCK = 1 << 16
    DROPPED = 1 << 17

    LOW_BATTERY = 1 << 20
    CHARGING = 1 << 21
    MOTOR_STUCK = 1 << 22
    CELL_FIX = 1 << 23
    NO_FIX = 1 << 24
    VIBRATION = 1 << 25
    FENCE_ENTERED = 1 << 26
    FENCE_LEFT = 1 << 27

    ASLEEP = 1 << 30
    BUFFERED = 1 << 31
    ALARM_RECORD = 1 << 32
    TIME_UNKNOWN = 1 << 33
    UNDECODABLE = 1 << 34


class Trust(StrEnum):
    """How well a statement about a seal is founded, weakest first."""

    TYPED = "T0"
    TAG_READ = "T1"
    SEAL_REPORT = "T2"
    CHALLENGED = "T3"
    OFFICER_SAW = "T4"


class Observation(NamedTuple):
    """One report of a seal. A tuple, not a dataclass: ten thousand are made each second, and it is the row stored.

    `at_s` is the seal's own time, in seconds since 1970 UTC; where it gave none, the time of receipt. `mark` tells
    this report from any other of the same seal and second.
    """

    device_id: str
    at_s: int
    mark: int
    received_ms: int
    protocol: str
    kind: str
    signs: int
    latitude: float | None
    longitude: float | None
    speed_kmh: float | None
    course_deg: float | None
    battery_percent: int | None
    serial: int | None
    act: str | None
    who: str | None
    raw: bytes

    def has(self, sign: int) -> bool:
        return bool(self.signs & sign)

    @property
    def at(self) -> datetime:
        return datetime.fromtimestamp(self.at_s, UTC)

    @property
    def received_at(self) -> datetime:
        return datetime.fromtimestamp(self.received_ms / 1000, UTC)

    @property
    def position(self) -> Position | None:
        if self.latitude is None or self.longitude is None:
            return None
        return Position(self.latitude, self.longitude)


class Quality(StrEnum):
    """What a report's position may be used for. Signs of tampering count in every class."""

    OK = "ok"
    LATE = "late"
    CELL_FIX = "cell_fix"
    NO_FIX = "no_fix"
    DUPLICATE = "duplicate"
    IMPLAUSIBLE = "implausible"
    FUTURE = "future"
    UNDECODABLE = "undecodable"


class Severity(StrEnum):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


class Rule(StrEnum):
    """What an alarm is about; one detector each."""

    ROPE_CUT = "rope_cut"
    COVER_OPENED = "cover_opened"
    OPENED_WITHOUT_AUTHORITY = "opened_without_authority"
    WRONG_PASSWORD = "wrong_password"  # noqa: S105 - the name of a rule, not a password
    CORRIDOR_LEFT = "corridor_left"
    SILENT = "silent"
    OVERDUE = "overdue"
    LONG_STOP = "long_stop"
    LOW_BATTERY = "low_battery"
    CLOCK_SKEW = "clock_skew"


TAMPER_RULES = frozenset({Rule.ROPE_CUT, Rule.COVER_OPENED, Rule.OPENED_WITHOUT_AUTHORITY})


class AlarmState(StrEnum):
    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    RESOLVED = "resolved"
    RETRACTED = "retracted"


class AlarmOutcome(StrEnum):
    FALSE_ALARM = "false_alarm"
    EXPLAINED = "explained"
    INTERVENED = "intervened"
    HANDED_OVER = "handed_over"


class JourneyState(StrEnum):
    SEALED = "sealed"
    IN_TRANSIT = "in_transit"
    ARRIVED = "arrived"
    ENDED = "ended"
    BROKEN = "broken"


@dataclass(frozen=True)
class Site:
    """A place with customs officers, at one end of a corridor."""

    id: str
    name: str
    position: Position


@dataclass(frozen=True)
class Episode:
    """Something that went wrong for a while, in the seal's own time. `ended_at` is None while it lasts.

    `triggers` are the moments at which it began anew inside the episode: an alarm that a person has closed is raised
    again by a trigger after that. `evident_at` is when prompt reports would have shown it, if not at once. Before
    `settles_at` later reports may still undo it, and it raises nothing new.
    """

    rule: Rule
    severity: Severity
    started_at: datetime
    ended_at: datetime | None
    repeats: int
    reason: Reason
    position: Position | None
    triggers: tuple[datetime, ...]
    evident_at: datetime | None = None
    settles_at: datetime | None = None


@dataclass(frozen=True)
class Alarm:
    """A detector's judgement on a journey: when it happened, when we knew, what to do, and what was done."""

    id: str
    journey_id: str
    consignment_id: str
    rule: Rule
    severity: Severity
    state: AlarmState
    late: bool
    started_at: datetime
    ended_at: datetime | None
    known_at: datetime
    repeats: int
    reason: Reason
    position: Position | None
    updated_at: datetime
    acknowledged_by: str | None = None
    acknowledged_at: datetime | None = None
    resolved_by: str | None = None
    resolved_at: datetime | None = None
    outcome: AlarmOutcome | None = None
    note: str = ""

    @property
    def is_open(self) -> bool:
        return self.state in {AlarmState.OPEN, AlarmState.ACKNOWLEDGED}

    @property
    def explained_away(self) -> bool:
        """Whether a person found that there was nothing wrong."""
        return self.outcome in {AlarmOutcome.FALSE_ALARM, AlarmOutcome.EXPLAINED}

    @property
    def actions(self) -> tuple[str, ...]:
        return ACTIONS[self.rule]


# No alarm without something to do. The words are codes; the web has the sentences.
ACTIONS: dict[Rule, tuple[str, ...]] = {
    Rule.ROPE_CUT: ("send_patrol", "stop_transport", "inspect_seal", "warn_destination"),
    Rule.COVER_OPENED: ("send_patrol", "inspect_seal", "warn_destination"),
    Rule.OPENED_WITHOUT_AUTHORITY: ("send_patrol", "stop_transport", "inspect_seal", "warn_destination"),
    Rule.WRONG_PASSWORD: ("call_driver", "send_patrol", "watch_position"),
    Rule.CORRIDOR_LEFT: ("call_driver", "watch_position", "send_patrol"),
    Rule.SILENT: ("call_driver", "ask_for_buffer", "send_patrol"),
    Rule.OVERDUE: ("call_driver", "ask_carrier", "warn_destination"),
    Rule.LONG_STOP: ("call_driver", "watch_position"),
    Rule.LOW_BATTERY: ("plan_replacement", "warn_destination"),
    Rule.CLOCK_SKEW: ("replace_seal_after_journey", "read_times_with_care"),
}


@dataclass(frozen=True)
class LastSeen:
    """The newest that is known of a seal; each part from the newest report that carried it."""

    position: Position | None
    device_time: datetime
    received_at: datetime
    speed_kmh: float | None
    course_deg: float | None
    battery_percent: int | None
    rope: str | None  # in | out | cut
    locked: bool | None


@dataclass(frozen=True)
class Journey:
    """One sealed transport from site A to site B, bound to a consignment's container."""

    id: str
    consignment_id: str
    mrn: str
    container_number: str
    plate: str
    seal_number: str
    device_id: str
    tag_id: str | None  # TID of the seal's passive tag, where it was read at sealing
    corridor_id: str
    from_site: str
    to_site: str
    sealed_at: datetime
    bound_at: datetime
    due_at: datetime
    photo: str | None
    bound_by: str
    state: JourneyState
    progress: float
    eta: datetime | None
    last: LastSeen | None
    severity: Severity | None
    reports: int  # how many the log held when the journey was last judged
    ended_at: datetime | None
    ended_how: str | None
    updated_at: datetime

    @property
    def is_active(self) -> bool:
        return self.ended_at is None
