"""What a recogniser says of one scan: findings, masses, materials, and which models said it."""

from dataclasses import dataclass, field
from enum import IntEnum

from customhouse.imaging.model.boxes import Box, BoxMm
from customhouse.imaging.model.grading import Held, Severity
from customhouse.imaging.model.packages import PackagesSeen
from customhouse.imaging.model.photo import PhotosRead
from customhouse.kernel.reasons import Reason

UNKNOWN = "unknown"  # the label of what is like nothing that a network learned


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


@dataclass(frozen=True)
class Finding:
    """A region the recogniser marks. A value it cannot know is None, never a guess.

    Attributes:
        mass_low_kg, mass_high_kg: the range in which its mass should lie; None where it is not known: both where the
            beam does not get through, the higher one where the scale of the image ends before it.
        areal_g_cm2: in a radiograph, all that the beam met in the region, its surroundings included.
        label: what a network takes it for: a code of `commodities/appearance/objects.csv` or `classes.csv`; empty
            where physics alone speaks, `unknown` where it is like nothing the network has learned.
        probability: of the label, calibrated on images that the network has not learned from.
        model: name and version of the model that says so; empty for physics.
        held: the limit that gave a network's finding its severity; None where something else did.
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
    label: str = ""
    probability: float | None = None
    model: str = ""
    mass_low_kg: float | None = None
    mass_high_kg: float | None = None
    held: Held | None = None


@dataclass(frozen=True)
class ModelUsed:
    """A trained model that took part in a recognition; a challenger's words are kept and count for nothing.

    Attributes:
        task: that of its card: what it looks for, and what it does not. Empty where it was not kept.
    """

    name: str
    version: str
    sha256: str
    challenger: bool = False
    task: str = ""


@dataclass(frozen=True)
class CommodityRegion:
    """A connected region of one commodity class of `commodities/appearance/classes.csv`.

    Attributes:
        probability: calibrated, over the region.
        share: of the goods' mass in this view, 0 to 1.
    """

    label: str
    probability: float
    view: int
    box: Box
    share: float
    mass_kg: float | None = None


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
        goods_probability: how likely it looks to hold goods, whatever they weigh; None where no network looked.
        mix: share of the seen mass (or of the seen volume, where uncalibrated) by material.
        notes: what limits this reading as a whole.
        contents_mix: share of the contents' mass by material, `untold` for what is too thick to tell; empty where
            materials cannot be told at all.
        packed: of the contents; None where their volume or their mass is not seen.
        models: that took part, besides physics.
        commodities: share of the goods' mass by commodity class, `unknown` for what no class fits; empty where no
            network looked.
        looks: how likely the goods as a whole are of each commodity class, also where `commodities` calls them unknown.
        regions: where those commodities lie; radiographs only.
        novelty: how unlike the training this image is: the share of held-out training images that were less so,
            0 to 1; None where no network looked.
        embedding: a vector of unit length; the nearer two, the more alike the loads. Empty where no network looked.
        signature: the load in numbers by physics alone (`physics/signature.py`), for likeness where no network looked.
        packages: ways of counting what repeats, the largest packages first; empty where nothing alike is parted,
            None where no container was looked at.
        photos: what was read in the photographs beside the scan; None where there are none.
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
    models: tuple[ModelUsed, ...] = ()
    commodities: dict[str, float] = field(default_factory=dict)
    regions: tuple[CommodityRegion, ...] = ()
    novelty: float | None = None
    embedding: tuple[float, ...] = ()
    signature: tuple[float, ...] = ()
    photos: PhotosRead | None = None
    looks: dict[str, float] = field(default_factory=dict)
    packages: tuple[PackagesSeen, ...] | None = None
    goods_probability: float | None = None

    def serving(self, *tasks: str) -> list[ModelUsed]:
        """The models with one of these tasks whose words count."""
        return [model for model in self.models if not model.challenger and model.task in tasks]
