"""The port to lists of countries and places: ISO 3166 and UN/LOCODE, as far as the site has them."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


@dataclass(frozen=True)
class Country:
    code: str
    name: str


@dataclass(frozen=True)
class Place:
    """`functions` are words such as port, airport, rail, road, post, border."""

    code: str
    name: str
    country: str
    functions: tuple[str, ...] = ()


class Standing(StrEnum):
    """How far a code could be checked."""

    LISTED = "listed"
    WELL_FORMED = "well_formed"  # of the right form and in a known country, but no list of its places is at hand
    UNKNOWN = "unknown"


class Places(Protocol):
    source: str
    """What codes are checked against, in words: the reader of a verdict should know what it is worth."""

    def country(self, code: str) -> Country | None: ...

    def countries(self) -> Sequence[Country]: ...

    def standing(self, code: str) -> Standing: ...

    def find(self, code: str) -> Place | None: ...

    def search(self, words: str, limit: int) -> Sequence[Place]:
        """Places whose code or name begins with, or else contains, these words; the nearest match first."""
        ...

    def airports(self, code: str) -> Sequence[Place]:
        """Airports of that three-letter code of IATA; several where the list cannot tell them apart."""
        ...
