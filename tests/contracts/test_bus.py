"""Every bus carries every message to every consumer that wants it, in order, through a consumer's failure."""

import threading
import time
from collections.abc import Iterator

import pytest

from customhouse.adapters.bus.jetstream import JetStreamBus
from customhouse.adapters.bus.memory import MemoryBus
from customhouse.kernel.bus import Bus
from customhouse.kernel.errors import Unavailable
from customhouse.kernel.events import Jobs, Message, Subscription
from customhouse.kernel.ids import new_id
from tests.conftest import NOON, free_port


def make_message(kind: str = "bell.rang", number: int = 0) -> Message:
    return Message(new_id(), kind, "tower", NOON, NOON, "user:ringer", {"number": number, "text": "钟"})


@pytest.fixture(params=["memory", "jetstream"])
def bus(request: pytest.FixtureRequest) -> Iterator[Bus]:
    if request.param == "memory":
        bus: Bus = MemoryBus()
    else:
        bus = JetStreamBus(request.getfixturevalue("nats_url"), stream=f"test_{new_id()[-12:]}")
    yield bus
    bus.stop()


class Ear:
    """A consumer's side: keeps what was delivered, can fail on demand."""

    def __init__(self, failures: int = 0) -> None:
        self.heard: list[tuple[str, Message]] = []
        self.failures = failures
        self.failed = threading.Event()
        self.lock = threading.Lock()

    def __call__(self, subscription: Subscription, messages: "list[Message]") -> None:
        with self.lock:
            if self.failures:
                self.failures -= 1
                self.failed.set()
                raise ConnectionError("the database is away")
            self.heard += [(subscription.consumer, message) for message in messages]

    def of(self, consumer: str) -> list[Message]:
        with self.lock:
            return [message for name, message in self.heard if name == consumer]

    def wait_for_failure(self) -> None:
        assert self.failed.wait(20)

    def wait_for(self, size: int) -> None:
        deadline = time.monotonic() + 20
        while len(self.heard) < size and time.monotonic() < deadline:
            time.sleep(0.02)


def no_handler(*_: object) -> None:
    raise AssertionError("the bus delivers; it does not handle")


BELLS = Subscription("neighbour", ("bell.rang",), no_handler)
ALL = Subscription("clerk", ("bell.rang", "door.shut"), no_handler)


def test_each_consumer_gets_the_kinds_it_named_in_order(bus: Bus) -> None:
    ear, sent = Ear(), [make_message("bell.rang" if n % 2 else "door.shut", n) for n in range(300)]
    bus.start([BELLS, ALL], ear)

    bus.publish(sent)
    ear.wait_for(450)

    assert ear.of("clerk") == sent
    assert ear.of("neighbour") == [message for message in sent if message.kind == "bell.rang"]


def test_a_consumer_may_be_named_as_a_part_of_its_room(bus: Bus) -> None:
    ear = Ear()
    bus.start([Subscription("bells.watch", ("bell.rang",), BELLS.handle)], ear)

    bus.publish([make_message("bell.rang", 7)])
    ear.wait_for(1)

    assert len(ear.of("bells.watch")) == 1


def test_a_kind_nobody_named_disturbs_nobody(bus: Bus) -> None:
    ear = Ear()
    bus.start([BELLS], ear)

    bus.publish([make_message("door.shut"), make_message("bell.rang", 7)])
    ear.wait_for(1)

    assert [message.payload["number"] for message in ear.of("neighbour")] == [7]


def test_a_message_that_is_sent_again_is_carried_again(bus: Bus) -> None:
    ear, message = Ear(), make_message()
    bus.start([BELLS], ear)

    bus.publish([message])
    bus.publish([message])
    ear.wait_for(2)

    assert ear.of("neighbour") == [message, message]


def test_what_a_consumer_failed_on_comes_again_before_what_is_behind_it(nats_url: str) -> None:
    bus, ear = JetStreamBus(nats_url, stream=f"test_{new_id()[-12:]}"), Ear(failures=1)
    bus.start([BELLS], ear)

    bus.publish([make_message(number=1)])
    ear.wait_for_failure()
    bus.publish([make_message(number=2)])
    ear.wait_for(2)
    bus.stop()

    assert [message.payload["number"] for message in ear.of("neighbour")] == [1, 2]


def test_a_consumer_that_comes_back_goes_on_where_it_was(nats_url: str) -> None:
    stream, first, second = f"test_{new_id()[-12:]}", Ear(), Ear()
    bus = JetStreamBus(nats_url, stream)
    bus.start([BELLS], first)
    bus.publish([make_message(number=1)])
    first.wait_for(1)
    bus.stop()
    bus = JetStreamBus(nats_url, stream)
    bus.start([BELLS], second)

    bus.publish([make_message(number=2)])
    second.wait_for(1)
    bus.stop()

    assert [m.payload["number"] for m in second.of("neighbour")] == [2]


def test_an_absent_server_is_said_to_be_unavailable() -> None:
    bus = JetStreamBus(f"nats://127.0.0.1:{free_port()}")

    with pytest.raises(Unavailable, match="NATS does not answer"):
        bus.start([], Ear())

    bus.stop()


