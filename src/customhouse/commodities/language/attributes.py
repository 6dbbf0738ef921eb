"""Words that say of what, for whom and in what state goods are, and whether they agree with the text of a code."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from customhouse.commodities.language.model import Candidate, Conflict, Question
from customhouse.commodities.language.retrieval.normalising import clean
from customhouse.commodities.language.retrieval.tree import Tree

FILE = Path(__file__).parent / "attribute_words.json"
_ASKED = ("material", "construction", "state", "use", "gender")  # the order in which the trader is asked
_NOT = re.compile(r"\b(?:other than|excluding|excl\.?|except|not|non|without|no)\b")
_END = re.compile(r"[;:.()›>]| but | whether ")
_NEVER = re.compile(r"whether or not [^;,›]*")  # says that it does not matter
_UNSPACED = re.compile(r"[\u3400-\u9fff]")
# German and Dutch glue words together; a long word inside a longer one is still said.
_GLUED = 6


class _Words:
    """All words of one attribute as one expression, the longest first, and which value each stands for."""

    def __init__(self, values: Mapping[str, Mapping[str, object]]) -> None:
        self.value_of: dict[str, str] = {}
        self.code_only: set[str] = set()
        self.above: dict[str, str] = {}
        for value, told in values.items():
            self.value_of |= {clean(str(word)): value for word in _listed(told, "words")}
            self.code_only |= {clean(str(word)) for word in _listed(told, "code_only")}
            if "is" in told:
                self.above[value] = str(told["is"])
        longest = sorted(self.value_of, key=lambda word: (-len(word), word))
        self.said = re.compile("|".join(_pattern(word) for word in longest))

    def find(self, text: str, *, in_code: bool = False) -> Iterator[tuple[str, int]]:
        """Each value that is named, and where."""
        for match in self.said.finditer(text):
            if in_code or match[0] not in self.code_only:
                yield self.value_of[match[0]], match.start()

    def agree(self, one: str, other: str) -> bool:
        """The same, or one a kind of the other."""
        return other in self._line(one) or one in self._line(other)

    def _line(self, value: str) -> tuple[str, ...]:
        above = self.above.get(value)
        return (value, *self._line(above)) if above else (value,)


def _listed(told: Mapping[str, object], name: str) -> Sequence[object]:
    found = told.get(name, ())
    return found if isinstance(found, list) else ()


def _pattern(word: str) -> str:
    if _UNSPACED.search(word):
        return re.escape(word)
    # Only the beginning of a glued word says of what it is: a cotton shirt, not a shirt of something else.
    return rf"\b{re.escape(word)}{'' if len(word) > _GLUED else chr(92) + 'b'}"


@cache
def tables() -> Mapping[str, _Words]:
    return {name: _Words(values) for name, values in json.loads(FILE.read_text(encoding="utf-8")).items()}


def said(cleaned: str, attribute: str) -> tuple[str, ...]:
    """Values that a text names, in its order; what it says not to be is left out."""
    named, denied = _named(cleaned, tables()[attribute], in_code=False)
    return tuple(value for value in named if value not in denied)


def _named(text: str, words: _Words, *, in_code: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What a text says and what it denies: "of textiles other than cotton" says textile and denies cotton."""
    text = _NEVER.sub(" ", text)
    named: dict[str, None] = {}
    denied: dict[str, None] = {}
    spans = [(match.end(), _end(text, match.end())) for match in _NOT.finditer(text)]
    for value, at in words.find(text, in_code=in_code):
        (denied if any(start <= at < end for start, end in spans) else named)[value] = None
    return tuple(named), tuple(denied)


def _end(text: str, start: int) -> int:
    found = _END.search(text, start)
    return found.start() if found else len(text)


def of_code(tree: Tree, code: str, attribute: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What the finest text of a code that speaks of the attribute says and denies."""
    words = tables()[attribute]
    for digits in (6, 4, 2):
        above = code[:digits]
        if len(above) == digits and above in tree.paths:
            named, denied = _named(clean(tree.own_text(above)), words, in_code=True)
            if named or denied:
                return named, denied
    return (), ()


def conflicts(cleaned: str, tree: Tree, code: str) -> tuple[Conflict, ...]:
    """For each attribute that both speak of and in which nothing said agrees with the code."""
    found = []
    for attribute, words in tables().items():
        stated = said(cleaned, attribute)
        named, denied = of_code(tree, code, attribute) if stated else ((), ())
        if stated and all(value in denied for value in stated):
            found.append(Conflict(attribute, stated[0], f"not {stated[0]}"))
        elif named and not any(words.agree(one, other) for one in stated for other in named):
            found.append(Conflict(attribute, stated[0], named[0]))
    return tuple(found)


def question(cleaned: str, tree: Tree, candidates: Sequence[Candidate]) -> Question | None:
    """The first attribute of which the text says nothing and in which the likeliest candidates differ."""
    likely = [candidate for candidate in candidates[:4] if candidate.confidence >= 0.3 * candidates[0].confidence]
    for attribute in _ASKED:
        if attribute not in tables() or said(cleaned, attribute):
            continue
        answers: dict[str, str] = {}
        for candidate in likely:
            named, denied = of_code(tree, candidate.code, attribute)
            if named:
                answers[candidate.code] = " / ".join(named)
            elif denied:
                answers[candidate.code] = "not " + " / ".join(denied)
        if len(answers) > 1 and len(set(answers.values())) == len(answers):
            return Question(attribute, answers)
    return None


def unsaid(cleaned: str, tree: Tree, candidates: Sequence[Candidate]) -> tuple[str, ...]:
    """Attributes that some candidates' texts name and the description does not."""
    return tuple(
        attribute
        for attribute in _ASKED
        if not said(cleaned, attribute) and any(any(of_code(tree, c.code, attribute)) for c in candidates)
    )
