"""A place of a radiograph and what lies around it, in numbers: what network and trees are asked about.

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
from customhouse.imaging.networks.radiographs.channels import Planes

GRID = 4  # pixels of the plate from one asked place to the next
WINDOWS = (5, 15, 31, 63)  # pixels across: 8, 24, 50 and 100 cm
AROUND = 7  # asked places across which the words on classes are averaged: 45 cm
UNLIKELY = np.float32(-9.0)  # log probability of what the trees do not know
LOADED = 0.35  # of the channel `areal`: more than the walls of an empty container show
FEATURES = 6 + 4 * len(WINDOWS) + 6 + 6 + 5 + 4 + 4


def place_maps(image: Planes) -> Planes:
    """From a view's channels the features of every place of the grid: (FEATURES, rows / 4, columns / 4)."""
    return np.stack([*(each[::GRID, ::GRID] for each in feature_maps(image)), *_within(image)]).astype(np.float32)


def table_of(maps: Planes) -> Planes:
    """The same, a place a row: (places, FEATURES)."""
    return np.ascontiguousarray(maps.reshape(len(maps), -1).T)


def feature_maps(image: Planes) -> list[Planes]:
    """Of every pixel, in the order in which network and trees know them."""
    depth, areal, material = image[:3]
    maps = [depth, areal, material, *image[3:6]]
    squares = areal * areal
    means, spreads, materials = [], [], []
    for window in WINDOWS:
        means.append(_mean(areal, window))
        spreads.append(np.sqrt(np.maximum(_mean(squares, window) - means[-1] * means[-1], 0)))
        materials.append(_mean(material, window))
        maps += [means[-1], spreads[-1], materials[-1], means[-1] - _lowered(means[-1], window)]
    maps += [means[0] - means[2], means[0] - means[3], means[1] - means[3], materials[1] - materials[3]]
    maps += [(means[0] - means[3]) / (spreads[3] + np.float32(0.02)), materials[0] - materials[2]]
    return maps + _texture(areal) + _column(areal, image[4]) + list(image[6:])


def _within(image: Planes) -> list[Planes]:
    """What lies within each place, not at its corner: how far it stands out of its surroundings, and its metal."""
    areal, material = image[1:3]
    out, metal = areal - _mean(areal, WINDOWS[1]), material - _mean(material, WINDOWS[1])
    cells = _cells(out)
    return [cells.max(axis=(1, 3)), cells.min(axis=(1, 3)), cells.std(axis=(1, 3)), _cells(metal).mean(axis=(1, 3))]


def _cells(plane: Planes) -> Planes:
    rows, columns = (-(-size // GRID) for size in plane.shape)
    lacking = [(0, GRID * count - size) for count, size in zip((rows, columns), plane.shape, strict=True)]
    return np.pad(plane, lacking, mode="edge").reshape(rows, GRID, columns, GRID)


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
    """The trees beside a network, and how much the words of each count.

    Attributes:
        classes: numbers of the network's classes, in the trees' order.
        weights: exponents of the network's and of the trees' probabilities of classes.
        strange_weights: of the anomaly logits of network and trees, and what is added to their sum.
    """

    path: Path
    classes: tuple[int, ...]
    weights: tuple[float, float]
    strange_weights: tuple[float, float, float]


@dataclass(frozen=True)
class Said:
    """What the trees say, on their grid.

    Attributes:
        classes: logits of their classes, (classes, rows / 4, columns / 4).
        strange: anomaly logits, (rows / 4, columns / 4).
        table: features, (places, features).
    """

    classes: Planes
    strange: Planes
    table: Planes


def trees_of(model: Model) -> Trees | None:
    """As the network's card names them; None where it names none or they are not there."""
    told: Mapping[str, Any] | None = model.card.preparation.get("trees")
    path = None if told is None else model.path.with_name(f"{told['name']}.onnx")
    if told is None or path is None or not path.exists() or not alike_of(model).exists():
        return None
    numbers = tuple(model.card.classes.index(code) for code in told["classes"])
    own, theirs = (float(weight) for weight in told["weights"])
    first, second, offset = (float(weight) for weight in told["strange_weights"])
    return Trees(path, numbers, (own, theirs), (first, second, offset))


def alike_of(model: Model) -> Path:
    """The file that tells what a load is like."""
    return model.path.with_name(f"{model.path.stem}_alike.onnx")


def ask_trees(maps: Planes, path: Path) -> Said:
    table, grid = table_of(maps), maps.shape[1:]
    said = open_network(path).run({"table": table})
    classes = said["classes"].T.reshape(-1, *grid)
    return Said(neighbourly(classes), said["anomaly"].reshape(grid), table)


def neighbourly(maps: Planes) -> Planes:
    """Each place's logits and those around it, averaged: neighbours are mostly of one kind."""
    return np.stack([ndimage.uniform_filter(plane, AROUND, mode="nearest") for plane in maps])


def log_shares(logits: Planes) -> Planes:
    """Logarithms of probabilities, along the first axis."""
    lifted = logits - logits.max(axis=0)
    return np.asarray(lifted - np.log(np.exp(lifted).sum(axis=0)))


def weighed(network: Planes, trees: Planes, numbers: Sequence[int], weights: tuple[float, float]) -> Planes:
    """Log probabilities of all classes by both: (classes, ...).

    Args:
        network: log probabilities of its classes.
        trees: logits of their own classes.
        numbers: which of the network's classes the trees know.
    """
    beside = np.full_like(network, UNLIKELY)
    beside[np.array(numbers)] = np.maximum(log_shares(trees), UNLIKELY)
    return log_shares(weights[0] * network + weights[1] * beside)


def pooled(table: Planes, goods: NDArray[np.bool_]) -> Planes:
    """Mean and spread of the features over the places of the load, for telling loads alike; some must be."""
    rows = table[goods.ravel()]
    return np.concatenate([rows.mean(axis=0), rows.std(axis=0)]).astype(np.float32)
