"""Controls for examiners over HTTP, and how far a consignment is."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict

from customhouse.access.guard import Desk, Guard
from customhouse.access.model import Permission
from customhouse.kernel.errors import NotFound
from customhouse.procedures.model import Control, ControlState, Result, State, What
from customhouse.procedures.readings.api import ReviewOut, Text, review_out
from customhouse.procedures.readings.service import Readings
from customhouse.procedures.service import Procedures

MayRead = (Permission.READ_CASE, Permission.FOLLOW_OWN)


class ReasonCodeOut(BaseModel):
    code: str
    outcomes: list[str]
    text: dict[str, str]


class ReasonCodesOut(BaseModel):
    items: list[ReasonCodeOut]
    next_cursor: str | None = None


class ControlOut(BaseModel):
    """A declarant sees what is done and when, not why it was ordered."""

    model_config = ConfigDict(from_attributes=True)
    id: str
    consignment_id: str
    what: What
    state: ControlState
    ordered_at: datetime
    due_at: datetime
    result: Result | None
    completed_at: datetime | None
    mrn: str | None = None
    why: str | None = None
    causes: list[str] | None = None
    completed_by: str | None = None
    note: str | None = None
    found: str | None = None


class ControlsOut(BaseModel):
    items: list[ControlOut]
    next_cursor: str | None = None


class ResultBody(BaseModel):
    result: Result
    note: str = Text
    found: str = Text


class NoteIn(BaseModel):
    note: str = Text


class ProcedureOut(BaseModel):
    state: State
    mrn: str
    procedure: str
    lane: str | None
    changed_at: datetime
    controls: list[ControlOut]
    reviews: list[ReviewOut]


def controls_router(procedures: Procedures, readings: Readings, guard: Guard) -> APIRouter:
    routes = APIRouter(prefix="/api", tags=["procedures"])

    @routes.get("/reason-codes")
    def list_reason_codes(_desk: Desk = guard.reads(Permission.READ_CASE)) -> ReasonCodesOut:
        codes = procedures.reason_codes
        items = [ReasonCodeOut(code=c.code, outcomes=list(c.outcomes), text=dict(c.text)) for c in codes]
        return ReasonCodesOut(items=items)

    @routes.get("/controls")
    def list_controls(
        state: ControlState | None = ControlState.ORDERED,
        what: What | None = None,
        desk: Desk = guard.reads(Permission.READ_CASE),
    ) -> ControlsOut:
        found = procedures.controls(desk.tx, state, what)
        cases = procedures.cases(desk.tx, [control.consignment_id for control in found])
        return ControlsOut(items=[_control(control, cases[control.consignment_id].mrn) for control in found])

    @routes.post("/controls/{control_id}/result")
    def record_result(control_id: str, body: ResultBody, desk: Desk = guard.writes(Permission.EXAMINE)) -> ControlOut:
        done = procedures.record_result(desk.tx, desk.user, control_id, body.result, note=body.note, found=body.found)
        return _control(done)

    @routes.get("/consignments/{consignment_id}/procedure")
    def read_procedure(consignment_id: str, desk: Desk = guard.reads(*MayRead)) -> ProcedureOut:
        is_officer = desk.user.may(Permission.READ_CASE)
        if not is_officer and not procedures.risk.may_follow(desk.tx, consignment_id, desk.user.enterprise_id):
            raise NotFound("There is no such consignment.")
        dossier = procedures.dossier(desk.tx, consignment_id)
        case = dossier.case
        return ProcedureOut(
            state=case.state,
            mrn=case.mrn,
            procedure=case.procedure,
            lane=case.lane if is_officer else None,
            changed_at=case.changed_at,
            controls=[_control(c) if is_officer else _told_control(c) for c in dossier.controls],
            reviews=[review_out(r) for r in readings.seen_by(desk.tx, desk.user, dossier.reviews)]
            if is_officer
            else [],
        )

    @routes.post("/consignments/{consignment_id}/reopening", status_code=204)
    def reopen(consignment_id: str, body: NoteIn, desk: Desk = guard.writes(Permission.REOPEN)) -> None:
        procedures.reopen(desk.tx, desk.user, consignment_id, body.note)

    return routes


def _control(control: Control, mrn: str | None = None) -> ControlOut:
    out = ControlOut.model_validate(control)
    return out.model_copy(update={"mrn": mrn})


def _told_control(control: Control) -> ControlOut:
    kept = {"why": None, "causes": None, "completed_by": None, "note": None, "found": None}
    return ControlOut.model_validate(control).model_copy(update=kept)
