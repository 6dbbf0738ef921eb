"""Reads a name: legal forms, titles and particles apart, numbers and initials told from words, each word weighed."""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from customhouse.watchlists.names.model import Kind, Name, Part, Token
from customhouse.watchlists.names.romanising import Latin, romanised, without_marks
from customhouse.watchlists.names.sounds import folded
from customhouse.watchlists.names.words import words

LONGEST = 400  # signs of a name that are read: what is longer is no name
MOST_TOKENS = 16
_DOTTED = re.compile(r"(?<=\b\w)[./](?=\w\b)")
_ORDINAL = re.compile(r"\b(\d+)\s*(?:st|nd|rd|th|er|eme)\b")
_STREET = re.compile(r"(.{3,})(?:strasse|str)")
_ABD = re.compile(r"abd[aeu]?[lr]?")
_ABD_JOINED = re.compile(r"abd[aeu](?:l|r(?=r))(.{2,})")
_ARTICLES = frozenset({"al", "el", "ul", "ur", "ar", "as", "ash", "ad", "az", "an"})
_VAGUE = frozenset(
    {"trading", "general", "international", "global", "import", "export", "services", "enterprise", "national"}
    | {"products", "supply", "solutions", "number", "saint", "mount"}
)
_WEIGHTS = {Part.WORD: 1.0, Part.NUMBER: 0.5, Part.INITIAL: 0.25, Part.FORM: 0.05}
VAGUE_WEIGHT, TRADE_WEIGHT, PLACE_WEIGHT = 0.2, 0.4, 0.15


@lru_cache(maxsize=20_000)
def read_name(text: str, kind: Kind) -> Name:
    """Read a name of the given kind. Any text can be read; one without letters or digits has no tokens."""
    return read_afresh(text, kind)


def read_afresh(text: str, kind: Kind) -> Name:
    """The same without remembering it: for whole lists, of which each name is read once."""
    lower = _tidied(text[:LONGEST])
    bare, forms = _without_script_forms(lower, kind)
    latin = romanised(bare, kind)
    for step in _STEPS[kind]:
        latin, told = step(latin)
        forms += told
    tokens = tuple(_token(word, kind) for word in latin[:MOST_TOKENS])
    return Name(text[:LONGEST], kind, tokens, tuple(forms))


def _tidied(text: str) -> str:
    lower = without_marks(unicodedata.normalize("NFKC", text).casefold())
    lower = re.sub(r"['’ʼʹ`´\u0307]", "", lower).replace("&", " and ").replace("+", " and ")
    lower = _ORDINAL.sub(r"\1 ", lower)
    return _DOTTED.sub("", re.sub(r"\.(?=\w{2})", ". ", lower))


def _without_script_forms(text: str, kind: Kind) -> tuple[str, list[str]]:
    """Take out legal forms written in scripts without case, or that stand as one word."""
    told: list[str] = []
    if kind is not Kind.COMPANY or text.isascii():
        return text, told
    for form in words().script_forms:
        spaced = r"(?<!\w){}(?!\w)" if "\u0600" <= form[0] <= "\u06ff" else "{}"
        shorter = re.sub(spaced.format(re.escape(form)), " ", text)
        if shorter != text and shorter.strip():
            text = shorter
            told.append(form)
    return text, told


Step = Callable[[list[Latin]], tuple[list[Latin], list[str]]]


def _without_legal_forms(latin: list[Latin]) -> tuple[list[Latin], list[str]]:
    return _peeled(latin, words().legal_forms, at_end=True)


def _without_titles(latin: list[Latin]) -> tuple[list[Latin], list[str]]:
    return _peeled(latin, words().titles)


def _without_prefixes(latin: list[Latin]) -> tuple[list[Latin], list[str]]:
    return _peeled(latin, words().vessel_prefixes)


def _peeled(
    latin: list[Latin], phrases: frozenset[tuple[str, ...]], *, at_end: bool = False
) -> tuple[list[Latin], list[str]]:
    """Take known phrases off the beginning, and off the end, as long as a name is left."""
    told: list[str] = []
    again = True
    while again and len(latin) > 1:
        again = False
        for size in range(min(6, len(latin) - 1), 0, -1):
            if tuple(word.text for word in latin[:size]) in phrases and _is_no_initial(latin[:size]):
                told.append(" ".join(word.text for word in latin[:size]))
                latin, again = latin[size:], True
                break
            if at_end and tuple(word.text for word in latin[-size:]) in phrases:
                told.append(" ".join(word.text for word in latin[-size:]))
                latin, again = latin[:-size], True
                break
    return latin, told


def _is_no_initial(latin: list[Latin]) -> bool:
    return any(len(word.text) > 1 for word in latin) or len(latin) > 1


def _with_letters_joined(latin: list[Latin]) -> tuple[list[Latin], list[str]]:
    """`A. P. L. Cargo` is `APL Cargo`."""
    joined: list[Latin] = []
    run = ""
    for word in [*latin, Latin("")]:
        if len(word.text) == 1 and word.text.isalpha():
            run += word.text
            continue
        if run:
            joined.append(Latin(run))
            run = ""
        if word.text:
            joined.append(word)
    return joined, []


