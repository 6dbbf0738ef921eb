"""From dice to a packed bag: what it is, what goes in and in which order, how it lies on the belt, which scanner."""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from scipy.ndimage import find_objects

from simulators.scanner.bags import catalogue, shapes, strangers
from simulators.scanner.bags.canvas import Canvas, Painted, Pose, Sheet
from simulators.scanner.bags.catalogue import OBJECTS, Stock
from simulators.scanner.bags.containers import Container, choose
from simulators.scanner.bags.making import Entry, Maker, turned
from simulators.scanner.bags.packing import PITCH_MM, Room
from simulators.scanner.bags.scanners import draw
from simulators.scanner.bags.solids import UPRIGHT, Blueprint, Floats
from simulators.scanner.rays.tomograph import Tomograph

MARGIN_MM = 20.0
TRIES, TRIES_HIDDEN = 4, 16  # builds of one class of things, until one fits
MISSES = 16  # classes that did not fit any more before the bag counts as full
# The bag's frame (length, width, upwards) in the scanner's (x across, y down, z along the belt).
ONTO_BELT = np.array([[1.0, 0, 0], [0, 0, -1.0], [0, 1.0, 0]])
PERSONAL = ("personal effects", "6309.00")


@dataclass(frozen=True)
class Thing:
    """One thing as its truth.

    Attributes:
        instance: its number in the volume of instances.
        label: code of its object class.
        material: what it is mostly made of, as the table of materials names it.
        box: first and last voxel + 1 along z, y, x of where it shows.
    """

    instance: int
    label: str
    name: str
    material: str
    mass_kg: float
    volume_cm3: float
    box: tuple[tuple[int, int, int], tuple[int, int, int]]


@dataclass(frozen=True)
class Line:
    """One kind of goods of a list: words, a six-digit heading of the Harmonized System, mass without packing."""

    description: str
    heading: str
    net_kg: float


@dataclass(frozen=True)
class Declared:
    """What a trader lodges: words, a six-digit heading of the Harmonized System, gross mass.

    Attributes:
        description: the largest three kinds of goods in one line, whose heading is that of the largest.
        lines: every kind of goods by itself, as postal forms ask for; the largest first.
    """

    description: str
    heading: str
    gross_kg: float
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, eq=False)
class Scene:
    """A packed bag before it is scanned."""

    canvas: Canvas
    things: tuple[Thing, ...]
    kind: str
    declared: Declared
    tomograph: Tomograph


@dataclass(eq=False)
class _Packing:
    """A bag while it is being packed; things are painted as they come to lie."""

    container: Container
    canvas: Canvas
    pose: Pose
    maker: Maker
    room: Room
    left: list[tuple[Painted, str, str, str]] = field(default_factory=list)
    goods: dict[str, tuple[float, str]] = field(default_factory=dict)

    def paint(self, thing: Blueprint, pose: Pose) -> list[Painted]:
        codes = tuple(OBJECTS.index(label) for label in thing.labels)
        painted = self.canvas.paint(thing, pose.then(self.pose), codes, int(self.maker.dice.integers(1 << 16)))
        for part in painted:
            self.left.append((part, thing.labels[part.slot], thing.name, thing.materials[part.slot]))
        return painted

    def put(self, entries: tuple[Entry, ...], tries: int) -> bool:
        """Build a thing and drop it in, another one where it does not fit; False where none does."""
        for _ in range(tries):
            entry = catalogue.pick(entries, self.maker.dice)
            thing = entry.form(self.maker)
            if not _may_fit(thing, self.container):
                continue
            pose = self.room.drop(thing, _resting(self.maker, self.container, thing))
            if pose is None:
                continue
            painted = self.paint(thing, pose)
            if entry.goods[0]:
                mass = self.goods.get(entry.goods[0], (0.0, ""))[0] + sum(part.mass_g for part in painted) / 1000
                self.goods[entry.goods[0]] = mass, entry.goods[1]
            return True
        return False

    def drape(self, share: float) -> None:
        surfaces = self.room.settle(self.maker.between(6, 24), share)
        if surfaces is None:
            return
        cloth = self.maker.cloth()
        sheet = Sheet(*surfaces, PITCH_MM, cloth, self.maker.between(6, 14), 0.4, self.maker.count(0, 60000))
        painted = self.canvas.lay(sheet, self.pose, OBJECTS.index("clothing"))
        self.left.append((painted, "clothing", "garments", cloth.name))
        mass = self.goods.get("garments", (0.0, ""))[0] + painted.mass_g / 1000
        self.goods["garments"] = mass, "6109.10"

    def stuff_voids(self) -> None:
        """Fill what is left with crushed paper, foam or nothing much, up to the lid."""
        name, packed = self.container.filling
        if not name:
            return
        stuff = self.maker.stuff(name, packed)
        base = np.zeros_like(self.room.heights)
        sheet = Sheet(
            base, np.full_like(base, self.room.size[2]), PITCH_MM, stuff, 25.0, 0.6, self.maker.count(0, 60000)
        )
        label = "packaging" if stuff.density >= 0.05 else "air"
        painted = self.canvas.lay(sheet, self.pose, OBJECTS.index(label))
        self.left.append((painted, label, "filling", name))


