"""What is asked of the register, and what is told to it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from customhouse.enterprises import store
from customhouse.enterprises.model import Enterprise, History, Outcome
from customhouse.enterprises.reading import read_enterprises
from customhouse.kernel.errors import NotFound
from customhouse.kernel.transaction import Transaction


class Enterprises:
    def get(self, tx: Transaction, enterprise_id: str) -> Enterprise:
        """Raises `NotFound`."""
        found = store.find_enterprise(tx.connection, enterprise_id)
        if found is None:
            raise NotFound("The register has no such enterprise.")
        return found

    def find(self, tx: Transaction, enterprise_id: str | None) -> Enterprise | None:
        return store.find_enterprise(tx.connection, enterprise_id) if enterprise_id else None

    def unknown(self, tx: Transaction, ids: Collection[str]) -> set[str]:
        """Which of these the register does not have."""
        return set(ids) - store.known_ids(tx.connection, set(ids)) if ids else set()

    def import_register(self, tx: Transaction, records: Sequence[Mapping[str, object]], source: str) -> int:
        """Take a register, naming where it is from; again is harmless. Raises `Invalid` and takes nothing."""
        read = read_enterprises(records)
        store.replace_enterprises(tx.connection, read, source[:200], tx.now)
        return len(read)

    def remember(
        self, tx: Transaction, ids: Collection[str], outcome: Outcome, consignment_id: str, *, is_first: bool = False
    ) -> None:
        """Keep what became of a consignment of these enterprises; telling it again changes nothing but its time.

        `is_first` spares the look for an earlier telling, where there can be none.
        """
        if not ids:
            return
        if not is_first:
            store.forget_outcomes(tx.connection, ids, outcome, consignment_id)
        store.insert_outcomes(tx.connection, ids, outcome, consignment_id, tx.now)

    def history(
        self, tx: Transaction, enterprise_id: str, *, since: datetime | None = None, except_for: str = ""
    ) -> History:
        """The counts since a moment, without the consignment that is being judged."""
        return History(store.count_outcomes(tx.connection, enterprise_id, since, except_for))
