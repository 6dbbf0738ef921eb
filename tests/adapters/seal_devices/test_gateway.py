"""The devices' port with real clients and databases: nothing is answered that is not kept, nobody holds others up."""

import asyncio
import contextlib
import gc
import socket
import sqlite3
import tracemalloc
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from customhouse.adapters.seal_devices.connection import Limits
from customhouse.adapters.seal_devices.gateway import Gateway
from customhouse.kernel.database import Database
from customhouse.seals.model import Observation
from customhouse.seals.service import Seals
from tests.adapters.seal_devices.vectors import ESEAL, EVENT, HEARTBEAT, POSITION

SHORT = Limits(connections=20, unread_bytes=2048, unread_s=0.5, begun_frame_s=0.5, idle_s=1.0, garbage_bytes=2000)


def frame(number: int, device: int = 8000620011) -> bytes:
    """A position frame of its own: seal, second and serial."""
    clock = f"{number // 3600 % 24:02d}{number // 60 % 60:02d}{number % 60:02d}"
    head = POSITION[:1] + bytes.fromhex(str(device)) + POSITION[6:13] + bytes.fromhex(clock)
    return head + POSITION[16:-1] + bytes((number % 256,))


class Store:
    """The seals' log in a real database, as the app gives it to the gateway."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._seals = Seals(consignments=None, blobs=None, policy=None, sites={})  # type: ignore[arg-type] # only `record`

    def sink(self, batch: Sequence[Observation]) -> None:
        with self.database.begin("system:seal-gateway") as tx:
            self._seals.record(tx, batch)

    def kept(self, what: str = "count(*)", where: str = "true") -> Any:
        with self.database.read("test") as tx:
            return tx.connection.execute(text(f"SELECT {what} FROM seal_observation WHERE {where}")).scalar()


@pytest.fixture
def store(database: Database) -> Store:
    return Store(database)


class Client:
    """A seal's side of the wire."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self.writer = reader, writer

    def send(self, data: bytes) -> None:
        self.writer.write(data)

    async def answer(self, seconds: float = 10) -> bytes:
        """The next answer; empty when the server hung up or says nothing for so long."""
        try:
            return await asyncio.wait_for(self._reader.readuntil(b")"), seconds)
        except (TimeoutError, asyncio.IncompleteReadError, ConnectionError):
            return b""

    async def is_dropped(self, seconds: float = 10) -> bool:
        try:
            await asyncio.wait_for(self._reader.read(), seconds)
        except TimeoutError:
            return False
        except ConnectionError:
            return True
        return True

    def hang_up(self) -> None:
        self.writer.transport.abort()


class Port:
    """A running gateway and a way to reach it."""

    def __init__(self, gateway: Gateway, number: int) -> None:
        self.gateway, self.number = gateway, number
        self._clients: list[Client] = []

    async def connect(self) -> Client:
        client = Client(*await asyncio.open_connection("127.0.0.1", self.number))
        self._clients.append(client)
        return client

    async def hang_up(self) -> None:
        for client in self._clients:
            client.hang_up()
        await asyncio.sleep(0)  # lets the transports close before their loop does


@asynccontextmanager
async def gateway(sink: Callable[[Sequence[Observation]], None], limits: Limits | None = None) -> AsyncIterator[Port]:
    door = Gateway(sink, limits)
    port = Port(door, await door.start("127.0.0.1", 0))
    try:
        yield port
    finally:
        await door.stop()
        await port.hang_up()


def served(store: Store, talk: Callable[[Port], Awaitable[None]], limits: Limits | None = None) -> None:
    """Run `talk` against a gateway over the store."""

    async def run() -> None:
        async with gateway(store.sink, limits) as port:
            await talk(port)

    asyncio.run(run())


async def until(holds: Callable[[], bool], seconds: float = 10) -> None:
    async with asyncio.timeout(seconds):
        while not holds():  # noqa: ASYNC110 - what is waited for may happen in the database, which sets no event
            await asyncio.sleep(0.02)


def test_frames_of_every_kind_are_kept_and_answered(store: Store) -> None:
    async def talk(port: Port) -> None:
        seal = await port.connect()
        seal.send(POSITION + EVENT + HEARTBEAT + ESEAL)

        assert await seal.answer() == b"(P69,0,86)"
        assert await seal.answer() == b"(P69,0,9)"
        await until(lambda: bool(store.kept() == 4))

    served(store, talk)
    assert store.kept("count(DISTINCT device_id)") == 3


