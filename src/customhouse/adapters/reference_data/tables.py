"""CSV files line by line: what was read of a row, where it stands, and how it looked as it came."""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from customhouse.adapters.reference_data.contract import BrokenRow, fault, printable, text_of
from customhouse.kernel.errors import Invalid
from customhouse.sourcing.model import ReferenceText, RowFault, TextKind

DELIMITERS = (",", ";", "\t")


@dataclass(frozen=True)
class Row:
    """`line` is that on which the row begins, counted from 1."""

    line: int
    raw: str
    cells: Sequence[str]
    flaw: BrokenRow | None = None

    @property
    def key(self) -> str:
        return str(self.line)


# A row of several languages may be taken in part: what is wrong with the rest is yielded, not raised.
Take = Callable[[Row], Iterable[ReferenceText | BrokenRow]]


def read_table(path: Path, columns: Sequence[str], take: Take) -> Iterator[ReferenceText | RowFault]:
    """Hand each row below the heading to `take`, its cells in the order of `columns`.

    A row that `take` refuses with `BrokenRow` becomes a fault, and so does one whose number of columns is not that of
    the heading. Raises `Invalid` where the heading lacks a column.
    """
    rows = rows_of(path)
    heading = heading_of(path, rows, columns)
    at = [heading.index(column) for column in columns]
    yield from taken(rows, len(heading), lambda row: take(Row(row.line, row.raw, [row.cells[n] for n in at])))


def taken(rows: Iterable[Row], width: int, take: Take) -> Iterator[ReferenceText | RowFault]:
    for row in rows:
        try:
            outcomes = list(take(_whole(row, width)))
        except BrokenRow as broken:
            outcomes = [broken]
        for outcome in outcomes:
            yield fault(row.key, row.raw, outcome) if isinstance(outcome, BrokenRow) else outcome


def _whole(row: Row, width: int) -> Row:
    if row.flaw:
        raise row.flaw
    if len(row.cells) != width:
        raise BrokenRow("column_count", f"{width} columns are expected, this row has {len(row.cells)}")
    return row


def in_languages(texts: Mapping[str, str], code: str, row: Row) -> Iterator[ReferenceText | BrokenRow]:
    """The text of one code in each language; a language without a text is a fault, the others are taken."""
    for language, raw in texts.items():
        try:
            text = text_of(raw, f"text in {language!r}")
            yield ReferenceText(text, code, language, TextKind.NOMENCLATURE, row.key)
        except BrokenRow as broken:
            yield broken


def rows_of(path: Path, delimiter: str = "") -> Iterator[Row]:
    """Every row that is not empty. Without a delimiter named, the one that the first line has most of."""
    # Bytes that are no UTF-8 come through as lone surrogates, so that only their own rows are refused.
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as stream:
        lines = _Remembered(stream, delimiter)
        reader = csv.reader(lines, delimiter=lines.delimiter)
        while True:
            line, lines.since = lines.number + 1, []
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                broken = BrokenRow("broken_quoting", f"a quotation mark is opened and not closed ({error})")
                yield Row(line, "".join(lines.since), (), broken)
                continue
            if any(cell.strip() for cell in cells):
                yield Row(line, "".join(lines.since), cells)


class _Remembered:
    """Lines on their way to the CSV reader; `since` are those of the row it is reading."""

    def __init__(self, lines: Iterator[str], delimiter: str) -> None:
        self._lines = lines
        self._first = next(lines, "")
        self.delimiter = delimiter or max(DELIMITERS, key=self._first.count)
        self.number = 0
        self.since: list[str] = []

    def __iter__(self) -> "_Remembered":
        return self

    def __next__(self) -> str:
        line = self._first if self.number == 0 and self._first else next(self._lines)
        self.number += 1
        self.since.append(line)
        return line


def heading_of(path: Path, rows: Iterator[Row], columns: Sequence[str]) -> list[str]:
    """The names in the first line. Raises `Invalid` where one of `columns` is not among them."""
    first = next(rows, None)
    if first is None:
        raise Invalid.one(path.name, "empty_file", "the file is empty")
    heading = [cell.strip() for cell in first.cells]
    missing = [column for column in columns if column not in heading]
    if missing:
        found = printable(", ".join(heading))[:200]
        raise Invalid.one(
            path.name, "missing_column", f"the first line must name the columns {', '.join(missing)}; it has: {found}"
        )
    return heading
