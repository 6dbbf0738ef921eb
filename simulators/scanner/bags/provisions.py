"""What people eat, drink, wear, read and wash with."""

import numpy as np

from simulators.scanner.bags.explosives import bottle_of
from simulators.scanner.bags.making import (
    ALONG_Z,
    Entry,
    Maker,
    ball,
    box,
    grains,
    layers,
    rod,
    smooth,
    thing,
)
from simulators.scanner.bags.solids import Blueprint


def folded_garment(m: Maker) -> Blueprint:
    size = (m.between(180, 300), m.between(130, 230), m.between(18, 55))
    cloth = m.cloth()
    return thing(
        "folded garment",
        "clothing",
        cloth.name,
        box(
            cloth,
            size,
            (0, 0, 0),
            m.between(6, 9),
            texture=layers(0.35, m.between(5, 12)),
            wave=(m.between(0, 3), 45.0),
        ),
        fine=2,
    )


def rolled_garment(m: Maker) -> Blueprint:
    radius, length, cloth = m.between(28, 52), m.between(160, 280), m.cloth()
    skins = [rod(cloth, r, length, skin=5.5, texture=smooth(0.25, 25)) for r in np.arange(radius, 8, -7.5)]
    return thing("rolled garment", "clothing", cloth.name, *skins, fine=2)


def belt(m: Maker) -> Blueprint:
    leather, radius = m.stuff("leather"), m.between(28, 45)
    turns = [rod(leather, radius + 5 * i, 33, turn=ALONG_Z, skin=3.4) for i in range(m.count(2, 4))]
    return thing(
        "belt", "clothing", "leather", *turns, box(m.stuff("zinc"), (44, 6, 38), (0, radius + 18, 0), 2, skin=4)
    )


def book(m: Maker) -> Blueprint:
    size = (m.between(130, 250), m.between(100, 190), m.between(12, 50))
    paper, board = m.stuff("cellulose", m.between(0.5, 0.75)), m.stuff("cellulose", 0.75)
    return thing(
        "book",
        "paper",
        "cellulose",
        box(paper, size, (0, 0, 0), 1, texture=layers(0.08, m.between(2.5, 5))),
        box(board, (size[0] + 5, size[1] + 5, 2.4), (0, 0, size[2] / 2 + 1)),
        box(board, (size[0] + 5, size[1] + 5, 2.4), (0, 0, -size[2] / 2 - 1)),
    )


def documents(m: Maker) -> Blueprint:
    paper = m.stuff("cellulose", m.between(0.4, 0.7))
    size = (m.between(200, 297), m.between(140, 210), m.between(4, 25))
    return thing("papers", "paper", "cellulose", box(paper, size, (0, 0, 0), 1, texture=layers(0.12, 3)))


def small_prints(m: Maker) -> Blueprint:
    """Cards, tickets, leaflets in piles: as large as notes."""
    paper, size = m.stuff("cellulose", m.between(0.5, 0.9)), (m.between(85, 160), m.between(55, 105), m.between(12, 60))
    return thing(
        "printed cards",
        "paper",
        "cellulose",
        box(paper, size, (0, 0, 0), 1, texture=layers(0.06, 3.5)),
    )


def chocolate(m: Maker) -> Blueprint:
    size, stuff = (m.between(90, 200), m.between(60, 100), m.between(8, 38)), m.stuff("chocolate")
    parts = [
        box(stuff, size, (0, 0, 0), 2),
        box(m.stuff("cellulose", 0.6), (size[0] + 3, size[1] + 3, size[2] + 3), (0, 0, 0), 1, skin=0.8),
    ]
    if m.maybe(0.5):
        parts[0] = box(stuff, size, (0, 0, 0), 2, texture=layers(0.03, 15))
        parts += [
            box(None, (3.5, size[1], 4), (x, 0, size[2] / 2)) for x in np.linspace(-size[0] * 0.35, size[0] * 0.35, 4)
        ]
    return thing("chocolate", "food", "chocolate", *parts)


def cheese(m: Maker) -> Blueprint:
    stuff, radius = m.stuff("dairy"), m.between(45, 85)
    clip = (0.0, 0.0, 1.0) if m.maybe(0.5) else (-1.0, 0.0, 1.0)
    return thing(
        "cheese",
        "food",
        "dairy",
        rod(stuff, radius, m.between(30, 70), turn=ALONG_Z, rounding=6, texture=smooth(0.05, 9), clip=clip),
    )


def powder_food(m: Maker) -> Blueprint:
    kind = m.one("starch", "sugar", "starch", "salt", "dairy")
    size, stuff = (m.between(100, 190), m.between(70, 120), m.between(35, 65)), m.powder(kind)
    paper = m.stuff("cellulose", 0.7)
    body = (
        box(stuff, size, (0, 0, 0), 10, texture=smooth(0.05, 20))
        if m.maybe(0.5)
        else ball(stuff, size, (0, 0, 0), 3, texture=smooth(0.07, 20))
    )
    return thing("bag of powdered food", "food", kind, body, box(paper, size, (0, 0, 0), 10, skin=0.7))


