"""Corridors, journeys, alarms and gate readings, in SQL. The log of reports is in `log`."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Float,
    ForeignKey,
    Index,
    Integer,
    Select,
    String,
    Table,
    Text,
    and_,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from customhouse.kernel.columns import METADATA, Json, Utc
from customhouse.kernel.geo import Position
from customhouse.kernel.reasons import Reason
from customhouse.seals.gate import Reading
from customhouse.seals.model import Alarm, AlarmOutcome, AlarmState, Journey, JourneyState, LastSeen, Rule, Severity
from customhouse.seals.watch.corridor import Corridor

corridors = Table(
    "seal_corridor",
    METADATA,
    Column("id", String(64), primary_key=True),
    Column("name", String(120), nullable=False),
    Column("from_site", String(16), nullable=False),
    Column("to_site", String(16), nullable=False),
    Column("line", Json, nullable=False),
    Column("width_m", Float, nullable=False),
    Column("time_limit_s", Integer, nullable=False),
    Column("source", Text, nullable=False),
    Column("rest_areas", Json, nullable=False),
    Column("added_by", String(80), nullable=False),
    Column("added_at", Utc, nullable=False),
)
journeys = Table(
    "seal_journey",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("consignment_id", String(36), nullable=False),
    Column("mrn", String(32), nullable=False),
    Column("container_number", String(16), nullable=False),
    Column("plate", String(32), nullable=False),
    Column("seal_number", String(40), nullable=False),
    Column("device_id", String(20), nullable=False),
    Column("tag_id", String(64)),
    Column("corridor_id", String(64), ForeignKey("seal_corridor.id"), nullable=False),
    Column("from_site", String(16), nullable=False),
    Column("to_site", String(16), nullable=False),
    Column("sealed_at", Utc, nullable=False),
    Column("bound_at", Utc, nullable=False),
    Column("due_at", Utc, nullable=False),
    Column("photo", String(64)),
    Column("bound_by", String(80), nullable=False),
    Column("state", String(16), nullable=False),
    Column("progress", Float, nullable=False),
    Column("eta", Utc),
    Column("last", Json),
    Column("severity", String(16)),
    Column("reports", Integer, nullable=False),
    Column("ended_at", Utc),
    Column("ended_how", String(32)),
    Column("updated_at", Utc, nullable=False),
    Column("check_at", Utc),
    Index("ix_seal_journey_consignment_id", "consignment_id"),
    Index("ix_seal_journey_device_id", "device_id", "ended_at"),
    Index("ix_seal_journey_updated_at", "updated_at"),
    Index("ix_seal_journey_check_at", "check_at"),
)
# A seal, a device and a container are on one journey at a time, whoever binds them at the same moment.
for _column in (journeys.c.device_id, journeys.c.seal_number, journeys.c.container_number):
    _under_way = journeys.c.ended_at.is_(None)
    Index(f"ux_seal_journey_{_column.name}", _column, unique=True, sqlite_where=_under_way, postgresql_where=_under_way)
alarms = Table(
    "seal_alarm",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("journey_id", String(36), ForeignKey("seal_journey.id"), nullable=False),
    Column("consignment_id", String(36), nullable=False),
    Column("rule", String(32), nullable=False),
    Column("severity", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("late", Boolean, nullable=False),
    Column("started_at", Utc, nullable=False),
    Column("ended_at", Utc),
    Column("known_at", Utc, nullable=False),
    Column("repeats", Integer, nullable=False),
    Column("reason", Json, nullable=False),
    Column("position", Json),
    Column("updated_at", Utc, nullable=False),
    Column("acknowledged_by", String(80)),
    Column("acknowledged_at", Utc),
    Column("resolved_by", String(80)),
    Column("resolved_at", Utc),
    Column("outcome", String(16)),
    Column("note", Text, nullable=False),
    Index("ix_seal_alarm_journey_id", "journey_id"),
    Index("ix_seal_alarm_consignment_id", "consignment_id"),
    Index("ix_seal_alarm_known_at", "known_at", "id"),
    Index("ix_seal_alarm_updated_at", "updated_at"),
)
readings = Table(
    "gate_reading",
    METADATA,
    Column("id", String(64), primary_key=True),
    Column("site_id", String(16), nullable=False),
    Column("gate", String(40), nullable=False),
    Column("read_at", Utc, nullable=False),
    Column("recorded_at", Utc, nullable=False),
    Column("journey_id", String(36), ForeignKey("seal_journey.id")),
    Column("consignment_id", String(36), nullable=False),
    Column("seen", Json, nullable=False),
    Column("outcome", String(8), nullable=False),
    Column("reasons", Json, nullable=False),
    Column("recorded_by", String(80), nullable=False),
    Index("ix_gate_reading_site_id", "site_id", "read_at"),
    Index("ix_gate_reading_consignment_id", "consignment_id"),
)
_JOURNEY = [field.name for field in fields(Journey)]
_PROJECTION = ("state", "progress", "eta", "last", "severity", "reports", "ended_at", "ended_how", "updated_at")


class Passage(NamedTuple):
    """A gate reading with what was decided on it."""

    reading: Reading
    outcome: str
    reasons: tuple[Reason, ...]
    journey_id: str | None
    consignment_id: str


class Watched(NamedTuple):
    """A journey as the log needs it: whose reports concern it."""

    journey_id: str
    device_id: str
    sealed_at: datetime
    ended_at: datetime | None


# Corridors


def insert_corridor(connection: Connection, corridor: Corridor, by: str, at: datetime) -> None:
    values = {name: getattr(corridor, name) for name in ("id", "name", "from_site", "to_site", "width_m", "source")}
    values |= {
        "line": [list(point) for point in corridor.line],
        "time_limit_s": int(corridor.time_limit.total_seconds()),
        "rest_areas": [asdict(area) for area in corridor.rest_areas],
    }
    connection.execute(insert(corridors).values(**values, added_by=by, added_at=at))


def find_corridor(connection: Connection, corridor_id: str) -> Corridor | None:
    row = connection.execute(select(corridors).where(corridors.c.id == corridor_id)).mappings().first()
    return _corridor(row) if row else None


def all_corridors(connection: Connection) -> list[Corridor]:
    return [_corridor(row) for row in connection.execute(select(corridors).order_by(corridors.c.id)).mappings()]


def _corridor(row: Any) -> Corridor:
    return Corridor(
        **{name: row[name] for name in ("id", "name", "from_site", "to_site", "width_m", "source")},
        line=tuple((longitude, latitude) for longitude, latitude in row["line"]),
        time_limit=timedelta(seconds=row["time_limit_s"]),
        rest_areas=tuple(Position(**area) for area in row["rest_areas"]),
    )


# Journeys


def insert_journey(connection: Connection, journey: Journey, check_at: datetime | None) -> bool:
    """False where the seal, the device or the container began another journey at this moment."""
    values = {name: getattr(journey, name) for name in _JOURNEY}
    row = values | {"last": _last_row(journey.last), "check_at": check_at}
    try:
        with connection.begin_nested():
            connection.execute(insert(journeys).values(row))
    except IntegrityError:
        if active_with(connection, journey.device_id, journey.seal_number, journey.container_number):
            return False
        raise
    return True


def keep_journey(connection: Connection, journey: Journey, check_at: datetime | None) -> None:
    """Write what may change of a journey after its binding."""
    values = {name: getattr(journey, name) for name in _PROJECTION} | {"last": _last_row(journey.last)}
    connection.execute(update(journeys).where(journeys.c.id == journey.id).values(**values, check_at=check_at))


def find_journey(connection: Connection, journey_id: str, *, lock: bool = False) -> Journey | None:
    """With `lock`, no other transaction changes it meanwhile."""
    query = select(journeys).where(journeys.c.id == journey_id)
    row = connection.execute(query.with_for_update() if lock else query).mappings().first()
    return _journey(row) if row else None


def list_journeys(connection: Connection, state: str, cursor: str | None, limit: int) -> list[Journey]:
    query = select(journeys).order_by(journeys.c.id.desc()).limit(limit)
    if state != "all":
        query = query.where(journeys.c.ended_at.is_(None) if state == "active" else journeys.c.ended_at.is_not(None))
    return _journeys(connection, query.where(journeys.c.id < cursor) if cursor else query)


def journeys_of(connection: Connection, consignment_id: str) -> list[Journey]:
    query = select(journeys).where(journeys.c.consignment_id == consignment_id).order_by(journeys.c.id)
    return _journeys(connection, query)


def journeys_since(connection: Connection, ended_since: datetime) -> list[Journey]:
    """Journeys under way, and those that ended since then."""
    return _journeys(connection, select(journeys).where(_under_way_or_ended_since(ended_since)))


def active_with(connection: Connection, device_id: str, seal_number: str, container: str) -> list[Journey]:
    mine = or_(
        journeys.c.device_id == device_id,
        journeys.c.seal_number == seal_number,
        journeys.c.container_number == container,
    )
    return _journeys(connection, select(journeys).where(journeys.c.ended_at.is_(None), mine))


def journeys_changed_since(connection: Connection, at: datetime) -> list[Journey]:
    return _journeys(connection, select(journeys).where(journeys.c.updated_at >= at).order_by(journeys.c.updated_at))


def journeys_to_check(connection: Connection, at: datetime, limit: int) -> list[str]:
    query = select(journeys.c.id).where(journeys.c.check_at <= at).order_by(journeys.c.check_at).limit(limit)
    return list(connection.execute(query).scalars())


def watched(connection: Connection, device_ids: Iterable[str], ended_since: datetime) -> list[Watched]:
    """The journeys whose seals these are, under way or ended not long ago."""
    names = ("id", "device_id", "sealed_at", "ended_at")
    mine = journeys.c.device_id.in_(list(device_ids))
    query = select(*(journeys.c[name] for name in names)).where(mine, _under_way_or_ended_since(ended_since))
    return [Watched(*row) for row in connection.execute(query)]


def _under_way_or_ended_since(at: datetime) -> Any:
    return or_(journeys.c.ended_at.is_(None), journeys.c.ended_at >= at)


def _journeys(connection: Connection, query: Select[Any]) -> list[Journey]:
    return [_journey(row) for row in connection.execute(query).mappings()]


def _journey(row: Any) -> Journey:
    values = {name: row[name] for name in _JOURNEY}
    severity = row["severity"]
    values |= {"state": JourneyState(row["state"]), "severity": Severity(severity) if severity else None}
    return Journey(**values | {"last": _last(row["last"])})


def _last_row(last: LastSeen | None) -> dict[str, Any] | None:
    if last is None:
        return None
    times = {"device_time": last.device_time.isoformat(), "received_at": last.received_at.isoformat()}
    return asdict(last) | times


def _last(row: dict[str, Any] | None) -> LastSeen | None:
    if row is None:
        return None
    times = {name: datetime.fromisoformat(row[name]) for name in ("device_time", "received_at")}
    return LastSeen(**row | times | {"position": Position(**row["position"]) if row["position"] else None})


# Alarms


def keep_alarms(connection: Connection, changed: Sequence[Alarm], known_ids: set[str]) -> None:
    for alarm in changed:
        values = {field.name: getattr(alarm, field.name) for field in fields(Alarm)}
        values |= {"reason": asdict(alarm.reason), "position": asdict(alarm.position) if alarm.position else None}
        if alarm.id in known_ids:
            connection.execute(update(alarms).where(alarms.c.id == alarm.id).values(**values))
        else:
            connection.execute(insert(alarms).values(**values))


def alarms_of_journeys(connection: Connection, journey_ids: Sequence[str]) -> list[Alarm]:
    query = select(alarms).where(alarms.c.journey_id.in_(journey_ids)).order_by(alarms.c.started_at, alarms.c.id)
    return [_alarm(row) for row in connection.execute(query).mappings()]


def find_alarm(connection: Connection, alarm_id: str, *, lock: bool = False) -> Alarm | None:
    query = select(alarms).where(alarms.c.id == alarm_id)
    row = connection.execute(query.with_for_update() if lock else query).mappings().first()
    return _alarm(row) if row else None


def list_alarms(connection: Connection, state: str, before: tuple[datetime, str] | None, limit: int) -> list[Alarm]:
    query = select(alarms).order_by(alarms.c.known_at.desc(), alarms.c.id.desc()).limit(limit)
    if state != "all":
        query = query.where(alarms.c.state == state)
    if before:
        at, alarm_id = before
        query = query.where(or_(alarms.c.known_at < at, and_(alarms.c.known_at == at, alarms.c.id < alarm_id)))
    return [_alarm(row) for row in connection.execute(query).mappings()]


def alarms_changed_since(connection: Connection, at: datetime) -> list[Alarm]:
    query = select(alarms).where(alarms.c.updated_at >= at).order_by(alarms.c.updated_at)
    return [_alarm(row) for row in connection.execute(query).mappings()]


def _alarm(row: Any) -> Alarm:
    outcome, position = row["outcome"], row["position"]
    read = {
        "rule": Rule(row["rule"]),
        "severity": Severity(row["severity"]),
        "state": AlarmState(row["state"]),
        "reason": Reason(**row["reason"]),
        "position": Position(**position) if position else None,
        "outcome": AlarmOutcome(outcome) if outcome else None,
    }
    return Alarm(**{**row, **read})


# Gate readings


def insert_passage(connection: Connection, passage: Passage, by: str, at: datetime) -> None:
    reading = passage.reading
    seen = {name: value for name, value in asdict(reading).items() if name != "read_at"}
    connection.execute(
        insert(readings).values(
            id=reading.id,
            site_id=reading.site_id,
            gate=reading.gate,
            read_at=reading.read_at,
            recorded_at=at,
            journey_id=passage.journey_id,
            consignment_id=passage.consignment_id,
            seen=seen,
            outcome=passage.outcome,
            reasons=[asdict(reason) for reason in passage.reasons],
            recorded_by=by,
        )
    )


def find_passage(connection: Connection, reading_id: str) -> Passage | None:
    row = connection.execute(select(readings).where(readings.c.id == reading_id)).mappings().first()
    return _passage(row) if row else None


def list_passages(connection: Connection, site_id: str | None, limit: int) -> list[Passage]:
    query = select(readings).order_by(readings.c.read_at.desc(), readings.c.id.desc()).limit(limit)
    rows = connection.execute(query.where(readings.c.site_id == site_id) if site_id else query).mappings()
    return [_passage(row) for row in rows]


def passages_of(connection: Connection, consignment_id: str) -> list[Passage]:
    query = select(readings).where(readings.c.consignment_id == consignment_id).order_by(readings.c.read_at)
    return [_passage(row) for row in connection.execute(query).mappings()]


def _passage(row: Any) -> Passage:
    reading = Reading(**row["seen"], read_at=row["read_at"])
    reasons = tuple(Reason(**reason) for reason in row["reasons"])
    return Passage(reading, row["outcome"], reasons, row["journey_id"], row["consignment_id"])
