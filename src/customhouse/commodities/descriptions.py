"""What is asked of descriptions of goods: what they can mean, whether they fit a code, whether they say enough."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from threading import Lock

from customhouse.commodities import store
from customhouse.commodities.examples import examples_of
from customhouse.commodities.language.model import (
    Candidate,
    Evidence,
    Fit,
    FitVerdict,
    Kind,
    Level,
    Question,
    Vagueness,
)
from customhouse.commodities.model import CODE, CODE_MEANS, Commodity
from customhouse.commodities.rules import thresholds_on
from customhouse.commodities.service import Commodities
from customhouse.commodities.shelf import Shelf
from customhouse.commodities.stop_words import StopList
from customhouse.kernel.clock import Clock
from customhouse.kernel.errors import Invalid
from customhouse.kernel.transaction import Transaction
from customhouse.policy.package import PolicyPackage

MAX_TEXT = 2000
REMEMBERED = 20_000  # fits that are kept for when the same description is judged again
READ_AHEAD = 2000
JUDGED = 64  # descriptions that one assessment reads anew, so that a long declaration holds nobody up

WORST_FIRST = (FitVerdict.DOES_NOT_FIT, FitVerdict.DOUBTFUL, FitVerdict.FITS)


@dataclass(frozen=True)
class Told:
    """A candidate as it is shown: with its whole path, and the evidence that the asker may see."""

    code: str
    path: Sequence[Commodity]
    confidence: float
    evidence: Sequence[Evidence]


@dataclass(frozen=True)
class Classified:
    text: str
    edition: str
    sure_level: Level | None
    chapters: Sequence[Told]
    headings: Sequence[Told]
    subheadings: Sequence[Told]
    question: Question | None


@dataclass(frozen=True)
class Checked:
    fit: Fit
    path: Sequence[Commodity]
    rather: Sequence[Told]
    speaks_for: Sequence[Evidence]
    vagueness: Vagueness
    say: Sequence[Mapping[str, str]]  # by language, what to write instead of the stop words that were found


@dataclass(frozen=True)
class Facts:
    """What judgement asks: the worst fit of some goods items, and whether one of them says too little."""

    fit: str = "none"
    vague: bool = False


@dataclass(frozen=True)
class Descriptions:
    commodities: Commodities
    shelf: Shelf
    policy: PolicyPackage
    stop_list: StopList
    clock: Clock
    _fits: "Remembered" = field(default_factory=lambda: Remembered(REMEMBERED))

    def classify(self, tx: Transaction, text: str, limit: int = 5, *, whole: bool = False) -> Classified:
        """Candidates at every level. `whole` shows evidence of goods cleared here too, which is for officers."""
        text = _checked(text)
        with self.shelf.reading() as index:
            reading = index.read(text, thresholds_on(self.policy, tx.now), limit)
        told = {level: [self._told(each, whole=whole) for each in reading.at(level)] for level in Level}
        return Classified(
            text=text,
            edition=self.commodities.latest,
            sure_level=reading.sure_level,
            chapters=told[Level.CHAPTER],
            headings=told[Level.HEADING],
            subheadings=told[Level.SUBHEADING],
            question=reading.question,
        )

    def check(self, tx: Transaction, text: str, code: str, *, whole: bool = False) -> Checked:
        """Whether a text fits a code, and what speaks for either. Raises `Invalid` for what is no code."""
        text, code = _checked(text), _code(code)
        described = self.commodities.describe(code)
        with self.shelf.reading() as index:
            fit = index.fit(text, code, thresholds_on(self.policy, tx.now))
            vagueness = index.vagueness(text, self.stop_list.for_text(text, tx.now.date()))
        return Checked(
            fit=fit,
            path=described.path,
            rather=[self._told(each, whole=whole) for each in fit.rather],
            speaks_for=_shown(fit.speaks_for, whole=whole),
            vagueness=vagueness,
            say=self._say(vagueness),
        )

    def vagueness(self, tx: Transaction, text: str) -> tuple[Vagueness, Sequence[Mapping[str, str]]]:
        with self.shelf.reading() as index:
            vagueness = index.vagueness(_checked(text), self.stop_list.for_text(text, tx.now.date()))
        return vagueness, self._say(vagueness)

    def examples(self, code: str, limit: int, *, whole: bool = False) -> Sequence[Evidence]:
        """Labelled texts of a code and those below it."""
        with self.shelf.reading() as index:
            return examples_of(index, code, limit, whole=whole)

    def facts(self, at: datetime, items: Iterable[tuple[str, str]]) -> Facts:
        """Of goods items (description, code). While no index stands nothing is known, and nothing is held up."""
        known, left = list[tuple[FitVerdict, bool]](), JUDGED
        for text, code in dict.fromkeys(items):
            verdict = self._fits.find((self.shelf.edition, text, code))
            if verdict is None and left > 0:
                left -= 1
                verdict = self._judged(at, text, code)
            if verdict is not None:
                known.append(verdict)
        fits = {fit for fit, _ in known}
        worst = next((fit.value for fit in WORST_FIRST if fit in fits), "none")
        return Facts(worst, any(vague for _, vague in known))

    def meaning(self, text: str, code: str) -> tuple[Mapping[str, float], float | None]:
        """Headings that a description may mean, by their confidence, and how probably the code's is a right one.

        Nothing and None while no index stands, or where it cannot tell.
        """
        if self.shelf.made is None:
            return {}, None
        with self.shelf.reading() as index:
            return index.meaning(text[:MAX_TEXT], code, thresholds_on(self.policy, self.clock.now()))

    def read_ahead(self, items: Iterable[tuple[str, str]]) -> None:
        """Judge goods items before a transaction is opened, so that the assessment finds them judged."""
        for text, code in islice(dict.fromkeys(items), READ_AHEAD):
            if self._fits.find((self.shelf.edition, text, code)) is None:
                self._judged(self.clock.now(), text, code)

    def learn(self, tx: Transaction, consignment_id: str, items: Sequence[tuple[int, str, str]]) -> None:
        """Take in goods items that were cleared after their code was looked at: number, code, description."""
        self.forget(tx, consignment_id)
        if items:
            store.insert_entries(tx.connection, consignment_id, items, tx.now)

    def forget(self, tx: Transaction, consignment_id: str) -> None:
        """What was taken in of a consignment speaks no longer; again is harmless."""
        if store.has_in_force(tx.connection, consignment_id):
            store.insert_entries(tx.connection, consignment_id, [(store.WITHDRAWAL, "", "")], tx.now)

    def _judged(self, at: datetime, text: str, code: str) -> tuple[FitVerdict, bool] | None:
        if self.shelf.made is None:
            return None
        edition = self.shelf.edition
        with self.shelf.reading() as index:
            fit = index.fit(text[:MAX_TEXT], code, thresholds_on(self.policy, at)).verdict
        vague = self.stop_list.alone(text, at.date()) is not None
        self._fits.keep((edition, text, code), (fit, vague))
        return fit, vague

    def _told(self, candidate: Candidate, *, whole: bool) -> Told:
        path = self.commodities.nomenclature.path(candidate.code, self.commodities.latest)
        return Told(candidate.code, path, candidate.confidence, _shown(candidate.evidence, whole=whole))

    def _say(self, vagueness: Vagueness) -> list[Mapping[str, str]]:
        found = [self.stop_list.say(reason.params.get("term", "")) for reason in vagueness.reasons]
        return [say for say in found if say]


class Remembered:
    """The verdicts asked for last, so that a declaration assessed again and again is read once."""

    def __init__(self, size: int) -> None:
        self._size, self._lock = size, Lock()
        self._kept: OrderedDict[tuple[int, str, str], tuple[FitVerdict, bool]] = OrderedDict()

    def find(self, key: tuple[int, str, str]) -> tuple[FitVerdict, bool] | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def keep(self, key: tuple[int, str, str], verdict: tuple[FitVerdict, bool]) -> None:
        with self._lock:
            self._kept[key] = verdict
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)


def _shown(evidence: Iterable[Evidence], *, whole: bool) -> list[Evidence]:
    """What other traders declared is not told to a trader."""
    return [each for each in evidence if whole or each.example.kind is not Kind.CLEARED]


def _checked(text: str) -> str:
    if not text.strip():
        raise Invalid.one("text", "missing", "write what the goods are")
    if len(text) > MAX_TEXT:
        raise Invalid.one("text", "too_long", f"a description has at most {MAX_TEXT} characters")
    return text


def _code(code: str) -> str:
    digits = code.replace(".", "").replace(" ", "")
    if not CODE.fullmatch(digits):
        raise Invalid.one("code", "malformed", f"a code has {CODE_MEANS}")
    return digits
