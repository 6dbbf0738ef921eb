"""Create accounts, sessions and the access log."""

import sqlalchemy as sa
from alembic import op

from customhouse.kernel.columns import Utc

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "user_account",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("name", sa.String(64), nullable=False, unique=True),
        sa.Column("display_name", sa.String(120), nullable=False),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("enterprise_id", sa.String(40)),
        sa.Column("site_id", sa.String(16)),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("password_hash", sa.String(200)),
        sa.Column("token_hash", sa.String(64), unique=True),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("locked_until", Utc),
        sa.Column("created_at", Utc, nullable=False),
    )
    op.create_table(
        "session",
        sa.Column("token_hash", sa.String(64), primary_key=True),
        sa.Column("user_id", sa.String(36), sa.ForeignKey("user_account.id"), nullable=False),
        sa.Column("csrf_token", sa.String(64), nullable=False),
        sa.Column("created_at", Utc, nullable=False),
        sa.Column("expires_at", Utc, nullable=False),
    )
    op.create_table(
        "access_log",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("at", Utc, nullable=False),
        sa.Column("what", sa.String(32), nullable=False),
        sa.Column("user_name", sa.String(64), nullable=False),
        sa.Column("by", sa.String(80), nullable=False),
    )
    op.create_index("ix_access_log_at", "access_log", ["at"])
