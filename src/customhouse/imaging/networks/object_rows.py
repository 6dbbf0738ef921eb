"""One row of measured numbers for an object: what the second network for CT names it by."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from customhouse.imaging.networks.candidates import Candidate
from customhouse.imaging.networks.object_cuts import Cut, Fields
from customhouse.imaging.networks.object_shapes import dense_parts, distances, form, length, shells, thickness
from customhouse.imaging.networks.object_values import (
    Row,
    attenuation,
    commonest,
    energies,
    size,
    surroundings,
    suspicions,
    texture,
)

MEASURES: tuple[Callable[[Cut], Row], ...] = (
    size,
    attenuation,
    energies,
    commonest,
    texture,
    form,
    thickness,
    length,
    distances,
    shells,
    dense_parts,
    surroundings,
    suspicions,
)
FAR = 30.0  # beyond it a measure says no more than that


def row_of(candidate: Candidate, fields: Fields, classes: int) -> NDArray[np.float32]:
    """Measures in their order, then the shares of the first network's classes within and around it."""
    cut = Cut.of(candidate, fields)
    parts = [measure(cut) for measure in MEASURES]
    for where in (cut.mask, cut.ring):
        counts = np.bincount(cut.fields.label[where], minlength=classes)
        parts.append(counts / max(1, int(counts.sum())))
    parts.append(np.array([float(cut.fields.both)]))
    return np.nan_to_num(np.concatenate(parts)).clip(-FAR, FAR).astype(np.float32)
