"""What was declared, as far as an image can contradict it, and how the two compare."""

from dataclasses import dataclass, field
from enum import StrEnum

from customhouse.kernel.reasons import Reason


class Verdict(StrEnum):
    """From best to worst, and last the honest don't-know."""

    AGREES = "agrees"
    DOUBTFUL = "doubtful"
    DISAGREES = "disagrees"
    CANNOT_TELL = "cannot_tell"


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
