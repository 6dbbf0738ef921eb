"""What every reader of scan files keeps to: its limits, and the one way in which it refuses."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from customhouse.imaging.model import Scan


@dataclass(frozen=True)
class Limits:
    """Checked against what a file claims, before memory is taken."""

    post_bytes: int = 512_000_000
    volume_bytes: int = 300_000_000
    radiograph_pixels: int = 60_000_000
    files: int = 4096
    zip_inflation: int = 200
    pages: int = 64


class Unreadable(Exception):
    """Why a file cannot be read: a stable code, and a sentence that says what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True)
class ScanFile:
    """One file of a post: the name it came with, and where it lies now; a photo shows the container from outside."""

    name: str
    path: Path
    is_photo: bool = False


class Reader(Protocol):
    """Turns the files of one post into one scan; raises `Unreadable` and nothing else."""

    def __call__(self, files: Sequence[ScanFile], limits: Limits = ..., /) -> Scan: ...
