"""Create scans and the quarantine of what cannot be read."""

import sqlalchemy as sa
from alembic import op

from customhouse.kernel.columns import Json, Utc

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "scan",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("consignment_id", sa.String(36), nullable=False),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column("container_number", sa.String(11)),
        sa.Column("site_id", sa.String(16), nullable=False),
        sa.Column("modality", sa.String(16), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("received_at", Utc, nullable=False),
        sa.Column("received_by", sa.String(80), nullable=False),
        sa.Column("files", Json, nullable=False),
        sa.Column("described", Json, nullable=False),
        sa.Column("deaths", sa.Integer, nullable=False),
        sa.Column("recognised_at", Utc),
        sa.Column("recognition", Json),
        sa.Column("comparison", Json),
        sa.Column("findings", Json),
        sa.Column("artefacts", Json),
        sa.Column("failure", Json),
        sa.UniqueConstraint("consignment_id", "content_hash", name="uq_scan_content"),
    )
    op.create_index("ix_scan_state", "scan", ["state"])
    op.create_table(
        "scan_quarantine",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("consignment_id", sa.String(36), nullable=False),
        sa.Column("site_id", sa.String(16), nullable=False),
        sa.Column("received_at", Utc, nullable=False),
        sa.Column("received_by", sa.String(80), nullable=False),
        sa.Column("files", Json, nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("message", sa.Text, nullable=False),
    )
