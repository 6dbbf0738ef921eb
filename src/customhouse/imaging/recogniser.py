"""The recogniser seam: what is asked of the process that opens scan files and says what they show."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from customhouse.imaging.model import (
    Box,
    BoxMm,
    Grading,
    Instance,
    Modality,
    Operation,
    PortalReading,
    Recognition,
    Reported,
)
from customhouse.imaging.model.grading import AS_CARD
from customhouse.imaging.networks.cards import ModelCard
from customhouse.imaging.painting.scales import Scales
from customhouse.imaging.reading import ScanFile


@dataclass(frozen=True)
class EnergyFacts:
    name: str
    peak_kev: float | None


@dataclass(frozen=True)
class ViewFacts:
    name: str
    energies: tuple[EnergyFacts, ...]
    width: int
    height: int
    levels: int
    pixel_mm: tuple[float, float] | None


@dataclass(frozen=True)
class VolumeFacts:
    shape: tuple[int, int, int]
    spacing_mm: tuple[float, float, float] | None
    calibrated: bool


@dataclass(frozen=True)
class Described:
    """What a readable post holds. `painting` is None where the energies are unknown.

    Attributes:
        weighed_kg: of the container with its goods on a weighbridge, where the side-car says so.
    """

    modality: Modality
    format: str
    subject: str
    container_number: str | None
    scanner: dict[str, str]
    scanned_at: str | None
    notes: tuple[str, ...]
    mrn: str | None = None
    views: tuple[ViewFacts, ...] = ()
    volume: VolumeFacts | None = None
    painting: Scales | None = None
    instances: tuple[Instance, ...] = ()
    operations: tuple[Operation, ...] = ()
    reported: tuple[Reported, ...] = ()
    weighed_kg: float | None = None
    portal_readings: tuple[PortalReading, ...] = ()


@dataclass(frozen=True)
class Artefact:
    """A file made of a scan, to be kept beside it. `shape` is that of its planes: (energies, rows, columns)."""

    name: str
    path: Path
    shape: tuple[int, ...] = ()


@dataclass(frozen=True)
class SiteModel:
    """A model of the site's own that is to look at a scan too. A challenger's words count for nothing."""

    id: str
    card: ModelCard
    path: Path
    sha256: str
    challenger: bool


@dataclass(frozen=True)
class Brief:
    """What a recogniser is told besides the files: the site's own models, and the limits that policy sets."""

    models: tuple[SiteModel, ...] = ()
    grading: Grading = AS_CARD


AS_SHIPPED = Brief()


@dataclass(frozen=True)
class SiteBox:
    """Where a site model sees something, in pixels of a view."""

    label: str
    probability: float
    view: int
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class SiteWords:
    """What one site model says of a scan: `alarm` is the probability that something is in it."""

    model_id: str
    challenger: bool
    label: str
    alarm: float
    novelty: float
    probabilities: dict[str, float]
    boxes: tuple[SiteBox, ...] = ()


@dataclass(frozen=True)
class Recognised:
    """`words` are those of the site's own models; what counts of them is in the recognition already."""

    recognition: Recognition
    artefacts: tuple[Artefact, ...]
    words: tuple[SiteWords, ...] = ()


@dataclass(frozen=True)
class Surveyed:
    """What a scan is and what it shows, without the files of a viewer."""

    described: Described
    recognition: Recognition


@dataclass(frozen=True)
class Insertion:
    """A threat to put into a copy of a scan: a code of the library of threats. The same seed makes the same copy."""

    threat: str
    seed: int


@dataclass(frozen=True)
class Place:
    """Where an inserted threat lies in one view; in a volume, `box` is its outline on the axial `slices`."""

    view: int
    box: Box
    box_mm: BoxMm | None = None
    slices: tuple[int, int] | None = None  # first and last


@dataclass(frozen=True)
class Projected:
    """A copy with a threat in it, recognised like any scan, and the truth."""

    recognised: Recognised
    places: tuple[Place, ...]


class RecogniserDied(Exception):
    """The process ended, hung or ran out of memory on this scan; its message says which."""


class Recogniser(Protocol):
    def inspect(self, files: Sequence[ScanFile]) -> Described:
        """Open the files and say what they hold. Raises `Unreadable`; `RecogniserDied` too."""
        ...

    def recognise(self, files: Sequence[ScanFile], folder: Path, brief: Brief = AS_SHIPPED) -> Recognised:
        """Say what the scan shows, the site's own models asked too, and leave its artefacts in `folder`.

        Raises as `inspect` does.
        """
        ...

    def project(
        self, files: Sequence[ScanFile], insertion: Insertion, folder: Path, brief: Brief = AS_SHIPPED
    ) -> Projected:
        """Put a threat into a copy of the scan and recognise that. Raises as `inspect` does, `no_place` among it."""
        ...

    def close(self) -> None: ...


class Surveyor(Protocol):
    """A recogniser of archives."""

    def survey(self, files: Sequence[ScanFile], grading: Grading = AS_CARD) -> Surveyed:
        """Say what the files hold and what the scan shows. Raises as `Recogniser.inspect` does."""
        ...

    def close(self) -> None: ...
