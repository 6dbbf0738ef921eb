"""The words that waybills label their boxes with, in English, Chinese, Spanish and French, and the fields they mean."""

import csv
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import fuzz, process

PARTY_KEYS = frozenset({"consignor", "consignee", "notify"})
# Labels that may head a column of a goods table.
COLUMNS = frozenset(
    {
        "description",
        "packages",
        "kind",
        "gross",
        "net",
        "hs_code",
        "origin",
        "marks",
        "container",
        "seal",
        "size_type",
        "measurement",
    }
)
_TAILS = re.compile(
    r"^(\s*(\(.{0,80}?\)|（.{0,60}?）|'s\b|name (and|&) address|name|address|full style and address|complete|"
    r"of (the )?goods|and requested routing|"
    r"and address|n[o°º]s?\.?(?=\W|$)|numbers?\b|#|\[kgs?\]|\bin kgs?\b|号码?|名称(及地址)?|和地址|及地址|"
    r"nombre y dirección|nom et adresse))+",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"^[\s:：/|,.;–—\-]+")


_ALIKE = str.maketrans("’´°º", "''oo")
# How alike a misread label must be to one we know, in per cent; and how long, since short words are alike by chance.
ALIKE, LONG_ENOUGH = 88, 6


def folded(text: str) -> str:
    """Lower case, no accents, one sign a sign: places in it are places in the text."""
    signs = []
    for sign in text.translate(_ALIKE):
        base = unicodedata.normalize("NFD", sign)[0] if not "\u4e00" <= sign <= "\u9fff" else sign
        lowered = base.casefold()
        signs.append(lowered if len(lowered) == 1 else sign.lower()[:1])
    return "".join(signs)


def _phrases() -> list[tuple[str, str]]:
    """Pairs of a phrase and what it means, the longest first: port of loading before port."""
    with Path(__file__).with_name("labels.csv").open(encoding="utf-8", newline="") as table:
        pairs = [(folded(row["label"]), row["means"]) for row in csv.DictReader(table)]
    return sorted(pairs, key=lambda pair: -len(pair[0]))


PHRASES = _phrases()
_LABELS = [phrase for phrase, _ in PHRASES]


@dataclass(frozen=True)
class Label:
    """`rest` is what follows in the same run; `is_marked` that a colon or the like parts the two."""

    key: str
    rest: str
    is_marked: bool
    tail: str = ""  # what stood in brackets after it, such as a unit


def label_of(text: str, *, misread: bool = False) -> Label | None:
    """The label a run of text begins with; None where it is no label. Numbers of boxes before it are passed over.

    `misread` says that signs may be wrong, as in a picture: a label that is nearly one of ours counts then.
    """
    stripped = re.sub(r"^[\s*•]*(\(?\d{1,2}[a-z]?[.)]?\)?\s+(?=[^\d\s]))?", "", text)
    found = _match(stripped) or (_nearly(stripped) if misread else None)
    if found is None:
        return None
    key, rest = found
    tail = ""
    is_marked = False
    while True:
        # Bilingual labels: the same meaning may follow in another language.
        cut = _TAILS.match(rest)
        if cut is not None and cut.end():
            tail, rest = tail + cut.group(), rest[cut.end() :]
            continue
        separator = _SEPARATOR.match(rest)
        after = rest[separator.end() :] if separator else rest
        again = _match(after)
        if again is not None and after and (again[0] == key or (separator and "/" in separator.group())):
            rest = again[1]
            continue
        if separator is not None:
            is_marked = is_marked or any(sign in separator.group() for sign in ":：") or not after
            rest = after
        break
    rest = rest.strip()
    if rest and not is_marked and _is_sentence(rest, text):
        return None
    return Label(key, rest, is_marked or not rest, tail)


def _match(text: str) -> tuple[str, str] | None:
    plain = folded(text)
    for phrase, key in PHRASES:
        if not plain.startswith(phrase):
            continue
        after = plain[len(phrase) : len(phrase) + 1]
        cjk = "\u4e00" <= phrase[-1] <= "\u9fff"
        if cjk or not after.isalnum():
            return key, text[len(phrase) :]
    return None


def _nearly(text: str) -> tuple[str, str] | None:
    """The whole run, or what stands before its colon or bracket, is nearly a label."""
    head = re.split(r"[:：(（]", text, maxsplit=1)[0]
    plain = folded(head).strip()
    if len(plain) < LONG_ENOUGH:
        return None
    best = process.extractOne(plain, _LABELS, scorer=fuzz.ratio, score_cutoff=ALIKE)
    return None if best is None else (PHRASES[best[2]][1], text[len(head) :])


def _is_sentence(rest: str, whole: str) -> bool:
    """Shipper certifies that … is no label with its value."""
    return rest[:1].islower() or len(whole.split()) > 14
