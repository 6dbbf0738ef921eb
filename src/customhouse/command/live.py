"""The live picture: one reader of the database for all who watch, a message a second, nobody waited for."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import orjson
import structlog
from anyio import to_thread

from customhouse.kernel.database import Database
from customhouse.kernel.transaction import Transaction

log = structlog.get_logger()
EVERY_S = 1.0
# A commit may become visible a little after the moment it is dated: look back, and send nothing twice.
LOOK_BACK = timedelta(seconds=5)
# Seconds a watcher may lag behind; then it is let go, and its browser comes back for a fresh snapshot.
QUEUE = 15
Picture = dict[str, list[dict[str, Any]]]
Reader = Callable[[Transaction, datetime | None], Picture]


@dataclass(eq=False)
class Watcher:
    queue: asyncio.Queue[bytes | None] = field(default_factory=lambda: asyncio.Queue(QUEUE))


class LiveFeed:
    """`read(tx, since)` gives journeys and alarms that changed since a moment; everything for None."""

    def __init__(self, database: Database, read: Reader) -> None:
        self._database = database
        self._read = read
        self._watchers: set[Watcher] = set()
        self._task: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        self._task = asyncio.create_task(self._run())
        try:
            yield
        finally:
            self._task.cancel()
            for watcher in self._watchers:
                _let_go(watcher)

    async def watch(self) -> AsyncIterator[bytes]:
        """Server-sent events: a snapshot, then what changes; a line each second even when nothing does."""
        watcher = Watcher()
        self._watchers.add(watcher)
        try:
            at, picture = await to_thread.run_sync(self._look, None)
            yield _event("snapshot", at, picture)
            while (chunk := await watcher.queue.get()) is not None:
                yield chunk
        finally:
            self._watchers.discard(watcher)

    async def _run(self) -> None:
        sent: dict[str, str] = {}
        since = self._database.clock.now()
        while True:
            await asyncio.sleep(EVERY_S)
            if not self._watchers:
                since = self._database.clock.now()
                continue
            try:
                at, picture = await to_thread.run_sync(self._look, since - LOOK_BACK)
            except Exception as error:  # noqa: BLE001 - the feed outlives a database that is away
                log.warning("live_feed_failed", error=repr(error))
                continue
            since = at
            self._send(_event("delta", at, _unsent(picture, sent)))

    def _look(self, since: datetime | None) -> tuple[datetime, Picture]:
        with self._database.read("system:command") as tx:
            return tx.now, self._read(tx, since)

    def _send(self, chunk: bytes) -> None:
        for watcher in list(self._watchers):
            try:
                watcher.queue.put_nowait(chunk)
            except asyncio.QueueFull:
                self._watchers.discard(watcher)
                _let_go(watcher)


def _let_go(watcher: Watcher) -> None:
    while not watcher.queue.empty():
        watcher.queue.get_nowait()
    watcher.queue.put_nowait(None)


def _unsent(picture: Picture, sent: dict[str, str]) -> Picture:
    """Leave out what was sent already in this very form."""
    fresh: Picture = {}
    for name, items in picture.items():
        fresh[name] = []
        for item in items:
            if sent.get(item["id"]) != item["updated_at"]:
                fresh[name].append(item)
            sent[item["id"]] = item["updated_at"]
    while len(sent) > 50_000:
        sent.pop(next(iter(sent)))
    return fresh


def _event(name: str, at: datetime, picture: Picture) -> bytes:
    body = orjson.dumps({"at": at.isoformat(), **picture})
    return b"id: %s\nevent: %s\ndata: %s\n\n" % (at.isoformat().encode(), name.encode(), body)
