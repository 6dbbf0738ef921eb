"""From what somebody typed to words: one form for every way of writing, without markup, codes and counts."""

import html
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

LONGEST = 2000  # characters that are looked at; a description of goods is shorter, and time stays bounded
BETWEEN = " › "  # the levels of a tariff's text
_TAG = re.compile(r"<[^<>]{0,200}>")
_URL = re.compile(r"\b(?:https?://|www\.)\S+")
# CJK ideographs, kana and Hangul are written without blanks, so they are cut into pairs of characters.
_WITHOUT_BLANKS = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7af\U00020000-\U0003134f"
_UNSPACED = re.compile(rf"[{_WITHOUT_BLANKS}]+")
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
# Article numbers: letters and digits in one long run. Signs of scripts without blanks belong to none.
_SIGN = rf"[^\W{_WITHOUT_BLANKS}]"
_CODE = re.compile(
    rf"(?<!{_SIGN})(?={_SIGN}*\d)(?={_SIGN}*[^\W\d_{_WITHOUT_BLANKS}])(?:{_SIGN}|-){{6,}}(?<!-)(?!{_SIGN})"
)
# What stands on parcels beside the goods and says nothing of them.
PHRASES = (
    "value for customs purposes only",
    "value for customs purpose only",
    "for customs purposes only",
    "for customs purpose only",
    "no commercial value",
    "not for resale",
    "made in china",
    "free shipping",
)
_PHRASES = re.compile("|".join(rf"\b{phrase}\b" for phrase in PHRASES))
# Words without goods in them: grammar, counts and units, in the languages of the nomenclatures at hand.
STOPWORDS = frozenset((Path(__file__).parent / "stopwords.txt").read_text(encoding="utf-8").split())
_PLURALS = (("ies", "y"), ("sses", "ss"), ("shes", "sh"), ("ches", "ch"), ("xes", "x"), ("ves", "ve"))


def clean(text: str) -> str:
    """NFKC, small letters, one blank between words; markup, addresses, control characters and set phrases taken out."""
    text = text[: LONGEST * 2].encode("utf-8", "replace").decode("utf-8")  # lone surrogates become question marks
    if "&" in text or "<" in text:
        text = _TAG.sub(" ", html.unescape(text))
    text = unicodedata.normalize("NFKC", text).casefold()
    text = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in text) if not text.isprintable() else text
    text = _URL.sub(" ", text).replace("’", "'").replace("_", " ")
    return " ".join(_PHRASES.sub(" ", text).split())[:LONGEST]


def words(cleaned: str) -> list[str]:
    """Stemmed words without stopwords, numbers and article numbers; unspaced scripts in pairs of characters."""
    found: list[str] = []
    for word in _WORD.findall(_CODE.sub(" ", cleaned)):
        if _UNSPACED.search(word):
            found.extend(_pairs(word))
        elif len(word) > 1 and word not in STOPWORDS:
            found.append(stem(word))
    return found


def _pairs(word: str) -> Iterator[str]:
    for run in _UNSPACED.findall(word):
        yield from (run[i : i + 2] for i in range(max(1, len(run) - 1)))
    yield from (stem(part) for part in _UNSPACED.split(word) if len(part) > 1)


def stem(word: str) -> str:
    """Only what makes a plural; a stronger stemmer brings together what the tariff keeps apart."""
    word = word.removesuffix("'s")
    for ending, singular in _PLURALS:
        if word.endswith(ending) and len(word) > len(ending) + 2:
            return word[: -len(ending)] + singular
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
        return word[:-1]
    return word


def key(text: str) -> str:
    """The same for near twins: the set of words, sorted. Empty where a text has no words."""
    return " ".join(sorted(set(words(clean(text)))))


def telling(path: str) -> str:
    """The last part of a path that says something: "Horses › Other" is told by "Horses"."""
    parts = path.split(BETWEEN)
    for at in range(len(parts) - 1, 0, -1):
        if words(clean(parts[at])):
            return BETWEEN.join(parts[at:])
    return path


def grams(cleaned: str) -> list[str]:
    """Runs of 3 to 5 characters of each word with its edges; of 1 and 2 where a script is written without blanks."""
    found: list[str] = []
    for word in _WORD.findall(_CODE.sub(" ", cleaned)):
        if _UNSPACED.search(word):
            found.extend(word)
            found.extend(_pairs(word))
            continue
        if word in STOPWORDS:
            continue
        edged = f" {word} "
        found.extend(edged[i : i + n] for n in (3, 4, 5) for i in range(len(edged) - n + 1))
    return found
