"""Prepares the index of goods descriptions in a process of its own, so that the server goes on answering."""

import fcntl
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

from customhouse.adapters.blobs.folder import FolderBlobs
from customhouse.adapters.nomenclature.hs import harmonized_system
from customhouse.app.texts import library_of, sourcing_of
from customhouse.commodities.library import MadeOf
from customhouse.kernel.database import Database
from customhouse.settings import Settings

ACTOR = "system:commodities"
Progress = Callable[[float], None]


def folder_of(settings: Settings) -> Path:
    return settings.goods_index or settings.data / "goods-index"


def prepare_here(settings: Settings, progress: Progress) -> MadeOf:
    """Build the index of now, unless it lies there already; two at once wait for each other."""
    folder = folder_of(settings)
    folder.mkdir(parents=True, exist_ok=True)
    with closing(Database(settings.database)) as database, (folder / "lock").open("w") as lock:
        sourcing = sourcing_of(settings, FolderBlobs(settings.data / "blobs"))
        library = library_of(harmonized_system(), sourcing)
        fcntl.flock(lock, fcntl.LOCK_EX)
        with database.read(ACTOR) as tx, tempfile.TemporaryDirectory(dir=folder, prefix="building-") as side:
            target = folder / library.stamp(tx)
            if target.exists():
                return MadeOf.read(target)
            made = library.build(tx, Path(side), progress)
            # Whole or not there at all: a power cut must not leave half an index under a right name.
            Path(side).rename(target)
            Path(side).mkdir()  # for its owner to take away
            return made


def preparer(settings: Settings) -> Callable[[Path, Progress, threading.Event], None]:
    """What the shelf calls: the same in a child, at low priority, with its progress told."""

    def prepare(_folder: Path, progress: Progress, stopping: threading.Event) -> None:
        child = subprocess.Popen(
            [sys.executable, "-m", "customhouse.app.goods_child"],
            env={**os.environ, **_environment(settings)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        ended = threading.Event()
        threading.Thread(target=_end_when, args=(stopping, ended, child), daemon=True).start()
        try:
            _follow(child, progress)
        finally:
            ended.set()
        if child.returncode and not stopping.is_set():
            raise RuntimeError(f"preparing the index ended with {child.returncode}")

    return prepare


def _follow(child: "subprocess.Popen[str]", progress: Progress) -> None:
    with child:
        assert child.stdout is not None  # noqa: S101 - opened as a pipe above
        for line in child.stdout:
            with suppress(ValueError):
                progress(float(line))


def _end_when(stopping: threading.Event, ended: threading.Event, child: "subprocess.Popen[str]") -> None:
    while not ended.wait(0.2):
        if stopping.is_set():
            child.kill()
            return


def _environment(settings: Settings) -> dict[str, str]:
    return {
        "CUSTOMHOUSE_DATA": str(settings.data),
        "CUSTOMHOUSE_DATABASE_URL": settings.database_url,
        "CUSTOMHOUSE_COUNTRY": settings.country,
        "CUSTOMHOUSE_GOODS_INDEX": str(settings.goods_index or ""),
        "OMP_NUM_THREADS": "1",
    }
