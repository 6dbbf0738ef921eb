"""The gate at site B: what the fixed reader read, held against what is known, decided by one table."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from customhouse.kernel.identifiers import bare
from customhouse.kernel.reasons import Reason
from customhouse.seals.limits import Limits
from customhouse.seals.model import TAMPER_RULES, Alarm, AlarmState, Journey, Severity, Trust

_BROKEN_STATES = frozenset({"broken", "open", "missing", "tampered"})
_INTACT_STATES = frozenset({"intact", "closed", "sealed", "locked"})
SEAL_STATES = tuple(sorted(_BROKEN_STATES | _INTACT_STATES | {"unknown"}))


class GateOutcome(StrEnum):
    PASS = "pass"  # noqa: S105 - an outcome, not a password
    CHECK = "check"
    STOP = "stop"


@dataclass(frozen=True)
class Reading:
    """What a fixed reader saw of one transport. `seal_epc` is read from the seal's tag, `seal_number` was typed."""

    id: str
    site_id: str
    gate: str
    read_at: datetime
    plate: str
    container_number: str
    seal_epc: str
    seal_number: str
    tag_id: str
    seal_state: str
    raw: str = ""

    @property
    def seal(self) -> str:
        return self.seal_epc or self.seal_number

    @property
    def trust(self) -> Trust:
        return Trust.TAG_READ if self.seal_epc else Trust.TYPED


def reading_identity(*parts: str) -> str:
    """The id of a reading whose reader gives none: what is sent twice is one reading."""
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:32]


@dataclass(frozen=True)
class Standing:
    """All that is known when a transport stands at the gate."""

    reading: Reading
    journey: Journey | None  # the one the seal or, failing that, the container or plate belongs to
    others: tuple[Journey, ...]  # further journeys that the same reading points at
    alarms: tuple[Alarm, ...]
    gap: timedelta
    report_age: timedelta | None  # since the seal last said where it was; None if it never did
    away_m: float | None  # how far from this gate that was
    limits: Limits


Test = Callable[[Standing], bool]


@dataclass(frozen=True)
class Row:
    """One line of the table: what it asks, what follows, and the sentence that says why."""

    code: str
    holds: Test
    outcome: GateOutcome
    text: str


def pointed_at(reading: Reading, journeys: Iterable[Journey]) -> tuple[Journey | None, tuple[Journey, ...]]:
    """The journey the seal belongs to, else the container, else the plate; and others the reading points at."""
    here = [journey for journey in journeys if journey.sealed_at <= reading.read_at]
    here.sort(key=lambda journey: (journey.is_active, journey.sealed_at), reverse=True)
    seal, container, plate = bare(reading.seal), bare(reading.container_number), bare(reading.plate)
    by_seal = [j for j in here if seal and seal in {bare(j.seal_number), bare(j.device_id)}][:1]
    by_container = [j for j in here if container and container == bare(j.container_number)][:1]
    by_plate = [j for j in here if plate and plate == bare(j.plate)][:1]
    journey = next(iter((*by_seal, *by_container, *by_plate)), None)
    # A lorry may pull two containers, so its plate alone makes no contradiction.
    others = (j for j in (*by_seal, *by_container) if j.is_active and journey and j.id != journey.id)
    return journey, tuple(others)


def _unreadable(s: Standing) -> bool:
    return not (s.reading.seal or s.reading.container_number or s.reading.plate)


def _two_journeys(s: Standing) -> bool:
    return bool(s.others)


def _no_journey(s: Standing) -> bool:
    return s.journey is None and not _unreadable(s)


def _wrong_seal(s: Standing) -> bool:
    if s.journey is None or not s.reading.seal:
        return False
    return bare(s.reading.seal) not in {bare(s.journey.seal_number), bare(s.journey.device_id)}


def _wrong_container(s: Standing) -> bool:
    if s.journey is None or not s.reading.container_number:
        return False
    return bare(s.reading.container_number) != bare(s.journey.container_number)


def _cloned_tag(s: Standing) -> bool:
    journey, tag = s.journey, s.reading.tag_id
    return journey is not None and bool(tag and journey.tag_id) and bare(tag) != bare(journey.tag_id or "")


def _seal_elsewhere(s: Standing) -> bool:
    """Whether the seal's own word puts it farther away than it can have come since."""
    if s.away_m is None or s.report_age is None:
        return False
    hours = s.report_age.total_seconds() / 3600
    return s.away_m > s.limits.site_radius_m + s.limits.max_speed_kmh * hours * 1000


def _seal_broken(s: Standing) -> bool:
    return s.reading.seal_state in _BROKEN_STATES


def _tampered(s: Standing) -> bool:
    return any(alarm.rule in TAMPER_RULES and not alarm.explained_away for alarm in _standing_alarms(s))


def _tampering_explained(s: Standing) -> bool:
    return any(alarm.rule in TAMPER_RULES and alarm.explained_away for alarm in _standing_alarms(s))


def _alarm_open(s: Standing) -> bool:
    serious = (Severity.HIGH, Severity.CRITICAL)
    return any(alarm.is_open and alarm.severity in serious and alarm.rule not in TAMPER_RULES for alarm in s.alarms)


def _wrong_site(s: Standing) -> bool:
    return s.journey is not None and s.reading.site_id != s.journey.to_site


def _overdue(s: Standing) -> bool:
    return s.journey is not None and s.reading.read_at > s.journey.due_at + s.limits.overdue_grace


def _gap(s: Standing) -> bool:
    return s.journey is not None and s.gap > s.limits.gap_limit


