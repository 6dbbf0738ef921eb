"""Readings of projected threats and judged findings, in SQL."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Index,
    Integer,
    RowMapping,
    Select,
    String,
    Table,
    delete,
    insert,
    select,
    update,
)

from customhouse.kernel.columns import METADATA, Json, Utc
from customhouse.procedures.model import Decision, Mark, Outcome, Review, ReviewState
from customhouse.procedures.readings.model import FindingVerdict, Judged, TipOutcome, TipReading
from customhouse.procedures.store import reviews

tips = Table(
    "tip_reading",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("review_id", String(36), nullable=False),
    Column("scan_id", String(36), nullable=False),
    Column("projection_id", String(36), nullable=False, unique=True),
    Column("user_id", String(80), nullable=False),
    Column("threat", String(40), nullable=False),
    Column("object_class", String(40), nullable=False),
    Column("modality", String(16), nullable=False),
    Column("shown_at", Utc, nullable=False),
    Column("first_look", String(20)),
    Column("first_look_at", Utc),
    Column("ended_at", Utc),
    Column("outcome", String(16)),
    Column("decision", Json),
    Column("false_marks", Integer, nullable=False),
    Column("judged", Json, nullable=False),
    Index("ix_tip_reading_user_id", "user_id", "ended_at"),
)
judgements = Table(
    "finding_judgement",
    METADATA,
    Column("review_id", String(36), primary_key=True),
    Column("finding_id", String(80), primary_key=True),
    Column("scan_id", String(36), nullable=False),
    Column("verdict", String(16), nullable=False),
    Column("label", String(40), nullable=False),
    Column("by", String(80), nullable=False),
    Column("at", Utc, nullable=False),
    Column("told", Boolean, nullable=False),
    Index("ix_finding_judgement_scan_id", "scan_id"),
)


def insert_tip(connection: Connection, reading: TipReading) -> None:
    connection.execute(insert(tips).values(_plain(reading)))


def update_tip(connection: Connection, reading: TipReading) -> None:
    connection.execute(update(tips).where(tips.c.id == reading.id).values(_plain(reading)))


def is_shown(connection: Connection, projection_id: str) -> bool:
    """Whether anybody has seen this copy: nobody is shown the same one twice."""
    found = connection.execute(select(tips.c.id).where(tips.c.projection_id == projection_id))
    return found.first() is not None


def open_tips(connection: Connection, review_id: str) -> list[TipReading]:
    wanted = select(tips).where(tips.c.review_id == review_id, tips.c.outcome.is_(None))
    return [_tip(row) for row in connection.execute(wanted).mappings()]


def open_tips_of(connection: Connection, user_id: str, states: Sequence[ReviewState]) -> list[TipReading]:
    """Of reviews in one of these states."""
    wanted = select(tips).where(tips.c.user_id == user_id, tips.c.outcome.is_(None), tips.c.review_id.in_(_in(states)))
    return [_tip(row) for row in connection.execute(wanted).mappings()]


def lapse_tips_of_closed(connection: Connection, undecided: Sequence[ReviewState], at: datetime) -> None:
    """End the readings whose review went another way: withdrawn, or over with a newer image."""
    still = (*undecided, ReviewState.PENDING)  # a decision that is taken back is in hand again
    closed = update(tips).where(tips.c.outcome.is_(None), tips.c.review_id.not_in(_in(still)))
    connection.execute(closed.values(outcome=TipOutcome.LAPSED.value, ended_at=at))


def _in(states: Sequence[ReviewState]) -> Select[tuple[str]]:
    return select(reviews.c.id).where(reviews.c.state.in_([state.value for state in states]))


def ended_tips(connection: Connection, since: datetime, user_id: str | None) -> list[TipReading]:
    """Oldest first."""
    wanted = select(tips).where(tips.c.outcome.is_not(None), tips.c.ended_at >= since)
    if user_id is not None:
        wanted = wanted.where(tips.c.user_id == user_id)
    return [_tip(row) for row in connection.execute(wanted.order_by(tips.c.ended_at, tips.c.id)).mappings()]


def put_judgement(connection: Connection, review: Review, judged: Judged, by: str, *, told: bool) -> None:
    """In the place of what was said of this finding before."""
    of = (judgements.c.review_id == review.id) & (judgements.c.finding_id == judged.finding_id)
    connection.execute(delete(judgements).where(of))
    named = {"review_id": review.id, "scan_id": review.scan_id, "by": by, "told": told}
    row = {**named, **_judged_out(judged), "at": judged.at}
    connection.execute(insert(judgements).values(row))


def drop_judgements(connection: Connection, review_id: str, finding_ids: Sequence[str]) -> None:
    of = (judgements.c.review_id == review_id) & judgements.c.finding_id.in_(finding_ids)
    connection.execute(delete(judgements).where(of, judgements.c.told.is_(False)))


def judgements_of(connection: Connection, review_id: str, *, untold: bool = False) -> list[Judged]:
    wanted = select(judgements).where(judgements.c.review_id == review_id).order_by(judgements.c.at)
    if untold:
        wanted = wanted.where(judgements.c.told.is_(False))
    return [_judgement(row) for row in connection.execute(wanted).mappings()]


def told_judgements(connection: Connection) -> list[tuple[str, Judged]]:
    """With the scan of each, newest first."""
    wanted = select(judgements).where(judgements.c.told.is_(True)).order_by(judgements.c.at.desc())
    return [(row["scan_id"], _judgement(row)) for row in connection.execute(wanted).mappings()]


def mark_told(connection: Connection, review_id: str) -> None:
    connection.execute(update(judgements).where(judgements.c.review_id == review_id).values(told=True))


def _judgement(row: RowMapping) -> Judged:
    return Judged(row["finding_id"], FindingVerdict(row["verdict"]), row["label"], row["at"])


def _plain(reading: TipReading) -> dict[str, Any]:
    row = vars(reading) | {
        "first_look": reading.first_look.value if reading.first_look else None,
        "outcome": reading.outcome.value if reading.outcome else None,
        "decision": asdict(reading.decision) if reading.decision else None,
        "judged": [_judged_out(one) for one in reading.judged],
    }
    return dict(row)


def _judged_out(judged: Judged) -> dict[str, Any]:
    words = {"finding_id": judged.finding_id, "verdict": judged.verdict.value, "label": judged.label}
    return words | {"at": judged.at.isoformat()}


def _tip(row: Any) -> TipReading:
    typed = {
        "first_look": Outcome(row["first_look"]) if row["first_look"] else None,
        "outcome": TipOutcome(row["outcome"]) if row["outcome"] else None,
        "decision": _decision(row["decision"]) if row["decision"] else None,
        "judged": tuple(_judged_in(one) for one in row["judged"]),
    }
    return TipReading(**{**row, **typed})


def _decision(kept: dict[str, Any]) -> Decision:
    marks = tuple(Mark(**mark) for mark in kept["marks"])
    return Decision(Outcome(kept["outcome"]), tuple(kept["reason_codes"]), marks, kept["note"])


def _judged_in(kept: dict[str, Any]) -> Judged:
    at = datetime.fromisoformat(kept["at"])
    return Judged(kept["finding_id"], FindingVerdict(kept["verdict"]), kept["label"], at)
