"""Classes of voxels and connected objects in a volume, by whole-array arithmetic."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from customhouse.imaging.model import Material

Labels = NDArray[np.uint8]
Mask = NDArray[np.bool_]
Region = tuple[slice, slice, slice]
ALL_26 = np.ones((3, 3, 3), bool)
GROUPS: tuple[tuple[Material, ...], ...] = (
    (Material.METAL, Material.DENSE),
    (Material.INORGANIC,),
    (Material.ORGANIC,),
    (Material.LIGHT_ORGANIC,),
)
FINE = (Material.METAL, Material.INORGANIC)  # small things matter here; the rest is parted at half size


@dataclass(frozen=True)
class Part:
    """One connected object. `region` lies in the whole volume; `mask` fills the region."""

    group: tuple[Material, ...]
    region: Region
    mask: Mask


def occupied(labels: Labels, margin: int = 0) -> Region:
    """The box around everything that is not air, and `margin` voxels more; the whole volume where all is air."""
    window = []
    for axis in range(3):
        others = tuple(other for other in range(3) if other != axis)
        used = np.flatnonzero((labels > 0).any(axis=others))
        first, last = (int(used[0]) - margin, int(used[-1]) + margin) if len(used) else (0, labels.shape[axis])
        window.append(slice(max(0, first), min(labels.shape[axis], last + 1)))
    return window[0], window[1], window[2]


def without_edges(labels: Labels) -> Labels:
    """Give voxels that are part one thing and part the air beside it to the thing.

    The blurred surface of a dense thing reads as a layer of something lighter that is not there. Such a layer is at
    most two voxels thick and has something denser on one side and something lighter on the other. Real walls that thin
    are thereby counted with what they enclose.
    """
    settled = labels
    for code in (Material.LIGHT_ORGANIC, Material.ORGANIC, Material.INORGANIC):
        layer = settled == code
        if not layer.any():
            continue
        thin = layer & ~grown(_eroded(layer))
        beside_denser = grown(grown(settled > code))
        beside_lighter = grown(grown(settled < code))
        edge = thin & beside_denser & beside_lighter
        if edge.any():
            denser = _highest(_highest(np.where(settled > code, settled, 0).astype(np.uint8)))
            settled = np.where(edge, denser, settled)
    return settled


def _shifts() -> Iterator[tuple[tuple[slice, ...], tuple[slice, ...]]]:
    for axis in range(3):
        ahead, behind = [slice(None)] * 3, [slice(None)] * 3
        ahead[axis], behind[axis] = slice(1, None), slice(None, -1)
        yield tuple(ahead), tuple(behind)


def grown(mask: Mask) -> Mask:
    """With the six neighbours of each voxel."""
    whole = mask.copy()
    for ahead, behind in _shifts():
        whole[ahead] |= mask[behind]
        whole[behind] |= mask[ahead]
    return whole


def _highest(labels: Labels) -> Labels:
    whole = labels.copy()
    for ahead, behind in _shifts():
        np.maximum(whole[ahead], labels[behind], out=whole[ahead])
        np.maximum(whole[behind], labels[ahead], out=whole[behind])
    return whole


def parts(labels: Labels, least_voxels: int) -> Iterator[Part]:
    """Every connected object, group by group, thin ones included."""
    for group in GROUPS:
        mask = (labels == group[0]) if len(group) == 1 else (labels >= group[0])
        if mask.any():
            window = occupied(mask.view(np.uint8))
            step = 1 if group[0] in FINE else 2
            yield from _connected(mask, window, group, (least_voxels, step))


def _connected(mask: Mask, window: Region, group: tuple[Material, ...], how: tuple[int, int]) -> Iterator[Part]:
    least, step = how
    inside = mask[window]
    thin = inside if step == 1 or min(inside.shape) < 4 else _halved(inside)
    step = 1 if thin is inside else step
    labelled = _parted(thin)
    counts = np.bincount(labelled.ravel())
    for number, found in enumerate(ndimage.find_objects(labelled), start=1):
        if found is None or counts[number] * step**3 < least:
            continue
        region = tuple(
            slice(window[axis].start + found[axis].start * step,
                  min(window[axis].stop, window[axis].start + found[axis].stop * step))
            for axis in range(3)
        )  # fmt: skip
        own = labelled[found] == number
        if step > 1:
            own = _doubled(own, tuple(part.stop - part.start for part in region))
        yield Part(group, (region[0], region[1], region[2]), own & mask[region])


def _halved(mask: Mask) -> Mask:
    """True where at least half of a 2×2×2 block is; the odd last layer is kept by repeating it."""
    padded = np.pad(mask, [(0, size % 2) for size in mask.shape], mode="edge")
    total = np.zeros(tuple(size // 2 for size in padded.shape), np.uint8)
    for corner in np.ndindex(2, 2, 2):
        total += padded[tuple(slice(start, None, 2) for start in corner)]
    return total >= 4


def _doubled(mask: Mask, shape: tuple[int, ...]) -> Mask:
    whole = mask.repeat(2, axis=0).repeat(2, axis=1).repeat(2, axis=2)
    return whole[: shape[0], : shape[1], : shape[2]]


def _parted(mask: Mask) -> NDArray[np.int32]:
    """Label what hangs together, with things that merely touch kept apart.

    The mask is eroded by one voxel, its cores labelled (26 neighbours), and each core grown back. What has no core is
    thin: sheets, blades and wires are labelled by themselves.
    """
    cores: NDArray[np.int32]
    cores, count = ndimage.label(_eroded(mask), structure=ALL_26)
    spread = np.where(mask, _spread(cores), 0)
    left = mask & (spread == 0)
    if left.any():
        rest, _ = ndimage.label(left, structure=ALL_26)
        spread = np.where(left, rest + count, spread)
    return spread.astype(np.int32)


def _eroded(mask: Mask) -> Mask:
    """Without the outermost voxel; what touches the end of the array is not eroded there, for it goes on beyond."""
    inner = mask.copy()
    for ahead, behind in _shifts():
        inner[ahead] &= mask[behind]
        inner[behind] &= mask[ahead]
    return inner


def without_surface(mask: Mask) -> Mask:
    """The inside of an object whose array ends where it does."""
    inner = _eroded(mask)
    for axis in range(3):
        inner[_layer(axis, 0)] = inner[_layer(axis, -1)] = False
    return inner


def _layer(axis: int, number: int) -> tuple[slice | int, ...]:
    return (slice(None),) * axis + (number,)


def _spread(cores: NDArray[np.int32]) -> NDArray[np.int32]:
    """Grow each label by one voxel in every direction, diagonals included."""
    whole = cores
    for ahead, behind in _shifts():
        wider = whole.copy()
        np.maximum(wider[ahead], whole[behind], out=wider[ahead])
        np.maximum(wider[behind], whole[ahead], out=wider[behind])
        whole = wider
    return whole
