"""The expected appearance of goods: what they are made of, how dense they lie, how they are packed."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Family(StrEnum):
    """The material classes that a recogniser can tell apart at all; the words are those of `imaging`."""

    LIGHT_ORGANIC = "light_organic"
    ORGANIC = "organic"
    INORGANIC = "inorganic"
    METAL = "metal"
    DENSE = "dense"


class Bulk(StrEnum):
    """Whether goods travel loose, without packages."""

    NEVER = "no"
    MAY = "may"
    USUAL = "usual"


@dataclass(frozen=True, slots=True)
class Span:
    """What may be, and what is usual between."""

    low: float
    usual: float
    high: float


@dataclass(frozen=True, slots=True)
class Material:
    """A solid or liquid that goods are made of.

    Attributes:
        density: of the material itself, g/cm³, lowest and highest.
        effective_z: what a beam of megavolts sees, see `composition`.
        seen_as: the families that a recogniser may take it for.
    """

    name: str
    density: tuple[float, float]
    effective_z: float
    seen_as: frozenset[Family]


@dataclass(frozen=True, slots=True)
class CommodityClass:
    """A kind of cargo as it is recognised; coarser than the tariff, and by look."""

    code: str
    name: str
    means: str


@dataclass(frozen=True, slots=True)
class Source:
    """Where a row's figures come from. `kind` is physics, stowage or estimate."""

    id: str
    title: str
    publisher: str
    address: str
    kind: str


@dataclass(frozen=True, slots=True)
class UnitMass:
    """What one declared unit weighs, kg; `unit` is a code of UN/ECE Recommendation 20."""

    unit: str
    low_kg: float
    high_kg: float


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table.

    Attributes:
        code: a chapter (two digits) or a heading (four).
        classes: commodity classes by weight, summing to 1.
        density: as packed, g/cm³ of the space that the goods take up.
        made_of: share of the mass by material, lowest and highest.
        packing: usual kinds of package, codes of UN/ECE Recommendation 21; those that begin with V are bulk.
        per_package: usual count of units in a package.
        reviewed: the day on which a person last looked at the row, ISO 8601.
    """

    code: str
    goods: str
    classes: Mapping[str, float]
    density: Span
    made_of: Mapping[str, tuple[float, float]]
    packing: tuple[str, ...]
    unit_mass: UnitMass | None
    per_package: tuple[float, float] | None
    is_uniform: bool
    holds_metal: bool
    bulk: Bulk
    source: Source
    reason: str
    reviewed: str


@dataclass(frozen=True, slots=True)
class Part:
    """A row and how likely it is that the goods are of it."""

    row: Row
    weight: float


@dataclass(frozen=True)
class Appearance:
    """What goods should look like: rows mixed by how likely each is, the ranges as wide as their difference.

    Attributes:
        parts: the rows it is made of, the likeliest first.
        covered: the probability of the rows that the ranges hold for; what is unlikelier does not widen them.
        shares: of the mass by family; low and high are what is possible, usual is the middle.
        coarse_shares: the same by what any scanner with two energies can tell: organic (light or not), inorganic,
            metal (dense or not).
        effective_z: at megavolt energies.
        solid_density: of the materials themselves, g/cm³.
        per_m3: units in a cubic metre, where units are weighed by piece.
    """

    parts: tuple[Part, ...]
    covered: float
    classes: Mapping[str, float]
    density: Span
    solid_density: tuple[float, float]
    shares: Mapping[Family, Span]
    coarse_shares: Mapping[Family, Span]
    effective_z: Span
    packing: tuple[str, ...]
    unit_masses: tuple[UnitMass, ...]
    per_package: tuple[float, float] | None
    per_m3: tuple[float, float] | None
    is_uniform: bool
    holds_metal: bool
    bulk: Bulk
