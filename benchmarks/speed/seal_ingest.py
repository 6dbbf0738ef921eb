"""Seal frames per second: TCP → decoded → committed → acknowledged, 200 connections, on SQLite and PostgreSQL.

The frames come from another process, which counts an answer only when it has read it. Beside each store stands the
same road without one, measured in the same run, and the floor that a prototype of this road once reached.
"""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Sequence
from typing import Any

import structlog
from rich.console import Console
from rich.table import Table
from sqlalchemy import text

from benchmarks.speed.servers import KINDS, database_url
from customhouse.adapters.seal_devices.gateway import Gateway, Sink
from customhouse.kernel.database import Database
from customhouse.seals.model import Observation
from customhouse.seals.service import Seals

CONNECTIONS = 200
FRAMES = 100_000
WINDOW = 32  # frames a seal sends before it waits for their answers
TIMEOUT_S = 120
FLOOR_PER_S = 10_100  # TCP → PostgreSQL → acknowledged, a prototype's figure on two cores
DATA = f"{FRAMES:,} JT701D position frames of {CONNECTIONS} seals, {WINDOW} under way at once each (simulated)"
_FRAME = "2480006200111911003418042116225922348310113550543F12980000002D060000000020E028109228661F05010001868822040248195F000001CC0156"  # noqa: E501 - one frame


def main() -> dict[str, Any]:
    """Measure, print a table and return the figures."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(30))
    results = {"no store": _measured(lambda _batch: None)}
    for kind in KINDS:
        with database_url(kind) as url:
            results[kind] = _stored(url)
    table = Table("store", "frames/s", "seconds", "acknowledged", "kept", title="Seal reports")
    for store, row in results.items():
        kept = f"{row['kept']:,}" if "kept" in row else ""
        table.add_row(store, f"{row['per_s']:,.0f}", f"{row['seconds']:.2f}", f"{row['acknowledged']:,}", kept)
    table.add_row("floor", f"{FLOOR_PER_S:,}", "", "", "")
    Console().print(table)
    print(f"Data: {DATA}. Floor: a prototype of the same road on PostgreSQL, two cores.")
    return {
        "claim": "seal frames per second, TCP to committed to acknowledged",
        "data": DATA,
        "floor_per_s": FLOOR_PER_S,
        "results": results,
    }


def _stored(url: str) -> dict[str, Any]:
    database = Database(url)
    seals = Seals(consignments=None, blobs=None, policy=None, sites={})  # type: ignore[arg-type] # only `record` is used

    def sink(batch: Sequence[Observation]) -> None:
        with database.begin("system:seals") as tx:
            seals.record(tx, batch)

    row = _measured(sink)
    with database.read("system:seals") as tx:
        row["kept"] = tx.connection.execute(text("SELECT count(*) FROM seal_observation")).scalar_one()
    database.close()
    return row


def _measured(sink: Sink) -> dict[str, Any]:
    # The loop the server runs on.
    from uvloop import new_event_loop  # noqa: PLC0415 - absent on Windows

    with asyncio.Runner(loop_factory=new_event_loop) as runner:
        row: dict[str, Any] = runner.run(_run(sink))
    return row | {"per_s": row["acknowledged"] / row["seconds"]}


async def _run(sink: Sink) -> dict[str, Any]:
    gateway = Gateway(sink)
    port = await gateway.start("127.0.0.1", 0)
    load = await asyncio.create_subprocess_exec(sys.executable, __file__, "load", str(port), stdout=subprocess.PIPE)
    output, _ = await asyncio.wait_for(load.communicate(), TIMEOUT_S + 10)
    await gateway.stop()
    report: dict[str, Any] = json.loads(output)
    return report


class Seal(asyncio.Protocol):
    """The load's side: sends a window of frames, waits until all are answered, sends the next."""

    def __init__(self, number: int, frames: int, done: asyncio.Future[None]) -> None:
        self._head, self._tail = bytes.fromhex(_FRAME[:2]), bytes.fromhex(_FRAME[12:20])
        self._rest = bytes.fromhex(_FRAME[32:-2])
        self._id = bytes.fromhex(f"{8000000000 + number}")
        self._left, self._sent, self._done = frames, 0, done
        self._waiting = 0
        self.answered = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: Any = transport
        self._send()

    def data_received(self, data: bytes) -> None:
        count = data.count(b")")
        self.answered += count
        self._waiting -= count
        if self._waiting == 0:
            self._send()

    def _send(self) -> None:
        size = min(WINDOW, self._left)
        if size == 0:
            self._done.set_result(None)
            self._transport.close()
            return
        self._left -= size
        self._waiting = size
        self._transport.write(b"".join(self._frame() for _ in range(size)))

    def _frame(self) -> bytes:
        self._sent += 1
        clock = time.strftime("%d%m%y%H%M%S", time.gmtime(1_760_000_000 + self._sent * 30))
        serial = bytes((self._sent % 256,))
        return self._head + self._id + self._tail + bytes.fromhex(clock) + self._rest + serial


async def _load(port: int) -> dict[str, Any]:
    loop = asyncio.get_running_loop()
    started, seals = time.perf_counter(), []
    dones = [loop.create_future() for _ in range(CONNECTIONS)]
    for number, done in enumerate(dones):
        _, seal = await loop.create_connection(
            lambda number=number, done=done: Seal(number, FRAMES // CONNECTIONS, done), "127.0.0.1", port
        )
        seals.append(seal)
    await asyncio.wait(dones, timeout=TIMEOUT_S)
    seconds = time.perf_counter() - started
    return {"acknowledged": sum(seal.answered for seal in seals), "seconds": seconds}


if __name__ == "__main__":
    if sys.argv[1:2] == ["load"]:
        print(json.dumps(asyncio.run(_load(int(sys.argv[2])))))
    else:
        main()
