"""A place of a radiograph and what lies around it, in numbers; and what boosted trees make of it beside the network.

Trees learn from few containers what a network needs many for; where both speak, their words are weighed together.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from customhouse.imaging.networks.cards import Model
from customhouse.imaging.networks.engine import open_network
from customhouse.imaging.networks.radiograph_channels import Planes

GRID = 4  # pixels of the plate from one asked place to the next
WINDOWS = (5, 15, 31, 63)  # pixels across: 8, 24, 50 and 100 cm
AROUND = 7  # asked places across which the trees' words are averaged: 45 cm
UNLIKELY = np.float32(-9.0)  # log probability of what the trees do not know
LOADED = 0.35  # of the channel `areal`: more than the walls of an empty container show
FEATURES = 6 + 4 * len(WINDOWS) + 6 + 5 + 4


@dataclass(frozen=True)
class Places:
    """The asked places of a plate: their rows and columns of it, and the features of each."""

    rows: NDArray[np.intp]
    columns: NDArray[np.intp]
    table: Planes  # (places, FEATURES)


def places_of(image: Planes, wanted: NDArray[np.bool_] | None = None) -> Places:
    """Features on a grid of the network's input, or of the grid's places that are wanted: (rows / 4, columns / 4)."""
    grid = image[0, ::GRID, ::GRID].shape
    wanted = np.ones(grid, np.bool_) if wanted is None else wanted
    rows, columns = np.nonzero(wanted)
    maps = feature_maps(image)
    table = np.stack([each[::GRID, ::GRID][rows, columns] for each in maps], axis=1)
    return Places(rows * GRID, columns * GRID, table.astype(np.float32))


def feature_maps(image: Planes) -> list[Planes]:
    """In the order in which the trees know them."""
    depth, areal, material = image[:3]
    maps = [depth, areal, material, *image[3:6]]
    squares = areal * areal
    for window in WINDOWS:
        mean = _mean(areal, window)
        spread = np.sqrt(np.maximum(_mean(squares, window) - mean * mean, 0))
        maps += [mean, spread, _mean(material, window), mean - _lowered(mean, window)]
    return maps + _texture(areal) + _column(areal, image[4]) + list(image[6:])


def _mean(plane: Planes, window: int) -> Planes:
    return np.asarray(ndimage.uniform_filter(plane, window, mode="nearest"))


def _lowered(plane: Planes, rows: int) -> Planes:
    """What lies so many rows above each place."""
    rows = min(rows, len(plane))
    return np.concatenate([np.repeat(plane[:1], rows, axis=0), plane[: len(plane) - rows]])


def _texture(areal: Planes) -> list[Planes]:
    """How restless the place is along the container and upwards, and its densest and thinnest neighbours."""
    along = np.abs(np.diff(areal, axis=1, prepend=areal[:, :1]))
    upward = np.abs(np.diff(areal, axis=0, prepend=areal[:1]))
    wide = _mean(areal, 9)
    rough = np.abs(areal - wide)
    return [
        _mean(along, 21),
        _mean(upward, 21),
        _mean(rough, 31),
        ndimage.maximum_filter(areal, 21),
        ndimage.minimum_filter(areal, 21),
        np.abs(np.diff(wide, axis=1, prepend=wide[:, :1])),
    ]


def _column(areal: Planes, heights: Planes) -> list[Planes]:
    """How high and how heavily this column of the container is loaded, and how that changes nearby."""
    inside = (heights > 0.05) & (heights < 0.95)
    loaded = (areal > LOADED) & inside
    filled = ndimage.uniform_filter1d(loaded.sum(axis=0) / np.maximum(1, inside.sum(axis=0)), 15, mode="nearest")
    first = np.where(loaded.any(axis=0), heights[loaded.argmax(axis=0), np.arange(areal.shape[1])], 1.0)
    top = ndimage.median_filter(first, 15, mode="nearest")
    heavy = (areal * inside).sum(axis=0) / np.maximum(1, inside.sum(axis=0))
    mass = ndimage.uniform_filter1d(heavy, 15, mode="nearest")
    wider = ndimage.uniform_filter1d(top, 101, mode="nearest")
    uneven = np.sqrt(np.maximum(ndimage.uniform_filter1d(top * top, 101, mode="nearest") - wider * wider, 0))
    return [np.broadcast_to(line.astype(np.float32), areal.shape) for line in (filled, top, mass, wider, uneven)]


@dataclass(frozen=True)
class Trees:
    """The trees beside a network, and how much the words of both count: exponents of their probabilities."""

    path: Path
    classes: tuple[int, ...]  # numbers of the network's classes, in the trees' order
    network_weight: float
    trees_weight: float


def trees_of(model: Model) -> Trees | None:
    """As the network's card names them; None where it names none or they are not there."""
    told: Mapping[str, Any] | None = model.card.preparation.get("trees")
    path = None if told is None else model.path.with_name(f"{told['name']}.onnx")
    if told is None or path is None or not path.exists():
        return None
    numbers = tuple(model.card.classes.index(code) for code in told["classes"])
    return Trees(path, numbers, *(float(weight) for weight in told["weights"]))


def tree_logits(image: Planes, goods: NDArray[np.bool_], path: Path) -> Planes:
    """What the trees say, (their classes, rows / 4, columns / 4), where there are goods on that grid."""
    places = places_of(image, goods)
    if not len(places.table):
        return np.zeros((0, *goods.shape), np.float32)
    said = open_network(path).run({"table": places.table})["logits"]
    maps = np.zeros((said.shape[1], *goods.shape), np.float32)
    maps[:, places.rows // GRID, places.columns // GRID] = said.T
    return maps


def neighbourly(maps: Planes, goods: NDArray[np.bool_]) -> Planes:
    """Each place's logits and those around it, averaged over goods alone: neighbours are mostly of one kind."""
    weight = np.maximum(ndimage.uniform_filter(goods.astype(np.float32), AROUND), np.float32(1e-3))
    return np.stack([ndimage.uniform_filter(plane, AROUND) for plane in maps]) / weight


def log_shares(logits: Planes) -> Planes:
    """Logarithms of probabilities, along the first axis."""
    lifted = logits - logits.max(axis=0)
    return np.asarray(lifted - np.log(np.exp(lifted).sum(axis=0)))


def weighed(network: Planes, trees: Planes, numbers: Sequence[int], weights: tuple[float, float]) -> Planes:
    """Log probabilities of the classes of goods by both: (classes but `none`, ...).

    Args:
        network: log probabilities of the classes of goods.
        trees: logits of their own classes.
        numbers: which of the network's classes the trees know; 1 is the first class of goods.
    """
    beside = np.full_like(network, UNLIKELY)
    beside[np.array(numbers) - 1] = np.maximum(log_shares(trees), UNLIKELY)
    return log_shares(weights[0] * network + weights[1] * beside)
