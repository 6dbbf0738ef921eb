"""What a reader makes of a transport document: fields with their places, problems with theirs, and nothing invented.

The name of a field is its path in a lodgement, such as `waybill/consignor/name` or `goods_items/0/gross_mass_kg`.
What a lodgement has no place for stands under `also/`: it is shown and goes no further.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

ALSO = "also/"
# At or above this a value is taken as read; below it a person confirms it, one by one.
SURE = 0.9


class DocumentKind(StrEnum):
    EDIFACT = "edifact"
    DCSA = "dcsa"
    ONE_RECORD = "one_record"
    UBL = "ubl"
    PDF = "pdf"
    PICTURE = "picture"


class DocumentState(StrEnum):
    READ = "read"
    CONFIRMED = "confirmed"
    QUARANTINED = "quarantined"


class PageUnit(StrEnum):
    POINT = "pt"  # 1/72 inch
    PIXEL = "px"


Box = tuple[float, float, float, float]  # left, top, right, bottom, from the page's upper left corner


@dataclass(frozen=True, slots=True)
class Where:
    """A place in a document: `line` of its listing, and `name` in its own terms; or `page` and `box`.

    `name` is a segment and element (`NAD+CZ C080`), a JSON pointer or an XPath. `at` is line and column of the original
    where these differ from the listing's.
    """

    name: str = ""
    line: int | None = None
    segment: int | None = None
    at: tuple[int, int] | None = None
    page: int | None = None
    box: Box | None = None

    def words(self) -> str:
        """For a table or a sentence."""
        if self.page is not None:
            box = ", ".join(f"{side:.0f}" for side in self.box) if self.box else ""
            return f"page {self.page}" + (f" ({box})" if box else "")
        parts = [f"segment {self.segment}" if self.segment else "", self.name]
        if self.at:
            parts.append(f"line {self.at[0]} column {self.at[1]}")
        elif self.line and not self.segment:
            parts.append(f"line {self.line}")
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class ReadField:
    """`raw` is the text as it stood, `note` what was done to it or why it is doubted; `confidence` runs 0 to 1."""

    field: str
    value: str
    raw: str
    where: Where
    confidence: float = 1.0
    note: str = ""

    @property
    def is_doubtful(self) -> bool:
        return self.confidence < SURE and not self.field.startswith(ALSO)


@dataclass(frozen=True, slots=True)
class ReadProblem:
    """`code` is a stable word; `message` says what is wrong and what became of it."""

    code: str
    message: str
    where: Where = Where()


@dataclass(frozen=True, slots=True)
class ReadConsignment:
    """`missing` names the fields a lodgement needs and this document does not tell."""

    fields: tuple[ReadField, ...]
    missing: tuple[str, ...] = ()

    def get(self, field: str) -> ReadField | None:
        return next((each for each in self.fields if each.field == field), None)

    @property
    def title(self) -> str:
        number = self.get("waybill/number")
        return number.value if number else ""


@dataclass(frozen=True, slots=True)
class PageSize:
    number: int
    width: float
    height: float
    unit: PageUnit


@dataclass(frozen=True, slots=True)
class Reading:
    """`message` names the standard and its edition as far as the document says, such as `CUSCAR D.95B`."""

    kind: DocumentKind
    message: str
    consignments: tuple[ReadConsignment, ...]
    problems: tuple[ReadProblem, ...] = ()
    pages: tuple[PageSize, ...] = ()


@dataclass(frozen=True, slots=True)
class Confirmation:
    """That a person stands by the fields of one consignment, counted from 0."""

    consignment: int
    at: str
    by: str
    values: dict[str, str]


@dataclass(frozen=True, slots=True)
class Document:
    """A document as kept, without what was read of it. `code` and `message` say why where it could not be read.

    `official` are those that customs itself put in.
    """

    id: str
    name: str
    blob: str
    bytes: int
    state: DocumentState
    received_at: datetime
    received_by: str
    owner: str
    official: bool = False
    kind: DocumentKind | None = None
    standard: str = ""
    consignments: int = 0
    code: str = ""
    message: str = ""
    reading_blob: str | None = None
    listing_blob: str | None = None
    page_blobs: tuple[str, ...] = ()
    confirmations: tuple[Confirmation, ...] = ()
