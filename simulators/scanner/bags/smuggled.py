"""What is smuggled for its price: narcotics, tobacco, bank notes."""

import numpy as np

from simulators.scanner.bags.making import (
    ALONG_X,
    ALONG_Z,
    Entry,
    Maker,
    ball,
    box,
    grains,
    layers,
    ring,
    rod,
    smooth,
    thing,
    turned,
)
from simulators.scanner.bags.solids import Blueprint, Solid
from simulators.scanner.bags.substances import Stuff


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
        "bag of powder",
        "narcotics",
        "narcotic",
        ball(stuff, size, (0, 0, 0), m.between(2.2, 4), texture=smooth(0.1, 18), wave=(m.between(0, 2), 22.0)),
    )


def pellets(m: Maker) -> Blueprint:
    radius, length = m.between(8, 13), m.between(32, 55)
    stuff, wrap = m.stuff("narcotic", 1.1), m.stuff("rubber")
    parts: list[Solid] = []
    for _ in range(m.count(5, 12)):
        at = (m.between(-55, 55), m.between(-40, 40), m.between(0, 24))
        turn = turned(y=90 + m.between(-25, 25), z=m.between(0, 360))
        parts += [
            rod(stuff, radius, length, at, turn=turn, rounding=radius * 0.9),
            rod(wrap, radius, length, at, turn=turn, rounding=radius * 0.9, skin=0.8),
        ]
    return thing("pellets", "narcotics", "narcotic", *parts)


def body_pack(m: Maker) -> Blueprint:
    """Taped around a body or a hollow: a curved slab."""
    size = (m.between(180, 280), m.between(80, 130), m.between(14, 26))
    stuff = m.stuff("narcotic", m.between(0.75, 1.0))
    bend = m.between(0.0015, 0.004)
    return thing(
        "body pack",
        "narcotics",
        "narcotic",
        box(stuff, size, (0, 0, 0), 6, bend=bend, texture=smooth(0.07, 20)),
        box(m.stuff("plastic"), size, (0, 0, 0), 6, bend=bend, skin=0.9),
    )


def resin(m: Maker) -> Blueprint:
    """Slabs of resin, a seal pressed into each, a pile of them."""
    stuff, size = m.stuff("narcotic", 1.15), (m.between(90, 130), m.between(50, 80), m.between(9, 14))
    parts = [
        box(stuff, size, (m.between(-2, 2), m.between(-2, 2), i * (size[2] + 0.8)), 2, texture=smooth(0.05, 12))
        for i in range(m.count(2, 5))
    ]
    return thing("slabs of resin", "narcotics", "narcotic", *parts)


def herb(m: Maker) -> Blueprint:
    """Dried flowers in a vacuum pack."""
    size = (m.between(150, 240), m.between(110, 170), m.between(40, 80))
    stuff = m.stuff("cellulose", m.between(0.2, 0.36))
    return thing(
        "vacuum pack of herb",
        "narcotics",
        "cellulose",
        box(stuff, size, (0, 0, 0), 16, texture=grains(0.5, 7)),
        box(m.stuff("polyolefin"), size, (0, 0, 0), 16, skin=0.8),
    )


def tablets(m: Maker) -> Blueprint:
    size = (m.between(90, 150), m.between(70, 110), m.between(30, 55))
    stuff = m.stuff("narcotic", m.between(0.7, 0.85))
    return thing(
        "bag of tablets",
        "narcotics",
        "narcotic",
        ball(stuff, size, (0, 0, 0), 2.5, texture=grains(0.35, m.between(4, 7))),
    )


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
    return thing(
        "pouch of tobacco",
        "tobacco",
        "tobacco_leaf",
        ball(stuff, size, (0, 0, 0), 3, texture=grains(0.35, 5)),
        ball(m.stuff("polyolefin"), size, (0, 0, 0), 3, skin=0.6),
    )


def cigars(m: Maker) -> Blueprint:
    leaf = m.stuff("tobacco_leaf", m.between(0.3, 0.42))
    long, radius = m.between(110, 160), m.between(6.5, 9.5)
    parts = [
        rod(
            leaf,
            radius,
            long,
            (0, (i % 5 - 2) * 2.15 * radius, (i // 5) * 2.1 * radius),
            rounding=5,
            texture=layers(0.25, 3),
        )
        for i in range(10)
    ]
    parts.append(box(m.stuff("wood"), (long + 16, 11.5 * radius, 5.6 * radius), (0, 0, radius), 1, skin=5))
    return thing("box of cigars", "tobacco", "tobacco_leaf", *parts)


def water_pipe_tobacco(m: Maker) -> Blueprint:
    """Molasses-soaked leaf in a tub."""
    radius, high = m.between(38, 55), m.between(50, 90)
    return thing(
        "tub of molasses tobacco",
        "tobacco",
        "tobacco_leaf",
        rod(
            m.stuff("tobacco_leaf", m.between(0.75, 0.95)),
            radius - 2,
            high * 0.85,
            texture=grains(0.2, 6),
            turn=ALONG_Z,
        ),
        rod(m.stuff("polyolefin"), radius, high, turn=ALONG_Z, skin=1.4),
    )


def _bundle(m: Maker, at: tuple[float, float, float], turn: np.ndarray, thick: float) -> list[Solid]:
    notes = m.stuff("cellulose", m.between(0.62, 0.8))
    size = (m.between(148, 156), m.between(64, 72), thick)
    return [
        box(notes, size, at, 0.5, turn=turn, texture=layers(0.14, 2.6)),
        box(m.stuff("polyolefin"), (32, size[1] + 1, size[2] + 1), at, 0.5, turn=turn, skin=0.7),
    ]


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
    rolls = [
        rod(notes, radius, 68, (0, (i - 1) * 2.1 * radius, 0), texture=grains(0.15, 3)) for i in range(m.count(1, 3))
    ]
    bands = [
        ring(m.stuff("rubber"), radius, 1.5, (0, (i - 1) * 2.1 * radius, 0), turn=ALONG_X) for i in range(len(rolls))
    ]
    return thing("rolls of notes", "currency", "cellulose", *rolls, *bands)


def note_brick(m: Maker) -> Blueprint:
    """Ten bundles shrink-wrapped."""
    parts: list[Solid] = []
    for i in range(10):
        parts += _bundle(m, (0, (i % 2) * 72.0 - 36, (i // 2) * 11.5), turned(), 11)
    parts.append(box(m.stuff("polyolefin"), (160, 148, 62), (0, 0, 23), 2, skin=0.8))
    return thing("brick of notes", "currency", "cellulose", *parts)


ENTRIES = (
    Entry("narcotics", pressed_brick, None, 2),
    Entry("narcotics", powder_bag, None, 2),
    Entry("narcotics", pellets, False),
    Entry("narcotics", resin, False),
    Entry("narcotics", body_pack, True),
    Entry("narcotics", herb, None, 0.7),
    Entry("narcotics", tablets, True, 0.7),
    Entry("tobacco", packet, None, 2),
    Entry("tobacco", carton, False),
    Entry("tobacco", loose_leaf, None),
    Entry("tobacco", cigars, True),
    Entry("tobacco", water_pipe_tobacco, True, 0.6),
    Entry("currency", bundle, None, 2),
    Entry("currency", fanned, False),
    Entry("currency", note_roll, True),
    Entry("currency", note_brick, True),
)
