"""Create the log of goods items that were cleared here after their code was looked at."""

import sqlalchemy as sa
from alembic import op

from customhouse.kernel.columns import Utc

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cleared_goods",
        sa.Column(
            "position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True, autoincrement=True
        ),
        sa.Column("consignment_id", sa.String(36), nullable=False),
        sa.Column("item", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(10), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", Utc, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_cleared_goods_consignment_id", "cleared_goods", ["consignment_id", "position"])


def downgrade() -> None:
    op.drop_table("cleared_goods")
