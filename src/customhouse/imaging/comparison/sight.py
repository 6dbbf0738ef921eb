"""What is compared: one scan, the part of the declaration that is in it, and what the policy allows."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from customhouse.commodities.appearance.expecting import appearance_of
from customhouse.commodities.appearance.model import Appearance
from customhouse.imaging.model import Declared, DeclaredContainer, DeclaredItem, Modality, PortalReading, Recognition
from customhouse.imaging.model.grading import NOTICED, UNLIKE
from customhouse.kernel.reasons import Reason

NOTHING_KG = 0.005  # a mass below it is nothing, and a range below it one mass


@dataclass(frozen=True)
class Tolerances:
    """What the policy allows: shares as fractions, masses in kg, volumes in cm³, densities in g/cm³."""

    mass_share: float = 0.15
    mass_kg: float = 150.0
    parcel_mass_kg: float = 0.3
    empty_max_kg: float = 250.0
    empty_litter_kg: float = 500.0
    dense_cm3: float = 400.0
    parcel_dense_cm3: float = 8.0
    dense_density: float = 3.0
    dense_high_kg: float = 20.0
    parcel_dense_high_kg: float = 0.2
    light_density: float = 0.6
    material_doubtful: float = 0.25
    material_disagrees: float = 0.5
    unexpected_metal: float = 0.15
    material_least_told: float = 0.5
    density_above: float = 1.3
    density_below: float = 3.0
    unit_mass_factor: float = 2.0
    packages_share: float = 0.1
    commodity_seen: float = 0.5
    undeclared_doubtful: float = 0.1
    kinds_settle: bool = False
    parcel_commodity_seen: float = 0.25  # many parcels are declared under the heading of the heaviest of their goods
    parcel_undeclared_doubtful: float = 0.5
    parcel_kinds_settle: bool = True
    look_counts: bool = True
    anomaly_doubtful: float = 0.5
    anomaly_disagrees: float = 0.9
    object_doubtful: float = 0.5
    object_disagrees: float = 0.85
    uneven: float = 0.45
    odd_doubtful: float = 8.0
    prior: float = 0.05
    noticed: frozenset[str] = NOTICED  # classes of objects that are never more than doubtful, though not declared
    unlike: float = UNLIKE  # novelty from which what networks say of kinds and looks settles nothing


@dataclass(frozen=True, eq=False)
class Sight:
    """One scan as it is compared: how it was taken, and which container it shows, where that is known.

    Attributes:
        weighed_kg: of the container with its goods on a weighbridge, without the vehicle.
        lot_z: how far it stands out from the other containers of a lot of the same goods, in robust deviations.
    """

    modality: Modality
    recognition: Recognition
    container_number: str | None = None  # as whoever posted it, or the scanner, says
    weighed_kg: float | None = None
    lot_z: float | None = None
    portal_readings: tuple[PortalReading, ...] = ()

    def shows(self, declared: Declared) -> str | None:
        return declared.shown_in(self.container_number, self.recognition.photos)


@dataclass(frozen=True, eq=False)
class Part:
    """The part of the declaration in this scan; a range of masses where items are spread over containers."""

    items: tuple[DeclaredItem, ...]
    container: DeclaredContainer | None
    low_kg: float
    high_kg: float
    whole: bool

    @classmethod
    def of(cls, declared: Declared, sight: Sight) -> "Part":
        containers = declared.containers
        shown = sight.shows(declared)
        container = next((c for c in containers if c.number == shown), None)
        if container is None and len(containers) == 1 and sight.modality is not Modality.CT:
            container = containers[0]
        if container is None or len(containers) <= 1:
            whole = sum(item.gross_mass_kg for item in declared.items)
            return cls(declared.items, container, whole, whole, len(containers) <= 1)
        inside = declared.items_in(container.number)
        only = sum(i.gross_mass_kg for i in inside if i.container_numbers == (container.number,))
        return cls(inside, container, only, sum(item.gross_mass_kg for item in inside), True)

    @property
    def declared_empty(self) -> bool:
        return self.container is not None and not self.container.loaded

    @property
    def is_bulk(self) -> bool:
        return bool(self.items) and all(item.is_bulk for item in self.items)

    @property
    def goods(self) -> str:
        """The headings declared, for a sentence."""
        return ", ".join(sorted({item.hs_code[:4] for item in self.items}))

    @cached_property
    def looks(self) -> list[tuple[float, Appearance]] | None:
        """What each item should look like, by its mass; None where one is of goods that nothing is known of."""
        looks = [(item.gross_mass_kg, appearance_of(item.hs_code, likely=item.likely)) for item in self.items]
        known = [(kg, look) for kg, look in looks if look is not None]
        return known if len(known) == len(looks) > 0 else None


def first(reasons: Sequence[Reason], otherwise: Reason) -> Reason:
    return reasons[0] if reasons else otherwise


def kg_words(value: float) -> str:
    if value < NOTHING_KG:
        return "0"
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def range_words(low: float, high: float) -> str:
    return kg_words(high) if high - low < NOTHING_KG else f"{kg_words(low)} – {kg_words(high)}"
