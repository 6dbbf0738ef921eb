"""The closed grammar of a table's cells. Nothing of it is ever evaluated as code.

cell     = "-"                                     holds for anything
         | ["not"] item {"," item}                 codes, or words of a scale
         | (">=" | ">" | "<=" | "<") value         numbers, or words of a scale
         | value ".." value                        numbers, both ends included
         | "yes" | "no"                            flags
item     = code | code "*" | "$" key ["*"]         exact, by prefix, or the codes of a parameter
value    = number | word | "$" key                 a parameter's number
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Protocol

from customhouse.policy.model import Column, ColumnType, Fact, Value, Worse

Lookup = Callable[[str], Value]
"""Gives the value of a parameter on the day for which cells are read; raises `ValueError` where it has none."""

FLAGS = {"yes": True, "no": False, "true": True, "false": False}
_CODE = re.compile(r"[\w.\-/]+")
_COMPARISON = re.compile(r"(>=|>|<=|<)\s*(\S.*)")
_RANGE = re.compile(r"(\S+)\s*\.\.\s*(\S+)")


class Cell(Protocol):
    def holds(self, fact: Fact) -> bool: ...

    def covers(self, other: "Cell") -> bool:
        """True when this cell holds wherever `other` holds. Both are cells of one column."""
        ...


@dataclass(frozen=True)
class Anything:
    def holds(self, _fact: Fact) -> bool:
        return True

    def covers(self, _other: Cell) -> bool:
        return True


@dataclass(frozen=True)
class Flag:
    expected: bool

    def holds(self, fact: Fact) -> bool:
        return fact is self.expected

    def covers(self, other: Cell) -> bool:
        return self == other


@dataclass(frozen=True)
class Steps:
    """Words of a scale, or of any closed list: the set of those that fit."""

    words: frozenset[str]

    def holds(self, fact: Fact) -> bool:
        return fact in self.words

    def covers(self, other: Cell) -> bool:
        return isinstance(other, Steps) and other.words <= self.words


@dataclass(frozen=True)
class Span:
    """The numbers between two ends; None is no end."""

    low: Decimal | None = None
    high: Decimal | None = None
    low_open: bool = False
    high_open: bool = False

    def holds(self, fact: Fact) -> bool:
        if not isinstance(fact, Decimal):
            return False
        above = self.low is None or fact > self.low or (fact == self.low and not self.low_open)
        below = self.high is None or fact < self.high or (fact == self.high and not self.high_open)
        return above and below

    def covers(self, other: Cell) -> bool:
        return isinstance(other, Span) and self._starts_before(other) and self._ends_after(other)

    def _starts_before(self, other: "Span") -> bool:
        if self.low is None or other.low is None:
            return self.low is None
        return self.low < other.low or (self.low == other.low and (other.low_open or not self.low_open))

    def _ends_after(self, other: "Span") -> bool:
        if self.high is None or other.high is None:
            return self.high is None
        return self.high > other.high or (self.high == other.high and (other.high_open or not self.high_open))


@dataclass(frozen=True)
class Codes:
    """Codes named one by one or by prefix. Of several codes, one that fits is enough."""

    exact: frozenset[str]
    prefixes: tuple[str, ...] = ()
    negated: bool = False

    def holds(self, fact: Fact) -> bool:
        codes = (fact,) if isinstance(fact, str) else fact
        return isinstance(codes, tuple) and any(self._fits(code) is not self.negated for code in codes)

    def covers(self, other: Cell) -> bool:
        if not isinstance(other, Codes):
            return False
        if self.negated:
            return (other.negated and other._includes(self)) or (not other.negated and self._apart(other))
        return not other.negated and self._includes(other)

    def _fits(self, code: str) -> bool:
        return code in self.exact or code.startswith(self.prefixes)

    def _includes(self, other: "Codes") -> bool:
        return all(map(self._fits, other.exact)) and all(p.startswith(self.prefixes) for p in other.prefixes)

    def _apart(self, other: "Codes") -> bool:
        named = other.exact | set(other.prefixes)
        mine = self.exact | set(self.prefixes)
        return not any(self._fits(code) for code in named) and not any(code.startswith(other.prefixes) for code in mine)


def parse(text: str, column: Column, lookup: Lookup) -> Cell:
    """Read one cell of `column`; raises `ValueError` with a sentence for its author."""
    text = text.strip()
    if text == "-":
        return Anything()
    return _PARSERS[column.type](text, column, lookup)


def _flag(text: str, _column: Column, _lookup: Lookup) -> Cell:
    if text not in FLAGS:
        raise ValueError(f"{text!r} is neither yes nor no")
    return Flag(FLAGS[text])


def _scale(text: str, column: Column, _lookup: Lookup) -> Cell:
    if compared := _COMPARISON.fullmatch(text):
        sign, word = compared.groups()
        place = column.values.index(_word(word, column))
        first = {">=": place, ">": place + 1}.get(sign, 0)
        last = {"<=": place + 1, "<": place}.get(sign, len(column.values))
        return Steps(frozenset(column.values[first:last]))
    negated, items = _items(text)
    words = frozenset(_word(item, column) for item in items)
    return Steps(frozenset(column.values) - words if negated else words)


def _codes(text: str, column: Column, lookup: Lookup) -> Cell:
    negated, items = _items(text)
    exact: set[str] = set()
    prefixes: set[str] = set()
    for item in items:
        (prefixes if item.endswith("*") else exact).update(_named(item.removesuffix("*"), column, lookup))
    return Codes(frozenset(exact), tuple(sorted(prefixes)), negated)


def _code(text: str, column: Column, lookup: Lookup) -> Cell:
    # A closed list allows the exact test of what covers what, so we take it where there is one.
    return _scale(text, column, lookup) if column.values else _codes(text, column, lookup)


def _number(text: str, _column: Column, lookup: Lookup) -> Cell:
    if spanned := _RANGE.fullmatch(text):
        low, high = (number(part, lookup) for part in spanned.groups())
        if low > high:
            raise ValueError(f"the range {text} runs backwards")
        return Span(low, high)
    if compared := _COMPARISON.fullmatch(text):
        sign, value = compared.group(1), number(compared.group(2), lookup)
        is_open = len(sign) == 1
        return Span(low=value, low_open=is_open) if sign[0] == ">" else Span(high=value, high_open=is_open)
    value = number(text, lookup)
    return Span(value, value)


_PARSERS: dict[ColumnType, Callable[[str, Column, Lookup], Cell]] = {
    ColumnType.FLAG: _flag,
    ColumnType.SCALE: _scale,
    ColumnType.CODE: _code,
    ColumnType.CODES: _codes,
    ColumnType.NUMBER: _number,
}


def number(text: str, lookup: Lookup) -> Decimal:
    """Read a number, or the number of the parameter that `$key` names."""
    if text.startswith("$"):
        value = lookup(text[1:])
        if not isinstance(value, Decimal):
            raise ValueError(f"{text} is not a number")
        return value
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise ValueError(f"{text!r} is not a number") from None
    if not value.is_finite():
        raise ValueError(f"{text!r} is not a number")
    return value


def worsens(cell: Cell, column: Column) -> bool:
    """True when a worse fact never takes `cell` from holding to not holding."""
    if isinstance(cell, Anything):
        return True
    if column.type is ColumnType.SCALE:
        words = [word for word in column.values if cell.holds(word)]
        return tuple(words) == column.values[len(column.values) - len(words) :]
    if isinstance(cell, Span):
        return _span_worsens(cell, column.worse)
    if isinstance(cell, Flag):
        return column.worse is None or cell.expected is (column.worse is Worse.YES)
    return True  # codes have no order; of several codes, one more can only make a cell hold


def _span_worsens(span: Span, worse: Worse | None) -> bool:
    end = {Worse.HIGHER: span.high, Worse.LOWER: span.low}
    return worse is None or end[worse] is None


def _items(text: str) -> tuple[bool, list[str]]:
    negated = text.startswith("not ")
    items = [item.strip() for item in text.removeprefix("not ").split(",")]
    if not all(items):
        raise ValueError(f"{text!r} has an empty place between its commas")
    return negated, items


def _word(word: str, column: Column) -> str:
    if word not in column.values:
        raise ValueError(f"{word!r} is not one of {', '.join(column.values)}")
    return word


def _named(item: str, column: Column, lookup: Lookup) -> tuple[str, ...]:
    if item.startswith("$"):
        value = lookup(item[1:])
        if not isinstance(value, tuple):
            raise ValueError(f"{item} is not a list of codes")
        return value
    if not _CODE.fullmatch(item):
        raise ValueError(f"{item!r} is not a code; comparisons such as >= are for numbers and scales")
    return (_word(item, column),) if column.values else (item,)
