"""Create the cases, the controls and the reviews of images."""

import sqlalchemy as sa
from alembic import op

from customhouse.kernel.columns import Json, Utc

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "procedure_case",
        sa.Column("consignment_id", sa.String(36), primary_key=True),
        sa.Column("mrn", sa.String(32), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("procedure", sa.String(16), nullable=False),
        sa.Column("lane", sa.String(8)),
        sa.Column("legs", Json, nullable=False),
        sa.Column("open_critical", Json, nullable=False),
        sa.Column("opened_at", Utc, nullable=False),
        sa.Column("changed_at", Utc, nullable=False),
    )
    op.create_table(
        "control",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("consignment_id", sa.String(36), nullable=False),
        sa.Column("what", sa.String(16), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("why", sa.String(64), nullable=False),
        sa.Column("causes", Json, nullable=False),
        sa.Column("ordered_at", Utc, nullable=False),
        sa.Column("due_at", Utc, nullable=False),
        sa.Column("result", sa.String(20)),
        sa.Column("completed_at", Utc),
        sa.Column("completed_by", sa.String(80)),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("found", sa.Text, nullable=False),
    )
    op.create_index("ix_control_consignment_id", "control", ["consignment_id"])
    op.create_index("ix_control_state", "control", ["state", "due_at"])
    op.create_table(
        "image_review",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("consignment_id", sa.String(36), nullable=False),
        sa.Column("mrn", sa.String(32), nullable=False),
        sa.Column("scan_id", sa.String(36), nullable=False),
        sa.Column("control_id", sa.String(36)),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("lane", sa.String(8), nullable=False),
        sa.Column("severity", sa.String(16), nullable=False),
        sa.Column("round", sa.Integer, nullable=False),
        sa.Column("opened_at", Utc, nullable=False),
        sa.Column("due_at", Utc, nullable=False),
        sa.Column("assigned_to", sa.String(80)),
        sa.Column("claimed_until", Utc),
        sa.Column("excluded", Json, nullable=False),
        sa.Column("handed_back_by", Json, nullable=False),
        sa.Column("decision", Json),
        sa.Column("decided_by", sa.String(80)),
        sa.Column("decided_at", Utc),
        sa.Column("undo_until", Utc),
    )
    op.create_index("ix_image_review_consignment_id", "image_review", ["consignment_id"])
    op.create_index("ix_image_review_state", "image_review", ["state", "due_at"])


def downgrade() -> None:
    for name in ("image_review", "control", "procedure_case"):
        op.drop_table(name)
