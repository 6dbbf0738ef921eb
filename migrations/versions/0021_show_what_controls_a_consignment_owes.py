"""Show in the list of consignments which controls each of them owes."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

KINDS = ("document_check", "scan", "examination")


def upgrade() -> None:
    with op.batch_alter_table("consignment_line") as lines:
        lines.add_column(sa.Column("owed", sa.String(80), nullable=False, server_default=""))
    for kind in KINDS:
        op.execute(
            f"update consignment_line set owed = owed || ' {kind} ' where id in "  # noqa: S608 - our own three words
            f"(select consignment_id from control where state = 'ordered' and what = '{kind}')"
        )


def downgrade() -> None:
    with op.batch_alter_table("consignment_line") as lines:
        lines.drop_column("owed")
