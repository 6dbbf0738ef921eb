"""An enterprise of the register, and the record of its consignments."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class EnterpriseRole(StrEnum):
    IMPORTER = "importer"
    EXPORTER = "exporter"
    DECLARANT = "declarant"
    CARRIER = "carrier"


@dataclass(frozen=True)
class Seat:
    """Where an enterprise has its address."""

    street: str
    city: str
    postcode: str
    country: str


@dataclass(frozen=True)
class Enterprise:
    """An economic operator. `authorised_since` is the day from which it is an AEO (SAFE Framework, pillar 2)."""

    id: str
    name: str
    address: Seat
    registered_on: date
    roles: tuple[EnterpriseRole, ...] = ()
    authorised_since: date | None = None

    def is_authorised(self, day: date) -> bool:
        return self.authorised_since is not None and self.authorised_since <= day

    def months_registered(self, day: date) -> int:
        """Whole months, never below nought."""
        months = (day.year - self.registered_on.year) * 12 + day.month - self.registered_on.month
        return max(0, months - (day.day < self.registered_on.day))


class Outcome(StrEnum):
    """What the register remembers of a consignment."""

    LODGED = "lodged"
    CONTROLLED = "controlled"
    EXAMINED = "examined"
    IRREGULAR = "irregular"


@dataclass(frozen=True)
class History:
    """How many consignments came to each outcome; an outcome that never came is 0."""

    counts: dict[Outcome, int] = field(default_factory=dict)

    def of(self, outcome: Outcome) -> int:
        return self.counts.get(outcome, 0)
