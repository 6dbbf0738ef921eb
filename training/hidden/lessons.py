"""Pieces of containers for the network that looks for what is hidden: about half of them hide something.

Each is drawn anew: cut out of a view, drawn out, something put among its goods, then shown as another scanner would.
"""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from customhouse.imaging.model import Box
from customhouse.imaging.networks.radiographs.channels import (
    PIXEL_MM,
    Planes,
    Plate,
    channels,
    has_two,
    heights_of,
    physical,
)
from customhouse.imaging.networks.radiographs.hidden import KINDS, planes_of
from customhouse.imaging.physics.beams.setting import Setting
from training.cargo import Container, Example, kept
from training.cargo_augment import disturbed, drawn_stretch, retextured, stretched
from training.hidden.shapes import NUMBER, Points, drawn, insert

Dice = np.random.Generator
SIZE = (208, 160)  # pixels of a piece: nearly all of a container's height, and 2.5 m along
UNKNOWN = 255
# The network's kinds of what the generator hides.
KIND_OF = {
    "small_metal": "metal",
    "dense_body": "dense",
    "shielding": "dense",
    "bricks": "body",
    "drum": "body",
    "cigarettes": "body",
    "bags": "body",
    "void": "hollow",
    "compartment": "compartment",
    "cargo": "goods",
    "vehicle": "goods",
}


@dataclass(frozen=True)
class Chances:
    """How often something is done to a piece."""

    about_hidden: float = 0.7  # where the view hides something
    inserted: float = 0.5  # where the piece hides nothing
    stretched: float = 0.3
    retextured: float = 0.2
    disturbed: float = 0.5
    one_energy: float = 0.12
    uncalibrated: float = 0.2


CHANCES = Chances()


@dataclass(frozen=True)
class Piece:
    """What is learned from.

    Attributes:
        planes: as `planes_of` gives them.
        kinds: number of the kind hidden at each place, of half the rows and columns, plus 1; 0 where nothing is.
    """

    planes: Planes
    kinds: NDArray[np.uint8]


def kind_of(container: Container) -> int:
    """Of the first thing that it hides, plus 1; 0 where it hides nothing."""
    hidden = container.facts["hidden"]
    return 1 + KINDS.index(KIND_OF[hidden[0]]) if hidden else 0


def halved(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether anything of a place of two by two pixels is marked."""
    rows, columns = mask.shape
    even = np.pad(mask, ((0, rows % 2), (0, columns % 2)))
    return np.asarray(even.reshape(-(-rows // 2), 2, -(-columns // 2), 2).any(axis=(1, 3)))


def input_planes(transmission: Planes, setting: Setting, heights: Planes, *, from_above: bool) -> Planes:
    """As the product prepares them, without the other view, of which this network is not told."""
    measured = physical(transmission, setting)
    other = np.zeros((4, transmission.shape[2]), np.float32)
    return planes_of(channels(measured, has_two(transmission, setting), heights, from_above, other))


def whole(container: Container, example: Example) -> Piece:
    """A view as it is."""
    plate = example.plate
    heights = heights_of(plate.box, example.labels.shape[0])
    planes = input_planes(plate.transmission, container.settings[0], heights, from_above=plate.from_above)
    return Piece(planes, (halved(example.anomaly > 0) * kind_of(container)).astype(np.uint8))


def pieces_of(path: Path, dice: Dice, weapons: tuple[Points, ...], chances: Chances = CHANCES) -> list[Piece]:
    """One of each view."""
    container = kept(path)
    return [_piece(container, example, dice, weapons, chances) for example in container.examples]


def _piece(container: Container, example: Example, dice: Dice, weapons: tuple[Points, ...], chances: Chances) -> Piece:
    by = drawn_stretch(dice) if dice.random() < chances.stretched else (1.0, 1.0)
    cut, labels, marked = _cut(example, by, dice, chances)
    heights = heights_of(cut.box, labels.shape[0])
    image, kind = cut.transmission, kind_of(container)
    if not marked.any() and dice.random() < chances.inserted:
        thing = drawn(dice, PIXEL_MM, weapons)
        image = image.copy()
        marked, kind = insert(image, labels > 0, container.settings[0].beams, thing, dice), 1 + NUMBER[thing.kind]
    image = retextured(image, dice) if dice.random() < chances.retextured else image
    image = disturbed(image, dice) if dice.random() < chances.disturbed else image
    image = image[:1] if dice.random() < chances.one_energy else image
    setting = container.settings[int(dice.random() < chances.uncalibrated)]
    planes = input_planes(image, setting, heights, from_above=cut.from_above)
    if dice.random() < 0.5:
        planes, marked = planes[..., ::-1], marked[:, ::-1]
    return Piece(framed(planes), framed((halved(marked) * kind).astype(np.uint8)[None], SIZE[0] // 2, SIZE[1] // 2)[0])


def framed(planes: NDArray[np.generic], rows: int = SIZE[0], columns: int = SIZE[1]) -> NDArray[np.generic]:
    """A piece that is smaller than all pieces are goes on as it ends; of labels the rest is unknown."""
    lacking = [(0, 0), (0, max(0, rows - planes.shape[1])), (0, max(0, columns - planes.shape[2]))]
    if planes.dtype == np.uint8:
        return np.pad(planes, lacking, constant_values=UNKNOWN)[:, :rows, :columns]
    return np.pad(planes, lacking, mode="edge")[:, :rows, :columns]


def _cut(
    example: Example, by: tuple[float, float], dice: Dice, chances: Chances
) -> tuple[Plate, NDArray[np.uint8], NDArray[np.bool_]]:
    """A window about what is hidden, or about goods, or anywhere; stretched to the size of a piece."""
    shape = example.labels.shape
    size = [max(1, min(have, round(want / times))) for have, want, times in zip(shape, SIZE, by, strict=True)]
    corner = _corner(example, size, dice, chances)
    rows, columns = (slice(at, at + long) for at, long in zip(corner, size, strict=True))
    planes = example.plate.transmission[:, rows, columns]
    labels, marked, box = example.labels[rows, columns], example.anomaly[rows, columns], example.plate.box
    box = Box(box.x - corner[1], box.y - corner[0], box.width, box.height)
    if by != (1.0, 1.0):
        planes = np.stack([stretched(plane, by) for plane in planes])
        labels, marked = stretched(labels, by), stretched(marked, by)
        box = Box(round(box.x * by[1]), round(box.y * by[0]), round(box.width * by[1]), round(box.height * by[0]))
    return replace(example.plate, transmission=planes, box=box), labels, marked > 0


def _corner(example: Example, size: list[int], dice: Dice, chances: Chances) -> list[int]:
    spare = [have - want for have, want in zip(example.labels.shape, size, strict=True)]
    about = np.zeros(0, np.intp)
    if dice.random() < chances.about_hidden:
        about = np.flatnonzero(example.anomaly)
    if about.size == 0 and dice.random() < 0.8:
        about = np.flatnonzero(example.labels)
    if about.size == 0:
        return [int(dice.integers(more + 1)) for more in spare]
    middle = divmod(int(dice.choice(about)), example.labels.shape[1])
    offsets = [int(dice.uniform(0.2, 0.8) * want) for want in size]
    return [min(max(0, at - off), more) for at, off, more in zip(middle, offsets, spare, strict=True)]
