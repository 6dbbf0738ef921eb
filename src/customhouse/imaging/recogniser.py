"""The recogniser seam: what is asked of the process that opens scan files and says what they show."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from customhouse.imaging.model import Instance, Modality, Operation, Recognition, Reported
from customhouse.imaging.reading import ScanFile
from customhouse.imaging.scales import Scales


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


@dataclass(frozen=True)
class Artefact:
    """A file made of a scan, to be kept beside it. `shape` is that of its planes: (energies, rows, columns)."""

    name: str
    path: Path
    shape: tuple[int, ...] = ()


@dataclass(frozen=True)
class Recognised:
    recognition: Recognition
    artefacts: tuple[Artefact, ...]


class RecogniserDied(Exception):
    """The process ended, hung or ran out of memory on this scan; its message says which."""


class Recogniser(Protocol):
    def inspect(self, files: Sequence[ScanFile]) -> Described:
        """Open the files and say what they hold. Raises `Unreadable`; `RecogniserDied` too."""
        ...

    def recognise(self, files: Sequence[ScanFile], folder: Path) -> Recognised:
        """Say what the scan shows, and leave its artefacts in `folder`. Raises as `inspect` does."""
        ...

    def close(self) -> None: ...
