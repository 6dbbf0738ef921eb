"""Write the container numbers of scans as ISO 6346 has them: `MSCU 123456-6` as MSCU1234566."""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "update scan set container_number = upper(replace(replace(container_number, ' ', ''), '-', '')) "
        "where container_number is not null"
    )


def downgrade() -> None:
    """How each was written is still in its raw file."""
