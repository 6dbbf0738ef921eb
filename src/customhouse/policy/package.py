"""A policy as a whole: asked for parameters and decisions on a day, and named by the hash of its content."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from customhouse.kernel.errors import HouseError
from customhouse.kernel.reasons import Reason
from customhouse.policy import grammar
from customhouse.policy.grammar import Cell, Lookup
from customhouse.policy.model import (
    Column,
    ColumnType,
    Decision,
    Fact,
    Ground,
    Hit,
    HitPolicy,
    Level,
    Matched,
    Parameter,
    Row,
    Table,
    Value,
    Wording,
)

_PYTHON_TYPES: dict[ColumnType, type] = {
    ColumnType.CODE: str,
    ColumnType.CODES: tuple,
    ColumnType.SCALE: str,
    ColumnType.NUMBER: Decimal,
    ColumnType.FLAG: bool,
}


class NotInPolicy(HouseError):
    """The policy was asked for something it does not hold, or for a fact it was not given."""

    kind = "not_in_policy"


@dataclass(frozen=True)
class BoundRow:
    """A row with its cells read for one day."""

    row: Row
    cells: tuple[tuple[str, Cell], ...]
    outputs: Mapping[str, Value]

    def holds(self, facts: Mapping[str, Fact]) -> bool:
        for name, cell in self.cells:  # noqa: SIM110 - deciding spends its time here, and a generator is slower
            if not cell.holds(facts[name]):
                return False
        return True


@dataclass(frozen=True, eq=False)
class PolicyPackage:
    """Parameters and tables of one country. `content` is what was read, without comments and places."""

    parameters: Mapping[str, Parameter]
    tables: Mapping[str, Table]
    content: Mapping[str, Any]
    hash: str = field(init=False)

    def __post_init__(self) -> None:
        canonical = json.dumps(self.content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        object.__setattr__(self, "hash", hashlib.sha256(canonical.encode()).hexdigest())

    def parameter(self, key: str, at: date | datetime) -> Value:
        """Return the value in force; a repealed parameter has none."""
        if key not in self.parameters:
            raise NotInPolicy(f"the policy has no parameter {key}")
        dated = self.parameters[key].at(_day(at))
        if dated is None or dated.value is None:
            raise NotInPolicy(f"the parameter {key} has no value on {_day(at)}")
        return dated.value

    def has(self, key: str, at: date | datetime) -> bool:
        dated = self.parameters[key].at(_day(at)) if key in self.parameters else None
        return dated is not None and dated.value is not None

    def number(self, key: str, at: date | datetime) -> Decimal:
        value = self.parameter(key, at)
        if not isinstance(value, Decimal):
            raise NotInPolicy(f"the parameter {key} is not a number")
        return value

    def listed(self, key: str, at: date | datetime) -> tuple[str, ...]:
        """A list of codes, of none, one or several."""
        value = self.parameter(key, at)
        codes = (value,) if isinstance(value, str) else value
        if not isinstance(codes, tuple) or not all(isinstance(code, str) for code in codes):
            raise NotInPolicy(f"the parameter {key} is no list of codes")
        return tuple(str(code) for code in codes)

    def flag(self, key: str, at: date | datetime) -> bool:
        value = self.parameter(key, at)
        if not isinstance(value, bool):
            raise NotInPolicy(f"the parameter {key} is neither yes nor no")
        return value

    def decide(self, table: str, facts: Mapping[str, Fact], at: date | datetime) -> Decision:
        """Decide by the rows that hold for `facts`, which must name every input of the table."""
        judge = self._table(table, _day(at))
        _check_facts(self, table, facts)
        counting = _counting(judge, rows_on(self, table, _day(at)), facts)
        hits = tuple(_hit(bound, facts) for bound in counting)
        return Decision(table, hits, _together(judge, hits))

    def _table(self, name: str, day: date) -> Table:
        if name not in self.tables:
            raise NotInPolicy(f"the policy has no table {name}")
        if day < self.tables[name].since:
            raise NotInPolicy(f"the table {name} is not in force on {day}")
        return self.tables[name]


@lru_cache(maxsize=512)
def rows_on(package: PolicyPackage, name: str, day: date) -> tuple[BoundRow, ...]:
    """The rows of a table that are in force on a day, their cells read with that day's parameters."""
    table = package.tables[name]
    lookup = lookup_on(package, day)
    return tuple(bind(row, table, lookup) for row in table.rows if row.is_in_force(day))


def bind(row: Row, table: Table, lookup: Lookup) -> BoundRow:
    """Read a row's cells; raises `ValueError` naming the column that cannot be read."""
    cells = []
    for name, text in row.cells.items():
        cell = _about(name, lambda column, text=text: grammar.parse(text, column, lookup), table.input(name))
        if not isinstance(cell, grammar.Anything):
            cells.append((name, cell))
    outputs = {
        name: _about(name, lambda column, text=text: _output(text, column, lookup), table.output(name))
        for name, text in row.outputs.items()
    }
    if missing := [column.name for column in table.outputs if column.name not in outputs]:
        raise ValueError(f"the row decides nothing about {', '.join(missing)}")
    return BoundRow(row, tuple(cells), outputs)


