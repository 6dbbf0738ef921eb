"""Batches for the radiograph network: pieces of simulated containers, as other scanners might show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from customhouse.imaging.networks.radiograph_channels import (
    PIXEL_MM,
    aligned,
    channels,
    has_two,
    heights_of,
    physical,
)
from training.cargo import Container, Example, kept
from training.cargo_augment import disturbed, insert_metal

PIECE = (192, 384)  # rows, columns: most of a container's height
SMALL_PIECE = (128, 128)  # about two metres: many loads a second are seen this way, each in its texture
IGNORED = 255
Planes = NDArray[np.float32]
Labels = NDArray[np.uint8]


@dataclass(frozen=True)
class Chances:
    """How often something is done to a piece."""

    from_above: float = 0.35
    one_energy: float = 0.12
    one_view: float = 0.2
    uncalibrated: float = 0.2
    rescaled: float = 0.3
    inserted: float = 0.2
    at_anomaly: float = 0.3
    at_goods: float = 0.85


CHANCES = Chances()


def piece_of(
    container: Container, dice: np.random.Generator, chances: Chances = CHANCES, size: tuple[int, int] = PIECE
) -> tuple[Planes, Labels, Labels]:
    """An input, its labels and its anomaly mask, both at half the size."""
    index = min(int(dice.random() < chances.from_above), len(container.examples) - 1)
    example = container.examples[index]
    box, plate = example.plate.box, example.plate
    rows, columns = example.labels.shape
    other = aligned(None if dice.random() < chances.one_view else example.other, box, columns)
    heights = heights_of(box, rows)
    top, left = _corner(example, dice, chances, size)
    window = (slice(top, top + size[0]), slice(left, left + size[1]))
    image = plate.transmission[:, window[0], window[1]].copy()
    labels, anomaly = example.labels[window].copy(), example.anomaly[window].copy()
    setting = container.settings[int(dice.random() < chances.uncalibrated)]
    if dice.random() < chances.inserted:
        anomaly |= insert_metal(image, labels > 0, container.settings[0].beams, PIXEL_MM, dice)
    image = disturbed(image, dice)
    if len(image) == 2 and dice.random() < chances.one_energy:
        image = image[:1]
    two = has_two(image, setting)
    measured = physical(image, setting)
    made = channels(measured, two, heights[window[0]], plate.from_above, other[:, window[1]])
    turned = _turned(made, labels, anomaly, plate.from_above, dice)
    return _framed(*turned, dice.uniform(0.85, 1.2) if dice.random() < chances.rescaled else 1.0, size)


def _corner(example: Example, dice: np.random.Generator, chances: Chances, size: tuple[int, int]) -> tuple[int, int]:
    """Where a piece begins: mostly where goods are, often where something is hidden, or anywhere."""
    spare = [max(0, whole - piece) for whole, piece in zip(example.labels.shape, size, strict=True)]
    marked = np.argwhere(example.anomaly)
    if not len(marked) or dice.random() >= chances.at_anomaly:
        kinds = np.unique(example.labels[example.labels > 0])
        wanted = dice.choice(kinds) if len(kinds) and dice.random() < chances.at_goods else None
        marked = np.zeros((0, 2)) if wanted is None else np.argwhere(example.labels == wanted)
    if len(marked):
        off = [int(dice.integers(side // 4, 3 * side // 4)) for side in size]
        place = marked[int(dice.integers(len(marked)))] - off
        return int(np.clip(place[0], 0, spare[0])), int(np.clip(place[1], 0, spare[1]))
    return int(dice.integers(spare[0] + 1)), int(dice.integers(spare[1] + 1))


def _turned(
    made: Planes, labels: Labels, anomaly: Labels, from_above: bool, dice: np.random.Generator
) -> tuple[Planes, Labels, Labels]:
    if dice.random() < 0.5:
        made, labels, anomaly = made[..., ::-1], labels[:, ::-1], anomaly[:, ::-1]
    if from_above and dice.random() < 0.5:
        heights = made[4].copy()
        made, labels, anomaly = made[:, ::-1].copy(), labels[::-1], anomaly[::-1]
        made[4] = heights
    return made, labels, anomaly


def _framed(
    made: Planes, labels: Labels, anomaly: Labels, scale: float, size: tuple[int, int]
) -> tuple[Planes, Labels, Labels]:
    """Drawn larger or smaller, then cut or filled to the size of a piece; labels at half of it."""
    if scale != 1.0:
        rows, columns = (max(8, round(side * scale)) for side in labels.shape)
        made = np.stack([_resized(plane, (columns, rows), Image.Resampling.BILINEAR) for plane in made])
        labels, anomaly = (_resized(each, (columns, rows), Image.Resampling.NEAREST) for each in (labels, anomaly))
    rows, columns = (min(side, piece) for side, piece in zip(labels.shape, size, strict=True))
    image = np.zeros((len(made), *size), np.float32)
    image[:, :rows, :columns] = made[:, :rows, :columns]
    classes, hidden = np.full(size, IGNORED, np.uint8), np.zeros(size, np.uint8)
    classes[:rows, :columns], hidden[:rows, :columns] = labels[:rows, :columns], anomaly[:rows, :columns]
    return image, classes[::2, ::2], halved(hidden)


def halved(mask: Labels) -> Labels:
    """The mask at half the size: marked where any of four pixels is."""
    rows, columns = mask.shape[0] // 2, mask.shape[1] // 2
    return mask[: 2 * rows, : 2 * columns].reshape(rows, 2, columns, 2).max(axis=(1, 3))


def _resized(plane: NDArray[np.generic], size: tuple[int, int], how: Image.Resampling) -> NDArray[np.generic]:
    return np.asarray(Image.fromarray(np.ascontiguousarray(plane)).resize(size, how))


def batch(
    paths: Sequence[Path], count: int, dice: np.random.Generator, size: tuple[int, int] = PIECE
) -> tuple[Planes, Labels, Labels]:
    """From each container that is opened two pieces, so that the disk is asked half as often."""
    pieces = []
    while len(pieces) < count:
        container = kept(paths[int(dice.integers(len(paths)))])
        pieces += [piece_of(container, dice, size=size) for _ in range(min(2, count - len(pieces)))]
    image, labels, anomaly = (np.stack(each) for each in zip(*pieces, strict=True))
    return image, labels, anomaly
