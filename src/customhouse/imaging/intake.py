"""Takes scans in that come without a request: from a watched folder."""

from collections.abc import Sequence
from dataclasses import dataclass

from customhouse.imaging.reading import ScanFile
from customhouse.imaging.receiving import Reference
from customhouse.imaging.records import Quarantined
from customhouse.imaging.service import Imaging
from customhouse.kernel.database import Database

ACTOR = "system:watched-folder"


@dataclass(frozen=True)
class Intake:
    database: Database
    imaging: Imaging
    site_id: str = ""

    def take(self, files: Sequence[ScanFile]) -> str | None:
        """Return None when the scan is taken in, or why it is in quarantine."""
        post = self.imaging.open_post(files)
        with self.database.begin(ACTOR) as tx:
            taken = self.imaging.receive(tx, post, Reference(), self.site_id)
        return f"{taken.code}: {taken.message}" if isinstance(taken, Quarantined) else None
