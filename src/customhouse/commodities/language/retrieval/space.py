"""The part of an embedding's space in which texts of goods lie: less memory, and nearer by heading."""

from dataclasses import dataclass

import numpy as np

from customhouse.commodities.language.retrieval.postings import Floats
from customhouse.commodities.language.retrieval.tree import Ints

DIMENSIONS = 384
_SAMPLE = 6000  # rows whose directions are taken; and rows that are summed at once
_ENOUGH = 4  # texts a dimension, for the spread within headings to be more than chance
# By how much directions that set texts of one heading apart are shortened. Found on texts that no test uses.
_POWER = 0.25
_SHRINK = 0.3


@dataclass(frozen=True, slots=True)
class Space:
    basis: Floats  # (the embedding's dimensions, ours)

    def take(self, vectors: Floats) -> Floats:
        """Into our space, of unit length."""
        inside = vectors @ self.basis
        return np.asarray(inside / np.maximum(np.linalg.norm(inside, axis=1, keepdims=True), 1e-6), np.float32)


NOWHERE = Space(np.zeros((0, 0), np.float32))


def learn(vectors: Floats, headings: Ints) -> Space:
    """`headings` are of each row, -1 where it tells nothing of which texts belong together.

    What sets texts of one heading apart is drawn together, then the directions along which texts are longest are kept.
    """
    kept = np.flatnonzero(headings >= 0)
    drawn = _drawn(vectors[kept], headings[kept])
    sample = (vectors[:: max(1, len(vectors) // _SAMPLE)].astype(np.float32) @ drawn).astype(np.float64)
    _, directions = np.linalg.eigh(sample.T @ sample)
    basis = drawn @ directions[:, ::-1][:, :DIMENSIONS]
    basis = basis * np.sign(basis[np.abs(basis).argmax(axis=0), range(basis.shape[1])])  # either sign would do
    return Space(np.ascontiguousarray(basis, np.float32))


def _drawn(vectors: Floats, headings: Ints) -> Floats:
    """Directions divided by a power of the spread within headings; as they are where headings have too few texts."""
    size = vectors.shape[1]
    if len(vectors) < _ENOUGH * size:
        return np.eye(size, dtype=np.float32)
    _, of, counts = np.unique(headings, return_inverse=True, return_counts=True)
    spread = np.zeros((size, size))
    sums = np.zeros((len(counts), size))
    for at in range(0, len(vectors), _SAMPLE):
        some = vectors[at : at + _SAMPLE].astype(np.float64)
        np.add.at(sums, of[at : at + _SAMPLE], some)
        spread += some.T @ some
    # The sum of squares about the means of the headings.
    spread -= (sums / counts[:, None]).T @ sums
    sizes, directions = np.linalg.eigh(spread / len(vectors))
    return np.asarray(directions * (sizes.clip(0) + _SHRINK * sizes.mean()) ** -_POWER, np.float32)
