"""Create the timeline and the list of consignments."""

import sqlalchemy as sa
from alembic import op

from customhouse.kernel.columns import Json, Utc

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "timeline_entry",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("consignment_id", sa.String(36), nullable=False),
        sa.Column("at", Utc, nullable=False),
        sa.Column("recorded_at", Utc, nullable=False),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("actor", sa.String(80), nullable=False),
        sa.Column("facts", Json, nullable=False),
    )
    op.create_index("ix_timeline_entry_consignment_at", "timeline_entry", ["consignment_id", "at"])
    op.create_table(
        "consignment_line",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("mrn", sa.String(35), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("lane", sa.String(12), nullable=False),
        sa.Column("declarant", sa.String(200), nullable=False),
        sa.Column("consignee", sa.String(200), nullable=False),
        sa.Column("goods", sa.String(300), nullable=False),
        sa.Column("containers", Json, nullable=False),
        sa.Column("open_alarms", sa.Integer, nullable=False),
        sa.Column("lodged_at", Utc, nullable=False),
        sa.Column("updated_at", Utc, nullable=False),
        sa.Column("search", sa.Text, nullable=False),
    )
    op.create_index("ix_consignment_line_updated_at", "consignment_line", ["updated_at"])
