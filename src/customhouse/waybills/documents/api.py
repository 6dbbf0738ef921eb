"""Transport documents over HTTP. They are kept and read before a transaction opens."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Query, Response, UploadFile
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from customhouse.access.guard import AdmittingRoute, Desk, Guard
from customhouse.access.model import Permission, User
from customhouse.waybills.documents.draft import is_fillable
from customhouse.waybills.documents.model import (
    Box,
    Document,
    DocumentKind,
    DocumentState,
    PageSize,
    ReadField,
    ReadProblem,
    Where,
)
from customhouse.waybills.documents.reading import MAX_BYTES
from customhouse.waybills.documents.service import Documents, Received

USERS = (Permission.LODGE, Permission.READ_CASE)
# Pages and listings are addressed by their document, which never changes.
FOR_EVER = "private, max-age=31536000, immutable"


class PlaceOut(BaseModel):
    """`line` is the one of the listing; `at` line and column of the original; `box` in the page's own unit."""

    model_config = ConfigDict(from_attributes=True)
    name: str
    line: int | None
    segment: int | None
    at: tuple[int, int] | None
    page: int | None
    box: Box | None


class FieldOut(BaseModel):
    """`field` is a path in a lodgement; below `also/` stands what a lodgement has no place for."""

    field: str
    value: str
    raw: str
    where: PlaceOut
    confidence: float
    note: str
    doubtful: bool
    fillable: bool


class ReadProblemOut(BaseModel):
    code: str
    message: str
    where: PlaceOut


class ConsignmentTitleOut(BaseModel):
    number: str
    goods: str
    doubtful: int
    missing: int
    confirmed: bool


class ReadConsignmentOut(BaseModel):
    fields: list[FieldOut]
    missing: list[str]


class DocumentLineOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    id: str
    name: str
    bytes: int
    state: DocumentState
    received_at: datetime
    received_by: str
    kind: DocumentKind | None
    standard: str
    consignments: int
    code: str
    message: str


class DocumentsOut(BaseModel):
    items: list[DocumentLineOut]
    next_cursor: str | None


class DocumentOut(DocumentLineOut):
    titles: list[ConsignmentTitleOut]
    problems: list[ReadProblemOut]
    pages: list[PageSize]
    has_listing: bool


class ListingOut(BaseModel):
    lines: list[str]


class Confirming(BaseModel):
    """`values` by the path of their field: confirmed, corrected, added, or blank where not to be taken over."""

    model_config = ConfigDict(extra="forbid")
    consignment: Annotated[int, Field(ge=0, le=100_000)]
    values: dict[str, str]


class DraftOut(BaseModel):
    """The beginning of a lodgement, shaped like one; what no field told is not in it."""

    document_id: str
    draft: dict[str, Any]


def documents_router(documents: Documents, guard: Guard) -> APIRouter:
    routes = APIRouter(prefix="/api/waybills/documents", tags=["waybills"], route_class=AdmittingRoute)
    _add_taking_in(routes, documents, guard)
    _add_reading(routes, documents, guard)
    _add_showing(routes, documents, guard)
    return routes


def _add_taking_in(routes: APIRouter, documents: Documents, guard: Guard) -> None:
    sender = guard.admits(*USERS)

    # Runs before the transaction is opened, once we know who asks: a picture takes seconds.
    def opened(_user: User = sender, file: UploadFile = File()) -> Received:
        # A name is a label here, never a path.
        name = (file.filename or "document").replace("\\", "/").rsplit("/", 1)[-1]
        return documents.open(name, file.file.read(MAX_BYTES + 1))

    @routes.post("", status_code=201, response_model=DocumentOut, responses={422: {"description": "Quarantined"}})
    def post_document(received: Annotated[Received, Depends(opened)], desk: Desk = guard.writes(*USERS)) -> Any:
        """Read a transport document. It is kept as it came; what cannot be read is kept in quarantine."""
        document = documents.receive(desk.tx, received, desk.user)
        if document.state is DocumentState.QUARANTINED:
            return JSONResponse(_refusal(document), 422)
        return _out(documents, document)

    @routes.post("/{document_id}/confirm")
    def confirm(document_id: str, body: Confirming, desk: Desk = guard.writes(Permission.LODGE)) -> DraftOut:
        """Stand by the fields of one consignment; the answer begins a lodgement with them."""
        document = documents.get(desk.tx, document_id, desk.user)
        draft = documents.confirm(desk.tx, document, body.consignment, body.values, desk.user)
        return DraftOut(document_id=document.id, draft=draft)


