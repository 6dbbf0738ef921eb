"""Bags, parcels and mail with their truth, as a dual-energy CT sees them; each from a seed.

`make_sample(seed, split)` is the way in. Splits never share a seed's dice. Bags of "evaluation" hold forms, mixes of
materials, real weapons and ways of packing that no other split holds, and some pass another scanner. In "varied" and
"unseen" every thing is of a form of its own, near to none of those.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from simulators.scanner.bags import catalogue, scenes, varied
from simulators.scanner.bags.catalogue import OBJECTS, SPLITS, THREATS, Stock
from simulators.scanner.bags.firearms import HANDGUN, HANDGUNS
from simulators.scanner.bags.scenes import Declared, Scene, Thing
from simulators.scanner.rays import tomograph
from simulators.scanner.rays.tomograph import Hounsfield, Tomograph

STREAM = 0xCA6  # keeps these dice apart from other simulators' of the same seed
BAG, OBJECT, ENRICHED, STRANGER = range(4)  # kinds of samples, whose dice never meet
PACKINGS = 40  # of a bag, until what is to be hidden in it has found room


@dataclass(frozen=True, eq=False)
class BagSample:
    """A scanned bag and all that is known of it. Volumes are indexed (z, y, x).

    Attributes:
        high: Hounsfield numbers at the higher voltage.
        low: the same at the lower voltage.
        labels: index into `OBJECTS`.
        instances: number of the thing, 0 where there is none.
        things: every thing; `Thing.instance` is its number in `instances`.
        spacing_mm: along z, y, x.
        peaks_kev: of the two voltages, as `high` and `low`.
        kind: parcel, suitcase or mail.
        declared: what an honest trader would lodge for what is not contraband.
        contraband: codes of the threat classes present, cells built into devices among them.
    """

    high: NDArray[np.int16]
    low: NDArray[np.int16]
    labels: NDArray[np.uint8]
    instances: NDArray[np.uint16]
    things: tuple[Thing, ...]
    spacing_mm: tuple[float, float, float]
    peaks_kev: tuple[float, float]
    kind: str
    declared: Declared
    contraband: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class ObjectSample:
    """One thing alone in air, as a sub-volume; `label` is an index into `OBJECTS`."""

    high: NDArray[np.int16]
    low: NDArray[np.int16]
    labels: NDArray[np.uint8]
    label: int
    thing: Thing
    spacing_mm: tuple[float, float, float]
    peaks_kev: tuple[float, float]


def make_sample(seed: int, split: str, *, voxel_mm: float = 2.5, weapons: Path | None = None) -> BagSample:
    """Pack and scan a bag.

    Args:
        split: one of `SPLITS`.
        weapons: file of real weapons' shapes; None looks where `shapes.find` does.

    Raises:
        ValueError: the split is none.
    """
    dice = dice_of(seed, split, BAG)
    return _scanned(scenes.pack(dice, voxel_mm, stock_of(split), weapons=weapons), voxel_mm, dice)


def make_crowded(seed: int, split: str = "varied", *, voxel_mm: float = 2.5, weapons: Path | None = None) -> BagSample:
    """Pack and scan a bag to learn from that hides five to nine things: a bag costs nearly the same whatever it holds.

    It has the dice of the plain bag of its seed.

    Raises:
        ValueError: the split is another than `varied`.
    """
    if split != "varied":
        raise ValueError(f"bags are crowded to learn from, in varied alone, not in {split!r}")
    dice = dice_of(seed, split, BAG)
    return _scanned(
        scenes.pack(dice, voxel_mm, varied.stock(unseen=False, crowded=True), weapons=weapons), voxel_mm, dice
    )


def make_enriched(seed: int, hidden: Sequence[str], *, voxel_mm: float = 2.5, weapons: Path | None = None) -> BagSample:
    """Pack and scan an evaluation bag that holds these threats: it is packed anew until each of them shows.

    Args:
        hidden: codes of threat classes, or `firearms.HANDGUN` for a firearm that is one.

    Raises:
        ValueError: they found no room in forty packings.
    """
    waiting = ["firearm" if each == HANDGUN else each for each in hidden]
    for packing in range(PACKINGS):
        dice = np.random.default_rng([STREAM, SPLITS.index("evaluation"), ENRICHED, seed, packing])
        scene = scenes.pack(dice, voxel_mm, stock_of("evaluation"), weapons=weapons, waiting=waiting)
        if all(any(_is(thing, each) for thing in scene.things) for each in hidden):
            return _scanned(scene, voxel_mm, dice)
    raise ValueError(f"{', '.join(hidden)} found no room in {PACKINGS} packings of seed {seed}")


def _is(thing: Thing, wanted: str) -> bool:
    return thing.label == "firearm" and thing.name in HANDGUNS if wanted == HANDGUN else thing.label == wanted


def scan_again(
    seed: int, split: str, changes: Sequence[Callable[[Tomograph], Tomograph]], *, voxel_mm: float = 2.5
) -> Iterator[tuple[Hounsfield, Hounsfield]]:
    """The bag of `make_sample`, packed once and scanned by its own scanner changed in each of these ways."""
    scene = scenes.pack(dice_of(seed, split, BAG), voxel_mm, stock_of(split))
    for number, change in enumerate(changes):
        dice = np.random.default_rng([STREAM, SPLITS.index(split), BAG, seed, number])
        yield tomograph.scan(scene.canvas.density, voxel_mm, change(scene.tomograph), dice)


def _scanned(scene: Scene, voxel_mm: float, dice: np.random.Generator) -> BagSample:
    high, low = tomograph.scan(scene.canvas.density, voxel_mm, scene.tomograph, dice)
    return BagSample(
        high,
        low,
        scene.canvas.labels,
        scene.canvas.instances,
        scene.things,
        (voxel_mm, voxel_mm, voxel_mm),
        scene.tomograph.peaks_kv,
        scene.kind,
        scene.declared,
        tuple(code for code in THREATS if any(thing.label == code for thing in scene.things)),
    )


def make_object(
    seed: int, split: str, voxel_mm: float = 2.5, *, label: str | None = None, weapons: Path | None = None
) -> ObjectSample:
    """Scan one thing alone; its class is drawn evenly from all but air, or given by `label`.

    Raises:
        ValueError: the split or the label is none.
    """
    if label is not None and label not in OBJECTS[1:]:
        raise ValueError(f"no thing is of class {label!r}; choose one of {', '.join(OBJECTS[1:])}")
    dice = dice_of(seed, split, OBJECT)
    scene = scenes.alone(dice, voxel_mm, label, stock_of(split), weapons=weapons)
    return _alone(scene, voxel_mm, dice, OBJECTS.index(scene.things[0].label))


def make_stranger(seed: int, *, voxel_mm: float = 2.5) -> ObjectSample:
    """Scan one thing alone that is of no class: the label of its voxels is one beyond the classes'."""
    dice = dice_of(seed, "evaluation", STRANGER)
    scene = scenes.stranger(dice, voxel_mm)
    return _alone(scene, voxel_mm, dice, len(OBJECTS))


def _alone(scene: Scene, voxel_mm: float, dice: np.random.Generator, label: int) -> ObjectSample:
    high, low = tomograph.scan(scene.canvas.density, voxel_mm, scene.tomograph, dice)
    spacing = (voxel_mm, voxel_mm, voxel_mm)
    return ObjectSample(high, low, scene.canvas.labels, label, scene.things[0], spacing, scene.tomograph.peaks_kv)


def stock_of(split: str) -> Stock:
    """What the bags of a split are packed from."""
    return varied.stock(unseen=split == "unseen") if split in varied.SPLITS else catalogue.stock(split == "evaluation")


def dice_of(seed: int, split: str, kind: int) -> np.random.Generator:
    """The dice of one sample of a kind; those of two splits never meet.

    Raises:
        ValueError: the split is none.
    """
    if split not in SPLITS:
        raise ValueError(f"the split is {', '.join(SPLITS[:-1])} or {SPLITS[-1]}, not {split!r}")
    return np.random.default_rng([STREAM, SPLITS.index(split), kind, seed])
