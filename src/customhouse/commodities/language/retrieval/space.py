"""The directions of an embedding's space in which headings differ, and not the texts within one (Fisher's)."""

from dataclasses import dataclass

import numpy as np

from customhouse.commodities.language.retrieval.postings import Floats
from customhouse.commodities.language.retrieval.tree import Ints

DIMENSIONS = 160  # more tell no more of goods, and each costs memory and time
_SHRINKAGE = 0.2  # of the scatter within headings towards a sphere: few headings have many texts


@dataclass(frozen=True, slots=True)
class Space:
    centre: Floats  # (the embedding's dimensions,)
    basis: Floats  # (the embedding's dimensions, ours)

    def take(self, vectors: Floats) -> Floats:
        """Into our space, of unit length."""
        inside = (vectors - self.centre) @ self.basis
        return np.asarray(inside / np.maximum(np.linalg.norm(inside, axis=1, keepdims=True), 1e-6), np.float32)


NOWHERE = Space(np.zeros(0, np.float32), np.zeros((0, 0), np.float32))


def learn(vectors: Floats, headings: Ints) -> Space:
    """From (rows, dimensions) and the heading of each row."""
    _, of, counts = np.unique(headings, return_inverse=True, return_counts=True)
    size = vectors.shape[1]
    centre, means = vectors.mean(axis=0, dtype=np.float64), np.zeros((len(counts), size))
    np.add.at(means, of, vectors)
    means /= counts[:, None]
    within = np.zeros((size, size))
    for start in range(0, len(vectors), 4096):
        rest = vectors[start : start + 4096] - means[of[start : start + 4096]]
        within += rest.T @ rest
    within /= len(vectors)
    within += (_SHRINKAGE * np.trace(within) / size + 1e-9) * np.eye(size)
    spread, axes = np.linalg.eigh(within)
    whitened = axes / np.sqrt(spread)
    between = (means - centre) @ whitened * np.sqrt(counts)[:, None]
    _, directions = np.linalg.eigh(between.T @ between)
    basis = whitened @ directions[:, ::-1][:, :DIMENSIONS]
    basis *= np.sign(basis[np.abs(basis).argmax(axis=0), range(basis.shape[1])])  # either sign would do: choose one
    return Space(centre.astype(np.float32), np.ascontiguousarray(basis, np.float32))
