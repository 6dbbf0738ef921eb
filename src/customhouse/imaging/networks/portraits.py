"""What the second network is shown of one object: a cube around it and a row of measured features."""

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from customhouse.imaging.networks.candidates import Candidate
from customhouse.imaging.networks.grids import Cube, Field
from customhouse.imaging.networks.segments import Gridded, Segments
from customhouse.imaging.physics.voxels import Mask, Region, without_surface

SIDE = 32
WIDER = 1.3  # the cube is this much wider than the object's longest side
QUANTILES = (5, 25, 50, 75, 95)
RING = 2  # voxels around an object that its surroundings are told by
MEASURED = 22  # features before the shares of classes


def features(classes: int) -> int:
    """How long a row is."""
    return MEASURED + 2 * classes


def portrait(candidate: Candidate, grid: Gridded, segments: Segments, classes: int) -> tuple[Field, Field]:
    """A cube (3, SIDE, SIDE, SIDE) of both energies and the object's mask, and its row."""
    view = Cube.around(candidate.box, grid.high.shape, SIDE, WIDER)
    own = np.zeros([part.stop - part.start for part in view.region], np.float32)
    own[_within(candidate.box, view.region)] = candidate.mask
    planes = [view.read(each) for each in (grid.high[view.region], grid.low[view.region], own)]
    return np.stack(planes), _row(candidate, grid, segments, (classes, view.pitch * grid.pitch_mm))


def _within(box: Region, region: Region) -> Region:
    spans = [slice(b.start - r.start, b.stop - r.start) for b, r in zip(box, region, strict=True)]
    return spans[0], spans[1], spans[2]


def _row(candidate: Candidate, grid: Gridded, segments: Segments, how: tuple[int, float]) -> Field:
    classes, pitch_mm = how
    box, mask = candidate.box, candidate.mask
    high, low = grid.high[box][mask], grid.low[box][mask]
    cm3 = high.size * grid.pitch_mm**3 / 1000
    logs = np.log(high + 0.05)
    dual = (low - high) / (high + 0.2)
    threat, sure = segments.threat[box][mask], segments.sure[box][mask]
    measured = [
        np.log(cm3),
        *np.percentile(logs, QUANTILES),
        logs.std(),
        float(high.mean()),
        *(np.array([dual.mean(), dual.std(), np.median(dual)]) * grid.both),
        float(grid.both),
        *_extents(mask, grid.pitch_mm),
        high.size / mask.size,
        without_surface(mask).sum() / high.size,
        threat.mean() / 255,
        threat.max() / 255,
        sure.mean() / 255,
        np.log(1e-3 + float(high.sum()) * grid.pitch_mm**3 / 1000),
        np.log(pitch_mm),
    ]
    inside = np.bincount(segments.label[box][mask], minlength=classes) / high.size
    return np.concatenate([measured, inside, _around(candidate, segments, classes)]).astype(np.float32)


def _extents(mask: Mask, pitch_mm: float) -> NDArray[np.float64]:
    """Logarithms of the spreads along the main axes, in mm, the longest first: a rod, a sheet, a block."""
    at = np.argwhere(mask).astype(np.float64)
    spread = np.cov(at.T) if len(at) > 1 else np.zeros((3, 3))
    main = np.sort(np.linalg.eigvalsh(spread))[::-1]
    return np.asarray(np.log(np.sqrt(np.maximum(main, 0) + 1 / 12) * pitch_mm))


def _around(candidate: Candidate, segments: Segments, classes: int) -> NDArray[np.float64]:
    """Shares of the classes just outside: a magazine lies in a pistol, a cell in a telephone."""
    spans = [
        slice(max(0, part.start - RING), min(size, part.stop + RING))
        for part, size in zip(candidate.box, segments.label.shape, strict=True)
    ]
    region = (spans[0], spans[1], spans[2])
    own = np.zeros([part.stop - part.start for part in region], bool)
    own[_within(candidate.box, region)] = candidate.mask
    ring = ndimage.binary_dilation(own, iterations=RING) & ~own
    counts = np.bincount(segments.label[region][ring], minlength=classes)
    return np.asarray(counts / max(1, int(ring.sum())), np.float64)
