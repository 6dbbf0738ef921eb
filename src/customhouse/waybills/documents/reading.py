"""The port to readers of transport documents, and what each of them collects fields in."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from customhouse.waybills.documents.model import (
    DocumentKind,
    PageSize,
    ReadConsignment,
    ReadField,
    Reading,
    ReadProblem,
    Where,
)

# A document's own bounds: a manifest of a large ship fits well within them.
MAX_BYTES = 32 << 20
MAX_CONSIGNMENTS = 2_000
MAX_FIELDS = 20_000  # of one consignment
MAX_PROBLEMS = 500
MAX_TEXT = 2_000  # of one value


class Unreadable(Exception):
    """Nothing of the document can be used: `code` is a stable word, `message` says why, where and what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


@dataclass(frozen=True)
class Opened:
    """A reading with what is shown beside it: `listing` the lines of a text, `pictures` a PNG a page."""

    reading: Reading
    listing: tuple[str, ...] = ()
    pictures: tuple[bytes, ...] = ()


class DocumentReader(Protocol):
    def read(self, content: bytes, name: str = "") -> Opened:
        """Raises `Unreadable`. The format is told by the content; `name` is for messages only."""
        ...


@dataclass
class Notes:
    """Problems as they are met; what is past the bound is counted and told as one."""

    problems: list[ReadProblem] = field(default_factory=list)
    unsaid: int = 0

    def note(self, code: str, message: str, where: Where | None = None) -> None:
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(ReadProblem(code, message, where or Where()))
        else:
            self.unsaid += 1

    def all(self) -> tuple[ReadProblem, ...]:
        if not self.unsaid:
            return tuple(self.problems)
        return (*self.problems, ReadProblem("and_more", f"{self.unsaid} more problems of this document are not listed"))


@dataclass
class Gathered:
    """The fields of one consignment while they are read. What is said twice counts as first said; a
    contradiction is noted with its place."""

    notes: Notes
    by_name: dict[str, ReadField] = field(default_factory=dict)

    def add(self, name: str, text: str | None, where: Where, *, confidence: float = 1.0, note: str = "") -> None:
        """Blank text is no field: what is not told is not there."""
        raw = (text or "").strip()
        value = " ".join(raw.split())[:MAX_TEXT]
        if not value or len(self.by_name) >= MAX_FIELDS:
            return
        if len(raw) > MAX_TEXT:
            note = note or f"cut after {MAX_TEXT} characters"
        before = self.by_name.get(name)
        if before is None:
            self.by_name[name] = ReadField(name, value, raw[:MAX_TEXT], where, confidence, note)
        elif before.value.casefold() != value.casefold():
            self.notes.note("said_twice", f"{name} is also told as {value[:80]!r}; {before.value[:80]!r} counts", where)

    def inherit(self, other: Iterable[ReadField]) -> None:
        """Take over what is said once for all consignments, where this one does not say otherwise."""
        for each in other:
            self.by_name.setdefault(each.field, each)

    def has(self, name: str) -> bool:
        return name in self.by_name

    def under(self, beginning: str) -> list[ReadField]:
        return [each for name, each in self.by_name.items() if name.startswith(beginning)]

    def finished(self) -> ReadConsignment:
        return ReadConsignment(tuple(self.by_name.values()))


@dataclass(frozen=True)
class Result:
    """What a reader puts together at its end."""

    kind: DocumentKind
    message: str
    notes: Notes
    listing: tuple[str, ...] = ()
    pages: tuple[PageSize, ...] = ()
    pictures: tuple[bytes, ...] = ()

    def opened(self, consignments: Iterable[ReadConsignment]) -> Opened:
        kept = [each for each in consignments if each.fields]
        if len(kept) > MAX_CONSIGNMENTS:
            self.notes.note("too_many", f"only the first {MAX_CONSIGNMENTS} of {len(kept)} consignments are kept")
        reading = Reading(self.kind, self.message, tuple(kept[:MAX_CONSIGNMENTS]), self.notes.all(), self.pages)
        return Opened(reading, self.listing, self.pictures)
