"""Keeps the index in step with the lists, and screens again whom a new edition concerns."""

import threading

import structlog

from customhouse.kernel.database import Database
from customhouse.watchlists.service import Watchlists

log = structlog.get_logger()
ACTOR = "system:watchlists"
LOOK_EVERY_S = 2.0
AT_ONCE = 100  # consignments that are screened again before the lists are looked at anew
DROPPED = 2000  # entries of past editions that one transaction removes


class Librarian:
    """One thread. The database says what is to do, so that an import by another process is noticed too."""

    def __init__(self, database: Database, watchlists: Watchlists) -> None:
        self._database, self._watchlists = database, watchlists
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="watchlists", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(timeout=10)

    def work_off(self) -> int:
        """Do all there is to do, here and now; says how many consignments were screened again."""
        done = 0
        while more := self.look():
            done += more
        return done

    def look(self) -> int:
        """Renew the index where the lists are others, then screen again what was held against earlier ones."""
        with self._database.read(ACTOR) as tx:
            if not self._watchlists.shelf.is_current(tx):
                index = self._watchlists.shelf.renew(tx)
                log.info("watchlists_indexed", names=index.size)
            stale = self._watchlists.stale(tx, AT_ONCE)
        for consignment_id in stale:
            if self._stopping.is_set():
                break
            with self._database.begin(ACTOR) as tx:
                self._watchlists.screen(tx, consignment_id)
        if not stale:
            self._drop_past()
        return len(stale)

    def _drop_past(self) -> None:
        with self._database.read(ACTOR) as tx:
            has_past = self._watchlists.lists.has_past(tx)
        if has_past:
            with self._database.begin(ACTOR) as tx:
                self._watchlists.lists.drop_past(tx, DROPPED)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                while self.look() and not self._stopping.is_set():
                    pass
            except Exception as error:  # noqa: BLE001 - the database may be away: the next look tries again
                log.warning("watchlists_look_failed", error=repr(error))
            self._stopping.wait(LOOK_EVERY_S)
