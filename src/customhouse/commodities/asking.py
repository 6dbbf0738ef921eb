"""Asks an index outside a server, one description or many: for the command line and for measurements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from customhouse.commodities.language.index import NOMENCLATURE, GoodsIndex
from customhouse.commodities.language.model import TRADE_NAMES, Fit, Reading, Thresholds, Vagueness
from customhouse.commodities.library import SITE
from customhouse.commodities.model import CODE, CODE_MEANS, Commodity, Nomenclature
from customhouse.commodities.stop_words import StopList
from customhouse.kernel.errors import Invalid


@dataclass(frozen=True)
class Item:
    """A description, and the code it is declared under, if any."""

    text: str
    code: str = ""


@dataclass(frozen=True)
class ReadAnswer:
    """`paths` are those of all codes named in it."""

    item: Item
    reading: Reading
    vagueness: Vagueness
    paths: Mapping[str, Sequence[Commodity]]


@dataclass(frozen=True)
class FitAnswer:
    item: Item
    fit: Fit
    vagueness: Vagueness
    paths: Mapping[str, Sequence[Commodity]]


@dataclass(frozen=True)
class Bench:
    index: GoodsIndex
    nomenclature: Nomenclature
    thresholds: Thresholds
    stop_list: StopList
    day: date

    @property
    def is_bare(self) -> bool:
        """Whether answers rest on what is installed alone: the nomenclature and the trade names."""
        return not set(self.index.sources) - {NOMENCLATURE, TRADE_NAMES, SITE}

    def classify(self, items: Sequence[Item], limit: int) -> list[ReadAnswer]:
        readings = self.index.read_many([item.text for item in items], self.thresholds, limit)
        return [self._read(item, reading) for item, reading in zip(items, readings, strict=True)]

    def check(self, item: Item) -> FitAnswer:
        """Raises `Invalid` for what is no code."""
        code = item.code.replace(".", "").replace(" ", "")
        if not CODE.fullmatch(code):
            raise Invalid.one("code", "malformed", f"{item.code[:20]!r} is no code: a code has {CODE_MEANS}")
        fit = self.index.fit(item.text, code, self.thresholds)
        vagueness = self._vagueness(item.text)
        return FitAnswer(item, fit, vagueness, self._paths([code, *(each.code for each in fit.rather)]))

    def _read(self, item: Item, reading: Reading) -> ReadAnswer:
        named = [each.code for some in (reading.chapters, reading.headings, reading.subheadings) for each in some]
        return ReadAnswer(item, reading, self._vagueness(item.text), self._paths(named))

    def _vagueness(self, text: str) -> Vagueness:
        return self.index.vagueness(text, self.stop_list.for_text(text, self.day))

    def _paths(self, codes: Sequence[str]) -> dict[str, Sequence[Commodity]]:
        edition = max(self.nomenclature.editions())
        return {code: self.nomenclature.path(code, edition) for code in codes}
