"""What an object is like in form, measured: sides, thickness, how it goes on along its length, its dense parts."""

import numpy as np
from scipy import ndimage

from customhouse.imaging.networks.objects.cuts import MOST, Cut, counted, logs, main_axes, percentiles
from customhouse.imaging.networks.objects.values import DENSE, METAL, Row
from customhouse.imaging.physics.volumes.voxels import ALL_26, Mask, without_surface

HEAVY = 5.0
SLOTS = 12  # along the main axis
PAIRS = 3000
PEELED = 8  # layers that are taken off in turn
SHELLS = (0.8, 1.3, 1.8, 2.4)  # spreads from the middle


def form(cut: Cut) -> Row:
    """A rod, a sheet or a block; how evenly it fills its box; how lopsided it is."""
    spread, turned = cut.axes
    pitch, sides = cut.fields.pitch_mm, np.ptp(turned, axis=0) + 1
    share = len(cut.at) / np.prod(sides)
    ratios = np.log([spread[1] / spread[0], spread[2] / spread[1]])
    unit = turned / spread
    away = np.sqrt(turned[:, 1] * turned[:, 1] + turned[:, 2] * turned[:, 2])
    middle = away.mean() + 1e-3
    rounds = (away.std() / middle, float(percentiles(away, 95)[0]) / middle)
    square = unit * unit
    skew, tails = np.abs((square * unit).mean(0)), (square * square).mean(0)
    return np.concatenate(
        [np.log(spread * pitch), ratios, np.log(sides * pitch), [share, cut.mask.mean()], rounds, skew, tails]
    )


def thickness(cut: Cut) -> Row:
    """Shares that are left as layer after layer is taken off: how thick it is, and how evenly."""
    left, count, shares = cut.mask, len(cut.at), [0.0] * PEELED
    for number in range(PEELED):
        left = without_surface(left) if number % 2 else peeled(left)
        shares[number] = np.count_nonzero(left) / count
        if not shares[number]:
            break
    surface = (1 - shares[0]) * count
    return np.array([*shares, np.log(max(1.0, surface) / count ** (2 / 3)), np.log(cut.fields.pitch_mm)])


def peeled(mask: Mask) -> Mask:
    """As `without_surface`, corners included."""
    inner = mask
    for axis in range(3):  # one after the other, which for a cube is the same as all at once, and quicker
        left = np.zeros_like(mask)
        first, middle, last = (_cut(axis, slice(at, mask.shape[axis] - 2 + at)) for at in range(3))
        left[middle] = inner[first] & inner[middle] & inner[last]
        inner = left
    return inner


def _cut(axis: int, part: slice) -> tuple[slice, ...]:
    return (slice(None),) * axis + (part,)


def length(cut: Cut) -> Row:
    """How wide and how dense it is along its main axis, the fuller half first."""
    at, (_, turned) = cut.some, cut.axes
    along = turned[:, 0] - turned[:, 0].min()
    slot = np.minimum((SLOTS * along / (along.max() + 1e-3)).astype(int), SLOTS - 1)
    count = np.bincount(slot, minlength=SLOTS)
    values = cut.fields.high[tuple(at.astype(int).T)]
    dense = np.bincount(slot, values, SLOTS) / np.maximum(1, count)
    second = np.bincount(slot, turned[:, 1], SLOTS) / np.maximum(1, count)
    square = np.bincount(slot, turned[:, 1] ** 2, SLOTS) / np.maximum(1, count)
    wide = np.sqrt(np.maximum(square - second**2, 0))
    share = count * SLOTS / len(at)
    if count[: SLOTS // 2].sum() < count[SLOTS // 2 :].sum():
        share, dense = share[::-1], dense[::-1]
    return np.concatenate([share, logs(dense), [wide.std() / (wide.mean() + 1e-3)]])


def distances(cut: Cut) -> Row:
    """Between pairs of its voxels, relative to their mean: balls, rods, rings and loose heaps differ."""
    at, dice = cut.some, np.random.default_rng(0)  # the same pairs whenever it is measured
    one, other = dice.integers(0, len(at), (2, PAIRS))
    apart = at[one] - at[other]
    away = np.sqrt(np.einsum("ni,ni->n", apart, apart))
    return counted(away / (away.mean() + 1e-6), 10, (0, 2.5)) / PAIRS


def shells(cut: Cut) -> Row:
    """From its middle outwards, what there is and how much of it is its own: a vessel is hollow, a shield is not."""
    middle = cut.at.mean(0)
    offset = cut.some - middle
    inverse = np.linalg.inv(offset.T @ offset / len(offset) + np.eye(3) / 12)
    step = 1 + cut.mask.size // 200_000
    places = np.indices(cut.mask.shape).reshape(3, -1)[:, ::step].T - middle
    away = np.sqrt(np.einsum("ni,ni->n", places @ inverse, places))
    slot = np.searchsorted(SHELLS, away)
    count = np.maximum(1, np.bincount(slot, minlength=len(SHELLS) + 1))[: len(SHELLS)]
    dense, own = (
        np.bincount(slot, each.ravel()[::step], len(SHELLS) + 1)[: len(SHELLS)] / count
        for each in (cut.fields.high, cut.mask)
    )
    return np.concatenate([logs(dense), own])


def dense_parts(cut: Cut) -> Row:
    return np.concatenate([_parts(cut, level) for level in (DENSE, METAL, HEAVY)])


def _parts(cut: Cut, level: float) -> Row:
    """How many, how alike, and of which form the largest is: cartridges, cells, coins, a barrel."""
    part = cut.mask & (cut.fields.high > level)
    if not part.any():
        return np.array([0.0, 0.0, 0.0, 0.0, -6.0, 0.0, 0.0, 0.0, 0.0, -6.0, 0.0, 0.0])
    labelled, count = ndimage.label(part, ALL_26)
    cm3 = cut.fields.pitch_mm**3 / 1000
    sizes = np.bincount(labelled.ravel())[1:]
    most, whole, [middling] = int(sizes.max()), int(sizes.sum()), percentiles(sizes, 50)
    largest = labelled == int(sizes.argmax()) + 1
    spread, _ = main_axes(np.argwhere(largest)[:: most // MOST + 1].astype(np.float64))
    high, low = cut.fields.smooth[part], cut.fields.smooth_low[part]
    return np.array(
        [
            np.log1p(count),
            np.log1p(np.count_nonzero(sizes >= 3)),
            most / len(cut.at),
            whole / len(cut.at),
            np.log(most * cm3),
            *np.log(spread * cut.fields.pitch_mm),
            cut.fields.high[largest].mean(),
            np.log(middling * cm3),
            (low.mean() / (high.mean() + 1e-3) - 1) * cut.fields.both,
            sizes.std() * count / whole,
        ]
    )
