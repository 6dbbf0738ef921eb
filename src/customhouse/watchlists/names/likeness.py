"""How alike two words are, and in what way."""

from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from customhouse.watchlists.names.model import How, Kind, Name, Part, Token
from customhouse.watchlists.names.sounds import (
    blurred,
    consonants,
    mandarin,
    same_mandarin,
    skeleton,
    without_article,
)
from customhouse.watchlists.names.words import words

Likeness = tuple[float, How]
LEAST = 0.6  # words less alike than this do not agree at all
# Generic words that are not the same, and that translations do not keep apart.
_NEAR = ({"oil", "petroleum"}, {"transport", "logistics"}, {"industry", "manufacturing"}, {"technology", "technical"})
_NO_WORDS = frozenset({Part.NUMBER, Part.INITIAL})
_NONE: frozenset[int] = frozenset()
_UNLIKE: Likeness = (0.0, How.TYPO)


@dataclass(frozen=True, slots=True)
class Strictness:
    """What is known of the two names as wholes.

    In `personal` names a last vowel makes another name (Paul, Paula); in those that are `mandarin` any letter does, for
    it makes another syllable.
    """

    personal: bool = False
    mandarin: bool = False


def strictness_of(query: Name, entry: Name) -> Strictness:
    chinese = all(_is_mandarin(name) for name in (query, entry))
    return Strictness(query.kind is Kind.PERSON, chinese)


def _is_mandarin(name: Name) -> bool:
    spelt = [token.text for token in name.tokens if token.part is Part.WORD]
    return bool(spelt) and all(mandarin(text) for text in spelt)


def likeness(one: Token, other: Token, strict: Strictness) -> Likeness:
    """How alike two words are, from 0 to 1."""
    if one.text == other.text:
        return 1.0, How.EXACT
    if not {one.part, other.part}.isdisjoint(_NO_WORDS):
        return _by_sign(one, other)
    if one.counts_as and other.counts_as:
        return _translated(one.counts_as, other.counts_as)
    if strict.mandarin:
        return (0.88, How.SPELLING) if same_mandarin(one.text, other.text) else _UNLIKE
    return _sounding(one, other, strict)


def _sounding(one: Token, other: Token, strict: Strictness) -> Likeness:
    if one.fold == other.fold:
        return 0.97, How.SPELLING
    if one.has_no_vowels or other.has_no_vowels:
        return _without_vowels(one.fold, other.fold)
    return _spelt(one.text, other.text, one.fold, other.fold, strict)


def _translated(one: str, other: str) -> Likeness:
    if one == other:
        return 0.97, How.TRANSLATED
    return (0.8, How.TRANSLATED) if {one, other} in _NEAR else _UNLIKE


def _by_sign(one: Token, other: Token) -> Likeness:
    """Numbers agree whole or not at all; an initial agrees with a word that begins with it."""
    is_initial = Part.INITIAL in (one.part, other.part) and Part.NUMBER not in (one.part, other.part)
    return (0.9, How.INITIAL) if is_initial and one.text[:1] == other.text[:1] else _UNLIKE


def _without_vowels(one: str, other: str) -> Likeness:
    """Arabic script writes no short vowels: only consonants can be held against each other."""
    bare, against = skeleton(one), skeleton(other)
    short, long = sorted((bare.removeprefix("a"), against.removeprefix("a")), key=len)
    if not short:
        return _UNLIKE
    if short == long:
        return (0.93 if len(short) > 1 else 0.7), How.SOUND
    # A feminine ending is written, and spoken only before another word: najma, najmat.
    return (0.85, How.SOUND) if len(short) > 1 and long in (short + "t", short + "h") else _UNLIKE


@lru_cache(maxsize=200_000)
def _spelt(text: str, other_text: str, one: str, other: str, strict: Strictness) -> Likeness:
    if strict.personal and not words().nicknames.get(text, _NONE).isdisjoint(words().nicknames.get(other_text, _NONE)):
        return 0.85, How.NICKNAME
    if one.startswith("al") != other.startswith("al") and without_article(one) == without_article(other):
        return 0.9, How.SPELLING
    if same_mandarin(text, other_text):
        return 0.88, How.SPELLING
    if strict.personal and _differs_by_ending(one, other):
        return _UNLIKE
    return _misheard(text, other_text, one, other)


def _misheard(text: str, other_text: str, one: str, other: str) -> Likeness:
    if blurred(one) == blurred(other):
        return 0.82, How.SOUND
    return max(_mistyped(one, other), _mistyped(text, other_text))


def _differs_by_ending(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return long.startswith(short) and not long[len(short) :].strip("aeiou")


def _mistyped(one: str, other: str) -> Likeness:
    """A slip of the pen is likelier the longer the word, in its vowels, and not at its beginning."""
    longest = max(len(one), len(other))
    most = 0 if longest < 6 else 1 if longest < 8 else 2 if longest < 13 else 3
    edits = OSA.distance(one, other, score_cutoff=most)
    if edits > most:
        return _UNLIKE
    # A vowel more or less is nearly nothing, a letter left out is a slip, another consonant may be another name.
    cost = 1.2 if consonants(one) == consonants(other) else 1.5 if abs(len(one) - len(other)) == edits else 2.0
    alike = 1 - cost * edits / longest - (0.1 if one[:1] != other[:1] else 0)
    return (alike, How.TYPO) if alike >= LEAST else _UNLIKE
