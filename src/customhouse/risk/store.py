"""Assessments in SQL, never changed once written, and the policies they were made with."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Integer,
    RowMapping,
    String,
    Table,
    UniqueConstraint,
    func,
    insert,
    select,
)

from customhouse.kernel.database import METADATA, Exact, Json, Utc
from customhouse.kernel.reasons import Reason
from customhouse.policy.model import ColumnType, Fact, Ground, Level
from customhouse.policy.model import Table as PolicyTable
from customhouse.risk.facts import plain
from customhouse.risk.model import Ask, Assessment, Draw, Lane, Stage, What

assessments = Table(
    "assessment",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("consignment_id", String(36), nullable=False),
    Column("number", Integer, nullable=False),
    Column("stage", String(16), nullable=False),
    Column("lane", String(8), nullable=False),
    Column("previous_lane", String(8)),
    Column("asks", Json, nullable=False),
    Column("rows", Json, nullable=False),
    Column("grounds", Json, nullable=False),
    Column("policy_hash", String(64), nullable=False),
    Column("input_hash", String(64), nullable=False),
    Column("facts", Json, nullable=False),
    Column("draw_number", Exact, nullable=False),
    Column("draw_share_percent", Exact, nullable=False),
    Column("is_drawn", Boolean, nullable=False),
    Column("selection_probability", Exact, nullable=False),
    Column("assessed_at", Utc, nullable=False),
    UniqueConstraint("consignment_id", "number"),
)
policies = Table(
    "policy_package",
    METADATA,
    Column("hash", String(64), primary_key=True),
    Column("content", Json, nullable=False),
    Column("first_used_at", Utc, nullable=False),
)


def insert_assessment(connection: Connection, assessment: Assessment) -> None:
    row = {
        "id": assessment.id,
        "consignment_id": assessment.consignment_id,
        "number": assessment.number,
        "stage": assessment.stage.value,
        "lane": assessment.lane.value,
        "previous_lane": assessment.previous_lane.value if assessment.previous_lane else None,
        "asks": [asdict(ask) for ask in assessment.asks],
        "rows": list(assessment.rows),
        "grounds": [_ground_out(ground) for ground in assessment.grounds],
        "policy_hash": assessment.policy_hash,
        "input_hash": assessment.input_hash,
        "facts": plain(assessment.facts),
        "draw_number": assessment.draw.number,
        "draw_share_percent": assessment.draw.share_percent,
        "is_drawn": assessment.draw.is_drawn,
        "selection_probability": assessment.selection_probability,
        "assessed_at": assessment.assessed_at,
    }
    connection.execute(insert(assessments).values(row))


def find_latest(connection: Connection, consignment_ids: Sequence[str]) -> dict[str, Assessment]:
    """The newest assessment of each consignment that has one."""
    newest = (
        select(assessments.c.consignment_id, func.max(assessments.c.number).label("number"))
        .where(assessments.c.consignment_id.in_(consignment_ids))
        .group_by(assessments.c.consignment_id)
        .subquery()
    )
    statement = select(assessments).join(
        newest,
        (assessments.c.consignment_id == newest.c.consignment_id) & (assessments.c.number == newest.c.number),
    )
    return {row["consignment_id"]: _assessment(row) for row in connection.execute(statement).mappings()}


def find_all(connection: Connection, consignment_id: str) -> list[Assessment]:
    """All assessments of a consignment, newest first."""
    mine = select(assessments).where(assessments.c.consignment_id == consignment_id)
    rows = connection.execute(mine.order_by(assessments.c.number.desc())).mappings()
    return [_assessment(row) for row in rows]


def find_one(connection: Connection, assessment_id: str) -> Assessment | None:
    row = connection.execute(select(assessments).where(assessments.c.id == assessment_id)).mappings().first()
    return _assessment(row) if row else None


def keep_policy(connection: Connection, policy_hash: str, content: Mapping[str, Any], at: datetime) -> None:
    known = connection.execute(select(policies.c.hash).where(policies.c.hash == policy_hash)).first()
    if known is None:
        connection.execute(insert(policies).values(hash=policy_hash, content=dict(content), first_used_at=at))


def find_policy(connection: Connection, policy_hash: str) -> Mapping[str, Any] | None:
    content: Mapping[str, Any] | None = connection.execute(
        select(policies.c.content).where(policies.c.hash == policy_hash)
    ).scalar()
    return content


def _assessment(row: RowMapping) -> Assessment:
    return Assessment(
        id=row["id"],
        consignment_id=row["consignment_id"],
        number=row["number"],
        stage=Stage(row["stage"]),
        lane=Lane(row["lane"]),
        previous_lane=Lane(row["previous_lane"]) if row["previous_lane"] else None,
        asks=tuple(Ask(**{**ask, "what": What(ask["what"])}) for ask in row["asks"]),
        rows=tuple(row["rows"]),
        grounds=tuple(_ground_in(ground) for ground in row["grounds"]),
        policy_hash=row["policy_hash"],
        input_hash=row["input_hash"],
        facts={name: _fact_in(value) for name, value in row["facts"].items()},
        draw=Draw(row["draw_number"], row["draw_share_percent"], row["is_drawn"]),
        selection_probability=row["selection_probability"],
        assessed_at=row["assessed_at"],
    )


def typed(facts: Mapping[str, Fact], table: PolicyTable) -> dict[str, Fact]:
    """Facts as they were kept, with numbers made numbers again by the columns of a table."""
    numbers = {column.name for column in table.inputs if column.type is ColumnType.NUMBER}
    return {name: Decimal(str(fact)) if name in numbers else fact for name, fact in facts.items()}


def _fact_in(value: Any) -> Fact:
    fact: Fact = tuple(value) if isinstance(value, list) else value
    return fact


def _ground_out(ground: Ground) -> dict[str, Any]:
    reason = ground.reason
    return {"level": ground.level.value, "code": reason.code, "text": reason.text, "params": reason.params}


def _ground_in(ground: Mapping[str, Any]) -> Ground:
    return Ground(Level(ground["level"]), Reason(ground["code"], ground["text"], ground["params"]))
