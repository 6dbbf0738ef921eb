"""Vectors of scans, and how far apart they lie. Pure: what is near what, and which of a lot stands out."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from customhouse.imaging.model import Modality, Recognition
from customhouse.imaging.physics.signature import SPACES

Vectors = NDArray[np.float32]  # (scans, numbers)
# Tasks of the networks that a vector is made by; the last that took part names its space, for it is learned anew
# whenever one before it is.
EMBEDDERS = ("radiograph_segments", "ct_objects", "ct_crops")
FEWEST = 3  # of two containers nobody can say which is the odd one
# Two containers packed alike are never quite the same: smaller differences between lots' members are not told apart.
LEAST_SPREAD = 0.03
SPREAD_SHARE = 0.15


@dataclass(frozen=True)
class Standing:
    """How one of a lot stands to the others.

    Attributes:
        distance: mean to the nearer half of the others.
        deviations: robust, over the lot; from a handful on the odd one stands out.
    """

    distance: float
    deviations: float


def vector_of(recognition: Recognition, modality: Modality) -> tuple[str, Vectors] | None:
    """The space and the vector in it: a network's where one looked, else that of physics; None where there is none."""
    if recognition.embedding:
        return f"{modality.value}: {_embedder(recognition)}"[:80], np.asarray(recognition.embedding, np.float32)
    if recognition.signature and modality.value in SPACES:
        return SPACES[modality.value], np.asarray(recognition.signature, np.float32)
    return None


def _embedder(recognition: Recognition) -> str:
    """Name and version of the model whose vector it is; a site's own model beside it makes no other space."""
    serving = recognition.serving(*EMBEDDERS) or [each for each in recognition.models[:1] if not each.challenger]
    return f"{serving[-1].name} {serving[-1].version}" if serving else "network"


def distances(query: Vectors, vectors: Vectors) -> Vectors:
    """Straight distances of one vector to many."""
    squares = np.einsum("ij,ij->i", vectors, vectors) - 2 * (vectors @ query) + float(query @ query)
    return np.asarray(np.sqrt(np.maximum(squares, 0)), np.float32)


def standings(vectors: Sequence[Vectors]) -> list[Standing]:
    """Of a lot, one each; no deviations where there are too few to say which is odd."""
    if len(vectors) < FEWEST:
        return [Standing(0.0, 0.0) for _ in vectors]
    stacked = np.stack(vectors)
    apart = np.stack([distances(each, stacked) for each in stacked])
    nearer = (len(vectors) - 1 + 1) // 2
    # Each one's distance to the nearer half of the others: one odd neighbour makes nobody else odd.
    own = np.sort(apart, axis=1)[:, 1 : 1 + nearer].mean(axis=1)
    middle = float(np.median(own))
    spread = max(LEAST_SPREAD, SPREAD_SHARE * middle, 1.4826 * float(np.median(np.abs(own - middle))))
    return [Standing(round(float(each), 4), round((float(each) - middle) / spread, 2)) for each in own]
