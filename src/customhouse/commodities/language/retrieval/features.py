"""What speaks for each heading, and for each subheading, in numbers that a ranking can weigh."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from customhouse.commodities.language.retrieval.postings import Floats
from customhouse.commodities.language.retrieval.segment import VOICES, Segment, Spans
from customhouse.commodities.language.retrieval.tree import Ints, Tree

NEAREST = 40  # rows that vote
_FUSION = np.array([0.8, 1.0, 1.0], np.float32)  # of the voices, before anything is learned
_SHARPNESS = (6.0, 6.0, 6.0, 10.0)  # of the votes: words with grams, grams, all, meaning
_USUAL_NEAREST, _SPREAD = 0.7, 0.2  # of the score of the nearest row
CANDIDATES = 64  # headings that are ranked; the true one is among them for nearly every text that has one


@dataclass(frozen=True, slots=True)
class Heard:
    """Scores of all rows of all segments for one text; `fused` is their sum."""

    scores: tuple[Floats, ...]  # for each segment (voices, rows)
    fused: tuple[Floats, ...]

    @classmethod
    def of(cls, scores: Sequence[Floats]) -> "Heard":
        return cls(tuple(scores), tuple(_FUSION @ s for s in scores))

    @property
    def nearest(self) -> float:
        return max((float(s.max(initial=0)) for s in self.scores), default=0.0)


def _votes(values: Floats, ids: Ints, size: int, sharpness: float) -> Floats:
    """The nearest rows vote, the nearer the more; shares that sum to one where anything is near."""
    best = np.argpartition(-values, min(NEAREST, len(values) - 1))[:NEAREST] if len(values) else np.zeros(0, np.int64)
    best = best[(values[best] > 0) & (ids[best] >= 0)]
    if not len(best):
        return np.zeros(size, np.float32)
    power = np.exp((values[best] - values[best].max()) * sharpness)
    return np.bincount(ids[best], power / power.sum(), size).astype(np.float32)


def _maxima(heard: Heard, segments: Sequence[Segment], spans: Sequence[Spans], size: int) -> Floats:
    """The best row of each code: per voice of the nomenclature and of labelled rows, and of all voices fused."""
    found = np.zeros((2 * len(VOICES) + 1, size), np.float32)
    for scores, fused, segment, run in zip(heard.scores, heard.fused, segments, spans, strict=True):
        labelled = segment.labelled
        for voice in range(len(VOICES)):
            run.maxima(np.where(labelled, 0, scores[voice]), found[2 * voice])
            run.maxima(np.where(labelled, scores[voice], 0), found[2 * voice + 1])
        run.maxima(fused, found[-1])
    return found


def _four_votes(heard: Heard, ids: Ints, size: int) -> Floats:
    words, grams, meaning = (np.concatenate([s[voice] for s in heard.scores]) for voice in range(len(VOICES)))
    fused = np.concatenate(heard.fused)
    voters = (words * _FUSION[0] + grams, grams, fused, meaning)
    return np.array([_votes(v, ids, size, s) for v, s in zip(voters, _SHARPNESS, strict=True)])


@dataclass(frozen=True, slots=True)
class OfHeadings:
    features: Floats  # (features, candidates)
    candidates: Ints  # which headings, the likeliest first
    near: Floats  # of every heading: its nearest row against the nearest of all, 0 to 1
    light: float  # how near the nearest row is, about zero and of size one

    @property
    def weighed(self) -> Floats:
        """The features, and each again in the light: what tells much where rows are near tells less where all are far.

        How many words there are is no such light: in a language that the index has not they tell nothing.
        """
        return np.vstack([self.features, self.features * np.float32(self.light)])


def of_headings(heard: Heard, segments: Sequence[Segment], tree: Tree, classed: Floats) -> OfHeadings:
    """`classed` is what `Classes` guesses for each heading."""
    size = len(tree.headings)
    maxima = _maxima(heard, segments, [segment.heading_spans for segment in segments], size)
    votes = _four_votes(heard, np.concatenate([segment.headings for segment in segments]), size)
    means, counts = np.zeros((len(VOICES), size), np.float32), np.full(size, 3, np.float32)
    for scores, segment in zip(heard.scores, segments, strict=True):
        segment.heading_spans.sums(segment.corpus.alive.astype(np.float32), counts)
        for voice, power in enumerate((2, 2, 4)):
            segment.heading_spans.sums(scores[voice] ** power, means[voice])
    raw = np.vstack([maxima, votes, means / np.sqrt(counts), classed[None]])
    first = maxima[-1] + votes[2] + classed
    chosen = np.argsort(-first, kind="stable")[:CANDIDATES].copy()
    starts = np.flatnonzero(np.r_[True, tree.chapter_of[1:] != tree.chapter_of[:-1]])
    in_chapter = np.maximum.reduceat(raw, starts, axis=1)[:, tree.chapter_of[chosen]]
    chapter_votes = np.add.reduceat(votes, starts, axis=1)[:, tree.chapter_of[chosen]]
    own, best = raw[:, chosen], np.maximum(maxima[0:6:2], maxima[1:6:2])[:, chosen]
    parts = (
        own,
        in_chapter,
        chapter_votes,
        np.log(votes[:, chosen] + 1e-3),
        best,
        best**2,
        np.log(chapter_votes + 1e-3),
    )
    near = maxima[-1] / max(float(maxima[-1].max(initial=0)), 1e-6)
    light = (heard.nearest - _USUAL_NEAREST) / _SPREAD
    return OfHeadings(np.vstack(parts), chosen, near, light)


def of_subheadings(heard: Heard, segments: Sequence[Segment], tree: Tree) -> Floats:
    """(features, subheadings)."""
    size = len(tree.subheadings)
    maxima = _maxima(heard, segments, [segment.subheading_spans for segment in segments], size)
    votes = _four_votes(heard, np.concatenate([segment.subheadings for segment in segments]), size)
    best = np.maximum(maxima[0:6:2], maxima[1:6:2])
    return np.vstack([maxima, votes, np.log(votes + 1e-3), best**2])
