"""Find transport documents by the number of the waybill that they tell of; those confirmed before are found too.

Official are those that somebody put in who reads cases, by the role that he has now.
"""

import json

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

OFFICERS = "'image_analyst', 'duty_officer', 'field_officer', 'risk_manager'"


def upgrade() -> None:
    with op.batch_alter_table("waybill_document") as documents:
        documents.add_column(sa.Column("official", sa.Boolean, nullable=False, server_default=sa.false()))
    op.execute(
        "update waybill_document set official = true where received_by in "  # noqa: S608 - our own four words
        f"(select id from user_account where role in ({OFFICERS}))"
    )
    numbers = op.create_table(
        "waybill_document_number",
        sa.Column("document_id", sa.String(36), primary_key=True),
        sa.Column("consignment", sa.Integer, primary_key=True),
        sa.Column("number", sa.String(35), nullable=False),
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("official", sa.Boolean, nullable=False),
    )
    op.create_index("ix_waybill_document_number", "waybill_document_number", ["number", "document_id"])
    rows = op.get_bind().execute(sa.text("select id, owner, official, confirmations from waybill_document")).all()
    found = [
        {
            "document_id": row.id,
            "consignment": told["consignment"],
            "number": key,
            "owner": row.owner,
            "official": bool(row.official),
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
    with op.batch_alter_table("waybill_document") as documents:
        documents.drop_column("official")
