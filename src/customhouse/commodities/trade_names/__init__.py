"""Names by which goods are traded, each with its code of HS 2022: written for this program, known without any import.

One file for each section of the Harmonized System, `section-NN.csv`, with the columns code (four or six digits),
language (ISO 639-1) and name.
"""

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from customhouse.commodities.language.model import TRADE_NAMES, Example, Kind

FOLDER = Path(__file__).parent
EDITION = "2022"


@dataclass(frozen=True)
class TradeNames:
    """Those in some languages. Nothing is kept in memory: only who builds an index reads them."""

    languages: frozenset[str] = frozenset()

    def stamp(self) -> str:
        """Changes exactly when they do."""
        digest = hashlib.sha256(" ".join(sorted(self.languages)).encode())
        for path in _files() if self.languages else ():
            digest.update(path.read_bytes())
        return digest.hexdigest()

    def examples(self) -> Iterator[Example]:
        """A row is `section-NN:line`."""
        for path in _files() if self.languages else ():
            with path.open(encoding="utf-8", newline="") as file:
                for line, row in enumerate(csv.DictReader(file), start=2):
                    if row["language"] in self.languages:
                        at = f"{path.stem}:{line}"
                        yield Example(row["name"], row["code"], row["language"], Kind.LABELLED, TRADE_NAMES, at)


def trade_names(*languages: str) -> list[Example]:
    return list(TradeNames(frozenset(languages)).examples())


def _files() -> list[Path]:
    return sorted(FOLDER.glob("section-*.csv"))
