"""Loaded vehicles with their truth, and the two views a drive-through scanner takes of them."""

from dataclasses import dataclass, replace

import numpy as np

from simulators.scanner import cargo, vehicles
from simulators.scanner.cargo import Hold, Packer
from simulators.scanner.materials import Material
from simulators.scanner.radiograph import Radiograph, expose
from simulators.scanner.solids import Grid, Point, Solid

PIXEL_M = 0.007
MARGIN_M = 0.12


@dataclass(frozen=True)
class Hidden:
    """A block put among the goods; `where` and `size` are shares of the hold and metres."""

    material: Material
    where: Point
    size: Point


@dataclass(frozen=True)
class Load:
    """What is put into a container, and what it rides on.

    Attributes:
        mass_kg: what the goods weigh together; the packing is scaled to it. None keeps the packing's own mass.
        on_lorry: False is a box alone on the scanner's conveyor.
    """

    packer: Packer
    mass_kg: float | None = None
    size_type: str = "42G1"
    on_lorry: bool = True
    hidden: Hidden | None = None
    seed: int = 0


@dataclass(frozen=True)
class Truth:
    """What is in the picture, known because we put it there.

    Attributes:
        hidden_box_mm: corner and size of the hidden block along x, y, z in the picture's frame, in millimetres.
    """

    cargo_kg: float
    hidden_kg: float
    tare_kg: float
    hidden_box_mm: tuple[Point, Point] | None


@dataclass(frozen=True)
class Scene:
    """Solids, their truth, and the size of the frame around them in metres."""

    solids: list[Solid]
    truth: Truth
    frame: Point
    seed: int

    def views(self, pixel_m: float = PIXEL_M) -> tuple[Radiograph, Radiograph]:
        """The side view and the view from above, each at both energies."""
        noise = np.random.default_rng(self.seed + 1)
        width = round(self.frame[0] / pixel_m)
        side = Grid(along=1, width=width, height=round(self.frame[2] / pixel_m), pixel_m=pixel_m)
        above = Grid(along=2, width=width, height=round(self.frame[1] / pixel_m), pixel_m=pixel_m)
        return expose(self.solids, side, "side", noise), expose(self.solids, above, "top", noise)


def build(load: Load) -> Scene:
    """Set the scene: vehicle, box, goods, and what is hidden among them."""
    dice = np.random.default_rng(load.seed)
    length, height = vehicles.SIZES[load.size_type]
    deck = 1.15 if load.on_lorry else 0.1
    trailer = max(length, 9.0)  # a short box rides at the rear of a trailer that clears the tractor's wheels
    front = MARGIN_M + (2.9 + trailer - length if load.on_lorry else 0.0)
    box = vehicles.Box((front, MARGIN_M, deck), length, height, load.size_type)
    goods = load.packer(Hold(box.inner_corner, box.inner_size), dice)
    if load.mass_kg is not None and goods:
        goods = cargo.of_mass(goods, load.mass_kg)
    contraband = _hide(load.hidden, box, goods) if load.hidden else []
    solids = vehicles.container(box) + goods + contraband
    if load.on_lorry:
        solids += vehicles.tractor(MARGIN_M, MARGIN_M)
        solids += vehicles.skeletal_trailer(MARGIN_M + 2.9, trailer, MARGIN_M, deck)
    truth = Truth(
        cargo_kg=cargo.mass_kg(goods) + cargo.mass_kg(contraband),
        hidden_kg=contraband[0].mass_kg if contraband else 0.0,
        tare_kg=vehicles.tare_kg(box),
        hidden_box_mm=_box_mm(contraband[0]) if contraband else None,
    )
    frame = (front + length + MARGIN_M, vehicles.WIDTH + 2 * MARGIN_M, deck + height + MARGIN_M)
    return Scene(solids, truth, frame, load.seed)


def _hide(secret: Hidden, box: vehicles.Box, goods: list[Solid]) -> list[Solid]:
    corner = tuple(box.inner_corner[axis] + secret.where[axis] * box.inner_size[axis] for axis in range(3))
    displaced = max((solid for solid in goods if solid.density > 0), key=lambda solid: solid.shape.volume)
    # Goods are mostly air between and within cartons, so the block takes the place of their average, not of a solid.
    bulk = cargo.mass_kg(goods) / (box.inner_size[0] * box.inner_size[1] * box.inner_size[2])
    goods_there = replace(displaced, density=bulk)
    return cargo.hidden(secret.material, (corner[0], corner[1], corner[2]), secret.size, goods_there)


def _box_mm(block: Solid) -> tuple[Point, Point]:
    lower, upper = block.shape.box()
    size = tuple(round((upper[axis] - lower[axis]) * 1000, 1) for axis in range(3))
    corner = tuple(round(lower[axis] * 1000, 1) for axis in range(3))
    return (corner[0], corner[1], corner[2]), (size[0], size[1], size[2])
