"""The index in force: prepared beside the server, loaded, fed with what is cleared here, replaced when outdated."""

import shutil
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby
from pathlib import Path

import structlog

from customhouse.commodities import store
from customhouse.commodities.language.index import GoodsIndex
from customhouse.commodities.language.model import Thresholds
from customhouse.commodities.library import LOOK_BACK, META, SITE, Library, MadeOf, example_of
from customhouse.kernel.database import Database
from customhouse.kernel.errors import Unavailable
from customhouse.kernel.transaction import Transaction

log = structlog.get_logger()
ACTOR = "system:commodities"
LOOK_S = 1.0  # how often it looks for what was cleared or imported, by this server or another one
RETRY_S = 60.0
BATCH = 1000
FIRST = "ceramic tiles"
ITEMS = 999  # as many as a declaration may have
KEPT_S = 3600.0  # an index that was not loaded for so long is nobody's any more: another server may share the folder

Prepare = Callable[[Path, Callable[[float], None], threading.Event], None]
"""Builds the index of now into a folder of indexes, under its stamp; returns early when the event is set."""


class Status(StrEnum):
    PREPARING = "preparing"
    READY = "ready"
    RENEWING = "renewing"  # an index answers, and a newer one is being prepared
    FAILED = "failed"


@dataclass
class _Held:
    """An index, what it was made of, and how far in the log of cleared goods it has come."""

    index: GoodsIndex
    made: MadeOf
    position: int
    seen: set[int] = field(default_factory=set)


class Shelf:
    """Holds one index at a time. Its own thread loads, follows and replaces it; asking never waits for a build."""

    def __init__(self, library: Library, database: Database, folder: Path, prepare: Prepare) -> None:
        self.library = library
        self._database, self._folder, self._prepare = database, folder, prepare
        self._held: _Held | None = None
        self._lock = threading.Lock()  # an index is not appended to while it is read
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="goods-index", daemon=True)
        self._builder: threading.Thread | None = None
        self._progress, self._failure, self._retry_at = 0.0, "", 0.0

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        for thread in (self._thread, self._builder):
            if thread is not None and thread.is_alive():
                thread.join(timeout=30)

    @property
    def status(self) -> Status:
        if self._held is None:
            return Status.FAILED if self._failure else Status.PREPARING
        return Status.RENEWING if self._builder is not None else Status.READY

    @property
    def progress(self) -> float:
        """How far the index that is being prepared has come, 0 to 1."""
        return self._progress

    @property
    def failure(self) -> str:
        return self._failure

    @property
    def made(self) -> MadeOf | None:
        """What the index in force was made of."""
        return self._held.made if self._held else None

    @property
    def edition(self) -> int:
        """Changes whenever answers may change: what was remembered of an earlier one no longer counts."""
        held = self._held
        return hash((held.made.stamp, held.position)) if held else 0

    @contextmanager
    def reading(self) -> Iterator[GoodsIndex]:
        """The index, for as long as it is asked. Raises `Unavailable` while there is none."""
        held = self._held
        if held is None:
            raise Unavailable("The index of goods descriptions is being prepared: ask again in a minute.", retry=True)
        with self._lock:
            yield held.index

    def look(self) -> None:
        """One look: take up what is new. The thread does this; tests may, too."""
        with self._database.read(ACTOR) as tx:
            stamp = self.library.stamp(tx)
            if self._held is not None and self._held.made.stamp == stamp:
                self._follow(tx)
                return
        is_building = self._builder is not None  # asked first: one that ends meanwhile has left what is looked for next
        if (self._folder / stamp / META).exists():
            self._take(stamp)
        elif not is_building and time.monotonic() >= self._retry_at:
            self._builder = threading.Thread(target=self._build, name="goods-index-builder", daemon=True)
            self._builder.start()
        elif self._held is not None:
            with self._database.read(ACTOR) as tx:
                self._follow(tx)

    def _take(self, stamp: str) -> None:
        folder = self._folder / stamp
        made = MadeOf.read(folder)
        index = GoodsIndex.load(folder, self.library.embedding())
        held = _Held(index, made, made.position, set(made.seen))
        with self._database.read(ACTOR) as tx:
            self._catch_up(tx, held)
        index.read(FIRST, Thresholds())  # the model's weights are loaded now, not when the first person asks
        self._held, self._failure = held, ""
        folder.touch()
        self._tidy(stamp)

    def _build(self) -> None:
        try:
            self._progress = 0.0
            self._prepare(self._folder, self._note, self._stopping)
        except Unavailable as error:
            self._failure, self._retry_at = error.message, time.monotonic() + RETRY_S
        except Exception as error:  # it must not be lost in a thread, and an older index goes on answering
            if not self._stopping.is_set():
                self._failure = str(error) or type(error).__name__
                self._retry_at = time.monotonic() + RETRY_S
                log.exception("goods_index_failed")
        finally:
            self._builder = None

    def _note(self, progress: float) -> None:
        self._progress = progress

    def _follow(self, tx: Transaction) -> None:
        if self._held is not None:
            self._catch_up(tx, self._held)

    def _catch_up(self, tx: Transaction, held: _Held) -> None:
        while fresh := self._fresh(tx, held):
            with self._lock:
                _apply(held.index, fresh)
            held.seen.update(entry.position for entry in fresh)
            held.position = max(held.position, fresh[-1].position)
        held.seen = {position for position in held.seen if position > held.position - LOOK_BACK}

    def _fresh(self, tx: Transaction, held: _Held) -> list[store.Entry]:
        log_of_now = store.entries_after(tx.connection, held.position - LOOK_BACK, LOOK_BACK + BATCH)
        return [entry for entry in log_of_now if entry.position not in held.seen]

    def _tidy(self, stamp: str) -> None:
        for path in self._folder.iterdir():
            if path.is_dir() and path.name != stamp and time.time() - path.stat().st_mtime > KEPT_S:
                shutil.rmtree(path, ignore_errors=True)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                before, began = self._held, time.monotonic()
                self.look()
                if self._held is not before and self._held is not None:
                    took = round(time.monotonic() - began, 2)
                    log.info("goods_index_loaded", stamp=self._held.made.stamp[:12], seconds=took)
            except Exception as error:  # noqa: BLE001 - the database may be away: it is said, and tried again
                log.warning("goods_index_look_failed", error=repr(error))
            self._stopping.wait(LOOK_S)


def _apply(index: GoodsIndex, entries: Sequence[store.Entry]) -> None:
    """In their order; what stands together is added together, which is much cheaper than one by one."""
    for withdraws, some in groupby(entries, key=lambda entry: entry.is_withdrawal):
        if withdraws:
            gone = [f"{entry.consignment_id}/{item}" for entry in some for item in range(1, ITEMS + 1)]
            index.forget(SITE, gone)
        else:
            index.append([example_of(entry) for entry in some])
