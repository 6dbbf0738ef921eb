"""A folder into which scanners drop files: each scan is taken once it is whole, then moved away, never deleted."""

import contextlib
import re
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from customhouse.imaging.photos.naming import is_photo_name, scan_file, stem_of
from customhouse.imaging.reading import ScanFile

log = structlog.get_logger()
EVERY_S = 2.0
WHOLE_AFTER_S = 4.0  # a file that has not changed for this long is whole
SIDECAR_WITHIN_S = 15.0  # an image waits this long for its side-car
DONE, QUARANTINE = "done", "quarantine"
PAIRED = (".tif", ".tiff", ".png", ".jpg", ".jpeg", ".json", ".xml")  # of what may come in two
SHORTEST_FORM = 6  # characters of a form's name that are enough to know its files by
UNFINISHED = re.compile(r"^\.|\.(part|tmp|partial|crdownload)$", re.IGNORECASE)

Take = Callable[[Sequence[ScanFile]], str | None]
"""Takes a scan in; returns None, or why it was put into quarantine. Raises where it is to be tried again later."""


@dataclass
class WatchedFolder:
    """One file, an image with a side-car of the same name (`x.tif`, `x.json`), or a sub-folder is one scan.

    Photos beside it are named `x.photo.jpg`, `x.photo-2.jpg`; in a sub-folder with any `x`.
    """

    folder: Path
    take: Take
    clock: Callable[[], float] = time.monotonic
    _sizes: dict[Path, tuple[tuple[tuple[str, int, int], ...], float]] = field(default_factory=dict)
    _stopping: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def start(self) -> None:
        self._thread = threading.Thread(target=self._run, name="watched-folder", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(timeout=30)

    def look(self) -> int:
        """Take every scan that is whole now; return how many."""
        for name in (DONE, QUARANTINE):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        ready = [group for group in self._groups() if self._is_whole(group)]
        return sum(self._handle(group) for group in ready)

    def _run(self) -> None:
        while not self._stopping.wait(EVERY_S):
            try:
                self.look()
            except OSError:
                log.exception("watched_folder_unreachable", folder=str(self.folder))

    def _groups(self) -> list[list[Path]]:
        """What belongs together, by the name before the last dot."""
        entries = [path for path in sorted(self.folder.iterdir()) if path.name not in (DONE, QUARANTINE)]
        groups: dict[str, list[Path]] = {}
        for path in entries:
            if not UNFINISHED.search(path.name):
                groups.setdefault(_stem(path), []).append(path)
        return _joined_by_forms(list(groups.values()))

    def _is_whole(self, group: list[Path]) -> bool:
        now = self.clock()
        shape = tuple((str(path), stat.st_size, stat.st_mtime_ns) for path in _files(group) for stat in [path.stat()])
        known = self._sizes.get(group[0])
        if known is None or known[0] != shape:
            self._sizes[group[0]] = (shape, now)
            return False
        own = [path for path in group if not is_photo_name(path.name)]
        alone = len(own) <= 1 and all(path.is_file() and path.suffix.lower() in PAIRED for path in group)
        return now - known[1] >= (SIDECAR_WITHIN_S if alone else WHOLE_AFTER_S)

    def _handle(self, group: list[Path]) -> int:
        files = [scan_file(path) for path in _files(group)]
        if not files:
            return 0
        try:
            refusal = self.take(files)
        except Exception:
            log.exception("watched_folder_retry", files=[file.name for file in files])
            return 0
        for path in group:
            moved = _moved(path, self.folder / (DONE if refusal is None else QUARANTINE))
            if refusal is not None:
                moved.with_name(moved.name + ".reason.txt").write_text(refusal + "\n", encoding="utf-8")
            self._sizes.pop(path, None)
        return 1


def _stem(path: Path) -> str:
    if path.is_dir():
        return path.name
    return stem_of(path.name) if is_photo_name(path.name) else path.stem


def _joined_by_forms(groups: list[list[Path]]) -> list[list[Path]]:
    """A maker's form belongs to all files whose names hold its own: `0007.xml`, `0007S.jpg`, `0007_cam.jpg`."""
    stems = sorted((path.stem for group in groups for path in group if path.suffix.lower() == ".xml"), key=len)
    for stem in (stem for stem in stems if len(stem) >= SHORTEST_FORM):
        own = [group for group in groups if any(stem in path.name for path in group)]
        groups = [group for group in groups if group not in own] + [[path for group in own for path in group]]
    return groups


def _files(group: list[Path]) -> list[Path]:
    found: list[Path] = []
    for path in group:
        inside = sorted(path.rglob("*")) if path.is_dir() else [path]
        found += [each for each in inside if each.is_file() and not UNFINISHED.search(each.name)]
    return found


def _moved(path: Path, target: Path) -> Path:
    """Move beside earlier ones of the same name, never over them."""
    place = target / path.name
    number = 1
    while place.exists():
        number += 1
        place = target / f"{path.stem}-{number}{path.suffix}"
    with contextlib.suppress(FileNotFoundError):
        path.rename(place)
    return place
