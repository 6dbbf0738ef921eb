"""The neutral scan: what every scanner's file becomes, whatever its maker."""

from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from customhouse.imaging.model.portal import PortalReading

OPEN_BEAM = 65535


class Modality(StrEnum):
    RADIOGRAPH = "radiograph"
    CT = "ct"
    PICTURE = "picture"  # 8 bit, coloured or toned for people to look at: nothing can be measured on it


class ScanState(StrEnum):
    RECEIVED = "received"
    RECOGNISING = "recognising"
    RECOGNISED = "recognised"
    FAILED = "failed"


class Subject(StrEnum):
    """What is in the image, as the scanner's side-car says."""

    CONTAINER = "container"
    VEHICLE = "vehicle"
    PARCEL = "parcel"
    BAGGAGE = "baggage"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Slab:
    """A layer of a named material in the beam."""

    material: str
    mm: float


@dataclass(frozen=True)
class Energy:
    """One setting of the source. `peak_kev` is the tube's kV or the accelerator's MeV in keV; None when unknown."""

    name: str = "unknown"
    peak_kev: float | None = None
    filters: tuple[Slab, ...] | None = None
    detector: Slab | None = None


@dataclass(frozen=True)
class Wedge:
    """A measured step wedge: −ln transmission behind each thickness of one material at one energy."""

    energy: int
    material: str
    mm: tuple[float, ...]
    minus_log_t: tuple[float, ...]


@dataclass(frozen=True)
class View:
    """One image of the object: transmission as (energies, rows, columns), highest energy first, 65535 = open beam."""

    name: str
    transmission: NDArray[np.uint16]
    pixel_mm: tuple[float, float] | None = None  # (x, y) at the object


INNER_WIDTH_CM = 235.0  # of a container


@dataclass(frozen=True)
class ContainerFacts:
    """What the side-car says of the container in the image; `weighed_kg` with its goods, on a weighbridge."""

    number: str | None = None
    size_type: str | None = None
    tare_kg: float | None = None
    weighed_kg: float | None = None


@dataclass(frozen=True)
class Instance:
    """A DICOM object that a scan was read from, for reports to refer to; slices in the order of the volume."""

    sop_class: str
    sop_instance: str
    series: str = ""
    study: str = ""
    view: int = 0


@dataclass(frozen=True)
class Operation:
    """One step that the scanner's own system recorded, in the maker's codes. Who did it is never kept here."""

    kind: str
    started_at: str | None = None
    ended_at: str | None = None
    verdict: str | None = None


@dataclass(frozen=True)
class Reported:
    """An object that somebody else's recognition marked: shown as theirs, never taken for ours.

    Attributes:
        flag: HIGH_THREAT, THREAT, NO_THREAT or UNKNOWN, as DICOS has it; empty where not said.
        base, extents: (x, y, z) in pixels or voxels of the image referred to.
    """

    label: str
    by: str = ""
    flag: str = ""
    ability: str = ""
    probability: float | None = None
    base: tuple[float, float, float] | None = None
    extents: tuple[float, float, float] | None = None
    mass_kg: float | None = None
    density: float | None = None


@dataclass(frozen=True)
class Provenance:
    """Where a scan comes from; kept as given, never interpreted."""

    format: str
    scanner: dict[str, str] = field(default_factory=dict)
    scanned_at: str | None = None
    notes: tuple[str, ...] = ()
    mrn: str | None = None
    instances: tuple[Instance, ...] = ()
    operations: tuple[Operation, ...] = ()
    reported: tuple[Reported, ...] = ()
    portal_readings: tuple[PortalReading, ...] = ()


@dataclass(frozen=True)
class Radiograph:
    views: tuple[View, ...]
    energies: tuple[Energy, ...]  # highest first, the order of the planes
    provenance: Provenance
    subject: Subject = Subject.UNKNOWN
    container: ContainerFacts = ContainerFacts()
    wedges: tuple[Wedge, ...] = ()

    modality = Modality.RADIOGRAPH


@dataclass(frozen=True)
class Volume:
    """Voxels as (z, y, x): z along the belt, y downwards, x to the right.

    Attributes:
        values: Hounsfield units where `calibrated` (air −1000, water 0), else whatever the file held.
        second: the same at a lower energy, where the scanner measured two.
        peaks_kev: of `values` and of `second`, where known.
    """

    values: NDArray[np.int16]
    spacing_mm: tuple[float, float, float] | None
    calibrated: bool
    provenance: Provenance
    second: NDArray[np.int16] | None = None
    peaks_kev: tuple[float | None, ...] = (None,)
    subject: Subject = Subject.UNKNOWN

    modality = Modality.CT


@dataclass(frozen=True)
class PictureView:
    """What a console showed: (rows, columns, red-green-blue), 8 bit, of unknown relation to what was measured."""

    name: str
    colours: NDArray[np.uint8]


@dataclass(frozen=True)
class Picture:
    """A pseudo-colour or grey picture: for the analyst's eye alone. No mass, no physics, no calibration."""

    views: tuple[PictureView, ...]
    provenance: Provenance
    subject: Subject = Subject.UNKNOWN
    container: ContainerFacts = ContainerFacts()

    modality = Modality.PICTURE


Scan = Radiograph | Volume | Picture
