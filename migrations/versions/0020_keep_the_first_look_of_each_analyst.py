"""Keep the first look of each analyst who had a review in hand, also when it goes to another one and back."""

import sqlalchemy as sa
from alembic import op

from customhouse.kernel.columns import Json

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("image_review") as reviews:
        reviews.add_column(sa.Column("looks", Json, nullable=False, server_default="[]"))


def downgrade() -> None:
    with op.batch_alter_table("image_review") as reviews:
        reviews.drop_column("looks")
