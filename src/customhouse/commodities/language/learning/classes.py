"""One more voice: a linear guess of the heading from the meaning alone, by ridge regression over all rows."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from customhouse.commodities.language.retrieval.postings import Floats
from customhouse.commodities.language.retrieval.tree import Ints

_PENALTY = 1.0
_BIAS = 0.3


@dataclass(frozen=True, slots=True)
class Classes:
    weights: Floats  # (dimensions + 1, headings)

    def __call__(self, meaning: Floats | None) -> Floats:
        if meaning is None or len(self.weights) < 2:
            return np.zeros(self.weights.shape[1], np.float32)
        return np.asarray(np.append(meaning, np.float32(_BIAS)) @ self.weights, np.float32)


def learn(meanings: Floats, headings: Ints, size: int, speaks: npt.NDArray[np.bool_]) -> Classes:
    """Only rows that speak, and stand for a heading, are learned from."""
    if not meanings.shape[1]:
        return Classes(np.zeros((1, size), np.float32))
    known = speaks & (headings >= 0)
    rows = np.c_[meanings[known], np.full(int(known.sum()), _BIAS, np.float32)]
    targets = np.zeros((size, rows.shape[1]))
    np.add.at(targets, headings[known], rows)
    square = (rows.T @ rows).astype(np.float64) + _PENALTY * np.eye(rows.shape[1])
    return Classes(np.linalg.solve(square, targets.T).astype(np.float32))
