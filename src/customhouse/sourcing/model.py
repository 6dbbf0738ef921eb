"""A text taken from a source, a row that broke the source's contract, and the port to the readers of files."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol


class TextKind(StrEnum):
    """What a text is; the first three are also kinds of examples in `commodities.language`."""

    NOMENCLATURE = "nomenclature"  # the text of a code, national ones included
    LABELLED = "labelled"  # a term or description that a publisher labelled with its code
    VAGUE = "vague"  # a description that a publisher holds for unclassifiable; its code is empty
    VAGUE_PATTERN = "vague_pattern"  # a regular expression: what it matches whole is vague
    EMPTY_PHRASE = "empty_phrase"  # words that say nothing of the goods wherever they stand
    MISLABELLED = "mislabelled"  # a description seen with this code, which its publisher holds for wrong


@dataclass(frozen=True, slots=True)
class ReferenceText:
    """A text and the code it stands for. `row` is the line or the key in the file it was taken from."""

    text: str
    code: str  # 2 to 10 digits; empty where the kind of text has none
    language: str  # ISO 639-1; empty for a pattern
    kind: TextKind
    row: str
    edition: str = ""  # of the Harmonized System that the code belongs to; empty where the source does not say


@dataclass(frozen=True, slots=True)
class RowFault:
    """A row that breaks the contract of its source: `raw` is the row as it came, `message` says what to mend."""

    row: str
    raw: str
    code: str
    message: str


class Reader(Protocol):
    """Reads one file, row by row, so that a long one never stands whole in memory."""

    def __call__(self, path: Path, /) -> Iterator[ReferenceText | RowFault]:
        """Raises `Invalid` where the file as a whole is not what it should be: a column is missing, no JSON."""
        ...
