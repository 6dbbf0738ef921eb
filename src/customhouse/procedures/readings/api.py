"""Image reviews over HTTP: the next one, what is decided, first looks, and words on findings."""

from datetime import datetime
from typing import Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from customhouse.access.guard import Desk, Guard
from customhouse.access.model import Permission
from customhouse.commodities.appearance.labels import labels
from customhouse.imaging.model import Box, BoxMm
from customhouse.kernel.errors import NotFound
from customhouse.procedures.model import Decision, Mark, Outcome, Purpose, Reveal, Review
from customhouse.procedures.readings.model import FindingVerdict, TipOutcome
from customhouse.procedures.readings.service import Readings, Told
from customhouse.procedures.service import Procedures

READERS = (Permission.REVIEW_IMAGES, Permission.ADJUDICATE)
Text = Field(default="", max_length=2000)


class MarkBody(BaseModel):
    """A box in image pixels; in a volume also its axial slice, counted from 0."""

    model_config = ConfigDict(from_attributes=True)
    view: int
    x: int
    y: int
    width: int
    height: int
    note: str = Text
    slice: int | None = Field(default=None, ge=0, le=1_000_000)


class DecisionIn(BaseModel):
    """`seen` is the `image_key` of the scan that was looked at; a decision on other images is refused."""

    outcome: Outcome
    reason_codes: list[str] = Field(default=[], max_length=20)
    marks: list[MarkBody] = Field(default=[], max_length=500)
    note: str = Text
    seen: str | None = Field(default=None, max_length=64)


class DecisionOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    outcome: Outcome
    reason_codes: list[str]
    marks: list[MarkBody]
    note: str


class ReviewOut(BaseModel):
    """`purpose` tells an adjudication; a second reading is never told from a first."""

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
    purpose: Purpose
    first_look: Outcome | None
    first_look_at: datetime | None
    revealed_at: datetime | None


class CountersOut(BaseModel):
    open: int
    mine: int
    over_sla: int


class ReviewsOut(BaseModel):
    """`ai_reveal`: when policy lets an analyst see what the recogniser found (`imaging.ai_reveal`)."""

    items: list[ReviewOut]
    counters: CountersOut
    ai_reveal: Reveal
    next_cursor: str | None = None


class PlaceOut(BaseModel):
    """Where a projected threat lay: a box in a view's pixels, in a volume on these axial slices."""

    model_config = ConfigDict(from_attributes=True)
    view: int
    box: Box
    box_mm: BoxMm | None
    slices: tuple[int, int] | None


class TipOut(BaseModel):
    """The image was a copy with a threat in it. Nothing was decided: the real image comes next."""

    outcome: TipOutcome
    threat: str
    object_class: str
    places: list[PlaceOut]
    seconds: float


class DecidedOut(BaseModel):
    """Either the time until which the decision can be taken back, or what was projected."""

    undo_until: datetime | None = None
    tip: TipOut | None = None


class FirstLookIn(BaseModel):
    outcome: Outcome


class OpinionOut(BaseModel):
    """What one reader said, for whom decides between two; nobody is told who it was."""

    number: int
    decision: DecisionOut
    decided_at: datetime


class OpinionsOut(BaseModel):
    items: list[OpinionOut]
    next_cursor: str | None = None


class JudgementIn(BaseModel):
    verdict: FindingVerdict
    label: str = Field(default="", max_length=40)


class JudgementOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    finding_id: str
    verdict: FindingVerdict
    label: str
    at: datetime


class JudgementsOut(BaseModel):
    items: list[JudgementOut]
    next_cursor: str | None = None


class LabelOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    code: str
    name: str
    kinds: list[str]
    is_threat: bool


class LabelsOut(BaseModel):
    items: list[LabelOut]
    next_cursor: str | None = None


def review_out(review: Review) -> ReviewOut:
    return ReviewOut.model_validate(review)


def reviews_router(procedures: Procedures, readings: Readings, guard: Guard) -> APIRouter:
    routes = APIRouter(prefix="/api/reviews", tags=["procedures"])
    _add_reading(routes, procedures, readings, guard)
    _add_deciding(routes, procedures, readings, guard)
    _add_judging(routes, readings, guard)
    return routes


