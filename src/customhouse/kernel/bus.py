"""The bus seam: carries messages from the outbox to the rooms that listen."""

from collections.abc import Callable, Sequence
from typing import Protocol

from customhouse.kernel.events import Jobs, Message, Subscription

Deliver = Callable[[Subscription, Sequence[Message]], None]


class Bus(Protocol):
    """At least once, in order per publisher. The inbox makes it once in effect."""

    def start(self, subscriptions: Sequence[Subscription], deliver: Deliver) -> None:
        """Begin to carry; `deliver` returns when the consumer's transaction is committed, or raises."""
        ...

    def publish(self, messages: Sequence[Message]) -> None:
        """Return once the messages are safe; raises `Unavailable` when they are not."""
        ...

    def stop(self) -> None: ...


class SharedBus(Bus, Protocol):
    """A bus that also shares jobs out among processes: each is done at least once, by whoever is free."""

    def take(self, jobs: Jobs) -> None:
        """Begin to take jobs, one at a time for each hand; what waits, waits in the bus. `start` comes before it.

        A job whose process dies is handed out again.
        """
        ...
