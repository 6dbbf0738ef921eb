"""Builders of a small shelf: a nomenclature of a few headings, labelled texts, and an index built here and now."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from customhouse.adapters.nomenclature.hs import HarmonizedSystem
from customhouse.commodities.descriptions import Descriptions
from customhouse.commodities.language.model import Example, Kind
from customhouse.commodities.library import Library
from customhouse.commodities.service import Commodities
from customhouse.commodities.shelf import Shelf
from customhouse.commodities.stop_words import load_stop_words
from customhouse.kernel.database import Database
from customhouse.kernel.transaction import Transaction
from customhouse.policy.service import load

MERIDIA = Path(__file__).resolve().parents[2] / "countries" / "meridia"
POLICY = load(MERIDIA / "policy")
TEXTS = {
    "64": "Footwear, gaiters and the like",
    "6403": "Footwear with outer soles of rubber and uppers of leather",
    "640399": "Footwear with uppers of leather, not covering the ankle",
    "69": "Ceramic products",
    "6907": "Ceramic flags and paving, hearth or wall tiles",
    "690721": "Ceramic tiles of a water absorption not exceeding 0.5 %",
    "6911": "Tableware and kitchenware of porcelain",
    "691110": "Tableware and kitchenware of porcelain or china",
    "09": "Coffee, tea, mate and spices",
    "0901": "Coffee, whether or not roasted",
    "090111": "Coffee, not roasted, not decaffeinated",
    "0902": "Tea, whether or not flavoured",
    "090210": "Green tea in packings of at most 3 kg",
    "85": "Electrical machinery and equipment",
    "8517": "Telephone sets, including smartphones",
    "851713": "Smartphones",
}
LABELLED = (
    Example("arabica beans, green, in sacks", "090111", "en", Kind.LABELLED, "terms", "1"),
    Example("mobile phone with touch screen", "851713", "en", Kind.LABELLED, "terms", "2"),
)


@dataclass
class Labelled:
    """Reference texts that can be changed, as an import changes them."""

    texts: list[Example] = field(default_factory=lambda: list(LABELLED))

    @property
    def languages(self) -> frozenset[str]:
        return frozenset({"en"})

    def stamp(self, tx: Transaction) -> str:
        return repr(self.texts)

    def examples(self, tx: Transaction) -> Iterator[Example]:
        yield from self.texts


def make_library(texts: Labelled | None = None) -> Library:
    return Library(HarmonizedSystem({"2022": TEXTS}), texts or Labelled(), None, lambda: None)


def make_shelf(
    database: Database, folder: Path, texts: Labelled | None = None, fails: threading.Event | None = None
) -> Shelf:
    """Its indexes are built in this process; none while `fails` is set."""
    library = make_library(texts)

    def prepare(where: Path, progress: object, stopping: threading.Event) -> None:
        if fails is not None and fails.is_set():
            raise OSError("no space left")
        with database.read("test") as tx:
            side = where / f"building-{library.stamp(tx)}"
            side.mkdir(parents=True)
            library.build(tx, side, lambda share: None)
            side.rename(where / library.stamp(tx))

    return Shelf(library, database, folder, prepare)


def settle(shelf: Shelf, seconds: float = 20.0) -> None:
    """Look until the newest index is in force."""
    ready = threading.Event()
    for _ in range(int(seconds / 0.02)):
        shelf.look()
        if shelf.status.value == "ready":
            shelf.look()
            return
        if shelf.failure:
            break
        ready.wait(0.02)
    raise TimeoutError(f"the index is still {shelf.status.value}: {shelf.failure}")


def make_descriptions(database: Database, shelf: Shelf) -> Descriptions:
    commodities = Commodities(shelf.library.nomenclature)
    return Descriptions(commodities, shelf, POLICY, load_stop_words(MERIDIA), database.clock)
