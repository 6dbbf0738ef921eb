"""Keep what makes scans comparable: vectors, declared goods, score, weight and outcome."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("scan") as scan:
        scan.add_column(sa.Column("weighed_kg", sa.Float()))
        scan.add_column(sa.Column("score", sa.Float()))
        scan.add_column(sa.Column("outcome", sa.String(24)))
    op.create_table(
        "scan_vector",
        sa.Column(
            "position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True, autoincrement=True
        ),
        sa.Column("scan_id", sa.String(36), nullable=False),
        sa.Column("space", sa.String(80), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_scan_vector_space", "scan_vector", ["space", "position"])
    op.create_table(
        "scan_goods",
        sa.Column("scan_id", sa.String(36), primary_key=True),
        sa.Column("item", sa.Integer(), primary_key=True),
        sa.Column("hs_code", sa.String(10), nullable=False),
        sa.Column("description", sa.String(200), nullable=False),
    )
    op.create_index("ix_scan_goods_hs_code", "scan_goods", ["hs_code"])


def downgrade() -> None:
    op.drop_table("scan_goods")
    op.drop_table("scan_vector")
    with op.batch_alter_table("scan") as scan:
        scan.drop_column("outcome")
        scan.drop_column("score")
        scan.drop_column("weighed_kg")
