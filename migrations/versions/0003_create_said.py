"""Create what is said: enterprises and their history, containers of waybills, declarations and their versions."""

import sqlalchemy as sa
from alembic import op

from customhouse.kernel.columns import Json, Utc

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_enterprises()
    op.create_table(
        "waybill_container",
        sa.Column("consignment_id", sa.String(36), primary_key=True),
        sa.Column("container_number", sa.String(11), primary_key=True),
        sa.Column("loaded", sa.Boolean, nullable=False),
    )
    op.create_index("ix_waybill_container_number", "waybill_container", ["container_number", "consignment_id"])
    _create_declarations()


def downgrade() -> None:
    for name in ("declaration_version", "declaration", "waybill_container", "enterprise_history", "enterprise"):
        op.drop_table(name)


def _create_enterprises() -> None:
    op.create_table(
        "enterprise",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("street", sa.String(120), nullable=False),
        sa.Column("city", sa.String(80), nullable=False),
        sa.Column("postcode", sa.String(17), nullable=False),
        sa.Column("country", sa.String(2), nullable=False),
        sa.Column("roles", Json, nullable=False),
        sa.Column("registered_on", sa.Date, nullable=False),
        sa.Column("authorised_since", sa.Date),
        sa.Column("source", sa.String(200), nullable=False),
        sa.Column("imported_at", Utc, nullable=False),
    )
    op.create_table(
        "enterprise_history",
        sa.Column("enterprise_id", sa.String(40), sa.ForeignKey("enterprise.id"), primary_key=True),
        sa.Column("outcome", sa.String(16), primary_key=True),
        sa.Column("consignment_id", sa.String(36), primary_key=True),
        sa.Column("at", Utc, nullable=False),
    )
    op.create_index("ix_enterprise_history_at", "enterprise_history", ["enterprise_id", "at"])


def _create_declarations() -> None:
    op.create_table(
        "declaration",
        sa.Column("consignment_id", sa.String(36), primary_key=True),
        sa.Column("mrn", sa.String(18), nullable=False, unique=True),
        sa.Column("lrn", sa.String(35), nullable=False),
        sa.Column("declarant_id", sa.String(40), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("procedure", sa.String(12), nullable=False),
        sa.Column("office", sa.String(5), nullable=False),
        sa.Column("declarant", sa.String(120), nullable=False),
        sa.Column("consignee", sa.String(120), nullable=False),
        sa.Column("goods", sa.String(512), nullable=False),
        sa.Column("search", sa.Text, nullable=False),
        sa.Column("lodged_at", Utc, nullable=False),
        sa.Column("withdrawn_reason", sa.Text),
        sa.UniqueConstraint("declarant_id", "lrn"),
    )
    op.create_index("ix_declaration_declarant", "declaration", ["declarant_id", "consignment_id"])
    op.create_table(
        "declaration_version",
        sa.Column("declaration_id", sa.String(36), primary_key=True),
        sa.Column("consignment_id", sa.String(36), sa.ForeignKey("declaration.consignment_id"), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("lodgement", Json, nullable=False),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column("raw_blob", sa.String(64), nullable=False),
        sa.Column("raw_line", sa.Integer),
        sa.Column("recorded_at", Utc, nullable=False),
        sa.Column("actor", sa.String(80), nullable=False),
        sa.UniqueConstraint("consignment_id", "version"),
    )
