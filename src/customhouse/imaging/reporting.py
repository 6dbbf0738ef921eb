"""A scan's findings as they are handed to other systems: what is said, of which images, and how sure it is."""

import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from customhouse.imaging.model import Finding, Instance, ModelUsed, Severity, Subject, Verdict
from customhouse.imaging.model.grading import UNLIKE
from customhouse.imaging.model.recognition import UNKNOWN
from customhouse.imaging.recogniser import Described

ALARMING = (Severity.MEDIUM, Severity.HIGH)


@dataclass(frozen=True)
class ThreatReport:
    """All that a report says. What the recogniser cannot know stays out of it.

    Attributes:
        content_hash: of the files that the scan was read from; the identifiers of what we write come from it.
        instances: the images referred to, of every view; none where the scan has no DICOM objects of its own.
        verdict: of declared against seen, where something is declared.
        began_at, ended_at: of the recognition.
        models: all that looked; a report names those that are no challengers.
        novelty: of the image, as `Recognition` has it; from `unlike` on a network's probabilities mean little.
    """

    content_hash: str
    described: Described
    instances: tuple[Instance, ...]
    recogniser: str
    version: str
    findings: tuple[Finding, ...]
    verdict: Verdict | None
    container_number: str | None
    began_at: datetime
    ended_at: datetime
    site: str = ""
    models: tuple[ModelUsed, ...] = ()
    novelty: float | None = None
    unlike: float = UNLIKE

    @property
    def alarms(self) -> bool:
        return any(finding.severity in ALARMING for finding in self.findings)

    @property
    def clears(self) -> bool:
        """A clear needs more than that nothing was found: something must have been declared, and agree."""
        return not self.alarms and self.verdict is Verdict.AGREES

    @property
    def is_cargo(self) -> bool:
        return self.container_number is not None or self.described.subject in (Subject.CONTAINER, Subject.VEHICLE)

    def probability_of(self, finding: Finding) -> float | None:
        """Of what a network says of a finding; None where physics alone speaks, or where no number would be right."""
        strange = self.novelty is not None and self.novelty >= self.unlike
        return None if strange or not finding.model or finding.label == UNKNOWN else finding.probability


WriteReport = Callable[[ThreatReport], bytes]


def content_hash(hashes: Iterable[str]) -> str:
    """Of a post, whatever the order of its files; `hashes` are those of their contents."""
    return sha256("\n".join(sorted(hashes)).encode()).hexdigest()


def identifier(of: str, part: str) -> str:
    """A DICOM unique identifier, always the same for the same part of the same scan (UUID-derived, PS3.5 B.2)."""
    return f"2.25.{uuid.uuid5(uuid.NAMESPACE_OID, f'customhouse:{of}:{part}').int}"


def of_view(instances: Sequence[Instance], view: int | None) -> tuple[Instance, ...]:
    """The images that a finding lies in: those of its view, or all of a volume."""
    return tuple(each for each in instances if view is None or each.view == view)