class Workers:
    """Does jobs as it is told to: each takes its time, or fails so many times first."""

    def __init__(self, seconds: float = 0.0, failures: int = 0) -> None:
        self.done: list[tuple[int, int]] = []
        self.at_once = self.most_at_once = 0
        self.seconds, self.failures = seconds, failures
        self.lock = threading.Lock()

    def __call__(self, message: Message, handed_out: int) -> None:
        with self.lock:
            self.at_once += 1
            self.most_at_once = max(self.at_once, self.most_at_once)
        time.sleep(self.seconds)
        with self.lock:
            self.at_once -= 1
            if self.failures:
                self.failures -= 1
                raise ValueError("cannot be done today")
            self.done.append((message.payload["number"], handed_out))

    def wait_for(self, size: int) -> None:
        deadline = time.monotonic() + 30
        while len(self.done) < size and time.monotonic() < deadline:
            time.sleep(0.02)


def pool(nats_url: str, stream: str, workers: Workers, hands: int = 2, job_wait_s: float = 30.0) -> JetStreamBus:
    bus = JetStreamBus(nats_url, stream, job_wait_s)
    bus.start([], Ear())
    bus.take(Jobs("bells.ringing", ("bell.rang",), workers, hands))
    return bus


def test_jobs_are_shared_by_all_hands_and_each_is_done_once(nats_url: str) -> None:
    stream, workers = f"test_{new_id()[-12:]}", [Workers(0.05), Workers(0.05)]
    buses = [pool(nats_url, stream, each) for each in workers]

    buses[0].publish([make_message(number=n) for n in range(40)])
    for _ in range(200):
        if sum(len(each.done) for each in workers) >= 40:
            break
        time.sleep(0.05)
    for bus in buses:
        bus.stop()

    assert sorted(number for each in workers for number, _ in each.done) == list(range(40))
    assert all(each.done for each in workers)
    assert {each.most_at_once for each in workers} == {2}


def test_a_job_that_takes_long_is_not_handed_out_twice(nats_url: str) -> None:
    stream, workers = f"test_{new_id()[-12:]}", Workers(seconds=4.0)
    bus = pool(nats_url, stream, workers, job_wait_s=1.5)

    bus.publish([make_message(number=1)])
    workers.wait_for(2 - 1)
    bus.stop()

    assert workers.done == [(1, 1)]
    assert workers.most_at_once == 1


def test_a_job_that_fails_is_handed_out_again(nats_url: str) -> None:
    workers = Workers(failures=1)
    bus = pool(nats_url, f"test_{new_id()[-12:]}", workers)

    bus.publish([make_message(number=1), make_message(number=2)])
    workers.wait_for(2)
    bus.stop()

    assert sorted(workers.done) == [(1, 2), (2, 1)]


def test_a_job_whose_process_ends_is_done_by_another(nats_url: str) -> None:
    stream, slow, quick = f"test_{new_id()[-12:]}", Workers(seconds=3), Workers()
    first = pool(nats_url, stream, slow, hands=1)
    first.publish([make_message(number=1)])
    while not slow.at_once:
        time.sleep(0.02)
    first.stop()
    second = pool(nats_url, stream, quick)

    quick.wait_for(1)
    second.stop()

    assert quick.done == [(1, 2)]


def test_what_no_hand_has_taken_waits_for_one(nats_url: str) -> None:
    stream, workers = f"test_{new_id()[-12:]}", Workers()
    bus = pool(nats_url, stream, Workers())
    bus.stop()
    bus = JetStreamBus(nats_url, stream)
    bus.start([], Ear())
    bus.publish([make_message(number=n) for n in range(5)])
    bus.stop()
    bus = pool(nats_url, stream, workers)

    workers.wait_for(5)
    bus.stop()

    assert len(workers.done) == 5


def test_a_listener_that_wants_more_kinds_than_before_hears_them(nats_url: str) -> None:
    stream, ear = f"test_{new_id()[-12:]}", Ear()
    bus = JetStreamBus(nats_url, stream)
    bus.start([Subscription("clerk", ("bell.rang",), no_handler)], Ear())
    bus.stop()
    bus = JetStreamBus(nats_url, stream)
    bus.start([ALL], ear)

    bus.publish([make_message("door.shut", 7)])
    ear.wait_for(1)
    bus.stop()

    assert [message.kind for message in ear.of("clerk")] == ["door.shut"]


def test_who_cannot_work_now_gives_its_job_to_others(nats_url: str) -> None:
    stream, able, asked = f"test_{new_id()[-12:]}", Workers(), list[int]()

    def unable(message: Message, handed_out: int) -> None:
        asked.append(message.payload["number"])
        raise Unavailable("being stopped", retry=True)

    first = JetStreamBus(nats_url, stream)
    first.start([], Ear())
    first.take(Jobs("bells.ringing", ("bell.rang",), unable, 1))
    first.publish([make_message(number=n) for n in range(8)])
    while not asked:
        time.sleep(0.02)
    second = pool(nats_url, stream, able)
    able.wait_for(8)
    first.stop()
    second.stop()

    assert sorted(number for number, _ in able.done) == list(range(8))
