"""Bad input over HTTP and the seals' port: a clear refusal, bounded memory, and a server that goes on.

Every test runs inside `Siege.unharmed`, which looks afterwards.
"""

import json
import os
import random
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from simulators.seal.frames import Fix, Report, acknowledged
from simulators.trader.goods import TOYS
from simulators.trader.lodgement import Consignment, lodgement
from tests.journeys.siege import Siege, all_of, besieged, is_refused_with_words, pour, problem_fields

pytestmark = pytest.mark.journey
JSON = {"Content-Type": "application/json"}
MB = b" " * (1 << 20)


@pytest.fixture(scope="module")
def siege(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Siege]:
    with besieged(tmp_path_factory.mktemp("siege")) as siege:
        yield siege


@pytest.fixture(autouse=True)
def looked_at_afterwards(siege: Siege) -> Iterator[None]:
    with siege.unharmed():
        yield


def lodged(siege: Siege, lrn: str, **changes: Any) -> httpx.Response:
    body = lodgement(Consignment(lrn, TOYS, 9000.0)) | changes
    return siege.person("declarant").post("/api/declarations", json=body)


BROKEN = {
    "not UTF-8": b'{"lrn": "\xff\xfe\xfa", "user_name": "\xff"}',
    "broken off": b'{"lrn": "2026-04',
    "empty": b"",
    "nested deeply": b'{"a":' * 100_000,
    "lists in lists": b"[" * 1_000_000,
    "a list": b"[1, 2, 3]",
    "a word": b'"hello"',
    "NaN": b'{"version": NaN, "user_name": Infinity}',
    "huge exponent": b'{"version": 1e999999999, "reason": 1e999999999, "user_name": 1e999999999}',
    "many digits": b'{"version": ' + b"9" * 100_000 + b"}",
    "NUL": b'{"reason": "\\u0000", "lrn": "\\u0000", "user_name": "\\u0000"}',
    "half a surrogate": b'{"reason": "\\ud800", "lrn": "\\udfff", "user_name": "\\ud800"}',
    "the same name twice": b'{"lrn": "a", "lrn": "b"}',
    "null": b"null",
}
POSTS = [
    ("declarant", "POST", "/api/declarations"),
    ("declarant", "PUT", "/api/declarations/no-such-id"),
    ("declarant", "POST", "/api/declarations/no-such-id/withdrawal"),
    ("declarant", "POST", "/api/session"),
    ("field", "POST", "/api/journeys"),
    ("gate-xmehm", "POST", "/api/gate-readings"),
    ("analyst", "POST", "/api/reviews/no-such-id/decision"),
    ("duty", "POST", "/api/alarms/no-such-id/resolution"),
    ("field", "POST", "/api/controls/no-such-id/result"),
    ("admin", "POST", "/api/users"),
    ("risk", "POST", "/api/corridors"),
]


@pytest.mark.parametrize(("name", "method", "path"), POSTS, ids=[path for _, _, path in POSTS])
def test_a_broken_message_is_refused_with_words(siege: Siege, name: str, method: str, path: str) -> None:
    person = siege.person(name)
    accepted = {
        kind: answer.text
        for kind, body in BROKEN.items()
        if not is_refused_with_words(answer := person.request(method, path, content=body, headers=JSON))
    }

    assert accepted == {}


@pytest.mark.parametrize("kind", BROKEN)
def test_checking_a_broken_message_names_its_problems(siege: Siege, kind: str) -> None:
    answer = siege.person("declarant").post("/api/declarations/check", content=BROKEN[kind], headers=JSON)
    told = answer.json()

    assert answer.status_code in {200, 422}
    assert told.get("problems") or told["error"]["problems"]


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "multipart/form-data", "\xa0"])
def test_a_message_of_another_type_lodges_nothing(siege: Siege, kind: str) -> None:
    answer = siege.person("declarant").post(
        "/api/declarations",
        content=b"<declaration/>",
        headers={"Content-Type": kind.encode("latin-1")},
    )

    assert is_refused_with_words(answer)


def test_a_declaration_of_ten_thousand_items_is_refused_and_says_how_many_are_allowed(siege: Siege) -> None:
    [item] = lodgement(Consignment("MANY", TOYS, 9000.0))["goods_items"]
    begun = time.monotonic()
    answer = lodged(siege, "MANY", goods_items=[item | {"number": n} for n in range(1, 10_001)])

    assert answer.status_code == 422
    assert "goods_items" in problem_fields(answer)
    assert "999" in answer.text
    assert time.monotonic() - begun < 10


