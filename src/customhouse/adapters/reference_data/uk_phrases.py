"""What the UK's tariff service knows of texts that are no descriptions: vague ones, patterns, phrases, wrong pairs."""

import re
from collections.abc import Iterator
from pathlib import Path

from customhouse.adapters.reference_data.contract import BrokenRow, code_of, text_of
from customhouse.adapters.reference_data.tables import Row, read_table, rows_of, taken
from customhouse.sourcing.model import ReferenceText, RowFault, TextKind

MISLABELLED = ("GDSDESC", "CMDTYCODE_Seen")
LONGEST_PATTERN = 200
# What makes the time of a match grow without bounds: a group that is repeated, a look back at what was matched.
_RUNAWAY = re.compile(r"\)[+*{?]|\\[1-9]|\(\?P=")
_OPEN_ENDED = re.compile(r"(?<!\\)[+*]|,\}")
MOST_OPEN_ENDED = 4


def read_vague(path: Path, /) -> Iterator[ReferenceText | RowFault]:
    """One column and no heading."""
    return taken(rows_of(path, ","), 1, lambda row: _bare(row, "en", TextKind.VAGUE))


def read_phrases(path: Path, /) -> Iterator[ReferenceText | RowFault]:
    """A line is a phrase, commas and all."""
    return taken(_lines(path), 1, lambda row: _bare(row, "en", TextKind.EMPTY_PHRASE))


def read_patterns(path: Path, /) -> Iterator[ReferenceText | RowFault]:
    """A line is a regular expression; one that begins with # is a remark."""
    return taken(_lines(path), 1, _pattern)


def read_mislabelled(path: Path, /) -> Iterator[ReferenceText | RowFault]:
    return read_table(path, MISLABELLED, _mislabelled)


def _lines(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8-sig", errors="surrogateescape") as stream:
        for number, line in enumerate(stream, 1):
            if line.strip():
                yield Row(number, line, (line.strip(),))


def _bare(row: Row, language: str, kind: TextKind) -> Iterator[ReferenceText]:
    yield ReferenceText(text_of(row.cells[0]), "", language, kind, row.key)


def _pattern(row: Row) -> Iterator[ReferenceText]:
    if row.cells[0].startswith("#"):
        return
    pattern = text_of(row.cells[0], "pattern")
    if (
        len(pattern) > LONGEST_PATTERN
        or _RUNAWAY.search(pattern)
        or len(_OPEN_ENDED.findall(pattern)) > MOST_OPEN_ENDED
    ):
        raise BrokenRow(
            "pattern",
            f"a pattern has {LONGEST_PATTERN} characters and {MOST_OPEN_ENDED} * or + at most, and repeats no group",
        )
    try:
        re.compile(pattern)
    except re.error as error:
        raise BrokenRow("pattern", f"the pattern is not a regular expression: {error}")
    yield ReferenceText(pattern, "", "", TextKind.VAGUE_PATTERN, row.key)


def _mislabelled(row: Row) -> Iterator[ReferenceText]:
    text, code = row.cells
    yield ReferenceText(text_of(text), code_of(code), "en", TextKind.MISLABELLED, row.key)