def _refusal(document: Document) -> dict[str, Any]:
    problem = {"field": "file", "code": document.code, "message": document.message}
    return {
        "error": {"kind": "invalid", "message": document.message, "problems": [problem]},
        "document_id": document.id,
    }


def _add_reading(routes: APIRouter, documents: Documents, guard: Guard) -> None:
    @routes.get("")
    def list_documents(
        cursor: Annotated[str | None, Query(max_length=36)] = None, desk: Desk = guard.reads(*USERS)
    ) -> DocumentsOut:
        """The latest first; a declarant sees those of its enterprise."""
        page = documents.page(desk.tx, desk.user, cursor)
        items = [DocumentLineOut.model_validate(each) for each in page.items]
        return DocumentsOut(items=items, next_cursor=page.next_cursor)

    @routes.get("/{document_id}")
    def read_document(document_id: str, desk: Desk = guard.reads(*USERS)) -> DocumentOut:
        """What the document is, the consignments it tells, and what is wrong with it."""
        return _out(documents, documents.get(desk.tx, document_id, desk.user))

    @routes.get("/{document_id}/consignments/{number}")
    def read_consignment(document_id: str, number: int, desk: Desk = guard.reads(*USERS)) -> ReadConsignmentOut:
        """The fields of one consignment, counted from 0, each with its place and confidence."""
        found = documents.consignment(documents.get(desk.tx, document_id, desk.user), number)
        return ReadConsignmentOut(fields=[_field(each) for each in found.fields], missing=list(found.missing))


def _add_showing(routes: APIRouter, documents: Documents, guard: Guard) -> None:
    @routes.get("/{document_id}/listing")
    def read_listing(document_id: str, response: Response, desk: Desk = guard.reads(*USERS)) -> ListingOut:
        """The lines of a text document, as its fields' places name them."""
        response.headers["Cache-Control"] = FOR_EVER
        return ListingOut(lines=documents.listing(documents.get(desk.tx, document_id, desk.user)))

    @routes.get("/{document_id}/pages/{number}", response_class=Response)
    def read_page(document_id: str, number: int, desk: Desk = guard.reads(*USERS)) -> Response:
        """A page as PNG, counted from 1."""
        content = documents.picture(documents.get(desk.tx, document_id, desk.user), number)
        return Response(content, media_type="image/png", headers={"Cache-Control": FOR_EVER})

    @routes.get("/{document_id}/original", response_class=Response)
    def read_original(document_id: str, desk: Desk = guard.reads(Permission.LODGE, Permission.READ_RAW)) -> Response:
        """The document as it came in, to be kept as a file: it is never shown within our pages."""
        document = documents.get(desk.tx, document_id, desk.user)
        headers = {"Content-Disposition": f'attachment; filename="document-{document.id}"'}
        return Response(documents.original(document), media_type="application/octet-stream", headers=headers)


def _out(documents: Documents, document: Document) -> DocumentOut:
    line = DocumentLineOut.model_validate(document).model_dump()
    if document.reading_blob is None:
        return DocumentOut(**line, titles=[], problems=[], pages=[], has_listing=False)
    reading = documents.reading(document)
    confirmed = {each.consignment for each in document.confirmations}
    titles = [
        ConsignmentTitleOut(
            number=each.title,
            goods=description.value if (description := each.get("goods_items/0/description")) else "",
            doubtful=sum(one.is_doubtful and is_fillable(one.field) for one in each.fields),
            missing=len(each.missing),
            confirmed=number in confirmed,
        )
        for number, each in enumerate(reading.consignments)
    ]
    problems = [_problem(each) for each in reading.problems]
    has_listing = document.listing_blob is not None
    return DocumentOut(**line, titles=titles, problems=problems, pages=list(reading.pages), has_listing=has_listing)


def _problem(each: ReadProblem) -> ReadProblemOut:
    return ReadProblemOut(code=each.code, message=each.message, where=_place(each.where))


def _field(each: ReadField) -> FieldOut:
    return FieldOut(
        field=each.field,
        value=each.value,
        raw=each.raw,
        where=_place(each.where),
        confidence=each.confidence,
        note=each.note,
        doubtful=each.is_doubtful and is_fillable(each.field),
        fillable=is_fillable(each.field),
    )


def _place(where: Where) -> PlaceOut:
    return PlaceOut.model_validate(where)
