"""Ivory, horn, shells, animals."""

import numpy as np

from simulators.scanner.bags.making import (
    ALONG_X,
    Entry,
    Maker,
    ball,
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


def tusk(m: Maker) -> Blueprint:
    length, radius = m.between(150, 330), m.between(15, 32)
    ivory = m.stuff("ivory")
    bend = m.between(0.0006, 0.0022)
    return thing(
        "tusk",
        "wildlife",
        "bone",
        rod(ivory, radius, length, (0, 0, 0), end=radius * 0.3, bend=bend, texture=smooth(0.04, 25), rounding=2),
        rod(None, radius * 0.6, length * 0.4, (-length * 0.3, 0, 0), end=2, bend=bend),
    )


def ivory_pieces(m: Maker) -> Blueprint:
    ivory = m.stuff("ivory")
    parts = [
        rod(
            ivory,
            m.between(10, 22),
            m.between(25, 60),
            (m.between(-50, 50), m.between(-35, 35), m.between(0, 18)),
            turn=turned(m.between(0, 90), 90, m.between(0, 180)),
            texture=smooth(0.04),
        )
        for _ in range(m.count(3, 6))
    ]
    return thing("cut ivory", "wildlife", "bone", *parts)


def carving(m: Maker) -> Blueprint:
    ivory = m.stuff("ivory")
    parts = [
        ball(
            ivory, (m.between(35, 60), m.between(28, 40), m.between(26, 36)), (i * 32.0 - 45, m.between(-6, 6), 0), 2.3
        )
        for i in range(4)
    ]
    parts.append(rod(ivory, 20, 10, (-75, 0, 0)))
    return thing("carving", "wildlife", "bone", *parts)


def horn(m: Maker) -> Blueprint:
    length, radius = m.between(140, 300), m.between(28, 60)
    keratin, bend = m.stuff("keratin"), m.between(0.001, 0.003)
    return thing(
        "horn",
        "wildlife",
        "leather",
        rod(keratin, radius, length, end=radius * 0.15, bend=bend, texture=layers(0.05, 4)),
    )


def shells(m: Maker) -> Blueprint:
    shell = m.stuff("shell")
    parts: list[Solid] = []
    for _ in range(m.count(2, 5)):
        size = (m.between(35, 80), m.between(28, 60), m.between(22, 45))
        at = (m.between(-60, 60), m.between(-45, 45), m.between(0, 15))
        parts += [
            ball(shell, size, at, 2, skin=m.between(2, 5)),
            coil(shell, (size[1] * 0.22, size[1] * 0.22, 2.2, size[0] * 0.6), at),
        ]
    return thing("shells", "wildlife", "limestone", *parts)


def coral(m: Maker) -> Blueprint:
    shell = m.stuff("shell", m.between(0.5, 0.8))
    parts = [
        rod(
            shell,
            m.between(5, 11),
            m.between(50, 110),
            (0, 0, 0),
            end=3,
            turn=turned(m.between(-50, 50), 90 + m.between(-50, 50), m.between(-180, 180)),
            texture=grains(0.3, 3),
        )
        for _ in range(m.count(5, 9))
    ]
    return thing(
        "coral", "wildlife", "limestone", ball(shell, (60, 50, 40), (0, 0, 0), 2.2, texture=grains(0.3, 3)), *parts
    )


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
    parts: list[Solid] = [
        ball(flesh, (length, 50, 34), (0, 0, 0), 2.2, texture=smooth(0.2, 12)),
        rod(bone, 4, length, (0, 0, 5), texture=grains(0.3, 5)),
    ]
    parts += [ring(bone, 16, 1.8, (x, 0, 0), turn=ALONG_X) for x in np.linspace(-length * 0.25, length * 0.25, 7)]
    parts += [ball(bone, (44, 32, 28), (length / 2 + 12, 0, 0), 2, skin=2.5)]
    return thing("dried animal", "wildlife", "bone", *parts)


def tortoise(m: Maker) -> Blueprint:
    """A live one, taped shut."""
    flesh, bone, long = m.stuff("flesh"), m.stuff("bone"), m.between(80, 150)
    size = (long, long * 0.75, long * 0.5)
    legs = [
        rod(
            flesh,
            long * 0.09,
            long * 0.3,
            (sx * long * 0.36, sy * long * 0.28, -long * 0.12),
            turn=turned(y=90, z=45 * sx * sy),
        )
        for sx in (-1, 1)
        for sy in (-1, 1)
    ]
    return thing(
        "tortoise",
        "wildlife",
        "flesh",
        ball(flesh, size, (0, 0, 0), 2.2),
        ball(bone, size, (0, 0, 0), 2.2, skin=long * 0.035),
        *legs,
    )


def eggs(m: Maker) -> Blueprint:
    shell, inside = m.stuff("shell", 0.9), m.stuff("flesh")
    parts: list[Solid] = []
    for i in range(m.count(4, 9)):
        at = ((i % 3) * 40.0 - 40, (i // 3) * 34.0 - 30, 0.0)
        parts += [ball(inside, (44, 31, 31), at), ball(shell, (44, 31, 31), at, skin=0.9)]
    return thing("eggs", "wildlife", "flesh", *parts)


ENTRIES = (
    Entry("wildlife", tusk, None, 2),
    Entry("wildlife", ivory_pieces, False),
    Entry("wildlife", carving, True),
    Entry("wildlife", horn, None),
    Entry("wildlife", shells, False),
    Entry("wildlife", coral, True),
    Entry("wildlife", scales, None, 0.7),
    Entry("wildlife", dried_animal, False),
    Entry("wildlife", tortoise, False, 0.7),
    Entry("wildlife", eggs, True, 0.6),
)
