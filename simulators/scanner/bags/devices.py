"""Electronics, with and without cells."""

from simulators.scanner.bags.making import (
    ALONG_Z,
    Entry,
    Maker,
    ball,
    box,
    coil,
    ring,
    rod,
    thing,
    turned,
)
from simulators.scanner.bags.solids import Blueprint, Solid


def charger(m: Maker) -> Blueprint:
    size = (m.between(55, 130), m.between(40, 62), m.between(25, 38))
    copper, iron = m.stuff("copper", 0.75), m.stuff("steel", 0.8)
    return thing(
        "charger",
        "electronics",
        "board",
        box(m.stuff("plastic"), size, (0, 0, 0), 4, skin=2.4),
        box(m.stuff("board"), (size[0] - 8, size[1] - 8, 1.6), (0, 0, -size[2] * 0.3)),
        box(iron, (22, 20, 16), (size[0] * 0.1, 0, 0), 2),
        box(copper, (16, 26, 12), (size[0] * 0.1, 0, 0), 2),
        rod(m.stuff("aluminium", 0.8), 8, 20, (-size[0] * 0.28, 8, 0)),
        rod(m.stuff("brass"), 2.2, 18, (size[0] / 2 + 8, 8, 0)),
        rod(m.stuff("brass"), 2.2, 18, (size[0] / 2 + 8, -8, 0)),
    )


def cable(m: Maker) -> Blueprint:
    copper, pvc, radius = m.stuff("copper", 0.7), m.stuff("pvc"), m.between(30, 55)
    parts: list[Solid] = []
    for i in range(m.count(2, 5)):
        tilt, grow = turned(m.between(-8, 8), m.between(-8, 8)), m.between(0.85, 1.1) * radius
        parts += [ring(pvc, grow, 2.8, (0, 0, i * 3.0), turn=tilt), ring(copper, grow, 1.3, (0, 0, i * 3.0), turn=tilt)]
    parts.append(box(m.stuff("plastic"), (34, 18, 10), (radius, 20, 0), 2))
    return thing("cable", "electronics", "copper", *parts)


def router(m: Maker) -> Blueprint:
    size = (m.between(130, 230), m.between(95, 160), m.between(25, 42))
    board = m.stuff("board")
    chips = [
        box(
            m.stuff(m.one("aluminium", "silica", "board")),
            (m.between(10, 32), m.between(10, 28), m.between(2, 12)),
            (m.between(-0.35, 0.35) * size[0], m.between(-0.35, 0.35) * size[1], 0),
        )
        for _ in range(m.count(5, 11))
    ]
    sockets = [
        box(m.stuff("steel"), (16, 15, 13), (-size[0] * 0.3 + i * 18, size[1] * 0.4, 0), 1, skin=0.8) for i in range(4)
    ]
    return thing(
        "router",
        "electronics",
        "board",
        box(m.stuff("plastic"), size, (0, 0, 0), 5, skin=2.2),
        box(board, (size[0] - 12, size[1] - 12, 1.6), (0, 0, -5)),
        *chips,
        *sockets,
    )


def hard_disk(m: Maker) -> Blueprint:
    metal = m.stuff("aluminium")
    platters = [rod(metal, 44, 1.2, (20, 0, dz), turn=ALONG_Z) for dz in (-4.0, 0.0, 4.0)]
    return thing(
        "hard disk",
        "electronics",
        "aluminium",
        box(metal, (147, 101, 26), (0, 0, 0), 2, skin=3.5),
        *platters,
        box(m.stuff("board"), (120, 90, 1.6), (0, 0, -12)),
        rod(m.stuff("steel"), 14, 20, (20, 0, 0), turn=ALONG_Z),
        box(m.stuff("steel"), (26, 24, 9), (-52, 30, 0)),
    )


def hair_dryer(m: Maker) -> Blueprint:
    plastic = m.stuff("plastic")
    return thing(
        "hair dryer",
        "electronics",
        "plastic",
        rod(plastic, 36, 180, end=28, skin=2.4),
        rod(m.stuff("steel"), 16, 42, (-50, 0, 0)),
        rod(m.stuff("copper", 0.8), 13, 26, (-50, 0, 0)),
        coil(m.stuff("nickel"), (18, 6, 0.8, 70), (30, 0, 0), turn=turned(y=90)),
        box(plastic, (40, 110, 34), (-30, -80, 0), 10, turn=turned(z=10), skin=2.4),
    )


def keyboard(m: Maker) -> Blueprint:
    size = (m.between(280, 370), m.between(110, 140), 22.0)
    return thing(
        "keyboard",
        "electronics",
        "plastic",
        box(m.stuff("plastic"), size, (0, 0, 0), 3, skin=2),
        box(m.stuff("steel"), (size[0] - 12, size[1] - 12, 1.0), (0, 0, -4)),
        box(m.stuff("board"), (60, 40, 1.6), (size[0] * 0.3, 0, 0)),
    )


