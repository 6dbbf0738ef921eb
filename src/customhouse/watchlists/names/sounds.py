"""How a word sounds, as far as spelling hides it: a folded form, its consonants, and its readings as Mandarin."""

import re
from collections.abc import Container
from functools import lru_cache

# In this order: each line undoes a habit of one language's romanisation, before letters are brought together.
_FOLDS = tuple(
    (re.compile(pattern), into)
    for pattern, into in (
        (r"tsch", "C"),
        (r"shch|sch|sh", "S"),
        (r"tch|ch|tj", "C"),
        (r"kh|x(?=[bcdfghjklmnpqrstvwz])", "h"),
        (r"dzh|dj|zh", "j"),
        (r"ph(?!y)", "f"),
        (r"ph", "p"),
        (r"gh", "g"),
        (r"th", "t"),
        (r"dh", "d"),
        (r"ck|q", "k"),
        (r"c(?=[eiy])", "s"),
        (r"c", "k"),
        (r"x", "ks"),
        (r"tz|cz", "ts"),
        (r"eo(?=ng|k$|b$)", "o"),
        (r"eu(?=[nlkm])", "u"),
        (r"ie$", "i"),
        (r"(?<=[^aeiou])(?:e[iy]|ay)(?=[^aeiou])", "ai"),
        (r"(?<=[ea])y(?=er$)", "i"),
        (r"eier$", "aier"),
        (r"ee|iye|yi|iy|ij|ii", "i"),
        (r"oo|ou|ue", "u"),
        (r"oe", "o"),
        (r"ae|aa", "a"),
        (r"(?<=[aou])y(?=$|[^aeiou])", "i"),
        (r"\by?e", "e"),
        (r"(?<=[bdfghjklmnprstvwzSC])y[oe]", "e"),
        (r"(?<=[^aeiou])y(?=$|[^aeiou])", "i"),
        (r"y(?=[aou])", "i"),
        (r"(?<=[^aeiou])[ij](?=[au])", "i"),
        (r"w", "v"),
        (r"(.)\1+", r"\1"),
        (r"(?<=.[aeiou])h$", ""),
    )
)
_VOWELS = str.maketrans({"e": "i", "o": "u", "y": "i"})
_NO_VOWELS = re.compile(r"[aeiouyv]")
# What the Arabic script, and ears, do not tell apart.
_HARD = str.maketrans({"g": "k", "z": "s", "j": "k"})


@lru_cache(maxsize=200_000)
def folded(word: str) -> str:
    """Bring the spellings of one sound together: `khalid` and `halid`, `mueller` and `müller`."""
    for pattern, into in _FOLDS:
        word = pattern.sub(into, word)
    return word


def without_article(fold: str) -> str:
    """`alnakheel` is `al-nakheel`; for what merely begins so, it is taken off on both sides alike."""
    return fold[2:] if fold.startswith("al") and len(fold) > 4 else fold


def blurred(fold: str) -> str:
    """The same with e and i, o and u brought together: `khaled` and `khalid`."""
    return fold.translate(_VOWELS)


def consonants(fold: str) -> str:
    return _NO_VOWELS.sub("", fold)


@lru_cache(maxsize=200_000)
def skeleton(fold: str) -> str:
    """The consonants, which are all that Arabic script writes; a first vowel counts as one sign."""
    bare = consonants(fold).translate(_HARD)
    first = "a" if fold[:1] in "aeiouy" and fold else ""
    return first + re.sub(r"(.)\1+", r"\1", bare)


# Mandarin


@lru_cache(maxsize=1)
def _syllables() -> tuple[frozenset[str], dict[str, frozenset[str]]]:
    """All syllables of pinyin, and for each spelling of Wade-Giles without its marks what it can be in pinyin."""
    from pypinyin.contrib.tone_convert import to_normal  # noqa: PLC0415 - slow to import: it brings a dictionary
    from pypinyin.pinyin_dict import pinyin_dict  # noqa: PLC0415 - of phrases too

    toned = {reading for readings in pinyin_dict.values() for reading in readings.split(",")}
    plain = {to_normal(each).replace("ü", "v") for each in toned}
    pure = frozenset(each.replace("v", "u") for each in plain if re.fullmatch(r"[a-z]{1,6}", each) and _has_vowel(each))
    spelt: dict[str, set[str]] = {}
    for syllable in pure:
        form = wade_giles(syllable)
        for spelling in (form, form.replace("uei", "ui")):
            spelt.setdefault(spelling, set()).add(syllable)
    return pure, {form: frozenset(found) for form, found in spelt.items()}


def _has_vowel(syllable: str) -> bool:
    return any(letter in "aeiouv" for letter in syllable)


_WADE = (
    (r"^(zh|ch)i$", "chih"),
    (r"^shi$", "shih"),
    (r"^ri$", "jih"),
    (r"^(z|c)i$", "tzu"),
    (r"^si$", "ssu"),
    (r"^(zh|ch|j|q)", "ch"),
    (r"^x", "hs"),
    (r"^(z|c)(?!h)", "ts"),
    (r"^b", "p"),
    (r"^d", "t"),
    (r"^g(?!$)", "k"),
    (r"^r", "j"),
    (r"ong$", "ung"),
    (r"ian$", "ien"),
    (r"(?<=[^h])ie$", "ieh"),
    (r"ye$", "yeh"),
    (r"yan$", "yen"),
    (r"you$", "yu"),
    (r"(?<=[tlnsc])uo$", "o"),
    (r"(?<=[h])uo$", "uo"),
    (r"^(k|h|)e$", r"\1o"),
    (r"ui$", "uei"),
)


@lru_cache(maxsize=2_000)
def wade_giles(syllable: str) -> str:
    """A syllable of pinyin in Wade-Giles, without its marks."""
    for pattern, into in _WADE:
        syllable = re.sub(pattern, into, syllable)
    return syllable


@lru_cache(maxsize=100_000)
def mandarin(word: str) -> tuple[tuple[str, ...], ...]:
    """All ways to read a word as syllables of pinyin; none where it is no such word."""
    pure, _ = _syllables()
    return tuple(tuple(way) for way in _ways(word, pure))[:8]


@lru_cache(maxsize=100_000)
def _as_wade_giles(word: str) -> tuple[tuple[frozenset[str], ...], ...]:
    _, spelt = _syllables()
    return tuple(tuple(spelt[part] for part in way) for way in _ways(word, spelt.keys()))[:8]


def is_wade_giles(word: str) -> bool:
    return bool(_as_wade_giles(word))


def _ways(word: str, syllables: Container[str]) -> list[list[str]]:
    if not word:
        return [[]]
    if len(word) > 18:
        return []
    found: list[list[str]] = []
    for length in range(min(6, len(word)), 0, -1):
        if word[:length] in syllables:
            found += [[word[:length], *rest] for rest in _ways(word[length:], syllables)]
    return found[:8]


@lru_cache(maxsize=200_000)
def same_mandarin(one: str, other: str) -> bool:
    """Whether one word is the pinyin of what the other spells in Wade-Giles."""
    return _spells(one, other) or _spells(other, one)


def _spells(wade: str, pinyin: str) -> bool:
    ways = mandarin(pinyin)
    return any(
        len(way) == len(read) and all(part in may for part, may in zip(way, read, strict=True))
        for read in (_as_wade_giles(wade) if ways else ())
        for way in ways
    )
