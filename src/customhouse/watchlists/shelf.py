"""The index of all lists as it stands in memory: loaded from disk or made of the store, and changed at once."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from customhouse.kernel.transaction import Transaction
from customhouse.watchlists import store
from customhouse.watchlists.model import Asked, Entry
from customhouse.watchlists.screening import entry_from, fingerprint_of, queries_of
from customhouse.watchlists.search.building import build
from customhouse.watchlists.search.index import Index

# So few names are indexed in the time a question takes; more are left to the librarian.
FEW_ENTRIES = 3_000
# Carriers, agents and big traders come again and again: what was found for them is remembered.
MOST_REMEMBERED = 10_000


class Shelf:
    """`folder` is where the index is kept between runs; without one it is made anew at each start."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._index: Index | None = None
        self._making = threading.Lock()
        self._remembered: dict[tuple[str, Asked], list[int]] = {}

    @property
    def index(self) -> Index | None:
        return self._index

    def fingerprint(self, tx: Transaction) -> str:
        return fingerprint_of([row["id"] for row in store.editions_in(tx.connection, "current")])

    def is_current(self, tx: Transaction) -> bool:
        return self._index is not None and self._index.fingerprint == self.fingerprint(tx)

    def at_once(self, tx: Transaction) -> Index | None:
        """The index of the lists as they are now if that is quick; else the one at hand, maybe of earlier ones."""
        if not self.is_current(tx):
            current = store.editions_in(tx.connection, "current")
            if sum(row["entries"] for row in current) <= FEW_ENTRIES:
                self.renew(tx)
        return self._index

    def search(self, index: Index, asked: Asked) -> list[int]:
        """Numbers of the entries worth comparing with who is asked for."""
        key = (index.fingerprint, asked)
        found = self._remembered.get(key)
        if found is None:
            found = index.search(queries_of(asked), asked.imo, asked.registration)
            if len(self._remembered) >= MOST_REMEMBERED:
                self._remembered = {}
            self._remembered[key] = found
        return found

    def renew(self, tx: Transaction, tell: Callable[[int], None] = lambda _done: None) -> Index:
        """Load the index of the lists as they are now, or make it; who comes meanwhile goes on with the one before."""
        with self._making:
            wanted = self.fingerprint(tx)
            if self._index is not None and self._index.fingerprint == wanted:
                return self._index
            kept = Index.load(self._path, wanted) if self._path else None
            index = kept or build(self._entries(tx), wanted, tell)
            if kept is None and self._path and index.size > FEW_ENTRIES:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                index.save(self._path)
            self._index = index
            return index

    @property
    def _path(self) -> Path | None:
        return self._folder / "watchlists.index" if self._folder else None

    def _entries(self, tx: Transaction) -> Iterator[tuple[int, Entry]]:
        ids = [row["id"] for row in store.editions_in(tx.connection, "current")]
        return ((row["number"], entry_from(row["entry"])) for row in store.every_entry(tx.connection, ids))
