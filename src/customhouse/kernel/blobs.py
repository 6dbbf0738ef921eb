"""The blob seam: raw inputs kept for ever, addressed by the SHA-256 of their content."""

from pathlib import Path
from typing import BinaryIO, Protocol


class Blobs(Protocol):
    """Each raises `Unavailable` while the store itself is out of reach, which says nothing of a blob."""

    def put(self, content: bytes) -> str:
        """Keep `content` durably; return its SHA-256 as 64 hex digits. Keeping it twice is the same as once."""
        ...

    def put_file(self, path: Path) -> str:
        """Keep a file's content without reading it whole into memory."""
        ...

    def get(self, sha256: str) -> bytes:
        """Raises `NotFound`."""
        ...

    def open(self, sha256: str) -> BinaryIO:
        """Raises `NotFound`."""
        ...

    def size(self, sha256: str) -> int:
        """In bytes. Raises `NotFound`."""
        ...

    def path(self, sha256: str) -> Path | None:
        """Where it lies as a local file, if it does; for readers that need a seekable file."""
        ...
