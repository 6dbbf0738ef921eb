"""Descriptions of goods over HTTP: candidates, fit and vagueness, and what the answers are made from."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from customhouse.access.guard import Desk, Guard
from customhouse.access.model import Permission, User
from customhouse.commodities.descriptions import MAX_TEXT, Classified, Descriptions, Told
from customhouse.commodities.language.model import Conflict, Evidence, FitVerdict, Kind, Level, Vagueness
from customhouse.commodities.model import Commodity
from customhouse.commodities.origins import Find, Origin, Origins
from customhouse.commodities.shelf import Status
from customhouse.kernel.reasons import Reason

READERS = (Permission.LODGE, Permission.READ_CASE)
Text = Annotated[str, Field(min_length=1, max_length=MAX_TEXT, description="what the goods are, in any language")]


class Described(BaseModel):
    text: Text
    limit: int = Field(default=5, ge=1, le=10)


class Declared(BaseModel):
    text: Text
    code: str = Field(max_length=16)


class EvidenceOut(BaseModel):
    """A text that speaks for a code, and where it comes from. `similarity` runs from 0 to 1."""

    text: str
    code: str
    language: str
    kind: Kind
    similarity: float
    origin: Origin


class CandidateOut(BaseModel):
    code: str
    path: list[Commodity]
    confidence: float
    evidence: list[EvidenceOut]


class QuestionOut(BaseModel):
    attribute: str
    answers: dict[str, str]


class VaguenessOut(BaseModel):
    """`say` tells by language what to write instead."""

    is_vague: bool
    reasons: list[Reason]
    missing: list[str]
    say: list[dict[str, str]]


class ClassifiedOut(BaseModel):
    text: str
    edition: str
    sure_level: Level | None
    chapters: list[CandidateOut]
    headings: list[CandidateOut]
    subheadings: list[CandidateOut]
    question: QuestionOut | None
    vagueness: VaguenessOut


class CheckedOut(BaseModel):
    code: str
    path: list[Commodity]
    score: float
    verdict: FitVerdict
    speaks_for: list[EvidenceOut]
    rather: list[CandidateOut]
    conflicts: list[Conflict]
    vagueness: VaguenessOut


class IndexedSourceOut(BaseModel):
    examples: int
    origin: Origin


class IndexOut(BaseModel):
    """What answers are made from. `embedding` is null where they are made of words alone."""

    status: Status
    progress: float
    failure: str
    built_at: str | None
    edition: str
    embedding: str | None
    sources: list[IndexedSourceOut]


def describing_router(descriptions: Descriptions, origins: Origins, guard: Guard) -> APIRouter:
    routes = APIRouter(prefix="/api/commodities", tags=["commodities"])

    @routes.post("/classify")
    def classify(body: Described, desk: Desk = guard.reads(*READERS)) -> ClassifiedOut:
        """What a description can mean, at every level, with what speaks for it."""
        found = descriptions.classify(desk.tx, body.text, body.limit, whole=_may_see_all(desk.user))
        vague, say = descriptions.vagueness(desk.tx, body.text)
        vagueness = _vagueness(vague, say)
        return _classified(found, vagueness, origins.within(desk.tx))

    @routes.post("/check")
    def check(body: Declared, desk: Desk = guard.reads(*READERS)) -> CheckedOut:
        """Whether a description fits a code, what speaks for it and what rather, and whether it says enough."""
        found = descriptions.check(desk.tx, body.text, body.code, whole=_may_see_all(desk.user))
        find = origins.within(desk.tx)
        return CheckedOut(
            code=found.fit.code,
            path=list(found.path),
            score=found.fit.score,
            verdict=found.fit.verdict,
            speaks_for=evidence_out(found.speaks_for, find),
            rather=_candidates(found.rather, find),
            conflicts=list(found.fit.conflicts),
            vagueness=_vagueness(found.vagueness, found.say),
        )

    @routes.get("/index")
    def read_index(desk: Desk = guard.reads(*READERS)) -> IndexOut:
        """What the answers are made from, and whether something newer is being prepared."""
        shelf, made = descriptions.shelf, descriptions.shelf.made
        counted, find = made.sources if made else {}, origins.within(desk.tx)
        return IndexOut(
            status=shelf.status,
            progress=shelf.progress,
            failure=shelf.failure,
            built_at=made.built_at if made else None,
            edition=descriptions.commodities.latest,
            embedding=made.embedding if made else None,
            sources=[
                IndexedSourceOut(examples=count, origin=origin)
                for source, count in counted.items()
                if (origin := find(source, ""))
            ],
        )

    return routes


def _may_see_all(user: User) -> bool:
    return user.may(Permission.READ_CASE)


def _vagueness(found: Vagueness, say: Sequence[Mapping[str, str]]) -> VaguenessOut:
    return VaguenessOut(
        is_vague=found.is_vague,
        reasons=list(found.reasons),
        missing=list(found.missing),
        say=[dict(each) for each in say],
    )


def _classified(found: Classified, vagueness: VaguenessOut, find: Find) -> ClassifiedOut:
    question = found.question
    return ClassifiedOut(
        text=found.text,
        edition=found.edition,
        sure_level=found.sure_level,
        chapters=_candidates(found.chapters, find),
        headings=_candidates(found.headings, find),
        subheadings=_candidates(found.subheadings, find),
        question=QuestionOut(attribute=question.attribute, answers=dict(question.answers)) if question else None,
        vagueness=vagueness,
    )


def _candidates(told: Iterable[Told], find: Find) -> list[CandidateOut]:
    return [
        CandidateOut(
            code=each.code,
            path=list(each.path),
            confidence=each.confidence,
            evidence=evidence_out(each.evidence, find),
        )
        for each in told
    ]


def evidence_out(evidence: Sequence[Evidence], find: Find) -> list[EvidenceOut]:
    """What a source said that was withdrawn since is no longer shown, though a newer index is still being made."""
    return [
        EvidenceOut(
            text=each.example.text,
            code=each.example.code,
            language=each.example.language,
            kind=each.example.kind,
            similarity=each.similarity,
            origin=origin,
        )
        for each in evidence
        if (origin := find(each.example.source, each.example.row))
    ]
