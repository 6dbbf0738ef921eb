"""Photos beside the files of a scan, told by their names where nothing else tells them."""

import re
from collections.abc import Sequence
from pathlib import Path

from customhouse.imaging.reading import ScanFile
from customhouse.kernel.file_names import readable

# `0007.photo.jpg`, `0007.photo-2.jpeg`, `0007.photo-left.png`: photos of the container whose scan is `0007.tif`.
_NAMED = re.compile(r"\.photo(-[a-z0-9_-]{1,24})?\.(jpe?g|png)$", re.IGNORECASE)


def is_photo_name(name: str) -> bool:
    return _NAMED.search(name) is not None


def stem_of(name: str) -> str:
    """The name of the scan that a photo belongs to: `0007` of `0007.photo-2.jpg`."""
    return _NAMED.sub("", name)


def scan_file(path: Path) -> ScanFile:
    name = readable(path.name)
    return ScanFile(name, path, is_photo_name(name))


def parted(files: Sequence[ScanFile]) -> tuple[list[ScanFile], list[ScanFile]]:
    """The files of the scan itself, and the photos beside it."""
    return [file for file in files if not file.is_photo], [file for file in files if file.is_photo]
