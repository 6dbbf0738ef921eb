"""Double-blind second reading: which images are read again, when two readers agree, and who decides where not."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from customhouse.kernel.ids import new_id
from customhouse.policy.package import PolicyPackage
from customhouse.procedures.model import Outcome, Purpose, Review, ReviewState

SHARE, LANES, LANE_SHARE = "second_reading_percent", "second_reading_lanes", "second_reading_lane_percent"
VALUE, WHEN = "second_reading_value", "second_reading_when"
BEFORE_RELEASE = "before_release"
STOPS = (Outcome.SUSPICIOUS, Outcome.REFER)


@dataclass(frozen=True)
class Second:
    """A second reading that the policy asks for; `holds` where the goods wait for it."""

    holds: bool


@dataclass(frozen=True)
class Rules:
    """The policy of the day; a share is in percent. Where the country pack says nothing, nothing is read twice."""

    share: float = 0.0
    lanes: tuple[str, ...] = ()
    lane_share: float = 0.0
    value: Decimal | None = None
    holds: bool = False

    @classmethod
    def of(cls, policy: PolicyPackage, at: datetime) -> "Rules":
        def number(name: str) -> float:
            return float(policy.number(f"imaging.{name}", at)) if policy.has(f"imaging.{name}", at) else 0.0

        has_lanes, has_when = policy.has(f"imaging.{LANES}", at), policy.has(f"imaging.{WHEN}", at)
        lanes = policy.listed(f"imaging.{LANES}", at) if has_lanes else ()
        value = policy.number(f"imaging.{VALUE}", at) if policy.has(f"imaging.{VALUE}", at) else None
        holds = has_when and policy.parameter(f"imaging.{WHEN}", at) == BEFORE_RELEASE
        return cls(number(SHARE), lanes, number(LANE_SHARE), value, holds)

    def drawn(self, review: Review, value: Decimal, lot: float) -> Second | None:
        """Whether a decided reading is read again; `lot` lies between 0 and 1.

        Only what a first reader settled alone: a second opinion was asked for openly, and a rescan will be read anew.
        """
        outcome = review.decision.outcome if review.decision else None
        settled = outcome is Outcome.CLEAR or outcome in STOPS
        if review.purpose is not Purpose.READING or review.round > 1 or not settled:
            return None
        share = max(self.share, self.lane_share if review.lane in self.lanes else 0.0)
        if self.value is not None and value >= self.value:
            share = 100.0
        return Second(self.holds) if lot * 100 < share else None


def agree(one: Review, other: Review) -> bool:
    """Both would let the goods go, or both would stop them; whoever says neither agrees with nobody."""
    said = [review.decision.outcome if review.decision else None for review in (one, other)]
    return all(outcome is Outcome.CLEAR for outcome in said) or all(outcome in STOPS for outcome in said)


def second_reading(first: Review, reader: str, second: Second) -> Review:
    """The same scan for somebody else, in no way to be told from a first reading."""
    return _again(first, Purpose.SECOND, (*first.excluded, reader), holds=second.holds)


def adjudication(first: Review, second: Review) -> Review:
    """For a third, who sees what both have said."""
    readers = (*second.excluded, second.decided_by or "")
    return _again(first, Purpose.ADJUDICATION, readers, holds=second.holds)


def _again(first: Review, purpose: Purpose, excluded: tuple[str, ...], *, holds: bool) -> Review:
    return Review(
        id=new_id(),
        consignment_id=first.consignment_id,
        mrn=first.mrn,
        scan_id=first.scan_id,
        state=ReviewState.OPEN,
        opened_at=first.opened_at,
        due_at=first.due_at,
        control_id=first.control_id,
        lane=first.lane,
        severity=first.severity,
        excluded=tuple(dict.fromkeys(excluded)),
        purpose=purpose,
        of_review=first.id,
        holds=holds,
    )
