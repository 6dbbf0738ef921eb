"""Household goods, toys and tools."""

from simulators.scanner.bags.firearms import barrel
from simulators.scanner.bags.making import (
    ALONG_Y,
    ALONG_Z,
    Entry,
    Maker,
    ball,
    box,
    coil,
    ellipse,
    plate,
    ring,
    rod,
    smooth,
    thing,
    turned,
)
from simulators.scanner.bags.solids import Blueprint


def shoe(m: Maker) -> Blueprint:
    long, wide = m.between(210, 295), m.between(75, 100)
    upper, sole = (
        m.stuff(m.one("leather", "polyester", "rubber"), m.between(0.5, 1.0)),
        m.stuff(m.one("rubber", "foam", "rubber")),
    )
    parts = [
        ball(upper, (long, wide, 88), (0, 0, 40), 2.6, skin=3.2),
        box(sole, (long, wide, m.between(14, 28)), (0, 0, 4), 12),
        ball(m.stuff("cellulose", 0.05), (long * 0.5, wide * 0.7, 60), (long * 0.2, 0, 40), 2.4),
    ]
    if m.maybe(0.3):
        parts.append(box(m.stuff("steel"), (110, 24, 1.2), (0, 0, 8)))
    return thing("shoe", "plastics", sole.name, *parts)


def mug(m: Maker) -> Blueprint:
    radius, high, stuff = m.between(34, 46), m.between(80, 110), m.stuff(m.one("fired_clay", "glass", "fired_clay"))
    return thing(
        "mug",
        "glass_ceramic",
        stuff.name,
        ring(stuff, 26, 5, (radius + 8, 0, 0), turn=turned(x=90)),
        rod(stuff, radius, high, turn=ALONG_Z, rounding=3),
        rod(None, radius - 4, high, (0, 0, 6), turn=ALONG_Z),
    )


def plates(m: Maker) -> Blueprint:
    stuff, radius = m.stuff(m.one("fired_clay", "glass")), m.between(70, 115)
    return thing(
        "plates",
        "glass_ceramic",
        stuff.name,
        *[
            ball(stuff, (2 * radius, 2 * radius, 26), (0, 0, i * 8.0), 2, skin=4.5, clip=(2.0, 0.0, 1.0))
            for i in range(m.count(1, 4))
        ],
    )


def plaster_figure(m: Maker) -> Blueprint:
    stuff = m.stuff(m.one("gypsum", "fired_clay", "limestone"), m.between(0.5, 0.85))
    parts = [
        ball(
            stuff,
            (m.between(50, 80), m.between(45, 65), m.between(40, 60)),
            (i * 46.0 - 50, m.between(-8, 8), 0),
            2.2,
            texture=smooth(0.04),
        )
        for i in range(3)
    ]
    return thing("figure", "glass_ceramic", stuff.name, *parts, rod(stuff, 36, 16, (-85, 0, 0)))


def clay(m: Maker) -> Blueprint:
    """Modelling clay or a stone to be carved."""
    stuff = m.stuff(m.one("clay", "gypsum"), m.between(0.55, 0.8))
    return thing(
        "modelling clay",
        "glass_ceramic",
        stuff.name,
        box(stuff, (m.between(80, 160), m.between(60, 100), m.between(25, 60)), (0, 0, 0), 4, texture=smooth(0.03)),
    )


def pvc_thing(m: Maker) -> Blueprint:
    stuff = m.stuff("pvc")
    if m.maybe(0.5):
        return thing(
            "pvc pipe",
            "plastics",
            "pvc",
            *[
                rod(stuff, r, m.between(120, 260), (0, i * 50.0, 0), skin=3)
                for i, r in enumerate((20.0, 24.0)[: m.count(1, 2)])
            ],
        )
    return thing(
        "pvc sheet",
        "plastics",
        "pvc",
        box(
            stuff,
            (m.between(120, 260), m.between(80, 180), m.between(2.5, 8)),
            (0, 0, 0),
            1,
            bend=m.between(-0.001, 0.001),
        ),
    )