def _about(name: str, reader: Any, column: Column | None) -> Any:
    if column is None:
        raise ValueError(f"{name} is not a column of this table")
    try:
        return reader(column)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from None


def _output(text: str, column: Column, lookup: Lookup) -> Value:
    if column.type is ColumnType.NUMBER:
        return grammar.number(text, lookup)
    if column.type is ColumnType.FLAG:
        if text not in grammar.FLAGS:
            raise ValueError(f"{text!r} is neither yes nor no")
        return grammar.FLAGS[text]
    words = tuple(word.strip() for word in text.split(",") if word.strip())
    unknown = [word for word in words if column.values and word not in column.values]
    if unknown:
        raise ValueError(f"{unknown[0]!r} is not one of {', '.join(column.values)}")
    if column.type is ColumnType.CODES:
        return words
    if len(words) != 1:
        raise ValueError("write exactly one word")
    return words[0]


def lookup_on(package: PolicyPackage, day: date) -> Lookup:
    def lookup(key: str) -> Value:
        try:
            return package.parameter(key, day)
        except NotInPolicy as error:
            raise ValueError(error.message) from None

    return lookup


@lru_cache(maxsize=64)
def _expected(package: PolicyPackage, name: str) -> tuple[tuple[Column, type, frozenset[str]], ...]:
    """What each fact of a table must be: its column, its type, and the words of a closed list."""
    closed = {ColumnType.SCALE, ColumnType.CODE}
    columns = package.tables[name].inputs
    return tuple((c, _PYTHON_TYPES[c.type], frozenset(c.values if c.type in closed else ())) for c in columns)


def _check_facts(package: PolicyPackage, name: str, facts: Mapping[str, Fact]) -> None:
    for column, type_, words in _expected(package, name):
        fact = facts.get(column.name)
        if fact is None:
            raise NotInPolicy(f"the table {name} needs the fact {column.name}")
        if not isinstance(fact, type_):
            raise NotInPolicy(f"the fact {column.name} must be a {column.type}, not {fact!r}")
        if words and fact not in words:
            raise NotInPolicy(f"the fact {column.name} is {fact!r}, not one of {', '.join(column.values)}")


def _counting(table: Table, rows: tuple[BoundRow, ...], facts: Mapping[str, Fact]) -> list[BoundRow]:
    holding = (bound for bound in rows[:-1] if bound.holds(facts))
    if table.hit_policy is HitPolicy.FIRST:
        return [next(holding, rows[-1])]
    firsts: dict[str, BoundRow] = {}
    for bound in holding:
        firsts.setdefault(bound.row.group, bound)
    ranked = next((column for column in table.outputs if column.type is ColumnType.SCALE), None)
    if ranked is None:
        return list(firsts.values()) or [rows[-1]]
    return sorted(firsts.values(), key=lambda bound: -rank(bound, ranked)) or [rows[-1]]


def rank(bound: BoundRow, output: Column) -> Decimal:
    """How bad the value is that a row sets: its place on a scale, or the number itself."""
    value = bound.outputs[output.name]
    if output.type is ColumnType.SCALE and isinstance(value, str):
        return Decimal(output.values.index(value))
    return value if isinstance(value, Decimal) else Decimal(0)


def _hit(bound: BoundRow, facts: Mapping[str, Fact]) -> Hit:
    row = bound.row
    grounds = [Ground(Level.OFFICER, _worded(row.officer, facts))]
    if row.trader is not None:
        grounds.append(Ground(Level.TRADER, _worded(row.trader, facts)))
    matched = tuple(Matched(row.id, name, row.cells[name], facts[name]) for name, _ in bound.cells)
    return Hit(row.id, bound.outputs, tuple(grounds), matched)


def _together(table: Table, hits: tuple[Hit, ...]) -> dict[str, Value]:
    """Of a scale the worst value, of codes all of them in the order of the column, else the weightiest row's."""
    outputs: dict[str, Value] = dict(hits[0].outputs)
    for column in table.outputs:
        values = [hit.outputs[column.name] for hit in hits]
        if column.type is ColumnType.SCALE:
            outputs[column.name] = max((value for value in values if isinstance(value, str)), key=column.values.index)
        elif column.type is ColumnType.CODES:
            named = {code: None for value in values if isinstance(value, tuple) for code in value}
            outputs[column.name] = tuple(sorted(named, key=lambda code: _place(code, column)))
    return outputs


def _place(code: str, column: Column) -> int:
    return column.values.index(code) if column.values else 0


def _worded(wording: Wording, facts: Mapping[str, Fact]) -> Reason:
    names = re.findall(r"\{(\w+)\}", wording.text)
    params = {name: told(facts[name]) for name in names}
    return Reason(wording.code, re.sub(r"\{(\w+)\}", lambda found: params[found.group(1)], wording.text), params)


def told(fact: Fact) -> str:
    """A fact as a reader sees it in a sentence."""
    if isinstance(fact, bool):
        return "yes" if fact else "no"
    if isinstance(fact, Decimal):
        return f"{fact:f}"
    return fact.replace("_", " ") if isinstance(fact, str) else ", ".join(fact)


def _day(at: date | datetime) -> date:
    # A policy's dates are UTC days: one instant must not fall under two laws in two offices.
    return at.astimezone(UTC).date() if isinstance(at, datetime) else at
