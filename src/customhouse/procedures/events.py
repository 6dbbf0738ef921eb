"""What the house hears of controls, reviews and goods. The subject of each is the consignment."""

from dataclasses import dataclass
from typing import ClassVar

from customhouse.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ControlOrdered(Event):
    kind: ClassVar[str] = "control.ordered"
    control_id: str
    what: str
    why: str


@dataclass(frozen=True, kw_only=True)
class ControlCompleted(Event):
    """`by` is a user's id, or "policy" where the policy cleared an image by itself.

    `containers` are those that its order, its note or what was found names: of an examination, those opened.
    """

    kind: ClassVar[str] = "control.completed"
    control_id: str
    what: str
    result: str
    by: str
    containers: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ReviewOpened(Event):
    kind: ClassVar[str] = "review.opened"
    review_id: str
    scan_id: str


@dataclass(frozen=True, kw_only=True)
class ReviewDecided(Event):
    """Announced when the decision takes effect, not while it can be undone."""

    kind: ClassVar[str] = "review.decided"
    review_id: str
    scan_id: str
    outcome: str
    reason_codes: tuple[str, ...]
    by: str


@dataclass(frozen=True, kw_only=True)
class FindingsRevealed(Event):
    """An analyst was shown what the recogniser found; `first_look` is what they would have decided without it."""

    kind: ClassVar[str] = "findings.revealed"
    review_id: str
    scan_id: str
    first_look: str
    by: str


@dataclass(frozen=True, kw_only=True)
class FindingJudged(Event):
    """An analyst's word on one finding, announced when the decision on its image takes effect.

    Attributes:
        verdict: accepted, rejected or relabelled.
        label: what it is: the recogniser's own label, or the analyst's; empty where rejected or where it has none.
    """

    kind: ClassVar[str] = "finding.judged"
    review_id: str
    scan_id: str
    finding_id: str
    verdict: str
    label: str
    by: str


@dataclass(frozen=True, kw_only=True)
class GoodsReleased(Event):
    kind: ClassVar[str] = "goods.released"
    mrn: str


@dataclass(frozen=True, kw_only=True)
class GoodsDetained(Event):
    kind: ClassVar[str] = "goods.detained"
    mrn: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class ConsignmentReopened(Event):
    kind: ClassVar[str] = "consignment.reopened"
    why: str
