"""Where an example comes from, as it is shown beside it: title, publisher, licence, edition, row."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from customhouse.commodities.language.index import NOMENCLATURE
from customhouse.commodities.language.model import TRADE_NAMES
from customhouse.commodities.library import SITE
from customhouse.commodities.trade_names import EDITION as TRADE_NAMES_OF
from customhouse.kernel.errors import NotFound
from customhouse.kernel.transaction import Transaction
from customhouse.sourcing.service import Sourcing


@dataclass(frozen=True)
class Origin:
    """`source` is its id; `row` the line or key in it, or the consignment and goods item."""

    source: str
    title: str
    row: str = ""
    publisher: str = ""
    edition: str = ""
    licence: str = ""
    attribution: str = ""
    address: str = ""


Find = Callable[[str, str], Origin | None]
"""From a source and a row to where it comes from; None where the source is no longer in force."""


@dataclass(frozen=True)
class Origins:
    sourcing: Sourcing
    edition: str  # of the installed nomenclature

    def within(self, tx: Transaction) -> Find:
        """Asks for each source once, for as long as the transaction is open."""
        known: dict[str, Origin | None] = {}

        def find(source: str, row: str = "") -> Origin | None:
            if source not in known:
                known[source] = self._of(tx, source)
            origin = known[source]
            return replace(origin, row=row) if origin else None

        return find

    def _of(self, tx: Transaction, source: str) -> Origin | None:
        if source == SITE:
            return Origin(source, "Goods cleared at this site")
        if source == TRADE_NAMES:
            return Origin(source, "Trade names of this program", edition=TRADE_NAMES_OF)
        if source == NOMENCLATURE:
            return Origin(source, f"Harmonized System {self.edition}, as installed", edition=self.edition)
        try:
            found = self.sourcing.provenance(tx, source, "")
        except NotFound:
            return None
        return Origin(
            source=source,
            title=found.title,
            publisher=found.publisher,
            edition=found.edition,
            licence=found.licence,
            attribution=found.attribution,
            address=found.address,
        )
