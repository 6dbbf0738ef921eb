"""Lists taken in, edition by edition: entries come in pieces, and count all at once when the last one is there."""

from collections.abc import Sequence
from dataclasses import dataclass

from customhouse.kernel.errors import Invalid, NotFound
from customhouse.kernel.ids import new_id
from customhouse.kernel.transaction import Transaction
from customhouse.watchlists import store
from customhouse.watchlists.model import Edition, Entry, Fault
from customhouse.watchlists.screening import plain_entry

MOST_FAULTS = 1000  # kept of one edition; the rest are counted
_NAME = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-_.")


@dataclass(frozen=True)
class Source:
    """The file an edition comes from. `version` is the publisher's own name of it, where it says one."""

    list_name: str
    format: str
    sha256: str
    file_name: str
    version: str = ""


@dataclass(frozen=True)
class Count:
    entries: int = 0
    names: int = 0
    faults: int = 0


class Lists:
    def begin(self, tx: Transaction, source: Source) -> str:
        """Open an edition that does not count yet; what an earlier import left unfinished is dropped.

        Raises `Invalid` for a name that is none.
        """
        name = source.list_name
        if not 0 < len(name) <= 60 or not set(name) <= _NAME:
            message = "name the list with up to 60 small letters, digits, dots, dashes or underscores, such as un-sc"
            raise Invalid.one("list", "malformed", message)
        store.retire(tx.connection, name, "arriving")
        edition_id = new_id()
        store.insert_edition(
            tx.connection,
            {
                "id": edition_id,
                "name": name,
                "version": source.version[:60],
                "format": source.format,
                "sha256": source.sha256,
                "file_name": source.file_name[:200],
                "entries": 0,
                "names": 0,
                "faults": 0,
                "imported_at": tx.now,
                "imported_by": tx.actor,
                "state": "arriving",
            },
        )
        return edition_id

    def add(self, tx: Transaction, edition_id: str, entries: Sequence[Entry]) -> None:
        rows = [
            {
                "edition_id": edition_id,
                "source_id": entry.source_id[:120],
                "kind": entry.kind.value,
                "entry": plain_entry(entry),
            }
            for entry in entries
        ]
        store.insert_entries(tx.connection, rows)

    def note(self, tx: Transaction, edition_id: str, faults: Sequence[Fault]) -> None:
        """Keep what could not be read, with where it stands."""
        rows = [
            {
                "id": new_id(),
                "edition_id": edition_id,
                "place": fault.place[:120],
                "message": fault.message[:400],
                "excerpt": fault.excerpt[:2000],
            }
            for fault in faults
        ]
        store.insert_faults(tx.connection, rows)

    def finish(self, tx: Transaction, edition_id: str, version: str, count: Count) -> None:
        """From now on this edition counts, and the one before does not. Raises `Invalid` for one without entries."""
        found = store.editions_in(tx.connection, "arriving")
        arriving = next((row for row in found if row["id"] == edition_id), None)
        if arriving is None:
            raise NotFound("This edition is gone: another import of the same list has begun since.")
        if count.entries == 0:
            raise Invalid.one("file", "no_entries", "no entry could be read: the list is left as it was")
        store.retire(tx.connection, arriving["name"], "current")
        values = {"version": version[:60] or tx.now.date().isoformat(), "state": "current", **vars(count)}
        store.change_edition(tx.connection, edition_id, values)

    def drop_past(self, tx: Transaction, most: int = 5000) -> int:
        return store.drop_past_entries(tx.connection, most)

    def has_past(self, tx: Transaction) -> bool:
        """Whether entries of earlier editions are still there."""
        return store.has_past_entries(tx.connection)

    def remove(self, tx: Transaction, name: str) -> None:
        """Take a list out of use. Raises `NotFound`."""
        if not store.editions_in(tx.connection, "current", name):
            raise NotFound(f"There is no list named {name[:60]}.")
        store.retire(tx.connection, name, "current")

    def editions(self, tx: Transaction) -> list[Edition]:
        """Those that count now, by name."""
        return [_edition(row) for row in store.editions_in(tx.connection, "current")]

    def faults(self, tx: Transaction, edition_id: str) -> list[Fault]:
        found = store.faults_of(tx.connection, edition_id, MOST_FAULTS)
        return [Fault(row["place"], row["message"], row["excerpt"]) for row in found]


def _edition(row: store.Row) -> Edition:
    return Edition(**{name: row[name] for name in Edition.__dataclass_fields__})
