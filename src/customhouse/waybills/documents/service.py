"""What is done with transport documents: kept, read, looked at, confirmed field by field."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import TypeAdapter

from customhouse.access.model import Permission, User
from customhouse.kernel.blobs import Blobs
from customhouse.kernel.errors import Conflict, Invalid, NotFound, Problem
from customhouse.kernel.ids import new_id
from customhouse.kernel.paging import PAGE_SIZE, Page, page_of
from customhouse.kernel.transaction import Transaction
from customhouse.waybills.documents import store
from customhouse.waybills.documents.draft import draft_of, is_fillable
from customhouse.waybills.documents.judging import judged
from customhouse.waybills.documents.model import (
    Confirmation,
    Document,
    DocumentKind,
    DocumentState,
    ReadConsignment,
    Reading,
)
from customhouse.waybills.documents.paper import Paper, paper_of, waybill_key
from customhouse.waybills.documents.reading import MAX_BYTES, MAX_TEXT, DocumentReader, Unreadable
from customhouse.waybills.places import Places

MAX_VALUES = 5_000  # of one confirmation
NOBODY = "-"  # no owner's name: a declarant that customs does not know has no documents
_READING: TypeAdapter[Reading] = TypeAdapter(Reading)


@dataclass(frozen=True)
class Received:
    """A document that is kept and read, or refused, but not yet on record.

    `numbers` are those of its waybills that were read surely, by place.
    """

    name: str
    blob: str
    bytes: int
    kind: DocumentKind | None = None
    standard: str = ""
    consignments: int = 0
    reading_blob: str | None = None
    listing_blob: str | None = None
    page_blobs: tuple[str, ...] = ()
    code: str = ""
    message: str = ""
    numbers: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Documents:
    reader: DocumentReader
    places: Places
    blobs: Blobs

    def open(self, name: str, content: bytes) -> Received:
        """Keep a document, then read it: whatever becomes of the reading, the original is there.

        Takes seconds where it is a picture: no transaction should be open meanwhile. Raises `Invalid` where there is
        nothing to keep.
        """
        if not content:
            raise Invalid.one("file", "empty", "The file is empty: choose another one, or ask the sender for it again.")
        if len(content) > MAX_BYTES:
            message = f"The file is larger than the {MAX_BYTES >> 20} MiB allowed here: split it."
            raise Invalid.one("file", "too_large", message)
        received = Received(name[:200] or "document", self.blobs.put(content), len(content))
        try:
            opened = self.reader.read(content, name)
        except Unreadable as refusal:
            return replace(received, code=refusal.code, message=refusal.message[:1000])
        received = replace(
            received,
            listing_blob=self.blobs.put(json.dumps(opened.listing).encode()) if opened.listing else None,
            page_blobs=tuple(self.blobs.put(picture) for picture in opened.pictures),
        )
        return self.keep(received, judged(opened.reading, self.places))

    def keep(self, received: Received, reading: Reading) -> Received:
        """Keep what was read of a document beside it."""
        return replace(
            received,
            kind=reading.kind,
            standard=reading.message[:200],
            consignments=len(reading.consignments),
            reading_blob=self.blobs.put(_READING.dump_json(reading)),
            numbers={at: key for at, each in enumerate(reading.consignments) if (key := _sure_key(each))},
        )

    def receive(self, tx: Transaction, received: Received, user: User) -> Document:
        """Put on record what was opened; what could not be read is in quarantine, with the reason."""
        document = Document(
            id=new_id(),
            state=DocumentState.QUARANTINED if received.code else DocumentState.READ,
            received_at=tx.now,
            received_by=user.id,
            owner=_owner(user),
            official=_narrowed_to(user) is None,
            **{name: value for name, value in vars(received).items() if name != "numbers"},
        )
        store.insert_document(tx.connection, document)
        store.insert_numbers(tx.connection, document, received.numbers)
        return document

    def get(self, tx: Transaction, document_id: str, user: User) -> Document:
        """Raises `NotFound`, also for what belongs to somebody else."""
        document = store.find_document(tx.connection, document_id)
        if document is None or _narrowed_to(user) not in (None, document.owner):
            raise NotFound("There is no such document.")
        return document

    def page(self, tx: Transaction, user: User, before: str | None) -> Page[Document]:
        found = store.page_of_documents(tx.connection, _narrowed_to(user), before, PAGE_SIZE + 1)
        return page_of(found, lambda document: document.id)

    def reading(self, document: Document) -> Reading:
        """Raises `NotFound` where the document could not be read."""
        if document.reading_blob is None:
            raise NotFound(f"This document could not be read: {document.message}")
        return _READING.validate_json(self.blobs.get(document.reading_blob))

    def consignment(self, document: Document, number: int) -> ReadConsignment:
        """Counted from 0. Raises `NotFound`."""
        found = self.reading(document).consignments
        if not 0 <= number < len(found):
            raise NotFound(f"The document tells {len(found)} consignments; there is no number {number + 1}.")
        return found[number]

    def listing(self, document: Document) -> list[str]:
        """The lines of a text; none where the document is one of pages."""
        if document.listing_blob is None:
            return []
        lines: list[str] = json.loads(self.blobs.get(document.listing_blob))
        return lines

    def picture(self, document: Document, number: int) -> bytes:
        """A page as PNG, counted from 1. Raises `NotFound`."""
        if not 1 <= number <= len(document.page_blobs):
            raise NotFound(f"The document has {len(document.page_blobs)} pages; there is no page {number}.")
        return self.blobs.get(document.page_blobs[number - 1])

    def original(self, document: Document) -> bytes:
        return self.blobs.get(document.blob)

    def confirm(
        self, tx: Transaction, document: Document, number: int, values: Mapping[str, str], user: User
    ) -> dict[str, Any]:
        """Take a person's word for the fields of one consignment, and return the lodgement they begin.

        Every doubtful field must be among `values`, confirmed as it was read, corrected, or blank where it is not to be
        taken over. Sure fields may be left out: they count as read. Raises `Invalid`, `NotFound`, `Conflict`.
        """
        if document.state is DocumentState.QUARANTINED:
            raise Conflict("This document could not be read: there is nothing to confirm.")
        consignment = self.consignment(document, number)
        problems = [*_unfit(values), *_open(consignment, values)]
        if problems:
            raise Invalid(problems)
        read = {each.field: each.value for each in consignment.fields if is_fillable(each.field)}
        confirmed = {field: value for field, value in (read | dict(values)).items() if value.strip()}
        confirmation = Confirmation(number, tx.now.isoformat(), user.id, confirmed)
        others = tuple(each for each in document.confirmations if each.consignment != number)
        store.set_confirmed(tx.connection, document, (*others, confirmation))
        store.insert_numbers(tx.connection, document, {number: waybill_key(confirmed.get("waybill/number", ""))})
        return draft_of(confirmed)

    def paper(self, tx: Transaction, waybill_number: str, declarant_id: str) -> Paper | None:
        """What the document of a waybill says; None where there is none.

        Of several the latest that customs put in, else the latest of the declarant's own: nobody else's, or a stranger
        could speak against a declaration with a paper of his own making.
        """
        found = store.find_by_number(tx.connection, waybill_key(waybill_number), declarant_id or NOBODY)
        document = None if found is None else store.find_document(tx.connection, found[0])
        if found is None or document is None or document.reading_blob is None:
            return None
        told = self.reading(document).consignments[found[1]]
        confirmed = next((each.values for each in document.confirmations if each.consignment == found[1]), {})
        return paper_of(told, confirmed, official=document.official)


def _sure_key(consignment: ReadConsignment) -> str:
    """Nothing where the number is doubtful: the document is found once somebody confirmed it."""
    number = consignment.get("waybill/number")
    return "" if number is None or number.is_doubtful else waybill_key(number.value)


def _owner(user: User) -> str:
    """Colleagues of an enterprise share their documents."""
    return user.enterprise_id or user.id


def _narrowed_to(user: User) -> str | None:
    return None if user.may(Permission.READ_CASE) else _owner(user)


def _unfit(values: Mapping[str, str]) -> list[Problem]:
    if len(values) > MAX_VALUES:
        return [Problem("values", "too_many", f"more than {MAX_VALUES} fields are no waybill's")]
    unknown = [name for name in values if not is_fillable(name)]
    long = [name for name, value in values.items() if len(value) > MAX_TEXT]
    return [
        *(Problem(name[:100], "unknown_field", "a lodgement has no such field") for name in unknown[:50]),
        *(Problem(name[:100], "too_long", f"at most {MAX_TEXT} characters") for name in long[:50]),
    ]


def _open(consignment: ReadConsignment, values: Mapping[str, str]) -> list[Problem]:
    return [
        Problem(each.field, "unconfirmed", f"{each.value!r} is doubtful: confirm or correct it")
        for each in consignment.fields
        if each.is_doubtful and is_fillable(each.field) and each.field not in values
    ][:200]
