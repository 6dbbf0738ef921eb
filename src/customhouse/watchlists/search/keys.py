"""Under which keys a name is found again: its words, their consonants with and without one, its words joined."""

import re
from collections.abc import Iterator, Sequence
from hashlib import blake2b

from customhouse.watchlists.names.facts import imo_in
from customhouse.watchlists.names.model import Name, Part, Token
from customhouse.watchlists.names.sounds import (
    blurred,
    folded,
    is_wade_giles,
    mandarin,
    skeleton,
    wade_giles,
    without_article,
)
from customhouse.watchlists.names.words import words

LEAST_FOR_DELETION = 3
MOST_JOINED = 4


def hashed(key: str) -> int:
    """63 bits, so that they fit a signed column of numpy."""
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "big") >> 1


def term_of(token: Token) -> str:
    """What a word is looked up by: spellings of one sound are one term. A leading `=` marks a generic word."""
    if token.counts_as:
        return "=" + token.counts_as
    return blurred(without_article(token.fold))


def terms_of(name: Name) -> list[str]:
    """The terms of a name; numbers and initials only where it has nothing else."""
    telling = [token for token in name.tokens if token.part in (Part.WORD, Part.GENERIC)]
    return list(dict.fromkeys(term_of(token) for token in telling or name.tokens))


def sound_keys(term: str) -> Iterator[str]:
    """Keys at which a term meets others that may be the same word misspelt."""
    if term[:1] in "=0123456789":
        return
    bare = skeleton(term).removeprefix("a")
    yield "s" + bare
    if len(bare) >= LEAST_FOR_DELETION:
        yield from dict.fromkeys("d" + bare[:at] + bare[at + 1 :] for at in range(len(bare)))


def meeting_keys(term: str) -> Iterator[str]:
    """Keys to look under: with a letter more than the list's, the same, a letter less, or another one."""
    for key in sound_keys(term):
        yield key
        yield ("d" if key[0] == "s" else "s") + key[1:]


def alternates(text: str) -> Iterator[str]:
    """Exact keys of a word beside its term: Wade-Giles for pinyin, familiar forms of given names."""
    if is_wade_giles(text):
        yield "w" + text
    for way in mandarin(text)[:2]:
        yield "w" + "".join(wade_giles(syllable) for syllable in way)
    for group in words().nicknames.get(text, frozenset[int]()):
        yield f"n{group}"


def joined_keys(tokens: Sequence[Token]) -> list[str]:
    """Words written together: neighbours, and the whole name where it is short."""
    texts = [token.text for token in tokens]
    runs = [texts[at : at + 2] for at in range(len(texts) - 1)]
    if 2 < len(texts) <= 6:
        runs += [texts, *(texts[at : at + 3] for at in range(len(texts) - 2))]
    return [joined_key("".join(run)) for run in runs]


def joined_key(text: str) -> str:
    return "j" + blurred(folded(text))


def number_keys(imo: str, registrations: Sequence[str]) -> list[str]:
    """A ship's or an enterprise's number finds its entry whatever the name."""
    keys = [f"#imo{number}" for number in (imo_in(imo),) if number]
    bare = (re.sub(r"[^0-9a-z]", "", number.lower()) for number in registrations)
    return keys + [f"#reg{number}" for number in bare if len(number) >= 4]
