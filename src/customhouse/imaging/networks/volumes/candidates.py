"""Objects worth a second look: what the first network suspects, what the physics parted, what hangs together."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from customhouse.imaging.networks.volumes.clusters import clusters
from customhouse.imaging.networks.volumes.grids import nearest
from customhouse.imaging.networks.volumes.segments import Gridded, Segments
from customhouse.imaging.physics.volumes.examining import Seen
from customhouse.imaging.physics.volumes.voxels import ALL_26, Mask, Region

SUSPECT = 77  # of 255: the sum of threats from which a voxel belongs to a candidate
SECOND_KIND = 0.15  # share of a candidate from which another kind in it is a candidate by itself
LEAST_CM3 = 0.25
LARGEST_CM3 = 30_000.0
MOST = 48  # candidates of the network; as many of the physics
SAME = 0.5  # intersection over union from which two are one


@dataclass(frozen=True)
class Candidate:
    """`mask` fills `box`, which lies in the network's grid; `seen` is the physics' object, where it is one."""

    box: Region
    mask: Mask
    seen: Seen | None = None


def everything(grid: Gridded, segments: Segments, objects: Sequence[Seen], spacing: Sequence[float]) -> list[Candidate]:
    """All that is looked at again, the same thing several times over, as each way of looking parts it."""
    return [*candidates(grid, segments, objects, spacing), *hanging(grid)]


def hanging(grid: Gridded) -> list[Candidate]:
    """What hangs together, whatever any network says."""
    return [Candidate(box, mask) for box, mask in clusters(grid.high, grid.pitch_mm)]


def candidates(grid: Gridded, segments: Segments, objects: Sequence[Seen], spacing: Sequence[float]) -> list[Candidate]:
    least = max(4, round(LEAST_CM3 * 1000 / grid.pitch_mm**3))
    suspected = sorted(_suspected(segments, least), key=lambda each: -_weight(each, segments))[:MOST]
    parted = [each for seen in objects if (each := as_candidate(seen, grid, spacing)) is not None][:MOST]
    alone, twins = [], dict[int, Candidate]()
    for each in suspected:
        like = (n for n, other in enumerate(parted) if n not in twins and likeness(each, other) >= SAME)
        twin = next(like, None)
        if twin is None:
            alone.append(each)
        else:
            twins[twin] = Candidate(each.box, each.mask, parted[twin].seen)
    return [*alone, *(twins.get(n, each) for n, each in enumerate(parted))]


def _weight(candidate: Candidate, segments: Segments) -> float:
    return float(segments.threat[candidate.box][candidate.mask].sum(dtype=np.float64))


def _suspected(segments: Segments, least: int) -> Iterator[Candidate]:
    taken = segments.threat >= SUSPECT
    for whole in _connected(taken, least):
        yield whole
        kinds = segments.kind[whole.box][whole.mask]
        counts = np.bincount(kinds)
        others = np.flatnonzero(counts >= max(least, SECOND_KIND * kinds.size))
        if len(others) < 2:
            continue
        for code in others:
            own = whole.mask & (segments.kind[whole.box] == code)
            for part in _connected(own, max(least, round(SECOND_KIND * kinds.size / 2))):
                region = [slice(w.start + p.start, w.start + p.stop) for w, p in zip(whole.box, part.box, strict=True)]
                yield Candidate((region[0], region[1], region[2]), part.mask)


def _connected(mask: Mask, least: int) -> Iterator[Candidate]:
    labelled, _ = ndimage.label(mask, structure=ALL_26)
    counts = np.bincount(labelled.ravel())
    for number, found in enumerate(ndimage.find_objects(labelled), start=1):
        if found is not None and counts[number] >= least:
            yield Candidate((found[0], found[1], found[2]), labelled[found] == number)


def as_candidate(seen: Seen, grid: Gridded, spacing: Sequence[float]) -> Candidate | None:
    """A physics object, its voxels read at the grid's; None where it is too small or too large to look at."""
    cm3 = seen.finding.volume_cm3
    if cm3 is None or not LEAST_CM3 <= cm3 <= LARGEST_CM3:
        return None
    box, picks = [], []
    for axis, part in enumerate(seen.region):
        begin = part.start * spacing[axis] - grid.origin_mm[axis]
        end = part.stop * spacing[axis] - grid.origin_mm[axis]
        first = max(0, int(begin / grid.pitch_mm))
        last = min(grid.high.shape[axis], max(first + 1, round(end / grid.pitch_mm)))
        if last <= first:
            return None
        at = nearest(grid.window[axis].stop, spacing[axis], grid.high.shape[axis], grid.pitch_mm)[first:last]
        own = at + grid.window[axis].start - part.start
        picks.append(np.clip(own, 0, part.stop - part.start - 1))
        box.append(slice(first, last))
    mask = seen.mask[np.ix_(picks[0], picks[1], picks[2])]
    return Candidate((box[0], box[1], box[2]), mask, seen) if mask.any() else None


def likeness(one: Candidate, other: Candidate) -> float:
    """Intersection over union."""
    both = shared(one, other)
    return both / max(1, int(one.mask.sum()) + int(other.mask.sum()) - both)


def shared(one: Candidate, other: Candidate) -> int:
    """Voxels of both."""
    spans = []
    for a, b in zip(one.box, other.box, strict=True):
        first, last = max(a.start, b.start), min(a.stop, b.stop)
        if last <= first:
            return 0
        spans.append((first, last))
    cuts = [
        each.mask[tuple(slice(f - b.start, t - b.start) for (f, t), b in zip(spans, each.box, strict=True))]
        for each in (one, other)
    ]
    return int((cuts[0] & cuts[1]).sum())
