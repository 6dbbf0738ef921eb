"""The steel around the goods: a shipping container, and the lorry that carries it.

Container measures are ISO 668 (1AA, 1CC, and the 2.9 m high cube); walls, posts and floors are those of ordinary
corten boxes.
"""

from dataclasses import dataclass

from simulators.scanner.materials import ALUMINIUM, OIL, PLASTIC, RUBBER, STEEL, WOOD, Material
from simulators.scanner.solids import Block, Cylinder, Point, Solid

WIDTH = 2.438
WALL = 0.036  # depth of the corrugation: the sheet itself is 2 mm
SHEET = 0.002
PITCH = 0.278
FLOOR = 0.15  # cross members and boards
BOARDS = 0.028


@dataclass(frozen=True)
class Box:
    """A container standing with its lower front corner at `corner`, doors at the far end.

    Attributes:
        size_type: the ISO 6346 size and type code that describes it.
    """

    corner: Point
    length: float
    height: float
    size_type: str

    @property
    def inner_corner(self) -> Point:
        x, y, z = self.corner
        return x + 0.08, y + 0.045, z + FLOOR

    @property
    def inner_size(self) -> Point:
        return self.length - 0.16, WIDTH - 0.09, self.height - FLOOR - 0.05


SIZES = {"22G1": (6.058, 2.591), "42G1": (12.192, 2.591), "45G1": (12.192, 2.896)}


def container(box: Box) -> list[Solid]:
    """Everything of the container but its goods."""
    return _walls(box) + _frame(box) + _floor(box) + _doors(box)


def tare_kg(box: Box) -> float:
    """What the box weighs empty."""
    return sum(solid.mass_kg for solid in container(box))


def _steel(corner: Point, size: Point, density: float = STEEL.density) -> Solid:
    return Solid(Block(corner, size), STEEL, density)


def _walls(box: Box) -> list[Solid]:
    x, y, z = box.corner
    # A folded sheet spread evenly over its depth, plus, for each slanted web, the extra steel the beam meets there.
    sheet = STEEL.density * SHEET / WALL
    parts = [
        _steel((x, y + offset, z + FLOOR), (box.length, WALL, box.height - FLOOR - 0.06), sheet)
        for offset in (0.01, WIDTH - WALL - 0.01)
    ]
    parts.append(_steel((x, y, z + box.height - 0.02 - WALL), (box.length, WIDTH, WALL), sheet))
    parts.append(_steel((x + 0.02, y, z + FLOOR), (WALL, WIDTH, box.height - FLOOR), sheet))
    web = 0.030
    folds = int((box.length - 0.4) / PITCH)
    for fold in range(folds):
        for half in (0.0, PITCH / 2):
            at = x + 0.2 + fold * PITCH + half
            parts += [
                _steel((at, y + offset, z + 0.3), (web, WALL, box.height - 0.45), sheet * 0.9)
                for offset in (0.01, WIDTH - WALL - 0.01)
            ]
            parts.append(_steel((at, y + 0.1, z + box.height - 0.02 - WALL), (web, WIDTH - 0.2, WALL), sheet * 0.9))
    return parts


def _frame(box: Box) -> list[Solid]:
    x, y, z = box.corner
    hollow = 0.35  # posts and rails are folded plate, not bars
    parts = [
        _steel((x + end, y + side, z), (0.15, 0.15, box.height), STEEL.density * 0.22)
        for end in (0.0, box.length - 0.15)
        for side in (0.0, WIDTH - 0.15)
    ]
    parts += [
        _steel((x + end, y + side, z + level), (0.178, 0.162, 0.118), STEEL.density * hollow)
        for end in (0.0, box.length - 0.178)
        for side in (0.0, WIDTH - 0.162)
        for level in (0.0, box.height - 0.118)
    ]
    parts += [
        _steel((x, y + side, z + level), (box.length, 0.06, deep), STEEL.density * 0.16)
        for side in (0.0, WIDTH - 0.06)
        for level, deep in ((0.0, 0.16), (box.height - 0.08, 0.06))
    ]
    parts += [
        _steel((x + end, y, z + box.height - 0.12), (0.08, WIDTH, 0.1), STEEL.density * 0.2)
        for end in (0.0, box.length - 0.08)
    ]
    return parts


def _floor(box: Box) -> list[Solid]:
    x, y, z = box.corner
    parts = [Solid(Block((x + 0.1, y + 0.06, z + FLOOR - BOARDS), (box.length - 0.2, WIDTH - 0.12, BOARDS)), WOOD, 720)]
    members = int((box.length - 0.4) / 0.305)
    for member in range(members):
        at = x + 0.25 + member * 0.305
        parts.append(_steel((at, y + 0.06, z), (0.004, WIDTH - 0.12, 0.122)))
        parts.append(_steel((at, y + 0.06, z + 0.118), (0.045, WIDTH - 0.12, 0.004)))
    return parts


