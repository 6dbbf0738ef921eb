"""A registered model, the moves that people propose and decide, what models said, and what was found to be true."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from customhouse.imaging.model import Finding
from customhouse.imaging.networks.cards import ModelCard
from customhouse.imaging.records import KeptScan


class ModelState(StrEnum):
    CHALLENGER = "challenger"
    SERVING = "serving"
    RETIRED = "retired"


class What(StrEnum):
    """What can be proposed of a model. `roll_back` lets its predecessor serve again."""

    PROMOTE = "promote"
    ROLL_BACK = "roll_back"
    RETIRE = "retire"


class Outcome(StrEnum):
    OPEN = "open"
    APPROVED = "approved"
    REFUSED = "refused"


@dataclass(frozen=True)
class Posted:
    """A model as it is brought: its card and the content of its file."""

    card: ModelCard
    content: bytes


@dataclass(frozen=True)
class Move:
    """Proposed by one person, decided by another."""

    id: str
    model_id: str
    what: What
    reason: str
    proposed_by: str
    proposed_at: datetime
    outcome: Outcome = Outcome.OPEN
    decided_by: str | None = None
    decided_at: datetime | None = None
    note: str = ""


@dataclass(frozen=True)
class RegisteredModel:
    """`shipped` came with the program, serves as long as the program does, and is changed with it alone."""

    id: str
    card: ModelCard
    sha256: str
    state: ModelState
    registered_at: datetime | None
    registered_by: str
    state_since: datetime | None = None
    shipped: bool = False


class Source(StrEnum):
    """Where a label comes from; an examination outweighs a reading."""

    EXAMINATION = "examination"
    REVIEW = "review"


class Truth(StrEnum):
    CLEAN = "clean"
    IRREGULAR = "irregular"


@dataclass(frozen=True)
class Label:
    """What is known to be true of a scan.

    Attributes:
        codes: reasons that a reader gave for a suspicion that came true; the first names the class.
        marks: places in the image, each with `view`, `x`, `y`, `width`, `height` in pixels.
        is_random: the consignment was drawn for examination whatever the recogniser said: only such labels measure.
    """

    id: str
    scan_id: str
    consignment_id: str
    source: Source
    truth: Truth
    codes: tuple[str, ...]
    marks: tuple[dict[str, Any], ...]
    is_random: bool
    note: str
    at: datetime
    by: str


@dataclass(frozen=True)
class Word:
    """The last that an analyst said of a finding, as it was when that was said.

    Attributes:
        label: what it is; None where there is nothing of the kind, empty where it has no name.
    """

    finding: Finding
    label: str | None


@dataclass(frozen=True)
class Labelled:
    """`label` is None where only findings were spoken of."""

    scan: KeptScan
    label: Label | None
    words: tuple[Word, ...] = ()


@dataclass(frozen=True)
class Drifting:
    """Scans that are others than those a model was measured on, from when that was first told until it is over."""

    model_id: str
    version: str
    month: str
    index: float
    scans: int
    at: datetime


@dataclass(frozen=True)
class Said:
    """What one model said of one scan: `alarm` is the probability that something is in it."""

    scan_id: str
    model_id: str
    is_challenger: bool
    at: datetime
    label: str
    alarm: float
    novelty: float | None
    words: dict[str, Any] = field(default_factory=dict)
