"""Keep when a review was handed back: those come to their reader again in turn."""

import sqlalchemy as sa
from alembic import op

from customhouse.kernel.columns import Utc

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("image_review") as reviews:
        reviews.add_column(sa.Column("handed_back_at", Utc))
    op.execute("update image_review set handed_back_at = opened_at where handed_back_by <> '[]'")


def downgrade() -> None:
    with op.batch_alter_table("image_review") as reviews:
        reviews.drop_column("handed_back_at")
