"""Names over HTTP: who a name may be, the lists, the hits and what is decided of them, the good-list."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from customhouse.access.guard import Desk, Guard
from customhouse.access.model import Permission
from customhouse.watchlists.asking import LONGEST_NAME
from customhouse.watchlists.model import Asked, Edition, Fault, GoodListed, Hit, HitLevel, HitOutcome, HitState, Match
from customhouse.watchlists.names.facts import Bearing
from customhouse.watchlists.names.model import How, Kind
from customhouse.watchlists.service import Watchlists

READERS = (Permission.SCREEN_PARTIES, Permission.DECIDE_HITS)


class AskedIn(BaseModel):
    """Who is looked for. Without `type` the name is taken for a person and for a company."""

    model_config = ConfigDict(extra="forbid")
    name: str = Field(min_length=1, max_length=LONGEST_NAME)
    type: Kind | None = None
    country: str = Field("", pattern="^([A-Za-z]{2})?$")
    born: str = Field("", pattern=r"^(\d{4}(-\d{2}(-\d{2})?)?)?$")
    imo: str = Field("", max_length=20)
    registration: str = Field("", max_length=60)
    address: str = Field("", max_length=400)


class WordPairOut(BaseModel):
    query: list[str]
    entry: list[str]
    how: How
    similarity: float


class NameFactOut(BaseModel):
    name: str
    bearing: Bearing
    query: str
    entry: str


class WatchedEntryOut(BaseModel):
    source_id: str
    kind: Kind
    names: list[str]
    countries: list[str]
    born: list[str]
    imo: str
    registrations: list[str]
    addresses: list[str]
    programmes: list[str]
    remarks: str


class ExplanationOut(BaseModel):
    """`names_score` is what the names alone come to. The `left` words have no counterpart."""

    names_score: float
    pairs: list[WordPairOut]
    query_left: list[str]
    entry_left: list[str]
    facts: list[NameFactOut]
    entry: WatchedEntryOut


class NameMatchOut(BaseModel):
    list_name: str
    version: str
    entry_id: str
    kind: Kind
    score: float
    level: HitLevel
    matched: str
    explanation: ExplanationOut


class ScreenedOut(BaseModel):
    level: HitLevel
    matches: list[NameMatchOut]


class EditionOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    id: str
    name: str
    version: str
    format: str
    sha256: str
    file_name: str
    entries: int
    names: int
    faults: int
    imported_at: datetime
    imported_by: str


class EditionsOut(BaseModel):
    """`ready` is false while the lists are being made ready for searching."""

    items: list[EditionOut]
    ready: bool


class ListFaultOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    place: str
    message: str
    excerpt: str


class ListFaultsOut(BaseModel):
    items: list[ListFaultOut]


class HitDecisionOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    at: datetime
    by: str
    outcome: HitOutcome
    note: str


class HitLineOut(BaseModel):
    id: str
    consignment_id: str
    mrn: str
    role: str
    name: str
    matched: str
    list_name: str
    version: str
    entry_id: str
    score: float
    level: HitLevel
    state: HitState
    found_at: datetime
    updated_at: datetime


class HitOut(HitLineOut):
    country: str
    explanation: ExplanationOut
    decisions: list[HitDecisionOut]


class HitsOut(BaseModel):
    items: list[HitLineOut]
    next_cursor: str | None
    counts: dict[HitState, int]


class DecideHitIn(BaseModel):
    model_config = ConfigDict(extra="forbid")
    outcome: HitOutcome
    note: str = Field(max_length=1000)


class SuppressionIn(BaseModel):
    """Without `days` the pair stays on the good-list for as long as the policy allows."""

    model_config = ConfigDict(extra="forbid")
    note: str = Field(max_length=1000)
    days: int | None = Field(None, ge=1, le=36500)


class GoodOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    id: str
    name: str
    country: str
    list_name: str
    entry_id: str
    entry_name: str
    reason: str
    by: str
    since: datetime
    expires_at: datetime
    ended_at: datetime | None


class GoodsOut(BaseModel):
    items: list[GoodOut]
    next_cursor: str | None


def router(watchlists: Watchlists, guard: Guard) -> APIRouter:
    routes = APIRouter(prefix="/api", tags=["watchlists"])
    _add_questions(routes, watchlists, guard)
    _add_hits(routes, watchlists, guard)
    _add_good_list(routes, watchlists, guard)
    return routes


def _add_questions(routes: APIRouter, watchlists: Watchlists, guard: Guard) -> None:
    @routes.post("/parties/screen")
    def screen(asked: AskedIn, desk: Desk = guard.reads(*READERS)) -> ScreenedOut:
        told = [_match(match, level) for match, level in watchlists.ask(desk.tx, asked_by(asked))]
        return ScreenedOut(level=max((each.level for each in told), key=_rank, default=HitLevel.NONE), matches=told)

    @routes.get("/watchlists")
    def list_editions(desk: Desk = guard.reads(*READERS)) -> EditionsOut:
        found: list[Edition] = watchlists.lists.editions(desk.tx)
        items = [EditionOut.model_validate(edition) for edition in found]
        return EditionsOut(items=items, ready=watchlists.is_ready(desk.tx))

    @routes.get("/watchlists/{edition_id}/faults")
    def list_faults(edition_id: str, desk: Desk = guard.reads(*READERS)) -> ListFaultsOut:
        found: list[Fault] = watchlists.lists.faults(desk.tx, edition_id)
        return ListFaultsOut(items=[ListFaultOut.model_validate(fault) for fault in found])


def _add_hits(routes: APIRouter, watchlists: Watchlists, guard: Guard) -> None:
    @routes.get("/hits")
    def list_hits(
        state: Annotated[list[HitState] | None, Query()] = None,
        consignment_id: Annotated[str, Query(max_length=36)] = "",
        cursor: Annotated[str | None, Query(max_length=36)] = None,
        desk: Desk = guard.reads(*READERS),
    ) -> HitsOut:
        counts = {HitState(name): count for name, count in watchlists.counts(desk.tx).items()}
        if consignment_id:
            mine = watchlists.hits_of(desk.tx, consignment_id)
            return HitsOut(items=[HitLineOut(**_line(hit)) for hit in mine], next_cursor=None, counts=counts)
        page = watchlists.page(desk.tx, state or [HitState.OPEN, HitState.NEEDS_MORE], cursor)
        lines = [HitLineOut(**_line(hit)) for hit in page.items]
        return HitsOut(items=lines, next_cursor=page.next_cursor, counts=counts)

    @routes.get("/hits/{hit_id}")
    def read_hit(hit_id: str, desk: Desk = guard.reads(*READERS)) -> HitOut:
        return _hit(watchlists.hit(desk.tx, hit_id))

    @routes.post("/hits/{hit_id}/decision")
    def decide(hit_id: str, given: DecideHitIn, desk: Desk = guard.writes(Permission.DECIDE_HITS)) -> HitOut:
        return _hit(watchlists.decide(desk.tx, hit_id, given.outcome, given.note))

    @routes.post("/hits/{hit_id}/suppression")
    def suppress(hit_id: str, given: SuppressionIn, desk: Desk = guard.writes(Permission.DECIDE_HITS)) -> HitOut:
        return _hit(watchlists.suppress(desk.tx, hit_id, given.note, given.days))


def _add_good_list(routes: APIRouter, watchlists: Watchlists, guard: Guard) -> None:
    @routes.get("/good-list")
    def list_good(
        cursor: Annotated[str | None, Query(max_length=36)] = None, desk: Desk = guard.reads(*READERS)
    ) -> GoodsOut:
        page = watchlists.good_list(desk.tx, cursor)
        items: list[GoodListed] = list(page.items)
        return GoodsOut(items=[GoodOut.model_validate(good) for good in items], next_cursor=page.next_cursor)

    @routes.delete("/good-list/{good_id}", status_code=204)
    def end_suppression(good_id: str, desk: Desk = guard.writes(Permission.DECIDE_HITS)) -> None:
        watchlists.end_suppression(desk.tx, good_id)


def asked_by(asked: AskedIn) -> Asked:
    kinds = (asked.type,) if asked.type else (Kind.PERSON, Kind.COMPANY, *((Kind.VESSEL,) if asked.imo else ()))
    return Asked(
        role="asked",
        name=asked.name.strip(),
        kinds=kinds,
        country=asked.country.upper(),
        born=asked.born,
        imo=asked.imo,
        registration=asked.registration,
        address=asked.address,
    )


def _rank(level: HitLevel) -> int:
    return level.rank


def _match(match: Match, level: HitLevel) -> NameMatchOut:
    return NameMatchOut(
        list_name=match.listed.list_name,
        version=match.listed.version,
        entry_id=match.listed.entry.source_id,
        kind=match.kind,
        score=match.score,
        level=level,
        matched=match.matched,
        explanation=ExplanationOut.model_validate(match.explanation),
    )


def _line(hit: Hit) -> dict[str, Any]:
    return {name: getattr(hit, name) for name in HitLineOut.model_fields}


def _hit(hit: Hit) -> HitOut:
    return HitOut(
        **_line(hit),
        country=hit.country,
        explanation=ExplanationOut.model_validate(hit.explanation),
        decisions=[HitDecisionOut.model_validate(decision) for decision in hit.decisions],
    )
