"""The append-only log of reports. Its insert is the hot path of the house: thousands of rows a second, each once."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Float,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    and_,
    func,
    or_,
    select,
)

from customhouse.kernel.columns import METADATA
from customhouse.seals.model import Observation

observations = Table(
    "seal_observation",
    METADATA,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("device_id", String(20), nullable=False),
    Column("at_s", BigInteger, nullable=False),
    Column("mark", BigInteger, nullable=False),
    Column("received_ms", BigInteger, nullable=False),
    Column("protocol", String(16), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("signs", BigInteger, nullable=False),
    Column("latitude", Float),
    Column("longitude", Float),
    Column("speed_kmh", Float),
    Column("course_deg", Float),
    Column("battery_percent", SmallInteger),
    Column("serial", BigInteger),
    Column("act", String(64)),
    Column("who", String(64)),
    Column("raw", LargeBinary, nullable=False),
    # The seal first: a fleet's new rows then fall on few pages, and a journey's reports lie side by side.
    Index("uq_seal_observation_report", "device_id", "at_s", "mark", unique=True),
)
_NAMES = Observation._fields
_COLUMNS = [observations.c[name] for name in _NAMES]
_LIST = ", ".join(_NAMES)
# One statement for many rows lets SQLite work without handing the interpreter's lock back and forth at each row.
# Few sizes, so that each is compiled once.
_SIZES = (256, 64, 16, 4, 1)
_ROW = f"({', '.join('?' * len(_NAMES))})"
_STATEMENTS = {
    size: f"INSERT OR IGNORE INTO seal_observation ({_LIST}) VALUES {', '.join([_ROW] * size)}"  # noqa: S608 - no input
    for size in _SIZES
}
_STAGE = "CREATE TEMPORARY TABLE IF NOT EXISTS seal_incoming ON COMMIT DELETE ROWS AS "
_STAGE += f"SELECT {_LIST} FROM seal_observation WITH NO DATA"  # noqa: S608 - our own column names
_COPY = f"COPY seal_incoming ({_LIST}) FROM STDIN"
_MOVE = (
    f"INSERT INTO seal_observation ({_LIST}) SELECT {_LIST} FROM seal_incoming "  # noqa: S608 - our own column names
    "ORDER BY device_id, at_s, mark ON CONFLICT DO NOTHING"
)


def append(connection: Connection, batch: Sequence[Observation]) -> None:
    """Keep each report once, however often it comes."""
    # The driver itself: SQLAlchemy's handling of each value costs more than the database does.
    driver: Any = connection.connection.driver_connection
    if connection.dialect.name == "sqlite":
        for size, rows in _chunks(batch):
            driver.execute(_STATEMENTS[size], [value for row in rows for value in row])
        return
    with driver.cursor() as cursor:
        cursor.execute(_STAGE)
        with cursor.copy(_COPY) as copy:
            for row in batch:
                copy.write_row(row)
        cursor.execute(_MOVE)


def _chunks(batch: Sequence[Observation]) -> Iterator[tuple[int, Sequence[Observation]]]:
    at = 0
    for size in _SIZES:
        while len(batch) - at >= size:
            yield size, batch[at : at + size]
            at += size


def reports_between(
    connection: Connection, device_id: str, since: datetime, until: datetime | None
) -> list[Observation]:
    """What a seal said of a stretch of time, and what was heard of it by the end of it."""
    query = select(*_COLUMNS).where(*_between(device_id, since, until))
    return [Observation(*row) for row in connection.execute(query)]


def count_between(connection: Connection, device_id: str, since: datetime, until: datetime | None) -> int:
    """How many reports `reports_between` would return."""
    query = select(func.count()).select_from(observations).where(*_between(device_id, since, until))
    return connection.execute(query).scalar_one()


def latest_report(connection: Connection, device_id: str, since: datetime, until: datetime) -> Observation | None:
    """The last position report of a seal in a stretch of its own time."""
    place, span = (observations.c.at_s, observations.c.mark), (since.timestamp(), until.timestamp())
    mine = (observations.c.device_id == device_id, place[0].between(*span), observations.c.latitude.is_not(None))
    row = connection.execute(select(*_COLUMNS).where(*mine).order_by(*(p.desc() for p in place)).limit(1)).first()
    return Observation(*row) if row else None


def _between(device_id: str, since: datetime, until: datetime | None) -> list[ColumnElement[bool]]:
    mine = [observations.c.device_id == device_id, observations.c.at_s >= since.timestamp()]
    if until is not None:
        end = until.timestamp()
        mine.append(or_(observations.c.at_s <= end, observations.c.received_ms <= end * 1000))
    return mine


def page_of_reports(
    connection: Connection, device_id: str, span: tuple[datetime, datetime | None], after: tuple[int, int], limit: int
) -> list[Observation]:
    """The reports that follow `after` (second, mark), in the order of the seal's time."""
    place = (observations.c.at_s, observations.c.mark)
    since, until = span
    beyond = or_(place[0] > after[0], and_(place[0] == after[0], place[1] > after[1]))
    query = select(*_COLUMNS).where(observations.c.device_id == device_id, place[0] >= since.timestamp(), beyond)
    if until is not None:
        query = query.where(place[0] <= until.timestamp())
    return [Observation(*row) for row in connection.execute(query.order_by(*place).limit(limit))]
