"""Blobs in a folder, two levels of sub-folders, written to a side file and renamed so that none is ever half there."""

import hashlib
import os
import re
import tempfile
from pathlib import Path
from typing import BinaryIO

from customhouse.kernel.errors import NotFound

_SHA256 = re.compile(r"[0-9a-f]{64}")
_CHUNK = 1 << 20


class FolderBlobs:
    def __init__(self, root: Path) -> None:
        self._root = root
        self._incoming = root / "incoming"
        self._incoming.mkdir(parents=True, exist_ok=True)

    def put(self, content: bytes) -> str:
        sha256 = hashlib.sha256(content).hexdigest()
        if not self._place(sha256).exists():
            with tempfile.NamedTemporaryFile(dir=self._incoming, delete=False) as side:
                side.write(content)
                self._settle(side, sha256)
        return sha256

    def put_file(self, path: Path) -> str:
        digest = hashlib.sha256()
        with path.open("rb") as source, tempfile.NamedTemporaryFile(dir=self._incoming, delete=False) as side:
            while chunk := source.read(_CHUNK):
                digest.update(chunk)
                side.write(chunk)
            self._settle(side, digest.hexdigest())
        return digest.hexdigest()

    def get(self, sha256: str) -> bytes:
        return self._existing(sha256).read_bytes()

    def open(self, sha256: str) -> BinaryIO:
        return self._existing(sha256).open("rb")

    def size(self, sha256: str) -> int:
        return self._existing(sha256).stat().st_size

    def path(self, sha256: str) -> Path | None:
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
        if not _SHA256.fullmatch(sha256) or not (place := self._place(sha256)).exists():
            raise NotFound(f"no stored input with the hash {sha256[:64]!r}")
        return place


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
