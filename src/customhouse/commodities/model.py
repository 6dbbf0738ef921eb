"""A commodity of the Harmonized System, and the port to the lists that name them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

CODE = re.compile(r"[0-9]{6}|[0-9]{8}|[0-9]{10}")
CODE_MEANS = "6 digits, or 8 or 10 of a national tariff, without dots or spaces"


@dataclass(frozen=True)
class Commodity:
    """`code` has 2 digits for a chapter, 4 for a heading, 6 for a subheading."""

    code: str
    text: str


class Nomenclature(Protocol):
    """One or more editions of the Harmonized System, named by the year they came into force."""

    def editions(self) -> Sequence[str]: ...

    def adopt(self, editions: Mapping[str, Mapping[str, str]]) -> None:
        """Know these editions (texts by code) beside the installed ones, in place of those adopted before."""
        ...

    def exists(self, code: str, edition: str) -> bool:
        """True for a code that goods can be declared under: a known subheading, or a national code below one."""
        ...

    def find(self, code: str, edition: str) -> Commodity | None:
        """A chapter, heading or subheading; for a national code the subheading it stands under."""
        ...

    def path(self, code: str, edition: str) -> Sequence[Commodity]:
        """From the chapter down to the code itself; empty where there is no such code."""
        ...

    def children(self, code: str, edition: str) -> Sequence[Commodity]:
        """One level down; of the empty code, the chapters."""
        ...

    def search(self, words: str, edition: str, limit: int) -> Sequence[Commodity]:
        """Commodities whose text has all these words, or whose code begins with these digits; the best first."""
        ...
