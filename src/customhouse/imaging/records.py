"""A scan as the house keeps it, and the way between it and its row."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter

from customhouse.imaging.model import Comparison, Finding, Modality, Recognition, ScanState, Severity, Verdict
from customhouse.imaging.model.declared import container_shown
from customhouse.imaging.recogniser import Described
from customhouse.kernel.reasons import Reason

DESCRIBED = TypeAdapter(Described)
RECOGNITION = TypeAdapter(Recognition)
COMPARISON = TypeAdapter(Comparison)
FINDINGS = TypeAdapter(tuple[Finding, ...])
REASON = TypeAdapter(Reason)


@dataclass(frozen=True)
class RawFile:
    """A file as it was posted; its content is kept under its hash."""

    name: str
    sha256: str
    bytes: int
    is_photo: bool = False


@dataclass(frozen=True)
class KeptArtefact:
    name: str
    sha256: str
    shape: tuple[int, ...]


@dataclass(frozen=True)
class KeptScan:
    """A scan with all that became of it.

    Attributes:
        findings: with the severity that they have among the goods declared.
        failure: why there are none.
        weighed_kg: of the container with its goods on a weighbridge.
        outcome: of the examination of its goods (`conforms`, `does_not_conform`), or else of its last review (`clear`,
            `suspicious`, ...).
    """

    id: str
    consignment_id: str | None
    container_number: str | None
    site_id: str
    state: ScanState
    modality: Modality
    received_at: datetime
    received_by: str
    raw_files: tuple[RawFile, ...]
    described: Described
    deaths: int
    recognised_at: datetime | None
    recognition: Recognition | None
    comparison: Comparison | None
    findings: tuple[Finding, ...]
    artefacts: dict[str, KeptArtefact]
    failure: Reason | None
    superseded_at: datetime | None
    weighed_kg: float | None = None
    outcome: str | None = None
    recognised_with: str | None = None

    def shows(self, declared: Collection[str]) -> str | None:
        """The container in it, of a consignment of which these are declared."""
        return container_shown(self.container_number, self.recognition.photos if self.recognition else None, declared)


@dataclass(frozen=True)
class EarlierRecognition:
    """What a recogniser said of a scan before another one, or a newer version, did; it counts no more."""

    number: int
    recognised_at: datetime | None
    recognised_with: str | None
    replaced_at: datetime
    recognition: Recognition | None
    comparison: Comparison | None
    findings: tuple[Finding, ...]
    failure: Reason | None


@dataclass(frozen=True)
class Quarantined:
    id: str
    consignment_id: str | None
    site_id: str
    received_at: datetime
    received_by: str
    raw_files: tuple[RawFile, ...]
    code: str
    message: str


@dataclass(frozen=True)
class SeenFacts:
    """The worst of a consignment's scans, as plain words for a policy.

    `score` and `novelty` in percent, 0 where there is none: where nothing was compared, and where no network looked.
    """

    verdict: str = "not_scanned"
    severity: str = "none"
    score: float = 0.0
    novelty: float = 0.0


def kept_scan(row: dict[str, Any]) -> KeptScan:
    artefacts = [KeptArtefact(part["name"], part["sha256"], tuple(part["shape"])) for part in row["artefacts"] or ()]
    return KeptScan(
        id=row["id"],
        consignment_id=row["consignment_id"] or None,
        container_number=row["container_number"],
        site_id=row["site_id"],
        state=ScanState(row["state"]),
        modality=Modality(row["modality"]),
        received_at=row["received_at"],
        received_by=row["received_by"],
        raw_files=raw_files(row["files"]),
        described=DESCRIBED.validate_python(row["described"]),
        deaths=row["deaths"],
        recognised_at=row["recognised_at"],
        recognition=None if row["recognition"] is None else RECOGNITION.validate_python(row["recognition"]),
        comparison=None if row["comparison"] is None else COMPARISON.validate_python(row["comparison"]),
        findings=FINDINGS.validate_python(row["findings"] or ()),
        artefacts={artefact.name: artefact for artefact in artefacts},
        failure=None if row["failure"] is None else REASON.validate_python(row["failure"]),
        superseded_at=row["superseded_at"],
        weighed_kg=row["weighed_kg"],
        outcome=row["outcome"],
        recognised_with=row["recognised_with"],
    )


def kept_earlier(row: dict[str, Any]) -> EarlierRecognition:
    return EarlierRecognition(
        number=row["number"],
        recognised_at=row["recognised_at"],
        recognised_with=row["recognised_with"],
        replaced_at=row["replaced_at"],
        recognition=None if row["recognition"] is None else RECOGNITION.validate_python(row["recognition"]),
        comparison=None if row["comparison"] is None else COMPARISON.validate_python(row["comparison"]),
        findings=FINDINGS.validate_python(row["findings"] or ()),
        failure=None if row["failure"] is None else REASON.validate_python(row["failure"]),
    )


def kept_quarantine(row: dict[str, Any]) -> Quarantined:
    row = {**row, "consignment_id": row["consignment_id"] or None, "raw_files": raw_files(row["files"])}
    del row["files"]
    return Quarantined(**row)


def raw_files(plain: list[dict[str, Any]]) -> tuple[RawFile, ...]:
    return tuple(RawFile(**file) for file in plain)


VERDICTS = (Verdict.AGREES, Verdict.CANNOT_TELL, Verdict.DOUBTFUL, Verdict.DISAGREES)
SEVERITIES = tuple(Severity)


def worst(scans: list[KeptScan]) -> SeenFacts:
    """Over the scans that are done and count; one that could not be recognised settles nothing."""
    counting = [scan for scan in scans if scan.superseded_at is None]
    done = [scan for scan in counting if scan.state in (ScanState.RECOGNISED, ScanState.FAILED)]
    if not done:
        return SeenFacts()
    verdicts = [scan.comparison.verdict if scan.comparison else Verdict.CANNOT_TELL for scan in done]
    severities = [finding.severity for scan in done for finding in scan.findings]
    severity = max(severities, key=SEVERITIES.index).value if severities else "none"
    scores = [scan.comparison.score.probability for scan in done if scan.comparison and scan.comparison.score]
    strange = [scan.recognition.novelty or 0.0 for scan in done if scan.recognition]
    return SeenFacts(
        max(verdicts, key=VERDICTS.index).value,
        severity,
        round(100 * max(scores, default=0.0), 1),
        round(100 * max(strange, default=0.0), 2),
    )
