"""Who a name may be: found in the index, read from the store, judged, and weighed by the policy of the day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from customhouse.kernel.errors import Invalid, Unavailable
from customhouse.kernel.transaction import Transaction
from customhouse.policy.package import PolicyPackage
from customhouse.watchlists import store
from customhouse.watchlists.model import Asked, HitLevel, Listed, Match
from customhouse.watchlists.screening import entry_from, judged, queries_of
from customhouse.watchlists.search.index import Index
from customhouse.watchlists.shelf import Shelf

MOST_MATCHES = 20
LONGEST_NAME = 400


@dataclass(frozen=True)
class Questions:
    policy: PolicyPackage
    shelf: Shelf

    def ask(self, tx: Transaction, asked: Asked) -> list[tuple[Match, HitLevel]]:
        """Who in the lists this may be, the best first.

        Raises `Invalid` for a name without a letter or digit, `Unavailable` while the lists are still being indexed.
        """
        check(asked)
        index = self.shelf.at_once(tx)
        if index is None:
            raise Unavailable("The lists are being made ready for searching; try again in a minute.", retry=True)
        return self.among(tx, asked, self.matches(tx, index, asked))

    def among(self, tx: Transaction, asked: Asked, matches: Iterable[Match]) -> list[tuple[Match, HitLevel]]:
        """Those that are hits, with their level; the best first and no more than can be looked at."""
        found = [(match, self.level_of(tx, match)) for match in matches]
        hits = [each for each in found if each[1] is not HitLevel.NONE]
        return sorted(hits, key=lambda each: (-each[0].score, each[0].listed.number))[:MOST_MATCHES]

    def matches(self, tx: Transaction, index: Index, asked: Asked) -> list[Match]:
        numbers = self.shelf.search(index, asked)
        return [match for listed in self._listed(tx, numbers) if (match := judged(asked, listed))]

    def level_of(self, tx: Transaction, match: Match) -> HitLevel:
        if match.score >= self._threshold(tx, "likely_percent"):
            return HitLevel.LIKELY
        return HitLevel.POSSIBLE if match.score >= self._threshold(tx, "possible_percent") else HitLevel.NONE

    def _listed(self, tx: Transaction, numbers: Sequence[int]) -> list[Listed]:
        editions = {row["id"]: row for row in store.editions_in(tx.connection, "current")}
        rows = store.find_entries(tx.connection, numbers) if numbers else []
        return [
            Listed(
                number=row["number"],
                list_name=editions[row["edition_id"]]["name"],
                edition_id=row["edition_id"],
                version=editions[row["edition_id"]]["version"],
                entry=entry_from(row["entry"]),
            )
            for row in rows
            if row["edition_id"] in editions
        ]

    def _threshold(self, tx: Transaction, name: str) -> float:
        return float(self.policy.number(f"watchlists.{name}", tx.now)) / 100


def check(asked: Asked) -> None:
    if not asked.name.strip() or len(asked.name) > LONGEST_NAME:
        raise Invalid.one("name", "missing", f"give a name of 1 to {LONGEST_NAME} characters")
    if not queries_of(asked):
        raise Invalid.one("name", "no_letters", "give a name that has letters or digits")
