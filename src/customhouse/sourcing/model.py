"""A source of reference data, what was taken from it, the rows that were not, and the port to the readers of files."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
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
    CORRELATION = "correlation"  # the text is the code that `code` of an earlier edition became


@dataclass(frozen=True, slots=True)
class ReferenceText:
    """A text and the code it stands for. `row` is the line or the key in the file it was taken from."""

    text: str
    code: str  # 2 to 10 digits; empty where the kind of text has none
    language: str  # ISO 639-1; empty for a pattern or a code
    kind: TextKind
    row: str
    edition: str = ""  # of the Harmonized System that the code belongs to; empty where the source says it for all


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


class Feed(StrEnum):
    """What the rows of a source are for."""

    NOMENCLATURE = "nomenclature"  # texts of codes, in more languages and below the subheading
    CANDIDATES = "candidates"  # which goods a description can mean
    VAGUENESS = "vagueness"  # whether a description says enough
    CORRELATION = "correlation"  # what a code of an earlier edition became


@dataclass(frozen=True, slots=True)
class Source:
    """An entry of the manifest. `sha256` is that of the known edition's file; empty where every edition will do."""

    id: str
    title: str
    publisher: str
    address: str  # where its publisher presents it
    licence: str
    attribution: str  # what must be shown beside what is taken from it
    edition: str
    file: str  # the name under which it comes
    reader: str
    feeds: tuple[Feed, ...]
    languages: tuple[str, ...]
    hs_edition: str
    sha256: str = ""
    download: str = ""  # where the plain file lies, if it does
    obtain: str = ""  # else, in words, how a person gets it
    folder: str = ""  # of a country pack that brings the file itself


class ImportState(StrEnum):
    IN_FORCE = "in_force"
    REPLACED = "replaced"  # by a later import of the same source
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Import:
    """What was taken from one file. Of an import that is no longer in force the file is kept, its rows are not."""

    id: str
    source: Source  # as the manifest said when it was taken
    file_name: str
    sha256: str  # of the file, which is kept as it came
    content_sha256: str  # of the rows taken
    size: int  # bytes
    taken: int
    quarantined: int
    state: ImportState
    imported_at: datetime
    imported_by: str
    ended_at: datetime | None = None
    ended_by: str | None = None

    @property
    def is_known_edition(self) -> bool:
        return self.source.sha256 in ("", self.sha256)


@dataclass(frozen=True, slots=True)
class SourcedText:
    """A text in force, and the id of the source it was taken from."""

    source: str
    text: ReferenceText


@dataclass(frozen=True, slots=True)
class Standing:
    """A source the manifest knows or knew, and what of it is in force."""

    source: Source
    in_force: Import | None
    in_manifest: bool = True


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a row leads back to: what a page shows beside what was taken from it."""

    source: str
    row: str
    title: str
    publisher: str
    licence: str
    attribution: str
    edition: str
    address: str
    file_name: str
    imported_at: datetime
