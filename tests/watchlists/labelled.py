"""The labelled pairs of names, in two halves told by a hash of the id: one to develop with, one held back."""

import csv
import hashlib
from dataclasses import dataclass
from pathlib import Path

from customhouse.watchlists.names.facts import Known
from customhouse.watchlists.names.model import Kind
from customhouse.watchlists.names.scoring import Comparison, compare, facts_between

PAIRS = Path(__file__).with_name("pairs.csv")


@dataclass(frozen=True)
class LabelledPair:
    id: str
    kind: Kind
    same: bool
    query: str
    entry: tuple[str, ...]
    query_known: Known
    entry_known: Known

    @property
    def is_held_back(self) -> bool:
        return hashlib.sha256(self.id.encode()).digest()[0] % 2 == 1

    def compared(self) -> Comparison:
        facts = facts_between(self.query_known, self.entry_known, self.kind)
        return compare(self.query, self.entry, self.kind, facts)


def labelled_pairs() -> list[LabelledPair]:
    with PAIRS.open(encoding="utf-8", newline="") as file:
        return [
            LabelledPair(
                id=row["id"],
                kind=Kind(row["kind"]),
                same=row["same"] == "1",
                query=row["query"],
                entry=(row["entry"], *(name for name in row["aliases"].split(" / ") if name)),
                query_known=_known(row["query_facts"]),
                entry_known=_known(row["entry_facts"]),
            )
            for row in csv.DictReader(file)
        ]


def _known(text: str) -> Known:
    facts = dict(part.split("=") for part in text.split(";") if part)
    countries, born, registrations = (
        tuple(value for value in (facts.get(name),) if value) for name in ("country", "born", "registration")
    )
    return Known(countries, born, facts.get("imo", ""), registrations)
