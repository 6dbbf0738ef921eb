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
class Vocabulary:
    """`words` and `grams` hold for each slot in how many rows it occurs."""

    words: Slots
    grams: Slots
    rows: int
    mean_words: float

    @classmethod
    def of(cls, texts: Sequence[str]) -> "Vocabulary":
        """`texts` are cleaned."""
        in_words, in_grams = np.zeros(SLOTS, np.int32), np.zeros(SLOTS, np.int32)
        total = 0
        for text in texts:
            found = words(text)
            total += len(found)
            in_words[counted(found)[0]] += 1
            in_grams[counted(grams(text))[0]] += 1
        return cls(in_words, in_grams, len(texts), total / max(len(texts), 1) or 1.0)

    def word_weights(self, slots: Slots) -> Floats:
        found = self.words[slots]
        return np.asarray(np.log(1 + (self.rows - np.minimum(found, self.rows) + 0.5) / (found + 0.5)), np.float32)

    def word_row(self, text: str) -> tuple[Slots, Floats]:
        """Weights of a row of the index by BM25."""
        found = words(text)
        slots, counts = counted(found)
        norm = K1 * (1 - B + B * len(found) / self.mean_words)
        return slots, (self.word_weights(slots) * counts * (K1 + 1) / (counts + norm)).astype(np.float32)

    def gram_row(self, text: str) -> tuple[Slots, Floats]:
        """TF-IDF with sublinear counts, of unit length."""
        slots, counts = counted(grams(text))
        weights = (1 + np.log(np.maximum(counts, 1))) * (np.log((1 + self.rows) / (1 + self.grams[slots])) + 1)
        return slots, np.asarray(weights / max(float(np.linalg.norm(weights)), 1e-9), np.float32)

    def knows(self, slots: Slots) -> npt.NDArray[np.bool_]:
        """Which words some row has."""
        return np.asarray(self.words[slots] > 0)
