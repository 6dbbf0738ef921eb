"""Tells a list's format by what the file begins with, and reads it with the reader of that format."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from customhouse.adapters.watchlists import eu, ftm, ofac, table, un
from customhouse.adapters.watchlists.reading import Item, root_of
from customhouse.kernel.errors import Invalid

# By the names that a user gives with --format.
FORMATS: dict[str, ModuleType] = {"csv": table, "ftm": ftm, "ofac": ofac, "un": un, "eu": eu}
_ROOTS = {"sdnList": "ofac", "CONSOLIDATED_LIST": "un", "export": "eu"}


@dataclass(frozen=True)
class OpenedList:
    """A file whose format is known. `version` is empty where the file does not say."""

    path: Path
    format: str
    version: str
    sha256: str
    size: int

    def items(self, tell: Callable[[int], None] = lambda _at: None) -> Iterator[Item]:
        """Entries and faults in the file's order; `tell` hears how many bytes are read.

        Raises `Invalid` where the file cannot be read on at all.
        """
        items: Iterator[Item] = FORMATS[self.format].read(self.path, tell)
        return items


def open_list(path: Path, form: str = "") -> OpenedList:
    """Raises `Invalid` for a file of no known format, `OSError` for one that is not there."""
    with path.open("rb") as file:
        beginning = file.read(2048).removeprefix(b"\xef\xbb\xbf").lstrip()
        file.seek(0)
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    told = form or _format_of(path, beginning)
    if told not in FORMATS:
        raise Invalid.one("format", "unknown", f"{told[:20]} is no format here: give one of {', '.join(FORMATS)}")
    return OpenedList(path, told, FORMATS[told].version(path), digest, path.stat().st_size)


def _format_of(path: Path, beginning: bytes) -> str:
    if beginning.startswith(b"<"):
        root, _ = root_of(path)
        if root in _ROOTS:
            return _ROOTS[root]
        known = ", ".join(_ROOTS)
        raise Invalid.one("file", "unknown_format", f"an XML file with the root {root} is no list we know: {known}")
    if beginning.startswith(b"{"):
        return "ftm"
    if b"," in beginning.split(b"\n", 1)[0]:
        return "csv"
    raise Invalid.one("file", "unknown_format", "this is neither CSV with a heading, nor JSON lines, nor a known XML")