def test_numbers_beyond_any_column_are_refused(siege: Siege) -> None:
    consignment = lodged(siege, "NUMBERS").json()["consignment_id"]
    person = siege.person("declarant")
    answers = [person.get(f"/api/declarations/{consignment}", params={"version": "9" * n}) for n in (12, 25, 5000)]

    assert all(is_refused_with_words(answer) for answer in answers)


def test_a_photograph_in_no_base64_is_refused(siege: Siege) -> None:
    names = ("consignment_id", "container_number", "seal_number", "device_id", "corridor_id", "plate")
    answer = siege.person("field").post("/api/journeys", json={**dict.fromkeys(names, "x"), "photo": "é"})

    assert problem_fields(answer) == ["photo"]


@pytest.mark.parametrize("path", ["/api/declarations", "/api/session", "/api/no-such-route"])
def test_a_body_of_100_mb_in_chunks_is_cut_off(siege: Siege, path: str) -> None:
    try:
        answer = siege.person("declarant").post(path, content=(MB for _ in range(100)), headers=JSON)
    except httpx.TransportError:
        return  # the server hung up while we were still sending: also an answer

    assert answer.status_code in {401, 404, 405, 413}


@pytest.mark.parametrize(("size_mb", "status"), [(32, 422), (100, 413)])
def test_a_file_that_is_too_large_is_refused_with_words(siege: Siege, size_mb: int, status: int) -> None:
    answer = siege.person("declarant").post("/api/declarations/files", files={"file": ("many.json", MB * size_mb)})

    assert answer.status_code == status
    assert is_refused_with_words(answer)


LENGTHS = ["-5", "99999999999999999999999", "0x10", "10, 20"]


@pytest.mark.parametrize("length", LENGTHS)
def test_an_impossible_length_is_refused(siege: Siege, length: str) -> None:
    request = f"POST /api/session HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n{{}}"

    assert siege.ask(request.encode()).split(b" ")[1:2] in ([b"400"], [b"413"])


@pytest.mark.parametrize("begin", [b"GET /", b"GET / HTTP/1.1\r\nX-Long: ", b"GET / HTTP/1.1\r\nCookie: "])
def test_a_head_of_100_mb_is_cut_off(siege: Siege, begin: bytes) -> None:
    with siege.web() as line:
        line.sendall(begin)

        assert pour(line, b"a" * (1 << 20), 100) < 100


PATHS = [
    "/../../../../etc/passwd",
    "/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
    "/assets/..%2f..%2f..%2f..%2f..%2fetc%2fpasswd",
    "/assets/../../../site.secret",
    "/assets/%2e%2e/%2e%2e/settings.py",
    "//etc/passwd",
    "/%00",
    "/assets/%00",
    "/" + "a" * 5000,
    "/api/raw/..%2f..%2fsite.secret",
    "/api/raw/../../site.secret",
    "/api/raw/" + "a" * 5000,
    "/api/raw/%00",
    "/api/basemap/..%2f..%2f..%2fcountry.yaml",
    "/api/basemap/../../policy/tables/lanes.yaml",
    "/api/basemap/%2fetc%2fpasswd",
]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path[:50])
def test_no_path_leads_out_of_its_folder(siege: Siege, path: str) -> None:
    request = b"GET %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\nCookie: %s\r\n\r\n"
    answer = siege.ask(request % (path.encode(), siege.cookie("duty")))
    head, _, body = answer.partition(b"\r\n\r\n")

    assert b"root:" not in body
    assert b"parameters" not in body
    assert (siege.server.folder / "site.secret").read_bytes() not in answer
    assert head.split(b" ")[1].startswith(b"4") or b"<!doctype html>" in body.lower()


NONSENSE = {
    "a TLS greeting": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(500),
    "an unknown method": b"BREW /coffee HTTP/1.1\r\nHost: x\r\n\r\n",
    "an unknown version": b"GET / HTTP/9.9\r\n\r\n",
    "two lengths": b"POST /api/session HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
    "a seal's frame": b"$\x80\x00\x00\x12\x34\x19\x11\x00\x34" + bytes(52),
}


@pytest.mark.parametrize("request_", NONSENSE.values(), ids=NONSENSE)
def test_what_is_no_http_is_refused(siege: Siege, request_: bytes) -> None:
    assert siege.ask(request_).startswith(b"HTTP/1.1 400")


