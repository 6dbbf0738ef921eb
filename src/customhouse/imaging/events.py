"""What imaging announces. `subject` is the consignment's id."""

from dataclasses import dataclass
from typing import ClassVar

from customhouse.kernel.events import Event
from customhouse.kernel.reasons import Reason


@dataclass(frozen=True, kw_only=True)
class ScanReceived(Event):
    """A readable scan is kept. `blob` is the SHA-256 of the first file posted."""

    kind: ClassVar[str] = "scan.received"
    scan_id: str
    modality: str
    blob: str
    file_name: str
    site_id: str


@dataclass(frozen=True, kw_only=True)
class RecognitionOrdered(Event):
    """A scan is to be recognised, or recognised again by what recognises today; where that is done, nothing is."""

    kind: ClassVar[str] = "recognition.ordered"
    scan_id: str


@dataclass(frozen=True, kw_only=True)
class ScanQuarantined(Event):
    """A file that cannot be read is kept; `reason` is the stable code."""

    kind: ClassVar[str] = "scan.quarantined"
    quarantine_id: str
    reason: str
    blob: str
    file_name: str


@dataclass(frozen=True, kw_only=True)
class ScanRecognised(Event):
    """What was seen is known and compared. `verdict` is cannot_tell where the recogniser failed.

    `score` is how likely something is wrong, 0 to 1, all evidence together; None where nothing was compared.
    """

    kind: ClassVar[str] = "scan.recognised"
    scan_id: str
    verdict: str
    reasons: tuple[Reason, ...]
    findings: int
    score: float | None = None
