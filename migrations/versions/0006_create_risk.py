"""Create the assessments and the policies they were made with."""

import sqlalchemy as sa
from alembic import op

from customhouse.kernel.columns import Exact, Json, Utc

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "assessment",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("consignment_id", sa.String(36), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("stage", sa.String(16), nullable=False),
        sa.Column("lane", sa.String(8), nullable=False),
        sa.Column("previous_lane", sa.String(8)),
        sa.Column("asks", Json, nullable=False),
        sa.Column("rows", Json, nullable=False),
        sa.Column("grounds", Json, nullable=False),
        sa.Column("policy_hash", sa.String(64), nullable=False),
        sa.Column("input_hash", sa.String(64), nullable=False),
        sa.Column("facts", Json, nullable=False),
        sa.Column("draw_number", Exact, nullable=False),
        sa.Column("draw_share_percent", Exact, nullable=False),
        sa.Column("is_drawn", sa.Boolean, nullable=False),
        sa.Column("selection_probability", Exact, nullable=False),
        sa.Column("assessed_at", Utc, nullable=False),
        sa.UniqueConstraint("consignment_id", "number", name="uq_assessment_consignment_id"),
    )
    op.create_table(
        "policy_package",
        sa.Column("hash", sa.String(64), primary_key=True),
        sa.Column("content", Json, nullable=False),
        sa.Column("first_used_at", Utc, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("policy_package")
    op.drop_table("assessment")
