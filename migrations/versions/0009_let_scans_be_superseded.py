"""Let a scan be superseded by the one that an analyst orders in its place."""

import sqlalchemy as sa
from alembic import op

from customhouse.kernel.columns import Utc

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("scan", sa.Column("superseded_at", Utc))


def downgrade() -> None:
    op.drop_column("scan", "superseded_at")