def pack(
    dice: np.random.Generator,
    voxel_mm: float,
    stock: Stock,
    *,
    weapons: Path | None = None,
    waiting: list[str] | None = None,
) -> Scene:
    """`waiting` are the threats to be hidden; where nothing is said, they are drawn as the stock has them."""
    maker = Maker(dice, stock.kept, shapes.weapons(weapons or shapes.find(), stock.kept))
    waiting = what_is_hidden(maker, stock) if waiting is None else waiting
    return packed(maker, choose(maker, waiting), (stock, waiting), voxel_mm)


def packed(maker: Maker, container: Container, goods: tuple[Stock, list[str]], voxel_mm: float) -> Scene:
    """Fill a container that was chosen out of a stock, and with what fits of the threats that wait to be hidden."""
    stock, waiting = goods
    packing = _begin(container, maker, voxel_mm)
    for shell in container.shell:
        packing.paint(shell, Pose(np.eye(3), np.zeros(3)))
    _fill(packing, waiting, stock)
    packing.stuff_voids()
    things = _things(packing)
    return Scene(packing.canvas, things, container.kind, _declare(packing, things), draw(maker))


def alone(
    dice: np.random.Generator, voxel_mm: float, label: str | None, stock: Stock, *, weapons: Path | None = None
) -> Scene:
    """One thing, turned anyhow, in air."""
    maker = Maker(dice, stock.kept, shapes.weapons(weapons or shapes.find(), stock.kept))
    return _in_air(maker, chosen(maker, stock, label).form(maker), voxel_mm)


def chosen(maker: Maker, stock: Stock, label: str | None = None) -> Entry:
    """A form of this class, or of one drawn, every class as often; what no trader would declare is no honest thing."""
    offered = {**stock.harmless, **stock.threats}
    code = label or sorted(offered)[int(maker.dice.integers(len(offered)))]
    entries = (entry for entry in offered[code] if entry.goods[0] or code in catalogue.THREATS)
    return catalogue.pick(tuple(entries), maker.dice)


def stranger(dice: np.random.Generator, voxel_mm: float) -> Scene:
    """One thing of no class that is known, turned anyhow, in air."""
    maker = Maker(dice, kept=True)
    form = strangers.FORMS[int(dice.integers(len(strangers.FORMS)))]
    return _in_air(maker, form(maker), voxel_mm)


def _in_air(maker: Maker, thing: Blueprint, voxel_mm: float) -> Scene:
    dice = maker.dice
    turn = ONTO_BELT @ turned(*(float(angle) for angle in dice.uniform(-180, 180, 3)))
    lower, upper = thing.box(turn)
    size = upper - lower + 4 * voxel_mm
    canvas = Canvas(_shape(size, voxel_mm, 16), voxel_mm)
    middle = np.array(canvas.shape[::-1]) * voxel_mm / 2
    codes = tuple(OBJECTS.index(code) if code in OBJECTS else len(OBJECTS) for code in thing.labels)
    painted = canvas.paint(thing, Pose(turn, middle - (lower + upper) / 2), codes, int(dice.integers(1 << 16)))
    boxes = find_objects(canvas.instances, max_label=canvas.things)
    told = ([thing.labels[part.slot], thing.name, thing.materials[part.slot]] for part in painted)
    truths = tuple(truth for part, words in zip(painted, told, strict=True) if (truth := _truth(boxes, part, words)))
    return Scene(canvas, truths, "object", Declared("", "", 0.0), draw(maker))


def _begin(container: Container, maker: Maker, voxel_mm: float) -> _Packing:
    """Lay the bag on the belt, a little askew, and find the volume that holds it."""
    yaw, pitch, roll = (float(maker.dice.normal(0, spread)) for spread in container.askew)
    turn = ONTO_BELT @ turned(roll, pitch, float(np.clip(yaw, -14, 14))) @ container.stance
    corners = np.array([(a, b, c) for a in (0, 1) for b in (0, 1) for c in (0, 1)]) * np.array(container.outside)
    placed = (corners - container.wall_mm) @ turn.T
    lower, upper = placed.min(axis=0), placed.max(axis=0)
    size = upper - lower + 2 * MARGIN_MM
    canvas = Canvas(_shape(size, voxel_mm, container.least), voxel_mm)
    slack = np.array(canvas.shape[::-1]) * voxel_mm - size
    by = -lower + MARGIN_MM + slack * maker.dice.uniform(0.2, 0.8, 3)
    return _Packing(container, canvas, Pose(turn, by), maker, Room(container.inside, maker.dice))


