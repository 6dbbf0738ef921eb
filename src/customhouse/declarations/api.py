"""Declarations over HTTP. Messages are read and checked before a transaction opens, and kept as they came."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Query, Request, Response, UploadFile
from pydantic import BaseModel, ConfigDict

from customhouse.access.guard import AdmittingRoute, Desk, Guard
from customhouse.access.model import Permission, User
from customhouse.declarations.intake import MAX_FILE
from customhouse.declarations.model import Lodged, Lodgement, Procedure, State, Submission, Wanted
from customhouse.declarations.service import Declarations, visible_to
from customhouse.declarations.sheet import template
from customhouse.kernel.errors import Conflict, Invalid, Problem

READERS = (Permission.READ_CASE, Permission.FOLLOW_OWN)


class LodgedOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    consignment_id: str
    mrn: str
    version: int
    lrn: str


class ProblemsOut(BaseModel):
    problems: list[Problem]


class Refused(BaseModel):
    line: int
    lrn: str
    problems: list[Problem]


class VerdictsOut(BaseModel):
    lodged: list[LodgedOut]
    refused: list[Refused]


class Declarant(BaseModel):
    enterprise_id: str
    name: str


class DeclarationOut(BaseModel):
    consignment_id: str
    mrn: str
    state: State
    version: int
    latest_version: int
    lodgement: Lodgement
    lodged_at: datetime
    recorded_at: datetime
    declarant: Declarant
    withdrawn_reason: str | None


class EntryOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    consignment_id: str
    mrn: str
    lrn: str
    state: State
    version: int
    procedure: Procedure
    office: str
    declarant: str
    consignee: str
    goods: str
    containers: list[str] = []
    lodged_at: datetime


class EntriesOut(BaseModel):
    items: list[EntryOut]
    next_cursor: str | None


class VersionOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    version: int
    recorded_at: datetime
    actor: str
    raw_blob: str
    raw_line: int | None


class VersionsOut(BaseModel):
    items: list[VersionOut]
    next_cursor: str | None = None


class Withdrawal(BaseModel):
    reason: str


def _body(schema: dict[str, Any]) -> dict[str, Any]:
    """What the schema says of a body that we read ourselves, so as to name every problem with its field."""
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


_LODGEMENT = {"$ref": "#/components/schemas/Lodgement"}
_AMENDMENT = {
    "type": "object",
    "required": ["version", "lodgement"],
    "properties": {"version": {"type": "integer", "description": "the one that was read"}, "lodgement": _LODGEMENT},
}


async def _raw(request: Request) -> bytes:
    return await request.body()


def _verdict(declarations: Declarations, desk: Desk, message: Submission) -> Lodged | Refused:
    """One record's own: that it is refused must not touch the others."""
    try:
        return declarations.lodge(desk.tx, message, desk.user)
    except Invalid as error:
        problems = list(error.problems)
    except Conflict as error:
        problems = [Problem("lrn", "reference_taken", error.message)]
    return Refused(line=message.line or 1, lrn=message.lrn, problems=problems)


def router(declarations: Declarations, guard: Guard) -> APIRouter:
    routes = APIRouter(prefix="/api/declarations", tags=["declarations"], route_class=AdmittingRoute)
    _add_lodging(routes, declarations, guard)
    _add_changing(routes, declarations, guard)
    _add_reading(routes, declarations, guard)
    return routes


