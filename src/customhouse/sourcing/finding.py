"""Finds the files of sources below a folder, by the names the manifest gives them."""

import hashlib
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from customhouse.sourcing.model import Source


@dataclass(frozen=True)
class Found:
    """A source and its file. `others` have the same name and are not taken."""

    source: Source
    path: Path
    others: Sequence[Path] = ()


def files_below(folder: Path, sources: Iterable[Source]) -> list[Found]:
    """One file for each source that has any; of several with its name the one with the known hash, or the newest."""
    by_name: dict[str, list[Path]] = {}
    for at, _folders, names in os.walk(folder):
        for name in names:
            by_name.setdefault(name, []).append(Path(at) / name)
    found = []
    for source in sources:
        paths = sorted(by_name.get(source.file, []))
        if paths:
            best = _best(source, paths)
            found.append(Found(source, best, tuple(path for path in paths if path != best)))
    return found


def _best(source: Source, paths: Sequence[Path]) -> Path:
    known = [path for path in paths if len(paths) > 1 and _sha256(path) == source.sha256]
    return known[0] if known else max(paths, key=lambda path: path.stat().st_mtime)


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
