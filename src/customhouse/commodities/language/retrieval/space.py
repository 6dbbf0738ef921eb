"""The part of an embedding's space in which texts of goods lie: a third of the memory, and as good."""

from dataclasses import dataclass

import numpy as np

from customhouse.commodities.language.retrieval.postings import Floats

DIMENSIONS = 256
_SAMPLE = 6000  # rows whose directions are taken


@dataclass(frozen=True, slots=True)
class Space:
    basis: Floats  # (the embedding's dimensions, ours)

    def take(self, vectors: Floats) -> Floats:
        """Into our space, of unit length."""
        inside = vectors @ self.basis
        return np.asarray(inside / np.maximum(np.linalg.norm(inside, axis=1, keepdims=True), 1e-6), np.float32)


NOWHERE = Space(np.zeros((0, 0), np.float32))


def learn(vectors: Floats) -> Space:
    """The directions along which the vectors are longest, from their second moment."""
    sample = vectors[:: max(1, len(vectors) // _SAMPLE)].astype(np.float64)
    _, directions = np.linalg.eigh(sample.T @ sample)
    kept = directions[:, ::-1][:, :DIMENSIONS]
    kept = kept * np.sign(kept[np.abs(kept).argmax(axis=0), range(kept.shape[1])])  # either sign would do: choose one
    return Space(np.ascontiguousarray(kept, np.float32))
