"""What honest people send and carry, among it the likes of everything that customs looks for."""

import numpy as np

from simulators.scanner.bags.contraband import bottle_of
from simulators.scanner.bags.making import (
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
from simulators.scanner.bags.weapons import barrel


def folded_garment(m: Maker) -> Blueprint:
    size = (m.between(180, 300), m.between(130, 230), m.between(18, 55))
    cloth = m.cloth()
    return thing("folded garment", "clothing", cloth.name, box(cloth, size, (0, 0, 0), m.between(6, 9), texture=layers(0.35, m.between(5, 12)), wave=(m.between(0, 3), 45.0)), fine=2)


def rolled_garment(m: Maker) -> Blueprint:
    radius, length, cloth = m.between(28, 52), m.between(160, 280), m.cloth()
    skins = [rod(cloth, r, length, skin=5.5, texture=smooth(0.25, 25)) for r in np.arange(radius, 8, -7.5)]
    return thing("rolled garment", "clothing", cloth.name, *skins, fine=2)


def shoe(m: Maker) -> Blueprint:
    long, wide = m.between(210, 295), m.between(75, 100)
    upper, sole = m.stuff(m.one("leather", "polyester", "rubber"), m.between(0.5, 1.0)), m.stuff(m.one("rubber", "foam", "rubber"))
    parts = [
        ball(upper, (long, wide, 88), (0, 0, 40), 2.6, skin=3.2), box(sole, (long, wide, m.between(14, 28)), (0, 0, 4), 12),
        ball(m.stuff("cellulose", 0.05), (long * 0.5, wide * 0.7, 60), (long * 0.2, 0, 40), 2.4),
    ]  # fmt: skip
    if m.maybe(0.3):
        parts.append(box(m.stuff("steel"), (110, 24, 1.2), (0, 0, 8)))
    return thing("shoe", "plastics", sole.name, *parts)


def belt(m: Maker) -> Blueprint:
    leather, radius = m.stuff("leather"), m.between(28, 45)
    turns = [rod(leather, radius + 5 * i, 33, turn=ALONG_Z, skin=3.4) for i in range(m.count(2, 4))]
    return thing("belt", "clothing", "leather", *turns, box(m.stuff("zinc"), (44, 6, 38), (0, radius + 18, 0), 2, skin=4))


def book(m: Maker) -> Blueprint:
    size = (m.between(130, 250), m.between(100, 190), m.between(12, 50))
    paper, board = m.stuff("cellulose", m.between(0.5, 0.75)), m.stuff("cellulose", 0.75)
    return thing(
        "book", "paper", "cellulose",
        box(paper, size, (0, 0, 0), 1, texture=layers(0.08, m.between(2.5, 5))), box(board, (size[0] + 5, size[1] + 5, 2.4), (0, 0, size[2] / 2 + 1)),
        box(board, (size[0] + 5, size[1] + 5, 2.4), (0, 0, -size[2] / 2 - 1)),
    )  # fmt: skip


def documents(m: Maker) -> Blueprint:
    paper = m.stuff("cellulose", m.between(0.4, 0.7))
    size = (m.between(200, 297), m.between(140, 210), m.between(4, 25))
    return thing("papers", "paper", "cellulose", box(paper, size, (0, 0, 0), 1, texture=layers(0.12, 3)))


def small_prints(m: Maker) -> Blueprint:
    """Cards, tickets, leaflets in banded piles: as large as notes."""
    paper, size = m.stuff("cellulose", m.between(0.5, 0.9)), (m.between(85, 160), m.between(55, 105), m.between(12, 60))
    return thing("printed cards", "paper", "cellulose", box(paper, size, (0, 0, 0), 1, texture=layers(0.06, 3.5)), ring(m.stuff("rubber"), 35, 1.4, turn=turned(y=90)))


def chocolate(m: Maker) -> Blueprint:
    size, stuff = (m.between(90, 200), m.between(60, 100), m.between(8, 38)), m.stuff("chocolate")
    parts = [box(stuff, size, (0, 0, 0), 2), box(m.stuff("cellulose", 0.6), (size[0] + 3, size[1] + 3, size[2] + 3), (0, 0, 0), 1, skin=0.8)]
    if m.maybe(0.5):
        parts[0] = box(stuff, size, (0, 0, 0), 2, texture=layers(0.03, 15))
        parts += [box(None, (3.5, size[1], 4), (x, 0, size[2] / 2)) for x in np.linspace(-size[0] * 0.35, size[0] * 0.35, 4)]
    return thing("chocolate", "food", "chocolate", *parts)


def cheese(m: Maker) -> Blueprint:
    stuff, radius = m.stuff("dairy"), m.between(45, 85)
    clip = (0.0, 0.0, 1.0) if m.maybe(0.5) else (-1.0, 0.0, 1.0)
    return thing("cheese", "food", "dairy", rod(stuff, radius, m.between(30, 70), turn=ALONG_Z, rounding=6, texture=smooth(0.05, 9), clip=clip))


def powder_food(m: Maker) -> Blueprint:
    kind = m.one("starch", "sugar", "starch", "salt", "dairy")
    size, stuff = (m.between(100, 190), m.between(70, 120), m.between(35, 65)), m.powder(kind)
    paper = m.stuff("cellulose", 0.7)
    body = box(stuff, size, (0, 0, 0), 10, texture=smooth(0.05, 20)) if m.maybe(0.5) else ball(stuff, size, (0, 0, 0), 3, texture=smooth(0.07, 20))
    return thing("bag of powdered food", "food", kind, body, box(paper, size, (0, 0, 0), 10, skin=0.7))


def milk_tin(m: Maker) -> Blueprint:
    radius, high = m.between(38, 65), m.between(90, 170)
    level = high * m.between(0.1, 0.4)
    return thing(
        "tin of powder", "food", "dairy",
        rod(m.powder("dairy"), radius - 1, high - 3, turn=ALONG_Z, clip=(2.0, level, 1.0)), rod(m.stuff("steel"), radius, high, turn=ALONG_Z, skin=0.6),
        rod(m.stuff("polyolefin"), radius + 2, 10, (0, 0, high / 2), turn=ALONG_Z, skin=1.2),
    )  # fmt: skip


def coffee(m: Maker) -> Blueprint:
    size = (m.between(120, 200), m.between(70, 110), m.between(40, 70))
    stuff = m.stuff(m.one("cellulose", "starch"), m.between(0.22, 0.45))
    return thing("coffee", "food", "cellulose", box(stuff, size, (0, 0, 0), 7, texture=grains(m.between(0.1, 0.4), m.between(4, 8))), box(m.stuff("aluminium", 0.3), size, (0, 0, 0), 7, skin=0.7))


def tea(m: Maker) -> Blueprint:
    size, stuff = (m.between(90, 180), m.between(70, 120), m.between(35, 70)), m.stuff("cellulose", m.between(0.12, 0.3))
    return thing("tea", "food", "cellulose", box(stuff, size, (0, 0, 0), 4, texture=grains(0.45, m.between(3, 6))), box(m.stuff("cellulose", 0.7), size, (0, 0, 0), 2, skin=1.1))


def dried_food(m: Maker) -> Blueprint:
    """Nuts, beans, dried fruit or mushrooms."""
    size = (m.between(100, 190), m.between(80, 140), m.between(35, 75))
    stuff = m.stuff(m.one("starch", "fat", "cellulose"), m.between(0.35, 0.6))
    return thing("dried food", "food", "starch", ball(stuff, size, (0, 0, 0), 3, texture=grains(0.5, m.between(7, 18))))


def meat(m: Maker) -> Blueprint:
    size = (m.between(110, 240), m.between(45, 90), m.between(30, 70))
    parts = [ball(m.stuff("flesh"), size, (0, 0, 0), 2.4, texture=smooth(0.06, 14))]
    if m.maybe(0.3):
        parts.append(rod(m.stuff("bone"), 8, size[0] * 0.7, texture=grains(0.2, 5)))
    return thing("sausage or ham", "food", "flesh", *parts)


def soap(m: Maker) -> Blueprint:
    size, stuff = (m.between(70, 110), m.between(45, 70), m.between(20, 36)), m.stuff("soap")
    count = m.count(1, 4)
    parts = [box(stuff, size, (0, (i % 2) * (size[1] + 3), (i // 2) * (size[2] + 2)), 12) for i in range(count)]
    return thing("soap", "food", "soap", *parts)


def candle(m: Maker) -> Blueprint:
    radius, long = m.between(10, 38), m.between(70, 220)
    sticks = m.count(1, 4) if radius < 16 else 1
    return thing("candles", "food", "fat", *[rod(m.stuff("fat"), radius, long, (0, i * 2.1 * radius, 0), rounding=2) for i in range(sticks)])


def drink(m: Maker) -> Blueprint:
    return bottle_of(m, "liquid", m.stuff(m.one("water", "water", "oil", "honey", "sugar_water", "alcoholic")), m.one("polyester", "glass", "polyolefin"))


def shampoo(m: Maker) -> Blueprint:
    size = (m.between(120, 200), m.between(50, 80), m.between(30, 48))
    stuff = m.stuff(m.one("water", "oil", "sugar_water"))
    return thing(
        "shampoo", "liquid", "water",
        ball(stuff, size, (0, 0, 0), 4, clip=(2.0, size[2] * m.between(0.15, 0.45), 1.0)), ball(m.stuff("polyolefin"), size, (0, 0, 0), 4, skin=1.3),
        rod(m.stuff("polyolefin"), 14, 30, (size[0] / 2 + 12, 0, 0), skin=2),
    )  # fmt: skip


def drink_can(m: Maker) -> Blueprint:
    radius, high = m.between(26, 42), m.between(85, 160)
    stuff = m.stuff(m.one("water", "sugar_water", "plant"))
    return thing(
        "can", "liquid", stuff.name,
        rod(stuff, radius - 0.6, high - 1, clip=(0.0, -radius * 0.8, -1.0)), rod(m.stuff(m.one("aluminium", "steel")), radius, high, skin=0.6),
    )  # fmt: skip


def jar(m: Maker) -> Blueprint:
    radius, high = m.between(28, 45), m.between(70, 130)
    stuff = m.stuff(m.one("honey", "plant", "oil", "sugar_water"))
    return thing(
        "jar", "liquid", stuff.name,
        rod(m.stuff("glass"), radius, high, turn=ALONG_Z, rounding=6), rod(None, radius - 3, high - 6, turn=ALONG_Z, rounding=5),
        rod(stuff, radius - 3, high - 6, turn=ALONG_Z, clip=(2.0, high * 0.36, 1.0), rounding=5), rod(m.stuff("steel"), radius - 1, 14, (0, 0, high / 2), turn=ALONG_Z, skin=0.8),
    )  # fmt: skip


def mug(m: Maker) -> Blueprint:
    radius, high, stuff = m.between(34, 46), m.between(80, 110), m.stuff(m.one("fired_clay", "glass", "fired_clay"))
    return thing(
        "mug", "glass_ceramic", stuff.name,
        ring(stuff, 26, 5, (radius + 8, 0, 0), turn=turned(x=90)), rod(stuff, radius, high, turn=ALONG_Z, rounding=3),
        rod(None, radius - 4, high, (0, 0, 6), turn=ALONG_Z),
    )  # fmt: skip


def plates(m: Maker) -> Blueprint:
    stuff, radius = m.stuff(m.one("fired_clay", "glass")), m.between(70, 115)
    return thing("plates", "glass_ceramic", stuff.name, *[ball(stuff, (2 * radius, 2 * radius, 26), (0, 0, i * 8.0), 2, skin=4.5, clip=(2.0, 0.0, 1.0)) for i in range(m.count(1, 4))])


def plaster_figure(m: Maker) -> Blueprint:
    stuff = m.stuff(m.one("gypsum", "fired_clay", "limestone"), m.between(0.5, 0.85))
    parts = [ball(stuff, (m.between(50, 80), m.between(45, 65), m.between(40, 60)), (i * 46.0 - 50, m.between(-8, 8), 0), 2.2, texture=smooth(0.04)) for i in range(3)]
    return thing("figure", "glass_ceramic", stuff.name, *parts, rod(stuff, 36, 16, (-85, 0, 0)))


def clay(m: Maker) -> Blueprint:
    """Modelling clay or a stone to be carved."""
    stuff = m.stuff(m.one("clay", "gypsum"), m.between(0.55, 0.8))
    return thing("modelling clay", "glass_ceramic", stuff.name, box(stuff, (m.between(80, 160), m.between(60, 100), m.between(25, 60)), (0, 0, 0), 4, texture=smooth(0.03)))


def pvc_thing(m: Maker) -> Blueprint:
    stuff = m.stuff("pvc")
    if m.maybe(0.5):
        return thing("pvc pipe", "plastics", "pvc", *[rod(stuff, r, m.between(120, 260), (0, i * 50.0, 0), skin=3) for i, r in enumerate((20.0, 24.0)[: m.count(1, 2)])])
    return thing("pvc sheet", "plastics", "pvc", box(stuff, (m.between(120, 260), m.between(80, 180), m.between(2.5, 8)), (0, 0, 0), 1, bend=m.between(-0.001, 0.001)))


def toy_gun(m: Maker) -> Blueprint:
    """All of thin plastic, hollow, with a spring."""
    plastic, length = m.stuff("plastic"), m.between(130, 220)
    return thing(
        "toy gun", "plastics", "plastic",
        box(plastic, (length, 30, 28), (0, 0, 0), 5, skin=2.2), box(plastic, (44, 90, 26), (length * 0.28, -54, 0), 8, turn=turned(z=14), skin=2.2),
        coil(m.stuff("steel"), (7, 4, 0.7, 60), (0, 2, 0), turn=turned(y=90)), ring(plastic, 16, 2.5, (length * 0.05, -26, 0)),
    )  # fmt: skip


def toy_blocks(m: Maker) -> Blueprint:
    plastic, parts = m.stuff("plastic"), []
    for _ in range(m.count(8, 16)):
        at = (m.between(-60, 60), m.between(-45, 45), m.between(-15, 20))
        parts.append(box(plastic, (32, 16, 10), at, 0.5, turn=turned(m.between(0, 90), m.between(0, 90), m.between(0, 90)), skin=1.5))
    return thing("toy blocks", "plastics", "plastic", *parts)


def plastic_box(m: Maker) -> Blueprint:
    size = (m.between(90, 200), m.between(60, 140), m.between(30, 80))
    return thing("plastic box", "plastics", "polyolefin", box(m.stuff("polyolefin"), size, (0, 0, 0), 8, skin=1.8))


def hammer(m: Maker) -> Blueprint:
    steel, long = m.stuff("steel"), m.between(200, 300)
    return thing("hammer", "metal_goods", "steel", box(m.stuff("wood"), (long, 26, 20), (0, 0, 0), 8), box(steel, (26, m.between(90, 120), 26), (long / 2, 0, 0), 5), rod(steel, 16, 22, (long / 2, 50, 0), turn=ALONG_Y))


def wrench(m: Maker) -> Blueprint:
    steel, long = m.stuff("steel"), m.between(120, 230)
    ends = [plate(steel, ellipse(46, 40, 14), 9, (x, 0, 0)) for x in (-long / 2, long / 2)]
    gaps = [box(None, (26, 15, 12), (x * 1.12, 0, 0)) for x in (-long / 2, long / 2)]
    return thing("wrench", "metal_goods", "steel", box(steel, (long, 18, 7), (0, 0, 0), 2), *ends, *gaps)


def screwdrivers(m: Maker) -> Blueprint:
    steel, parts = m.stuff("steel"), []
    for i in range(m.count(1, 4)):
        long = m.between(70, 150)
        parts += [rod(m.stuff("plastic"), 13, 90, (-45, i * 28.0, 0), rounding=6), rod(steel, 3.2, long, (long / 2, i * 28.0, 0))]
    return thing("screwdrivers", "metal_goods", "steel", *parts)


def pliers(m: Maker) -> Blueprint:
    steel = m.stuff("steel")
    arms = [box(steel, (110, 11, 9), (-50, dy, 0), 4, turn=turned(z=a), bend=0) for dy, a in ((14.0, -10), (-14.0, 10))]
    sleeves = [box(m.stuff("rubber"), (90, 16, 14), (-60, dy, 0), 5, turn=turned(z=a), skin=2.5) for dy, a in ((16.0, -10), (-16.0, 10))]
    return thing("pliers", "metal_goods", "steel", *sleeves, *arms, plate(steel, ((0, -16), (0, 16), (55, 5), (55, -5)), 12), rod(steel, 8, 16, turn=ALONG_Z))


def cutlery(m: Maker) -> Blueprint:
    steel, parts = m.stuff("steel"), []
    for i in range(m.count(2, 6)):
        parts += [box(steel, (130, 9, 2.2), (-20, i * 20.0, 0), 0.5), ball(steel, (62, 36, 7), (72, i * 20.0, 0), 2, skin=1.6)]
    return thing("spoons", "metal_goods", "steel", *parts, fine=4)


def padlock(m: Maker) -> Blueprint:
    return thing("padlock", "metal_goods", "brass", box(m.stuff("brass"), (50, 42, 19), (0, 0, 0), 3), ring(m.stuff("steel"), 18, 4, (26, 0, 0)))


def fittings(m: Maker) -> Blueprint:
    parts, metal = [], m.stuff(m.one("brass", "steel", "zinc"))
    for _ in range(m.count(4, 9)):
        at = (m.between(-45, 45), m.between(-35, 35), m.between(0, 15))
        turn = turned(m.between(0, 180), m.between(0, 180))
        parts += [rod(metal, m.between(8, 14), m.between(25, 50), at, turn=turn, skin=m.between(2, 3.5)), rod(metal, 16, 8, at, turn=turn, skin=5)]
    return thing("pipe fittings", "metal_goods", metal.name, *parts)


def gears(m: Maker) -> Blueprint:
    steel = m.stuff("steel")
    parts = [rod(steel, m.between(25, 50), m.between(8, 18), (0, 0, i * 19.0), turn=ALONG_Z) for i in range(m.count(1, 3))]
    return thing("machine part", "metal_goods", "steel", *parts, rod(steel, 11, 110, turn=ALONG_Z), rod(None, 5, 112, turn=ALONG_Z))


def pan(m: Maker) -> Blueprint:
    metal, radius = m.stuff(m.one("aluminium", "steel")), m.between(70, 120)
    return thing("pan", "metal_goods", metal.name, rod(metal, radius, 50, turn=ALONG_Z), rod(None, radius - 2.6, 50, (0, 0, 3), turn=ALONG_Z), box(m.stuff("plastic"), (130, 22, 14), (radius + 62, 0, 15), 5))


def umbrella(m: Maker) -> Blueprint:
    steel, ribs = m.stuff("steel"), []
    for turn in np.arange(8) * np.pi / 4:
        ribs.append(rod(steel, 1.3, 210, (0, 13 * float(np.cos(turn)), 13 * float(np.sin(turn)))))
    return thing("umbrella", "clothing", "polyester", rod(m.stuff("polyester", 0.3), 25, 220), *ribs, rod(steel, 4, 250, skin=1), rod(m.stuff("plastic"), 17, 55, (-130, 0, 0)))


def flashlight(m: Maker) -> Blueprint:
    metal, long = m.stuff("aluminium"), m.between(100, 170)
    cells = [rod(m.stuff("manganese_cell"), 13, 58, (-long * 0.3 + i * 60, 0, 0)) for i in range(2 if long > 140 else 1)]
    return thing("torch", "metal_goods", "aluminium", rod(metal, 18, long, skin=2.5), *cells, rod(metal, 25, 30, (long / 2, 0, 0), skin=2.5), rod(m.stuff("glass"), 23, 3, (long / 2 + 12, 0, 0)))


def charger(m: Maker) -> Blueprint:
    size = (m.between(55, 130), m.between(40, 62), m.between(25, 38))
    copper, iron = m.stuff("copper", 0.75), m.stuff("steel", 0.8)
    return thing(
        "charger", "electronics", "board",
        box(m.stuff("plastic"), size, (0, 0, 0), 4, skin=2.4), box(m.stuff("board"), (size[0] - 8, size[1] - 8, 1.6), (0, 0, -size[2] * 0.3)),
        box(iron, (22, 20, 16), (size[0] * 0.1, 0, 0), 2), box(copper, (16, 26, 12), (size[0] * 0.1, 0, 0), 2), rod(m.stuff("aluminium", 0.8), 8, 20, (-size[0] * 0.28, 8, 0)),
        rod(m.stuff("brass"), 2.2, 18, (size[0] / 2 + 8, 8, 0)), rod(m.stuff("brass"), 2.2, 18, (size[0] / 2 + 8, -8, 0)),
    )  # fmt: skip


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
    chips = [box(m.stuff(m.one("aluminium", "silica", "board")), (m.between(10, 32), m.between(10, 28), m.between(2, 12)),
                 (m.between(-0.35, 0.35) * size[0], m.between(-0.35, 0.35) * size[1], 0)) for _ in range(m.count(5, 11))]  # fmt: skip
    sockets = [box(m.stuff("steel"), (16, 15, 13), (-size[0] * 0.3 + i * 18, size[1] * 0.4, 0), 1, skin=0.8) for i in range(4)]
    return thing("router", "electronics", "board", box(m.stuff("plastic"), size, (0, 0, 0), 5, skin=2.2), box(board, (size[0] - 12, size[1] - 12, 1.6), (0, 0, -5)), *chips, *sockets)


def hard_disk(m: Maker) -> Blueprint:
    metal = m.stuff("aluminium")
    platters = [rod(metal, 44, 1.2, (20, 0, dz), turn=ALONG_Z) for dz in (-4.0, 0.0, 4.0)]
    return thing("hard disk", "electronics", "aluminium", box(metal, (147, 101, 26), (0, 0, 0), 2, skin=3.5), *platters, box(m.stuff("board"), (120, 90, 1.6), (0, 0, -12)), rod(m.stuff("steel"), 14, 20, (20, 0, 0), turn=ALONG_Z), box(m.stuff("steel"), (26, 24, 9), (-52, 30, 0)))


def hair_dryer(m: Maker) -> Blueprint:
    plastic = m.stuff("plastic")
    return thing(
        "hair dryer", "electronics", "plastic",
        rod(plastic, 36, 180, end=28, skin=2.4), rod(m.stuff("steel"), 16, 42, (-50, 0, 0)), rod(m.stuff("copper", 0.8), 13, 26, (-50, 0, 0)),
        coil(m.stuff("nickel"), (18, 6, 0.8, 70), (30, 0, 0), turn=turned(y=90)), box(plastic, (40, 110, 34), (-30, -80, 0), 10, turn=turned(z=10), skin=2.4),
    )  # fmt: skip


def keyboard(m: Maker) -> Blueprint:
    size = (m.between(280, 370), m.between(110, 140), 22.0)
    return thing("keyboard", "electronics", "plastic", box(m.stuff("plastic"), size, (0, 0, 0), 3, skin=2), box(m.stuff("steel"), (size[0] - 12, size[1] - 12, 1.0), (0, 0, -4)), box(m.stuff("board"), (60, 40, 1.6), (size[0] * 0.3, 0, 0)))


def camera(m: Maker) -> Blueprint:
    glass, metal = m.stuff("glass"), m.stuff(m.one("magnesium", "plastic", "aluminium"))
    lenses = [ball(glass, (44, 44, 12), (0, 0, 40 + i * 16.0)) for i in range(3)]
    return thing("camera", "electronics", metal.name, box(metal, (128, 88, 48), (0, 0, 0), 8, skin=2.5), box(m.stuff("board"), (100, 60, 1.6), (0, 0, -14)), box(m.stuff("steel"), (40, 30, 18), (20, 0, 0), 2, skin=2), rod(metal, 32, 62, (0, 0, 45), turn=ALONG_Z, skin=3), *lenses)


def telephone(m: Maker) -> Blueprint:
    size = (m.between(130, 165), m.between(66, 78), m.between(7.2, 10))
    cell = (size[0] * 0.55, size[1] * 0.6, size[2] - 4)
    parts = (
        box(m.stuff("aluminium"), size, (0, 0, 0), 4, skin=1.4), box(m.stuff("glass"), (size[0] - 4, size[1] - 4, 1.1), (0, 0, size[2] / 2 - 0.8)),
        box(m.stuff("board"), (size[0] * 0.35, size[1] - 10, 3), (size[0] * 0.28, 0, 0)), box(m.stuff("lithium_cell"), cell, (-size[0] * 0.15, 0, -0.4), 1, slot=1),
    )  # fmt: skip
    return Blueprint("telephone", ("electronics", "lithium_cells"), parts, ("aluminium", "lithium_cell"), 4)


def laptop(m: Maker) -> Blueprint:
    size = (m.between(290, 350), m.between(200, 240), m.between(15, 24))
    cells = m.count(2, 4)
    wide = size[0] * 0.75 / cells
    core = m.stuff("lithium_cell")
    case = m.stuff(m.one("aluminium", "plastic", "magnesium"))
    parts: list[Solid] = [
        box(case, size, (0, 0, 0), 3, skin=1.5), box(m.stuff("glass"), (size[0] - 12, size[1] - 12, 1.2), (0, 0, size[2] / 2 - 2.2)),
        box(m.stuff("board"), (size[0] * 0.8, size[1] * 0.42, 2), (0, size[1] * 0.22, -2)), box(m.stuff("copper"), (120, 14, 3), (0, size[1] * 0.3, 0), 1),
        rod(m.stuff("plastic"), 26, 7, (90, size[1] * 0.25, 0), turn=ALONG_Z, skin=1.5), box(m.stuff("steel"), (size[0] - 30, 6, 5), (0, size[1] / 2 - 5, 0), 1),
    ]  # fmt: skip
    parts += [box(core, (wide - 3, size[1] * 0.36, min(8.0, size[2] - 8)), ((i - (cells - 1) / 2) * wide, -size[1] * 0.26, -2), 1, slot=1) for i in range(cells)]
    return Blueprint("laptop", ("electronics", "lithium_cells"), tuple(parts), ("board", "lithium_cell"), 3)


def drill(m: Maker) -> Blueprint:
    """A cordless drill without its battery."""
    plastic, steel = m.stuff("plastic"), m.stuff("steel")
    return thing(
        "drill", "electronics", "plastic",
        rod(plastic, 32, 150, skin=3), box(plastic, (44, 120, 40), (-20, -75, 0), 12, turn=turned(z=8), skin=3), rod(steel, 22, 52, (-40, 0, 0)),
        rod(m.stuff("copper", 0.8), 17, 40, (-40, 0, 0)), rod(steel, 18, 42, (40, 0, 0)), rod(steel, 15, 38, (88, 0, 0), end=7),
    )  # fmt: skip


def metal_tube(m: Maker) -> Blueprint:
    """Furniture legs, tent poles, pump parts: tubes that are no barrels."""
    made = barrel(m)
    tube = rod(m.stuff(m.one("steel", "aluminium", "copper")), m.between(6, 14), m.between(120, 300), skin=m.between(1.2, 2.5))
    return thing("metal tube", "metal_goods", made.materials[0], tube, box(m.stuff("plastic"), (18, 24, 24), (0, 0, 0), 3))


ENTRIES = (
    Entry("clothing", folded_garment, None, 6, ("cotton garments", "6109.10")),
    Entry("clothing", rolled_garment, True, 4, ("knitted garments", "6110.20")),
    Entry("clothing", belt, None, 1, ("leather belts", "4203.30")),
    Entry("clothing", umbrella, None, 0.5, ("umbrellas", "6601.91")),
    Entry("paper", book, None, 2, ("printed books", "4901.99")),
    Entry("paper", documents, False, 1, ("printed matter", "4911.99")),
    Entry("paper", small_prints, None, 1, ("printed cards", "4909.00")),
    Entry("food", chocolate, None, 2, ("chocolate", "1806.32")),
    Entry("food", cheese, False, 1, ("cheese", "0406.90")),
    Entry("food", powder_food, None, 2, ("flour and sugar", "1101.00")),
    Entry("food", milk_tin, True, 1, ("milk powder", "0402.21")),
    Entry("food", coffee, None, 1, ("roasted coffee", "0901.21")),
    Entry("food", tea, None, 1, ("black tea", "0902.30")),
    Entry("food", dried_food, None, 1, ("dried fruit and nuts", "0813.50")),
    Entry("food", meat, None, 1, ("sausages", "1601.00")),
    Entry("food", soap, None, 1, ("toilet soap", "3401.11")),
    Entry("food", candle, None, 0.6, ("candles", "3406.00")),
    Entry("plastics", shoe, None, 3, ("shoes", "6403.99")),
    Entry("plastics", pvc_thing, None, 1, ("articles of PVC", "3917.23")),
    Entry("plastics", toy_gun, None, 1, ("toys", "9503.00")),
    Entry("plastics", toy_blocks, False, 1, ("toys", "9503.00")),
    Entry("plastics", plastic_box, None, 1, ("household articles of plastic", "3924.90")),
    Entry("liquid", drink, None, 3, ("beverages", "2202.99")),
    Entry("liquid", shampoo, None, 2, ("shampoo", "3305.10")),
    Entry("liquid", drink_can, None, 1, ("canned drinks", "2202.10")),
    Entry("liquid", jar, None, 1, ("honey", "0409.00")),
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
DEVICES = (
    Entry("lithium_cells", telephone, None, 2, ("smartphones", "8517.13")),
    Entry("lithium_cells", laptop, None, 1, ("laptop computers", "8471.30")),
)
