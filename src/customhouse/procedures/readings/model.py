"""The words of reading: a projected threat that was shown, and an analyst's word on a finding."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from customhouse.imaging.model import Box
from customhouse.imaging.recogniser import Place
from customhouse.procedures.model import Decision, Mark, Outcome
from customhouse.procedures.second import STOPS

LEAST_OVERLAP = 0.15  # of the smaller of mark and threat
MOST_TIMES = 30.0  # as large as the threat that a mark may be and still point at it


class TipOutcome(StrEnum):
    FOUND = "found"
    MISSED = "missed"
    UNDECIDED = "undecided"  # neither cleared nor stopped at a place: not scored
    LAPSED = "lapsed"  # nobody decided in time, or the case went elsewhere
    HANDED_BACK = "handed_back"


SCORED = (TipOutcome.FOUND, TipOutcome.MISSED)


class FindingVerdict(StrEnum):
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    RELABELLED = "relabelled"


@dataclass(frozen=True)
class Judged:
    """An analyst's word on one finding; `label` is what the analyst takes it for."""

    finding_id: str
    verdict: FindingVerdict
    label: str
    at: datetime


@dataclass(frozen=True)
class TipReading:
    """One copy of a scan with a threat in it, shown to one analyst in place of the scan; `outcome` None while it is."""

    id: str
    review_id: str
    scan_id: str
    projection_id: str
    user_id: str
    threat: str
    object_class: str
    modality: str
    shown_at: datetime
    first_look: Outcome | None = None
    first_look_at: datetime | None = None
    ended_at: datetime | None = None
    outcome: TipOutcome | None = None
    decision: Decision | None = None
    false_marks: int = 0
    judged: tuple[Judged, ...] = ()

    @property
    def seconds(self) -> float | None:
        return None if self.ended_at is None else (self.ended_at - self.shown_at).total_seconds()


def scored(decision: Decision, places: Sequence[Place]) -> tuple[TipOutcome, int]:
    """Whether a decision found the threat, and how many marks pointed at something else."""
    astray = sum(1 for mark in decision.marks if not any(points_at(mark, place) for place in places))
    if decision.outcome is Outcome.CLEAR:
        return TipOutcome.MISSED, 0
    if decision.outcome not in STOPS or not decision.marks:
        return TipOutcome.UNDECIDED, 0
    return (TipOutcome.FOUND if astray < len(decision.marks) else TipOutcome.MISSED), astray


def points_at(mark: Mark, place: Place) -> bool:
    """A mark drawn over the whole image points at nothing."""
    if mark.view != place.view or (mark.slice is not None and place.slices and not _between(mark.slice, place.slices)):
        return False
    own, other = mark.width * mark.height, place.box.width * place.box.height
    common = _common(Box(mark.x, mark.y, mark.width, mark.height), place.box)
    return common >= LEAST_OVERLAP * min(own, other) and common > 0 and own <= MOST_TIMES * other


def _between(at: int, slices: tuple[int, int]) -> bool:
    return slices[0] - 2 <= at <= slices[1] + 2


def _common(one: Box, other: Box) -> int:
    wide = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
    high = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
    return max(0, wide) * max(0, high)
