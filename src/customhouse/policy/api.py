"""The policy in force, whole and readable, for officers."""

from datetime import date
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel

from customhouse.access.guard import Desk, Guard
from customhouse.access.model import Permission
from customhouse.policy.model import Column, Parameter, Row, Table, Value
from customhouse.policy.package import PolicyPackage


class ValueOut(BaseModel):
    since: date
    value: str | list[str] | bool | None  # numbers as text, so that no digit is lost; null: none is in force
    reference: str


class ParameterOut(BaseModel):
    key: str
    description: str
    unit: str
    current: str | list[str] | bool | None
    values: list[ValueOut]


class ColumnOut(BaseModel):
    name: str
    type: str
    description: str
    values: list[str]


class RowOut(BaseModel):
    id: str
    in_force: bool
    since: date | None
    until: date | None
    cells: dict[str, str]
    outputs: dict[str, str]
    reason: dict[str, str]
    trader_reason: dict[str, str] | None
    reference: str


class TableOut(BaseModel):
    name: str
    description: str
    since: date
    inputs: list[ColumnOut]
    outputs: list[ColumnOut]
    rows: list[RowOut]


class PolicyOut(BaseModel):
    hash: str
    parameters: list[ParameterOut]
    tables: list[TableOut]


def router(policy: PolicyPackage, guard: Guard) -> APIRouter:
    routes = APIRouter(prefix="/api/policy", tags=["policy"])

    @routes.get("")
    def read_policy(desk: Desk = guard.reads(Permission.READ_POLICY)) -> PolicyOut:
        today = desk.tx.now.date()
        return PolicyOut(
            hash=policy.hash,
            parameters=[_parameter(parameter, today) for parameter in policy.parameters.values()],
            tables=[_table(table, today) for table in policy.tables.values()],
        )

    return routes


def _parameter(parameter: Parameter, today: date) -> ParameterOut:
    held = parameter.at(today)
    return ParameterOut(
        key=parameter.key,
        description=parameter.description,
        unit=parameter.unit,
        current=_value(held.value) if held else None,
        values=[ValueOut(since=d.since, value=_value(d.value), reference=d.reference) for d in parameter.values],
    )


def _table(table: Table, today: date) -> TableOut:
    return TableOut(
        name=table.name,
        description=table.description,
        since=table.since,
        inputs=[_column(column) for column in table.inputs],
        outputs=[_column(column) for column in table.outputs],
        rows=[_row(row, today) for row in table.rows],
    )


def _column(column: Column) -> ColumnOut:
    return ColumnOut(name=column.name, type=column.type, description=column.description, values=list(column.values))


def _row(row: Row, today: date) -> RowOut:
    return RowOut(
        id=row.id,
        in_force=row.is_in_force(today),
        since=row.since,
        until=row.until,
        cells=dict(row.cells),
        outputs=dict(row.outputs),
        reason={"code": row.officer.code, "text": row.officer.text},
        trader_reason={"code": row.trader.code, "text": row.trader.text} if row.trader else None,
        reference=row.reference,
    )


def _value(value: Value | None) -> Any:
    if isinstance(value, tuple):
        return list(value)
    return value if value is None or isinstance(value, bool) else str(value)
