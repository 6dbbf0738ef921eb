"""What can be said of a description of goods: candidates with evidence, a fit, and how vague it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from customhouse.kernel.reasons import Reason

TRADE_NAMES = "trade-names"  # the source of the names that ship with the program


class Level(StrEnum):
    CHAPTER = "chapter"
    HEADING = "heading"
    SUBHEADING = "subheading"

    @property
    def digits(self) -> int:
        return {"chapter": 2, "heading": 4, "subheading": 6}[self.value]


class Kind(StrEnum):
    """Where the text of an example comes from."""

    NOMENCLATURE = "nomenclature"  # the text of a code, national ones included
    LABELLED = "labelled"  # a term or description that a publisher labelled with its code
    CLEARED = "cleared"  # a goods item of this site, released after its code was looked at
    VAGUE = "vague"  # a description that a publisher holds for unclassifiable; its code is empty


@dataclass(frozen=True, slots=True)
class Example:
    """A text and the code it stands for. `source` and `row` lead back to where it was taken from."""

    text: str
    code: str  # 2 to 10 digits, or empty for a vague text
    language: str  # ISO 639-1
    kind: Kind
    source: str  # id of the source in the manifest, or `site` for what was cleared here
    row: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """An example that speaks for a code, and how near it is to what was asked (0 to 1)."""

    example: Example
    similarity: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """`confidence` is calibrated: of candidates told with 0.8, about eight in ten are right."""

    code: str
    confidence: float
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """The one attribute in which the candidates differ, and the answers that would settle it, by code."""

    attribute: str  # material, construction, use, state
    answers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Reading:
    """Candidates at each level, the best first. `sure_level` is the finest that is sure enough; None abstains."""

    text: str
    chapters: tuple[Candidate, ...]
    headings: tuple[Candidate, ...]
    subheadings: tuple[Candidate, ...]
    sure_level: Level | None
    question: Question | None = None

    def at(self, level: Level) -> tuple[Candidate, ...]:
        return {"chapter": self.chapters, "heading": self.headings, "subheading": self.subheadings}[level.value]


class FitVerdict(StrEnum):
    FITS = "fits"
    DOUBTFUL = "doubtful"
    DOES_NOT_FIT = "does_not_fit"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class Conflict:
    """A word of the text against a word of the code's own text: cotton said, wool in the code."""

    attribute: str  # material, gender, use, state
    said: str
    of_code: str


@dataclass(frozen=True, slots=True)
class Fit:
    """`score` is the calibrated probability that the declared heading is a right one for the text."""

    code: str
    score: float
    verdict: FitVerdict
    speaks_for: tuple[Evidence, ...]
    rather: tuple[Candidate, ...]  # headings that the text means rather, the best first
    conflicts: tuple[Conflict, ...] = ()


@dataclass(frozen=True, slots=True)
class Vagueness:
    """Whether the text says too little to be a declaration, why, and what is missing."""

    is_vague: bool
    reasons: tuple[Reason, ...] = ()
    missing: tuple[str, ...] = ()  # what the trader should add: material, use, state …


@dataclass(frozen=True, slots=True)
class StopWord:
    """A term that is no description. Alone it is refused; inside a longer text it is only remarked on."""

    term: str
    language: str
    since: str  # the day from which it holds, ISO 8601
    suggestion: str = ""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What policy says is sure enough, and what is doubt; shares between 0 and 1."""

    sure: Mapping[Level, float] = field(
        default_factory=lambda: {Level.CHAPTER: 0.7, Level.HEADING: 0.7, Level.SUBHEADING: 0.7}
    )
    doubtful_below: float = 0.5
    misfit_below: float = 0.1
