"""The words of a policy: parameters with dated values, decision tables, and what a table decides."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from customhouse.kernel.reasons import Reason

Value = Decimal | bool | str | tuple[str, ...]
"""A parameter's value. Numbers are always `Decimal`: a float never enters a policy."""

Fact = Decimal | bool | str | tuple[str, ...]
"""What a table is asked about, of the type of its column."""


@dataclass(frozen=True)
class Dated:
    """A value and the day from which it holds; None means that the parameter is repealed from that day."""

    since: date
    value: Value | None
    reference: str


@dataclass(frozen=True)
class Parameter:
    key: str
    description: str
    unit: str
    values: tuple[Dated, ...]  # in order of their dates

    def at(self, day: date) -> Dated | None:
        """Return what holds on `day`, None before the first value."""
        held = [dated for dated in self.values if dated.since <= day]
        return held[-1] if held else None


class ColumnType(StrEnum):
    CODE = "code"  # one word out of a list, or any code
    CODES = "codes"  # several codes: a cell holds where at least one of them fits it
    SCALE = "scale"  # one word of a list that runs from best to worst
    NUMBER = "number"
    FLAG = "flag"


class HitPolicy(StrEnum):
    """Which of the rows that hold count. The last row counts only where no other does."""

    FIRST = "first"
    FIRST_OF_EACH_GROUP = "first_of_each_group"  # scales: the worst counts; codes: all together


class Worse(StrEnum):
    """Which way of a number or a flag is the worse fact."""

    HIGHER = "higher"
    LOWER = "lower"
    YES = "yes"
    NO = "no"


@dataclass(frozen=True)
class Column:
    name: str
    type: ColumnType
    description: str
    values: tuple[str, ...] = ()  # of a scale: from best to worst
    worse: Worse | None = None


class Level(StrEnum):
    """Whom a reason is for. Criteria of selection are not told to traders."""

    OFFICER = "officer"
    TRADER = "trader"


@dataclass(frozen=True)
class Ground:
    """A reason and whom it is for."""

    level: Level
    reason: Reason


@dataclass(frozen=True)
class Wording:
    """The text of a reason as the table has it: `{fact}` stands for a fact's value."""

    code: str
    text: str


@dataclass(frozen=True)
class Row:
    """`cells` and `outputs` are kept as written; a column that is not named holds for anything."""

    id: str
    cells: Mapping[str, str]
    outputs: Mapping[str, str]
    officer: Wording
    trader: Wording | None = None
    group: str = ""
    reference: str = ""
    since: date | None = None
    until: date | None = None  # the first day on which the row no longer holds
    place: str = field(default="", compare=False)  # file and line, for those who have to mend it

    def is_in_force(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)


@dataclass(frozen=True)
class Table:
    """Rows in order of their weight; the last one holds for everything."""

    name: str
    description: str
    since: date
    hit_policy: HitPolicy
    inputs: tuple[Column, ...]
    outputs: tuple[Column, ...]
    rows: tuple[Row, ...]
    monotone: str | None = None  # the output that a worse fact must never lower
    place: str = field(default="", compare=False)

    def input(self, name: str) -> Column | None:
        return next((column for column in self.inputs if column.name == name), None)

    def output(self, name: str) -> Column | None:
        return next((column for column in self.outputs if column.name == name), None)


@dataclass(frozen=True)
class Matched:
    """One cell that had to hold, and the fact for which it held."""

    row: str
    column: str
    cell: str
    fact: Fact


@dataclass(frozen=True)
class Hit:
    """A row that counts, what it alone would set, and why it holds."""

    row: str
    outputs: Mapping[str, Value]
    grounds: tuple[Ground, ...]
    matched: tuple[Matched, ...]


@dataclass(frozen=True)
class Decision:
    """What a table says about some facts. `hits` are the rows that count, the weightiest first."""

    table: str
    hits: tuple[Hit, ...]
    outputs: Mapping[str, Value]

    @property
    def row(self) -> str:
        return self.hits[0].row

    @property
    def grounds(self) -> tuple[Ground, ...]:
        """All reasons, weightiest first, each code once."""
        grounds = {(g.level, g.reason.code): g for hit in reversed(self.hits) for g in reversed(hit.grounds)}
        return tuple(reversed(grounds.values()))

    @property
    def matched(self) -> tuple[Matched, ...]:
        return tuple(matched for hit in self.hits for matched in hit.matched)
