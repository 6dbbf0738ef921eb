"""A consignment's case, the controls it owes, and the reviews of its images."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class State(StrEnum):
    LODGED = "lodged"
    UNDER_CONTROL = "under_control"
    IN_TRANSIT = "in_transit"
    RELEASED = "released"
    DETAINED = "detained"
    REOPENED = "reopened"
    WITHDRAWN = "withdrawn"


class What(StrEnum):
    DOCUMENT_CHECK = "document_check"
    SCAN = "scan"
    EXAMINATION = "examination"


class ControlState(StrEnum):
    ORDERED = "ordered"
    DONE = "done"
    PASSED_ON = "passed_on"  # its question is now that of an examination, ordered in the same breath
    CANCELLED = "cancelled"


class Result(StrEnum):
    CONFORMS = "conforms"
    DOES_NOT_CONFORM = "does_not_conform"


class ReviewState(StrEnum):
    WAITING = "waiting"  # recognised, and not yet assessed: the policy may clear it without an analyst
    OPEN = "open"
    ASSIGNED = "assigned"
    PENDING = "pending"  # decided, and still to be undone
    DECIDED = "decided"
    UNNEEDED = "unneeded"  # cleared by the policy
    CLOSED = "closed"  # overtaken: withdrawn


class Outcome(StrEnum):
    CLEAR = "clear"
    SUSPICIOUS = "suspicious"
    RESCAN = "rescan"
    SECOND_OPINION = "second_opinion"
    REFER = "refer"


class Purpose(StrEnum):
    """Why a scan is read. Who reads cannot tell a first reading from a second one: both look the same."""

    READING = "reading"
    SECOND = "second"
    ADJUDICATION = "adjudication"


class Reveal(StrEnum):
    """When an analyst sees what the recogniser found (`imaging.ai_reveal`)."""

    BEFORE = "before"
    AFTER_FIRST_LOOK = "after_first_look"
    AFTER_DECISION = "after_decision"


@dataclass(frozen=True)
class Leg:
    """One container's sealed journey; its gate is the one at `to_site`."""

    journey_id: str
    container_number: str
    to_site: str
    is_over: bool = False
    gate_outcome: str | None = None
    gate_at: datetime | None = None


@dataclass(frozen=True)
class Case:
    """What the procedure knows of a consignment. `open_critical` are ids of critical alarms nobody has resolved."""

    consignment_id: str
    mrn: str
    state: State
    opened_at: datetime
    changed_at: datetime
    procedure: str = ""  # import, transit or export; empty until assessed
    lane: str | None = None
    legs: tuple[Leg, ...] = ()
    open_critical: tuple[str, ...] = ()

    @property
    def is_moving(self) -> bool:
        return any(not leg.is_over for leg in self.legs)

    @property
    def is_assessed(self) -> bool:
        return self.lane is not None


@dataclass(frozen=True)
class Control:
    """One thing to be done. `causes` are the rows of the policy, or the decisions, that ask for it."""

    id: str
    consignment_id: str
    what: What
    state: ControlState
    why: str
    causes: tuple[str, ...]
    ordered_at: datetime
    due_at: datetime
    result: Result | None = None
    completed_at: datetime | None = None
    completed_by: str | None = None
    note: str = ""
    found: str = ""

    @property
    def is_owed(self) -> bool:
        return self.state is ControlState.ORDERED

    @property
    def failed(self) -> bool:
        return self.state is ControlState.DONE and self.result is Result.DOES_NOT_CONFORM


@dataclass(frozen=True)
class Mark:
    """A box in image coordinates of one view; in a volume on an axial slice, counted from 0."""

    view: int
    x: int
    y: int
    width: int
    height: int
    note: str = ""
    slice: int | None = None


@dataclass(frozen=True)
class Decision:
    outcome: Outcome
    reason_codes: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Look:
    """What an analyst would have decided before the findings were shown, and when they were."""

    user_id: str
    first_look: Outcome | None
    first_look_at: datetime | None
    revealed_at: datetime


@dataclass(frozen=True)
class Review:
    """An analyst's reading of one scan.

    Attributes:
        excluded: those who have given an opinion on it before.
        of_review: of a second reading or an adjudication: the first reading.
        holds: whether the goods wait for it; a reading for quality control alone holds nothing.
        first_look: what the analyst would have decided before the recogniser's findings were shown.
        revealed_at: when they were shown to whom the review is assigned; None where policy hides nothing.
        looks: those of others who had it in hand before; each is theirs again when it comes back to them.
    """

    id: str
    consignment_id: str
    mrn: str
    scan_id: str
    state: ReviewState
    opened_at: datetime
    due_at: datetime
    control_id: str | None = None
    lane: str = "green"
    severity: str = "none"
    round: int = 1
    assigned_to: str | None = None
    claimed_until: datetime | None = None
    excluded: tuple[str, ...] = ()
    handed_back_by: tuple[str, ...] = ()
    handed_back_at: datetime | None = None
    decision: Decision | None = None
    decided_by: str | None = None
    decided_at: datetime | None = None
    undo_until: datetime | None = None
    purpose: Purpose = Purpose.READING
    of_review: str | None = None
    holds: bool = True
    first_look: Outcome | None = None
    first_look_at: datetime | None = None
    revealed_at: datetime | None = None
    looks: tuple[Look, ...] = ()

    @property
    def is_unresolved(self) -> bool:
        return self.state in {ReviewState.OPEN, ReviewState.ASSIGNED, ReviewState.PENDING}

    @property
    def is_in_the_way(self) -> bool:
        return self.holds and self.is_unresolved

    @property
    def is_in_order(self) -> bool:
        """The image was cleared, by the policy or by an analyst."""
        cleared = self.decision is not None and self.decision.outcome is Outcome.CLEAR
        return self.state is ReviewState.UNNEEDED or (self.state is ReviewState.DECIDED and cleared)


@dataclass(frozen=True)
class Dossier:
    """A case with all its controls and reviews, oldest first.

    `containers` are those in which goods are declared, `scanned` the container that each scan shows, by its id;
    `is_withdrawn` holds as soon as the declarant has said so, before the case has heard of it.
    """

    case: Case
    controls: tuple[Control, ...] = field(default=())
    reviews: tuple[Review, ...] = field(default=())
    containers: frozenset[str] = frozenset()
    scanned: Mapping[str, str] = field(default_factory=dict)
    is_withdrawn: bool = False

    def owed(self, what: What) -> Control | None:
        return next((control for control in self.controls if control.what is what and control.is_owed), None)

    @property
    def is_all_scanned(self) -> bool:
        """Every container with goods has an image, and the latest of each is in order.

        An image of which the container is not known counts only where it can be of no other.
        """
        latest = {self.scanned.get(review.scan_id, ""): review.is_in_order for review in self.reviews if review.holds}
        in_order = {number for number, is_in_order in latest.items() if is_in_order}
        return self.containers <= in_order or (len(self.containers) == 1 and "" in in_order)
