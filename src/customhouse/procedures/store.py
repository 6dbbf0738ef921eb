"""Cases, controls and reviews in SQL."""

from collections.abc import Sequence
from dataclasses import asdict, fields
from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Index,
    Integer,
    RowMapping,
    String,
    Table,
    Text,
    and_,
    func,
    insert,
    not_,
    or_,
    select,
    update,
)

from customhouse.kernel.database import METADATA, Json, Utc
from customhouse.procedures.model import (
    Case,
    Control,
    ControlState,
    Decision,
    Leg,
    Look,
    Mark,
    Outcome,
    Purpose,
    Result,
    Review,
    ReviewState,
    State,
    What,
)

LOOKS = TypeAdapter(tuple[Look, ...])
cases = Table(
    "procedure_case",
    METADATA,
    Column("consignment_id", String(36), primary_key=True),
    Column("mrn", String(32), nullable=False),
    Column("state", String(16), nullable=False),
    Column("procedure", String(16), nullable=False),
    Column("lane", String(8)),
    Column("legs", Json, nullable=False),
    Column("open_critical", Json, nullable=False),
    Column("opened_at", Utc, nullable=False),
    Column("changed_at", Utc, nullable=False),
)
controls = Table(
    "control",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("consignment_id", String(36), nullable=False),
    Column("what", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("why", String(64), nullable=False),
    Column("causes", Json, nullable=False),
    Column("ordered_at", Utc, nullable=False),
    Column("due_at", Utc, nullable=False),
    Column("result", String(20)),
    Column("completed_at", Utc),
    Column("completed_by", String(80)),
    Column("note", Text, nullable=False),
    Column("found", Text, nullable=False),
    Index("ix_control_consignment_id", "consignment_id"),
    Index("ix_control_state", "state", "due_at"),
)
reviews = Table(
    "image_review",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("consignment_id", String(36), nullable=False),
    Column("mrn", String(32), nullable=False),
    Column("scan_id", String(36), nullable=False),
    Column("control_id", String(36)),
    Column("state", String(16), nullable=False),
    Column("lane", String(8), nullable=False),
    Column("severity", String(16), nullable=False),
    Column("round", Integer, nullable=False),
    Column("opened_at", Utc, nullable=False),
    Column("due_at", Utc, nullable=False),
    Column("assigned_to", String(80)),
    Column("claimed_until", Utc),
    Column("excluded", Json, nullable=False),
    Column("handed_back_by", Json, nullable=False),
    Column("handed_back_at", Utc),
    Column("decision", Json),
    Column("decided_by", String(80)),
    Column("decided_at", Utc),
    Column("undo_until", Utc),
    Column("purpose", String(16), nullable=False),
    Column("of_review", String(36)),
    Column("holds", Boolean, nullable=False),
    Column("first_look", String(20)),
    Column("first_look_at", Utc),
    Column("revealed_at", Utc),
    Column("looks", Json, nullable=False),
    Index("ix_image_review_consignment_id", "consignment_id"),
    Index("ix_image_review_state", "state", "due_at"),
    Index("ix_image_review_scan_id", "scan_id"),
)


def insert_case(connection: Connection, case: Case) -> None:
    connection.execute(insert(cases).values(_plain(case)))


def update_case(connection: Connection, case: Case) -> None:
    connection.execute(update(cases).where(cases.c.consignment_id == case.consignment_id).values(_plain(case)))


def find_cases(connection: Connection, consignment_ids: Sequence[str], *, lock: bool = False) -> dict[str, Case]:
    """With `lock`, others who change these cases wait until we have committed."""
    statement = select(cases).where(cases.c.consignment_id.in_(consignment_ids))
    rows = connection.execute(statement.with_for_update() if lock else statement).mappings()
    return {row["consignment_id"]: _case(row) for row in rows}


def keep_controls(connection: Connection, before: Sequence[Control], after: Sequence[Control]) -> None:
    """Write what was added or changed."""
    known = {control.id: control for control in before}
    for control in after:
        if control.id not in known:
            connection.execute(insert(controls).values(_plain(control)))
        elif control != known[control.id]:
            connection.execute(update(controls).where(controls.c.id == control.id).values(_plain(control)))


def find_control(connection: Connection, control_id: str) -> Control | None:
    row = connection.execute(select(controls).where(controls.c.id == control_id)).mappings().first()
    return _control(row) if row else None


def controls_of(connection: Connection, consignment_id: str) -> tuple[Control, ...]:
    mine = select(controls).where(controls.c.consignment_id == consignment_id).order_by(controls.c.id)
    return tuple(_control(row) for row in connection.execute(mine).mappings())


def list_controls(
    connection: Connection, states: Sequence[ControlState], what: What | None, limit: int
) -> list[Control]:
    """Controls in these states, what is due first first."""
    wanted: list[ColumnElement[bool]] = [controls.c.state.in_([state.value for state in states])]
    if what is not None:
        wanted.append(controls.c.what == what.value)
    statement = select(controls).where(*wanted).order_by(controls.c.due_at, controls.c.id).limit(limit)
    return [_control(row) for row in connection.execute(statement).mappings()]


def keep_reviews(connection: Connection, before: Sequence[Review], after: Sequence[Review]) -> None:
    """Write what was added or changed."""
    known = {review.id: review for review in before}
    for review in after:
        if review.id not in known:
            connection.execute(insert(reviews).values(_plain(review)))
        elif review != known[review.id]:
            update_review(connection, review)


def update_review(connection: Connection, review: Review) -> None:
    connection.execute(update(reviews).where(reviews.c.id == review.id).values(_plain(review)))


def find_review(connection: Connection, review_id: str) -> Review | None:
    row = connection.execute(select(reviews).where(reviews.c.id == review_id)).mappings().first()
    return _review(row) if row else None


def reviews_of(connection: Connection, consignment_id: str) -> tuple[Review, ...]:
    mine = select(reviews).where(reviews.c.consignment_id == consignment_id).order_by(reviews.c.id)
    return tuple(_review(row) for row in connection.execute(mine).mappings())


def reviews_of_scans(connection: Connection, scan_ids: Sequence[str]) -> dict[str, list[Review]]:
    """By scan, oldest first."""
    found: dict[str, list[Review]] = {scan_id: [] for scan_id in scan_ids}
    mine = select(reviews).where(reviews.c.scan_id.in_(scan_ids)).order_by(reviews.c.id)
    for row in connection.execute(mine).mappings():
        found[row["scan_id"]].append(_review(row))
    return found


def reviews_in(
    connection: Connection, states: Sequence[ReviewState], purposes: Sequence[Purpose], limit: int = 500
) -> list[Review]:
    """Reviews in these states, what is due first first."""
    wanted = select(reviews).where(_in(states), _for(purposes)).order_by(reviews.c.due_at, reviews.c.id).limit(limit)
    return [_review(row) for row in connection.execute(wanted).mappings()]


def reviews_with(connection: Connection, user_id: str, now: datetime) -> list[Review]:
    """What a user has in hand: taken, or decided and still to be undone."""
    statement = select(reviews).where(_in_hand_of(user_id, now)).order_by(reviews.c.due_at, reviews.c.id)
    return [_review(row) for row in connection.execute(statement).mappings()]


def decided_reviews(connection: Connection, purposes: Sequence[Purpose], now: datetime, limit: int) -> list[Review]:
    """The last decided, newest first; among them those that nobody can undo any more and nobody has settled yet."""
    decided = select(reviews).where(or_(_in([ReviewState.DECIDED]), _due(now)), _for(purposes))
    rows = connection.execute(decided.order_by(reviews.c.decided_at.desc()).limit(limit)).mappings()
    return [_review(row) for row in rows]


def decided_since(connection: Connection, since: datetime, purpose: Purpose) -> list[Review]:
    """Decided and in effect, oldest first."""
    wanted = and_(_in([ReviewState.DECIDED]), _for([purpose]), reviews.c.decided_at >= since)
    rows = connection.execute(select(reviews).where(wanted).order_by(reviews.c.decided_at)).mappings()
    return [_review(row) for row in rows]


def reviews_named(connection: Connection, review_ids: Sequence[str]) -> dict[str, Review]:
    ids, named = sorted(set(review_ids)), dict[str, Review]()
    for start in range(0, len(ids), MOST_NAMED):
        some = reviews.c.id.in_(ids[start : start + MOST_NAMED])
        found = connection.execute(select(reviews).where(some)).mappings()
        named |= {row["id"]: _review(row) for row in found}
    return named


def due_decisions(connection: Connection, now: datetime) -> list[Review]:
    """Decisions that can no longer be undone and have not taken effect."""
    statement = select(reviews).where(_due(now)).order_by(reviews.c.undo_until, reviews.c.id)
    return [_review(row) for row in connection.execute(statement).mappings()]


def count_reviews(connection: Connection, user_id: str, purposes: Sequence[Purpose], now: datetime) -> dict[str, int]:
    """Of what this person may take: another reading of what they read themselves is kept from them."""
    columns = (reviews.c.state, reviews.c.claimed_until, reviews.c.due_at, reviews.c.excluded)
    working = select(*columns).where(_in([ReviewState.OPEN, ReviewState.ASSIGNED]), _for(purposes))
    theirs = [row for row in connection.execute(working) if user_id not in row.excluded]
    mine = _in_hand_of(user_id, now)
    is_open = ReviewState.OPEN.value
    return {
        "open": sum(row.state == is_open or bool(row.claimed_until and row.claimed_until <= now) for row in theirs),
        "mine": connection.execute(select(func.count()).select_from(reviews).where(mine)).scalar() or 0,
        "over_sla": sum(row.due_at < now for row in theirs),
    }


MOST_NAMED = 500  # ids in one question: databases have a limit


def _for(purposes: Sequence[Purpose]) -> ColumnElement[bool]:
    return reviews.c.purpose.in_([purpose.value for purpose in purposes])


def _due(now: datetime) -> ColumnElement[bool]:
    return and_(_in([ReviewState.PENDING]), reviews.c.undo_until <= now)


def _in_hand_of(user_id: str, now: datetime) -> ColumnElement[bool]:
    held = and_(_in([ReviewState.ASSIGNED, ReviewState.PENDING]), reviews.c.assigned_to == user_id)
    return and_(held, not_(_due(now)))


def _in(states: Sequence[ReviewState]) -> ColumnElement[bool]:
    return reviews.c.state.in_([state.value for state in states])


def _plain(thing: Case | Control | Review) -> dict[str, Any]:
    """The row of a thing: its columns have the names of its fields."""
    row = {field.name: getattr(thing, field.name) for field in fields(thing)}
    if isinstance(thing, Case):
        row["legs"] = _legs_out(thing.legs)
    if isinstance(thing, Review) and thing.decision is not None:
        row["decision"] = asdict(thing.decision)
    if isinstance(thing, Review):
        row["looks"] = LOOKS.dump_python(thing.looks, mode="json")
    return {name: _column(value) for name, value in row.items()}


def _column(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return value.value
    return list(value) if isinstance(value, tuple) else value


def _case(row: RowMapping) -> Case:
    typed = {
        "state": State(row["state"]),
        "legs": tuple(_leg_in(leg) for leg in row["legs"]),
        "open_critical": tuple(row["open_critical"]),
    }
    return Case(**{**row, **typed})


def _legs_out(legs: Sequence[Leg]) -> list[dict[str, Any]]:
    return [{**asdict(leg), "gate_at": leg.gate_at.isoformat() if leg.gate_at else None} for leg in legs]


def _leg_in(kept: dict[str, Any]) -> Leg:
    gate_at = kept["gate_at"]
    return Leg(**{**kept, "gate_at": datetime.fromisoformat(gate_at) if gate_at else None})


def _control(row: RowMapping) -> Control:
    typed = {
        "what": What(row["what"]),
        "state": ControlState(row["state"]),
        "causes": tuple(row["causes"]),
        "result": Result(row["result"]) if row["result"] else None,
    }
    return Control(**{**row, **typed})


def _review(row: RowMapping) -> Review:
    typed = {
        "state": ReviewState(row["state"]),
        "excluded": tuple(row["excluded"]),
        "handed_back_by": tuple(row["handed_back_by"]),
        "decision": _decision(row["decision"]) if row["decision"] else None,
        "purpose": Purpose(row["purpose"]),
        "first_look": Outcome(row["first_look"]) if row["first_look"] else None,
        "looks": LOOKS.validate_python(row["looks"]),
    }
    return Review(**{**row, **typed})


def _decision(kept: dict[str, Any]) -> Decision:
    return Decision(
        outcome=Outcome(kept["outcome"]),
        reason_codes=tuple(kept["reason_codes"]),
        marks=tuple(Mark(**mark) for mark in kept["marks"]),
        note=kept["note"],
    )
