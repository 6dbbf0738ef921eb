"""Questions asked of the nomenclature, and what to say where it has no answer."""

from collections.abc import Sequence
from dataclasses import dataclass

from customhouse.commodities.edition import whole_edition
from customhouse.commodities.model import Commodity, Nomenclature
from customhouse.kernel.errors import Invalid, NotFound
from customhouse.kernel.events import Message, Subscription
from customhouse.kernel.transaction import Transaction
from customhouse.sourcing.events import ReferenceImported, ReferenceWithdrawn
from customhouse.sourcing.model import SourcedText
from customhouse.sourcing.service import Sourcing


@dataclass(frozen=True)
class Described:
    code: str
    text: str
    edition: str
    path: Sequence[Commodity]
    children: Sequence[Commodity]


@dataclass(frozen=True)
class Named:
    """A text of a code in one language, and the source it was taken from; the installed nomenclature has none."""

    code: str
    text: str
    language: str
    source: str
    row: str


@dataclass(frozen=True)
class Became:
    """`code` took the place of the one asked for, which stood in the edition `since`."""

    code: str
    since: str
    source: str


@dataclass(frozen=True)
class Commodities:
    nomenclature: Nomenclature
    sourcing: Sourcing | None = None

    @property
    def latest(self) -> str:
        return max(self.nomenclature.editions())

    def describe(self, code: str, edition: str | None = None) -> Described:
        """Raises `NotFound` for a code that the edition has not, `Invalid` for an edition that we have not."""
        edition = self._known(edition)
        digits = _digits(code)
        found = self.nomenclature.find(digits, edition)
        if found is None:
            raise NotFound(f"HS {edition} has no code {digits[:12]}.{self._elsewhere(digits)}")
        path = self.nomenclature.path(digits, edition)
        return Described(digits, found.text, edition, path, self.nomenclature.children(found.code, edition))

    def search(self, words: str, edition: str | None = None, limit: int = 20) -> Sequence[Commodity]:
        return self.nomenclature.search(words, self._known(edition), limit)

    def renew(self, tx: Transaction) -> None:
        """Know the editions of the Harmonized System that sources in force bring whole."""
        if self.sourcing:
            brought = {year: whole_edition(self.sourcing.outline(tx, year)) for year in self.sourcing.editions(tx)}
            self.nomenclature.adopt({year: texts for year, texts in brought.items() if texts})

    def subscriptions(self) -> list[Subscription]:
        kinds = (ReferenceImported.kind, ReferenceWithdrawn.kind)
        return [Subscription("commodities.editions", kinds, self._renew)]

    def _renew(self, tx: Transaction, _message: Message) -> None:
        self.renew(tx)

    def siblings(self, code: str, edition: str | None = None) -> Sequence[Commodity]:
        """Those beside a code, itself among them: what else stands under its parent. Raises `NotFound`."""
        found = self.describe(code, edition)
        own = found.path[-1].code
        return self.nomenclature.children(own[:-2], found.edition)

    def texts(self, tx: Transaction, code: str, language: str | None = None) -> Sequence[Named]:
        """What sources in force call this code, in each language they have it in."""
        return _named(self.sourcing.texts_of(tx, _digits(code), language) if self.sourcing else ())

    def below(self, tx: Transaction, code: str, language: str) -> Sequence[Named]:
        """The national codes below a subheading, or whatever sources have below a code."""
        return _named(self.sourcing.texts_below(tx, _digits(code), language) if self.sourcing else ())

    def became(self, tx: Transaction, code: str) -> Sequence[Became]:
        """The codes of later editions that took a code's place, where a correlation table in force tells."""
        found = self.sourcing.became(tx, _digits(code)) if self.sourcing else ()
        return [Became(each.text.text, each.text.edition, each.source) for each in found]

    def _elsewhere(self, digits: str) -> str:
        years = [year for year in self.nomenclature.editions() if self.nomenclature.find(digits, year)]
        return f" It stands in HS {', '.join(years)}." if years else ""

    def _known(self, edition: str | None) -> str:
        if edition is None:
            return self.latest
        if edition not in self.nomenclature.editions():
            have = ", ".join(self.nomenclature.editions())
            raise Invalid.one("edition", "unknown_edition", f"there is no edition {edition[:12]} here; there is {have}")
        return edition


def _digits(code: str) -> str:
    return code.replace(".", "").replace(" ", "")


def _named(found: Sequence[SourcedText]) -> Sequence[Named]:
    texts = ((each.source, each.text) for each in found)
    return [Named(text.code, text.text, text.language, source, text.row) for source, text in texts]
