"""What a volume holds, as a vector for likeness: how much of it is of each class of object, and how it is packed."""

from collections.abc import Sequence

import numpy as np

from customhouse.imaging.networks.objects.values import AIR
from customhouse.imaging.networks.volumes.naming import Named
from customhouse.imaging.networks.volumes.segments import Gridded, Segments

SURE = 0.4  # probability from which an object's name counts for all of it
PACKED = 0.5  # of the physics' numbers beside the classes', so that neither drowns the other
# A class counts by the root of its share: a little of something rare is more telling than somewhat more of much.


def contents(
    grid: Gridded, segments: Segments, named: Sequence[Named], classes: Sequence[str], signature: Sequence[float]
) -> tuple[float, ...]:
    """Of unit length; nothing where nothing was seen. `classes` are in the order of the networks' cards, air first."""
    labels = segments.label.copy()
    known = {code: number for number, code in enumerate(classes) if number}
    for each in sorted(named, key=lambda one: -int(one.candidate.mask.sum())):
        if each.label in known and each.probability >= SURE:
            labels[each.candidate.box][each.candidate.mask] = known[each.label]
    counts = np.bincount(labels[grid.high > AIR], minlength=len(classes))[1 : len(classes)]
    if not counts.sum():
        return ()
    vector = np.concatenate([np.sqrt(counts / counts.sum()), PACKED * np.asarray(signature, np.float64)])
    return tuple(round(float(each), 4) for each in vector / np.linalg.norm(vector))
