"""Keeps the recogniser at work: scans in, results kept, whatever dies in between."""

import contextlib
import queue
import tempfile
import threading
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import structlog
from sqlalchemy.exc import DBAPIError

from customhouse.imaging.events import RecognitionOrdered, ScanReceived
from customhouse.imaging.reading import Unreadable
from customhouse.imaging.recogniser import RecogniserDied
from customhouse.imaging.recognition.again import Again, Outcome
from customhouse.imaging.service import ACTOR, Imaging
from customhouse.kernel.database import Database, is_outage
from customhouse.kernel.errors import Unavailable
from customhouse.kernel.events import Jobs, Message, Subscription
from customhouse.kernel.outbox import already_handled, mark_handled
from customhouse.kernel.reasons import Reason
from customhouse.kernel.transaction import Transaction

log = structlog.get_logger()
SWEEP_S = 30.0  # how often scans are looked for that nobody told us of
JOBS = (ScanReceived.kind, RecognitionOrdered.kind)
REMIND_S = 3600.0  # a shared bus forgets after days: scans that wait for so long are put on it once more
REMINDER = "imaging.reminder"  # under which the inbox knows of which scans the bus was reminded
BATCH = 500
MOST_HANDED_OUT = 5  # a scan that so many processes came to no end with is not given to another one
OUTAGE_PAUSE_S = 2.0
FORGOTTEN = timedelta(minutes=10)  # longer than any recognition takes


