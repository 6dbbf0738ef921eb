"""Forget the drifts of months past: each was noted for a month and never ended; one that still stands is told anew."""

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("delete from imaging_drift")


def downgrade() -> None:
    """What was forgotten is told anew by a server of before as well."""
