"""Scans and quarantine, in SQL."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Float,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)

from customhouse.imaging.model import ScanState
from customhouse.kernel.columns import METADATA, Json, Utc

EXAMINED = ("conforms", "does_not_conform")  # outcomes of who has seen the goods themselves

scans = Table(
    "scan",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("consignment_id", String(36), nullable=False),  # empty for a scan of nothing declared
    Column("content_hash", String(64), nullable=False),
    Column("container_number", String(11)),
    Column("site_id", String(16), nullable=False),
    Column("modality", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("received_at", Utc, nullable=False),
    Column("received_by", String(80), nullable=False),
    Column("files", Json, nullable=False),
    Column("described", Json, nullable=False),
    Column("deaths", Integer, nullable=False),
    Column("recognised_at", Utc),
    Column("recognition", Json),
    Column("comparison", Json),
    Column("findings", Json),
    Column("artefacts", Json),
    Column("failure", Json),
    Column("superseded_at", Utc),
    Column("recognised_with", Text),  # the signature of the program that recognised it
    Column("weighed_kg", Float),
    Column("score", Float),  # of the comparison, beside it for sorting
    Column("outcome", String(24)),
    UniqueConstraint("consignment_id", "content_hash", name="uq_scan_content"),
    Index("ix_scan_state", "state"),
)
quarantine = Table(
    "scan_quarantine",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("consignment_id", String(36), nullable=False),
    Column("site_id", String(16), nullable=False),
    Column("received_at", Utc, nullable=False),
    Column("received_by", String(80), nullable=False),
    Column("files", Json, nullable=False),
    Column("code", String(40), nullable=False),
    Column("message", Text, nullable=False),
)
projections = Table(
    "scan_projection",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("scan_id", String(36), nullable=False),
    Column("threat", String(40), nullable=False),
    Column("seed", BigInteger, nullable=False),
    Column("state", String(16), nullable=False),
    Column("asked_at", Utc, nullable=False),
    Column("recognition", Json),
    Column("comparison", Json),
    Column("findings", Json),
    Column("artefacts", Json),
    Column("places", Json),
    Column("failure", Text),
    Index("ix_scan_projection_scan_id", "scan_id"),
    Index("ix_scan_projection_state", "state"),
)
withheld = Table(
    "withheld_threat",
    METADATA,
    Column("code", String(40), primary_key=True),
    Column("since", Utc, nullable=False),
    Column("by", String(80), nullable=False),
)

earlier = Table(
    "earlier_recognition",
    METADATA,
    Column("scan_id", String(36), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("recognised_at", Utc),
    Column("recognised_with", Text),
    Column("replaced_at", Utc, nullable=False),
    Column("recognition", Json),
    Column("comparison", Json),
    Column("findings", Json),
    Column("artefacts", Json),
    Column("failure", Json),
)

Row = dict[str, Any]


def insert_scan(connection: Connection, row: Row) -> None:
    connection.execute(insert(scans), [row])


def find_scan(connection: Connection, scan_id: str) -> Row | None:
    return _one(connection, scans.c.id == scan_id)


def find_by_content(connection: Connection, consignment_id: str, content_hash: str) -> Row | None:
    return _one(connection, (scans.c.consignment_id == consignment_id) & (scans.c.content_hash == content_hash))


def containers_of_scans(connection: Connection, consignment_id: str) -> dict[str, str]:
    """By scan, the container that it was posted for, or that the scanner names; empty where neither says."""
    query = select(scans.c.id, scans.c.container_number).where(scans.c.consignment_id == consignment_id)
    return {scan_id: number or "" for scan_id, number in connection.execute(query)}


def list_scans(connection: Connection, consignment_id: str) -> list[Row]:
    """Newest first."""
    wanted = select(scans).where(scans.c.consignment_id == consignment_id).order_by(scans.c.id.desc())
    return [dict(row) for row in connection.execute(wanted).mappings()]


def latest_scans(connection: Connection, limit: int, before_id: str | None) -> list[Row]:
    wanted = select(scans).order_by(scans.c.id.desc()).limit(limit)
    if before_id is not None:
        wanted = wanted.where(scans.c.id < before_id)
    return [dict(row) for row in connection.execute(wanted).mappings()]


def unfinished(connection: Connection, before: datetime, states: Sequence[ScanState]) -> list[str]:
    """Scans that nobody may be working on: received no later than a moment and not done, oldest first."""
    wanted = (
        select(scans.c.id)
        .where(scans.c.state.in_([state.value for state in states]), scans.c.received_at <= before)
        .order_by(scans.c.id)
    )
    return list(connection.execute(wanted).scalars())


def change_scan(connection: Connection, scan_id: str, among: Sequence[ScanState], row: Row) -> bool:
    """Change a scan that is in one of the states `among`; False where it is not."""
    states = [state.value for state in among]
    done = connection.execute(update(scans).where(scans.c.id == scan_id, scans.c.state.in_(states)).values(**row))
    return done.rowcount == 1


def recognised_otherwise(connection: Connection, states: Sequence[ScanState], wanted: Row) -> list[str]:
    """Scans that count, are done, and were recognised by another program than the one that is wanted; oldest first.

    `wanted`: its `signature`, or a `part` of it, a model with its version; and `since`, a moment, or None.
    """
    signed = func.coalesce(scans.c.recognised_with, "")
    part = wanted.get("part")
    other = (
        ~(literal(", ") + signed + literal(",")).contains(f", {part},", autoescape=True)
        if part
        else signed != wanted["signature"]
    )
    query = select(scans.c.id).where(
        scans.c.state.in_([state.value for state in states]), scans.c.superseded_at.is_(None), other
    )
    if wanted.get("since") is not None:
        query = query.where(scans.c.received_at >= wanted["since"])
    return list(connection.execute(query.order_by(scans.c.id)).scalars())


def keep_earlier(connection: Connection, scan_id: str, at: datetime) -> None:
    """Copy what was said of a scan, before it is said anew. Of two who do so at once the second one fails."""
    number = select(func.count()).select_from(earlier).where(earlier.c.scan_id == scan_id)
    copied = ("recognised_at", "recognised_with", "recognition", "comparison", "findings", "artefacts", "failure")
    row = connection.execute(select(*(scans.c[name] for name in copied)).where(scans.c.id == scan_id)).mappings().one()
    place = {"scan_id": scan_id, "number": connection.execute(number).scalar_one() + 1, "replaced_at": at}
    connection.execute(insert(earlier), [{**row, **place}])


def list_earlier(connection: Connection, scan_id: str) -> list[Row]:
    """Newest first."""
    wanted = select(earlier).where(earlier.c.scan_id == scan_id).order_by(earlier.c.number.desc())
    return [dict(row) for row in connection.execute(wanted).mappings()]


def note_reading(connection: Connection, consignment_id: str, scan_id: str, outcome: str) -> None:
    """After an examination it changes nothing: who has opened the container knows better."""
    unexamined = or_(scans.c.outcome.is_(None), scans.c.outcome.not_in(EXAMINED))
    own = (scans.c.id == scan_id, scans.c.consignment_id == consignment_id, scans.c.superseded_at.is_(None))
    connection.execute(update(scans).where(*own, unexamined).values(outcome=outcome))


def note_examined(connection: Connection, scan_ids: Sequence[str], outcome: str) -> None:
    """Of those among these scans that count."""
    counting = update(scans).where(scans.c.id.in_(scan_ids), scans.c.superseded_at.is_(None))
    connection.execute(counting.values(outcome=outcome))


def insert_quarantined(connection: Connection, row: Row) -> None:
    connection.execute(insert(quarantine), [row])


def list_quarantined(connection: Connection, limit: int) -> list[Row]:
    wanted = select(quarantine).order_by(quarantine.c.id.desc()).limit(limit)
    return [dict(row) for row in connection.execute(wanted).mappings()]


def insert_projection(connection: Connection, row: Row) -> None:
    connection.execute(insert(projections), [row])


def find_projection(connection: Connection, projection_id: str) -> Row | None:
    found = connection.execute(select(projections).where(projections.c.id == projection_id)).mappings().one_or_none()
    return None if found is None else dict(found)


def list_projections(connection: Connection, scan_id: str) -> list[Row]:
    """Oldest first."""
    wanted = select(projections).where(projections.c.scan_id == scan_id).order_by(projections.c.id)
    return [dict(row) for row in connection.execute(wanted).mappings()]


def projections_in(connection: Connection, state: str) -> list[str]:
    wanted = select(projections.c.id).where(projections.c.state == state).order_by(projections.c.id)
    return list(connection.execute(wanted).scalars())


def change_projection(connection: Connection, projection_id: str, among: str, row: Row) -> bool:
    wanted = update(projections).where(projections.c.id == projection_id, projections.c.state == among)
    return connection.execute(wanted.values(**row)).rowcount == 1


def withheld_threats(connection: Connection) -> dict[str, Row]:
    return {row["code"]: dict(row) for row in connection.execute(select(withheld)).mappings()}


def withhold_threat(connection: Connection, row: Row) -> None:
    offer_threat(connection, row["code"])
    connection.execute(insert(withheld), [row])


def offer_threat(connection: Connection, code: str) -> None:
    connection.execute(delete(withheld).where(withheld.c.code == code))


def _one(connection: Connection, condition: Any) -> Row | None:
    row = connection.execute(select(scans).where(condition)).mappings().one_or_none()
    return None if row is None else dict(row)
