"""Find transport documents by the number of the waybill that they tell of; those confirmed before are found too."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    numbers = op.create_table(
        "waybill_document_number",
        sa.Column("document_id", sa.String(36), primary_key=True),
        sa.Column("consignment", sa.Integer, primary_key=True),
        sa.Column("number", sa.String(35), nullable=False),
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("official", sa.Boolean, nullable=False),
    )
    op.create_index("ix_waybill_document_number", "waybill_document_number", ["number", "document_id"])
    rows = op.get_bind().execute(sa.text("select id, owner, confirmations from waybill_document")).all()
    found = [
        {
            "document_id": row.id,
            "consignment": told["consignment"],
            "number": key,
            "owner": row.owner,
            "official": False,
        }
        for row in rows
        for told in (json.loads(row.confirmations) if isinstance(row.confirmations, str) else row.confirmations or [])
        if (key := _key(told["values"].get("waybill/number", "")))
    ]
    if found:
        op.bulk_insert(numbers, found)


def _key(number: str) -> str:
    return "".join(sign for sign in number.upper() if sign.isalnum())[:35]


def downgrade() -> None:
    op.drop_table("waybill_document_number")
