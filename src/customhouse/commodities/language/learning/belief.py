"""What is believed of a text: a share for every heading, and for the subheadings of the likeliest ones."""

from dataclasses import dataclass

import numpy as np

from customhouse.commodities.language.learning.calibration import Calibration, light
from customhouse.commodities.language.learning.classes import Classes
from customhouse.commodities.language.learning.fitting import FitModel
from customhouse.commodities.language.learning.ranking import Ranker, shares
from customhouse.commodities.language.model import Kind
from customhouse.commodities.language.retrieval.corpus import KINDS
from customhouse.commodities.language.retrieval.features import Heard, OfHeadings, of_headings, of_subheadings
from customhouse.commodities.language.retrieval.library import Library
from customhouse.commodities.language.retrieval.normalising import clean
from customhouse.commodities.language.retrieval.postings import Floats
from customhouse.commodities.language.retrieval.segment import Asked, Segment
from customhouse.commodities.language.retrieval.tree import Ints, Tree

REFINED = 12  # headings whose subheadings are told apart
TRUST = 0.82  # in the code of the very same words: 112 of 136 pairs of equal parcel descriptions share a heading


@dataclass(frozen=True, slots=True)
class Learned:
    """All that is learned at build; once with and once without the voice of meaning."""

    headings: Ranker
    subheadings: Ranker
    calibrations: tuple[Calibration, Calibration, Calibration]  # chapter, heading, subheading
    fit: FitModel


@dataclass(frozen=True, slots=True)
class Belief:
    chapters: Floats
    headings: Floats  # a share for each of the tree
    subheadings: Floats
    near: Floats  # of every heading: its nearest row against the nearest of all, 0 to 1
    heard: Heard
    light: Floats  # see `calibration.light`


def believe(library: Library, learned: Learned, classes: Classes, asked: Asked) -> Belief:
    tree, heard = library.tree, library.hear(asked)
    found = of_headings(heard, library.segments, tree, classes(asked.meaning))
    exact = _exact(library, asked)
    headings = _blended(ranked(learned.headings, found, tree), exact[0])
    top = np.argsort(-headings, kind="stable")[:REFINED]
    features = of_subheadings(heard, library.segments, tree)
    subheadings = np.zeros(len(tree.subheadings), np.float32)
    for heading in top:
        inside = tree.inside(heading)
        within = _blended(shares(learned.subheadings.utilities(features[:, inside])), exact[1][inside])
        subheadings[inside] = headings[heading] * within
    in_light = light(asked, heard, library.vocabulary)
    return Belief(in_chapters(headings, tree), headings, subheadings, found.near, heard, in_light)


def ranked(ranker: Ranker, found: OfHeadings, tree: Tree) -> Floats:
    headings = np.zeros(len(tree.headings), np.float32)
    headings[found.candidates] = shares(ranker.utilities(found.weighed))
    return headings


def in_chapters(headings: Floats, tree: Tree) -> Floats:
    """Belief in a chapter is the sum of that in its headings: shares add up, scores would not."""
    return np.bincount(tree.chapter_of, headings, len(tree.chapters)).astype(np.float32)


def _exact(library: Library, asked: Asked) -> tuple[Floats, Floats]:
    """How many labelled rows with the very words each heading and subheading has; the newest segment that has any."""
    headings = np.zeros(len(library.tree.headings), np.float32)
    subheadings = np.zeros(len(library.tree.subheadings), np.float32)
    for segment in reversed(library.segments):
        rows = _same(segment, asked)
        if len(rows):
            np.add.at(headings, segment.headings[rows], 1)
            known = segment.subheadings[rows]
            np.add.at(subheadings, known[known >= 0], 1)
            break
    return headings, subheadings


def _same(segment: Segment, asked: Asked) -> Ints:
    if not asked.group:
        return np.zeros(0, np.int64)
    corpus = segment.corpus
    rows = np.flatnonzero((corpus.groups == asked.group) & segment.labelled & corpus.alive & (segment.headings >= 0))
    cleared = rows[corpus.kinds[rows] == KINDS.index(Kind.CLEARED)]
    rows = cleared if len(cleared) else rows  # what this site looked at itself goes before what others published
    # Near twins are not always the same goods: "tea" is not "TEA 99 %", nor cane sugar sugar cane.
    literal = [row for row in rows if clean(corpus.texts[int(row)]) == asked.cleaned]
    return np.array(literal, np.int64) if literal else rows


def _blended(believed: Floats, exact: Floats) -> Floats:
    total = float(exact.sum())
    return (1 - TRUST) * believed + TRUST * exact / total if total else believed
