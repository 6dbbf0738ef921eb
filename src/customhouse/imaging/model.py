"""The neutral scan: what every scanner's file becomes, whatever its maker, and what is said of it."""

from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

import numpy as np
from numpy.typing import NDArray

from customhouse.kernel.reasons import Reason

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


class Material(IntEnum):
    """What single and dual energy can tell apart at all; the values are those of `labels.nii.gz`."""

    AIR = 0
    LIGHT_ORGANIC = 1
    ORGANIC = 2
    INORGANIC = 3
    METAL = 4
    DENSE = 5

    @property
    def word(self) -> str:
        return self.name.lower()


class Severity(StrEnum):
    INFO = "info"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Verdict(StrEnum):
    """From best to worst, and last the honest don't-know."""

    AGREES = "agrees"
    DOUBTFUL = "doubtful"
    DISAGREES = "disagrees"
    CANNOT_TELL = "cannot_tell"


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


@dataclass(frozen=True)
class ContainerFacts:
    """What the side-car says of the container in the image."""

    number: str | None = None
    size_type: str | None = None
    tare_kg: float | None = None


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


@dataclass(frozen=True)
class Box:
    """In pixels of the full image."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class BoxMm:
    """In millimetres from the first voxel's outer corner."""

    x: float
    y: float
    z: float
    width: float
    height: float
    depth: float


@dataclass(frozen=True)
class Finding:
    """A region the recogniser marks. A value it cannot know is None, never a guess.

    Attributes:
        areal_g_cm2: in a radiograph, all that the beam met in the region, its surroundings included.
    """

    id: str
    kind: str
    material: Material | None
    severity: Severity
    reason: Reason
    ambiguous: bool = False
    view: int | None = None
    box: Box | None = None
    box_mm: BoxMm | None = None
    volume_cm3: float | None = None
    mass_kg: float | None = None
    density: float | None = None
    areal_g_cm2: float | None = None


@dataclass(frozen=True)
class Mass:
    """An estimate with the range in which the truth should lie; `reasons` say what widens it."""

    kg: float
    low_kg: float
    high_kg: float
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class Packed:
    """How dense the contents lie in the space that they seem to take, g/cm³ and m³.

    A radiograph shows no depth and a box no gaps: the goods may lie denser than this, hardly looser.
    """

    density: float
    low: float
    high: float
    volume_m3: float


@dataclass(frozen=True)
class Recognition:
    """All that a recogniser says of one scan.

    Attributes:
        mass: of everything seen, tare and packing included; None when the scan is not calibrated.
        contents: of what is inside, the container's tare taken off; None when that cannot be told.
        loaded: whether a container holds goods; None when there is none or it cannot be told.
        mix: share of the seen mass (or of the seen volume, where uncalibrated) by material.
        notes: what limits this reading as a whole.
        contents_mix: share of the contents' mass by material, `untold` for what is too thick to tell; empty where
            materials cannot be told at all.
        packed: of the contents; None where their volume or their mass is not seen.
    """

    recogniser: str
    version: str
    findings: tuple[Finding, ...]
    mass: Mass | None
    contents: Mass | None
    loaded: bool | None
    mix: dict[str, float]
    notes: tuple[Reason, ...] = ()
    contents_mix: dict[str, float] = field(default_factory=dict)
    packed: Packed | None = None


@dataclass(frozen=True)
class DeclaredItem:
    """One line of the declaration.

    Attributes:
        unit: a code of UN/ECE Recommendation 20; empty when not known.
        package_kind: a code of UN/ECE Recommendation 21; empty when not known.
        likely: headings that the description may mean, by probability.
    """

    number: int
    hs_code: str
    description: str
    gross_mass_kg: float
    container_numbers: tuple[str, ...] = ()
    net_mass_kg: float | None = None
    quantity: float | None = None
    unit: str = ""
    package_kind: str = ""
    likely: dict[str, float] = field(default_factory=dict)

    @property
    def is_bulk(self) -> bool:
        return self.package_kind.startswith("V")


@dataclass(frozen=True)
class DeclaredContainer:
    number: str
    size_type: str | None = None
    loaded: bool = True
    tare_kg: float | None = None


@dataclass(frozen=True)
class Declared:
    """The part of a declaration that an image can contradict."""

    items: tuple[DeclaredItem, ...]
    containers: tuple[DeclaredContainer, ...] = ()


@dataclass(frozen=True)
class Shares:
    """Of the mass by material, 0 to 1: what may be expected (lowest, highest), and what is seen."""

    expected: dict[str, tuple[float, float]]
    seen: dict[str, float]


@dataclass(frozen=True)
class Row:
    """One line of declared against seen; `item` is a goods item's number, None for the whole."""

    item: int | None
    what: str
    declared: str
    seen: str
    uncertainty: str
    verdict: Verdict
    reason: Reason
    shares: Shares | None = None


@dataclass(frozen=True)
class Comparison:
    verdict: Verdict
    rows: tuple[Row, ...]
