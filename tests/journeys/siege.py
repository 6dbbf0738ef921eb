"""A server under bad input, and how we see that it has taken no harm."""

import json
import socket
import sqlite3
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path

import httpx
import psutil

from tests.conftest import prepare_goods_index
from tests.serving import Server, serving

INDEX_TAKEN_UP_WITHIN_S = 120
# What bad input may add to the resident memory of the server and its workers, in MiB.
ROOM_MB = 200


@contextmanager
def besieged(folder: Path) -> Iterator["Siege"]:
    """A server that holds its index of goods: what it takes up by itself is no harm done by what we send."""
    with serving(folder) as server:
        prepare_goods_index(server.folder, server.database_url)
        siege = Siege(server)
        siege.has_read_goods()
        yield siege
        siege.close()


@dataclass
class Siege:
    """One server for many attacks; each person logs in once."""

    server: Server
    people: dict[str, httpx.Client] = field(default_factory=dict)

    def person(self, name: str) -> httpx.Client:
        if name not in self.people:
            self.people[name] = self.server.client(name)
        return self.people[name]

    def close(self) -> None:
        for client in self.people.values():
            client.close()

    def has_read_goods(self) -> None:
        """Once the index is taken up, one text asked of it loads all that reading takes."""
        for _ in range(INDEX_TAKEN_UP_WITHIN_S):
            answer = self.person("analyst").post("/api/commodities/classify", json={"text": "wooden toys"})
            if answer.status_code == HTTPStatus.OK:
                return
            time.sleep(1)
        raise AssertionError(f"the index was not taken up: {answer.text}\n{self.server.log()}")

    @contextmanager
    def unharmed(self) -> Iterator[None]:
        """Whatever is done inside: the server answers within a second, has not grown, and has nothing half-written."""
        before_mb, logged = self.resident_mb(), len(self.log())
        yield
        self.answers_within_a_second()
        grown_mb = self.resident_mb() - before_mb
        said = self.log()[logged:]
        assert grown_mb < ROOM_MB, f"{grown_mb} MiB more than before"
        assert "unexpected_error" not in said, said[-4000:]
        assert "Traceback" not in said, said[-4000:]
        assert self.nothing_is_half_written()

    def answers_within_a_second(self) -> None:
        """Three tries: the machine that runs the tests may itself be busy for a moment."""
        for _ in range(3):
            try:
                answer = httpx.get(f"{self.server.url}/api/health", timeout=1)
            except httpx.TimeoutException:
                continue
            assert answer.json() == {"status": "ok"}
            return
        raise AssertionError(f"the server does not answer within a second\n{self.server.log()}")

    def resident_mb(self) -> int:
        """Of the server and everything it started."""
        assert self.server.process is not None
        root = psutil.Process(self.server.process.pid)
        total = 0
        for process in (root, *root.children(recursive=True)):
            try:
                total += process.memory_info().rss
            except psutil.NoSuchProcess:
                continue
        return total >> 20

    def log(self) -> str:
        return (self.server.folder / "server.log").read_text(encoding="utf-8", errors="replace")

    def nothing_is_half_written(self) -> bool:
        path = Path(self.server.database_url.removeprefix("sqlite:///"))
        with closing(sqlite3.connect(path)) as database:
            sound = database.execute("PRAGMA quick_check").fetchall() == [("ok",)]
        deadline = time.monotonic() + 5  # a blob may be on its way in; it must not stay there
        incoming = self.server.folder / "blobs" / "incoming"
        while any(incoming.iterdir()) and time.monotonic() < deadline:
            time.sleep(0.1)
        return sound and not any(incoming.iterdir())

    # Raw lines, for what no well-behaved client would send.

    def web(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.server.port), timeout=10)

    def device(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.server.device_port), timeout=10)

    def lines(self, stack: ExitStack, count: int, *, device: bool = False) -> list[socket.socket]:
        return [stack.enter_context(self.device() if device else self.web()) for _ in range(count)]

    def ask(self, request: bytes) -> bytes:
        """Send bytes and return the answer, as far as it comes within two seconds."""
        with self.web() as line:
            line.sendall(request)
            line.settimeout(2)
            return all_of(line)

    def cookie(self, name: str) -> bytes:
        return "; ".join(f"{key}={value}" for key, value in self.person(name).cookies.items()).encode()


def all_of(line: socket.socket) -> bytes:
    received = b""
    try:
        while chunk := line.recv(1 << 16):
            received += chunk
    except (TimeoutError, ConnectionError):
        pass
    return received


def pour(line: socket.socket, stuff: bytes, times: int) -> int:
    """Send until the other side has had enough; return how many pieces went out."""
    line.settimeout(1)
    for number in range(times):
        try:
            line.sendall(stuff)
        except OSError:
            return number
    return times


def problem_fields(answer: httpx.Response) -> list[str]:
    return [problem["field"] for problem in answer.json()["error"]["problems"]]


def is_refused_with_words(answer: httpx.Response) -> bool:
    """A client's fault, answered as JSON with a sentence; never ours."""
    error = json.loads(answer.text).get("error", {"message": ""})
    return 400 <= answer.status_code < 500 and len(error["message"]) > 5
