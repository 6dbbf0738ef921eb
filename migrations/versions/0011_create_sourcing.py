"""Create imports of reference data, their rows, and the rows in quarantine."""

import sqlalchemy as sa
from alembic import op

from customhouse.kernel.columns import Json, Utc

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reference_import",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("source_id", sa.String(40), nullable=False),
        sa.Column("in_force", sa.String(40), unique=True),
        sa.Column("source", Json, nullable=False),
        sa.Column("file_name", sa.String(200), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("content_sha256", sa.String(64), nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("taken", sa.Integer, nullable=False),
        sa.Column("quarantined", sa.Integer, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("imported_at", Utc, nullable=False),
        sa.Column("imported_by", sa.String(80), nullable=False),
        sa.Column("ended_at", Utc),
        sa.Column("ended_by", sa.String(80)),
    )
    op.create_index("ix_reference_import_source_id", "reference_import", ["source_id"])
    op.create_table(
        "reference_text",
        sa.Column("import_id", sa.String(36), sa.ForeignKey("reference_import.id"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("row", sa.String(200), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("code", sa.String(10), nullable=False),
        sa.Column("edition", sa.String(4), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
    )
    op.create_index("ix_reference_text_code", "reference_text", ["code", "kind", "language"])
    op.create_table(
        "reference_quarantine",
        sa.Column("import_id", sa.String(36), sa.ForeignKey("reference_import.id"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("row", sa.String(200), nullable=False),
        sa.Column("raw", sa.Text, nullable=False),
        sa.Column("code", sa.String(24), nullable=False),
        sa.Column("message", sa.Text, nullable=False),
    )
