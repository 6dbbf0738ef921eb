"""Create the outbox, the inbox and the dead letters."""

import sqlalchemy as sa
from alembic import op

from customhouse.kernel.columns import Json, Utc

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "outbox",
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True),
        *_envelope(),
    )
    op.create_table(
        "inbox",
        sa.Column("consumer", sa.String(40), primary_key=True),
        sa.Column("message_id", sa.String(36), primary_key=True),
        sa.Column("handled_at", Utc, nullable=False),
    )
    op.create_index("ix_inbox_handled_at", "inbox", ["handled_at"])
    op.create_table(
        "dead_letter",
        sa.Column("consumer", sa.String(40), primary_key=True),
        *_envelope(key="id"),
        sa.Column("error", sa.Text, nullable=False),
        sa.Column("failed_at", Utc, nullable=False),
    )


def _envelope(key: str = "") -> list[sa.Column[object]]:
    types = {
        "id": sa.String(36),
        "kind": sa.String(64),
        "subject": sa.String(64),
        "occurred_at": Utc(),
        "recorded_at": Utc(),
        "actor": sa.String(80),
        "payload": Json,
    }
    return [sa.Column(name, type_, nullable=False, primary_key=name == key) for name, type_ in types.items()]
