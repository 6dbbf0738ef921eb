"""Lists, entries, hits, decisions and the good-list, in SQL."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Float,
    ForeignKey,
    Index,
    Integer,
    RowMapping,
    String,
    Table,
    Text,
    UniqueConstraint,
    delete,
    func,
    insert,
    select,
    update,
)

from customhouse.kernel.columns import METADATA, Json, Utc

_NUMBER = BigInteger().with_variant(Integer, "sqlite")
editions = Table(
    "watchlist_edition",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("name", String(60), nullable=False),
    Column("version", String(60), nullable=False),
    Column("format", String(20), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("file_name", String(200), nullable=False),
    Column("entries", Integer, nullable=False),
    Column("names", Integer, nullable=False),
    Column("faults", Integer, nullable=False),
    Column("imported_at", Utc, nullable=False),
    Column("imported_by", String(80), nullable=False),
    Column("state", String(8), nullable=False),  # arriving, current or past
    Index("ix_watchlist_edition_state", "state"),
)
entries = Table(
    "watchlist_entry",
    METADATA,
    Column("number", _NUMBER, primary_key=True, autoincrement=True),
    Column("edition_id", String(36), ForeignKey("watchlist_edition.id"), nullable=False),
    Column("source_id", String(120), nullable=False),
    Column("kind", String(8), nullable=False),
    Column("entry", Json, nullable=False),
    Index("ix_watchlist_entry_edition_id", "edition_id", "number"),
)
faults = Table(
    "watchlist_fault",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("edition_id", String(36), ForeignKey("watchlist_edition.id"), nullable=False),
    Column("place", String(120), nullable=False),
    Column("message", String(400), nullable=False),
    Column("excerpt", Text, nullable=False),
    Index("ix_watchlist_fault_edition_id", "edition_id"),
)
screenings = Table(
    "watchlist_screening",
    METADATA,
    Column("consignment_id", String(36), primary_key=True),
    Column("fingerprint", String(64), nullable=False),  # of the lists it was held against; empty where it waits
    Column("level", String(8), nullable=False),
    Column("hits", Integer, nullable=False),
    Column("at", Utc, nullable=False),
    Index("ix_watchlist_screening_fingerprint", "fingerprint"),
)
hits = Table(
    "watchlist_hit",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("consignment_id", String(36), nullable=False),
    Column("mrn", String(35), nullable=False),
    Column("role", String(40), nullable=False),
    Column("name", String(400), nullable=False),
    Column("country", String(2), nullable=False),
    Column("list_name", String(60), nullable=False),
    Column("version", String(60), nullable=False),
    Column("entry_id", String(120), nullable=False),
    Column("score", Float, nullable=False),
    Column("level", String(8), nullable=False),
    Column("state", String(10), nullable=False),
    Column("matched", String(400), nullable=False),
    Column("explanation", Json, nullable=False),
    Column("found_at", Utc, nullable=False),
    Column("updated_at", Utc, nullable=False),
    Column("party_digest", String(64), nullable=False),
    Column("entry_digest", String(64), nullable=False),
    UniqueConstraint("consignment_id", "role", "list_name", "entry_id"),
    Index("ix_watchlist_hit_state", "state", "id"),
)
decisions = Table(
    "watchlist_decision",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("hit_id", String(36), ForeignKey("watchlist_hit.id"), nullable=False),
    Column("at", Utc, nullable=False),
    Column("by", String(80), nullable=False),
    Column("outcome", String(10), nullable=False),
    Column("note", String(1000), nullable=False),
    Index("ix_watchlist_decision_hit_id", "hit_id"),
)
good_list = Table(
    "watchlist_good",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("name", String(400), nullable=False),
    Column("country", String(2), nullable=False),
    Column("list_name", String(60), nullable=False),
    Column("entry_id", String(120), nullable=False),
    Column("entry_name", String(400), nullable=False),
    Column("reason", String(1000), nullable=False),
    Column("by", String(80), nullable=False),
    Column("since", Utc, nullable=False),
    Column("expires_at", Utc, nullable=False),
    Column("ended_at", Utc),
    Column("party_digest", String(64), nullable=False),
    Column("entry_digest", String(64), nullable=False),
    Index("ix_watchlist_good_party_digest", "party_digest"),
)
Row = Mapping[str, Any]


def _one(row: RowMapping | None) -> Row | None:
    return None if row is None else dict(row)


# Lists


def insert_edition(connection: Connection, row: Row) -> None:
    connection.execute(insert(editions).values(**row))


def insert_entries(connection: Connection, rows: Sequence[Row]) -> None:
    if rows:
        connection.execute(insert(entries), list(rows))


def insert_faults(connection: Connection, rows: Sequence[Row]) -> None:
    if rows:
        connection.execute(insert(faults), list(rows))


def change_edition(connection: Connection, edition_id: str, values: Row) -> None:
    connection.execute(update(editions).where(editions.c.id == edition_id).values(**values))


def editions_in(connection: Connection, state: str, name: str | None = None) -> list[Row]:
    query = select(editions).where(editions.c.state == state).order_by(editions.c.name)
    if name is not None:
        query = query.where(editions.c.name == name)
    return [dict(row) for row in connection.execute(query).mappings()]


def retire(connection: Connection, name: str, state: str) -> None:
    """Editions of this name in this state are past: their entries go piece by piece."""
    mine = (editions.c.name == name, editions.c.state == state)
    connection.execute(update(editions).where(*mine).values(state="past"))


def drop_past_entries(connection: Connection, most: int) -> int:
    """Remove up to so many entries of past editions; says how many it removed."""
    past = select(editions.c.id).where(editions.c.state == "past")
    doomed = select(entries.c.number).where(entries.c.edition_id.in_(past)).limit(most)
    return connection.execute(delete(entries).where(entries.c.number.in_(doomed.scalar_subquery()))).rowcount


def has_past_entries(connection: Connection) -> bool:
    past = select(editions.c.id).where(editions.c.state == "past")
    query = select(entries.c.number).where(entries.c.edition_id.in_(past)).limit(1)
    return connection.execute(query).first() is not None


def faults_of(connection: Connection, edition_id: str, most: int) -> list[Row]:
    query = select(faults).where(faults.c.edition_id == edition_id).order_by(faults.c.id).limit(most)
    return [dict(row) for row in connection.execute(query).mappings()]


def entries_after(connection: Connection, edition_ids: Collection[str], number: int, size: int) -> list[Row]:
    """Entries of these editions in the order of their numbers, from the one after `number`."""
    mine = entries.c.edition_id.in_(edition_ids)
    query = select(entries).where(mine, entries.c.number > number).order_by(entries.c.number).limit(size)
    return [dict(row) for row in connection.execute(query).mappings()]


def every_entry(connection: Connection, edition_ids: Collection[str], size: int = 5000) -> Iterator[Row]:
    number = -1
    while rows := entries_after(connection, edition_ids, number, size):
        yield from rows
        number = rows[-1]["number"]


def find_entries(connection: Connection, numbers: Collection[int]) -> list[Row]:
    query = select(entries).where(entries.c.number.in_(numbers)).order_by(entries.c.number)
    return [dict(row) for row in connection.execute(query).mappings()]


# Screenings


def find_screening(connection: Connection, consignment_id: str) -> Row | None:
    query = select(screenings).where(screenings.c.consignment_id == consignment_id)
    return _one(connection.execute(query).mappings().first())


def put_screening(connection: Connection, row: Row) -> None:
    connection.execute(delete(screenings).where(screenings.c.consignment_id == row["consignment_id"]))
    connection.execute(insert(screenings).values(**row))


def stale_screenings(connection: Connection, fingerprint: str, settled: str, most: int) -> list[str]:
    """Consignments held against other lists than these, the latest first."""
    other = screenings.c.fingerprint.not_in([fingerprint, settled])
    query = select(screenings.c.consignment_id).where(other).order_by(screenings.c.consignment_id.desc()).limit(most)
    return list(connection.execute(query).scalars())


# Hits


def hits_of(connection: Connection, consignment_id: str) -> list[Row]:
    query = select(hits).where(hits.c.consignment_id == consignment_id).order_by(hits.c.score.desc(), hits.c.id)
    return [dict(row) for row in connection.execute(query).mappings()]


def find_hit(connection: Connection, hit_id: str) -> Row | None:
    return _one(connection.execute(select(hits).where(hits.c.id == hit_id)).mappings().first())


def insert_hit(connection: Connection, row: Row) -> None:
    connection.execute(insert(hits).values(**row))


def change_hit(connection: Connection, hit_id: str, values: Row) -> None:
    connection.execute(update(hits).where(hits.c.id == hit_id).values(**values))


def page_of_hits(connection: Connection, states: Collection[str], before: str | None, size: int) -> list[Row]:
    """The newest first."""
    query = select(hits).where(hits.c.state.in_(states)).order_by(hits.c.id.desc()).limit(size)
    if before:
        query = query.where(hits.c.id < before)
    return [dict(row) for row in connection.execute(query).mappings()]


def count_hits(connection: Connection) -> dict[str, int]:
    rows = connection.execute(select(hits.c.state, func.count()).group_by(hits.c.state))
    return {str(state): count for state, count in rows}


def insert_decision(connection: Connection, row: Row) -> None:
    connection.execute(insert(decisions).values(**row))


def decisions_of(connection: Connection, hit_ids: Collection[str]) -> list[Row]:
    query = select(decisions).where(decisions.c.hit_id.in_(hit_ids)).order_by(decisions.c.at, decisions.c.id)
    return [dict(row) for row in connection.execute(query).mappings()]


# The good-list


def insert_good(connection: Connection, row: Row) -> None:
    connection.execute(insert(good_list).values(**row))


def end_good(connection: Connection, good_id: str, at: datetime) -> bool:
    mine = (good_list.c.id == good_id, good_list.c.ended_at.is_(None))
    return connection.execute(update(good_list).where(*mine).values(ended_at=at)).rowcount > 0


def good_pairs(connection: Connection, party_digests: Collection[str], at: datetime) -> list[Row]:
    """Pairs in force at a moment, of these parties."""
    in_force = (good_list.c.ended_at.is_(None), good_list.c.expires_at > at)
    query = select(good_list).where(good_list.c.party_digest.in_(party_digests), *in_force)
    return [dict(row) for row in connection.execute(query).mappings()]


def page_of_goods(connection: Connection, before: str | None, size: int) -> list[Row]:
    query = select(good_list).order_by(good_list.c.id.desc()).limit(size)
    if before:
        query = query.where(good_list.c.id < before)
    return [dict(row) for row in connection.execute(query).mappings()]
