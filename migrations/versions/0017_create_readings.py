"""Create copies of scans with projected threats, their readings, second readings and words on findings."""

import sqlalchemy as sa
from alembic import op

from customhouse.kernel.columns import Json, Utc

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_projections()
    _create_readings()
    with op.batch_alter_table("image_review") as reviews:
        reviews.add_column(sa.Column("purpose", sa.String(16), nullable=False, server_default="reading"))
        reviews.add_column(sa.Column("of_review", sa.String(36)))
        reviews.add_column(sa.Column("holds", sa.Boolean(), nullable=False, server_default=sa.true()))
        reviews.add_column(sa.Column("first_look", sa.String(20)))
        reviews.add_column(sa.Column("first_look_at", Utc))
        reviews.add_column(sa.Column("revealed_at", Utc))
        reviews.create_index("ix_image_review_scan_id", ["scan_id"])


def _create_projections() -> None:
    op.create_table(
        "scan_projection",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("scan_id", sa.String(36), nullable=False),
        sa.Column("threat", sa.String(40), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("asked_at", Utc, nullable=False),
        sa.Column("recognition", Json),
        sa.Column("comparison", Json),
        sa.Column("findings", Json),
        sa.Column("artefacts", Json),
        sa.Column("places", Json),
        sa.Column("failure", sa.Text()),
    )
    op.create_index("ix_scan_projection_scan_id", "scan_projection", ["scan_id"])
    op.create_index("ix_scan_projection_state", "scan_projection", ["state"])
    op.create_table(
        "withheld_threat",
        sa.Column("code", sa.String(40), primary_key=True),
        sa.Column("since", Utc, nullable=False),
        sa.Column("by", sa.String(80), nullable=False),
    )


def _create_readings() -> None:
    op.create_table(
        "tip_reading",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("review_id", sa.String(36), nullable=False),
        sa.Column("scan_id", sa.String(36), nullable=False),
        sa.Column("projection_id", sa.String(36), nullable=False, unique=True),
        sa.Column("user_id", sa.String(80), nullable=False),
        sa.Column("threat", sa.String(40), nullable=False),
        sa.Column("object_class", sa.String(40), nullable=False),
        sa.Column("modality", sa.String(16), nullable=False),
        sa.Column("shown_at", Utc, nullable=False),
        sa.Column("first_look", sa.String(20)),
        sa.Column("first_look_at", Utc),
        sa.Column("ended_at", Utc),
        sa.Column("outcome", sa.String(16)),
        sa.Column("decision", Json),
        sa.Column("false_marks", sa.Integer(), nullable=False),
        sa.Column("judged", Json, nullable=False),
    )
    op.create_index("ix_tip_reading_user_id", "tip_reading", ["user_id", "ended_at"])
    op.create_table(
        "finding_judgement",
        sa.Column("review_id", sa.String(36), primary_key=True),
        sa.Column("finding_id", sa.String(80), primary_key=True),
        sa.Column("scan_id", sa.String(36), nullable=False),
        sa.Column("verdict", sa.String(16), nullable=False),
        sa.Column("label", sa.String(40), nullable=False),
        sa.Column("by", sa.String(80), nullable=False),
        sa.Column("at", Utc, nullable=False),
        sa.Column("told", sa.Boolean(), nullable=False),
    )
    op.create_index("ix_finding_judgement_scan_id", "finding_judgement", ["scan_id"])


def downgrade() -> None:
    with op.batch_alter_table("image_review") as reviews:
        reviews.drop_index("ix_image_review_scan_id")
        for column in ("revealed_at", "first_look_at", "first_look", "holds", "of_review", "purpose"):
            reviews.drop_column(column)
    for table in ("finding_judgement", "tip_reading", "withheld_threat", "scan_projection"):
        op.drop_table(table)