def toy_gun(m: Maker) -> Blueprint:
    """All of thin plastic, hollow, with a spring."""
    plastic, length = m.stuff("plastic"), m.between(130, 220)
    return thing(
        "toy gun",
        "plastics",
        "plastic",
        box(plastic, (length, 30, 28), (0, 0, 0), 5, skin=2.2),
        box(plastic, (44, 90, 26), (length * 0.28, -54, 0), 8, turn=turned(z=14), skin=2.2),
        coil(m.stuff("steel"), (7, 4, 0.7, 60), (0, 2, 0), turn=turned(y=90)),
        ring(plastic, 16, 2.5, (length * 0.05, -26, 0)),
    )


def toy_blocks(m: Maker) -> Blueprint:
    plastic, parts = m.stuff("plastic"), []
    for _ in range(m.count(8, 16)):
        at = (m.between(-60, 60), m.between(-45, 45), m.between(-15, 20))
        parts.append(
            box(
                plastic,
                (32, 16, 10),
                at,
                0.5,
                turn=turned(m.between(0, 90), m.between(0, 90), m.between(0, 90)),
                skin=1.5,
            )
        )
    return thing("toy blocks", "plastics", "plastic", *parts)


def plastic_box(m: Maker) -> Blueprint:
    size = (m.between(90, 200), m.between(60, 140), m.between(30, 80))
    return thing("plastic box", "plastics", "polyolefin", box(m.stuff("polyolefin"), size, (0, 0, 0), 8, skin=1.8))


def hammer(m: Maker) -> Blueprint:
    steel, long = m.stuff("steel"), m.between(200, 300)
    return thing(
        "hammer",
        "metal_goods",
        "steel",
        box(m.stuff("wood"), (long, 26, 20), (0, 0, 0), 8),
        box(steel, (26, m.between(90, 120), 26), (long / 2, 0, 0), 5),
        rod(steel, 16, 22, (long / 2, 50, 0), turn=ALONG_Y),
    )


def wrench(m: Maker) -> Blueprint:
    steel, long = m.stuff("steel"), m.between(120, 230)
    ends = [plate(steel, ellipse(46, 40, 14), 9, (x, 0, 0)) for x in (-long / 2, long / 2)]
    gaps = [box(None, (26, 15, 12), (x * 1.12, 0, 0)) for x in (-long / 2, long / 2)]
    return thing("wrench", "metal_goods", "steel", box(steel, (long, 18, 7), (0, 0, 0), 2), *ends, *gaps)


def screwdrivers(m: Maker) -> Blueprint:
    steel, parts = m.stuff("steel"), []
    for i in range(m.count(1, 4)):
        long = m.between(70, 150)
        parts += [
            rod(m.stuff("plastic"), 13, 90, (-45, i * 28.0, 0), rounding=6),
            rod(steel, 3.2, long, (long / 2, i * 28.0, 0)),
        ]
    return thing("screwdrivers", "metal_goods", "steel", *parts)


def pliers(m: Maker) -> Blueprint:
    steel = m.stuff("steel")
    arms = [box(steel, (110, 11, 9), (-50, dy, 0), 4, turn=turned(z=a), bend=0) for dy, a in ((14.0, -10), (-14.0, 10))]
    sleeves = [
        box(m.stuff("rubber"), (90, 16, 14), (-60, dy, 0), 5, turn=turned(z=a), skin=2.5)
        for dy, a in ((16.0, -10), (-16.0, 10))
    ]
    return thing(
        "pliers",
        "metal_goods",
        "steel",
        *sleeves,
        *arms,
        plate(steel, ((0, -16), (0, 16), (55, 5), (55, -5)), 12),
        rod(steel, 8, 16, turn=ALONG_Z),
    )


def cutlery(m: Maker) -> Blueprint:
    steel, parts = m.stuff("steel"), []
    for i in range(m.count(2, 6)):
        parts += [
            box(steel, (130, 9, 2.2), (-20, i * 20.0, 0), 0.5),
            ball(steel, (62, 36, 7), (72, i * 20.0, 0), 2, skin=1.6),
        ]
    return thing("spoons", "metal_goods", "steel", *parts, fine=4)


def padlock(m: Maker) -> Blueprint:
    return thing(
        "padlock",
        "metal_goods",
        "brass",
        box(m.stuff("brass"), (50, 42, 19), (0, 0, 0), 3),
        ring(m.stuff("steel"), 18, 4, (26, 0, 0)),
    )


