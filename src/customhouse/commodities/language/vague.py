"""Whether a description says too little: stop words, rules, and how far the candidates scatter."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from customhouse.commodities.language import attributes
from customhouse.commodities.language.model import Candidate, StopWord, Vagueness
from customhouse.commodities.language.retrieval.features import Heard
from customhouse.commodities.language.retrieval.normalising import clean, key, words
from customhouse.commodities.language.retrieval.postings import Floats, counted
from customhouse.commodities.language.retrieval.segment import Asked
from customhouse.kernel.reasons import Reason

if TYPE_CHECKING:
    from customhouse.commodities.language.index import GoodsIndex

# Colours, sizes, for whom, how many, and words that stand for any goods: without a noun beside them they name none.
DESCRIBING = frozenset(
    word for line in (Path(__file__).parent / "describing_words.txt").read_text("utf-8").split() for word in words(line)
)
SCATTERED_BITS = 4.0  # sixteen headings that are as likely as each other: nothing was said that tells them apart
FAR = 0.35  # a nearest row farther off than this is like nothing known
_DIGITS = re.compile(r"\d")
_FEW = 2  # words; a longer text that only scatters is remarked on, not held for vague


def judge(index: "GoodsIndex", text: str, stop_words: Sequence[StopWord]) -> Vagueness:
    cleaned = clean(text)
    found = words(cleaned)
    refused = tuple(_refused(cleaned, found, index, stop_words))
    if refused:
        return Vagueness(True, refused, ("goods",))
    asked = index.library.ask(text)
    belief = index.believe(asked)
    scattered = tuple(_scattered(belief.headings, belief.heard, len(set(found))))
    missing = _missing(index, cleaned, belief.headings)
    remarks = tuple(_inside(cleaned, stop_words)) + tuple(_published(index, asked))
    return Vagueness(bool(scattered), (*scattered, *remarks), missing if scattered else missing[:1])


def _refused(
    cleaned: str, found: Sequence[str], index: "GoodsIndex", stop_words: Sequence[StopWord]
) -> Iterator[Reason]:
    """What needs no candidates to be seen."""
    if not cleaned:
        yield Reason("vague_empty", "There is no description.")
        return
    bare = key(cleaned)
    for stop in stop_words:
        term = clean(stop.term)
        if cleaned.strip(" .,;:-/*") == term or (bare and bare == key(term)):
            yield Reason("vague_stop_word", f"“{stop.term}” alone is no description.", {"term": stop.term})
            return
    if not found:
        code = "vague_numbers_only" if _DIGITS.search(cleaned) else "vague_no_words"
        text = (
            "There are only numbers or codes." if code == "vague_numbers_only" else "There is no word that names goods."
        )
        yield Reason(code, text)
        return
    if set(found) <= DESCRIBING:
        yield Reason("vague_only_describes", "Its words describe goods (colour, size, for whom) and name none.")
        return
    slots, _ = counted(found)
    known = index.library.vocabulary.knows(slots).any() or any(s.words.knows_any(slots) for s in index.library.segments)
    if not known and not index.library.has_meaning:
        yield Reason("vague_unknown_words", "None of its words is known from the nomenclature or from examples.")


def _scattered(headings: Floats, heard: Heard, distinct: int) -> Iterator[Reason]:
    shares = headings[headings > 0]
    bits = float(-(shares * np.log2(shares)).sum()) if len(shares) else SCATTERED_BITS
    if distinct > _FEW:
        return
    if heard.nearest < FAR:
        yield Reason("vague_like_nothing", "It is like nothing that is known.")
    elif bits >= SCATTERED_BITS:
        count = str(round(2**bits))
        yield Reason("vague_scattered", f"It can mean goods of {count} headings alike.", {"headings": count})


def _inside(cleaned: str, stop_words: Sequence[StopWord]) -> Iterator[Reason]:
    for stop in stop_words:
        term = clean(stop.term)
        if term and re.search(rf"(?<!\w){re.escape(term)}(?!\w)", cleaned):
            yield Reason(
                "vague_stop_word_inside", f"“{stop.term}” in it says nothing of the goods.", {"term": stop.term}
            )


def _published(index: "GoodsIndex", asked: Asked) -> Iterator[Reason]:
    """A hint only: publishers' lists of vague texts are noisy."""
    if asked.group and bool((index.vague.groups == asked.group).any()):
        yield Reason("vague_as_published", "A publisher holds these words for too vague to be classified.")


def _missing(index: "GoodsIndex", cleaned: str, headings: Floats) -> tuple[str, ...]:
    """Attributes in which the likeliest headings differ and of which nothing is said."""
    tree = index.library.tree
    best = np.argsort(-headings, kind="stable")[:4]
    likely = [Candidate(tree.headings[at], float(headings[at])) for at in best if headings[at] > 0]
    return attributes.unsaid(cleaned, tree, likely)
