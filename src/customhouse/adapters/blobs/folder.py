"""Blobs in a folder, two levels of sub-folders, written to a side file and renamed so that none is ever half there."""

import contextlib
import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import structlog

from customhouse.kernel.errors import NotFound, Unavailable

_SHA256 = re.compile(r"[0-9a-f]{64}")
_CHUNK = 1 << 20
log = structlog.get_logger()
_AWAY = "The folder of stored files is out of reach: {}."


class FolderBlobs:
    def __init__(self, root: Path) -> None:
        self._root = root
        self._incoming = root / "incoming"
        self._begin(root.parent / f"{root.name}.begun")

    def _begin(self, note: Path) -> None:
        """Make the folder, once. A note beside it says that it was made: where it is gone since, it is out of reach.

        A disk that is mounted after the server has started would else look like a store that holds nothing.
        """
        if not note.exists():
            self._incoming.mkdir(parents=True, exist_ok=True)
            note.write_text(
                f"{self._root.name} was made here. Remove this note only to begin anew without its files.\n"
            )
        elif not self._incoming.exists():
            log.warning("blobs_away", folder=str(self._root), hint=f"mount it; {note} says that it was there")

    def put(self, content: bytes) -> str:
        sha256 = hashlib.sha256(content).hexdigest()
        with _in_reach():
            if self._place(sha256).exists():
                return sha256
            with tempfile.NamedTemporaryFile(dir=self._incoming, delete=False) as side:
                side.write(content)
                self._settle(side, sha256)
        return sha256

    def put_file(self, path: Path) -> str:
        digest = hashlib.sha256()
        with (
            path.open("rb") as source,
            _in_reach(),
            tempfile.NamedTemporaryFile(dir=self._incoming, delete=False) as side,
        ):
            while chunk := source.read(_CHUNK):
                digest.update(chunk)
                side.write(chunk)
            self._settle(side, digest.hexdigest())
        return digest.hexdigest()

    def get(self, sha256: str) -> bytes:
        with _in_reach():
            return self._existing(sha256).read_bytes()

    def open(self, sha256: str) -> BinaryIO:
        with _in_reach():
            return self._existing(sha256).open("rb")

    def size(self, sha256: str) -> int:
        with _in_reach():
            return self._existing(sha256).stat().st_size

    def path(self, sha256: str) -> Path | None:
        with _in_reach():
            return self._existing(sha256)

    def _settle(self, side: "tempfile._TemporaryFileWrapper[bytes]", sha256: str) -> None:
        side.flush()
        os.fsync(side.fileno())
        place = self._place(sha256)
        fresh = not place.parent.exists()
        place.parent.mkdir(parents=True, exist_ok=True)
        Path(side.name).replace(place)
        # The name must survive a power cut as the content does: sync the folder that holds it, and those that hold a
        # new folder.
        for folder in (place.parent, place.parent.parent, self._root) if fresh else (place.parent,):
            _sync(folder)

    def _place(self, sha256: str) -> Path:
        return self._root / sha256[:2] / sha256[2:4] / sha256

    def _existing(self, sha256: str) -> Path:
        place = self._place(sha256)
        if not _SHA256.fullmatch(sha256) or not place.exists():
            # A disk that is not mounted has no files at all: that says nothing of this one.
            if not self._incoming.exists():
                raise Unavailable(_AWAY.format("it is not there"), retry=True)
            raise NotFound(f"no stored input with the hash {sha256[:64]!r}")
        return place


@contextlib.contextmanager
def _in_reach() -> Iterator[None]:
    """A file system that answers with an error may answer again later."""
    try:
        yield
    except OSError as error:
        raise Unavailable(_AWAY.format(error.strerror or type(error).__name__), retry=True) from error


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
