"""A connection is borne with for a while: real sockets against a real server with little patience."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from customhouse.app.connection import HttpConnection
from tests.conftest import free_port, wait_for_port


class Impatient(HttpConnection):
    patience_s = 0.5
    look_every_s = 0.1


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers what it is asked for: /slow waits longer than the patience, /large is 50 MB."""
    if scope["type"] != "http":
        return
    while (await receive()).get("more_body"):
        pass
    if scope["path"] == "/slow":
        await asyncio.sleep(1.5)
    size, chunk = (50, b"x" * (1 << 20)) if scope["path"] == "/large" else (1, b"x")
    headers = [(b"content-length", str(size * len(chunk)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    for _ in range(size):
        await send({"type": "http.response.body", "body": chunk, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    port = free_port()
    config = uvicorn.Config(application, port=port, http=Impatient, log_config=None, lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    wait_for_port(port)
    yield port
    server.should_exit = True
    thread.join(timeout=20)


def connect(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=10)


def rest_of(line: socket.socket) -> bytes:
    """Everything until the server hangs up."""
    received = b""
    try:
        while chunk := line.recv(1 << 16):
            received += chunk
    except ConnectionError:
        pass
    return received


def pour(line: socket.socket, stuff: bytes, times: int) -> int:
    """Send until the server has had enough; return how many went out."""
    for number in range(times):
        try:
            line.sendall(stuff)
        except OSError:
            return number
    return times


@pytest.mark.parametrize(
    ("begin", "more"),
    [
        (b"GET / HTTP/1.1\r\nX-Long: ", b"a" * 65536),
        (b"GET /", b"a" * 65536),
        (b"GET / HTTP/1.1\r\n", b"X-Many: y\r\n" * 6000),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\nX-Trailer: ", b"a" * 65536),
    ],
    ids=["long header", "long address", "many headers", "long trailer"],
)
def test_a_head_without_end_is_refused(port: int, begin: bytes, more: bytes) -> None:
    with connect(port) as line:
        line.sendall(begin)

        assert pour(line, more, 1000) < 1000


@pytest.mark.parametrize(
    "half",
    [b"", b"GET / HTTP/1.1\r\nHost:", b"POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\nhalf"],
    ids=["nothing", "half a head", "half a body"],
)
def test_a_request_that_does_not_go_on_is_given_up(port: int, half: bytes) -> None:
    with connect(port) as line:
        line.sendall(half)

        assert rest_of(line) == b""


def test_a_head_that_comes_drop_by_drop_is_given_up(port: int) -> None:
    with connect(port) as line:
        begun = time.monotonic()
        line.sendall(b"GET / HTTP/1.1\r\n")
        while pour(line, b"X: y\r\n", 1) and time.monotonic() - begun < 10:
            time.sleep(0.1)

        assert time.monotonic() - begun < 5


def test_an_answer_that_is_not_read_is_given_up(port: int) -> None:
    with connect(port) as line:
        line.sendall(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
        time.sleep(2)

        assert len(rest_of(line)) < 50 << 20


def test_a_request_that_takes_us_long_is_answered_and_the_connection_kept(port: int) -> None:
    with connect(port) as line:
        for _ in range(2):
            line.sendall(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")

            assert line.recv(1 << 16).startswith(b"HTTP/1.1 200")


def test_a_body_that_comes_slowly_is_waited_for(port: int) -> None:
    with connect(port) as line:
        line.sendall(b"POST / HTTP/1.1\r\nContent-Length: 8\r\n\r\n")
        for _ in range(8):
            time.sleep(0.2)
            line.sendall(b"x")

        assert line.recv(1 << 16).startswith(b"HTTP/1.1 200")
