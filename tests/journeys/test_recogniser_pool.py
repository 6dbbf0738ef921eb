"""Recognisers apart from the server share the jobs of one bus; one that is killed loses nothing."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.imaging.rooms import container_files
from tests.serving import Server, serving

pytestmark = pytest.mark.journey
SCANS = 10


@pytest.fixture
def server(tmp_path: Path, postgres_database_url: str, nats_url: str) -> Iterator[Server]:
    """It recognises nothing itself."""
    settings = {"CUSTOMHOUSE_NATS_URL": nats_url, "CUSTOMHOUSE_RECOGNISER_WORKERS": "0"}
    with serving(tmp_path / "house", postgres_database_url, **settings) as server:
        yield server


class Pool:
    """Recogniser processes, as an operator starts them; a log for each."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.running: list[subprocess.Popen[bytes]] = []

    def start(self, workers: int = 1) -> "subprocess.Popen[bytes]":
        more = {"CUSTOMHOUSE_DATA": str(self.server.folder), "CUSTOMHOUSE_DATABASE_URL": self.server.database_url}
        command = [sys.executable, "-m", "customhouse", "recogniser", "--workers", str(workers)]
        number = len(self.running)
        with (self.server.folder / f"recogniser{number}.log").open("wb") as log:
            environment = {**os.environ, **self.server.extra, **more}
            self.running.append(subprocess.Popen(command, env=environment, stdout=log, stderr=log))
        wait_until(lambda: "recogniser_takes_jobs" in self.log(number))
        return self.running[-1]

    def log(self, number: int) -> str:
        return (self.server.folder / f"recogniser{number}.log").read_text(encoding="utf-8", errors="replace")

    def stop(self) -> list[int]:
        for each in self.running:
            each.send_signal(signal.SIGTERM)
        return [each.wait(timeout=30) for each in self.running]


@pytest.fixture
def pool(server: Server) -> Iterator[Pool]:
    pool = Pool(server)
    yield pool
    pool.stop()


def wait_until(holds: Any, seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def post_scans(server: Server, folder: Path) -> list[str]:
    scanner, posted = server.client("scanner-xmpms"), []
    for number in range(SCANS):
        files = container_files(folder, 1000.0 + 100 * number)
        parts = [("files", (file.name, file.path.read_bytes())) for file in files]
        answer = scanner.post("/api/scans", files=parts)
        posted.append(str(answer.raise_for_status().json()["scan_id"]))
    return posted


def states(analyst: httpx.Client, posted: list[str]) -> Counter[str]:
    return Counter(analyst.get(f"/api/scans/{scan_id}").json()["state"] for scan_id in posted)


def test_two_share_the_jobs_and_when_one_is_killed_the_other_does_its_scan(
    server: Server, pool: Pool, tmp_path: Path
) -> None:
    analyst, doomed = server.client("analyst"), pool.start(workers=2)
    posted = post_scans(server, tmp_path)
    pool.start()
    wait_until(lambda: states(analyst, posted)["recognised"] >= 3)
    doomed.kill()
    doomed.wait(timeout=20)
    wait_until(lambda: states(analyst, posted)["recognised"] == SCANS)
    told = [analyst.get(f"/api/scans/{scan_id}").json() for scan_id in posted]

    assert all(scan["mass"]["kg"] > 500 for scan in told)
    assert pool.stop()[-1] == 0


def test_what_no_recogniser_has_taken_waits_for_one(server: Server, pool: Pool, tmp_path: Path) -> None:
    analyst, posted = server.client("analyst"), post_scans(server, tmp_path)
    waiting = states(analyst, posted)
    pool.start(workers=2)
    wait_until(lambda: states(analyst, posted)["recognised"] == SCANS)

    assert waiting == {"received": SCANS}


def test_a_server_with_workers_of_its_own_takes_jobs_from_the_bus_too(
    tmp_path: Path, postgres_database_url: str, nats_url: str
) -> None:
    with serving(tmp_path / "house", postgres_database_url, CUSTOMHOUSE_NATS_URL=nats_url) as server:
        analyst, posted = server.client("analyst"), post_scans(server, tmp_path)[:3]
        wait_until(lambda: states(analyst, posted)["recognised"] == 3)
        told = analyst.get(f"/api/scans/{posted[0]}/recognitions").json()

    assert told["recognised_with"].startswith("physics-first")
    assert told["earlier"] == []
