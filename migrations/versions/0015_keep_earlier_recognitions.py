"""Keep what earlier recognisers said of a scan, and what signed the recognition that counts."""

import sqlalchemy as sa
from alembic import op

from customhouse.kernel.columns import Json, Utc

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("scan", sa.Column("recognised_with", sa.Text()))
    op.create_table(
        "earlier_recognition",
        sa.Column("scan_id", sa.String(36), primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("recognised_at", Utc),
        sa.Column("recognised_with", sa.Text()),
        sa.Column("replaced_at", Utc, nullable=False),
        sa.Column("recognition", Json),
        sa.Column("comparison", Json),
        sa.Column("findings", Json),
        sa.Column("artefacts", Json),
        sa.Column("failure", Json),
    )


def downgrade() -> None:
    op.drop_table("earlier_recognition")
    with op.batch_alter_table("scan") as scan:
        scan.drop_column("recognised_with")
