"""News leaves with the transaction that made it: the tables that see it through, and their few statements."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import BigInteger, Column, Connection, Index, Integer, String, Table, Text, delete, insert, select

from customhouse.kernel.columns import METADATA, Json, Utc
from customhouse.kernel.events import Message
from customhouse.kernel.ids import new_id
from customhouse.kernel.transaction import Transaction

_ENVELOPE = (
    ("id", String(36)),
    ("kind", String(64)),
    ("subject", String(64)),
    ("occurred_at", Utc),
    ("recorded_at", Utc),
    ("actor", String(80)),
    ("payload", Json),
)

outbox = Table(
    "outbox",
    METADATA,
    Column("position", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    *(Column(name, type_, nullable=False) for name, type_ in _ENVELOPE),
)
inbox = Table(
    "inbox",
    METADATA,
    Column("consumer", String(40), primary_key=True),
    Column("message_id", String(36), primary_key=True),
    Column("handled_at", Utc, nullable=False),
    Index("ix_inbox_handled_at", "handled_at"),
)
dead_letters = Table(
    "dead_letter",
    METADATA,
    Column("consumer", String(40), primary_key=True),
    *(Column(name, type_, nullable=False, primary_key=name == "id") for name, type_ in _ENVELOPE),
    Column("error", Text, nullable=False),
    Column("failed_at", Utc, nullable=False),
)


def enclose(tx: Transaction) -> None:
    """Write what the transaction announced into the outbox, inside that transaction."""
    if tx.announced:
        rows = [
            {
                "id": new_id(),
                "kind": event.kind,
                "subject": event.subject,
                "occurred_at": event.occurred_at,
                "recorded_at": tx.now,
                "actor": tx.actor,
                "payload": event.payload(),
            }
            for event in tx.announced
        ]
        tx.connection.execute(insert(outbox), rows)


def oldest(connection: Connection, limit: int) -> list[tuple[int, Message]]:
    """The messages that wait longest, each with its position."""
    rows = connection.execute(select(outbox).order_by(outbox.c.position).limit(limit)).mappings()
    return [(row["position"], Message(**{name: row[name] for name, _ in _ENVELOPE})) for row in rows]


def forget(connection: Connection, positions: Sequence[int]) -> None:
    connection.execute(delete(outbox).where(outbox.c.position.in_(positions)))


def already_handled(connection: Connection, consumer: str, messages: Sequence[Message]) -> set[str]:
    ids = [message.id for message in messages]
    mine = select(inbox.c.message_id).where(inbox.c.consumer == consumer, inbox.c.message_id.in_(ids))
    return set(connection.execute(mine).scalars())


def mark_handled(tx: Transaction, consumer: str, messages: Sequence[Message]) -> None:
    rows = [{"consumer": consumer, "message_id": message.id, "handled_at": tx.now} for message in messages]
    tx.connection.execute(insert(inbox), rows)


def lay_aside(tx: Transaction, consumer: str, message: Message, error: str) -> None:
    """Keep a message that its consumer cannot handle, for a person to look at."""
    row = {**asdict(message), "consumer": consumer, "error": error, "failed_at": tx.now}
    tx.connection.execute(insert(dead_letters), [row])
    mark_handled(tx, consumer, [message])


def send_again(tx: Transaction, consumer: str, message_id: str) -> bool:
    """Put a message that was laid aside back on its way; those who handled it will know it. False: no such."""
    connection = tx.connection
    mine = (dead_letters.c.consumer == consumer) & (dead_letters.c.id == message_id)
    row = connection.execute(select(dead_letters).where(mine)).mappings().first()
    if row is None:
        return False
    connection.execute(delete(dead_letters).where(mine))
    connection.execute(delete(inbox).where(inbox.c.consumer == consumer, inbox.c.message_id == message_id))
    connection.execute(insert(outbox).values({name: row[name] for name, _ in _ENVELOPE}))
    return True


def laid_aside(connection: Connection) -> list[dict[str, object]]:
    """What was laid aside, newest first."""
    rows = connection.execute(select(dead_letters).order_by(dead_letters.c.failed_at.desc()).limit(200)).mappings()
    return [dict(row) for row in rows]


def prune_inbox(tx: Transaction, before: datetime) -> None:
    """Forget what was handled before a moment after which no bus delivers again.

    What lies aside for anybody may still be sent again, and then those who handled it must know it.
    """
    aside = inbox.c.message_id.in_(select(dead_letters.c.id))
    tx.connection.execute(delete(inbox).where(inbox.c.handled_at < before, ~aside))
