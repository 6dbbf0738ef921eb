"""A scan as one person may see it now: rooms above may hide findings, or show a copy in its place."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import sha256

from customhouse.access.model import User
from customhouse.imaging.records import KeptScan
from customhouse.imaging.showing.overlays import place_of
from customhouse.kernel.transaction import Transaction

LABELS = "labels.nii.gz"


@dataclass(frozen=True)
class Shown:
    """`key` stands for the images: those of another copy have another key. Opinions are what other people concluded."""

    scan: KeptScan
    hides_findings: bool = False
    hides_opinions: bool = False

    @property
    def key(self) -> str:
        images = sorted(f"{name}:{kept.sha256}" for name, kept in self.scan.artefacts.items())
        return sha256("\n".join(images).encode()).hexdigest()[:16]

    @property
    def told(self) -> KeptScan:
        """The scan without what is hidden."""
        scan = replace(self.scan, outcome=None) if self.hides_opinions else self.scan
        if not self.hides_findings:
            return scan
        kept = {name: artefact for name, artefact in scan.artefacts.items() if not is_telling(name)}
        nothing = replace(scan, recognition=None, comparison=None, findings=(), artefacts=kept)
        others = replace(nothing.described, reported=(), operations=(), portal_readings=())
        return replace(nothing, described=others)


def is_telling(name: str) -> bool:
    """Whether a file shows what was recognised."""
    return name == LABELS or place_of(name) is not None


Show = Callable[[Transaction, User, KeptScan], Shown]


def as_it_is(_tx: Transaction, _user: User, scan: KeptScan) -> Shown:
    return Shown(scan)
