"""The parent's side: warm child processes, limited in memory and time, started anew when they die."""

import contextlib
import json
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from customhouse.adapters.recogniser.framing import (
    BRIEF,
    DESCRIBED,
    HEADER,
    LARGEST,
    PROJECTED,
    QUIET,
    RECOGNISED,
    SURVEYED,
)
from customhouse.imaging.model import Grading
from customhouse.imaging.model.grading import AS_CARD
from customhouse.imaging.reading import Limits, ScanFile, Unreadable
from customhouse.imaging.recogniser import (
    AS_SHIPPED,
    Brief,
    Described,
    Insertion,
    Projected,
    Recognised,
    RecogniserDied,
    Surveyed,
)

INSPECT_S = 90.0
RECOGNISE_S = 300.0
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}


class WorkerProcess:
    """One child, used by one caller at a time."""

    def __init__(self, reader: str, memory_mb: int, *, quiet: bool = False) -> None:
        self._reader, self._memory_mb, self._quiet = reader, memory_mb, quiet
        self._turn = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None  # the child's, for what it needs for a while
        self._is_closed = False

    @property
    def pid(self) -> int | None:
        """Of the living child, for those who watch its memory; None where there is none."""
        return self._process.pid if self._process is not None and self._process.poll() is None else None

    def ask(self, request: dict[str, Any], within_s: float) -> dict[str, Any]:
        """Raises `RecogniserDied` when the child ends or takes too long; the next question gets a new one."""
        with self._turn:
            child = self._living()
            try:
                return self._exchange(child, json.dumps(request).encode(), within_s)
            except TimeoutError:  # before OSError, which it is a kind of
                self._end(child)
                raise RecogniserDied(f"it did not answer within {within_s:.0f} s")
            except (OSError, EOFError, ValueError) as error:
                self._end(child)
                code = child.returncode
                how = f"signal {signal.Signals(-code).name}" if code and code < 0 else f"exit {code}"
                raise RecogniserDied(f"the process ended ({how})") from error

    def close(self) -> None:
        self._is_closed = True  # whoever asks after this gets no new child, which nobody would end
        child, self._process = self._process, None
        if child is not None:
            self._end(child)

    def _living(self) -> "subprocess.Popen[bytes]":
        if self._is_closed:
            raise RecogniserDied("it was told to end")
        if self._process is not None and self._process.poll() is not None:
            self._end(self._process)
        if self._process is None:
            command = [
                sys.executable,
                "-m",
                "customhouse.adapters.recogniser.child",
                self._reader,
                str(self._memory_mb),
                *([QUIET] if self._quiet else []),
            ]
            # Ours, not the child's: a child that is killed removes nothing.
            self._folder = tempfile.TemporaryDirectory(prefix="customhouse-recogniser-", ignore_cleanup_errors=True)
            environment = {**os.environ, **ONE_THREAD, "TMPDIR": self._folder.name}
            self._process = subprocess.Popen(  # noqa: S603 - our own module, our own arguments
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, start_new_session=True
            )
        return self._process

    def _exchange(self, child: "subprocess.Popen[bytes]", message: bytes, within_s: float) -> dict[str, Any]:
        assert child.stdin is not None and child.stdout is not None  # noqa: S101, PT018 - opened as pipes above
        child.stdin.write(HEADER.pack(len(message)) + message)
        child.stdin.flush()
        deadline = time.monotonic() + within_s
        (length,) = HEADER.unpack(_read(child, HEADER.size, deadline))
        if length > LARGEST:
            raise ValueError("an answer longer than any answer is")
        answer: dict[str, Any] = json.loads(_read(child, length, deadline))
        return answer

    def _end(self, child: "subprocess.Popen[bytes]") -> None:
        with contextlib.suppress(OSError):
            child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        if self._folder is not None:
            self._folder.cleanup()
        self._process = None if self._process is child else self._process


def _read(child: "subprocess.Popen[bytes]", count: int, deadline: float) -> bytes:
    assert child.stdout is not None  # noqa: S101 - opened as a pipe
    descriptor = child.stdout.fileno()
    content = b""
    with selectors.DefaultSelector() as selector:
        selector.register(descriptor, selectors.EVENT_READ)
        while len(content) < count:
            if not selector.select(max(0.0, deadline - time.monotonic())):
                raise TimeoutError
            more = os.read(descriptor, count - len(content))
            if not more:
                raise EOFError
            content += more
    return content


class ProcessRecogniser:
    """A lane for opening files, so that a post is answered soon, and lanes for recognising."""

    def __init__(
        self,
        reader: str,
        *,
        memory_mb: int = 3072,
        workers: int = 1,
        limits: Limits | None = None,
        quiet: bool = False,
    ) -> None:
        """`reader` names the function that reads scan files, as `package.module:function`; `quiet` logs only errors."""
        self._limits = asdict(limits or Limits())
        self._opening = WorkerProcess(reader, memory_mb, quiet=quiet)
        self._lanes = [WorkerProcess(reader, memory_mb, quiet=quiet) for _ in range(max(1, workers))]
        self._free = list(self._lanes)
        self._returned = threading.Condition()

    def inspect(self, files: Sequence[ScanFile]) -> Described:
        said = _understood(self._opening.ask(self._request("inspect", files), INSPECT_S))
        return DESCRIBED.validate_python(said["described"])

    def recognise(self, files: Sequence[ScanFile], folder: Path, brief: Brief = AS_SHIPPED) -> Recognised:
        more = {"folder": str(folder), **_told(brief)}
        return RECOGNISED.validate_python(self._ask_a_lane("recognise", files, more)["recognised"])

    def survey(self, files: Sequence[ScanFile], grading: Grading = AS_CARD) -> Surveyed:
        told = _told(Brief(grading=grading))
        return SURVEYED.validate_python(self._ask_a_lane("survey", files, told)["surveyed"])

    def project(
        self, files: Sequence[ScanFile], insertion: Insertion, folder: Path, brief: Brief = AS_SHIPPED
    ) -> Projected:
        more = {"folder": str(folder), **asdict(insertion), **_told(brief)}
        return PROJECTED.validate_python(self._ask_a_lane("project", files, more)["projected"])

    def _ask_a_lane(self, ask: str, files: Sequence[ScanFile], more: dict[str, Any]) -> dict[str, Any]:
        lane = self._take()
        try:
            return _understood(lane.ask(self._request(ask, files) | more, RECOGNISE_S))
        finally:
            self._give_back(lane)

    def close(self) -> None:
        for worker in (self._opening, *self._lanes):
            worker.close()

    def _request(self, ask: str, files: Sequence[ScanFile]) -> dict[str, Any]:
        listed = [[file.name, str(file.path), file.is_photo] for file in files]
        return {"ask": ask, "files": listed, "limits": self._limits}

    def _take(self) -> WorkerProcess:
        with self._returned:
            self._returned.wait_for(lambda: bool(self._free))
            return self._free.pop()

    def _give_back(self, lane: WorkerProcess) -> None:
        with self._returned:
            self._free.append(lane)
            self._returned.notify()


def _told(brief: Brief) -> dict[str, Any]:
    return {"brief": BRIEF.dump_python(brief, mode="json")}


def _understood(said: dict[str, Any]) -> dict[str, Any]:
    if "unreadable" in said:
        raise Unreadable(*said["unreadable"])
    if "died" in said:
        raise RecogniserDied(str(said["died"]))
    return said
