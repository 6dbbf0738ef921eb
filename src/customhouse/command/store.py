"""The timeline and the list of consignments, in SQL: projections that can be made again from the rooms."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, Connection, Index, Integer, String, Table, Text, delete, func, insert, select

from customhouse.command.model import Entry, Filter, Line
from customhouse.kernel.columns import METADATA, Json, Utc

timeline = Table(
    "timeline_entry",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("consignment_id", String(36), nullable=False),
    Column("at", Utc, nullable=False),
    Column("recorded_at", Utc, nullable=False),
    Column("kind", String(64), nullable=False),
    Column("actor", String(80), nullable=False),
    Column("facts", Json, nullable=False),
    Index("ix_timeline_entry_consignment_at", "consignment_id", "at"),
)
lines = Table(
    "consignment_line",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("mrn", String(35), nullable=False),
    Column("state", String(20), nullable=False),
    Column("lane", String(12), nullable=False),
    Column("declarant", String(200), nullable=False),
    Column("consignee", String(200), nullable=False),
    Column("goods", String(300), nullable=False),
    Column("containers", Json, nullable=False),
    Column("open_alarms", Integer, nullable=False),
    Column("lodged_at", Utc, nullable=False),
    Column("updated_at", Utc, nullable=False),
    Column("search", Text, nullable=False),
    Column("owed", String(80), nullable=False),  # words with blanks around them, so that one can be asked for
    Index("ix_consignment_line_updated_at", "updated_at"),
)


def append_entry(connection: Connection, entry: Entry) -> None:
    connection.execute(insert(timeline).values(**vars(entry)))


def entries_of(connection: Connection, consignment_id: str) -> list[Entry]:
    """In the order in which things happened; what became known late stands where it belongs."""
    mine = select(timeline).where(timeline.c.consignment_id == consignment_id)
    rows = connection.execute(mine.order_by(timeline.c.at, timeline.c.recorded_at, timeline.c.id)).mappings()
    return [Entry(**row) for row in rows]


def put_line(connection: Connection, line: Line) -> None:
    connection.execute(delete(lines).where(lines.c.id == line.id))
    connection.execute(insert(lines).values(**{**vars(line), "owed": "".join(f" {each} " for each in line.owed)}))


def page_of_lines(connection: Connection, wanted: Filter, cursor: str | None, size: int) -> list[Line]:
    """Newest first by id, which sorts by the time of lodging; one more row than `size` tells that more follow."""
    query = select(lines).order_by(lines.c.id.desc()).limit(size + 1)
    if cursor:
        query = query.where(lines.c.id < cursor)
    if wanted.state:
        query = query.where(lines.c.state == wanted.state)
    if wanted.lane:
        query = query.where(lines.c.lane == wanted.lane)
    if wanted.owed:
        query = query.where(lines.c.owed.contains(f" {wanted.owed} ", autoescape=True))
    for word in wanted.text.casefold().split():
        query = query.where(lines.c.search.contains(word, autoescape=True))
    return [_line(row) for row in connection.execute(query).mappings()]


def count_by(connection: Connection, column: str) -> dict[str, int]:
    rows = connection.execute(select(lines.c[column], func.count()).group_by(lines.c[column]))
    return {str(value): count for value, count in rows}


def _line(row: Any) -> Line:
    containers: Sequence[str] = row["containers"]
    return Line(**{**row, "containers": tuple(containers), "owed": tuple(row["owed"].split())})
