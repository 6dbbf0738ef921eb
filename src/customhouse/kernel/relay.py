"""From the outbox to every listener, once in effect: the sending thread and the receiving side."""

import threading
import time
from collections.abc import Sequence

import structlog
from sqlalchemy import text

from customhouse.kernel import outbox
from customhouse.kernel.bus import Bus
from customhouse.kernel.database import Database, is_outage
from customhouse.kernel.events import Message, Subscription

log = structlog.get_logger()
BATCH = 100
RETRY_AFTER_S = (0.1, 0.5, 2.0)
_RELAY_LOCK = 7_203_114  # any number, the same in every process: one relay at a time keeps the order


class Delivery:
    """The receiving side: one transaction per consumer and batch, each message handled once in effect."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def __call__(self, subscription: Subscription, messages: Sequence[Message]) -> None:
        try:
            self._handle(subscription, messages)
        except Exception as error:
            if is_outage(error):
                raise  # no message's fault: the sender keeps all of them and comes again
            log.warning("batch_failed", consumer=subscription.consumer, size=len(messages), error=repr(error))
            for message in messages:
                self._persist(subscription, message)

    def _handle(self, subscription: Subscription, messages: Sequence[Message]) -> None:
        with self._database.begin(f"system:{subscription.consumer}") as tx:
            handled = outbox.already_handled(tx.connection, subscription.consumer, messages)
            fresh = [message for message in messages if message.id not in handled]
            for message in fresh:
                subscription.handle(tx, message)
            if fresh:
                outbox.mark_handled(tx, subscription.consumer, fresh)

    def _persist(self, subscription: Subscription, message: Message) -> None:
        """Try one message again and again; at last lay it aside, so that the ones behind it go on."""
        for pause_s in RETRY_AFTER_S:
            try:
                return self._handle(subscription, [message])
            except Exception as error:
                if is_outage(error):
                    raise
                time.sleep(pause_s)
        try:
            return self._handle(subscription, [message])
        except Exception as error:
            if is_outage(error):
                raise
            log.exception("message_laid_aside", consumer=subscription.consumer, kind=message.kind, id=message.id)
            with self._database.begin(f"system:{subscription.consumer}") as tx:
                outbox.lay_aside(tx, subscription.consumer, message, repr(error))


class Relay:
    """The sending side: a thread that empties the outbox into the bus."""

    def __init__(self, database: Database, bus: Bus) -> None:
        self._database = database
        self._bus = bus
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="outbox-relay", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._database.news.set()
        self._thread.join(timeout=30)

    def drain(self) -> int:
        """Send what is there now; return how many messages. For tests and for the last act of a shutdown."""
        total = 0
        while sent := self._send_batch():
            total += sent
        return total

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._database.news.wait(timeout=1.0)  # the time-out hears of what other processes wrote
            self._database.news.clear()
            try:
                while not self._stopping.is_set() and self._send_batch():
                    pass
            except Exception:
                log.exception("relay_failed")
                self._stopping.wait(1.0)

    def _send_batch(self) -> int:
        """Read, publish, then delete: a crash in between sends twice, and the inbox hears it once."""
        if self._database.engine.dialect.name == "sqlite":
            with self._database.read("system:outbox") as tx:
                rows = outbox.oldest(tx.connection, BATCH)
            if rows:
                self._bus.publish([message for _, message in rows])
                with self._database.begin("system:outbox") as tx:
                    outbox.forget(tx.connection, [position for position, _ in rows])
            return len(rows)
        with self._database.begin("system:outbox") as tx:
            if not tx.connection.execute(text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": _RELAY_LOCK}).scalar():
                return 0
            rows = outbox.oldest(tx.connection, BATCH)
            if rows:
                self._bus.publish([message for _, message in rows])
                outbox.forget(tx.connection, [position for position, _ in rows])
            return len(rows)
