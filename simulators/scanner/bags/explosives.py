"""What looks like explosives: blocks, sheets, liquids."""

from simulators.scanner.bags.making import (
    ALONG_X,
    Entry,
    Maker,
    ball,
    box,
    coil,
    rod,
    smooth,
    thing,
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
        parts += [
            rod(stuff, radius, length, at, texture=smooth(0.04)),
            rod(m.stuff("cellulose"), radius, length, at, skin=0.9),
        ]
    parts.append(coil(m.stuff("copper"), (radius * 3.2, 9, 0.8, 40), (0, 0, 0), turn=ALONG_X))
    return thing("sticks", "explosive_bulk", "explosive", *parts)


def casting(m: Maker) -> Blueprint:
    """Cast into a tin or a pipe."""
    radius, length = m.between(25, 45), m.between(60, 160)
    case = m.stuff(m.one("steel", "pvc", "aluminium"))
    return thing(
        "casting",
        "explosive_bulk",
        "explosive",
        rod(case, radius, length, skin=m.between(0.6, 3)),
        rod(m.stuff("explosive"), radius - 2, length - 4, texture=smooth(0.03)),
        rod(m.stuff("aluminium"), 3.2, 55, (length / 2 - 20, 0, 0)),
    )


def lump(m: Maker) -> Blueprint:
    """Kneaded by hand and wrapped."""
    size = (m.between(80, 150), m.between(60, 110), m.between(35, 70))
    body = ball(m.stuff("explosive"), size, (0, 0, 0), m.between(2.2, 3.6), texture=smooth(0.05, 15))
    return thing("kneaded lump", "explosive_bulk", "explosive", body)


def packed_tube(m: Maker) -> Blueprint:
    """Pressed into a hollowed thing: a tube of a torch, a thermos."""
    radius, length = m.between(16, 30), m.between(110, 180)
    return thing(
        "packed tube",
        "explosive_bulk",
        "explosive",
        rod(m.stuff("aluminium"), radius + 3, length, rounding=3),
        rod(m.stuff("explosive"), radius, length - 16, (3, 0, 0)),
        rod(m.stuff("glass"), radius, 4, (-length / 2, 0, 0)),
    )


def sheet(m: Maker) -> Blueprint:
    size = (m.between(130, 280), m.between(100, 200), m.between(3.5, 9))
    return thing(
        "sheet",
        "explosive_sheet",
        "explosive",
        box(m.stuff("explosive"), size, (0, 0, 0), 1, texture=smooth(0.02), bend=m.between(-0.0012, 0.0012)),
    )


def rolled_sheet(m: Maker) -> Blueprint:
    radius, thick = m.between(22, 50), m.between(3.5, 8)
    stuff, length = m.stuff("explosive"), m.between(120, 220)
    turns = [
        rod(stuff, radius - i * (thick + 1), length, skin=thick)
        for i in range(m.count(1, 3))
        if radius > (i + 1) * (thick + 1)
    ]
    return thing("rolled sheet", "explosive_sheet", "explosive", *turns)


def wavy_sheet(m: Maker) -> Blueprint:
    size = (m.between(150, 260), m.between(90, 180), m.between(3.5, 7))
    wave = (m.between(3, 8), m.between(16, 40))
    return thing("bent sheet", "explosive_sheet", "explosive", box(m.stuff("explosive"), size, (0, 0, 0), 1, wave=wave))


def lined_sheet(m: Maker) -> Blueprint:
    """Glued to a board, as behind a lining."""
    size = (m.between(160, 280), m.between(120, 210))
    return thing(
        "lined sheet",
        "explosive_sheet",
        "explosive",
        box(m.stuff("explosive"), (*size, m.between(3.5, 6)), (0, 0, 0), 1),
        box(m.stuff("plastic"), (size[0] + 8, size[1] + 8, 2), (0, 0, -4.5)),
    )


def bottle_of(m: Maker, label: str, stuff: Stuff, vessel: str) -> Blueprint:
    """A round or square bottle, filled to some height, on its side or upright."""
    radius, length, wall = m.between(24, 42), m.between(110, 230), m.between(0.8, 1.4)
    if vessel == "glass":
        wall = m.between(2.4, 4.5)
    wall_stuff, level = m.stuff(vessel), m.between(-0.2, 0.8)
    neck = radius * m.between(0.3, 0.5)
    parts = [
        rod(wall_stuff, radius, length, rounding=radius * 0.3),
        rod(wall_stuff, neck, 46, (length / 2 + 18, 0, 0)),
        rod(None, radius - wall, length - 2 * wall, rounding=radius * 0.3),
        rod(None, neck - wall, 48, (length / 2 + 18, 0, 0)),
        rod(stuff, radius - wall, length - 2 * wall, rounding=radius * 0.3, clip=(0.0, level * radius, -1.0)),
        rod(m.stuff(m.one("plastic", "aluminium")), neck + 2, 16, (length / 2 + 34, 0, 0), skin=2),
    ]
    if m.maybe(0.3):
        size = (length, 1.7 * radius, 1.7 * radius)
        inner = (length - 2 * wall, 1.7 * radius - 2 * wall, 1.7 * radius - 2 * wall)
        top = 0.85 * radius * m.between(0.2, 0.9)
        parts = [
            box(wall_stuff, size, (0, 0, 0), 8, skin=wall),
            box(stuff, inner, (0, 0, 0), 7, clip=(2.0, top, 1.0)),
            rod(m.stuff("plastic"), neck, 25, (length / 2 + 10, 0, 0), skin=2),
        ]
    return thing("bottle", label, stuff.name, *parts)


def liquid_bottle(m: Maker) -> Blueprint:
    stuff = m.stuff(m.one("liquid_explosive", "liquid_explosive", "peroxide", "acid"))
    return bottle_of(m, "explosive_liquid", stuff, m.one("polyolefin", "plastic", "glass"))


def liquid_can(m: Maker) -> Blueprint:
    size = (m.between(90, 150), m.between(60, 100), m.between(35, 55))
    stuff = m.stuff(m.one("liquid_explosive", "peroxide"))
    return thing(
        "can of liquid",
        "explosive_liquid",
        stuff.name,
        box(m.stuff(m.one("steel", "polyolefin")), size, (0, 0, 0), 6, skin=m.between(0.5, 1.5)),
        box(
            stuff, (size[0] - 3, size[1] - 3, size[2] - 3), (0, 0, 0), 5, clip=(2.0, size[2] * m.between(0.1, 0.4), 1.0)
        ),
        rod(m.stuff("plastic"), 15, 14, (size[0] / 2 + 4, 0, 0), skin=2),
    )


def liquid_pouch(m: Maker) -> Blueprint:
    size = (m.between(130, 210), m.between(90, 140), m.between(25, 50))
    stuff = m.stuff("liquid_explosive")
    return thing(
        "pouch of liquid",
        "explosive_liquid",
        stuff.name,
        ball(stuff, size, (0, 0, 0), 2.6),
        ball(m.stuff("polyolefin"), size, (0, 0, 0), 2.6, skin=0.7),
    )


ENTRIES = (
    Entry("explosive_bulk", block, None),
    Entry("explosive_bulk", sticks, False),
    Entry("explosive_bulk", casting, False),
    Entry("explosive_bulk", lump, True),
    Entry("explosive_bulk", packed_tube, True),
    Entry("explosive_sheet", sheet, None),
    Entry("explosive_sheet", rolled_sheet, False),
    Entry("explosive_sheet", wavy_sheet, True),
    Entry("explosive_sheet", lined_sheet, True),
    Entry("explosive_liquid", liquid_bottle, None, 3),
    Entry("explosive_liquid", liquid_can, False),
    Entry("explosive_liquid", liquid_pouch, True),
)
