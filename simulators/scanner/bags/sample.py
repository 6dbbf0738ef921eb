"""Bags, parcels and mail with their truth, as a dual-energy CT sees them; each from a seed.

`make_sample(seed, split)` is the way in. Splits never share a seed's dice. Bags of "evaluation" hold forms, mixes of
materials, real weapons and ways of packing that no other split holds, and some pass another scanner. In "varied" and
"unseen" every thing is of a form of its own, near to none of those.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from simulators.scanner.bags import catalogue, scenes, varied
from simulators.scanner.bags.catalogue import OBJECTS, SPLITS, THREATS, Stock
from simulators.scanner.bags.scenes import Declared, Thing
from simulators.scanner.rays import tomograph

STREAM = 0xCA6  # keeps these dice apart from other simulators' of the same seed


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
    dice = dice_of(seed, split, 0)
    scene = scenes.pack(dice, voxel_mm, stock_of(split), weapons=weapons)
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
    dice = dice_of(seed, split, 1)
    scene = scenes.alone(dice, voxel_mm, label, stock_of(split), weapons=weapons)
    high, low = tomograph.scan(scene.canvas.density, voxel_mm, scene.tomograph, dice)
    return ObjectSample(
        high,
        low,
        scene.canvas.labels,
        OBJECTS.index(scene.things[0].label),
        scene.things[0],
        (voxel_mm, voxel_mm, voxel_mm),
        scene.tomograph.peaks_kv,
    )


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
