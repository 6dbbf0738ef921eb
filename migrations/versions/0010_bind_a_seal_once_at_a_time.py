"""Let a seal, a device and a container be on one journey at a time."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

COLUMNS = ("device_id", "seal_number", "container_number")
UNDER_WAY = sa.text("ended_at IS NULL")


def upgrade() -> None:
    for column in COLUMNS:
        op.create_index(
            f"ux_seal_journey_{column}",
            "seal_journey",
            [column],
            unique=True,
            sqlite_where=UNDER_WAY,
            postgresql_where=UNDER_WAY,
        )


def downgrade() -> None:
    for column in COLUMNS:
        op.drop_index(f"ux_seal_journey_{column}", "seal_journey")
