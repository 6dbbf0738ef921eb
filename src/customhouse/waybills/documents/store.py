"""Transport documents as they came in, in SQL; what was read of them lies among the blobs."""

from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Boolean, Column, Connection, Index, Integer, String, Table, delete, insert, or_, select, update

from customhouse.kernel.columns import METADATA, Json, Utc
from customhouse.waybills.documents.model import Confirmation, Document

waybill_documents = Table(
    "waybill_document",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("blob", String(64), nullable=False),
    Column("bytes", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("received_at", Utc, nullable=False),
    Column("received_by", String(64), nullable=False),
    Column("owner", String(64), nullable=False),
    Column("official", Boolean, nullable=False),
    Column("kind", String(16)),
    Column("standard", String(200), nullable=False),
    Column("consignments", Integer, nullable=False),
    Column("code", String(40), nullable=False),
    Column("message", String(1000), nullable=False),
    Column("reading_blob", String(64)),
    Column("listing_blob", String(64)),
    Column("page_blobs", Json, nullable=False),
    Column("confirmations", Json, nullable=False),
    Index("ix_waybill_document_owner", "owner", "id"),
)
# Which documents tell of a waybill; owner and whether it is official as the document has them.
waybill_document_numbers = Table(
    "waybill_document_number",
    METADATA,
    Column("document_id", String(36), primary_key=True),
    Column("consignment", Integer, primary_key=True),
    Column("number", String(35), nullable=False),
    Column("owner", String(64), nullable=False),
    Column("official", Boolean, nullable=False),
    Index("ix_waybill_document_number", "number", "document_id"),
)
_DOCUMENT: TypeAdapter[Document] = TypeAdapter(Document)
_CONFIRMATIONS: TypeAdapter[tuple[Confirmation, ...]] = TypeAdapter(tuple[Confirmation, ...])


def insert_document(connection: Connection, document: Document) -> None:
    values = _DOCUMENT.dump_python(document, mode="json") | {"received_at": document.received_at}
    connection.execute(insert(waybill_documents).values(**values))


def find_document(connection: Connection, document_id: str) -> Document | None:
    row = connection.execute(select(waybill_documents).where(waybill_documents.c.id == document_id)).mappings().first()
    return None if row is None else _document(dict(row))


def page_of_documents(connection: Connection, owner: str | None, before: str | None, limit: int) -> list[Document]:
    """The latest first: ids sort by the time they were given."""
    query = select(waybill_documents).order_by(waybill_documents.c.id.desc()).limit(limit)
    if owner is not None:
        query = query.where(waybill_documents.c.owner == owner)
    if before is not None:
        query = query.where(waybill_documents.c.id < before)
    return [_document(dict(row)) for row in connection.execute(query).mappings()]


def set_confirmed(connection: Connection, document: Document, confirmations: tuple[Confirmation, ...]) -> None:
    values = {"state": "confirmed", "confirmations": _CONFIRMATIONS.dump_python(confirmations, mode="json")}
    connection.execute(update(waybill_documents).where(waybill_documents.c.id == document.id).values(**values))


def insert_numbers(connection: Connection, document: Document, numbers: dict[int, str]) -> None:
    """Waybill numbers by the consignment's place in the document, in place of what was noted of those; a blank one is
    no number, and only takes away what was noted."""
    table = waybill_document_numbers
    if numbers:
        mine = table.c.document_id == document.id, table.c.consignment.in_(list(numbers))
        connection.execute(delete(table).where(*mine))
        about = {"document_id": document.id, "owner": document.owner, "official": document.official}
        rows = [{**about, "consignment": at, "number": number} for at, number in numbers.items() if number]
        if rows:
            connection.execute(insert(table), rows)


def find_by_number(connection: Connection, number: str, owner: str) -> tuple[str, int] | None:
    """Document and place in it: the latest that customs put in, else the latest of the owner's."""
    table = waybill_document_numbers
    query = select(table.c.document_id, table.c.consignment).where(table.c.number == number)
    query = query.where(or_(table.c.official.is_(True), table.c.owner == owner))
    row = connection.execute(query.order_by(table.c.official.desc(), table.c.document_id.desc()).limit(1)).first()
    return None if row is None else (row.document_id, row.consignment)


def _document(row: dict[str, Any]) -> Document:
    return _DOCUMENT.validate_python(row)