def _add_reading(routes: APIRouter, procedures: Procedures, readings: Readings, guard: Guard) -> None:
    @routes.get("")
    def list_reviews(
        state: Literal["open", "mine", "decided"] = "open", desk: Desk = guard.reads(*READERS)
    ) -> ReviewsOut:
        found = readings.seen_by(desk.tx, desk.user, procedures.worklist(desk.tx, state, desk.user))
        counters = CountersOut(**procedures.counters(desk.tx, desk.user))
        items = [review_out(review) for review in found]
        return ReviewsOut(items=items, counters=counters, ai_reveal=procedures.ai_reveal(desk.tx))

    @routes.post("/next", response_model=ReviewOut, responses={204: {"description": "Nothing is left to review."}})
    def take_next(desk: Desk = guard.writes(*READERS)) -> ReviewOut | Response:
        review = readings.next(desk.tx, desk.user)
        return Response(status_code=204) if review is None else _seen(readings, desk, review)

    @routes.get("/{review_id}")
    def read_review(review_id: str, desk: Desk = guard.reads(*READERS, Permission.READ_CASE)) -> ReviewOut:
        return _seen(readings, desk, procedures.review(desk.tx, review_id))

    @routes.get("/{review_id}/opinions")
    def read_opinions(review_id: str, desk: Desk = guard.reads(Permission.ADJUDICATE)) -> OpinionsOut:
        """What two readers said of an image on which they do not agree."""
        said = procedures.opinions(desk.tx, review_id)
        items = [
            OpinionOut(
                number=n, decision=DecisionOut.model_validate(r.decision), decided_at=r.decided_at or r.opened_at
            )
            for n, r in enumerate(said, 1)
        ]
        return OpinionsOut(items=items)


def _add_deciding(routes: APIRouter, procedures: Procedures, readings: Readings, guard: Guard) -> None:
    @routes.post("/{review_id}/first-look")
    def look_first(review_id: str, body: FirstLookIn, desk: Desk = guard.writes(Permission.REVIEW_IMAGES)) -> ReviewOut:
        """Say what you would decide without the recogniser; from then on its findings are shown."""
        return _seen(readings, desk, readings.look_first(desk.tx, desk.user, review_id, body.outcome))

    @routes.post("/{review_id}/decision")
    def decide(review_id: str, body: DecisionIn, desk: Desk = guard.writes(*READERS)) -> DecidedOut:
        """Decide the image. Where it was a copy with a threat in it, the answer says so, and nothing is decided."""
        marks = tuple(Mark(**mark.model_dump()) for mark in body.marks)
        decision = Decision(body.outcome, tuple(body.reason_codes), marks, body.note)
        done = readings.decide(desk.tx, desk.user, review_id, decision, body.seen)
        return _tip(done) if isinstance(done, Told) else DecidedOut(undo_until=done.undo_until or desk.tx.now)

    @routes.delete("/{review_id}/decision")
    def undo(review_id: str, desk: Desk = guard.writes(*READERS)) -> ReviewOut:
        return _seen(readings, desk, procedures.undo(desk.tx, desk.user, review_id))

    @routes.post("/{review_id}/hand-back", status_code=204)
    def hand_back(review_id: str, desk: Desk = guard.writes(*READERS)) -> None:
        readings.hand_back(desk.tx, desk.user, review_id)


def _add_judging(routes: APIRouter, readings: Readings, guard: Guard) -> None:
    @routes.get("/findings/labels")
    def list_labels(_desk: Desk = guard.reads(Permission.READ_CASE)) -> LabelsOut:
        """What a finding can be said to be: objects, threats first, then commodities."""
        return LabelsOut(items=[LabelOut.model_validate(label) for label in labels().values()])

    @routes.get("/{review_id}/findings")
    def list_judgements(review_id: str, desk: Desk = guard.reads(*READERS)) -> JudgementsOut:
        said = readings.judged(desk.tx, desk.user, review_id)
        return JudgementsOut(items=[JudgementOut.model_validate(one) for one in said])

    @routes.put("/{review_id}/findings/{finding_id}")
    def judge_finding(
        review_id: str, finding_id: str, body: JudgementIn, desk: Desk = guard.writes(Permission.REVIEW_IMAGES)
    ) -> JudgementOut:
        said = readings.judge(desk.tx, desk.user, review_id, finding_id, body.verdict, body.label)
        return JudgementOut.model_validate(said)

    @routes.delete("/{review_id}/findings/{finding_id}", status_code=204)
    def unjudge_finding(review_id: str, finding_id: str, desk: Desk = guard.writes(Permission.REVIEW_IMAGES)) -> None:
        readings.unjudge(desk.tx, desk.user, review_id, finding_id)


def _seen(readings: Readings, desk: Desk, review: Review) -> ReviewOut:
    seen = readings.seen_by(desk.tx, desk.user, [review])
    if not seen:
        raise NotFound("There is no such review.")
    return review_out(seen[0])


def _tip(told: Told) -> DecidedOut:
    places = [PlaceOut.model_validate(place) for place in told.places]
    threat = told.threat
    tip = TipOut(
        outcome=told.outcome,
        threat=threat.code,
        object_class=threat.object_class,
        places=places,
        seconds=told.seconds,
    )
    return DecidedOut(tip=tip)
