"""A part of the index: rows sorted by code, and how near each is to a text in each voice."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from customhouse.commodities.language.retrieval.corpus import Corpus, group
from customhouse.commodities.language.retrieval.normalising import clean, words
from customhouse.commodities.language.retrieval.postings import Floats, Postings, make
from customhouse.commodities.language.retrieval.tree import Ints, Tree
from customhouse.commodities.language.retrieval.vocabulary import K1, B, Terms, Vocabulary

VOICES = ("words", "grams", "meaning")


@dataclass(frozen=True, slots=True)
class Asked:
    """A text made ready to be compared. `meaning` is None where there is no embedding."""

    cleaned: str
    words: tuple[str, ...]
    slots: npt.NDArray[np.int32]
    own_score: float  # what a row would score that had all the words and was very short
    gram_slots: npt.NDArray[np.int32]
    gram_weights: Floats
    meaning: Floats | None
    group: int = 0  # see `corpus.group`

    @classmethod
    def of(cls, text: str, vocabulary: Vocabulary, meaning: Floats | None) -> "Asked":
        cleaned = clean(text)
        terms = Terms.of(cleaned)
        own = float(vocabulary.word_weights(terms.words).sum()) * (K1 + 1) / (1 + K1 * (1 - B)) or 1.0
        in_grams = vocabulary.gram_row(terms)
        return cls(cleaned, tuple(words(cleaned)), terms.words, own, terms.grams, in_grams, meaning, group(text))


@dataclass(frozen=True)
class Spans:
    """Runs of rows that share a code: where each begins, and which number of the tree it has."""

    starts: Ints
    ids: Ints

    @classmethod
    def of(cls, numbers: Ints) -> "Spans":
        """`numbers` ascend, but for rows that stand for no code of this level: they are -1 wherever they stand."""
        if not len(numbers):
            return cls(np.zeros(0, np.int64), np.zeros(0, np.int64))
        starts = np.flatnonzero(np.r_[True, numbers[1:] != numbers[:-1]])
        return cls(starts, numbers[starts])

    def maxima(self, values: Floats, into: Floats) -> None:
        """Raises what is in `into` to the maximum of each run."""
        if len(self.starts):
            known = self.ids >= 0
            np.maximum.at(into, self.ids[known], np.maximum.reduceat(values, self.starts)[known])

    def sums(self, values: Floats, into: Floats) -> None:
        if len(self.starts):
            known = self.ids >= 0
            np.add.at(into, self.ids[known], np.add.reduceat(values, self.starts)[known])


@dataclass(frozen=True)
class Segment:
    corpus: Corpus
    words: Postings
    grams: Postings
    meant: npt.NDArray[np.int32]  # rows that have a meaning of their own
    meanings: Floats  # (rows that are meant, dimensions); no dimensions without an embedding
    tree: Tree = field(repr=False)
    headings: Ints = field(init=False)  # of each row; -1 where it stands for none
    subheadings: Ints = field(init=False)
    labelled: npt.NDArray[np.bool_] = field(init=False)
    heading_spans: Spans = field(init=False)
    subheading_spans: Spans = field(init=False)

    def __post_init__(self) -> None:
        at = self.tree.subheading_at
        subheadings = np.array([at.get(code[:6].decode(), -1) for code in self.corpus.codes], np.int64)
        headings = np.array([self.tree.heading_at.get(code[:4].decode(), -1) for code in self.corpus.codes], np.int64)
        object.__setattr__(self, "headings", headings)
        object.__setattr__(self, "subheadings", subheadings)
        object.__setattr__(self, "labelled", self.corpus.labelled)
        object.__setattr__(self, "heading_spans", Spans.of(self.headings))
        object.__setattr__(self, "subheading_spans", Spans.of(subheadings))

    @classmethod
    def of(
        cls, corpus: Corpus, rows: Sequence[Terms], tree: Tree, vocabulary: Vocabulary, meanings: Floats
    ) -> "Segment":
        """`rows` are the terms of the corpus, in its order."""
        return cls(
            corpus,
            make([row.words for row in rows], [vocabulary.word_row(row) for row in rows]),
            make([row.grams for row in rows], [vocabulary.gram_row(row) for row in rows]),
            corpus.meant(),
            meanings,
            tree,
        )

    def score(self, asked: Asked, silent: npt.NDArray[np.bool_] | None = None) -> Floats:
        """(voices, rows), 0 to 1; rows that are `silent`, and those forgotten, score nothing."""
        scores = np.zeros((len(VOICES), len(self.corpus)), np.float32)
        scores[0] = self.words.score(asked.slots, np.ones(len(asked.slots), np.float32)) / asked.own_score
        scores[1] = self.grams.score(asked.gram_slots, asked.gram_weights)
        if asked.meaning is not None and self.meanings.shape[1]:
            scores[2, self.meant] = self.meanings @ asked.meaning
        scores[:, ~self.corpus.alive] = 0
        if silent is not None:
            scores[:, silent] = 0
        return np.clip(scores, 0, 1, out=scores)
