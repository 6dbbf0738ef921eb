"""Work lists and their answers over HTTP: image reviews for analysts, controls for examiners."""

from datetime import datetime
from typing import Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from customhouse.access.guard import Desk, Guard
from customhouse.access.model import Permission
from customhouse.kernel.errors import NotFound
from customhouse.procedures.model import Control, ControlState, Decision, Mark, Outcome, Result, Review, State, What
from customhouse.procedures.service import Procedures

MayRead = (Permission.READ_CASE, Permission.FOLLOW_OWN)
Text = Field(default="", max_length=2000)


class MarkBody(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    view: int
    x: int
    y: int
    width: int
    height: int
    note: str = Text


class DecisionIn(BaseModel):
    outcome: Outcome
    reason_codes: list[str] = Field(default=[], max_length=20)
    marks: list[MarkBody] = Field(default=[], max_length=500)
    note: str = Text


class DecisionOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    outcome: Outcome
    reason_codes: list[str]
    marks: list[MarkBody]
    note: str


class ReviewOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    id: str
    consignment_id: str
    mrn: str
    scan_id: str
    control_id: str | None
    opened_at: datetime
    due_at: datetime
    lane: str
    state: str
    assigned_to: str | None
    claimed_until: datetime | None
    severity: str
    round: int
    decision: DecisionOut | None
    decided_by: str | None
    decided_at: datetime | None
    undo_until: datetime | None


class CountersOut(BaseModel):
    open: int
    mine: int
    over_sla: int


class ReviewsOut(BaseModel):
    """`ai_reveal`: when policy lets an analyst see what the recogniser found (`imaging.ai_reveal`)."""

    items: list[ReviewOut]
    counters: CountersOut
    ai_reveal: str
    next_cursor: str | None = None


class UndoOut(BaseModel):
    undo_until: datetime


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


def reviews_router(procedures: Procedures, guard: Guard) -> APIRouter:
    routes = APIRouter(prefix="/api/reviews", tags=["procedures"])

    @routes.get("")
    def list_reviews(
        state: Literal["open", "mine", "decided"] = "open", desk: Desk = guard.reads(Permission.REVIEW_IMAGES)
    ) -> ReviewsOut:
        found = procedures.worklist(desk.tx, state, desk.user)
        counters = CountersOut(**procedures.counters(desk.tx, desk.user))
        items = [ReviewOut.model_validate(review) for review in found]
        return ReviewsOut(items=items, counters=counters, ai_reveal=procedures.ai_reveal(desk.tx))

    @routes.post("/next", response_model=ReviewOut, responses={204: {"description": "Nothing is left to review."}})
    def take_next(desk: Desk = guard.writes(Permission.REVIEW_IMAGES)) -> Review | Response:
        return procedures.next_review(desk.tx, desk.user) or Response(status_code=204)

    @routes.get("/{review_id}")
    def read_review(
        review_id: str, desk: Desk = guard.reads(Permission.REVIEW_IMAGES, Permission.READ_CASE)
    ) -> ReviewOut:
        return ReviewOut.model_validate(procedures.review(desk.tx, review_id))

    @routes.post("/{review_id}/decision")
    def decide(review_id: str, body: DecisionIn, desk: Desk = guard.writes(Permission.REVIEW_IMAGES)) -> UndoOut:
        marks = tuple(Mark(**mark.model_dump()) for mark in body.marks)
        decision = Decision(body.outcome, tuple(body.reason_codes), marks, body.note)
        pending = procedures.decide(desk.tx, desk.user, review_id, decision)
        return UndoOut(undo_until=pending.undo_until or desk.tx.now)

    @routes.delete("/{review_id}/decision")
    def undo(review_id: str, desk: Desk = guard.writes(Permission.REVIEW_IMAGES)) -> ReviewOut:
        return ReviewOut.model_validate(procedures.undo(desk.tx, desk.user, review_id))

    @routes.post("/{review_id}/hand-back", status_code=204)
    def hand_back(review_id: str, desk: Desk = guard.writes(Permission.REVIEW_IMAGES)) -> None:
        procedures.hand_back(desk.tx, desk.user, review_id)

    return routes


def controls_router(procedures: Procedures, guard: Guard) -> APIRouter:
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
            reviews=[ReviewOut.model_validate(review) for review in dossier.reviews] if is_officer else [],
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