def _doors(box: Box) -> list[Solid]:
    x, y, z = box.corner
    end = x + box.length
    leaves = _steel((end - 0.06, y + 0.02, z + FLOOR), (0.04, WIDTH - 0.04, box.height - FLOOR - 0.1), 470)
    bars = [
        Solid(Cylinder((end - 0.005, y + bar, z + 0.08), 0.017, box.height - 0.16, 2), STEEL, 4600)
        for bar in (0.35, 0.85, 1.55, 2.05)
    ]
    return [leaves, *bars]


def _wheel(x: float, y: float, z: float, wide: float) -> list[Solid]:
    tyre, rim = 0.5, 0.29
    return [
        Solid(Cylinder((x, y, z), tyre, wide, 1), RUBBER, 420),
        Solid(Cylinder((x, y, z), rim, wide, 1), RUBBER, -420),
        Solid(Cylinder((x, y + wide * 0.3, z), rim, 0.012, 1), STEEL, STEEL.density),
        Solid(Cylinder((x, y + wide * 0.2, z), 0.13, wide * 0.6, 1), STEEL, 3800),
    ]


def tractor(x: float, across: float) -> list[Solid]:
    """A two-axle tractor whose bumper is at `x`; `across` is the y of its near side."""
    parts: list[Solid] = []

    def add(material: Material, density: float, corner: Point, size: Point) -> None:
        parts.append(Solid(Block((x + corner[0], across + corner[1], corner[2]), size), material, density))

    for side in (0.03, 2.38):
        add(STEEL, STEEL.density, (0.1, side, 1.0), (2.1, 0.0025, 1.1))  # doors and side panels
        add(STEEL, STEEL.density, (1.2, side, 2.1), (1.0, 0.002, 1.3))
        add(PLASTIC, 1100, (0.0, side, 0.35), (1.4, 0.02, 0.7))
    add(STEEL, STEEL.density, (0.1, 0.03, 3.38), (2.1, 2.35, 0.0025))
    add(STEEL, STEEL.density, (2.17, 0.03, 1.0), (0.003, 2.35, 2.4))
    add(STEEL, STEEL.density, (0.1, 0.03, 1.02), (2.1, 2.35, 0.004))
    add(PLASTIC, 900, (0.25, 0.15, 1.55), (0.35, 2.1, 0.35))  # dashboard
    for seat in (0.3, 1.5):
        add(PLASTIC, 160, (1.0, seat, 1.2), (0.55, 0.55, 0.35))
        add(PLASTIC, 160, (1.4, seat, 1.5), (0.16, 0.55, 0.8))
    add(PLASTIC, 90, (1.65, 0.2, 1.6), (0.5, 2.0, 0.25))  # the bunk
    add(STEEL, 2600, (0.55, 0.75, 0.55), (1.25, 0.9, 0.65))  # engine
    add(STEEL, 3300, (1.8, 0.9, 0.55), (0.9, 0.55, 0.5))  # gearbox
    add(ALUMINIUM, 700, (0.22, 0.45, 0.6), (0.12, 1.5, 1.0))  # radiator
    add(ALUMINIUM, 1500, (3.2, 0.0, 0.45), (0.5, 0.35, 0.5))  # batteries
    for beam in (0.75, 1.6):
        add(STEEL, STEEL.density, (0.4, beam, 0.75), (5.4, 0.009, 0.27))
    parts.append(Solid(Cylinder((x + 2.3, across + 0.36, 0.72), 0.33, 1.2, 0), OIL, 640))
    add(STEEL, STEEL.density, (4.2, 0.75, 1.02), (0.9, 0.9, 0.045))  # fifth wheel
    for axle, wide in ((1.35, 0.32), (5.0, 0.58)):
        parts += _wheel(x + axle, across + 0.05, 0.5, wide) + _wheel(x + axle, across + 2.38 - wide, 0.5, wide)
        parts.append(Solid(Cylinder((x + axle, across + 0.4, 0.5), 0.07, 1.6, 1), STEEL, 5200))
    return parts


def skeletal_trailer(x: float, length: float, across: float, deck: float) -> list[Solid]:
    """The frame a container rides on, its lower edge of deck at height `deck`, three axles under its rear."""
    parts: list[Solid] = []
    for beam in (0.75, 1.66):
        parts.append(_steel((x, across + beam, deck - 0.36), (length, 0.008, 0.34)))
        parts.append(_steel((x, across + beam - 0.07, deck - 0.02), (length, 0.15, 0.014)))
        parts.append(_steel((x, across + beam - 0.07, deck - 0.37), (length, 0.15, 0.014)))
    parts += [
        _steel((x + cross, across + 0.05, deck - 0.2), (0.12, 2.3, 0.16), STEEL.density * 0.2)
        for cross in (0.3, length / 2, length - 0.3)
    ]
    parts += [
        _steel((x + 2.3, across + leg, 0.25), (0.12, 0.12, deck - 0.4), STEEL.density * 0.4) for leg in (0.55, 1.8)
    ]
    for axle in range(3):
        at = x + length - 3.6 + axle * 1.31
        parts += _wheel(at, across + 0.04, 0.5, 0.38) + _wheel(at, across + 2.02, 0.5, 0.38)
        parts.append(Solid(Cylinder((at, across + 0.4, 0.5), 0.065, 1.6, 1), STEEL, 5000))
    return parts
