"""Opens a file before a transaction is: its hash, its contract, and its rows on the side, ready to be taken."""

import hashlib
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import orjson

from customhouse.kernel.errors import Conflict, Invalid, Problem
from customhouse.sourcing.model import Reader, ReferenceText, RowFault, Source

MAX_FILE = 128 << 20
_CHUNK = 1 << 20
_BUFFER = 8 << 20  # smaller spools stay in memory
_TOLD_EVERY = 500  # rows
Progress = Callable[[float], None]


class AnotherEdition(Conflict):
    """The file is not that of the edition the manifest knows."""


@dataclass
class Spool:
    """Rows laid aside, a line of JSON each, so that memory stays bounded and the transaction short."""

    file: BinaryIO
    count: int = 0

    def put(self, row: Sequence[str]) -> bytes:
        line = orjson.dumps(row) + b"\n"
        self.file.write(line)
        self.count += 1
        return line

    def rows(self) -> Iterator[list[str]]:
        self.file.seek(0)
        for line in self.file:
            yield orjson.loads(line)


@dataclass
class Opened:
    """A file that keeps its contract: its rows wait in `texts` and `faults` until they are taken."""

    source: Source
    path: Path
    sha256: str
    size: int
    texts: Spool
    faults: Spool
    content_sha256: str = ""
    first_faults: list[RowFault] = field(default_factory=list)


@dataclass(frozen=True)
class _Measured:
    sha256: str
    size: int
    lines: int


def check_edition(source: Source, path: Path, *, accept_changed: bool) -> _Measured:
    """Raises `AnotherEdition` for a file with another hash than the manifest's, `Invalid` for one that is too large."""
    measured = _measure(path)
    if source.sha256 not in ("", measured.sha256) and not accept_changed:
        raise AnotherEdition(
            f"{path.name} is not the file of {source.title}, edition {source.edition}: its SHA-256 is "
            f"{measured.sha256[:12]}…, the known one is {source.sha256[:12]}…. If it is another edition that you want, "
            "accept the change."
        )
    return measured


def read_into(opened: Opened, reader: Reader, lines: int, progress: Progress) -> None:
    """Read every row. Raises `Invalid` where more rows are broken than whole: then it is hardly the right file."""
    digest = hashlib.sha256()
    for number, row in enumerate(reader(opened.path), 1):
        if isinstance(row, ReferenceText):
            digest.update(opened.texts.put((row.kind.value, row.row, row.language, row.code, row.edition, row.text)))
        else:
            opened.faults.put((row.row, row.raw, row.code, row.message))
            if len(opened.first_faults) < 5:
                opened.first_faults.append(row)
        if number % _TOLD_EVERY == 0:
            at = int(row.row) if row.row.isdecimal() else number
            progress(min(1.0, at / max(lines, 1)))
    opened.content_sha256 = digest.hexdigest()
    _check_share(opened)
    progress(1.0)


def _check_share(opened: Opened) -> None:
    taken, broken = opened.texts.count, opened.faults.count
    if taken and broken <= taken:
        return
    problems = [Problem(f"{opened.path.name}:{fault.row}", fault.code, fault.message) for fault in opened.first_faults]
    message = (
        f"{opened.path.name} is hardly a file of {opened.source.title}: {broken:,} rows are broken, {taken:,} whole."
    )
    raise Invalid(problems or [Problem(opened.path.name, "empty_file", "the file has no row to take")], message)


def _measure(path: Path) -> _Measured:
    size = path.stat().st_size
    if size > MAX_FILE:
        raise Invalid.one(path.name, "too_large", f"the file has {size:,} bytes; the limit is {MAX_FILE:,}")
    digest, lines = hashlib.sha256(), 0
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
            lines += chunk.count(b"\n")
    return _Measured(digest.hexdigest(), size, lines)


def spool() -> BinaryIO:
    """A file that is gone when it is closed."""
    return tempfile.SpooledTemporaryFile(_BUFFER)  # type: ignore[return-value]  # it is one but for its type