def camera(m: Maker) -> Blueprint:
    glass, metal = m.stuff("glass"), m.stuff(m.one("magnesium", "plastic", "aluminium"))
    lenses = [ball(glass, (44, 44, 12), (0, 0, 40 + i * 16.0)) for i in range(3)]
    return thing(
        "camera",
        "electronics",
        metal.name,
        box(metal, (128, 88, 48), (0, 0, 0), 8, skin=2.5),
        box(m.stuff("board"), (100, 60, 1.6), (0, 0, -14)),
        box(m.stuff("steel"), (40, 30, 18), (20, 0, 0), 2, skin=2),
        rod(metal, 32, 62, (0, 0, 45), turn=ALONG_Z, skin=3),
        *lenses,
    )


def telephone(m: Maker) -> Blueprint:
    size = (m.between(130, 165), m.between(66, 78), m.between(7.2, 10))
    cell = (size[0] * 0.55, size[1] * 0.6, size[2] - 4)
    parts = (
        box(m.stuff("aluminium"), size, (0, 0, 0), 4, skin=1.4),
        box(m.stuff("glass"), (size[0] - 4, size[1] - 4, 1.1), (0, 0, size[2] / 2 - 0.8)),
        box(m.stuff("board"), (size[0] * 0.35, size[1] - 10, 3), (size[0] * 0.28, 0, 0)),
        box(m.stuff("lithium_cell"), cell, (-size[0] * 0.15, 0, -0.4), 1, slot=1),
    )
    return Blueprint("telephone", ("electronics", "lithium_cells"), parts, ("aluminium", "lithium_cell"), 4)


def laptop(m: Maker) -> Blueprint:
    size = (m.between(290, 350), m.between(200, 240), m.between(15, 24))
    cells = m.count(2, 4)
    wide = size[0] * 0.75 / cells
    core = m.stuff("lithium_cell")
    case = m.stuff(m.one("aluminium", "plastic", "magnesium"))
    parts: list[Solid] = [
        box(case, size, (0, 0, 0), 3, skin=1.5),
        box(m.stuff("glass"), (size[0] - 12, size[1] - 12, 1.2), (0, 0, size[2] / 2 - 2.2)),
        box(m.stuff("board"), (size[0] * 0.8, size[1] * 0.42, 2), (0, size[1] * 0.22, -2)),
        box(m.stuff("copper"), (120, 14, 3), (0, size[1] * 0.3, 0), 1),
        rod(m.stuff("plastic"), 26, 7, (90, size[1] * 0.25, 0), turn=ALONG_Z, skin=1.5),
        box(m.stuff("steel"), (size[0] - 30, 6, 5), (0, size[1] / 2 - 5, 0), 1),
    ]
    parts += [
        box(
            core,
            (wide - 3, size[1] * 0.36, min(8.0, size[2] - 8)),
            ((i - (cells - 1) / 2) * wide, -size[1] * 0.26, -2),
            1,
            slot=1,
        )
        for i in range(cells)
    ]
    return Blueprint("laptop", ("electronics", "lithium_cells"), tuple(parts), ("board", "lithium_cell"), 3)


def drill(m: Maker) -> Blueprint:
    """A cordless drill without its battery."""
    plastic, steel = m.stuff("plastic"), m.stuff("steel")
    return thing(
        "drill",
        "electronics",
        "plastic",
        rod(plastic, 32, 150, skin=3),
        box(plastic, (44, 120, 40), (-20, -75, 0), 12, turn=turned(z=8), skin=3),
        rod(steel, 22, 52, (-40, 0, 0)),
        rod(m.stuff("copper", 0.8), 17, 40, (-40, 0, 0)),
        rod(steel, 18, 42, (40, 0, 0)),
        rod(steel, 15, 38, (88, 0, 0), end=7),
    )


ENTRIES = (
    Entry("electronics", charger, None, 2, ("power supplies", "8504.40")),
    Entry("electronics", cable, None, 2, ("cables", "8544.42")),
    Entry("electronics", router, None, 1, ("routers", "8517.62")),
    Entry("electronics", hard_disk, False, 1, ("hard disks", "8471.70")),
    Entry("electronics", hair_dryer, None, 1, ("hair dryers", "8516.31")),
    Entry("electronics", keyboard, None, 1, ("keyboards", "8471.60")),
    Entry("electronics", camera, None, 1, ("cameras", "8525.89")),
    Entry("electronics", drill, True, 1, ("drills", "8467.21")),
)
# Cells built into a device: it brings the class of the cells, and of electronics around them.
WITH_CELLS = (
    Entry("lithium_cells", telephone, None, 2, ("smartphones", "8517.13")),
    Entry("lithium_cells", laptop, None, 1, ("laptop computers", "8471.30")),
)
