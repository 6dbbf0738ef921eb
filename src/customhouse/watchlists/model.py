"""What the lists hold, what is asked of them, and what is found."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from customhouse.watchlists.names.model import Kind

MOST_NAMES = 200  # of one entry; lists with more per entry are cut, and say so


class HitLevel(StrEnum):
    """How strong the hits of a consignment are, from none to the strongest."""

    NONE = "none"
    POSSIBLE = "possible"
    LIKELY = "likely"

    @property
    def rank(self) -> int:
        return list(HitLevel).index(self)


class HitState(StrEnum):
    OPEN = "open"
    NEEDS_MORE = "needs_more"
    SAME = "same"
    NOT_SAME = "not_same"
    GONE = "gone"  # after an amendment or a new edition of the list it is no hit any more


class HitOutcome(StrEnum):
    """What an officer decides of a hit."""

    SAME = "same"
    NOT_SAME = "not_same"
    NEEDS_MORE = "needs_more"


@dataclass(frozen=True)
class Entry:
    """One watched person, company, vessel or address. The first of `names` is the main one, the others aliases."""

    source_id: str
    kind: Kind
    names: tuple[str, ...]
    countries: tuple[str, ...] = ()
    born: tuple[str, ...] = ()
    imo: str = ""
    registrations: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    programmes: tuple[str, ...] = ()
    remarks: str = ""


@dataclass(frozen=True)
class Fault:
    """What could not be read of a list: where, and why. The rest of the list is taken all the same."""

    place: str
    message: str
    excerpt: str = ""


@dataclass(frozen=True)
class Edition:
    """One import of a list. `version` is what the publisher calls it, else its day; `sha256` is that of the file."""

    id: str
    name: str
    version: str
    format: str
    sha256: str
    file_name: str
    entries: int
    names: int
    faults: int
    imported_at: datetime
    imported_by: str


@dataclass(frozen=True)
class Listed:
    """An entry with the list it stands in, by its number in our store."""

    number: int
    list_name: str
    edition_id: str
    version: str
    entry: Entry


@dataclass(frozen=True)
class Asked:
    """Who is looked for. `role` is the field of the declaration, or `asked` for a question of an officer."""

    role: str
    name: str
    kinds: tuple[Kind, ...]
    country: str = ""
    born: str = ""
    imo: str = ""
    registration: str = ""
    address: str = ""


@dataclass(frozen=True)
class Match:
    """An entry that agrees with who was asked for; `explanation` is all that made the score, as plain values."""

    listed: Listed
    kind: Kind
    score: float
    names_score: float
    matched: str
    explanation: Mapping[str, Any]


@dataclass(frozen=True)
class Decision:
    at: datetime
    by: str
    outcome: HitOutcome
    note: str


@dataclass(frozen=True)
class Hit:
    """A match of a consignment's party, kept until an officer has decided it, and after."""

    id: str
    consignment_id: str
    mrn: str
    role: str
    name: str
    country: str
    list_name: str
    version: str
    entry_id: str
    score: float
    level: HitLevel
    state: HitState
    matched: str
    explanation: Mapping[str, Any]
    found_at: datetime
    updated_at: datetime
    party_digest: str
    entry_digest: str
    decisions: tuple[Decision, ...] = field(default=())

    @property
    def weighs(self) -> HitLevel:
        """What the hit counts for: one that is decided to be another party counts for nothing."""
        if self.state in (HitState.NOT_SAME, HitState.GONE):
            return HitLevel.NONE
        return HitLevel.LIKELY if self.state is HitState.SAME else self.level


@dataclass(frozen=True)
class GoodListed:
    """A pair that is known not to be the same, and is not shown again until it expires or either side changes."""

    id: str
    name: str
    country: str
    list_name: str
    entry_id: str
    entry_name: str
    reason: str
    by: str
    since: datetime
    expires_at: datetime
    ended_at: datetime | None
    party_digest: str
    entry_digest: str
