"""The reader of the house: messages are read where they are asked for, PDFs and pictures in a process of their own."""

import json
import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

import structlog

from customhouse.adapters.waybill_documents.formats import Format, format_of
from customhouse.adapters.waybill_documents.wire import READING
from customhouse.waybills.documents.reading import Opened, Unreadable

MEMORY_MB = 3072
SECONDS = 240
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}
# Documents read at once: each takes a core, and up to a gigabyte where it is a picture.
AT_ONCE = 2
log = structlog.get_logger()


class ProcessReader:
    """Implements the port of the room."""

    def __init__(self, *, memory_mb: int = MEMORY_MB, seconds: int = SECONDS, at_once: int = AT_ONCE) -> None:
        self._memory_mb, self._seconds = memory_mb, seconds
        self._turns = threading.BoundedSemaphore(at_once)

    def read(self, content: bytes, name: str = "") -> Opened:
        """Raises `Unreadable`."""
        form = format_of(content)
        if not form.is_heavy:
            return _read_here(form, content)
        with self._turns, tempfile.TemporaryDirectory(prefix="customhouse-document-") as folder:
            return self._read_apart(content, Path(folder), form.name)

    def _read_apart(self, content: bytes, folder: Path, form: str) -> Opened:
        source = folder / "document"
        source.write_bytes(content)
        module = "customhouse.adapters.waybill_documents.child"
        command = [sys.executable, "-m", module, str(source), str(folder), str(self._memory_mb), str(self._seconds)]
        try:
            done = subprocess.run(  # noqa: S603 - our own module, our own arguments
                command, env={**os.environ, **ONE_THREAD}, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE, timeout=self._seconds, check=False, start_new_session=True,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            raise Unreadable(
                "too_slow", f"This {form} was not read within {self._seconds} s: split it into fewer pages."
            )
        path = folder / "answer.json"
        if done.returncode != 0 or not path.exists():
            log.error(
                "document_reader_ended",
                form=form,
                code=done.returncode,
                said=done.stderr[-2000:].decode("utf-8", "replace"),
            )
            message = (
                f"The process that read this {form} ended without an answer; the document may be damaged. It is kept."
            )
            raise Unreadable("reader_died", message)
        said: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if "unreadable" in said:
            raise Unreadable(*said["unreadable"])
        pictures = tuple((folder / f"page-{number}.png").read_bytes() for number in range(said["pictures"]))
        return Opened(READING.validate_python(said["reading"]), tuple(said["listing"]), pictures)


def _read_here(form: Format, content: bytes) -> Opened:
    try:
        return form.read(content)
    except Unreadable:
        raise
    except Exception:  # the edge of a document: whatever is in it, it is kept and the sender is told
        log.exception("document_reader_failed", form=form.name)
        message = f"This {form.name} is built in a way that its reader does not expect; it is kept. Please report it."
        raise Unreadable("reader_failed", message)
