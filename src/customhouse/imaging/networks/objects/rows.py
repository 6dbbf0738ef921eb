"""One row of measured numbers for an object: what the second network for CT names it by.

Most of them need no network and are measured while the first one still looks.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from customhouse.imaging.networks.objects.cuts import Cut, Fields, percentiles
from customhouse.imaging.networks.objects.shapes import dense_parts, distances, form, length, shells, thickness
from customhouse.imaging.networks.objects.values import (
    Row,
    attenuation,
    commonest,
    energies,
    size,
    surroundings,
    texture,
)
from customhouse.imaging.networks.volumes.candidates import Candidate
from customhouse.imaging.networks.volumes.segments import Segments
from customhouse.imaging.physics.volumes.voxels import Mask, Region

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
)
FAR = 30.0  # beyond it a measure says no more than that
SUSPICIOUS = 0.3


@dataclass(frozen=True)
class Measured:
    """An object with all that needs no network; `mask` and `ring` say where in `region` the network is asked of it."""

    candidate: Candidate
    row: Row
    mask: Mask
    ring: Mask
    region: Region
    both: bool


def measured(candidate: Candidate, fields: Fields) -> Measured:
    cut = Cut.of(candidate, fields)
    row = np.concatenate([measure(cut) for measure in MEASURES])
    return Measured(candidate, row, cut.mask, cut.ring, cut.region, fields.both)


def row_of(each: Measured, segments: Segments, classes: int) -> NDArray[np.float32]:
    """What was measured, in its order, then what the first network says within and around the object."""
    parts = [each.row, _suspicions(each, segments.threat[each.region])]
    label = segments.label[each.region]
    for where in (each.mask, each.ring):
        counts = np.bincount(label[where], minlength=classes)
        parts.append(counts / max(1, int(counts.sum())))
    parts.append(np.array([float(each.both)]))
    return np.nan_to_num(np.concatenate(parts)).clip(-FAR, FAR).astype(np.float32)


def _suspicions(each: Measured, threat: NDArray[np.uint8]) -> Row:
    """How much of a threat the first network sees around it and in it."""
    around, own = threat[each.ring] / 255, threat[each.mask] / 255
    beside = float(around.mean()) if around.size else 0.0
    return np.array([beside, own.mean(), *percentiles(own, 90), (own > SUSPICIOUS).mean()])
