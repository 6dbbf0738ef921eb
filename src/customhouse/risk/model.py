"""An assessment and what goes into it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from customhouse.policy.model import Fact, Ground, Level


class Lane(StrEnum):
    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"

    @property
    def rank(self) -> int:
        """0 for the best lane."""
        return list(Lane).index(self)


def worst(*lanes: Lane) -> Lane:
    return max(lanes, key=lambda lane: lane.rank)


class Stage(StrEnum):
    """What made us assess."""

    LODGED = "lodged"
    AMENDED = "amended"
    SCANNED = "scanned"
    ALARMED = "alarmed"
    AT_GATE = "at_gate"
    SCREENED = "screened"


class What(StrEnum):
    """What an assessment asks for. An image review is part of the scan it looks at."""

    DOCUMENT_CHECK = "document_check"
    SCAN = "scan"
    IMAGE_REVIEW = "image_review"
    EXAMINATION = "examination"


@dataclass(frozen=True)
class Ask:
    """One thing asked for by one row, for the officers' reason `code`.

    It is `fresh` when the assessment before did not ask for it by the same row.
    """

    what: What
    row: str
    code: str
    fresh: bool


@dataclass(frozen=True)
class Said:
    """What was declared, as far as lanes depend on it. `amounts` are pairs of amount and currency."""

    procedure: str
    mode: str
    hs_codes: tuple[str, ...]
    origins: tuple[str, ...]
    amounts: tuple[tuple[Decimal, str], ...]
    containerised: bool
    declared_empty: bool
    authorised: bool
    trader_known: bool
    trader_months: int
    irregularities: int
    description_fit: str = "none"
    description_vague: bool = False


@dataclass(frozen=True)
class Seen:
    """What was seen, in percent where it is a number.

    Attributes:
        score: how likely it is that something is wrong; 0 where nothing was compared.
        novelty: how unlike the images that the networks learned from it is; 0 where no network looked.
    """

    verdict: str = "not_scanned"
    severity: str = "none"
    score: Decimal = Decimal(0)
    novelty: Decimal = Decimal(0)


@dataclass(frozen=True)
class Witnessed:
    open_alarm: str = "none"
    late_alarm: bool = False
    gate_outcome: str = "none"


@dataclass(frozen=True)
class Screened:
    """What holding the parties against the watch-lists came to."""

    level: str = "none"


@dataclass(frozen=True)
class Learned:
    """Everything that is known of a consignment when it is judged."""

    said: Said
    seen: Seen = field(default_factory=Seen)
    witnessed: Witnessed = field(default_factory=Witnessed)
    screened: Screened = field(default_factory=Screened)


@dataclass(frozen=True)
class Draw:
    """The random share. `number` lies from 0 to under 1; who has a number under the share is drawn."""

    number: Decimal
    share_percent: Decimal
    is_drawn: bool


@dataclass(frozen=True)
class Judgement:
    """What the policy says of some facts: the part of an assessment that can be replayed."""

    lane: Lane
    asks: tuple[tuple[What, str, str], ...]  # what, the row that asks for it, the code of its reason
    rows: tuple[str, ...]
    grounds: tuple[Ground, ...]
    draw: Draw
    selection_probability: Decimal


@dataclass(frozen=True)
class Assessment:
    """A judgement on a consignment, with all that is needed to make it again.

    Attributes:
        number: counts the consignment's assessments from 1.
        selection_probability: of an examination, given the facts; 1 where a row asks for one. Without it the
            results of examinations could not be weighed (they are not a fair sample).
    """

    id: str
    consignment_id: str
    number: int
    stage: Stage
    lane: Lane
    previous_lane: Lane | None
    asks: tuple[Ask, ...]
    rows: tuple[str, ...]
    grounds: tuple[Ground, ...]
    policy_hash: str
    input_hash: str
    facts: Mapping[str, Fact]
    draw: Draw
    selection_probability: Decimal
    assessed_at: datetime

    def reasons(self, level: Level) -> list[Ground]:
        return [ground for ground in self.grounds if ground.level is level]
