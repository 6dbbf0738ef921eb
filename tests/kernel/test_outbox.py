"""News is kept with the change, heard once in effect, and never lost."""

import sqlite3
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from customhouse.adapters.bus.memory import MemoryBus
from customhouse.kernel import outbox
from customhouse.kernel.database import Database
from customhouse.kernel.events import Event, Message, Subscription
from customhouse.kernel.relay import Delivery, Relay
from customhouse.kernel.transaction import Transaction
from tests.conftest import NOON


@dataclass(frozen=True, kw_only=True)
class Rang(Event):
    kind: ClassVar[str] = "bell.rang"
    times: int


def ring(database: Database, times: int = 1) -> None:
    with database.begin("user:ringer") as tx:
        tx.announce(Rang(subject="tower", occurred_at=NOON, times=times))


def listen(database: Database, handle: "list[Message] | Subscription") -> Relay:
    if isinstance(handle, list):
        heard = handle
        handle = Subscription("neighbour", ("bell.rang",), lambda tx, message: heard.append(message))
    bus = MemoryBus()
    bus.start([handle], Delivery(database))
    return Relay(database, bus)


class TestOutbox:
    def test_a_listener_hears_what_was_announced(self, database: Database) -> None:
        heard: list[Message] = []
        ring(database, times=3)

        listen(database, heard).drain()

        [message] = heard
        assert Rang.read(message) == Rang(subject="tower", occurred_at=NOON, times=3)
        assert message.actor == "user:ringer"

    def test_nothing_is_announced_when_the_change_fails(self, database: Database) -> None:
        heard: list[Message] = []

        def ring_and_fail() -> None:
            with database.begin("user:ringer") as tx:
                tx.announce(Rang(subject="tower", occurred_at=NOON, times=1))
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            ring_and_fail()

        assert listen(database, heard).drain() == 0

    def test_a_message_sent_twice_is_heard_once(self, database: Database) -> None:
        heard: list[Message] = []
        ring(database)
        with database.read("test") as tx:
            waiting = [message for _, message in outbox.oldest(tx.connection, 10)]
        relay = listen(database, heard)
        Delivery(database)(Subscription("neighbour", ("bell.rang",), lambda tx, m: heard.append(m)), waiting)

        relay.drain()

        assert len(heard) == 1

    def test_messages_keep_their_order(self, database: Database) -> None:
        heard: list[Message] = []
        for times in range(250):
            ring(database, times)

        listen(database, heard).drain()

        assert [message.payload["times"] for message in heard] == list(range(250))

    def test_a_message_that_cannot_be_handled_is_laid_aside_and_the_next_go_on(self, database: Database) -> None:
        heard: list[int] = []

        def handle(tx: Transaction, message: Message) -> None:
            if message.payload["times"] == 1:
                raise ValueError("one ring is no ring")
            heard.append(message.payload["times"])

        for times in range(3):
            ring(database, times)

        listen(database, Subscription("neighbour", ("bell.rang",), handle)).drain()

        with database.read("test") as tx:
            [letter] = outbox.laid_aside(tx.connection)
            left = tx.connection.execute(select(outbox.outbox)).all()
        assert heard[-2:] == [0, 2]
        assert letter["payload"] == {"times": 1}
        assert "one ring is no ring" in str(letter["error"])
        assert left == []

    def test_what_a_failing_handler_wrote_is_undone(self, database: Database) -> None:
        def handle(tx: Transaction, message: Message) -> None:
            tx.announce(Rang(subject="echo", occurred_at=NOON, times=0))
            raise ValueError("after writing")

        ring(database)

        listen(database, Subscription("neighbour", ("bell.rang",), handle)).drain()

        with database.read("test") as tx:
            assert outbox.oldest(tx.connection, 10) == []

    def test_a_message_laid_aside_can_be_sent_again_once_its_handler_is_mended(self, database: Database) -> None:
        heard: list[Message] = []
        others: list[Message] = []

        def fail(tx: Transaction, message: Message) -> None:
            raise ValueError("broken")

        bystander = Subscription("bystander", ("bell.rang",), lambda tx, message: others.append(message))
        bus = MemoryBus()
        bus.start([Subscription("neighbour", ("bell.rang",), fail), bystander], Delivery(database))
        ring(database)
        Relay(database, bus).drain()
        with database.begin("admin") as tx:
            [letter] = outbox.laid_aside(tx.connection)
            sent = outbox.send_again(tx, "neighbour", str(letter["id"]))
        mended = Subscription("neighbour", ("bell.rang",), lambda tx, message: heard.append(message))
        bus.start([mended, bystander], Delivery(database))

        Relay(database, bus).drain()

        assert sent
        assert [message.id for message in heard] == [letter["id"]]
        assert len(others) == 1

    def test_what_is_sent_again_after_weeks_is_not_heard_twice_by_the_others(self, database: Database) -> None:
        others: list[Message] = []

        def fail(tx: Transaction, message: Message) -> None:
            raise ValueError("broken")

        bystander = Subscription("bystander", ("bell.rang",), lambda tx, message: others.append(message))
        bus = MemoryBus()
        bus.start([Subscription("neighbour", ("bell.rang",), fail), bystander], Delivery(database))
        ring(database)
        Relay(database, bus).drain()
        with database.begin("admin") as tx:
            outbox.prune_inbox(tx, NOON + timedelta(days=8))
            [letter] = outbox.laid_aside(tx.connection)
            outbox.send_again(tx, "neighbour", str(letter["id"]))

        Relay(database, bus).drain()

        assert len(others) == 1

    def test_an_outage_of_the_database_lays_nothing_aside(self, database: Database) -> None:
        heard: list[Message] = []
        away = sqlite3.OperationalError("database is locked")
        away.sqlite_errorcode = sqlite3.SQLITE_BUSY
        answers: list[Exception] = [OperationalError("INSERT", {}, away)]

        def handle(tx: Transaction, message: Message) -> None:
            if answers:
                raise answers.pop()
            heard.append(message)

        ring(database)
        relay = listen(database, Subscription("neighbour", ("bell.rang",), handle))
        with pytest.raises(OperationalError):
            relay.drain()

        relay.drain()

        with database.read("test") as tx:
            assert outbox.laid_aside(tx.connection) == []
        assert len(heard) == 1