class Workshop:
    """Threads that each wait on one recogniser. The database says what is to do; the queue only says it sooner.

    With a shared bus there are no threads here: the bus hands the `jobs` out to whoever is free, here or elsewhere.
    """

    def __init__(self, database: Database, imaging: Imaging, workers: int = 1, *, shared: bool = False) -> None:
        self._database, self._imaging, self._workers, self._shared = database, imaging, workers, shared
        self._waiting: queue.Queue[str | None] = queue.Queue()
        self._known: set[str] = set()
        self._lock = threading.Lock()
        self._threads = [
            threading.Thread(target=self._run, name=f"recognition-{number}", daemon=True)
            for number in range(0 if shared else workers)
        ]
        self._stopping = threading.Event()

    def subscriptions(self) -> tuple[Subscription, ...]:
        kinds = ("declaration.amended", "review.decided", "control.completed")
        return (Subscription("imaging", kinds if self._shared else (ScanReceived.kind, *kinds), self._hear),)

    def jobs(self) -> Jobs:
        """For a shared bus; of as many hands as there are workers here."""
        return Jobs("imaging.recognition", JOBS, self.do, self._workers)

    def do(self, message: Message, handed_out: int) -> None:
        """Recognise one scan and return when that is committed. Raises where somebody else has to do it."""
        scan_id = message.payload["scan_id"]
        while not self._stopping.is_set():
            try:
                if handed_out > MOST_HANDED_OUT:
                    self._give_up(scan_id, handed_out)
                else:
                    while self._try(scan_id):
                        pass
                    if message.kind == RecognitionOrdered.kind:
                        self._recognise_again(scan_id)
                if not self._stopping.is_set():
                    return
            except (DBAPIError, Unavailable) as error:
                if isinstance(error, DBAPIError) and not is_outage(error):
                    raise
                log.warning("recognition_waits", scan=scan_id, error=repr(error))
                self._stopping.wait(OUTAGE_PAUSE_S)
        raise Unavailable("this recogniser is being stopped", retry=True)

    def _recognise_again(self, scan_id: str) -> None:
        outcome, why = Again(self._database, self._imaging).recognise(scan_id)
        if outcome is Outcome.FAILED and not self._stopping.is_set():
            log.warning("recognition_again_failed", scan=scan_id, why=why)

    def _give_up(self, scan_id: str, handed_out: int) -> None:
        text = f"No recogniser came to an end with this scan, {handed_out - 1} times; look at the image itself."
        with self._database.begin(ACTOR) as tx:
            self._imaging.fail(tx, scan_id, Reason("recogniser_died", text, {"times": str(handed_out - 1)}))

    def start(self) -> None:
        """Take up what an earlier run left unfinished, then wait for more."""
        if self._shared:
            threading.Thread(target=self._remind_at_times, name="recognition-reminder", daemon=True).start()
        else:
            self._sweep(timedelta(0))
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Ends after the scan in hand, which a restart would take up again anyway."""
        self._stopping.set()
        for _ in self._threads:
            self._waiting.put(None)
        self._imaging.recogniser.close()
        for thread in self._threads:
            if thread.is_alive():
                thread.join(timeout=10)

    def work_off(self) -> None:
        """Recognise all that waits, here and now; for tests and tools that run no threads."""
        self._sweep(timedelta(0))
        with contextlib.suppress(queue.Empty):
            while (scan_id := self._waiting.get_nowait()) is not None:
                self._recognise(scan_id)

    def _hear(self, tx: Transaction, message: Message) -> None:
        if message.kind == "declaration.amended":
            self._imaging.compare_again(tx, message.subject)
        elif message.kind == "review.decided":
            outcome, scan_id = message.payload["outcome"], message.payload["scan_id"]
            self._imaging.note_reading(tx, message.subject, scan_id, outcome)
            if outcome == "rescan":
                self._imaging.supersede(tx, scan_id)
        elif message.kind == "control.completed":
            if message.payload["what"] == "examination":
                result, opened = message.payload["result"], message.payload.get("containers", ())
                self._imaging.note_examined(tx, message.subject, result, opened)
        elif not self._shared:  # else it is a job, which the bus hands out
            self._put(message.payload["scan_id"])

    def _remind_at_times(self) -> None:
        while not self._stopping.is_set():
            try:
                self.remind()
            except Exception as error:  # noqa: BLE001 - the database may be away: the next time tries again
                log.warning("reminder_failed", error=repr(error))
            self._stopping.wait(REMIND_S)

    def remind(self) -> int:
        """Put on the bus what has waited for long: it may have been received before there was a shared one.

        Once for each scan, whichever server does it, as long as the inbox remembers; a bus does not remember longer.
        """
        with self._database.begin(ACTOR) as tx:
            waiting = self._imaging.unfinished(tx, timedelta(seconds=REMIND_S))
            fresh = _not_yet_reminded(tx, waiting)
            Again(self._database, self._imaging).order(tx, fresh)
        return len(fresh)

    def _put(self, scan_id: str) -> None:
        with self._lock:
            if scan_id not in self._known:
                self._known.add(scan_id)
                self._waiting.put(scan_id)

    def _sweep(self, older_than: timedelta) -> None:
        with self._database.read(ACTOR) as tx:
            forgotten = self._imaging.unfinished(tx, older_than)
        for scan_id in forgotten:
            self._put(scan_id)

    def _sweep_if_possible(self) -> None:
        """The database may be away: it is said, and the next sweep tries again."""
        try:
            self._sweep(FORGOTTEN)
        except Exception as error:  # noqa: BLE001 - a failed sweep must not end the thread that recognises
            log.warning("sweep_failed", error=repr(error))

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                scan_id = self._waiting.get(timeout=SWEEP_S)
            except queue.Empty:
                self._sweep_if_possible()
                continue
            if scan_id is not None:
                self._recognise(scan_id)

    def _recognise(self, scan_id: str) -> None:
        """One scan, to its end; nothing that goes wrong with it stops the ones behind it."""
        try:
            while self._try(scan_id):
                pass
        except Exception as error:
            if not self._stopping.is_set():
                log.exception("recognition_failed", scan=scan_id)
                self._note_fault(scan_id, error)
        finally:
            with self._lock:
                self._known.discard(scan_id)

    def _note_fault(self, scan_id: str, error: Exception) -> None:
        """What fails whenever this scan is tried must not be tried for ever. An outage is no fault of the scan."""
        if is_outage(error) or isinstance(error, Unavailable):
            return
        try:
            with self._database.begin(ACTOR) as tx:
                self._imaging.note_death(tx, scan_id, error)
        except Exception:  # the next sweep brings the scan again; this must not end the thread that recognises
            log.exception("fault_not_noted", scan=scan_id)

    def _try(self, scan_id: str) -> bool:
        """True where the same scan is to be tried again."""
        with self._database.begin(ACTOR) as tx:
            scan = self._imaging.begin(tx, scan_id)
            models = self._imaging.site_models(tx)
        if scan is None:
            return False
        try:
            with tempfile.TemporaryDirectory(prefix="customhouse-recognition-") as folder:
                done, artefacts = self._imaging.look(scan, Path(folder), models)
        except Unreadable as refusal:
            with self._database.begin(ACTOR) as tx:
                self._imaging.fail(tx, scan_id, Reason(refusal.code, refusal.message))
            return False
        except RecogniserDied as death:
            if self._stopping.is_set():
                return False  # we ended it ourselves
            log.warning("recogniser_died", scan=scan_id, how=str(death))
            with self._database.begin(ACTOR) as tx:
                return self._imaging.note_death(tx, scan_id, death)
        with self._database.begin(ACTOR) as tx:
            self._imaging.finish(tx, scan_id, done, artefacts)
        return False


def _not_yet_reminded(tx: Transaction, scan_ids: Sequence[str]) -> list[str]:
    """Those of which nobody has reminded the bus; from now on somebody has."""
    fresh: list[str] = []
    for at in range(0, len(scan_ids), BATCH):
        ids = scan_ids[at : at + BATCH]
        asked = [Message(each, RecognitionOrdered.kind, "", tx.now, tx.now, tx.actor, {}) for each in ids]
        known = already_handled(tx.connection, REMINDER, asked)
        new = [each for each in asked if each.id not in known]
        if new:
            mark_handled(tx, REMINDER, new)
        fresh += [each.id for each in new]
    return fresh
