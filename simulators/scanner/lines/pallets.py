"""Small pallets of parcels: cartons packed one by one, repeated in layers on boards of wood."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from simulators.scanner.bags import catalogue, containers, scenes, shapes
from simulators.scanner.bags.canvas import Canvas, Pose
from simulators.scanner.bags.catalogue import OBJECTS, Stock
from simulators.scanner.bags.making import Maker, box, thing
from simulators.scanner.bags.scenes import ONTO_BELT, Declared, Thing
from simulators.scanner.bags.solids import UPRIGHT
from simulators.scanner.lines.shadows import Load

BASES = ((800.0, 600.0), (1200.0, 800.0))  # millimetres: half and whole pallets
TALLEST = (400.0, 800.0)
SECRET = 0.4  # of the pallets hide something in one of their cartons
MARGIN_MM = 40.0


@dataclass(frozen=True, eq=False)
class Pallet:
    """A stack and its truth; a thing stands once for each carton that holds it."""

    load: Load
    things: tuple[Thing, ...]
    declared: Declared


@dataclass(frozen=True, eq=False)
class _Carton:
    """A packed carton cut out of its canvas.

    Attributes:
        density: as a canvas has it, indexed (function, z, y, x); labels alike without the function.
        things: their boxes count from the carton's own corner.
        numbers: how many instances it holds.
    """

    density: NDArray[np.float32]
    labels: NDArray[np.uint8]
    things: tuple[Thing, ...]
    declared: Declared
    numbers: int

    @property
    def size(self) -> tuple[int, int, int]:
        z, y, x = self.labels.shape
        return z, y, x

    def turned(self) -> "_Carton":
        """Its length across where its width was."""
        things = (replace(each, box=tuple(end[::-1] for end in each.box)) for each in self.things)
        density, labels = self.density.transpose(0, 3, 2, 1), self.labels.transpose(2, 1, 0)
        return replace(self, density=density, labels=labels, things=tuple(things))

    def best_on(self, deep: int, wide: int) -> "_Carton":
        """As it stands or turned: whichever fills a layer better."""
        other = self.turned()
        return other if _in_layer(other, deep, wide) > _in_layer(self, deep, wide) else self


def stack(dice: np.random.Generator, voxel_mm: float, stock: Stock, *, weapons: Path | None = None) -> Pallet:
    """Pack one to three kinds of cartons and stack each in layers of its own; one odd carton may hide something."""
    maker = Maker(dice, stock.kept, shapes.weapons(weapons or shapes.find(), stock.kept))
    base = BASES[maker.count(0, len(BASES) - 1)]
    wide, deep = (int(side / voxel_mm) for side in base)
    kinds = [_carton(maker, voxel_mm, (stock, [])).best_on(deep, wide) for _ in range(maker.count(1, 3))]
    secret = catalogue.THREATS[maker.count(0, len(catalogue.THREATS) - 1)]
    odd = _carton(maker, voxel_mm, (stock, [secret])) if maker.maybe(SECRET) else None
    tallest = maker.between(*TALLEST)
    canvas = Canvas(_shape(base, tallest, voxel_mm), voxel_mm)
    laid = _boards(canvas, maker, base)
    places = _places(canvas, base, kinds, tallest)
    strange = maker.count(0, len(places) - 1) if odd is not None and places else -1
    things: list[Thing] = [laid]
    for number, (kind, corner) in enumerate(places):
        carton = kinds[kind]
        if number == strange and odd is not None:
            carton = odd if _fits(odd, carton) else odd.turned() if _fits(odd.turned(), carton) else carton
        things += _copied(canvas, carton, corner)
    return Pallet(Load(canvas.density, canvas.labels, voxel_mm), tuple(things), _declared(things, kinds))


def _carton(maker: Maker, voxel_mm: float, goods: tuple[Stock, list[str]]) -> _Carton:
    container = replace(containers.parcel(maker), askew=(0.0, 0.0, 0.0), stance=UPRIGHT, least=16)
    scene = scenes.packed(maker, container, goods, voxel_mm)
    canvas = scene.canvas
    whole = [np.flatnonzero((canvas.labels > 0).any(axis=axes)) for axes in ((1, 2), (0, 2), (0, 1))]
    first = tuple(int(places[0]) for places in whole)
    z, y, x = (slice(int(places[0]), int(places[-1]) + 1) for places in whole)
    things = tuple(_moved(each, tuple(-start for start in first)) for each in scene.things)
    return _Carton(canvas.density[:, z, y, x], canvas.labels[z, y, x], things, scene.declared, canvas.things)


def _moved(thing: Thing, by: tuple[int, ...]) -> Thing:
    (z0, y0, x0), (z1, y1, x1) = thing.box
    z, y, x = by
    return replace(thing, box=((z0 + z, y0 + y, x0 + x), (z1 + z, y1 + y, x1 + x)))


def _in_layer(carton: _Carton, deep: int, wide: int) -> int:
    return (deep // carton.size[0]) * (wide // carton.size[2])


def _shape(base: tuple[float, float], tallest: float, voxel_mm: float) -> tuple[int, int, int]:
    x, z = (int(np.ceil((side + 2 * MARGIN_MM) / voxel_mm)) for side in base)
    return z, int(np.ceil((tallest + 2 * MARGIN_MM) / voxel_mm)), x


def _boards(canvas: Canvas, maker: Maker, base: tuple[float, float]) -> Thing:
    """Five boards over three bearers: 22 mm of deck, 78 mm of legs."""
    wood, (long, wide) = maker.stuff("wood"), base
    parts = [box(wood, (long, 90, 22), (0, across, 89)) for across in np.linspace(45 - wide / 2, wide / 2 - 45, 5)]
    parts += [box(wood, (80, wide, 78), (along, 0, 39)) for along in (40 - long / 2, 0.0, long / 2 - 40)]
    deck = thing("pallet", "packaging", "wood", *parts, fine=2)
    size = np.array(canvas.shape[::-1]) * canvas.voxel_mm
    by = np.array([size[0] / 2, size[1] - MARGIN_MM, size[2] / 2])
    [painted] = canvas.paint(deck, Pose(ONTO_BELT, by), (OBJECTS.index("packaging"),), 1)
    z, y, x = (np.flatnonzero((canvas.labels > 0).any(axis=axes)) for axes in ((1, 2), (0, 2), (0, 1)))
    found = (int(z[0]), int(y[0]), int(x[0])), (int(z[-1]) + 1, int(y[-1]) + 1, int(x[-1]) + 1)
    return Thing(painted.number, "packaging", "pallet", "wood", painted.mass_g / 1000, painted.volume_cm3, found)


def _places(
    canvas: Canvas, base: tuple[float, float], kinds: list[_Carton], tallest: float
) -> list[tuple[int, tuple[int, int, int]]]:
    """Kind and upper near corner (z, y, x) of each carton, layer by layer from the deck."""
    voxel = canvas.voxel_mm
    deep, wide = int(base[1] / voxel), int(base[0] / voxel)
    filled = np.flatnonzero((canvas.labels > 0).any(axis=(0, 2)))
    above, floor = int(filled[0]), int(filled[-1]) + 1
    found, kind = [], 0
    while True:
        z, y, x = kinds[kind].size
        if (floor - above + y) * voxel > tallest or z > deep or x > wide:
            return found
        above -= y
        across, along = wide // x, deep // z
        near = (canvas.shape[0] - along * z) // 2
        left = (canvas.shape[2] - across * x) // 2
        found += [(kind, (near + i * z, above, left + j * x)) for i in range(along) for j in range(across)]
        kind = (kind + 1) % len(kinds)


def _fits(odd: _Carton, place: _Carton) -> bool:
    return all(own <= room for own, room in zip(odd.size, place.size, strict=True))


def _copied(canvas: Canvas, carton: _Carton, corner: tuple[int, int, int]) -> list[Thing]:
    z, y, x = (slice(start, start + long) for start, long in zip(corner, carton.size, strict=True))
    canvas.density[:, z, y, x] += carton.density
    canvas.labels[z, y, x] = np.where(carton.labels > 0, carton.labels, canvas.labels[z, y, x])
    first, canvas.things = canvas.things, canvas.things + carton.numbers
    return [replace(_moved(each, corner), instance=each.instance + first) for each in carton.things]


def _declared(things: list[Thing], kinds: list[_Carton]) -> Declared:
    gross = round(sum(each.mass_kg for each in things), 1)
    words = list(dict.fromkeys(kind.declared.description for kind in kinds))
    heaviest = max(kinds, key=lambda kind: kind.declared.gross_kg)
    return Declared("; ".join(words), heaviest.declared.heading, gross)
