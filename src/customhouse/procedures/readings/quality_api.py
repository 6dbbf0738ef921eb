"""Figures of reading over HTTP, and the library of threats: supervisors see all, analysts their own."""

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict

from customhouse.access.guard import Desk, Guard
from customhouse.access.model import Permission, User
from customhouse.imaging.projection.copies import SHARE, Offered
from customhouse.imaging.projection.picture import picture_of
from customhouse.kernel.errors import Forbidden
from customhouse.procedures.model import Reveal
from customhouse.procedures.readings.quality import Quality, Scores
from customhouse.procedures.readings.scores import Agreement, Score, Share
from customhouse.procedures.second import Rules

DAYS = Query(90, ge=1, le=3660, description="How far back to look.")


class ShareOut(BaseModel):
    """A share with its 95 % interval (Wilson); `share` is None of nothing."""

    model_config = ConfigDict(from_attributes=True)
    hits: int
    of: int
    share: float | None
    low: float
    high: float


class ScoreOut(BaseModel):
    """`enough` is False where there are too few readings to judge by; then the shares are None."""

    key: str
    name: str | None
    readings: int
    enough: bool
    found: ShareOut | None
    false_alarms: ShareOut | None
    median_s: float | None


class ScoresOut(BaseModel):
    whole: ScoreOut
    people: list[ScoreOut]
    classes: list[ScoreOut]
    weeks: list[ScoreOut]
    least: int
    share_percent: float


class AgreementOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    pairs: int
    both_clear: int
    both_stop: int
    first_stop: int
    second_stop: int
    kappa: float | None
    low: float | None
    high: float | None


class SwitchesOut(BaseModel):
    """First looks that were decided otherwise once the recogniser's findings were shown."""

    model_config = ConfigDict(from_attributes=True)
    looks: int
    changed: ShareOut
    to_stop: int
    to_clear: int


class ReadersOut(BaseModel):
    agreement: AgreementOut
    switches: SwitchesOut
    ai_reveal: Reveal
    second_reading_percent: float
    second_reading_lanes: list[str]
    second_reading_lane_percent: float
    second_reading_value: float | None
    holds_goods: bool


class ThreatOut(BaseModel):
    code: str
    object_class: str
    name: str
    small: bool
    is_offered: bool
    changed_by_name: str | None


class ThreatsOut(BaseModel):
    items: list[ThreatOut]
    next_cursor: str | None = None


class OfferBody(BaseModel):
    is_offered: bool


def quality_router(quality: Quality, guard: Guard) -> APIRouter:
    routes = APIRouter(prefix="/api/quality", tags=["quality"])
    projections, policy = quality.readings.projections, quality.readings.procedures.policy

    @routes.get("/tip-scores")
    def read_scores(
        days: int = DAYS,
        user_id: str | None = Query(None, max_length=80),
        desk: Desk = guard.reads(Permission.READ_QUALITY, Permission.REVIEW_IMAGES),
    ) -> ScoresOut:
        """How projected threats were found: of all analysts, or of oneself."""
        if not desk.user.may(Permission.READ_QUALITY):
            if user_id not in (None, desk.user.id):
                raise Forbidden("Only the own scores are shown to an analyst.")
            user_id = desk.user.id
        scores = quality.tip_scores(desk.tx, days, user_id)
        share = float(policy.number(SHARE, desk.tx.now)) if policy.has(SHARE, desk.tx.now) else 0.0
        return _scores(scores, desk.names(*scores.people), share)

    @routes.get("/readers")
    def read_agreement(days: int = DAYS, desk: Desk = guard.reads(Permission.READ_QUALITY)) -> ReadersOut:
        """How far two readers agree, and how often a look was decided otherwise after the findings were shown."""
        rules = Rules.of(policy, desk.tx.now)
        return ReadersOut(
            agreement=_agreement(quality.agreement(desk.tx, days)),
            switches=SwitchesOut.model_validate(quality.switches(desk.tx, days)),
            ai_reveal=quality.readings.procedures.ai_reveal(desk.tx),
            second_reading_percent=rules.share,
            second_reading_lanes=list(rules.lanes),
            second_reading_lane_percent=rules.lane_share,
            second_reading_value=None if rules.value is None else float(rules.value),
            holds_goods=rules.holds,
        )

    @routes.get("/threats")
    def list_threats(desk: Desk = guard.reads(Permission.READ_QUALITY, Permission.MANAGE_TIP)) -> ThreatsOut:
        """The library of threats, and which of them are drawn here."""
        found = projections.library(desk.tx)
        names = desk.names(*(each.changed_by for each in found))
        return ThreatsOut(items=[_threat(each, names) for each in found])

    @routes.get("/threats/{code}/picture.png", response_class=Response)
    def show_threat(code: str, _user: User = guard.admits(Permission.READ_QUALITY, Permission.MANAGE_TIP)) -> Response:
        """The shadow of a threat of the library, as a picture."""
        headers = {"Cache-Control": "private, max-age=86400"}
        return Response(picture_of(code), media_type="image/png", headers=headers)

    @routes.put("/threats/{code}")
    def offer_threat(code: str, body: OfferBody, desk: Desk = guard.writes(Permission.MANAGE_TIP)) -> ThreatOut:
        changed = projections.offer(desk.tx, code, offered=body.is_offered)
        return _threat(changed, desk.names(changed.changed_by))

    return routes


def _scores(scores: Scores, names: dict[str, str], share: float) -> ScoresOut:
    def lines(of: dict[str, Score]) -> list[ScoreOut]:
        return [_score(key, names.get(key), each) for key, each in of.items()]

    return ScoresOut(
        whole=_score("", None, scores.whole),
        people=lines(scores.people),
        classes=lines(scores.classes),
        weeks=lines(scores.weeks),
        least=scores.least,
        share_percent=share,
    )


def _score(key: str, name: str | None, of: Score) -> ScoreOut:
    def told(share: Share) -> ShareOut | None:
        return ShareOut.model_validate(share) if of.enough else None

    median = of.median_s if of.enough else None
    shares = {"found": told(of.found), "false_alarms": told(of.false_alarms)}
    return ScoreOut(key=key, name=name, readings=of.readings, enough=of.enough, median_s=median, **shares)


def _agreement(of: Agreement) -> AgreementOut:
    return AgreementOut.model_validate(of)


def _threat(each: Offered, names: dict[str, str]) -> ThreatOut:
    known = each.threat
    return ThreatOut(
        code=known.code,
        object_class=known.object_class,
        name=known.name,
        small=known.small,
        is_offered=each.is_offered,
        changed_by_name=names.get(each.changed_by or ""),
    )
