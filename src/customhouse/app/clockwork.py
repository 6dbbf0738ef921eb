"""What the clock alone brings about: silent seals, decisions that take effect, an inbox that is tidied."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import structlog

from customhouse.app.house import House
from customhouse.kernel.outbox import prune_inbox
from customhouse.kernel.transaction import Transaction

log = structlog.get_logger()
# No bus delivers a message again after a week.
INBOX_KEPT = timedelta(days=8)


@dataclass
class Task:
    """`is_due` looks without writing, so that an idle house does not write each second."""

    name: str
    every_s: float
    run: Callable[[Transaction], object]
    is_due: Callable[[Transaction], bool] | None = None


def tasks_of(house: House) -> tuple[Task, ...]:
    procedures, seals = house.procedures, house.seals
    return (
        Task("procedures.settle", 1.0, lambda tx: procedures.settle(tx, tx.now), procedures.has_due),
        Task("seals.sweep", 2.0, seals.sweep, seals.has_due),
        Task("imaging.drift", 3600.0, house.imaging.announce_drift),
        Task("outbox.prune", 3600.0, lambda tx: prune_inbox(tx, tx.now - INBOX_KEPT)),
    )


class Clockwork:
    """One thread that does each task when its time has come; a failing task is logged and tried again."""

    def __init__(self, house: House) -> None:
        self._database = house.database
        self._tasks = tasks_of(house)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="clockwork", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join(timeout=30)

    def _run(self) -> None:
        due_in = {task.name: task.every_s for task in self._tasks}
        tick_s = min(task.every_s for task in self._tasks)
        while not self._stopping.wait(tick_s):
            for task in self._tasks:
                due_in[task.name] -= tick_s
                if due_in[task.name] <= 0:
                    due_in[task.name] = task.every_s
                    self._do(task)

    def _do(self, task: Task) -> None:
        actor = f"system:{task.name.partition('.')[0]}"
        try:
            with self._database.read(actor) as tx:
                due = task.is_due is None or task.is_due(tx)
            if due:
                with self._database.begin(actor) as tx:
                    task.run(tx)
        except Exception:
            log.exception("task_failed", task=task.name)