def _add_lodging(routes: APIRouter, declarations: Declarations, guard: Guard) -> None:
    trader = guard.admits(Permission.LODGE)

    # These run before the transaction is opened, once we know who asks: reading and checking holds nobody up.
    def submission(_user: User = trader, raw: bytes = Depends(_raw)) -> Submission:
        return declarations.read(raw)

    def submissions(_user: User = trader, file: UploadFile = File()) -> list[Submission]:
        return declarations.read_file(file.filename or "", file.file.read(MAX_FILE + 1))

    @routes.post("", status_code=201, openapi_extra=_body(_LODGEMENT), responses={200: {"model": LodgedOut}})
    def lodge(
        response: Response,
        message: Annotated[Submission, Depends(submission)],
        desk: Desk = guard.writes(Permission.LODGE),
    ) -> LodgedOut:
        """Lodge a declaration with its waybill. The same message again is answered 200 with the same references."""
        lodged = declarations.lodge(desk.tx, message, desk.user)
        response.status_code = 201 if lodged.is_new else 200
        return LodgedOut.model_validate(lodged)

    @routes.post("/check", openapi_extra=_body(_LODGEMENT))
    def check(
        message: Annotated[Submission, Depends(submission)], desk: Desk = guard.reads(Permission.LODGE)
    ) -> ProblemsOut:
        """All that stands against lodging this; nothing is lodged."""
        return ProblemsOut(problems=list(declarations.problems(desk.tx, message, desk.user)))

    @routes.post("/files")
    def lodge_file(
        messages: Annotated[list[Submission], Depends(submissions)], desk: Desk = guard.writes(Permission.LODGE)
    ) -> VerdictsOut:
        """Lodge the declarations of a .json or .csv file; each record has its own verdict."""
        outcomes = [_verdict(declarations, desk, message) for message in messages]
        refused = [outcome for outcome in outcomes if isinstance(outcome, Refused)]
        lodged = [LodgedOut.model_validate(outcome) for outcome in outcomes if isinstance(outcome, Lodged)]
        return VerdictsOut(lodged=lodged, refused=refused)

    @routes.get("/files/template.csv", response_class=Response)
    def read_template(_user: User = trader) -> Response:
        """A sheet with all columns and one declaration as an example."""
        headers = {"Content-Disposition": 'attachment; filename="declarations.csv"'}
        return Response(template(), media_type="text/csv; charset=utf-8", headers=headers)


def _add_changing(routes: APIRouter, declarations: Declarations, guard: Guard) -> None:
    trader = guard.admits(Permission.LODGE)

    def amendment(_user: User = trader, raw: bytes = Depends(_raw)) -> tuple[int, Submission]:
        return declarations.read_amendment(raw)

    @routes.put("/{consignment_id}", openapi_extra=_body(_AMENDMENT))
    def amend(
        consignment_id: str,
        message: Annotated[tuple[int, Submission], Depends(amendment)],
        desk: Desk = guard.writes(Permission.LODGE),
    ) -> LodgedOut:
        version, submitted = message
        return LodgedOut.model_validate(declarations.amend(desk.tx, consignment_id, version, submitted, desk.user))

    @routes.post("/{consignment_id}/withdrawal", status_code=204)
    def withdraw(consignment_id: str, body: Withdrawal, desk: Desk = guard.writes(Permission.LODGE)) -> None:
        declarations.withdraw(desk.tx, consignment_id, body.reason, desk.user)


def _add_reading(routes: APIRouter, declarations: Declarations, guard: Guard) -> None:
    @routes.get("")
    def list_declarations(
        state: State | None = None,
        q: Annotated[str, Query(max_length=100)] = "",
        cursor: Annotated[str | None, Query(max_length=36)] = None,
        desk: Desk = guard.reads(*READERS),
    ) -> EntriesOut:
        """The latest lodged first; a declarant sees its own. `q` is any part of a reference, name or container."""
        page = declarations.page(desk.tx, Wanted(q.strip().lower(), state, visible_to(desk.user), cursor))
        containers = declarations.waybills.containers_of(desk.tx, [entry.consignment_id for entry in page.items])
        items = [
            EntryOut(**vars(entry), containers=list(containers.get(entry.consignment_id, ()))) for entry in page.items
        ]
        return EntriesOut(items=items, next_cursor=page.next_cursor)

    @routes.get("/{consignment_id}")
    def read_declaration(
        consignment_id: str,
        version: Annotated[int | None, Query(ge=1, lt=2**31)] = None,
        desk: Desk = guard.reads(*READERS),
    ) -> DeclarationOut:
        found = declarations.get(desk.tx, consignment_id, version, own=visible_to(desk.user))
        values = {name: getattr(found, name) for name in DeclarationOut.model_fields if name != "declarant"}
        name = found.lodgement.declarant.name
        return DeclarationOut(**values, declarant=Declarant(enterprise_id=found.declarant_id, name=name))

    @routes.get("/{consignment_id}/versions")
    def list_versions(consignment_id: str, desk: Desk = guard.reads(*READERS)) -> VersionsOut:
        """Every version and the message it came in."""
        found = declarations.versions(desk.tx, consignment_id, own=visible_to(desk.user))
        return VersionsOut(items=[VersionOut.model_validate(version) for version in found])
