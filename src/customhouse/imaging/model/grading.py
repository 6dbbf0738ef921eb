"""From which probability on what a network suspects has which severity, and who says so."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType


class Severity(StrEnum):
    INFO = "info"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Suspicion(StrEnum):
    """What a probability is of; each has limits of its own."""

    THREAT = "threat"
    WEAPON = "weapon"
    ANOMALY = "anomaly"


WORST_FIRST = (Severity.HIGH, Severity.MEDIUM, Severity.LOW)
BY_POLICY, BY_CARD = "policy", "card"
NOTICED = frozenset({"lithium_cells"})  # classes that most honest parcels hold somewhere, where policy says nothing
UNLIKE = 0.99  # novelty from which an image is like nothing that was learned, where policy says nothing

Limits = Mapping[Severity, float]
"""The least probability of each severity; one that is not named is never given."""

NONE: Limits = MappingProxyType({})


@dataclass(frozen=True)
class Held:
    """Why a finding has its severity: what was held against which limit.

    Attributes:
        probability: that the object is any threat at all or a weapon, or that something is hidden at the place, as `of`
            says.
        limit: the least such probability of this severity.
        by: whose limit it is, `policy` or the model's `card`.
        of: None in findings that were kept before it was said.
    """

    probability: float
    limit: float
    by: str
    of: Suspicion | None = None


@dataclass(frozen=True)
class Grading:
    """The limits that policy sets. Where it names none for a severity, that of the model's card holds.

    Attributes:
        objects: of objects in computed tomography, for the probability that they are any threat.
        weapons: of the same objects, for the probability that they are a weapon.
        noticed: classes of objects that are controlled and yet in most honest parcels, as the cells of a telephone: by
            their look alone they are of low severity at most.
        anomalies: of places in radiographs that are unlike the load around them.
        unlike: novelty from which an image counts as unlike the training, 0 to 1.
    """

    objects: dict[Severity, float] = field(default_factory=dict)
    anomalies: dict[Severity, float] = field(default_factory=dict)
    unlike: float = UNLIKE
    weapons: dict[Severity, float] = field(default_factory=dict)
    noticed: frozenset[str] = NOTICED

    def __str__(self) -> str:
        """What policy changes, for a signature; empty where it leaves all to the cards."""
        told = [f"unlike from {self.unlike:g}"] if self.unlike != UNLIKE else []
        for name, limits in (("objects", self.objects), ("weapons", self.weapons), ("anomalies", self.anomalies)):
            told += [f"{name} {severity} from {limits[severity]:g}" for severity in WORST_FIRST if severity in limits]
        told += [f"noticed {' and '.join(sorted(self.noticed)) or 'nothing'}"] if self.noticed != NOTICED else []
        return ", ".join(told)


AS_CARD = Grading()


def graded(probability: float, of: Suspicion, card: Limits, policy: Limits = NONE) -> tuple[Severity, Held] | None:
    """The worst severity whose limit a probability reaches; None where it reaches none.

    What policy asks for at least a lesser severity, a worse one asks for, too, whatever the card says of it.
    """
    reached, asked = None, 0.0
    for severity in reversed(WORST_FIRST):
        limit, by = policy.get(severity, card.get(severity)), BY_POLICY if severity in policy else BY_CARD
        if limit is None:
            continue
        if by == BY_POLICY:
            asked = max(asked, limit)
        elif asked > limit:
            limit, by = asked, BY_POLICY
        if probability >= limit:
            reached = severity, Held(round(probability, 4), limit, by, of)
    return reached
