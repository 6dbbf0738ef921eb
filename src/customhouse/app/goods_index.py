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
from customhouse.adapters.reference_data import READERS
from customhouse.app.texts import library_of, sourcing_of
from customhouse.commodities.asking import Bench
from customhouse.commodities.language.index import GoodsIndex
from customhouse.commodities.library import MadeOf
from customhouse.commodities.rules import thresholds_on
from customhouse.commodities.shelf import Shelf
from customhouse.commodities.stop_words import load_stop_words
from customhouse.kernel.clock import SystemClock
from customhouse.kernel.database import Database
from customhouse.kernel.errors import NotFound, Unavailable
from customhouse.kernel.migrations import pending
from customhouse.policy.country import load_country
from customhouse.policy.service import load
from customhouse.settings import Settings, shipped
from customhouse.sourcing.finding import files_below

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
        library = library_of(harmonized_system(), sourcing, load_country(settings.country_folder))
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


def indexed(settings: Settings, source: Path | None, progress: Progress) -> Bench:
    """The index of this site, what was cleared here included; or that of the reference files below a folder."""
    country = load_country(settings.country_folder)
    policy, now = load(country.policy_folder), SystemClock().now()
    index = _of_files(settings, source, progress) if source else _of_site(settings, progress)
    listed = load_stop_words(country.folder)
    return Bench(index, harmonized_system(), thresholds_on(policy, now), listed, now.date())


def _of_site(settings: Settings, progress: Progress) -> GoodsIndex:
    sourcing = sourcing_of(settings, FolderBlobs(settings.data / "blobs"))
    library = library_of(harmonized_system(), sourcing, load_country(settings.country_folder))
    with closing(Database(settings.database)) as database:
        if pending(database, shipped("migrations")):  # a site that was never set up has imported nothing either
            return library.of_files(folder_of(settings), [], READERS, progress)
        prepare_here(settings, progress)
        shelf = Shelf(library, database, folder_of(settings), preparer(settings))
        shelf.look()
        with shelf.reading() as index:
            return index


def _of_files(settings: Settings, source: Path, progress: Progress) -> GoodsIndex:
    """Raises `NotFound` where no file of a known source lies there."""
    sourcing = sourcing_of(settings, FolderBlobs(settings.data / "blobs"))
    found = files_below(source, list(sourcing.manifest))
    if not found:
        raise NotFound(f"no file of a known source of reference data lies below {source}")
    library = library_of(harmonized_system(), sourcing, load_country(settings.country_folder))
    return library.of_files(folder_of(settings), [(each.source, each.path) for each in found], READERS, progress)


def not_here(_folder: Path, _progress: Progress, _stopping: threading.Event) -> None:
    """For a server that is told not to prepare: it takes up what lies in the folder, as soon as it does."""
    raise Unavailable("No index lies here yet: run `customhouse goods prepare`.", retry=True)


def preparer(settings: Settings) -> Callable[[Path, Progress, threading.Event], None]:
    """What the shelf calls: the same in a child, at low priority, with its progress told."""
    if not settings.prepare_goods_index:
        return not_here

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
