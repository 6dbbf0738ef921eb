"""One request or one message: one transaction, committed at the edge, its news leaving with it."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from customhouse.kernel.clock import Clock
from customhouse.kernel.events import Event


@dataclass(frozen=True)
class Transaction:
    """What a use case works with. `actor` is a user's id, `device:<id>` or `system:<room>`."""

    connection: Connection
    clock: Clock
    actor: str
    now: datetime
    announced: list[Event] = field(default_factory=list)

    def announce(self, event: Event) -> None:
        """Let `event` be known once this transaction is committed, and only then."""
        self.announced.append(event)
