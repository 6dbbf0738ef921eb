"""What the house hears of assessments. The subject is the consignment."""

from dataclasses import dataclass
from typing import ClassVar

from customhouse.kernel.events import Event
from customhouse.kernel.reasons import Reason


@dataclass(frozen=True, kw_only=True)
class RiskAssessed(Event):
    """`reasons` are those for officers."""

    kind: ClassVar[str] = "risk.assessed"
    assessment_id: str
    stage: str
    lane: str
    previous_lane: str | None
    reasons: tuple[Reason, ...]
    policy_hash: str
