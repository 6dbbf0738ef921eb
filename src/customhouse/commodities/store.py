"""Goods items cleared here, and their withdrawal, as a log in SQL: whoever follows it has what is in force."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Column, Connection, Index, Integer, Select, String, Table, Text, func, insert, select

from customhouse.kernel.columns import METADATA, Utc

cleared_goods = Table(
    "cleared_goods",
    METADATA,
    Column("position", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("consignment_id", String(36), nullable=False),
    Column("item", Integer, nullable=False),  # the goods item's number; 0 takes back all of the consignment before it
    Column("code", String(10), nullable=False),
    Column("text", Text, nullable=False),
    Column("at", Utc, nullable=False),
    Index("ix_cleared_goods_consignment_id", "consignment_id", "position"),
    sqlite_autoincrement=True,  # a position is never given twice
)
WITHDRAWAL = 0


@dataclass(frozen=True)
class Entry:
    """One line of the log."""

    position: int
    consignment_id: str
    item: int
    code: str
    text: str

    @property
    def is_withdrawal(self) -> bool:
        return self.item == WITHDRAWAL

    @property
    def row(self) -> str:
        """What the example is called in the index."""
        return f"{self.consignment_id}/{self.item}"


def insert_entries(
    connection: Connection, consignment_id: str, items: Sequence[tuple[int, str, str]], at: datetime
) -> None:
    """Add goods items: number, code, text."""
    rows = [
        {"consignment_id": consignment_id, "item": item, "code": code, "text": text, "at": at}
        for item, code, text in items
    ]
    connection.execute(insert(cleared_goods), rows)


def has_in_force(connection: Connection, consignment_id: str) -> bool:
    """Whether the last that is kept of a consignment is not its withdrawal."""
    last = (
        select(cleared_goods.c.item)
        .where(cleared_goods.c.consignment_id == consignment_id)
        .order_by(cleared_goods.c.position.desc())
        .limit(1)
    )
    return bool(connection.execute(last).scalar())


def entries_after(connection: Connection, position: int, limit: int) -> list[Entry]:
    """The log in its order, withdrawals among it."""
    log = _entries().where(cleared_goods.c.position > position).order_by(cleared_goods.c.position).limit(limit)
    return [Entry(*row) for row in connection.execute(log)]


def entries_in_force(connection: Connection, limit: int) -> list[Entry]:
    """The newest goods items that no later withdrawal takes back, in the order of the log."""
    later = cleared_goods.alias("later")
    taken_back = (
        select(later.c.position)
        .where(later.c.consignment_id == cleared_goods.c.consignment_id)
        .where(later.c.item == WITHDRAWAL, later.c.position > cleared_goods.c.position)
        .exists()
    )
    held = _entries().where(cleared_goods.c.item != WITHDRAWAL, ~taken_back)
    newest = held.order_by(cleared_goods.c.position.desc()).limit(limit)
    return [Entry(*row) for row in connection.execute(newest)][::-1]


def last_position(connection: Connection) -> int:
    return int(connection.execute(select(func.coalesce(func.max(cleared_goods.c.position), 0))).scalar_one())


def _entries() -> Select[Any]:
    columns = cleared_goods.c
    return select(columns.position, columns.consignment_id, columns.item, columns.code, columns.text)
