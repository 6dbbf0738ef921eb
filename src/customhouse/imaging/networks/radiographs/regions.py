"""From the radiograph network's maps to shares of commodities and their regions."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from customhouse.imaging.model import Box, CommodityRegion
from customhouse.imaging.model.recognition import UNKNOWN
from customhouse.imaging.networks.cards import Model
from customhouse.imaging.networks.radiographs.channels import Planes, Plate
from customhouse.imaging.networks.radiographs.context import GRID
from customhouse.imaging.physics.containers.container import WALL_G_CM2

HALF = 2  # pixels of the plate that one place of a map stands for, along each side
FINER = GRID // HALF  # places of a map along a side of what network and trees are asked about
NONE = "none"
LEAST_SHARE = 0.01  # of the goods in a view; less than this is the fringe of something else
LEAST_LOOK = 0.002
CLOSED = 5  # places; gaps between pallets that are narrower do not part a region


@dataclass(frozen=True)
class Answer:
    """What the network says of one view. Maps are at half the size of the plate.

    Attributes:
        probabilities: calibrated, (classes, rows, columns), `none` first.
        strange: the anomaly logit, (rows, columns).
        areal: g/cm², (rows, columns).
        embedding: not yet of unit length.
        strangeness: how far the features lie from those of the training.
        kinds: the anomaly logit by kind of what is hidden, (kinds, rows, columns); None where no network tells them.
        inside_numbers: of the whole inside, by which goods are told from an empty container (`radiograph_emptiness`).
    """

    plate: Plate
    probabilities: Planes
    strange: Planes
    areal: Planes
    embedding: Planes
    strangeness: float
    kinds: Planes | None = None
    inside_numbers: Planes = field(default_factory=lambda: np.zeros(0, np.float32))

    @cached_property
    def is_goods(self) -> NDArray[np.bool_]:
        return np.asarray(self.probabilities[0] < 0.5)

    @cached_property
    def inside(self) -> NDArray[np.bool_]:
        """The places within the container."""
        box, mask = self.plate.box, np.zeros(self.strange.shape, np.bool_)
        rows = slice(box.y // HALF, (box.y + box.height) // HALF)
        mask[rows, box.x // HALF : (box.x + box.width) // HALF] = True
        return mask

    @cached_property
    def goods(self) -> Planes:
        """g/cm² of goods at each place: what lies over the container's walls, as its empty places show them."""
        empty = self.areal[self.inside & ~self.is_goods]
        wall = min(float(np.percentile(empty, 30)), 4 * WALL_G_CM2) if empty.size > 200 else WALL_G_CM2
        return np.where(self.is_goods, np.maximum(self.areal - np.float32(wall), 0), np.float32(0))

    @cached_property
    def smooth(self) -> Planes:
        """Probabilities of the classes of goods, among goods, over a neighbourhood; `none` left out."""
        # Each place counts by how surely it holds goods: the fringe of a load says little of what it is.
        smooth = np.stack([ndimage.uniform_filter(plane, 3) for plane in self.probabilities[1:]])
        smooth /= np.maximum(smooth.sum(axis=0), np.float32(1e-3))
        return smooth

    @cached_property
    def named(self) -> tuple[NDArray[np.intp], Planes]:
        """The likeliest class of goods at each place, and its probability."""
        best = self.smooth.argmax(axis=0)
        return best + 1, np.take_along_axis(self.smooth, best[None], axis=0)[0]


def on_the_map(maps: Planes, shape: tuple[int, ...]) -> Planes:
    """From the grid that network and trees are asked on to the finer one of the maps."""
    return maps.repeat(FINER, axis=-2).repeat(FINER, axis=-1)[..., : shape[0], : shape[1]]


def labels_of(answer: Answer, least: float) -> NDArray[np.uint8]:
    """Class numbers, 0 where there are no goods and 255 where no class is likely enough."""
    best, likely = answer.named
    labels = np.where(likely >= least, best, 255)
    return np.where(answer.is_goods, labels, 0).astype(np.uint8)


def shares_of(answer: Answer, classes: Sequence[str], least: float) -> dict[str, float]:
    """Share of the goods' mass in the view by class, `unknown` for what none fits; empty where there are no goods."""
    labels = labels_of(answer, least)
    mass = np.bincount(labels.ravel(), answer.goods.ravel(), 256)
    whole = float(mass[1:].sum())
    if whole <= 0:
        return {}
    told = {
        UNKNOWN if number == 255 else classes[number]: float(mass[number]) / whole
        for number in range(1, 256)
        if mass[number]
    }
    small = sum(share for code, share in told.items() if share < LEAST_SHARE and code != UNKNOWN)
    kept = {code: share for code, share in told.items() if share >= LEAST_SHARE or code == UNKNOWN}
    if small:
        kept[UNKNOWN] = kept.get(UNKNOWN, 0.0) + small
    return {code: round(share, 4) for code, share in sorted(kept.items(), key=lambda each: -each[1])}


def looks_of(answer: Answer, classes: Sequence[str]) -> dict[str, float]:
    """The mean probability of each class over the goods, by their mass; empty where there are none."""
    whole = float(answer.goods.sum())
    if whole <= 0:
        return {}
    means = np.tensordot(answer.smooth, answer.goods, axes=2) / whole
    told = {code: round(float(mean), 4) for code, mean in zip(classes[1:], means, strict=True) if mean >= LEAST_LOOK}
    return dict(sorted(told.items(), key=lambda each: -each[1]))


def regions_of(answer: Answer, view: int, model: Model, goods_kg: float | None) -> tuple[CommodityRegion, ...]:
    """Connected regions of each class, the heaviest first."""
    least, classes = model.card.thresholds.get(UNKNOWN, 0.0), model.card.classes
    labels, (_, likely) = labels_of(answer, least), answer.named
    whole = float(answer.goods.sum())
    found: list[CommodityRegion] = []
    for number in np.unique(labels[labels > 0]):
        mask = ndimage.binary_closing(labels == number, np.ones((CLOSED, CLOSED)))
        parts, _ = ndimage.label(mask)
        for part, window in enumerate(ndimage.find_objects(parts), start=1):
            inside = (parts[window] == part) & (labels[window] == number)
            share = float(answer.goods[window][inside].sum()) / max(whole, 1e-6)
            if share < LEAST_SHARE:
                continue
            code = UNKNOWN if number == 255 else classes[int(number)]
            probability = float(likely[window][inside].mean())
            kg = None if goods_kg is None else round(goods_kg * share, 1)
            found.append(
                CommodityRegion(code, round(probability, 3), view, full_box(answer.plate, window), round(share, 4), kg)
            )
    return tuple(sorted(found, key=lambda region: -region.share))


def full_box(plate: Plate, window: tuple[slice, slice]) -> Box:
    """A window of a map in pixels of the scan."""
    rows, columns = window
    x, y = ((plate.place.x + columns.start * HALF) * plate.step[0], (plate.place.y + rows.start * HALF) * plate.step[1])
    width, height = (
        (columns.stop - columns.start) * HALF * plate.step[0],
        (rows.stop - rows.start) * HALF * plate.step[1],
    )
    return Box(round(x), round(y), max(1, round(width)), max(1, round(height)))
