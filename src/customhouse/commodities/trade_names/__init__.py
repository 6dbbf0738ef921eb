"""Names by which goods are traded, each with its code of HS 2022: written for the house, known without any import.

One file for each section of the Harmonized System, `section-NN.csv`, with the columns code (four or six digits),
language (ISO 639-1) and name.
"""

import csv
from collections.abc import Collection
from functools import cache
from pathlib import Path

from customhouse.commodities.language.model import TRADE_NAMES, Example, Kind

FOLDER = Path(__file__).parent


def trade_names(languages: Collection[str]) -> tuple[Example, ...]:
    """Those in these languages. A row is `section-NN:line`."""
    return tuple(each for each in _all() if each.language in languages)


@cache
def _all() -> tuple[Example, ...]:
    found = []
    for path in sorted(FOLDER.glob("section-*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for line, row in enumerate(csv.DictReader(file), start=2):
                at = f"{path.stem}:{line}"
                found.append(Example(row["name"], row["code"], row["language"], Kind.LABELLED, TRADE_NAMES, at))
    return tuple(found)