def test_half_requests_and_idle_connections_keep_nobody_waiting(siege: Siege) -> None:
    with ExitStack() as stack:
        siege.lines(stack, 300)
        siege.lines(stack, 300, device=True)
        for line in siege.lines(stack, 100):
            line.sendall(b"POST /api/session HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
        siege.answers_within_a_second()
        answer = lodged(siege, "AMONG-IDLE")

        assert answer.status_code == 201


def test_watchers_that_never_read_keep_nobody_waiting(siege: Siege) -> None:
    request = b"GET /api/live HTTP/1.1\r\nHost: x\r\nCookie: %s\r\n\r\n" % siege.cookie("duty")
    with ExitStack() as stack:
        for line in siege.lines(stack, 100):
            line.sendall(request)
        time.sleep(3)
        siege.answers_within_a_second()
        with siege.person("duty").stream("GET", "/api/live") as feed:
            first = next(feed.iter_lines())

        assert first.startswith("id: ")


def test_readers_that_never_read_keep_nobody_waiting(siege: Siege) -> None:
    request = b"GET /api/places?q=a HTTP/1.1\r\nHost: x\r\nCookie: %s\r\n\r\n" % siege.cookie("duty")
    with ExitStack() as stack:
        for line in siege.lines(stack, 30):
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            pour(line, request * 20, 10)
        siege.answers_within_a_second()

        assert lodged(siege, "AMONG-NON-READERS").status_code == 201


# The seals' port.


def report(number: int, device_id: str = "8000005678") -> bytes:
    at = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=2) + timedelta(seconds=number)
    return Report(device_id, at, Fix(53.45, -3.01, 50.0, 90.0), number % 256).encode()


def honest_seal_is_answered(siege: Siege) -> bool:
    with siege.device() as line:
        line.sendall(report(random.randrange(3600)))
        answered, deadline = b"", time.monotonic() + 10
        while not acknowledged(answered) and time.monotonic() < deadline:
            answered += line.recv(4096)
        return bool(acknowledged(answered))


GARBAGE = {
    "random bytes": random.Random(7).randbytes(1 << 20),
    "zeros": bytes(1 << 20),
    "beginnings": b"$" * (1 << 20),
    "open brackets": b"(" * (1 << 20),
    "text without end": b"(8000005678,P45" + b"," * (1 << 20),
    "an HTTP request": b"GET / HTTP/1.1\r\nHost: x\r\n\r\n" * 1000,
    "a length that lies": b"$\x80\x00\x00\x56\x78\x19\x11\x01\xf6" + report(1)[10:] * 100,
    "half frames": b"".join(report(n)[: n % 60] for n in range(10_000)),
}


@pytest.mark.parametrize("garbage", GARBAGE.values(), ids=GARBAGE)
def test_garbage_on_the_seals_port_disturbs_no_honest_seal(siege: Siege, garbage: bytes) -> None:
    with siege.device() as line:
        pour(line, garbage, 1)

        assert honest_seal_is_answered(siege)


def test_half_a_frame_is_finished_when_its_rest_comes(siege: Siege) -> None:
    frame = report(77)
    with siege.device() as line:
        line.sendall(frame[:20])
        time.sleep(0.5)
        line.sendall(frame[20:])

        assert acknowledged(line.recv(4096))


def test_seals_that_never_read_their_answers_disturb_no_honest_seal(siege: Siege) -> None:
    frames = b"".join(report(n, "8000009999") for n in range(1000))
    with ExitStack() as stack:
        for line in siege.lines(stack, 10, device=True):
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
            pour(line, frames, 5)

        assert honest_seal_is_answered(siege)


def test_seals_that_hang_up_at_once_leave_nothing_behind(siege: Siege) -> None:
    for number in range(200):
        with siege.device() as line:
            line.sendall(report(number)[: number % 62])

    assert honest_seal_is_answered(siege)


def test_a_password_in_a_frame_reaches_no_log(siege: Siege) -> None:
    secret = os.urandom(4).hex()
    with siege.device() as line:
        line.sendall(f"(8000005678,P43,0,{secret})".encode())
        line.settimeout(1)
        all_of(line)

    assert secret not in siege.log()


def test_a_message_as_large_as_allowed_is_read_in_reasonable_time(siege: Siege) -> None:
    filler = json.dumps({"lrn": "LARGE", "goods_items": [{"description": "x" * 400}] * 900}).encode()
    begun = time.monotonic()
    answer = siege.person("declarant").post("/api/declarations", content=filler, headers=JSON)

    assert is_refused_with_words(answer)
    assert time.monotonic() - begun < 10