def _shape(size_mm: Floats, voxel_mm: float, least: int) -> tuple[int, int, int]:
    x, y, z = (int(max(least, np.ceil(side / voxel_mm / 8) * 8)) for side in size_mm)
    return z, y, x


def _resting(maker: Maker, container: Container, thing: Blueprint) -> Floats:
    """Mostly flat, sometimes on an edge or on end, never quite straight; large things along the bag."""
    roll, pitch = (float(maker.dice.normal(0, 4)) for _ in range(2))
    lower, upper = thing.box(UPRIGHT)
    size = upper - lower
    if maker.maybe(container.upright) and max(size) < container.inside[2]:
        if maker.maybe(0.5):
            roll += 90
        else:
            pitch += 90
    if max(size) < 0.5 * min(container.inside[:2]):
        return turned(roll, pitch, maker.between(0, 360))
    along = 90.0 * maker.count(0, 1) if max(size) < container.inside[1] else 0.0
    if size[1] > size[0]:
        along += 90.0
    share = max(size) / container.inside[0]
    return turned(
        roll * 0.5,
        pitch * 0.5,
        along + 180.0 * maker.count(0, 1) + float(maker.dice.normal(0, 10 * max(0.1, 1 - share))),
    )


def _may_fit(thing: Blueprint, container: Container) -> bool:
    lower, upper = thing.box(UPRIGHT)
    return bool((np.sort(upper - lower) < np.sort(container.inside) - 4).all())


def what_is_hidden(maker: Maker, stock: Stock) -> list[str]:
    """So many things as the stock says, every class as often."""
    count = int(maker.dice.choice(len(stock.hidden), p=stock.hidden))
    return [catalogue.THREATS[int(maker.dice.integers(len(catalogue.THREATS)))] for _ in range(count)]


def _fill(packing: _Packing, waiting: list[str], stock: Stock) -> None:
    """Drop goods and lay cloth in turn until the bag is as full as it is to be; what is hidden comes in between."""
    maker, container = packing.maker, packing.container
    offered, hidden = stock.harmless, stock.threats
    labels = [label for label in container.mix if label in offered]
    weights = np.array([container.mix[label] for label in labels])
    weights /= weights.sum()
    aim, missed = maker.between(*container.fullness), 0
    due = sorted((maker.between(0.0, aim * 0.5), label) for label in waiting)
    for _ in range(container.most):
        while due and packing.room.filled >= due[0][0]:
            packing.put(hidden[due.pop(0)[1]], TRIES_HIDDEN)
        if packing.room.filled >= aim or missed > MISSES:
            break
        if maker.maybe(container.drapes):
            packing.drape(maker.between(0.5, 1.0))
            continue
        label = labels[int(maker.dice.choice(len(labels), p=weights))]
        missed += not packing.put(offered[label], TRIES)
    for _, label in due:
        packing.put(hidden[label], TRIES_HIDDEN)
    if maker.maybe(container.drapes):
        packing.drape(1.0)


def _things(packing: _Packing) -> tuple[Thing, ...]:
    canvas = packing.canvas
    canvas.instances[canvas.labels == 0] = 0
    boxes = find_objects(canvas.instances, max_label=canvas.things)
    found = (_truth(boxes, part, told) for part, *told in packing.left)
    return tuple(thing for thing in found if thing is not None)


def _truth(boxes: list[tuple[slice, ...] | None], part: Painted, told: list[str]) -> Thing | None:
    """None where nothing of it is left to see."""
    where = boxes[part.number - 1]
    if where is None:
        return None
    label, name, material = told
    z, y, x = where
    box = (z.start, y.start, x.start), (z.stop, y.stop, x.stop)
    return Thing(part.number, label, name, material, part.mass_g / 1000, part.volume_cm3, box)


def _declare(packing: _Packing, things: tuple[Thing, ...]) -> Declared:
    gross = round(sum(thing.mass_kg for thing in things), 2)
    by_mass = sorted(packing.goods.items(), key=lambda held: -held[1][0])
    lines = tuple(Line(name, heading.replace(".", ""), mass) for name, (mass, heading) in by_mass)
    lines = lines or (Line(PERSONAL[0], PERSONAL[1].replace(".", ""), gross),)
    names = ", ".join(line.description for line in lines[:3])
    return Declared(names, lines[0].heading, gross, lines)
