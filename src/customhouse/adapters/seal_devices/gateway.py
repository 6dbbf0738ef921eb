"""The seals' front door: an asyncio TCP server, one writer, one transaction a batch, no answer before its commit."""

import asyncio
import sqlite3
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass

import psycopg
import structlog
from sqlalchemy.exc import InterfaceError, OperationalError, ProgrammingError

from customhouse.adapters.seal_devices.connection import Connection, Limits, Waiting
from customhouse.kernel.errors import Unavailable
from customhouse.seals.model import Observation, Sign

log = structlog.get_logger()
Sink = Callable[[Sequence[Observation]], None]
# The store is out of reach for now; anything else is a report that it cannot take.
OUTAGES = (
    OperationalError,
    InterfaceError,
    ProgrammingError,
    sqlite3.OperationalError,
    psycopg.OperationalError,
    psycopg.InterfaceError,
    psycopg.InternalError,
    psycopg.ProgrammingError,
    OSError,
    Unavailable,
)
_ORDINARY = frozenset({"closed by the device", "lost", "the server stops", "idle"})
_BATCH = 2000
_PATROL_S = 2.0
_RETRY_S, _LONGEST_RETRY_S = 0.2, 5.0


@dataclass
class Counters:
    """What went through the door since the start."""

    frames: int = 0
    committed: int = 0
    refused: int = 0
    connections: int = 0


class Gateway:
    """`sink` is called in the gateway's one writer thread and returns once its batch is committed."""

    def __init__(self, sink: Sink, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self.counters = Counters()
        self._sink = sink
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="seal-writer")
        self._connections: set[Connection] = set()
        self._pending: list[Waiting] = []
        self._out_of_room: list[Connection] = []
        self._news = asyncio.Event()
        self._server: asyncio.Server | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._stopping = False

    async def start(self, host: str, port: int) -> int:
        """Listen; return the port, which the system chooses when asked for 0."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: Connection(self), host, port, backlog=512)
        self._tasks = [loop.create_task(self._write()), loop.create_task(self._patrol())]
        chosen: int = self._server.sockets[0].getsockname()[1]
        log.info("gateway_listens", host=host, port=chosen)
        return chosen

    async def stop(self) -> None:
        """Take no more, commit and answer what is here, hang up."""
        if self._server is None:
            return
        self._stopping = True
        self._server.close()
        self._news.set()
        writing, patrolling = self._tasks
        patrolling.cancel()
        with suppress(asyncio.CancelledError):
            await patrolling
        await writing
        for connection in list(self._connections):
            connection.close()
        await self._server.wait_closed()
        self._writer.shutdown()

    # What the connections call.

    def now_ms(self) -> int:
        return time.time_ns() // 1_000_000

    def is_full(self) -> bool:
        return len(self._pending) >= self.limits.pending_frames or self._stopping

    def take(self, waiting: Waiting) -> None:
        self.counters.frames += 1
        self._pending.append(waiting)
        self._news.set()

    def wait_for_room(self, connection: Connection) -> None:
        self._out_of_room.append(connection)

    def opened(self, connection: Connection) -> bool:
        if len(self._connections) >= self.limits.connections or self._stopping:
            return False
        self._connections.add(connection)
        self.counters.connections += 1
        return True

    def closed(self, connection: Connection, reason: str) -> None:
        self._connections.discard(connection)
        # Seals come and go all day; only those we sent away are worth a line.
        write = log.debug if reason in _ORDINARY else log.warning
        write("seal_disconnected", peer=connection.peer, device=connection.device_id, reason=reason)

    # The writer.

    async def _write(self) -> None:
        while True:
            await self._news.wait()
            self._news.clear()
            while self._pending:
                batch, self._pending = self._pending[:_BATCH], self._pending[_BATCH:]
                kept = await self._commit(batch)
                self._answer(kept)
                self._make_room()
            if self._stopping:
                return

    async def _commit(self, batch: list[Waiting]) -> list[Waiting]:
        """Commit a batch, however long that takes; return what was kept."""
        pause_s = _RETRY_S
        while True:
            try:
                await self._hand_over(batch)
                return batch
            except OUTAGES as error:
                # Nothing is answered and, once the pending frames are many, nothing is read: the seals keep it.
                log.warning("seal_store_unavailable", frames=len(batch), retry_s=pause_s, error=repr(error)[:300])
                if self._stopping:
                    return []
                await asyncio.sleep(pause_s)
                pause_s = min(pause_s * 2, _LONGEST_RETRY_S)
            except Exception as error:  # noqa: BLE001 - one report the store cannot take must not stop all others
                return await self._commit_halves(batch, error)

    async def _commit_halves(self, batch: list[Waiting], error: Exception) -> list[Waiting]:
        if len(batch) > 1:
            middle = len(batch) // 2
            return await self._commit(batch[:middle]) + await self._commit(batch[middle:])
        [waiting] = batch
        bare = waiting._replace(observations=tuple(_bare(one) for one in waiting.observations))
        if bare != waiting:
            return await self._commit([bare])
        self.counters.refused += 1
        device = waiting.connection.device_id
        log.error("seal_report_refused", device=device, bytes=len(waiting.observations[0].raw), error=repr(error)[:300])
        waiting.connection.in_flight -= 1
        return []

    async def _hand_over(self, batch: list[Waiting]) -> None:
        observations = [observation for waiting in batch for observation in waiting.observations]
        await asyncio.get_running_loop().run_in_executor(self._writer, self._sink, observations)

    def _answer(self, kept: list[Waiting]) -> None:
        self.counters.committed += len(kept)
        replies: dict[Connection, list[bytes]] = {}
        for waiting in kept:
            replies.setdefault(waiting.connection, []).append(waiting.reply)
        for connection, answers in replies.items():
            connection.answer(b"".join(answers), len(answers))

    def _make_room(self) -> None:
        while self._out_of_room and not self.is_full():
            self._out_of_room.pop().go_on()

    async def _patrol(self) -> None:
        """Send away who takes up room for nothing."""
        while True:
            limits = self.limits
            await asyncio.sleep(min(_PATROL_S, limits.unread_s, limits.begun_frame_s, limits.unnamed_s))
            now_s = asyncio.get_running_loop().time()
            for connection in list(self._connections):
                if reason := connection.overstays(now_s):
                    connection.drop(reason)


def _bare(observation: Observation) -> Observation:
    """A report the store refused, reduced to what it surely takes: who, when, and the bytes."""
    return observation._replace(
        kind="undecodable",
        signs=int(Sign.UNDECODABLE | Sign.TIME_UNKNOWN),
        at_s=observation.received_ms // 1000,
        latitude=None,
        longitude=None,
        speed_kmh=None,
        course_deg=None,
        battery_percent=None,
        serial=None,
        act=None,
        who=None,
    )
