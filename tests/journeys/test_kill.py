"""The server is killed without warning while it works: nothing it acknowledged is lost, nothing is doubled."""

import io
import json
import random
import socket
import threading
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import numpy as np
import pytest
import tifffile

from simulators.seal.frames import Fix, Report, acknowledged
from simulators.trader.goods import TOYS
from simulators.trader.lodgement import Consignment, lodgement
from tests.serving import Server

pytestmark = pytest.mark.journey
KILLS = 3


class Interrupted:
    """Runs `work` over and over while the server is killed and started again under it."""

    def __init__(self, server: Server, work: "Any") -> None:
        self.server = server
        self.stopping = threading.Event()
        self.done = 0
        self.failure: BaseException | None = None
        self.thread = threading.Thread(target=self._loop, args=(work,))

    def _loop(self, work: Any) -> None:
        while not self.stopping.is_set():
            try:
                work(self.done)
            except (httpx.TransportError, OSError):
                time.sleep(0.05)  # the server is down: the same number is tried again
                continue
            except BaseException as error:
                self.failure = error
                raise
            self.done += 1

    def through(self, kills: int) -> None:
        self.thread.start()
        for _ in range(kills):
            self._wait_for_more()
            time.sleep(random.random())
            self.server.kill()
            self.server.start()
        self._wait_for_more()
        self.stopping.set()
        self.thread.join(timeout=60)
        if self.failure is not None:
            raise self.failure

    def _wait_for_more(self) -> None:
        """Each time some work is done between two kills, however slow the machine is today."""
        goal, deadline = self.done + 5, time.monotonic() + 40
        while self.done < goal and self.failure is None:
            assert time.monotonic() < deadline, self.server.log()
            time.sleep(0.05)


def pages(client: httpx.Client, path: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    cursor = ""
    while True:
        page = client.get(path, params={"cursor": cursor} if cursor else {}).raise_for_status().json()
        items += page["items"]
        if not (cursor := page["next_cursor"] or ""):
            return items


def test_a_killed_server_keeps_every_lodging_it_acknowledged_once(server: Server) -> None:
    client, acknowledged_mrns = server.client("declarant"), {}

    def lodge(number: int) -> None:
        lrn = f"KILL-{number:05d}"
        answer = client.post("/api/declarations", json=lodgement(Consignment(lrn, TOYS, 9000.0)))
        # 200 where it was kept, but the server was killed before it could say so: the same answer, once more.
        assert answer.status_code in {200, 201}, answer.text
        acknowledged_mrns[lrn] = answer.json()["mrn"]

    Interrupted(server, lodge).through(KILLS)

    kept = pages(client, "/api/declarations")
    lrns = [entry["lrn"] for entry in kept]
    assert len(acknowledged_mrns) >= 5 * (KILLS + 1)
    assert len(lrns) == len(set(lrns))
    assert acknowledged_mrns.items() <= {entry["lrn"]: entry["mrn"] for entry in kept}.items()
    wait_until_each_is_assessed_once(server, [entry["consignment_id"] for entry in kept])


def wait_until_each_is_assessed_once(server: Server, consignment_ids: list[str]) -> None:
    """The news of a lodging survives the kill too, and is heard once."""
    officer, deadline = server.client("risk"), time.monotonic() + 30
    counts: dict[str, int] = {}
    while time.monotonic() < deadline:
        counts = {
            one: len(officer.get(f"/api/consignments/{one}/assessments").json()["items"]) for one in consignment_ids
        }
        if all(counts.values()):
            break
        time.sleep(0.5)

    assert set(counts.values()) == {1}


def radiograph(number: int) -> bytes:
    noise = np.random.default_rng(number).integers(30_000, 60_000, (64, 96), dtype=np.uint16)
    file = io.BytesIO()
    tifffile.imwrite(file, noise)
    return file.getvalue()


def test_a_killed_server_keeps_every_scan_it_acknowledged_once(server: Server) -> None:
    declarant, scanner = server.client("declarant"), server.client("scanner-xmpms")
    body = lodgement(Consignment("SCANNED", TOYS, 9000.0))
    consignment = declarant.post("/api/declarations", json=body).json()["consignment_id"]
    posted: dict[int, str] = {}

    def post(number: int) -> None:
        files = {"files": ("scan.tiff", radiograph(number), "image/tiff")}
        answer = scanner.post("/api/scans", files=files, data={"consignment_id": consignment})
        assert answer.status_code == 202, answer.text
        posted[number] = answer.json()["scan_id"]

    Interrupted(server, post).through(KILLS)

    officer = server.client("analyst")
    kept = [scan["id"] for scan in pages_of_scans(officer, consignment)]
    assert len(posted) >= 5 * (KILLS + 1)
    assert len(kept) == len(set(kept))
    assert set(posted.values()) <= set(kept)
    assert len(set(posted.values())) == len(posted)


def pages_of_scans(client: httpx.Client, consignment: str) -> list[dict[str, Any]]:
    answer = client.get("/api/scans", params={"consignment_id": consignment})
    items: list[dict[str, Any]] = answer.raise_for_status().json()["items"]
    return items


def report(number: int) -> bytes:
    at = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=5) + timedelta(seconds=number)
    return Report("8000001234", at, Fix(53.45, -3.01, 50.0, 90.0), number % 256).encode()


def test_a_killed_server_keeps_every_seal_report_it_acknowledged_once(server: Server) -> None:
    sure: set[int] = set()

    def send(number: int) -> None:
        """Forty reports at a time, the next only when all are acknowledged; else all forty again."""
        with socket.create_connection(("127.0.0.1", server.device_port), timeout=5) as line:
            batch = range(number * 40, number * 40 + 40)
            line.sendall(b"".join(report(n) for n in batch))
            answered = b""
            while len(acknowledged(answered)) < len(batch):
                if not (more := line.recv(4096)):
                    raise ConnectionResetError
                answered += more
        sure.update(batch)

    Interrupted(server, send).through(KILLS)

    kept = stored_reports(server)
    assert len(sure) > 200
    assert len(kept) == len(set(kept))
    assert len(kept) >= len(sure)


def stored_reports(server: Server) -> list[tuple[int, int]]:
    from sqlalchemy import text  # noqa: PLC0415 - this one test looks into the log itself

    from customhouse.kernel.database import Database  # noqa: PLC0415 - likewise

    database = Database(server.database_url)
    with database.read("test") as tx:
        rows = tx.connection.execute(text("SELECT at_s, serial FROM seal_observation")).all()
    database.close()
    return [(row[0], row[1]) for row in rows]


def test_a_server_that_was_killed_starts_again_and_says_it_is_well(server: Server) -> None:
    server.kill()
    server.start()

    assert json.loads(httpx.get(f"{server.url}/api/health").text) == {"status": "ok"}
