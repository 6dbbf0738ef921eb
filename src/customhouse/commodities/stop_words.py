"""The country's list of words that are no description of goods, read from its pack and asked by the day."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from customhouse.commodities.language.model import StopWord
from customhouse.policy.grammar import FLAGS
from customhouse.policy.tree import Faults, Node, read

PLACE = "goods/stop-words.yaml"
_LANGUAGE = re.compile(r"[a-z]{2}")
# What stands between words, and what is counted rather than described.
_BETWEEN = re.compile(r"[\W_]+")
_COUNTS = re.compile(r"\b\d+\b")


@dataclass(frozen=True)
class Term:
    """A stop word, by language what to say instead, and whether it says nothing inside a longer text either."""

    word: StopWord
    say: Mapping[str, str]
    is_empty_inside: bool


@dataclass(frozen=True)
class StopList:
    terms: tuple[Term, ...] = ()

    def on(self, day: date) -> tuple[StopWord, ...]:
        """What holds on a day."""
        return tuple(term.word for term in self.terms if term.word.since <= day.isoformat())

    def for_text(self, text: str, day: date) -> tuple[StopWord, ...]:
        """What holds on a day and may be remarked on in this text."""
        alone = self.alone(text, day)
        inside = (term.word for term in self.terms if term.is_empty_inside and term.word.since <= day.isoformat())
        return (*((alone.word,) if alone else ()), *inside)

    def alone(self, text: str, day: date) -> Term | None:
        """The term that is all a description says, numbers and punctuation apart."""
        listed = self._by_plain.get(plain(text), ())
        return next((term for term in listed if term.word.since <= day.isoformat()), None)

    def say(self, term: str) -> Mapping[str, str]:
        """By language what to say instead of a term; empty where it is not listed."""
        return next((each.say for each in self._by_plain.get(plain(term), ())), {})

    @cached_property
    def _by_plain(self) -> dict[str, list[Term]]:
        found: dict[str, list[Term]] = {}
        for term in self.terms:
            found.setdefault(plain(term.word.term), []).append(term)
        return found


def plain(text: str) -> str:
    """As it is compared: one case, one width, no counts, no punctuation."""
    folded = unicodedata.normalize("NFKC", text[:400]).casefold()
    return " ".join(_BETWEEN.sub(" ", _COUNTS.sub(" ", folded)).split())


def load_stop_words(folder: Path) -> StopList:
    """Read `goods/stop-words.yaml` of a country pack; a pack without one has none.

    Raises `Fault` with the file and line of all that is wrong.
    """
    path = folder / PLACE
    if not path.exists():
        return StopList()
    faults, terms = Faults(), dict[tuple[str, str], Term]()
    for group in read(path, PLACE).items():
        with faults.caught():
            for node, term in _terms(group):
                key = (term.word.language, plain(term.word.term))
                if key in terms:
                    faults.note(node.fault("term_twice", f"{term.word.term} ({term.word.language}) is listed twice"))
                terms[key] = term
    faults.raise_any()
    return StopList(tuple(terms.values()))


def _terms(group: Node) -> Iterable[tuple[Node, Term]]:
    fields = group.fields(("since", "say", "terms"), ("inside",))
    since = _day(fields["since"])
    is_empty_inside = _flag(fields["inside"]) if "inside" in fields else True
    say = {language: text.text() for language, text in _by_language(fields["say"]).items()}
    if "en" not in say:
        raise fields["say"].fault("english_missing", "say in English (en) what to write instead")
    return [
        (node, Term(StopWord(_term(node), language, since, say.get(language, say["en"])), say, is_empty_inside))
        for language, listed in _by_language(fields["terms"]).items()
        for node in listed.items()
    ]


def _by_language(node: Node) -> dict[str, Node]:
    branch = node.branch()
    for language, child in branch.items():
        if not _LANGUAGE.fullmatch(language):
            raise child.fault("bad_language", f"{language!r} is no language of ISO 639-1, such as en")
    return branch


def _term(node: Node) -> str:
    text = node.text()
    if not plain(text):
        raise node.fault("empty_term", "write a word here: numbers and punctuation are ignored anyway")
    return text


def _flag(node: Node) -> bool:
    if node.text() not in FLAGS:
        raise node.fault("bad_flag", f"{node.text()!r} is neither yes nor no")
    return FLAGS[node.text()]


def _day(node: Node) -> str:
    try:
        return date.fromisoformat(node.text()).isoformat()
    except ValueError:
        raise node.fault("bad_date", f"{node.text()!r} is not a date such as 2026-01-31") from None
