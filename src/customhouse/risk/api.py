"""The assessments of a consignment: whole for officers, the reasons meant for them for declarants."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel

from customhouse.access.guard import Desk, Guard
from customhouse.access.model import Permission, User
from customhouse.kernel.errors import NotFound
from customhouse.kernel.transaction import Transaction
from customhouse.policy.model import Ground, Level
from customhouse.risk.facts import plain
from customhouse.risk.model import Assessment, Stage
from customhouse.risk.service import Risk


class GroundOut(BaseModel):
    level: Level
    code: str
    params: dict[str, str]
    text: str


class AskOut(BaseModel):
    what: str
    row: str
    code: str
    fresh: bool


class AssessmentOut(BaseModel):
    """A declarant gets the time and the reasons meant for traders: criteria of selection are not told."""

    id: str
    consignment_id: str
    assessed_at: datetime
    reasons: list[GroundOut]
    number: int | None = None
    stage: str | None = None
    lane: str | None = None
    previous_lane: str | None = None
    asks: list[AskOut] | None = None
    rows: list[str] | None = None
    policy_hash: str | None = None
    input_hash: str | None = None
    facts: dict[str, Any] | None = None
    drawn_at_random: bool | None = None
    selection_probability: str | None = None


class AssessmentsOut(BaseModel):
    items: list[AssessmentOut]
    next_cursor: str | None = None


Hides = Callable[[Transaction, User, str], bool]
"""Whether this person may not know yet what was seen in a consignment's scans."""


def hides_nothing(_tx: Transaction, _user: User, _consignment_id: str) -> bool:
    return False


def router(risk: Risk, guard: Guard, hides: Hides = hides_nothing) -> APIRouter:
    routes = APIRouter(prefix="/api/consignments", tags=["risk"])

    @routes.get("/{consignment_id}/assessments")
    def read_assessments(
        consignment_id: str, desk: Desk = guard.reads(Permission.READ_CASE, Permission.FOLLOW_OWN)
    ) -> AssessmentsOut:
        history = risk.history(desk.tx, consignment_id)
        if desk.user.may(Permission.READ_CASE):
            if hides(desk.tx, desk.user, consignment_id):
                history = [assessment for assessment in history if assessment.stage is not Stage.SCANNED]
            return AssessmentsOut(items=[_for_officers(assessment) for assessment in history])
        if not risk.may_follow(desk.tx, consignment_id, desk.user.enterprise_id):
            raise NotFound("There is no such consignment.")
        return AssessmentsOut(items=[_for_traders(assessment) for assessment in history])

    return routes


def _for_traders(assessment: Assessment) -> AssessmentOut:
    return AssessmentOut(
        id=assessment.id,
        consignment_id=assessment.consignment_id,
        assessed_at=assessment.assessed_at,
        reasons=[_ground(ground) for ground in assessment.reasons(Level.TRADER)],
    )


def _for_officers(assessment: Assessment) -> AssessmentOut:
    return AssessmentOut(
        id=assessment.id,
        consignment_id=assessment.consignment_id,
        assessed_at=assessment.assessed_at,
        reasons=[_ground(ground) for ground in assessment.grounds],
        number=assessment.number,
        stage=assessment.stage,
        lane=assessment.lane,
        previous_lane=assessment.previous_lane,
        asks=[AskOut(what=ask.what, row=ask.row, code=ask.code, fresh=ask.fresh) for ask in assessment.asks],
        rows=list(assessment.rows),
        policy_hash=assessment.policy_hash,
        input_hash=assessment.input_hash,
        facts=plain(assessment.facts),
        drawn_at_random=assessment.draw.is_drawn,
        selection_probability=str(assessment.selection_probability),
    )


def _ground(ground: Ground) -> GroundOut:
    reason = ground.reason
    return GroundOut(level=ground.level, code=reason.code, params=reason.params, text=reason.text)
