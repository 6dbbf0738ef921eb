"""Says what is believed: candidates with their evidence, how far it is sure, whether a code fits."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from customhouse.commodities.language import attributes
from customhouse.commodities.language.learning import fitting
from customhouse.commodities.language.learning.belief import Belief
from customhouse.commodities.language.model import (
    Candidate,
    Conflict,
    Evidence,
    Fit,
    FitVerdict,
    Level,
    Reading,
    Thresholds,
)
from customhouse.commodities.language.retrieval.features import Heard
from customhouse.commodities.language.retrieval.library import Library
from customhouse.commodities.language.retrieval.postings import Floats
from customhouse.commodities.language.retrieval.segment import Asked

if TYPE_CHECKING:
    from customhouse.commodities.language.index import GoodsIndex

EVIDENCE = 3  # rows shown for a candidate
_LEVELS = (Level.CHAPTER, Level.HEADING, Level.SUBHEADING)


def reading(
    index: "GoodsIndex", text: str, asked: Asked, belief: Belief, thresholds: Thresholds, limit: int
) -> Reading:
    learned, tree = index.learned_for(asked), index.library.tree
    believed = (belief.chapters, belief.headings, belief.subheadings)
    codes = (tree.chapters, tree.headings, tree.subheadings)
    named = [
        _candidates(
            index.library,
            belief.heard,
            codes[n],
            believed[n],
            learned.calibrations[n](believed[n], belief.light),
            limit,
        )
        for n in range(len(_LEVELS))
    ]
    sure = None
    for level, candidates in zip(_LEVELS, named, strict=True):
        # A finer level is sure only where the ones above it are.
        if not candidates or candidates[0].confidence < thresholds.sure[level]:
            break
        sure = level
    question = None if sure is Level.SUBHEADING else attributes.question(asked.cleaned, tree, named[2] or named[1])
    return Reading(text, named[0], named[1], named[2], sure, question)


def _candidates(
    library: Library, heard: Heard, codes: Sequence[str], believed: Floats, sure: Floats, limit: int
) -> tuple[Candidate, ...]:
    best = np.argsort(-believed, kind="stable")[:limit]
    return tuple(
        Candidate(codes[at], round(float(sure[at]), 4), evidence(library, heard, codes[at]))
        for at in best
        if believed[at] > 0
    )


def evidence(library: Library, heard: Heard, code: str, most: int = EVIDENCE) -> tuple[Evidence, ...]:
    """The nearest rows of a chapter, heading or subheading."""
    found: list[tuple[float, float, Evidence]] = []
    for segment, scores, fused in zip(library.segments, heard.scores, heard.fused, strict=True):
        # Rows stand in the order of their codes, so those of one code lie between two places.
        first = int(np.searchsorted(segment.corpus.codes, code.encode()))
        behind = int(np.searchsorted(segment.corpus.codes, code.encode() + b":"))  # the sign behind 9
        for at in first + np.argsort(-fused[first:behind], kind="stable")[:most]:
            if fused[at] > 0:
                near = round(float(scores[:, at].max()), 4)
                found.append((-float(fused[at]), -near, Evidence(segment.corpus.example(int(at)), near)))
    found.sort(key=lambda item: item[:2])
    return tuple(shown for _, _, shown in found[:most])


def cannot_tell(code: str) -> Fit:
    return Fit(code, 0.5, FitVerdict.CANNOT_TELL, (), ())


def fit(index: "GoodsIndex", asked: Asked, belief: Belief, code: str, thresholds: Thresholds) -> Fit:
    tree, learned = index.library.tree, index.learned_for(asked)
    heading = tree.heading_at[code[:4]]
    chapter = int(tree.chapter_of[heading])
    seen = fitting.features(belief.headings, belief.chapters, belief.near, belief.light, heading, chapter)
    score = learned.fit(seen)
    speaks_for = evidence(index.library, belief.heard, code[:4], 5)
    confidence = learned.calibrations[1](belief.headings, belief.light)
    others = _candidates(index.library, belief.heard, tree.headings, belief.headings, confidence, 6)
    rather = tuple(other for other in others if other.code != code[:4])[:5]
    conflicts = attributes.conflicts(asked.cleaned, tree, code)
    return Fit(code, round(score, 4), _verdict(score, conflicts, thresholds), speaks_for, rather, conflicts)


def _verdict(score: float, conflicts: Sequence[Conflict], thresholds: Thresholds) -> FitVerdict:
    if score < thresholds.misfit_below:
        return FitVerdict.DOES_NOT_FIT
    if score < thresholds.doubtful_below or conflicts:
        return FitVerdict.DOUBTFUL
    return FitVerdict.FITS
