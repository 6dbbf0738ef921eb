"""Create the register of models, what is proposed of them, what they said, and what examinations found."""

import sqlalchemy as sa
from alembic import op

from customhouse.kernel.columns import Json, Utc

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_models()
    _create_words_and_labels()


def _create_models() -> None:
    op.create_table(
        "imaging_model",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("version", sa.String(40), nullable=False),
        sa.Column("task", sa.String(32), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("card", Json, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("registered_at", Utc, nullable=False),
        sa.Column("registered_by", sa.String(80), nullable=False),
        sa.Column("state_since", Utc, nullable=False),
        sa.UniqueConstraint("sha256", name="uq_imaging_model_sha256"),
    )
    op.create_index("ix_imaging_model_state", "imaging_model", ["state"])
    op.create_table(
        "imaging_model_move",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("model_id", sa.String(36), sa.ForeignKey("imaging_model.id"), nullable=False),
        sa.Column("what", sa.String(12), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.String(80), nullable=False),
        sa.Column("proposed_at", Utc, nullable=False),
        sa.Column("outcome", sa.String(12), nullable=False),
        sa.Column("decided_by", sa.String(80)),
        sa.Column("decided_at", Utc),
        sa.Column("note", sa.Text(), nullable=False),
    )
    op.create_index("ix_imaging_model_move_model_id", "imaging_model_move", ["model_id"])


def _create_words_and_labels() -> None:
    op.create_table(
        "imaging_model_word",
        sa.Column("scan_id", sa.String(36), sa.ForeignKey("scan.id"), primary_key=True),
        sa.Column("model_id", sa.String(36), primary_key=True),
        sa.Column("is_challenger", sa.Boolean(), nullable=False),
        sa.Column("at", Utc, nullable=False),
        sa.Column("label", sa.String(80), nullable=False),
        sa.Column("alarm", sa.Float(), nullable=False),
        sa.Column("novelty", sa.Float()),
        sa.Column("words", Json, nullable=False),
    )
    op.create_index("ix_imaging_model_word_model_id", "imaging_model_word", ["model_id", "at"])
    op.create_table(
        "imaging_drift",
        sa.Column("model_id", sa.String(36), primary_key=True),
        sa.Column("version", sa.String(80), primary_key=True),
        sa.Column("month", sa.String(7), primary_key=True),
        sa.Column("index", sa.Float(), nullable=False),
        sa.Column("scans", sa.Integer(), nullable=False),
        sa.Column("at", Utc, nullable=False),
    )
    op.create_table(
        "scan_label",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("scan_id", sa.String(36), sa.ForeignKey("scan.id"), nullable=False),
        sa.Column("consignment_id", sa.String(36), nullable=False),
        sa.Column("source", sa.String(12), nullable=False),
        sa.Column("truth", sa.String(12), nullable=False),
        sa.Column("codes", Json, nullable=False),
        sa.Column("marks", Json, nullable=False),
        sa.Column("is_random", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", Utc, nullable=False),
        sa.Column("by", sa.String(80), nullable=False),
        sa.UniqueConstraint("scan_id", "source", name="uq_scan_label_scan_id"),
    )
    op.create_index("ix_scan_label_at", "scan_label", ["at"])


def downgrade() -> None:
    for table in ("scan_label", "imaging_drift", "imaging_model_word", "imaging_model_move", "imaging_model"):
        op.drop_table(table)
