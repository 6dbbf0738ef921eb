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
    """`by` is a user's id, or "policy" where the policy cleared an image by itself."""

    kind: ClassVar[str] = "control.completed"
    control_id: str
    what: str
    result: str
    by: str


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
