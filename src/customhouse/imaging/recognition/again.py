"""Recognises stored scans again when what recognises has changed. What was said before stays kept beside it."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from customhouse.imaging import store
from customhouse.imaging.events import RecognitionOrdered
from customhouse.imaging.reading import Unreadable
from customhouse.imaging.recogniser import RecogniserDied
from customhouse.imaging.records import KeptScan
from customhouse.imaging.service import ACTOR, DONE_STATES, Imaging
from customhouse.imaging.today import today
from customhouse.kernel.database import Database
from customhouse.kernel.errors import Invalid
from customhouse.kernel.transaction import Transaction


class Outcome(StrEnum):
    """How it went with one scan."""

    REPLACED = "replaced"
    KNOWN = "known"  # it was recognised by today's program already
    FAILED = "failed"  # the earlier recognition stays in force


@dataclass(frozen=True)
class Wanted:
    """Which scans: those received since a moment, and those that a model's version of today did not look at."""

    since: datetime | None = None
    model: str = ""


@dataclass(frozen=True)
class Again:
    database: Database
    imaging: Imaging

    def due(self, tx: Transaction, wanted: Wanted) -> list[str]:
        """The ids of scans that count and were recognised by another program than today's, oldest first.

        Who is done is no longer among them: asking anew is how a run that was broken off is taken up.

        Raises:
            Invalid: today's program has no such model.
        """
        now, part = today(), ""
        if wanted.model:
            if wanted.model not in now.models:
                have = ", ".join(sorted(now.models)) or "none"
                raise Invalid.one("model", "unknown", f"there is no model {wanted.model}; there is {have}")
            part = f"{wanted.model} {now.models[wanted.model]}"
        asked = {"signature": str(now), "part": part, "since": wanted.since}
        return store.recognised_otherwise(tx.connection, DONE_STATES, asked)

    def order(self, tx: Transaction, scan_ids: Sequence[str]) -> None:
        """Let the recognisers of a shared bus do it."""
        for scan_id in scan_ids:
            subject = self.imaging.get(tx, scan_id).consignment_id or ""
            tx.announce(RecognitionOrdered(subject=subject, occurred_at=tx.now, scan_id=scan_id))

    def recognise(self, scan_id: str) -> tuple[Outcome, str]:
        """One scan, to its end, and why where it failed. Raises `Unavailable` where its files are out of reach."""
        with self.database.read(ACTOR) as tx:
            scan, models = self.imaging.get(tx, scan_id), self.imaging.site_models(tx)
        if not self._is_due(scan):
            return Outcome.KNOWN, ""
        try:
            with tempfile.TemporaryDirectory(prefix="customhouse-recognition-") as folder:
                done, artefacts = self.imaging.look(scan, Path(folder), models)
        except Unreadable as refusal:
            return Outcome.FAILED, refusal.message
        except RecogniserDied as death:
            return Outcome.FAILED, f"the recogniser ended on it: {death}"
        with self.database.begin(ACTOR) as tx:
            self.imaging.replace(tx, scan_id, done, artefacts)
        return Outcome.REPLACED, ""

    def _is_due(self, scan: KeptScan) -> bool:
        counts = scan.state in DONE_STATES and scan.superseded_at is None
        return counts and scan.recognised_with != str(today())
