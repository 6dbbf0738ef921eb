"""What every packer is given and gives back, and the pallets that many stand goods on."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from simulators.scanner.cargo import Hold
from simulators.scanner.loads.bodies import Floats, Kind, Of, Pile, Role, turned
from simulators.scanner.materials import PLASTIC, WOOD, Material

Dice = np.random.Generator
Range = tuple[float, float]
FOOTPRINTS = ((1.2, 1.0), (1.2, 0.8), (1.1, 1.1), (1.14, 1.14), (1.0, 1.2), (0.8, 1.2), (1.067, 1.067))


@dataclass(frozen=True)
class Order:
    """Which goods are to be packed.

    Attributes:
        density: kg/m³ of a package with what is in it.
        limit_kg: what the container may still carry; packers stack lower rather than pass it.
    """

    material: Material
    density: float
    limit_kg: float
    item: int = 0

    def of(self, factor: float = 1.0) -> Of:
        """Bodies of the goods, at this share of their density."""
        return Of(self.material, self.density * factor, Role.GOODS, self.item)

    def part(self, material: Material, density: float) -> Of:
        """Bodies that belong to the goods but are of another material."""
        return Of(material, density, Role.GOODS, self.item)

    def dunnage(self, material: Material = WOOD, density: float = 500.0) -> Of:
        """Bodies that carry the goods."""
        return Of(material, density, Role.DUNNAGE, self.item)

    def height(self, hold: Hold, wanted: float, solidity: float = 0.85) -> float:
        """The stacking height wanted, or that at which the weight limit comes first."""
        return min(wanted, self.limit_kg / (self.density * solidity * hold.size[0] * hold.size[1]))


@dataclass(frozen=True)
class Packed:
    """How many packages, of which kind (UN/ECE Recommendation 21); none where goods lie loose."""

    count: int | None
    kind: str


Packer = Callable[[Pile, Hold, Order, Dice], Packed]


@dataclass(frozen=True)
class Style:
    """One way to pack.

    Attributes:
        only: subheadings that travel so, parted by spaces; empty for all of the class.
        held_out: kept for evaluation.
    """

    name: str
    pack: Packer
    only: str = ""
    held_out: bool = False
    refrigerated: bool = False


@dataclass(frozen=True)
class Core:
    """What makes the inside of a package uneven: this share of its mass sits in a smaller box.

    Attributes:
        size: of the box, as shares of the package.
        low: whether the box lies on the ground of the package (a liquid, a plinth) or anywhere in it.
        material: of the core; None is that of the goods.
    """

    share: float
    size: tuple[float, float, float]
    low: bool = False
    material: Material | None = None


def drawn(dice: Dice, span: Range | float) -> float:
    """A figure from a range."""
    return float(dice.uniform(*span)) if isinstance(span, tuple) else span


def packages(pile: Pile, corners: Floats, size: ArrayLike, order: Order, dice: Dice, core: Core | None = None) -> None:
    """Cartons with what is in them, each a little lighter or heavier than the next."""
    if len(corners) == 0:
        return
    sizes = np.broadcast_to(np.asarray(size, np.float64), corners.shape)
    each = order.density * dice.normal(1.0, 0.03, len(corners)).clip(0.85, 1.15)
    if core is None:
        pile.boxes(corners, sizes, order.of(), each)
        return
    pile.boxes(corners, sizes, order.of(), each * (1 - core.share))
    inner = sizes * core.size
    free = sizes - inner
    place = dice.uniform(0, 1, corners.shape)
    if core.low:
        place[:, 2] = 0
    of = order.of() if core.material is None else order.part(core.material, order.density)
    pile.boxes(corners + free * place, inner, of, each * core.share / np.prod(core.size))


def pallet(
    pile: Pile, corner: tuple[float, float, float], foot: tuple[float, float], order: Order, tall: float = 0.144
) -> None:
    """Boards and blocks, about 20 kg; or a light one of plastic."""
    x, y, z = corner
    of = order.dunnage(WOOD, 1.0)
    for level in (0.0, tall - 0.022):
        pile.boxes((x, y, z + level), (foot[0], foot[1], 0.022), of, 280)
    for at in (0.0, foot[0] / 2 - 0.05, foot[0] - 0.1):
        pile.boxes((x + at, y, z + 0.022), (0.1, foot[1], tall - 0.044), of, 190)


def places(
    hold: Hold, foot: tuple[float, float], dice: Dice, gap: Range = (0.01, 0.05)
) -> Iterator[tuple[float, float]]:
    """Where footprints stand on the floor, row by row from the front, as many abreast as go."""
    abreast = max(1, int((hold.size[1] + 0.001) // foot[1]))
    slack = hold.size[1] - abreast * foot[1]
    x = float(dice.uniform(0, 0.05))
    while x + foot[0] <= hold.size[0]:
        left = slack * float(dice.uniform(0.1, 0.9))
        for lane in range(abreast):
            y = lane * foot[1] + left * (lane / max(1, abreast - 1)) if abreast > 1 else left
            yield hold.corner[0] + x, hold.corner[1] + y
        x += foot[0] + float(dice.uniform(*gap))


def nested(hold: Hold, r: float, dice: Dice) -> list[tuple[float, float]]:
    """Middles of circles standing on the floor, in lines or nested into each other."""
    gap = float(dice.uniform(0.004, 0.02))
    lines = dice.random() < 0.5
    pitch = 2 * r + gap
    across = int(hold.size[1] // pitch)
    short = across * pitch + r > hold.size[1]  # a shifted row has one less
    step = pitch if lines else max(1.74 * r + gap, 0.1)
    spots: list[tuple[float, float]] = []
    for row in range(max(0, int((hold.size[0] - 2 * r - 0.01) // step) + 1)):
        shift = 0.0 if lines or row % 2 == 0 else r
        x = hold.corner[0] + r + 0.01 + row * step
        spots += [(x, hold.corner[1] + r + shift + j * pitch) for j in range(across - (shift > 0 and short))]
    return spots


def grid(size: tuple[float, float, float], room: tuple[float, float, float]) -> Floats:
    """Lower corners of as many boxes as fit the room, bottom layer first, (n, 3)."""
    counts = [int((room[axis] + 1e-6) // size[axis]) for axis in range(3)]
    k, i, j = np.meshgrid(*(np.arange(counts[axis]) for axis in (2, 0, 1)), indexing="ij")
    return np.stack([i.ravel() * size[0], j.ravel() * size[1], k.ravel() * size[2]], axis=1).astype(np.float64)


@dataclass(frozen=True)
class Frame:
    """A place and a turn: bodies of a compound thing (a car, a pump) are given in its own coordinates."""

    pile: Pile
    origin: tuple[float, float, float]
    turn: Floats | None = None

    def box(self, corner: tuple[float, float, float], size: tuple[float, float, float], of: Of) -> None:
        """A box, by its lower corner in own coordinates."""
        half = np.asarray(size) / 2
        middle = np.asarray(corner) + half
        if self.turn is None:
            self.pile.add(Kind.BOX, middle + self.origin, half, of)
        else:
            self.pile.add(Kind.TURNED_BOX, middle @ self.turn + self.origin, half, of, turn=self.turn)

    def sloping(
        self, start: tuple[float, float, float], end: tuple[float, float, float], size: tuple[float, float], of: Of
    ) -> None:
        """A plate from one point to another that differs in x and z: its middle line; width and thickness are given."""
        a, b = np.asarray(start), np.asarray(end)
        run = b - a
        own = turned(pitch=-float(np.arctan2(run[2], run[0])))
        whole = own if self.turn is None else own @ self.turn
        middle = (a + b) / 2
        middle = middle + self.origin if self.turn is None else middle @ self.turn + self.origin
        self.pile.add(
            Kind.TURNED_BOX, middle, (float(np.linalg.norm(run)) / 2, size[0] / 2, size[1] / 2), of, turn=whole
        )

    def cylinder(self, base: tuple[float, float, float], radius: float, length: float, axis: int, of: Of) -> None:
        """A cylinder along an own axis, by the centre of its lower end."""
        centre = np.asarray(base, np.float64)
        centre[axis] += length / 2
        half = np.full(3, radius)
        if self.turn is None:
            half[axis] = length / 2
            self.pile.add(Kind(Kind.CYLINDER_X + axis), centre + self.origin, half, of)
            return
        order = [(axis + 1) % 3, (axis + 2) % 3, axis]  # its own length is its third axis
        half[2] = length / 2
        self.pile.add(Kind.TURNED_CYLINDER, centre @ self.turn + self.origin, half, of, turn=self.turn[order])


__all__ = [
    "PLASTIC",
    "Core",
    "Dice",
    "Frame",
    "Hold",
    "Kind",
    "Order",
    "Packed",
    "Packer",
    "Pile",
    "Range",
    "drawn",
    "grid",
    "packages",
    "pallet",
    "places",
    "turned",
]
