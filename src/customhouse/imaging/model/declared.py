"""What was declared, as far as an image can contradict it, and how the two compare."""

from collections.abc import Collection
from dataclasses import dataclass, field
from enum import StrEnum

from customhouse.imaging.model.boxes import Box
from customhouse.imaging.model.photo import PhotosRead
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
        package_count: None when not known; 0 for goods in bulk, or packed with those of another item.
        likely: headings that the description may mean, by probability.
        fits: how probably the code's heading is a right one for the description; None where nobody can tell.
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
    package_count: int | None = None
    fits: float | None = None

    @property
    def is_bulk(self) -> bool:
        return self.package_kind.startswith("V")


@dataclass(frozen=True)
class DeclaredContainer:
    number: str
    size_type: str | None = None
    loaded: bool = True
    tare_kg: float | None = None
    seal_numbers: tuple[str, ...] = ()


@dataclass(frozen=True)
class OnPaper:
    """What the transport document says; None and nothing where it is silent.

    Attributes:
        gross_mass_kg, packages: of the whole consignment.
        seals: numbers by the container that they hang on, capital letters and digits alone.
        misfit: 1 less the probability that a declared heading is a right one for the document's words; the worst of
            its goods; None where nobody can tell.
        official: whether customs itself put the document in; what a declarant put in cannot speak for him.
    """

    gross_mass_kg: float | None = None
    packages: float | None = None
    containers: frozenset[str] = frozenset()
    seals: dict[str, frozenset[str]] = field(default_factory=dict)
    misfit: float | None = None
    official: bool = False


@dataclass(frozen=True)
class Declared:
    """The part of a declaration that an image can contradict.

    Attributes:
        standing: what is known of who declares, as numbers: `authorised` and `trader_known` (0 or 1),
            `trader_months`, `irregularities`; empty where nobody asked.
        paper: of the transport document; None where there is none.
    """

    items: tuple[DeclaredItem, ...]
    containers: tuple[DeclaredContainer, ...] = ()
    standing: dict[str, float] = field(default_factory=dict)
    paper: OnPaper | None = None

    def items_in(self, container_number: str | None) -> tuple[DeclaredItem, ...]:
        """Those that may be in a container: bound to it or to none; all where the container is not known."""
        if container_number not in {container.number for container in self.containers}:
            return self.items
        return tuple(i for i in self.items if not i.container_numbers or container_number in i.container_numbers)

    def shown_in(self, said: str | None, photos: PhotosRead | None) -> str | None:
        """The container that a scan shows."""
        return container_shown(said, photos, {container.number for container in self.containers})


def container_shown(said: str | None, photos: PhotosRead | None, declared: Collection[str]) -> str | None:
    """The container that a scan shows: as whoever posted it, or the scanner, says; else as its photos do.

    Photos say it where of those declared exactly one is read surely in them: a photo of a lorry may show two.
    """
    if said or photos is None:
        return said
    read = set(photos.sure_numbers()) & set(declared)
    return read.pop() if len(read) == 1 else None


@dataclass(frozen=True)
class Shares:
    """Of the mass by material, 0 to 1: what may be expected (lowest, highest), and what is seen."""

    expected: dict[str, tuple[float, float]]
    seen: dict[str, float]


@dataclass(frozen=True)
class Place:
    """Where in the scan evidence lies: a box of a view or of a photo, or a finding by its id.

    `note` says what is there.
    """

    view: int | None = None
    box: Box | None = None
    finding: str = ""
    note: str = ""
    photo: int | None = None


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
    evidence: tuple[Place, ...] = ()


@dataclass(frozen=True)
class ItemJudged:
    """What the scan says of one goods item, all its rows taken together.

    Attributes:
        rows: which rows of the comparison count for it, by their position.
        seen_share: of the goods' mass, what is taken to be this item; None where goods are not told apart.
    """

    item: int
    hs_code: str
    verdict: Verdict
    reason: Reason
    rows: tuple[int, ...]
    seen_share: float | None = None


@dataclass(frozen=True)
class Contribution:
    """What one term adds to the score.

    Attributes:
        group: `image`, `text`, `document`, `enterprise` or `logistics`.
        value: of the term, in its own unit; None where it was not seen, and then it adds nothing.
        log_odds: above nought speaks against the declaration, below for it.
        stated: the weight was set by people, not learned from consignments.
    """

    term: str
    group: str
    value: float | None
    log_odds: float
    stated: bool = False


@dataclass(frozen=True)
class Score:
    """How likely it is that something is wrong with the declaration, from all terms together.

    Attributes:
        prior: the share of wrong declarations that the policy assumes before anything is known.
        model: name and version of the weights.
        base: log-odds that no term accounts for; with all contributions they are those of the probability.
        kinds: ways of being wrong and their shares of the probability, the likeliest first.
    """

    probability: float
    prior: float
    model: str
    contributions: tuple[Contribution, ...]
    base: float = 0.0
    kinds: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Comparison:
    """`items` and `score` are missing in comparisons that were kept before there were any."""

    verdict: Verdict
    rows: tuple[Row, ...]
    items: tuple[ItemJudged, ...] = ()
    score: Score | None = None
