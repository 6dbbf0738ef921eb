"""The bus seam: carries messages from the outbox to the rooms that listen."""

from collections.abc import Callable, Sequence
from typing import Protocol

from customhouse.kernel.events import Message, Subscription

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
