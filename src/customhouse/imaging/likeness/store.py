"""Vectors of scans and the goods declared for them, in SQL."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    delete,
    insert,
    select,
)

from customhouse.imaging.model import ScanState
from customhouse.imaging.store import scans
from customhouse.kernel.columns import METADATA

vectors = Table(
    "scan_vector",
    METADATA,
    Column("position", BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=True),
    Column("scan_id", String(36), nullable=False),
    Column("space", String(80), nullable=False),
    Column("vector", LargeBinary, nullable=False),
    Index("ix_scan_vector_space", "space", "position"),
    sqlite_autoincrement=True,
)
goods = Table(
    "scan_goods",
    METADATA,
    Column("scan_id", String(36), primary_key=True),
    Column("item", Integer, primary_key=True),
    Column("hs_code", String(10), nullable=False),
    Column("description", String(200), nullable=False),
    Index("ix_scan_goods_hs_code", "hs_code"),
)

Row = dict[str, Any]


def insert_vector(connection: Connection, scan_id: str, space: str, vector: bytes) -> None:
    connection.execute(insert(vectors), [{"scan_id": scan_id, "space": space, "vector": vector}])


def vectors_after(connection: Connection, space: str, position: int) -> list[tuple[int, str, bytes]]:
    """In the order of their positions."""
    wanted = (
        select(vectors.c.position, vectors.c.scan_id, vectors.c.vector)
        .where(vectors.c.space == space, vectors.c.position > position)
        .order_by(vectors.c.position)
    )
    return [(int(position), str(scan), bytes(vector)) for position, scan, vector in connection.execute(wanted)]


def replace_goods(connection: Connection, scan_id: str, rows: Sequence[Row]) -> None:
    connection.execute(delete(goods).where(goods.c.scan_id == scan_id))
    if rows:
        connection.execute(insert(goods), list(rows))


def goods_of(connection: Connection, scan_ids: Sequence[str]) -> dict[str, list[Row]]:
    wanted = select(goods).where(goods.c.scan_id.in_(scan_ids)).order_by(goods.c.scan_id, goods.c.item)
    found: dict[str, list[Row]] = {}
    for row in connection.execute(wanted).mappings():
        found.setdefault(row["scan_id"], []).append(dict(row))
    return found


def scans_declared_as(connection: Connection, code: str, outcomes: Collection[str]) -> set[str]:
    """Scans that count and ended so, for which goods of a code are declared, or of one below it."""
    among = select(goods.c.scan_id).where(_below(code)).distinct()
    wanted = select(scans.c.id).where(scans.c.id.in_(among), scans.c.outcome.in_(outcomes), *_counting())
    return set(connection.execute(wanted).scalars())


_LISTED = ("id", "consignment_id", "container_number", "received_at", "modality", "score", "outcome")


def lines_of(connection: Connection, scan_ids: Sequence[str]) -> dict[str, Row]:
    """Scans that are recognised and count."""
    wanted = select(*(scans.c[name] for name in _LISTED)).where(scans.c.id.in_(scan_ids), *_counting())
    return {row["id"]: dict(row) for row in connection.execute(wanted).mappings()}


def oddest(connection: Connection, code: str, limit: int) -> list[Row]:
    """Of the scans with goods of a code, those with the highest score first."""
    among = select(goods.c.scan_id).where(_below(code)).distinct()
    wanted = (
        select(*(scans.c[name] for name in _LISTED))
        .where(scans.c.id.in_(among), scans.c.score.is_not(None), *_counting())
        .order_by(scans.c.score.desc(), scans.c.id.desc())
        .limit(limit)
    )
    return [dict(row) for row in connection.execute(wanted).mappings()]


def _below(code: str) -> Any:
    return goods.c.hs_code.startswith(code, autoescape=True)


def _counting() -> tuple[Any, ...]:
    return (scans.c.state == ScanState.RECOGNISED.value, scans.c.superseded_at.is_(None))
