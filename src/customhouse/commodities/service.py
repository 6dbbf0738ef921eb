"""Questions asked of the nomenclature, and what to say where it has no answer."""

from collections.abc import Sequence
from dataclasses import dataclass

from customhouse.commodities.model import Commodity, Nomenclature
from customhouse.kernel.errors import Invalid, NotFound


@dataclass(frozen=True)
class Described:
    code: str
    text: str
    edition: str
    path: Sequence[Commodity]
    children: Sequence[Commodity]


@dataclass(frozen=True)
class Commodities:
    nomenclature: Nomenclature

    @property
    def latest(self) -> str:
        return max(self.nomenclature.editions())

    def describe(self, code: str, edition: str | None = None) -> Described:
        """Raises `NotFound` for a code that the edition has not, `Invalid` for an edition that we have not."""
        edition = self._known(edition)
        digits = code.replace(".", "").replace(" ", "")
        found = self.nomenclature.find(digits, edition)
        if found is None:
            raise NotFound(f"HS {edition} has no code {digits[:12]}.")
        path = self.nomenclature.path(digits, edition)
        return Described(digits, found.text, edition, path, self.nomenclature.children(found.code, edition))

    def search(self, words: str, edition: str | None = None, limit: int = 20) -> Sequence[Commodity]:
        return self.nomenclature.search(words, self._known(edition), limit)

    def _known(self, edition: str | None) -> str:
        if edition is None:
            return self.latest
        if edition not in self.nomenclature.editions():
            have = ", ".join(self.nomenclature.editions())
            raise Invalid.one("edition", "unknown_edition", f"there is no edition {edition[:12]} here; there is {have}")
        return edition
