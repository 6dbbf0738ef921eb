"""What customs looks for besides weapons: explosives-like and narcotics-like stuff, tobacco, notes, cells, wildlife, metal."""

import numpy as np

from simulators.scanner.bags.making import (
    ALONG_X,
    ALONG_Y,
    ALONG_Z,
    Entry,
    Maker,
    ball,
    box,
    coil,
    ellipse,
    grains,
    layers,
    plate,
    ring,
    rod,
    smooth,
    thing,
    turned,
)
from simulators.scanner.bags.solids import Blueprint, Solid
from simulators.scanner.bags.substances import Stuff


def block(m: Maker) -> Blueprint:
    size = (m.between(90, 200), m.between(45, 90), m.between(25, 60))
    film = m.stuff("polyolefin")
    body = box(m.stuff("explosive"), size, (0, 0, 0), m.between(1, 10), texture=smooth(0.03))
    return thing("block", "explosive_bulk", "explosive", body, box(film, size, (0, 0, 0), 3, skin=0.8))


def sticks(m: Maker) -> Blueprint:
    stuff, radius, length = m.stuff("explosive"), m.between(12, 20), m.between(120, 210)
    parts: list[Solid] = []
    for i in range(m.count(2, 5)):
        at = (0.0, (i % 3 - 1) * 2 * radius, (i // 3) * 1.75 * radius)
        parts += [rod(stuff, radius, length, at, texture=smooth(0.04)), rod(m.stuff("cellulose"), radius, length, at, skin=0.9)]
    parts.append(coil(m.stuff("copper"), (radius * 3.2, 9, 0.8, 40), (0, 0, 0), turn=ALONG_X))
    return thing("sticks", "explosive_bulk", "explosive", *parts)


def casting(m: Maker) -> Blueprint:
    """Cast into a tin or a pipe."""
    radius, length = m.between(25, 45), m.between(60, 160)
    case = m.stuff(m.one("steel", "pvc", "aluminium"))
    return thing(
        "casting", "explosive_bulk", "explosive",
        rod(case, radius, length, skin=m.between(0.6, 3)), rod(m.stuff("explosive"), radius - 2, length - 4, texture=smooth(0.03)),
        rod(m.stuff("aluminium"), 3.2, 55, (length / 2 - 20, 0, 0)),
    )  # fmt: skip


def lump(m: Maker) -> Blueprint:
    """Kneaded by hand and wrapped."""
    size = (m.between(80, 150), m.between(60, 110), m.between(35, 70))
    body = ball(m.stuff("explosive"), size, (0, 0, 0), m.between(2.2, 3.6), texture=smooth(0.05, 15))
    return thing("kneaded lump", "explosive_bulk", "explosive", body)


def packed_tube(m: Maker) -> Blueprint:
    """Pressed into a hollowed thing: a tube of a torch, a thermos."""
    radius, length = m.between(16, 30), m.between(110, 180)
    return thing(
        "packed tube", "explosive_bulk", "explosive",
        rod(m.stuff("aluminium"), radius + 3, length, rounding=3), rod(m.stuff("explosive"), radius, length - 16, (3, 0, 0)),
        rod(m.stuff("glass"), radius, 4, (-length / 2, 0, 0)),
    )  # fmt: skip


def sheet(m: Maker) -> Blueprint:
    size = (m.between(130, 280), m.between(100, 200), m.between(3.5, 9))
    return thing(
        "sheet", "explosive_sheet", "explosive",
        box(m.stuff("explosive"), size, (0, 0, 0), 1, texture=smooth(0.02), bend=m.between(-0.0012, 0.0012)),
    )  # fmt: skip


def rolled_sheet(m: Maker) -> Blueprint:
    radius, thick = m.between(22, 50), m.between(3.5, 8)
    stuff, length = m.stuff("explosive"), m.between(120, 220)
    turns = [rod(stuff, radius - i * (thick + 1), length, skin=thick) for i in range(m.count(1, 3)) if radius > (i + 1) * (thick + 1)]
    return thing("rolled sheet", "explosive_sheet", "explosive", *turns)


def wavy_sheet(m: Maker) -> Blueprint:
    size = (m.between(150, 260), m.between(90, 180), m.between(3.5, 7))
    wave = (m.between(3, 8), m.between(16, 40))
    return thing("bent sheet", "explosive_sheet", "explosive", box(m.stuff("explosive"), size, (0, 0, 0), 1, wave=wave))


def lined_sheet(m: Maker) -> Blueprint:
    """Glued to a board, as behind a lining."""
    size = (m.between(160, 280), m.between(120, 210))
    return thing(
        "lined sheet", "explosive_sheet", "explosive",
        box(m.stuff("explosive"), (*size, m.between(3.5, 6)), (0, 0, 0), 1),
        box(m.stuff("plastic"), (size[0] + 8, size[1] + 8, 2), (0, 0, -4.5)),
    )  # fmt: skip


def bottle_of(m: Maker, label: str, stuff: Stuff, vessel: str) -> Blueprint:
    """A round or square bottle, filled to some height, on its side or upright."""
    radius, length, wall = m.between(24, 42), m.between(110, 230), m.between(0.8, 1.4)
    if vessel == "glass":
        wall = m.between(2.4, 4.5)
    wall_stuff, level = m.stuff(vessel), m.between(-0.2, 0.8)
    neck = radius * m.between(0.3, 0.5)
    parts = [
        rod(wall_stuff, radius, length, rounding=radius * 0.3), rod(wall_stuff, neck, 46, (length / 2 + 18, 0, 0)),
        rod(None, radius - wall, length - 2 * wall, rounding=radius * 0.3), rod(None, neck - wall, 48, (length / 2 + 18, 0, 0)),
        rod(stuff, radius - wall, length - 2 * wall, rounding=radius * 0.3, clip=(0.0, level * radius, -1.0)),
        rod(m.stuff(m.one("plastic", "aluminium")), neck + 2, 16, (length / 2 + 34, 0, 0), skin=2),
    ]  # fmt: skip
    if m.maybe(0.3):
        size = (length, 1.7 * radius, 1.7 * radius)
        inner = (length - 2 * wall, 1.7 * radius - 2 * wall, 1.7 * radius - 2 * wall)
        top = 0.85 * radius * m.between(0.2, 0.9)
        parts = [
            box(wall_stuff, size, (0, 0, 0), 8, skin=wall), box(stuff, inner, (0, 0, 0), 7, clip=(2.0, top, 1.0)),
            rod(m.stuff("plastic"), neck, 25, (length / 2 + 10, 0, 0), skin=2),
        ]  # fmt: skip
    return thing("bottle", label, stuff.name, *parts)


def liquid_bottle(m: Maker) -> Blueprint:
    stuff = m.stuff(m.one("liquid_explosive", "liquid_explosive", "peroxide", "acid"))
    return bottle_of(m, "explosive_liquid", stuff, m.one("polyolefin", "plastic", "glass"))


def liquid_can(m: Maker) -> Blueprint:
    size = (m.between(90, 150), m.between(60, 100), m.between(35, 55))
    stuff = m.stuff(m.one("liquid_explosive", "peroxide"))
    return thing(
        "can of liquid", "explosive_liquid", stuff.name,
        box(m.stuff(m.one("steel", "polyolefin")), size, (0, 0, 0), 6, skin=m.between(0.5, 1.5)),
        box(stuff, (size[0] - 3, size[1] - 3, size[2] - 3), (0, 0, 0), 5, clip=(2.0, size[2] * m.between(0.1, 0.4), 1.0)),
        rod(m.stuff("plastic"), 15, 14, (size[0] / 2 + 4, 0, 0), skin=2),
    )  # fmt: skip


def liquid_pouch(m: Maker) -> Blueprint:
    size = (m.between(130, 210), m.between(90, 140), m.between(25, 50))
    stuff = m.stuff("liquid_explosive")
    return thing("pouch of liquid", "explosive_liquid", stuff.name, ball(stuff, size, (0, 0, 0), 2.6), ball(m.stuff("polyolefin"), size, (0, 0, 0), 2.6, skin=0.7))


def pressed_brick(m: Maker) -> Blueprint:
    size = (m.between(150, 220), m.between(95, 150), m.between(30, 55))
    wrap = m.stuff("polyolefin")
    parts = [box(m.stuff("narcotic", 1.05), size, (0, 0, 0), m.between(2, 6), texture=smooth(0.04, 25))]
    parts.append(box(wrap, size, (0, 0, 0), 4, skin=m.between(0.8, 2.0)))
    if m.maybe(0.4):
        parts.append(box(m.stuff("rubber"), (size[0] + 2, size[1] + 2, size[2] + 2), (0, 0, 0), 4, skin=1.2))
    return thing("pressed brick", "narcotics", "narcotic", *parts)


def powder_bag(m: Maker) -> Blueprint:
    size = (m.between(80, 190), m.between(60, 140), m.between(22, 55))
    stuff = m.stuff("narcotic", m.between(0.55, 0.8))
    return thing(
        "bag of powder", "narcotics", "narcotic",
        ball(stuff, size, (0, 0, 0), m.between(2.2, 4), texture=smooth(0.1, 18), wave=(m.between(0, 2), 22.0)),
    )  # fmt: skip


def pellets(m: Maker) -> Blueprint:
    radius, length = m.between(8, 13), m.between(32, 55)
    stuff, wrap = m.stuff("narcotic", 1.1), m.stuff("rubber")
    parts: list[Solid] = []
    for _ in range(m.count(5, 12)):
        at = (m.between(-55, 55), m.between(-40, 40), m.between(0, 24))
        turn = turned(y=90 + m.between(-25, 25), z=m.between(0, 360))
        parts += [rod(stuff, radius, length, at, turn=turn, rounding=radius * 0.9), rod(wrap, radius, length, at, turn=turn, rounding=radius * 0.9, skin=0.8)]
    return thing("pellets", "narcotics", "narcotic", *parts)


def body_pack(m: Maker) -> Blueprint:
    """Taped around a body or a hollow: a curved slab."""
    size = (m.between(180, 280), m.between(80, 130), m.between(14, 26))
    stuff = m.stuff("narcotic", m.between(0.75, 1.0))
    bend = m.between(0.0015, 0.004)
    return thing(
        "body pack", "narcotics", "narcotic",
        box(stuff, size, (0, 0, 0), 6, bend=bend, texture=smooth(0.07, 20)), box(m.stuff("plastic"), size, (0, 0, 0), 6, bend=bend, skin=0.9),
    )  # fmt: skip


def resin(m: Maker) -> Blueprint:
    """Slabs of resin, a seal pressed into each, a pile of them."""
    stuff, size = m.stuff("narcotic", 1.15), (m.between(90, 130), m.between(50, 80), m.between(9, 14))
    parts = [box(stuff, size, (m.between(-2, 2), m.between(-2, 2), i * (size[2] + 0.8)), 2, texture=smooth(0.05, 12)) for i in range(m.count(2, 5))]
    return thing("slabs of resin", "narcotics", "narcotic", *parts)


def herb(m: Maker) -> Blueprint:
    """Dried flowers in a vacuum pack."""
    size = (m.between(150, 240), m.between(110, 170), m.between(40, 80))
    stuff = m.stuff("cellulose", m.between(0.2, 0.36))
    return thing("vacuum pack of herb", "narcotics", "cellulose", box(stuff, size, (0, 0, 0), 16, texture=grains(0.5, 7)), box(m.stuff("polyolefin"), size, (0, 0, 0), 16, skin=0.8))


def tablets(m: Maker) -> Blueprint:
    size = (m.between(90, 150), m.between(70, 110), m.between(30, 55))
    stuff = m.stuff("narcotic", m.between(0.7, 0.85))
    return thing("bag of tablets", "narcotics", "narcotic", ball(stuff, size, (0, 0, 0), 2.5, texture=grains(0.35, m.between(4, 7))))


def _packet(m: Maker, at: tuple[float, float, float], leaf: Stuff) -> list[Solid]:
    """Twenty cigarettes in three rows, filters at one end, card and foil around."""
    size = (84.0, 55.0, 22.0)
    card, filters = m.stuff("cellulose", 0.75), m.stuff("cellulose", 0.14)
    x, y, z = at
    return [
        box(leaf, (59, size[1] - 3, size[2] - 3), (x - 11, y, z), 1, texture=layers(0.45, 7.9)),
        box(filters, (23, size[1] - 3, size[2] - 3), (x + 30, y, z), 1, texture=layers(0.3, 7.9)),
        box(card, size, at, 1, skin=0.7),
    ]


def _leaf(m: Maker) -> Stuff:
    return m.stuff("tobacco_leaf", m.between(0.17, 0.26))


def packet(m: Maker) -> Blueprint:
    leaf = _leaf(m)
    parts: list[Solid] = []
    for i in range(m.count(1, 4)):
        parts += _packet(m, (0, (i % 2) * 57.0, (i // 2) * 23.0), leaf)
    return thing("cigarettes", "tobacco", "tobacco_leaf", *parts)


def carton(m: Maker) -> Blueprint:
    leaf = _leaf(m)
    parts: list[Solid] = []
    for i in range(m.count(3, 5)):
        for j in range(2):
            parts += _packet(m, (j * 86.0 - 43, (i - 2) * 56.0, 0), leaf)
    parts.append(box(m.stuff("cellulose", 0.7), (176, 284, 25), (0, 0, 0), 1, skin=0.8))
    return thing("carton of cigarettes", "tobacco", "tobacco_leaf", *parts)


def loose_leaf(m: Maker) -> Blueprint:
    size = (m.between(120, 200), m.between(80, 140), m.between(30, 60))
    stuff = m.stuff("tobacco_leaf", m.between(0.2, 0.36))
    return thing("pouch of tobacco", "tobacco", "tobacco_leaf", ball(stuff, size, (0, 0, 0), 3, texture=grains(0.35, 5)), ball(m.stuff("polyolefin"), size, (0, 0, 0), 3, skin=0.6))


def cigars(m: Maker) -> Blueprint:
    leaf = m.stuff("tobacco_leaf", m.between(0.3, 0.42))
    long, radius = m.between(110, 160), m.between(6.5, 9.5)
    parts = [rod(leaf, radius, long, (0, (i % 5 - 2) * 2.15 * radius, (i // 5) * 2.1 * radius), rounding=5, texture=layers(0.25, 3)) for i in range(10)]
    parts.append(box(m.stuff("wood"), (long + 16, 11.5 * radius, 5.6 * radius), (0, 0, radius), 1, skin=5))
    return thing("box of cigars", "tobacco", "tobacco_leaf", *parts)


def water_pipe_tobacco(m: Maker) -> Blueprint:
    """Molasses-soaked leaf in a tub."""
    radius, high = m.between(38, 55), m.between(50, 90)
    return thing(
        "tub of molasses tobacco", "tobacco", "tobacco_leaf",
        rod(m.stuff("tobacco_leaf", m.between(0.75, 0.95)), radius - 2, high * 0.85, texture=grains(0.2, 6), turn=ALONG_Z),
        rod(m.stuff("polyolefin"), radius, high, turn=ALONG_Z, skin=1.4),
    )  # fmt: skip


def _bundle(m: Maker, at: tuple[float, float, float], turn: np.ndarray, thick: float) -> list[Solid]:
    notes = m.stuff("cellulose", m.between(0.62, 0.8))
    size = (m.between(148, 156), m.between(64, 72), thick)
    return [box(notes, size, at, 0.5, turn=turn, texture=layers(0.14, 2.6)), box(m.stuff("polyolefin"), (32, size[1] + 1, size[2] + 1), at, 0.5, turn=turn, skin=0.7)]


def bundle(m: Maker) -> Blueprint:
    thick = m.between(10, 14)
    parts: list[Solid] = []
    for i in range(m.count(1, 6)):
        at = (m.between(-4, 4), (i % 2) * 76.0 - 38, (i // 2) * (thick + 1))
        parts += _bundle(m, at, turned(z=m.between(-4, 4)), thick)
    return thing("bundles of notes", "currency", "cellulose", *parts)


def fanned(m: Maker) -> Blueprint:
    parts: list[Solid] = []
    for i in range(m.count(3, 6)):
        parts += _bundle(m, (m.between(-15, 15), m.between(-10, 10), i * 12.0), turned(z=m.between(-60, 60)), 10.5)
    return thing("heap of notes", "currency", "cellulose", *parts)


def note_roll(m: Maker) -> Blueprint:
    notes, radius = m.stuff("cellulose", m.between(0.5, 0.7)), m.between(15, 28)
    rolls = [rod(notes, radius, 68, (0, (i - 1) * 2.1 * radius, 0), texture=grains(0.15, 3)) for i in range(m.count(1, 3))]
    bands = [ring(m.stuff("rubber"), radius, 1.5, (0, (i - 1) * 2.1 * radius, 0), turn=ALONG_X) for i in range(len(rolls))]
    return thing("rolls of notes", "currency", "cellulose", *rolls, *bands)


def note_brick(m: Maker) -> Blueprint:
    """Ten bundles shrink-wrapped."""
    parts: list[Solid] = []
    for i in range(10):
        parts += _bundle(m, (0, (i % 2) * 72.0 - 36, (i // 2) * 11.5), turned(), 11)
    parts.append(box(m.stuff("polyolefin"), (160, 148, 62), (0, 0, 23), 2, skin=0.8))
    return thing("brick of notes", "currency", "cellulose", *parts)


def cell_pack(m: Maker) -> Blueprint:
    """Round cells side by side: steel cans around a wound core."""
    radius, length = (9.1, 65.0) if m.maybe(0.6) else (10.6, 70.0)
    core, can = m.stuff("lithium_cell"), m.stuff("steel")
    parts: list[Solid] = []
    for i in range(m.count(2, 4)):
        for j in range(m.count(1, 3)):
            at = (0.0, i * (2 * radius + 1), j * (2 * radius + 1))
            parts += [rod(can, radius, length, at, rounding=1), rod(core, radius - 0.6, length - 4, at, texture=smooth(0.05)), rod(None, 1.6, length - 6, at)]
    return thing("round cells", "lithium_cells", "lithium_cell", *parts)


def pouch_cells(m: Maker) -> Blueprint:
    size = (m.between(60, 140), m.between(35, 75), m.between(4, 9))
    core = m.stuff("lithium_cell")
    parts: list[Solid] = []
    for i in range(m.count(1, 4)):
        at = (m.between(-2, 2), m.between(-2, 2), i * (size[2] + 1))
        parts += [box(core, size, at, 1, texture=layers(0.06, 3)), box(m.stuff("copper"), (12, 6, 1.0), (size[0] / 2 + 6, 8, at[2])), box(m.stuff("aluminium"), (12, 6, 1.0), (size[0] / 2 + 6, -8, at[2]))]
    return thing("pouch cells", "lithium_cells", "lithium_cell", *parts)


def power_bank(m: Maker) -> Blueprint:
    size = (m.between(95, 160), m.between(60, 80), m.between(14, 28))
    case, core = m.stuff(m.one("plastic", "aluminium")), m.stuff("lithium_cell")
    inner = (size[0] * 0.8, size[1] - 8, size[2] - 6)
    return thing(
        "power bank", "lithium_cells", "lithium_cell",
        box(case, size, (0, 0, 0), 5, skin=1.8), box(core, inner, (-size[0] * 0.07, 0, 0), 1, texture=layers(0.05, 6)),
        box(m.stuff("board"), (14, size[1] - 10, 1.6), (size[0] * 0.42, 0, 0)), box(m.stuff("steel"), (8, 14, 6), (size[0] * 0.45, 10, 0), 1, skin=1),
    )  # fmt: skip


def tool_battery(m: Maker) -> Blueprint:
    core, can = m.stuff("lithium_cell"), m.stuff("steel")
    parts: list[Solid] = []
    for i in range(5):
        for j in range(2):
            at = ((i - 2) * 19.2, 0.0, (j - 0.5) * 19.2)
            parts += [rod(can, 9.1, 65, at, turn=ALONG_Y), rod(core, 8.5, 61, at, turn=ALONG_Y), rod(None, 1.6, 58, at, turn=ALONG_Y)]
    parts.append(box(m.stuff("plastic"), (112, 78, 52), (0, 0, 3), 6, skin=2.5))
    parts.append(box(m.stuff("board"), (90, 60, 1.6), (0, 0, 23)))
    return thing("tool battery", "lithium_cells", "lithium_cell", *parts)


def button_cells(m: Maker) -> Blueprint:
    core = m.stuff("lithium_cell")
    parts: list[Solid] = []
    for i in range(m.count(5, 12)):
        at = ((i % 5) * 23.0 - 46, (i // 5) * 23.0 - 20, 0.0)
        parts += [rod(m.stuff("steel"), 10, 3.6, at, turn=ALONG_Z), rod(core, 9, 2.4, at, turn=ALONG_Z)]
    parts.append(box(m.stuff("cellulose", 0.7), (126, 80, 1.0), (0, 0, -2.5)))
    return thing("button cells", "lithium_cells", "lithium_cell", *parts)


def tusk(m: Maker) -> Blueprint:
    length, radius = m.between(150, 330), m.between(15, 32)
    ivory = m.stuff("ivory")
    bend = m.between(0.0006, 0.0022)
    return thing(
        "tusk", "wildlife", "bone",
        rod(ivory, radius, length, (0, 0, 0), end=radius * 0.3, bend=bend, texture=smooth(0.04, 25), rounding=2),
        rod(None, radius * 0.6, length * 0.4, (-length * 0.3, 0, 0), end=2, bend=bend),
    )  # fmt: skip


def ivory_pieces(m: Maker) -> Blueprint:
    ivory = m.stuff("ivory")
    parts = [rod(ivory, m.between(10, 22), m.between(25, 60), (m.between(-50, 50), m.between(-35, 35), m.between(0, 18)),
                 turn=turned(m.between(0, 90), 90, m.between(0, 180)), texture=smooth(0.04)) for _ in range(m.count(3, 6))]  # fmt: skip
    return thing("cut ivory", "wildlife", "bone", *parts)


def carving(m: Maker) -> Blueprint:
    ivory = m.stuff("ivory")
    parts = [ball(ivory, (m.between(35, 60), m.between(28, 40), m.between(26, 36)), (i * 32.0 - 45, m.between(-6, 6), 0), 2.3) for i in range(4)]
    parts.append(rod(ivory, 20, 10, (-75, 0, 0)))
    return thing("carving", "wildlife", "bone", *parts)


def horn(m: Maker) -> Blueprint:
    length, radius = m.between(140, 300), m.between(28, 60)
    keratin, bend = m.stuff("keratin"), m.between(0.001, 0.003)
    return thing("horn", "wildlife", "leather", rod(keratin, radius, length, end=radius * 0.15, bend=bend, texture=layers(0.05, 4)))


def shells(m: Maker) -> Blueprint:
    shell = m.stuff("shell")
    parts: list[Solid] = []
    for _ in range(m.count(2, 5)):
        size = (m.between(35, 80), m.between(28, 60), m.between(22, 45))
        at = (m.between(-60, 60), m.between(-45, 45), m.between(0, 15))
        parts += [ball(shell, size, at, 2, skin=m.between(2, 5)), coil(shell, (size[1] * 0.22, size[1] * 0.22, 2.2, size[0] * 0.6), at)]
    return thing("shells", "wildlife", "limestone", *parts)


def coral(m: Maker) -> Blueprint:
    shell = m.stuff("shell", m.between(0.5, 0.8))
    parts = [rod(shell, m.between(5, 11), m.between(50, 110), (0, 0, 0), end=3, turn=turned(m.between(-50, 50), 90 + m.between(-50, 50), m.between(-180, 180)), texture=grains(0.3, 3)) for _ in range(m.count(5, 9))]
    return thing("coral", "wildlife", "limestone", ball(shell, (60, 50, 40), (0, 0, 0), 2.2, texture=grains(0.3, 3)), *parts)


def scales(m: Maker) -> Blueprint:
    """A sack of horny scales."""
    keratin, parts = m.stuff("keratin"), []
    for _ in range(m.count(14, 22)):
        at = (m.between(-60, 60), m.between(-45, 45), m.between(-16, 16))
        turn = turned(m.between(-50, 50), m.between(-50, 50), m.between(0, 360))
        parts.append(plate(keratin, ellipse(m.between(35, 60), m.between(25, 42), 10), 2.4, at, turn=turn, bend=0.006))
    return thing("scales", "wildlife", "leather", *parts)


def dried_animal(m: Maker) -> Blueprint:
    """Bones in shrunken flesh: a spine, ribs, a skull."""
    bone, flesh, length = m.stuff("bone"), m.stuff("leather", m.between(0.7, 1.0)), m.between(120, 220)
    parts: list[Solid] = [ball(flesh, (length, 50, 34), (0, 0, 0), 2.2, texture=smooth(0.2, 12)), rod(bone, 4, length, (0, 0, 5), texture=grains(0.3, 5))]
    parts += [ring(bone, 16, 1.8, (x, 0, 0), turn=ALONG_X) for x in np.linspace(-length * 0.25, length * 0.25, 7)]
    parts += [ball(bone, (44, 32, 28), (length / 2 + 12, 0, 0), 2, skin=2.5)]
    return thing("dried animal", "wildlife", "bone", *parts)


def tortoise(m: Maker) -> Blueprint:
    """A live one, taped shut."""
    flesh, bone, long = m.stuff("flesh"), m.stuff("bone"), m.between(80, 150)
    size = (long, long * 0.75, long * 0.5)
    legs = [rod(flesh, long * 0.09, long * 0.3, (sx * long * 0.36, sy * long * 0.28, -long * 0.12), turn=turned(y=90, z=45 * sx * sy)) for sx in (-1, 1) for sy in (-1, 1)]
    return thing("tortoise", "wildlife", "flesh", ball(flesh, size, (0, 0, 0), 2.2), ball(bone, size, (0, 0, 0), 2.2, skin=long * 0.035), *legs)


def eggs(m: Maker) -> Blueprint:
    shell, inside = m.stuff("shell", 0.9), m.stuff("flesh")
    parts: list[Solid] = []
    for i in range(m.count(4, 9)):
        at = ((i % 3) * 40.0 - 40, (i // 3) * 34.0 - 30, 0.0)
        parts += [ball(inside, (44, 31, 31), at), ball(shell, (44, 31, 31), at, skin=0.9)]
    return thing("eggs", "wildlife", "flesh", *parts)


def bars(m: Maker) -> Blueprint:
    metal = m.stuff(m.one("gold", "gold", "silver"))
    size = (m.between(38, 115), m.between(20, 52), m.between(4, 10))
    parts = [box(metal, size, (m.between(-3, 3), m.between(-3, 3), i * size[2] * 1.05), 1) for i in range(m.count(1, 4))]
    return thing("bars", "precious_metal", metal.name, *parts)


def coins(m: Maker) -> Blueprint:
    metal, radius = m.stuff(m.one("gold", "silver")), m.between(11, 20)
    stacked = m.maybe(0.5)
    parts: list[Solid] = []
    for i in range(m.count(4, 12)):
        at = (0.0, 0.0, i * 2.6) if stacked else (m.between(-45, 45), m.between(-35, 35), m.between(0, 6))
        turn = ALONG_Z if stacked else turned(m.between(-25, 25), m.between(-25, 25))
        parts.append(rod(metal, radius, 2.4, at, turn=turn))
    return thing("coins", "precious_metal", metal.name, *parts)


def chains(m: Maker) -> Blueprint:
    metal = m.stuff(m.one("gold", "silver"))
    parts: list[Solid] = []
    for _ in range(m.count(3, 7)):
        at, turn = (m.between(-35, 35), m.between(-25, 25), m.between(0, 14)), turned(m.between(-35, 35), m.between(-35, 35), 0)
        parts.append(ring(metal, m.between(8, 34), m.between(1.2, 2.6), at, turn=turn))
    return thing("jewellery", "precious_metal", metal.name, *parts, fine=4)


def granules(m: Maker) -> Blueprint:
    metal = m.stuff(m.one("gold", "silver"), 0.6)
    size = (m.between(30, 60), m.between(25, 45), m.between(14, 28))
    return thing("granules", "precious_metal", metal.name, ball(metal, size, (0, 0, 0), 2.5, texture=grains(0.3, 4)), ball(m.stuff("polyolefin"), size, (0, 0, 0), 2.5, skin=0.6))


def gold_sheet(m: Maker) -> Blueprint:
    """Rolled thin and bent, as hidden in a lining."""
    metal = m.stuff("gold")
    size = (m.between(90, 180), m.between(50, 90), m.between(0.9, 1.6))
    return thing("sheet of gold", "precious_metal", "gold", box(metal, size, (0, 0, 0), 0.3, bend=m.between(-0.003, 0.003)), fine=4)


def _dense(m: Maker) -> Stuff:
    return m.stuff(m.one("lead", "lead", "tungsten", "uranium"))


def pot(m: Maker) -> Blueprint:
    radius, length, wall = m.between(18, 45), m.between(45, 110), m.between(5, 18)
    metal = _dense(m)
    return thing(
        "shielding pot", "shielding", metal.name,
        rod(metal, radius + wall, length + wall, skin=wall, turn=ALONG_Z), rod(m.stuff("steel"), radius * 0.4, length * 0.5, turn=ALONG_Z),
        rod(metal, radius * 0.5, 8, (0, 0, length / 2 + wall), turn=ALONG_Z),
    )  # fmt: skip


def lead_box(m: Maker) -> Blueprint:
    size, metal = (m.between(60, 140), m.between(50, 110), m.between(35, 80)), _dense(m)
    inner = ball(m.stuff("plastic"), (size[0] * 0.4, size[1] * 0.4, size[2] * 0.4), (0, 0, 0))
    return thing("shielding box", "shielding", metal.name, box(metal, size, (0, 0, 0), 1, skin=m.between(3, 12)), inner)


def lead_wrap(m: Maker) -> Blueprint:
    """A sheet of lead wrapped around something."""
    size, metal = (m.between(90, 180), m.between(50, 100), m.between(25, 50)), m.stuff("lead")
    return thing(
        "lead wrapping", "shielding", "lead",
        ball(metal, size, (0, 0, 0), 3.5, skin=m.between(1.2, 3), wave=(1.5, 15.0)), box(m.stuff("steel"), (size[0] * 0.5, size[1] * 0.4, size[2] * 0.4)),
    )  # fmt: skip


def lead_tube(m: Maker) -> Blueprint:
    radius, length, metal = m.between(10, 26), m.between(80, 200), _dense(m)
    caps = [rod(metal, radius + 6, 8, (x, 0, 0)) for x in (-length / 2, length / 2)]
    return thing("shielding tube", "shielding", metal.name, rod(metal, radius + m.between(4, 8), length, skin=6), *caps)


def shielding_sphere(m: Maker) -> Blueprint:
    size, metal = m.between(55, 95), _dense(m)
    return thing("shielding sphere", "shielding", metal.name, ball(metal, (size, size, size), skin=m.between(9, 20)), ball(m.stuff("steel"), (14, 14, 14)))


ENTRIES = (
    Entry("explosive_bulk", block, None), Entry("explosive_bulk", sticks, False), Entry("explosive_bulk", casting, False),
    Entry("explosive_bulk", lump, True), Entry("explosive_bulk", packed_tube, True),
    Entry("explosive_sheet", sheet, None), Entry("explosive_sheet", rolled_sheet, False),
    Entry("explosive_sheet", wavy_sheet, True), Entry("explosive_sheet", lined_sheet, True),
    Entry("explosive_liquid", liquid_bottle, None, 3), Entry("explosive_liquid", liquid_can, False),
    Entry("explosive_liquid", liquid_pouch, True),
    Entry("narcotics", pressed_brick, None, 2), Entry("narcotics", powder_bag, None, 2), Entry("narcotics", pellets, False),
    Entry("narcotics", resin, False), Entry("narcotics", body_pack, True), Entry("narcotics", herb, None, 0.7),
    Entry("narcotics", tablets, True, 0.7),
    Entry("tobacco", packet, None, 2), Entry("tobacco", carton, False), Entry("tobacco", loose_leaf, None),
    Entry("tobacco", cigars, True), Entry("tobacco", water_pipe_tobacco, True, 0.6),
    Entry("currency", bundle, None, 2), Entry("currency", fanned, False), Entry("currency", note_roll, True),
    Entry("currency", note_brick, True),
    Entry("lithium_cells", cell_pack, None), Entry("lithium_cells", pouch_cells, False), Entry("lithium_cells", power_bank, None),
    Entry("lithium_cells", tool_battery, True), Entry("lithium_cells", button_cells, True, 0.5),
    Entry("wildlife", tusk, None, 2), Entry("wildlife", ivory_pieces, False), Entry("wildlife", carving, True),
    Entry("wildlife", horn, None), Entry("wildlife", shells, False), Entry("wildlife", coral, True),
    Entry("wildlife", scales, None, 0.7), Entry("wildlife", dried_animal, False), Entry("wildlife", tortoise, False, 0.7),
    Entry("wildlife", eggs, True, 0.6),
    Entry("precious_metal", bars, None, 2), Entry("precious_metal", coins, False), Entry("precious_metal", chains, None),
    Entry("precious_metal", granules, True), Entry("precious_metal", gold_sheet, True),
    Entry("shielding", pot, None), Entry("shielding", lead_box, False), Entry("shielding", lead_wrap, False),
    Entry("shielding", lead_tube, True), Entry("shielding", shielding_sphere, True),
)  # fmt: skip
