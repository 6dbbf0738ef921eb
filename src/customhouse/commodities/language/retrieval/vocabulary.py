"""How much each word and each run of characters tells: the rarer, the more."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from customhouse.commodities.language.retrieval.normalising import grams, words
from customhouse.commodities.language.retrieval.postings import SLOTS, Floats, counted

Slots = npt.NDArray[np.int32]
# Okapi BM25's usual saturation and a milder length norm: tariff texts are long because the law is, not the goods.
K1, B = 1.2, 0.6


@dataclass(frozen=True, slots=True)
class Terms:
    """Distinct words and runs of characters of a text, by slot and ascending, and how often it has each."""

    words: Slots
    word_counts: Floats
    length: int  # words, each as often as it occurs
    grams: Slots
    gram_counts: Floats

    @classmethod
    def of(cls, text: str) -> "Terms":
        """`text` is cleaned."""
        found = words(text)
        return cls(*counted(found), len(found), *counted(grams(text)))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """`words` and `grams` hold for each slot in how many rows it occurs."""

    words: Slots
    grams: Slots
    rows: int
    mean_words: float

    @classmethod
    def of(cls, rows: Sequence[Terms]) -> "Vocabulary":
        in_words, in_grams = np.zeros(SLOTS, np.int32), np.zeros(SLOTS, np.int32)
        for row in rows:
            in_words[row.words] += 1
            in_grams[row.grams] += 1
        return cls(in_words, in_grams, len(rows), sum(row.length for row in rows) / max(len(rows), 1) or 1.0)

    def word_weights(self, slots: Slots) -> Floats:
        found = self.words[slots]
        return np.asarray(np.log(1 + (self.rows - np.minimum(found, self.rows) + 0.5) / (found + 0.5)), np.float32)

    def word_row(self, row: Terms) -> Floats:
        """Weights of the words of a row of the index by BM25."""
        norm = K1 * (1 - B + B * row.length / self.mean_words)
        weights = self.word_weights(row.words) * row.word_counts * (K1 + 1) / (row.word_counts + norm)
        return np.asarray(weights, np.float32)

    def gram_row(self, row: Terms) -> Floats:
        """Of its runs of characters: TF-IDF with sublinear counts, of unit length."""
        rarity = np.log((1 + self.rows) / (1 + self.grams[row.grams])) + 1
        weights = (1 + np.log(np.maximum(row.gram_counts, 1))) * rarity
        return np.asarray(weights / max(float(np.linalg.norm(weights)), 1e-9), np.float32)

    def knows(self, slots: Slots) -> npt.NDArray[np.bool_]:
        """Which words some row has."""
        return np.asarray(self.words[slots] > 0)