def _seal_not_read(s: Standing) -> bool:
    return s.journey is not None and not s.reading.seal


def _seal_mute(s: Standing) -> bool:
    return s.journey is not None and (s.report_age is None or s.report_age > s.limits.gate_position_age)


def _seal_typed(s: Standing) -> bool:
    return s.journey is not None and bool(s.reading.seal) and s.reading.trust is Trust.TYPED


def _state_unknown(s: Standing) -> bool:
    return s.journey is not None and s.reading.seal_state not in _INTACT_STATES | _BROKEN_STATES


def _plate_differs(s: Standing) -> bool:
    journey, plate = s.journey, s.reading.plate
    return journey is not None and bool(plate) and bare(plate) != bare(journey.plate)


def _standing_alarms(s: Standing) -> list[Alarm]:
    return [alarm for alarm in s.alarms if alarm.state is not AlarmState.RETRACTED]


_STOP, _CHECK = GateOutcome.STOP, GateOutcome.CHECK
# Every row that holds gives a reason; the gravest of them decides. No row: pass.
TABLE: tuple[Row, ...] = (
    Row("gate_wrong_seal", _wrong_seal, _STOP, "The seal {seal} was read; this container left with {expected_seal}."),
    Row("gate_wrong_container", _wrong_container, _STOP, "The seal belongs to {expected_container}, not {container}."),
    Row("gate_two_journeys", _two_journeys, _STOP, "Seal, container and plate belong to different journeys."),
    Row("gate_cloned_tag", _cloned_tag, _STOP, "The tag gives the right number with another chip: a copy."),
    Row("gate_seal_elsewhere", _seal_elsewhere, _STOP, "The seal itself reports from {away_km} km away: a copy."),
    Row("gate_seal_broken", _seal_broken, _STOP, "The reader found the seal {seal_state}."),
    Row("gate_tampered", _tampered, _STOP, "The seal reported tampering on the way: {tampering}."),
    Row(
        "gate_no_journey",
        _no_journey,
        _CHECK,
        "No sealed journey is known for what was read. Ask the officer.",
    ),
    Row("gate_unreadable", _unreadable, _CHECK, "No seal, container or plate could be read. Read them by hand."),
    Row("gate_wrong_site", _wrong_site, _CHECK, "The journey goes to {to_site}, not to {site}. Tell the officer."),
    Row("gate_overdue", _overdue, _CHECK, "The journey was due at {due_at}. Tell the officer."),
    Row(
        "gate_gap",
        _gap,
        _CHECK,
        "The seal was unheard of for {gap_min} min; the limit is {gap_limit_min}. Read its buffer.",
    ),
    Row("gate_alarm_open", _alarm_open, _CHECK, "Alarms of this journey are still open: {alarms}."),
    Row("gate_tampering_explained", _tampering_explained, _CHECK, "Tampering was explained: look at the seal."),
    Row("gate_seal_not_read", _seal_not_read, _CHECK, "The seal itself was not read: look at it."),
    Row("gate_seal_mute", _seal_mute, _CHECK, "The seal last reported {report_age_min} min ago: look at it."),
    Row("gate_seal_typed", _seal_typed, _CHECK, "The seal's number was typed, not read from its tag: look at it."),
    Row("gate_state_unknown", _state_unknown, _CHECK, "The reader could not tell the seal's state: look at it."),
    Row("gate_plate_differs", _plate_differs, _CHECK, "The plate {plate} was read; {expected_plate} left site A."),
)
_GRAVITY = (GateOutcome.PASS, GateOutcome.CHECK, GateOutcome.STOP)


def decide(standing: Standing) -> tuple[GateOutcome, tuple[Reason, ...]]:
    """Decide by the table, with every reason that holds, the gravest first."""
    rows = [row for row in TABLE if row.holds(standing)]
    if not rows:
        return GateOutcome.PASS, (Reason("gate_in_order", "Seal, container and journey agree; nothing is open."),)
    rows.sort(key=lambda row: -_GRAVITY.index(row.outcome))
    params = _params(standing)
    return rows[0].outcome, tuple(_reason(row, params) for row in rows)


def _reason(row: Row, params: dict[str, str]) -> Reason:
    mine = {name: value for name, value in params.items() if f"{{{name}}}" in row.text}
    return Reason(row.code, row.text.format_map(params), mine)


def _params(s: Standing) -> dict[str, str]:
    journey, reading = s.journey, s.reading
    return {
        "seal": reading.seal,
        "container": reading.container_number,
        "plate": reading.plate,
        "site": reading.site_id,
        "seal_state": reading.seal_state,
        "expected_seal": journey.seal_number if journey else "",
        "expected_container": journey.container_number if journey else "",
        "expected_plate": journey.plate if journey else "",
        "to_site": journey.to_site if journey else "",
        "due_at": journey.due_at.strftime("%Y-%m-%d %H:%M UTC") if journey else "",
        "gap_min": _minutes(s.gap),
        "gap_limit_min": _minutes(s.limits.gap_limit),
        "report_age_min": _minutes(s.report_age) if s.report_age is not None else "?",
        "alarms": ", ".join(alarm.rule.value for alarm in s.alarms if alarm.is_open),
        "tampering": ", ".join(sorted({a.rule.value for a in _standing_alarms(s) if a.rule in TAMPER_RULES})),
        "away_km": f"{(s.away_m or 0) / 1000:.0f}",
    }


def _minutes(duration: timedelta) -> str:
    return f"{duration.total_seconds() / 60:.0f}"