def test_a_half_frame_waits_for_its_other_half(store: Store) -> None:
    async def talk(port: Port) -> None:
        seal = await port.connect()
        seal.send(POSITION[:20])
        await asyncio.sleep(0.1)
        seal.send(POSITION[20:] + frame(2)[:5])
        assert await seal.answer() == b"(P69,0,86)"
        seal.send(frame(2)[5:])
        assert await seal.answer() == b"(P69,0,2)"

    served(store, talk)


def test_garbage_is_kept_as_undecodable_and_what_follows_is_heard(store: Store) -> None:
    async def talk(port: Port) -> None:
        seal = await port.connect()
        seal.send(HEARTBEAT + b"\xde\xad\xbe\xef" * 10 + POSITION)

        assert await seal.answer() == b"(P69,0,86)"

    served(store, talk)
    assert store.kept(where="kind = 'undecodable' AND device_id = '8000620011'") == 1


def test_the_same_frame_again_is_answered_again_and_kept_once(store: Store) -> None:
    async def talk(port: Port) -> None:
        first, second = await port.connect(), await port.connect()
        first.send(POSITION)
        assert await first.answer() == b"(P69,0,86)"
        first.hang_up()
        second.send(POSITION)
        assert await second.answer() == b"(P69,0,86)"

    served(store, talk)
    assert store.kept() == 1


