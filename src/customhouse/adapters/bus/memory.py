"""The bus inside one process: the outbox is the durable queue, so nothing else needs to be kept."""

from collections.abc import Sequence

from customhouse.kernel.bus import Deliver
from customhouse.kernel.events import Message, Subscription


class MemoryBus:
    """Delivers in the publisher's thread, in the order in which the subscriptions are written down."""

    def __init__(self) -> None:
        self._subscriptions: tuple[Subscription, ...] = ()
        self._deliver: Deliver | None = None

    def start(self, subscriptions: Sequence[Subscription], deliver: Deliver) -> None:
        self._subscriptions = tuple(subscriptions)
        self._deliver = deliver

    def publish(self, messages: Sequence[Message]) -> None:
        if self._deliver is None:
            return
        for subscription in self._subscriptions:
            wanted = [message for message in messages if message.kind in subscription.kinds]
            if wanted:
                self._deliver(subscription, wanted)

    def stop(self) -> None:
        self._deliver = None