def fittings(m: Maker) -> Blueprint:
    parts, metal = [], m.stuff(m.one("brass", "steel", "zinc"))
    for _ in range(m.count(4, 9)):
        at = (m.between(-45, 45), m.between(-35, 35), m.between(0, 15))
        turn = turned(m.between(0, 180), m.between(0, 180))
        parts += [
            rod(metal, m.between(8, 14), m.between(25, 50), at, turn=turn, skin=m.between(2, 3.5)),
            rod(metal, 16, 8, at, turn=turn, skin=5),
        ]
    return thing("pipe fittings", "metal_goods", metal.name, *parts)


def gears(m: Maker) -> Blueprint:
    steel = m.stuff("steel")
    parts = [
        rod(steel, m.between(25, 50), m.between(8, 18), (0, 0, i * 19.0), turn=ALONG_Z) for i in range(m.count(1, 3))
    ]
    return thing(
        "machine part",
        "metal_goods",
        "steel",
        *parts,
        rod(steel, 11, 110, turn=ALONG_Z),
        rod(None, 5, 112, turn=ALONG_Z),
    )


def pan(m: Maker) -> Blueprint:
    metal, radius = m.stuff(m.one("aluminium", "steel")), m.between(70, 120)
    return thing(
        "pan",
        "metal_goods",
        metal.name,
        rod(metal, radius, 50, turn=ALONG_Z),
        rod(None, radius - 2.6, 50, (0, 0, 3), turn=ALONG_Z),
        box(m.stuff("plastic"), (130, 22, 14), (radius + 62, 0, 15), 5),
    )


def flashlight(m: Maker) -> Blueprint:
    metal, long = m.stuff("aluminium"), m.between(100, 170)
    cells = [
        rod(m.stuff("manganese_cell"), 13, 58, (-long * 0.3 + i * 60, 0, 0)) for i in range(2 if long > 140 else 1)
    ]
    return thing(
        "torch",
        "metal_goods",
        "aluminium",
        rod(metal, 18, long, skin=2.5),
        *cells,
        rod(metal, 25, 30, (long / 2, 0, 0), skin=2.5),
        rod(m.stuff("glass"), 23, 3, (long / 2 + 12, 0, 0)),
    )


def metal_tube(m: Maker) -> Blueprint:
    """Furniture legs, tent poles, pump parts: tubes that are no barrels."""
    made = barrel(m)
    tube = rod(
        m.stuff(m.one("steel", "aluminium", "copper")), m.between(6, 14), m.between(120, 300), skin=m.between(1.2, 2.5)
    )
    return thing(
        "metal tube", "metal_goods", made.materials[0], tube, box(m.stuff("plastic"), (18, 24, 24), (0, 0, 0), 3)
    )


ENTRIES = (
    Entry("plastics", shoe, None, 3, ("shoes", "6403.99")),
    Entry("plastics", pvc_thing, None, 1, ("articles of PVC", "3917.23")),
    Entry("plastics", toy_gun, None, 1, ("toys", "9503.00")),
    Entry("plastics", toy_blocks, False, 1, ("toys", "9503.00")),
    Entry("plastics", plastic_box, None, 1, ("household articles of plastic", "3924.90")),
    Entry("glass_ceramic", mug, None, 1, ("ceramic tableware", "6911.10")),
    Entry("glass_ceramic", plates, False, 1, ("ceramic tableware", "6911.10")),
    Entry("glass_ceramic", plaster_figure, None, 1, ("ornamental figures", "6913.90")),
    Entry("glass_ceramic", clay, None, 1, ("modelling clay", "3407.00")),
    Entry("metal_goods", hammer, False, 1, ("hand tools", "8205.20")),
    Entry("metal_goods", wrench, None, 1, ("spanners", "8204.11")),
    Entry("metal_goods", screwdrivers, None, 1, ("screwdrivers", "8205.40")),
    Entry("metal_goods", pliers, True, 1, ("pliers", "8203.20")),
    Entry("metal_goods", cutlery, None, 1, ("spoons and forks", "8215.99")),
    Entry("metal_goods", padlock, None, 1, ("padlocks", "8301.10")),
    Entry("metal_goods", fittings, None, 1, ("pipe fittings", "7412.20")),
    Entry("metal_goods", gears, None, 1, ("machine parts", "8483.40")),
    Entry("metal_goods", pan, None, 1, ("frying pans", "7615.10")),
    Entry("metal_goods", flashlight, None, 1, ("torches", "8513.10")),
    Entry("metal_goods", metal_tube, None, 1, ("metal tubes", "7306.30")),
)