def _with_abd_joined(latin: list[Latin]) -> tuple[list[Latin], list[str]]:
    """Abd is half of a name: `Abd al-Rahman`, `Abdul Rahman` and `Abdurrahman` are one word."""
    joined: list[Latin] = []
    at = 0
    while at < len(latin):
        word = latin[at]
        at += 1
        if word.text.startswith("abd") and _ABD.fullmatch(word.text) and at < len(latin):
            if latin[at].text in _ARTICLES and at + 1 < len(latin):
                at += 1
            rest = latin[at]
            joined.append(Latin("abd" + rest.text, has_no_vowels=rest.has_no_vowels))
            at += 1
        elif match := _ABD_JOINED.fullmatch(word.text):
            joined.append(Latin("abd" + match[1]))
        else:
            joined.append(word)
    return joined, []


def _without_particles(latin: list[Latin]) -> tuple[list[Latin], list[str]]:
    kept = [word for word in latin if word.text not in words().particles]
    return (kept or latin), []


def _without_long_particles(latin: list[Latin]) -> tuple[list[Latin], list[str]]:
    """In a person's name a letter that stands alone is an initial, but for the Spanish and Portuguese `and`."""
    particles = words().particles
    kept = [word for word in latin if word.text not in particles or (len(word.text) == 1 and word.text not in "ye")]
    return (kept or latin), []


def _with_numbers(latin: list[Latin]) -> tuple[list[Latin], list[str]]:
    """Number words and Roman numbers become numbers; the word `number` before one goes; `5 A` is `5a`."""
    known = words().number_words
    found = [Latin(known[word.text]) if word.text in known else word for word in latin]
    kept: list[Latin] = []
    for at, word in enumerate(found):
        follows = found[at + 1].text if at + 1 < len(found) else ""
        if words().generic.get(word.text) == "number" and follows.isdigit():
            continue
        kept.append(word)
    return kept, []


def _with_abbreviations_written_out(latin: list[Latin]) -> tuple[list[Latin], list[str]]:
    known = words().abbreviations
    whole = [[Latin(part) for part in known[word.text].split()] if word.text in known else [word] for word in latin]
    return [word for parts in whole for word in parts], []


def _with_last_roman(latin: list[Latin]) -> tuple[list[Latin], list[str]]:
    romans = {"i": "1", "v": "5", "x": "10"}
    if len(latin) > 1 and latin[-1].text in romans:
        return [*latin[:-1], Latin(romans[latin[-1].text])], []
    return latin, []


def _with_numbers_lettered(latin: list[Latin]) -> tuple[list[Latin], list[str]]:
    """`Shipyard 5A` is not `Shipyard 5`: a letter right behind a number belongs to it."""
    joined: list[Latin] = []
    for word in latin:
        if joined and joined[-1].text.isdigit() and len(word.text) == 1 and word.text.isalpha():
            joined[-1] = Latin(joined[-1].text + word.text)
        else:
            joined.append(word)
    return joined, []


def _with_streets_split(latin: list[Latin]) -> tuple[list[Latin], list[str]]:
    split: list[Latin] = []
    for word in latin:
        match = _STREET.fullmatch(word.text)
        split += [Latin(match[1]), Latin("strasse")] if match else [word]
    return split, []


_STEPS: dict[Kind, tuple[Step, ...]] = {
    Kind.PERSON: (_without_titles, _with_abd_joined, _without_long_particles),
    Kind.COMPANY: (
        _without_legal_forms,
        _with_letters_joined,
        _without_legal_forms,
        _with_abbreviations_written_out,
        _with_numbers,
        _without_particles,
        _with_numbers_lettered,
    ),
    Kind.VESSEL: (
        _without_prefixes,
        _with_last_roman,
        _with_numbers,
        _with_numbers_lettered,
        _with_letters_joined,
        _without_particles,
    ),
    Kind.ADDRESS: (_with_numbers_lettered, _with_streets_split, _without_particles),
}


def _token(word: Latin, kind: Kind) -> Token:
    text = word.text
    if text[:1].isdigit():
        return Token(text, text, Part.NUMBER, _WEIGHTS[Part.NUMBER])
    known = words()
    if kind is Kind.PERSON:
        part = Part.INITIAL if len(text) == 1 else Part.WORD
        spelt = folded(known.variants.get(text, text))
        return Token(text, spelt, part, _WEIGHTS[part], has_no_vowels=word.has_no_vowels)
    counts_as = "" if kind is Kind.VESSEL else _counts_as(word, kind)
    if counts_as:
        weight = PLACE_WEIGHT if kind is Kind.ADDRESS else VAGUE_WEIGHT if counts_as in _VAGUE else TRADE_WEIGHT
        return Token(text, folded(text), Part.GENERIC, weight, counts_as, word.has_no_vowels)
    part = Part.FORM if kind is Kind.COMPANY and (text,) in known.legal_forms else Part.WORD
    spelt = folded(known.exonyms.get(text, text))
    return Token(text, spelt, part, _WEIGHTS[part], has_no_vowels=word.has_no_vowels)


def _counts_as(word: Latin, kind: Kind) -> str:
    known = words()
    if word.counts_as:
        return word.counts_as
    table = known.places if kind is Kind.ADDRESS else known.generic
    return table.get(word.text, "")
