"""Makes the copies that the lot asked for, one at a time, beside the recognition of real scans."""

import contextlib
import queue
import tempfile
import threading
from pathlib import Path

import structlog

from customhouse.imaging.projection.copies import Projections
from customhouse.imaging.reading import Unreadable
from customhouse.imaging.recogniser import RecogniserDied
from customhouse.imaging.service import ACTOR
from customhouse.kernel.database import Database
from customhouse.kernel.errors import Unavailable
from customhouse.kernel.events import Message, Subscription
from customhouse.kernel.transaction import Transaction

log = structlog.get_logger()
SWEEP_S = 30.0  # how often copies are looked for that nobody told us of


class Projector:
    """One thread. What it has not finished when somebody takes the review is simply not shown: nobody waits for it."""

    def __init__(self, database: Database, projections: Projections) -> None:
        self._database, self._projections = database, projections
        self._waiting: queue.Queue[str | None] = queue.Queue()
        self._thread = threading.Thread(target=self._run, name="projection", daemon=True)

    def subscriptions(self) -> tuple[Subscription, ...]:
        return (Subscription("projection", ("review.opened",), self._hear),)

    def start(self) -> None:
        """Take up what an earlier run left, then wait for more."""
        self._sweep()
        self._thread.start()

    def stop(self) -> None:
        self._waiting.put(None)
        if self._thread.is_alive():
            self._thread.join(timeout=10)

    def work_off(self) -> None:
        """Make all that waits, here and now; for tests and tools that run no threads."""
        self._sweep()
        with contextlib.suppress(queue.Empty):
            while (projection_id := self._waiting.get_nowait()) is not None:
                self._make(projection_id)

    def _hear(self, tx: Transaction, message: Message) -> None:
        drawn = self._projections.draw(tx, message.payload["scan_id"])
        if drawn is not None:
            self._waiting.put(drawn)

    def _sweep(self) -> None:
        with self._database.read(ACTOR) as tx:
            for projection_id in self._projections.waiting(tx):
                self._waiting.put(projection_id)

    def _run(self) -> None:
        while True:
            try:
                projection_id = self._waiting.get(timeout=SWEEP_S)
                if projection_id is None:
                    return
                self._make(projection_id)
            except queue.Empty:
                self._sweep_if_possible()
            except Exception:
                log.exception("projection_failed", projection=projection_id)

    def _sweep_if_possible(self) -> None:
        try:
            self._sweep()
        except Exception as error:  # noqa: BLE001 - the database may be away: the next sweep tries again
            log.warning("sweep_failed", error=repr(error))

    def _make(self, projection_id: str) -> None:
        with self._database.read(ACTOR) as tx:
            if projection_id not in self._projections.waiting(tx):
                return  # made already, or its draw is not committed yet: the next sweep finds it
            projection = self._projections.get(tx, projection_id)
            scan = self._projections.imaging.get(tx, projection.scan_id)
            models = self._projections.imaging.site_models(tx)
        try:
            with tempfile.TemporaryDirectory(prefix="customhouse-projection-") as folder:
                done, artefacts = self._projections.make(projection, scan, Path(folder), models)
        except (Unreadable, RecogniserDied, Unavailable) as refusal:
            with self._database.begin(ACTOR) as tx:
                self._projections.fail(tx, projection_id, str(refusal))
            return
        with self._database.begin(ACTOR) as tx:
            self._projections.keep(tx, projection_id, done, artefacts)
