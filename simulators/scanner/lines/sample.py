"""A line scan from a seed: the same bags that the CT scanner sees, and pallets, behind one tube."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from simulators.scanner.bags import scenes
from simulators.scanner.bags.catalogue import OBJECTS, THREATS
from simulators.scanner.bags.making import Maker
from simulators.scanner.bags.sample import dice_of, stock_of
from simulators.scanner.bags.scenes import Declared, Thing
from simulators.scanner.lines import exposing, pallets, scanners, shadows
from simulators.scanner.lines.scanners import LineScanner
from simulators.scanner.lines.shadows import Load

BAGS, SCANNED, PALLETS = 0, 2, 3  # kinds of dice; the first are those of `bags.make_sample`, so its bags come again


@dataclass(frozen=True, eq=False)
class LineView:
    """One view: rows across the belt, the first at the top or the left, columns along it.

    Attributes:
        planes: raw counts, the higher energy first.
        pixel_mm: along the belt and across it, as the scanner states it.
        labels: index into `OBJECTS` of the class that takes most of the beam.
        present: the classes the beam meets, bit n for `OBJECTS[n]`.
    """

    name: str
    planes: tuple[NDArray[np.uint16], NDArray[np.uint16]]
    pixel_mm: tuple[float, float]
    labels: NDArray[np.uint8]
    present: NDArray[np.uint32]

    def shows(self, label: str) -> NDArray[np.bool_]:
        """Where a class is met."""
        found: NDArray[np.bool_] = (self.present >> np.uint32(OBJECTS.index(label))) & 1 > 0
        return found


@dataclass(frozen=True, eq=False)
class LineSample:
    """A scanned load and all that is known of it.

    Attributes:
        kind: parcel, suitcase, mail or pallet.
        things: every thing; their boxes are in voxels of `voxel_mm`, not in pixels.
        contraband: codes of the threat classes present.
    """

    views: tuple[LineView, ...]
    scanner: LineScanner
    things: tuple[Thing, ...]
    kind: str
    declared: Declared
    contraband: tuple[str, ...]
    voxel_mm: float

    @property
    def mass_kg(self) -> float:
        return sum(thing.mass_kg for thing in self.things)


def make_sample(seed: int, split: str, *, voxel_mm: float = 2.0, weapons: Path | None = None) -> LineSample:
    """Scan the bag, parcel or envelope that `bags.make_sample` makes of the same seed and split.

    Args:
        split: one of `SPLITS`.
        voxel_mm: of the volume the rays cross; also the distance of two lines along the belt.

    Raises:
        ValueError: the split is none.
    """
    stock = stock_of(split)
    scene = scenes.pack(dice_of(seed, split, BAGS), voxel_mm, stock, weapons=weapons)
    maker = Maker(dice_of(seed, split, SCANNED), stock.kept)
    scanner = scanners.draw(maker, scanners.USUAL, scanners.OTHERS)
    load = Load(scene.canvas.density, scene.canvas.labels, voxel_mm)
    return _sample(load, (scene.things, scene.kind, scene.declared), scanner, maker)


def make_pallet(seed: int, split: str, *, voxel_mm: float = 4.0, weapons: Path | None = None) -> LineSample:
    """Stack and scan a small pallet of parcels.

    Raises:
        ValueError: the split is none.
    """
    stock, dice = stock_of(split), dice_of(seed, split, PALLETS)
    pallet = pallets.stack(dice, voxel_mm, stock, weapons=weapons)
    maker = Maker(dice, stock.kept)
    scanner = scanners.draw(maker, scanners.PALLETS, scanners.OTHER_PALLETS)
    return _sample(pallet.load, (pallet.things, "pallet", pallet.declared), scanner, maker)


def _sample(
    load: Load, told: tuple[tuple[Thing, ...], str, Declared], scanner: LineScanner, maker: Maker
) -> LineSample:
    things, kind, declared = told
    room = max(0.0, scanner.tunnel[0] - load.labels.shape[2] * load.voxel_mm) / 2
    aside = maker.between(-room, room) * 0.8
    views = tuple(_view(name, load, scanner, aside, maker.dice) for name in scanner.names)
    contraband = tuple(code for code in THREATS if any(thing.label == code for thing in things))
    return LineSample(views, scanner, things, kind, declared, contraband, load.voxel_mm)


def _view(name: str, load: Load, scanner: LineScanner, aside_mm: float, dice: np.random.Generator) -> LineView:
    fan = shadows.fan_of(name, scanner, load, aside_mm)
    planes = exposing.expose(shadows.paths(load, fan), scanner, dice)
    return LineView(name, planes, (load.voxel_mm, scanner.pixel), *shadows.named(load, fan))
