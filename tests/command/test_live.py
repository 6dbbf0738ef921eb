"""The live feed: a snapshot, then what changes, and nobody who lags holds up the others."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime
from typing import Any

from customhouse.command.live import QUEUE, LiveFeed, Picture
from customhouse.kernel.database import Database
from customhouse.kernel.transaction import Transaction

A, B = ({"id": name, "updated_at": "t1", "lon": 1.0} for name in "ab")


class Roads:
    """What the feed reads: the test changes it."""

    def __init__(self) -> None:
        self.all: list[dict[str, Any]] = [A]
        self.changed: list[dict[str, Any]] = []

    def __call__(self, _tx: Transaction, since: datetime | None) -> Picture:
        return {"journeys": list(self.all if since is None else self.changed)}


async def next_event(stream: AsyncIterator[bytes]) -> tuple[str, dict[str, Any]]:
    lines = (await asyncio.wait_for(anext(stream), 10)).decode().splitlines()
    fields = dict(line.split(": ", 1) for line in lines if line)
    return fields["event"], json.loads(fields["data"])


def play(feed: LiveFeed, story: Callable[[], Awaitable[None]]) -> None:
    async def run() -> None:
        async with feed.running():
            await story()

    asyncio.run(run())


def test_who_comes_gets_all_and_then_what_changes(database: Database) -> None:
    roads = Roads()
    feed = LiveFeed(database, roads)

    async def story() -> None:
        stream = feed.watch()
        assert await next_event(stream) == ("snapshot", {"at": "2026-11-23T12:00:00+00:00", "journeys": [A]})
        roads.changed = [B]

        name, body = await next_event(stream)

        assert (name, body["journeys"]) == ("delta", [B])

    play(feed, story)


def test_what_did_not_change_again_is_sent_once(database: Database) -> None:
    roads = Roads()
    roads.changed = [B]
    feed = LiveFeed(database, roads)

    async def story() -> None:
        stream = feed.watch()
        await next_event(stream)
        first, second = [(await next_event(stream))[1]["journeys"] for _ in range(2)]

        assert (first, second) == ([B], [])

    play(feed, story)


def test_who_never_reads_is_let_go_and_the_others_go_on(database: Database) -> None:
    feed = LiveFeed(database, Roads())

    async def story() -> None:
        lagging, reading = feed.watch(), feed.watch()
        await next_event(lagging)
        await next_event(reading)
        for _ in range(QUEUE + 1):
            feed._send(b"event: delta\ndata: {}\n\n")
            await anext(reading)

        assert [chunk async for chunk in lagging] == []
        feed._send(b"event: delta\ndata: {}\n\n")
        assert await next_event(reading) == ("delta", {})

    play(feed, story)
