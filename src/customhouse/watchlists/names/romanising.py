"""From every script to Latin letters, with what the script itself tells of where words begin."""

import re
import unicodedata
from collections.abc import Container, Iterator
from dataclasses import dataclass
from functools import lru_cache

from anyascii import anyascii

from customhouse.watchlists.names.model import Kind
from customhouse.watchlists.names.words import words

_RUNS = re.compile(r"[^\W\d_]+|\d+")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_KANA = re.compile(r"[\u3040-\u30ff]")
_HANGUL = re.compile(r"[\uac00-\ud7af]")
_ARABIC = re.compile(r"[\u0600-\u06ff]")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_GREEK = re.compile(r"[\u0370-\u03ff]")
_MARKS = re.compile(r"[\u0300-\u036f\u064b-\u0652\u0670\u0640]")
_FINALS = {"g": "k", "b": "p", "d": "t"}  # how Korean final stops are written by everybody but the standard


@dataclass(frozen=True, slots=True)
class Latin:
    """A word in Latin letters. `counts_as` where its own script told that it is a generic word."""

    text: str
    counts_as: str = ""
    has_no_vowels: bool = False


def romanised(text: str, kind: Kind) -> list[Latin]:
    """The words of a name that was brought to lower case, without its legal forms in other scripts."""
    found: list[Latin] = []
    for word in text.split():
        for run in _RUNS.findall(word):
            found += _run(run, kind, is_first=not found)
    return found


def without_marks(text: str) -> str:
    """Remove vowel signs of Arabic and accents, but only those: the letter й and kana keep theirs."""
    kept = unicodedata.normalize("NFC", text)
    return _MARKS.sub("", kept)


def _run(run: str, kind: Kind, *, is_first: bool) -> Iterator[Latin]:
    if run.isdigit():
        yield Latin("".join(str(unicodedata.digit(sign)) for sign in run))
    elif run.isascii():
        yield Latin(run)
    elif _HAN.search(run) or _KANA.search(run):
        yield from _east_asian(run, kind, is_first=is_first)
    elif _HANGUL.match(run):
        yield from _korean(run, kind, is_first=is_first)
    elif _ARABIC.match(run):
        yield from _arabic(run)
    elif _CYRILLIC.match(run):
        yield Latin(_by_letters(run), words().script_generic.get(run, ""))
    elif _GREEK.match(run):
        yield Latin(_ascii(_greek(run)))
    else:
        yield Latin(_ascii(run))


@lru_cache(maxsize=50_000)
def _ascii(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", anyascii(text).lower())


def _by_letters(run: str) -> str:
    letters = words().cyrillic
    return "".join(letters.get(sign, _ascii(sign)) for sign in run)


def _greek(run: str) -> str:
    bare = "".join(sign for sign in unicodedata.normalize("NFD", run) if not unicodedata.combining(sign))
    for pair, into in words().greek_pairs.items():
        bare = bare.replace(pair, into)
    return bare


def _arabic(run: str) -> Iterator[Latin]:
    known = words()
    name = known.script_generic.get(run, "")
    if run == "الله":
        yield Latin("lah", has_no_vowels=True)
        return
    if run.startswith("عبد"):
        yield Latin("abd")
        if len(run) > 3:
            yield from _arabic(run[3:])
        return
    bare = run[2:] if run.startswith("ال") and len(run) > 3 else run
    if spoken := known.arabic_names.get(run) or known.arabic_names.get(bare):
        yield Latin(spoken)
        return
    letters = "".join(known.arabic.get(sign, _ascii(sign)) for sign in bare)
    if letters or name:
        yield Latin(letters or name, name, has_no_vowels=True)


def _korean(run: str, kind: Kind, *, is_first: bool) -> Iterator[Latin]:
    known = words()
    if kind is Kind.PERSON and is_first and 2 <= len(run) <= 4 and run[0] in known.hangul_surnames:
        yield Latin(known.hangul_surnames[run[0]])
        run = run[1:]
    for part in _cut(run, known.script_generic):
        yield Latin("".join(_syllable(sign) for sign in part), known.script_generic.get(part, ""))


def _syllable(sign: str) -> str:
    latin = _ascii(sign)
    latin = latin.replace("eo", "o").replace("eu", "u")  # as passports have it
    return latin if latin.endswith("ng") else latin[:-1] + _FINALS.get(latin[-1:], latin[-1:])


def _east_asian(run: str, kind: Kind, *, is_first: bool) -> Iterator[Latin]:
    if kind is Kind.PERSON and not _KANA.search(run):
        yield from _han_person(run, is_first=is_first)
        return
    known = words()
    named = {**known.script_generic, **(known.script_places if kind is Kind.ADDRESS else {})}
    cities = [name + suffix for name in known.han_cuts for suffix in ("", "市", "省")]
    for part in _cut(run, {**named, **dict.fromkeys(cities, ""), **known.han_phrases}):
        if part in known.han_phrases:
            yield from (Latin(word) for word in known.han_phrases[part].split())
        elif _KANA.search(part):
            yield Latin(_without_long_vowels(_ascii(part)), named.get(part, ""))
        else:
            bare = part[:-1] if part[:-1] in known.han_cuts else part
            yield Latin("".join(_pinyin(bare)), named.get(part, ""))


def _without_long_vowels(latin: str) -> str:
    """Kana write long vowels, and most passports do not: satou is Sato."""
    return re.sub(r"oo|ou", "o", latin).replace("uu", "u")


def _han_person(run: str, *, is_first: bool) -> Iterator[Latin]:
    """The surname first, one sign or a known pair, then the given name as one word."""
    known = words()
    if is_first:
        surname = run[:2] if run[:2] in known.compound_surnames else run[:1]
        yield Latin(known.surname_readings.get(surname) or "".join(_pinyin(surname)))
        run = run[len(surname) :]
    if run:
        yield Latin("".join(_pinyin(run)))


@lru_cache(maxsize=50_000)
def _pinyin(text: str) -> tuple[str, ...]:
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - it brings a dictionary of phrases; only names in Han need it

    return tuple(_ascii(part.replace("ü", "u").replace("v", "u")) for part in lazy_pinyin(text))


def _cut(run: str, known: Container[str]) -> Iterator[str]:
    """Cut a run without spaces at the words that are known, longest first, and at a change of script."""
    rest, at = "", 0
    while at < len(run):
        length = next((size for size in range(8, 0, -1) if run[at : at + size] in known), 0)
        if rest and (length or bool(_KANA.match(run[at])) != bool(_KANA.match(rest[-1]))):
            yield rest
            rest = ""
        if length:
            yield run[at : at + length]
        else:
            rest += run[at]
        at += length or 1
    if rest:
        yield rest
