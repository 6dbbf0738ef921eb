"""A declaration: what is lodged, what it becomes, and the reference it gets."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from customhouse.kernel.errors import Problem
from customhouse.waybills.container_code import check_digit
from customhouse.waybills.model import Party, Waybill

MAX_ITEMS = 999  # as many as the three digits of an item's number can name (WCO DM 006)


class Procedure(StrEnum):
    IMPORT = "import"
    TRANSIT = "transit"
    EXPORT = "export"


class State(StrEnum):
    LODGED = "lodged"
    CLOSED = "closed"  # dealt with: it can no longer be amended or withdrawn
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Quantity:
    """`unit` is a code of UN/ECE Recommendation 20, such as NAR or KGM."""

    value: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class Packages:
    """`kind` is a code of UN/ECE Recommendation 21, such as CT or PX; those of goods in bulk begin with V."""

    count: int
    kind: str

    @property
    def is_bulk(self) -> bool:
        return self.kind.startswith("V")


@dataclass(frozen=True, slots=True)
class Money:
    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class GoodsItem:
    number: int
    hs_code: str
    description: str
    origin: str
    quantity: Quantity
    packages: Packages
    gross_mass_kg: Decimal
    net_mass_kg: Decimal
    value: Money
    container_numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums that the trader states of its own accord; where stated, they must be those of the items."""

    gross_mass_kg: Decimal | None = None
    packages: int | None = None
    invoice_amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Lodgement:
    """What a trader lodges. `lrn` is its own reference, `office` the site where the goods are presented."""

    lrn: str
    procedure: Procedure
    hs_edition: str
    office: str
    declarant: Party
    invoice_currency: str
    goods_items: tuple[GoodsItem, ...]
    waybill: Waybill
    totals: Totals | None = None

    def parties(self) -> dict[str, Party]:
        """All who are named, by the path of their field."""
        named = {f"waybill/{field}": party for field, party in self.waybill.parties().items()}
        return {"declarant": self.declarant, **named}


@dataclass(frozen=True)
class Submission:
    """A message as read: `lodgement` is None where it could not be read at all; it counts only without problems."""

    lodgement: Lodgement | None
    problems: tuple[Problem, ...]
    raw_blob: str = ""
    line: int | None = None  # where in a file of many the record begins
    lrn: str = ""


@dataclass(frozen=True)
class Declaration:
    """One version of a declaration, and the state of the whole."""

    consignment_id: str
    declaration_id: str
    mrn: str
    state: State
    version: int
    latest_version: int
    declarant_id: str
    lodgement: Lodgement
    lodged_at: datetime
    recorded_at: datetime
    withdrawn_reason: str | None = None


@dataclass(frozen=True)
class Version:
    """When and by whom a version was made, and the message it came in."""

    version: int
    recorded_at: datetime
    actor: str
    raw_blob: str
    raw_line: int | None


@dataclass(frozen=True)
class Entry:
    """A declaration in a list."""

    consignment_id: str
    mrn: str
    lrn: str
    state: State
    version: int
    procedure: Procedure
    office: str
    declarant: str
    consignee: str
    goods: str
    lodged_at: datetime


@dataclass(frozen=True)
class Wanted:
    """What a list is to show: `search` is any part of a reference, name or container number, in lower case."""

    search: str = ""
    state: State | None = None
    declarant_id: str | None = None
    before: str | None = None


@dataclass(frozen=True)
class Lodged:
    """`is_new` is false where the same message had been lodged before."""

    consignment_id: str
    mrn: str
    version: int
    lrn: str
    is_new: bool = True


# No I, O, S or U: they are read as 1, 0, 5 and V.
_SIGNS = "0123456789ABCDEFGHJKLMNPQRTVWXYZ"


def reference_number(consignment_id: str, country: str, at: datetime) -> str:
    """The MRN: year, country, twelve signs drawn from the consignment's id, and a check digit as of ISO 6346."""
    digest = int.from_bytes(hashlib.sha256(consignment_id.encode()).digest()[:8], "big")
    drawn = "".join(_SIGNS[digest >> 5 * place & 31] for place in range(12))
    number = f"{at.year % 100:02d}{country}{drawn}"
    return f"{number}{check_digit(number)}"


def is_reference_number(text: str) -> bool:
    """True when `text` has the form of an MRN and its check digit is right, so that a slip of the pen is noticed."""
    formed = len(text) == 17 and text.isascii() and text.isalnum() and text == text.upper() and text[-1].isdigit()
    return formed and check_digit(text[:-1]) == int(text[-1])