def milk_tin(m: Maker) -> Blueprint:
    radius, high = m.between(38, 65), m.between(90, 170)
    level = high * m.between(0.1, 0.4)
    return thing(
        "tin of powder",
        "food",
        "dairy",
        rod(m.powder("dairy"), radius - 1, high - 3, turn=ALONG_Z, clip=(2.0, level, 1.0)),
        rod(m.stuff("steel"), radius, high, turn=ALONG_Z, skin=0.6),
        rod(m.stuff("polyolefin"), radius + 2, 10, (0, 0, high / 2), turn=ALONG_Z, skin=1.2),
    )


def coffee(m: Maker) -> Blueprint:
    size = (m.between(120, 200), m.between(70, 110), m.between(40, 70))
    stuff = m.stuff(m.one("cellulose", "starch"), m.between(0.22, 0.45))
    return thing(
        "coffee",
        "food",
        "cellulose",
        box(stuff, size, (0, 0, 0), 7, texture=grains(m.between(0.1, 0.4), m.between(4, 8))),
        box(m.stuff("aluminium", 0.3), size, (0, 0, 0), 7, skin=0.7),
    )


def tea(m: Maker) -> Blueprint:
    size, stuff = (
        (m.between(90, 180), m.between(70, 120), m.between(35, 70)),
        m.stuff("cellulose", m.between(0.12, 0.3)),
    )
    return thing(
        "tea",
        "food",
        "cellulose",
        box(stuff, size, (0, 0, 0), 4, texture=grains(0.45, m.between(3, 6))),
        box(m.stuff("cellulose", 0.7), size, (0, 0, 0), 2, skin=1.1),
    )


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
    return thing(
        "candles",
        "food",
        "fat",
        *[rod(m.stuff("fat"), radius, long, (0, i * 2.1 * radius, 0), rounding=2) for i in range(sticks)],
    )


def drink(m: Maker) -> Blueprint:
    return bottle_of(
        m,
        "liquid",
        m.stuff(m.one("water", "water", "oil", "honey", "sugar_water", "alcoholic")),
        m.one("polyester", "glass", "polyolefin"),
    )


def shampoo(m: Maker) -> Blueprint:
    size = (m.between(120, 200), m.between(50, 80), m.between(30, 48))
    stuff = m.stuff(m.one("water", "oil", "sugar_water"))
    return thing(
        "shampoo",
        "liquid",
        "water",
        ball(stuff, size, (0, 0, 0), 4, clip=(2.0, size[2] * m.between(0.15, 0.45), 1.0)),
        ball(m.stuff("polyolefin"), size, (0, 0, 0), 4, skin=1.3),
        rod(m.stuff("polyolefin"), 14, 30, (size[0] / 2 + 12, 0, 0), skin=2),
    )


def drink_can(m: Maker) -> Blueprint:
    radius, high = m.between(26, 42), m.between(85, 160)
    stuff = m.stuff(m.one("water", "sugar_water", "plant"))
    return thing(
        "can",
        "liquid",
        stuff.name,
        rod(stuff, radius - 0.6, high - 1, clip=(0.0, -radius * 0.8, -1.0)),
        rod(m.stuff(m.one("aluminium", "steel")), radius, high, skin=0.6),
    )


def jar(m: Maker) -> Blueprint:
    radius, high = m.between(28, 45), m.between(70, 130)
    stuff = m.stuff(m.one("honey", "plant", "oil", "sugar_water"))
    return thing(
        "jar",
        "liquid",
        stuff.name,
        rod(m.stuff("glass"), radius, high, turn=ALONG_Z, rounding=6),
        rod(None, radius - 3, high - 6, turn=ALONG_Z, rounding=5),
        rod(stuff, radius - 3, high - 6, turn=ALONG_Z, clip=(2.0, high * 0.36, 1.0), rounding=5),
        rod(m.stuff("steel"), radius - 1, 14, (0, 0, high / 2), turn=ALONG_Z, skin=0.8),
    )


def umbrella(m: Maker) -> Blueprint:
    steel = m.stuff("steel")
    ribs = [
        rod(steel, 1.3, 210, (0, 13 * float(np.cos(turn)), 13 * float(np.sin(turn))))
        for turn in np.arange(8) * np.pi / 4
    ]
    return thing(
        "umbrella",
        "clothing",
        "polyester",
        rod(m.stuff("polyester", 0.3), 25, 220),
        *ribs,
        rod(steel, 4, 250, skin=1),
        rod(m.stuff("plastic"), 17, 55, (-130, 0, 0)),
    )


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
    Entry("liquid", drink, None, 3, ("beverages", "2202.99")),
    Entry("liquid", shampoo, None, 2, ("shampoo", "3305.10")),
    Entry("liquid", drink_can, None, 1, ("canned drinks", "2202.10")),
    Entry("liquid", jar, None, 1, ("honey", "0409.00")),
)
