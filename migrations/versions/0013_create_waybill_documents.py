"""Create the table of transport documents that came in to be read."""

import sqlalchemy as sa
from alembic import op

from customhouse.kernel.columns import Json, Utc

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "waybill_document",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("blob", sa.String(64), nullable=False),
        sa.Column("bytes", sa.Integer, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("received_at", Utc, nullable=False),
        sa.Column("received_by", sa.String(64), nullable=False),
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(16)),
        sa.Column("standard", sa.String(200), nullable=False),
        sa.Column("consignments", sa.Integer, nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("message", sa.String(1000), nullable=False),
        sa.Column("reading_blob", sa.String(64)),
        sa.Column("listing_blob", sa.String(64)),
        sa.Column("page_blobs", Json, nullable=False),
        sa.Column("confirmations", Json, nullable=False),
    )
    op.create_index("ix_waybill_document_owner", "waybill_document", ["owner", "id"])


def downgrade() -> None:
    op.drop_table("waybill_document")
