"""What oversight is asked: what happened, how things stand, and the raw inputs behind it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

from customhouse.access.service import Access
from customhouse.command import store
from customhouse.command.gathering import Rooms
from customhouse.command.model import Entry, Filter, Line, Raw
from customhouse.kernel.blobs import Blobs
from customhouse.kernel.errors import NotFound
from customhouse.kernel.events import Message, Subscription
from customhouse.kernel.paging import PAGE_SIZE, Page, page_of
from customhouse.kernel.transaction import Transaction

# Everything that happens to a consignment is told on its timeline.
KINDS = (
    "declaration.lodged",
    "declaration.amended",
    "declaration.withdrawn",
    "scan.received",
    "scan.quarantined",
    "scan.recognised",
    "seal.bound",
    "alarm.raised",
    "alarm.retracted",
    "alarm.acknowledged",
    "alarm.resolved",
    "gate.read",
    "journey.ended",
    "parties.screened",
    "hit.decided",
    "risk.assessed",
    "control.ordered",
    "control.completed",
    "review.opened",
    "review.decided",
    "findings.revealed",
    "finding.judged",
    "goods.released",
    "goods.detained",
    "consignment.reopened",
)


@dataclass(frozen=True)
class Command:
    rooms: Rooms
    access: Access
    blobs: Blobs

    def subscriptions(self) -> tuple[Subscription, ...]:
        return (Subscription("command", KINDS, self.hear),)

    def hear(self, tx: Transaction, message: Message) -> None:
        """Write the news on the timeline and renew the consignment's line."""
        if not message.subject:
            return
        entry = Entry(
            id=message.id,
            consignment_id=message.subject,
            at=message.occurred_at,
            recorded_at=message.recorded_at,
            kind=message.kind,
            actor=message.actor,
            facts=message.payload,
        )
        store.append_entry(tx.connection, entry)
        if line := self.rooms.line(tx, message.subject):
            store.put_line(tx.connection, line)

    def page(self, tx: Transaction, wanted: Filter, cursor: str | None) -> Page[Line]:
        rows = store.page_of_lines(tx.connection, wanted, cursor, PAGE_SIZE)
        return page_of(rows, lambda line: line.id)

    def get(self, tx: Transaction, consignment_id: str) -> Line:
        """As it stands now. Raises `NotFound`."""
        line = self.rooms.line(tx, consignment_id)
        if line is None:
            raise NotFound("There is no such consignment.")
        return line

    def timeline(self, tx: Transaction, consignment_id: str) -> list[Entry]:
        """Everything that happened, in the order in which it did. Raises `NotFound`."""
        self.get(tx, consignment_id)
        return store.entries_of(tx.connection, consignment_id)

    def actors(self, tx: Transaction, entries: Sequence[Entry]) -> dict[str, str]:
        """Names of the people and machines among the actors; `system:` ones have none."""
        return self.access.names(tx, {entry.actor for entry in entries})

    def raws(self, tx: Transaction, consignment_id: str) -> tuple[Raw, ...]:
        return self.rooms.raws(tx, consignment_id)

    def open_raw(self, sha256: str) -> tuple[BinaryIO, int]:
        """A raw input and its size in bytes. Raises `NotFound`."""
        return self.blobs.open(sha256), self.blobs.size(sha256)

    def board(self, tx: Transaction) -> dict[str, dict[str, int]]:
        """How many consignments stand where."""
        return {"states": store.count_by(tx.connection, "state"), "lanes": store.count_by(tx.connection, "lane")}