@contextlib.contextmanager
def locked(database: Database) -> Iterator[None]:
    """Somebody else holds the log, so that nothing can be written."""
    if database.engine.dialect.name == "sqlite":
        holder = sqlite3.connect(str(database.engine.url.database), isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        yield
        holder.execute("ROLLBACK")
        holder.close()
        return
    with create_engine(database.engine.url).connect() as other:
        other.execute(text("LOCK TABLE seal_observation IN ACCESS EXCLUSIVE MODE"))
        yield


@contextlib.contextmanager
def gone(database: Database) -> Iterator[None]:
    """The table is away: every attempt to write fails at once."""
    with database.engine.begin() as connection:
        connection.execute(text("ALTER TABLE seal_observation RENAME TO seal_observation_away"))
    yield
    with database.engine.begin() as connection:
        connection.execute(text("ALTER TABLE seal_observation_away RENAME TO seal_observation"))


@pytest.mark.parametrize("trouble", [locked, gone])
@pytest.mark.filterwarnings("ignore::ResourceWarning")  # the holder's pool is closed by its owner's end
def test_nothing_is_answered_before_it_is_committed(store: Store, trouble: Any) -> None:
    async def talk(port: Port) -> None:
        seal = await port.connect()
        with trouble(store.database):
            seal.send(POSITION)
            assert await seal.answer(1.0) == b""
            assert port.gateway.counters.committed == 0

        assert await seal.answer() == b"(P69,0,86)"

    served(store, talk)
    assert store.kept() == 1


def test_while_the_store_is_away_frames_are_not_piled_up(store: Store) -> None:
    few = Limits(pending_frames=50, frames_in_flight=20)

    async def talk(port: Port) -> None:
        seals = [await port.connect() for _ in range(10)]
        with gone(store.database):
            for place, seal in enumerate(seals):
                seal.send(b"".join(frame(number, 8000000100 + place) for number in range(2000)))
            await asyncio.sleep(1.0)
            taken = port.gateway.counters.frames

        # Each connection may bring one buffer more than the limit allows.
        assert taken < 50 + 10 * 8192 // len(POSITION)
        await until(lambda: port.gateway.counters.committed == 20_000, 60)

    served(store, talk, few)
    assert store.kept() == 20_000


def test_a_report_the_store_cannot_take_does_not_stop_the_others(store: Store) -> None:
    spoilt = frame(7)

    def sink(batch: Sequence[Observation]) -> None:
        # An id too long for its column stands for any value a database refuses.
        store.sink([one._replace(device_id="9" * 400) if one.raw == spoilt else one for one in batch])
        if any(one.raw == spoilt for one in batch):
            raise ValueError("not to be stored")

    async def run() -> None:
        async with gateway(sink) as port:
            seal = await port.connect()
            seal.send(frame(6) + spoilt + frame(8))

            assert await seal.answer() == b"(P69,0,6)"
            assert await seal.answer() == b"(P69,0,8)"
            await until(lambda: port.gateway.counters.refused == 1)

    asyncio.run(run())


def test_a_client_that_never_reads_is_dropped_and_holds_nobody_up(store: Store) -> None:
    async def talk(port: Port) -> None:
        deaf = socket.create_connection(("127.0.0.1", port.number))
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        deaf.setblocking(False)
        loop = asyncio.get_running_loop()
        flood = asyncio.create_task(_flood(loop, deaf))
        seal = await port.connect()
        for number in range(5):
            seal.send(frame(number))
            assert await seal.answer(5) == b"(P69,0,%d)" % number
        await asyncio.wait_for(flood, 30)
        deaf.close()

    served(store, talk, SHORT)


async def _flood(loop: asyncio.AbstractEventLoop, deaf: socket.socket) -> None:
    """Send without ever reading until the server hangs up."""
    with contextlib.suppress(ConnectionError):
        while True:
            await loop.sock_sendall(deaf, b"".join(frame(number, 8000777777) for number in range(200)))


@pytest.mark.parametrize(
    "nuisance",
    [b"(", b"$\x80\x00\x62", b"##S,eSeal", b"~\x02\x00", b""],
    ids=["text", "binary", "eseal", "808", "idle"],
)
def test_a_client_that_never_completes_a_frame_is_dropped(store: Store, nuisance: bytes) -> None:
    async def talk(port: Port) -> None:
        client = await port.connect()
        client.send(nuisance)

        assert await client.is_dropped()

    served(store, talk, SHORT)


def test_a_client_that_names_no_seal_is_dropped_and_one_that_did_may_be_quiet(store: Store) -> None:
    async def talk(port: Port) -> None:
        silent, seal = await port.connect(), await port.connect()
        seal.send(HEARTBEAT)

        assert await silent.is_dropped()
        assert not await seal.is_dropped(1)

    served(store, talk, Limits(unnamed_s=0.5))


def test_a_client_that_sends_only_garbage_is_dropped_and_little_of_it_is_kept(store: Store) -> None:
    async def talk(port: Port) -> None:
        client = await port.connect()
        client.send(b"\x01" * 1_000_000)

        assert await client.is_dropped()

    served(store, talk, SHORT)
    assert store.kept("coalesce(sum(length(raw)), 0)") < 20_000


def test_more_connections_than_allowed_are_refused(store: Store) -> None:
    async def talk(port: Port) -> None:
        kept = [await port.connect() for _ in range(20)]
        late = await port.connect()

        assert await late.is_dropped()
        kept[0].send(POSITION)
        assert await kept[0].answer() == b"(P69,0,86)"

    served(store, talk, SHORT)


def test_two_hundred_seals_are_all_answered(store: Store) -> None:
    async def converse(port: Port, device: int) -> int:
        seal = await port.connect()
        answers = 0
        for number in range(10):
            seal.send(frame(number, device))
            answers += bool(await seal.answer(30))
        seal.hang_up()
        return answers

    async def talk(port: Port) -> None:
        answered = await asyncio.gather(*(converse(port, 8000000000 + number) for number in range(200)))

        assert sum(answered) == 2000

    served(store, talk)
    assert store.kept() == 2000


def test_memory_does_not_grow_with_what_is_sent(store: Store) -> None:
    async def talk(port: Port) -> None:
        seal = await port.connect()
        reading = asyncio.create_task(seal.is_dropped(60))
        seal.send(b"".join(frame(number) for number in range(3000)))
        await until(lambda: port.gateway.counters.committed >= 3000, 30)
        gc.collect()
        tracemalloc.start()
        for start in range(3000, 12_000, 3000):
            seal.send(b"".join(frame(number) for number in range(start, start + 3000)))
            await until(lambda expected=start + 3000: port.gateway.counters.committed >= expected, 30)  # type: ignore[misc] # mypy cannot infer a lambda with a default
        grown, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        seal.hang_up()
        await reading

        assert grown < 2_000_000

    served(store, talk)


def test_a_stopped_gateway_has_committed_what_it_took(store: Store) -> None:
    async def talk(port: Port) -> None:
        seal = await port.connect()
        seal.send(b"".join(frame(number) for number in range(500)))
        await until(lambda: port.gateway.counters.frames == 500)

    served(store, talk)
    assert store.kept() == 500
