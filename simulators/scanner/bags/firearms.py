"""Firearms, their parts and ammunition."""

import numpy as np

from simulators.scanner.bags.making import (
    ALONG_Y,
    ALONG_Z,
    Entry,
    Maker,
    ball,
    box,
    grains,
    plate,
    ring,
    rod,
    scaled,
    smooth,
    thing,
    turned,
)
from simulators.scanner.bags.shapes import HALVED
from simulators.scanner.bags.solids import FIELD, Blueprint, Solid
from simulators.scanner.bags.substances import Stuff

HANDGUN = "handgun"
# Weapons of real shapes count too: their source does not tell the sort, and none is longer than 42 cm.
HANDGUNS = frozenset({"weapon", "pistol", "revolver", "derringer"})


def _gun_metal(m: Maker) -> Stuff:
    return m.stuff(m.one("steel", "steel", "steel", "aluminium", "titanium"), m.between(0.85, 1.0))


def real_shape(m: Maker) -> Blueprint:
    """A weapon as segmented from a real scan; its pitch is not known."""
    if not m.weapons:
        return pistol(m)
    shape = m.weapons[int(m.dice.integers(len(m.weapons)))]
    longest = max(shape.shape) * HALVED
    pitch = HALVED * m.between(1.0, min(2.2, max(1.1, 420.0 / longest)))
    params = (float(shape.shape[2]), float(shape.shape[1]), float(shape.shape[0]), pitch)
    # A body is not solid: chambers, springs and play are finer than the shape tells, so its mass is drawn instead.
    cm3 = float(shape.sum()) * (pitch / 10) ** 3
    mass_g = m.between(500, 1300) * (max(shape.shape) * pitch / 200) ** 1.3
    name, solid = (("steel", 7.8), ("steel", 7.8), ("steel", 7.8), ("aluminium", 2.7), ("titanium", 4.5))[m.count(0, 4)]
    metal = m.stuff(name, float(np.clip(mass_g / cm3 / solid, 0.2, 1.0)))
    inner = smooth(0.35, m.between(6, 16)) if m.maybe(0.7) else grains(0.5, m.between(3, 6))
    flip = turned(z=180.0 * m.count(0, 1), x=180.0 * m.count(0, 1))
    whole = Solid(FIELD, metal, params, turn=flip, texture=inner)
    if m.maybe(0.4):
        # Frame and grip of polymer: all that lies beyond a plane across the grip.
        side = 1.0 if m.maybe(0.5) else -1.0
        cut = side * m.between(0.05, 0.3) * params[1] * pitch
        grip = Solid(FIELD, m.stuff("plastic"), params, turn=flip, clip=(1.0, cut, -side))
        return Blueprint("weapon", ("firearm",), (whole, grip), ("steel",), 3, shape)
    return Blueprint("weapon", ("firearm",), (whole,), ("steel",), 3, shape)


def pistol(m: Maker) -> Blueprint:
    length, height, wide = m.between(140, 215), m.between(24, 32), m.between(20, 29)
    metal, polymer = _gun_metal(m), m.maybe(0.55)
    frame = m.stuff("plastic") if polymer else m.stuff("aluminium")
    lean = turned(z=m.between(8, 20))
    grip_at = (length * m.between(0.27, 0.34), -m.between(48, 58), 0.0)
    bore = m.between(4, 5.8)
    steel = m.stuff("steel")
    parts = [
        box(frame, (length * 0.8, height * 0.55, wide * 0.9), (length * 0.07, -height * 0.7, 0), 4),
        box(frame, (46, 95, wide), grip_at, 8, turn=lean),
        box(None, (30, 84, wide * 0.55), grip_at, 2, turn=lean),
        box(metal, (length, height, wide), (0, 0, 0), 5),
        box(None, (length * 0.92, height * 0.5, wide * 0.5), (0, -2, 0), 2),
        rod(steel, bore + 3.5, length * 0.62, (-length * 0.18, 0, 0)),
        rod(None, bore, length * 0.63, (-length * 0.18, 0, 0)),
        box(steel, (length * 0.2, height * 0.6, wide * 0.5), (length * 0.25, -3, 0), 1),
        plate(
            frame,
            scaled(((-1, -1), (0.6, -1), (1, 1), (0.8, 1), (0.5, -0.8), (-0.8, -0.8), (-0.9, 1), (-1.1, 1)), 46, 34),
            8,
            (length * 0.05, -height - 16, 0),
        ),
        box(steel, (4, 18, 6), (length * 0.08, -height - 10, 0), 1, turn=turned(z=15)),
    ]
    if m.maybe(0.7):
        parts.append(box(steel, (26, 86, wide * 0.5), grip_at, 2, turn=lean, skin=1.2))
        brass = m.stuff("brass", 0.75)
        parts.append(box(brass, (22, 60, wide * 0.36), grip_at, 2, turn=lean))
    return thing("pistol", "firearm", "steel", *parts)


def revolver(m: Maker) -> Blueprint:
    barrel, steel = m.between(50, 165), m.stuff("steel")
    drum, wide = m.between(17, 22), m.between(34, 42)
    start = -barrel / 2 - 20
    chambers = []
    for turn in np.arange(6) * np.pi / 3:
        at = (0.0, float(np.sin(turn) * drum * 0.62), float(np.cos(turn) * drum * 0.62))
        chambers.append(rod(None if m.maybe(0.6) else m.stuff("brass"), 4.6, wide + 1, at))
    wood = m.stuff(m.one("wood", "plastic", "rubber"))
    return thing(
        "revolver",
        "firearm",
        "steel",
        rod(steel, m.between(7, 9), barrel, (start, 6, 0)),
        rod(None, m.between(4.3, 5.6), barrel + 1, (start, 6, 0)),
        box(steel, (barrel * 0.8, 7, 9), (start, -5, 0), 2),
        box(steel, (wide + 34, 52, 16), (4, -2, 0), 5),
        box(None, (wide + 2, 36, 40), (0, 0, 0)),
        rod(steel, drum, wide, (0, 0, 0), rounding=2),
        *chambers,
        box(wood, (34, 92, 26), (wide / 2 + 34, -52, 0), 11, turn=turned(z=m.between(18, 32))),
        box(steel, (14, 88, 8), (wide / 2 + 34, -50, 0), 2, turn=turned(z=25)),
        box(steel, (8, 26, 8), (wide / 2 + 24, 26, 0), 2, turn=turned(z=-25)),
        ring(steel, 15, 3.2, (10, -34, 0), turn=ALONG_Z),
    )


def derringer(m: Maker) -> Blueprint:
    """Two barrels one above the other, palm-sized."""
    steel, length = m.stuff("steel"), m.between(65, 95)
    bores = [rod(None, 4.6, length + 1, (-length / 2, dy, 0)) for dy in (-8.0, 8.0)]
    return thing(
        "derringer",
        "firearm",
        "steel",
        box(steel, (length, 34, 17), (-length / 2, 0, 0), 4),
        *bores,
        box(steel, (34, 32, 16), (10, -4, 0), 4),
        ball(m.stuff("wood"), (34, 70, 24), (26, -40, 0), 2.5, turn=turned(z=30)),
        box(steel, (7, 18, 6), (26, 16, 0), 1),
    )


def submachine_gun(m: Maker) -> Blueprint:
    steel, length = m.stuff("steel"), m.between(200, 270)
    return thing(
        "submachine gun",
        "firearm",
        "steel",
        box(steel, (length, 48, 38), (0, 0, 0), 4),
        box(None, (length - 10, 40, 32), (0, 0, 0), 2),
        box(steel, (length * 0.4, 34, 26), (length * 0.15, 0, 0), 2),
        rod(steel, 9, length + 70, (-35, 6, 0)),
        rod(None, 4.6, length + 72, (-35, 6, 0)),
        box(m.stuff("plastic"), (34, 100, 30), (length * 0.12, -70, 0), 6),
        box(steel, (28, 170, 17), (length * 0.1, -100, 0), 2, skin=1.3),
        box(m.stuff("brass", 0.7), (22, 110, 12), (length * 0.1, -110, 0), 1),
    )


def rifle(m: Maker) -> Blueprint:
    """Sawn off or taken down, so that it fits a bag."""
    steel, length = m.stuff("steel"), m.between(240, 330)
    wood = m.stuff(m.one("wood", "plastic"))
    gauge = m.between(4, 9.3)
    return thing(
        "short rifle",
        "firearm",
        "steel",
        rod(steel, gauge + 3.2, length, (-length / 2 + 30, 0, 0)),
        rod(None, gauge, length + 1, (-length / 2 + 30, 0, 0)),
        box(wood, (length * 0.5, 26, 34), (-length * 0.3, -18, 0), 10),
        box(steel, (120, 46, 32), (80, -8, 0), 5),
        box(None, (96, 30, 22), (80, -4, 0), 2),
        rod(steel, 8, 70, (80, -2, 0)),
        box(wood, (96, 52, 36), (172, -34, 0), 12, turn=turned(z=-18)),
        ring(steel, 18, 2.6, (90, -44, 0), turn=ALONG_Z),
    )


def printed_pistol(m: Maker) -> Blueprint:
    """Printed of plastic around a steel tube, a nail and springs."""
    plastic, length = m.stuff("plastic", m.between(0.7, 1.0)), m.between(150, 200)
    steel = m.stuff("steel")
    return thing(
        "printed pistol",
        "firearm",
        "plastic",
        box(plastic, (length, 40, 34), (0, 0, 0), 5),
        box(plastic, (46, 100, 30), (length * 0.25, -60, 0), 8, turn=turned(z=12)),
        rod(plastic, 15, 90, (-length / 2 - 20, 2, 0)),
        rod(steel, 7, 120, (-length / 2, 2, 0)),
        rod(None, 4.8, 122, (-length / 2, 2, 0)),
        rod(steel, 2, 46, (length * 0.2, 2, 0)),
        box(None, (40, 16, 12), (length * 0.05, 0, 0)),
        box(plastic, (8, 22, 7), (length * 0.05, -32, 0), 1),
    )


def slide(m: Maker) -> Blueprint:
    length, wide, high = m.between(150, 200), m.between(22, 28), m.between(22, 30)
    metal = m.stuff("steel")
    return thing(
        "slide",
        "firearm_part",
        "steel",
        box(metal, (length, wide, high), (0, 0, 0), 4),
        box(None, (length * 0.94, wide * 0.62, high * 0.75), (0, 0, -high * 0.25)),
        box(None, (45, wide * 0.5, high), (length * 0.08, wide * 0.4, 3)),
    )


def barrel(m: Maker) -> Blueprint:
    bore, length = m.between(2.8, 9.3), m.between(90, 330)
    steel = m.stuff("steel")
    return thing(
        "barrel",
        "firearm_part",
        "steel",
        rod(steel, bore + m.between(2.5, 5), length, rounding=1),
        box(steel, (26, 2 * bore + 12, 2 * bore + 10), (length / 2 - 14, 0, 0), 2),
        rod(None, bore, length + 2),
    )


def frame(m: Maker) -> Blueprint:
    stuff = m.stuff(m.one("plastic", "aluminium", "steel"))
    steel = m.stuff("steel")
    length = m.between(150, 180)
    return thing(
        "receiver",
        "firearm_part",
        stuff.name,
        box(stuff, (length, 22, 27), (0, 0, 0), 3),
        box(None, (length * 0.9, 14, 17), (0, 4, 0)),
        box(stuff, (46, 96, 28), (length * 0.28, -56, 0), 8, turn=turned(z=14)),
        box(None, (32, 98, 17), (length * 0.28, -56, 0), 2, turn=turned(z=14)),
        ring(stuff, 16, 4, (length * 0.04, -24, 0), turn=ALONG_Z),
        box(steel, (50, 10, 3), (length * 0.1, 4, 8), 1),
        box(steel, (5, 16, 6), (length * 0.05, -18, 0), 1),
    )


def magazine(m: Maker) -> Blueprint:
    long, wide, thick = m.between(85, 170), m.between(26, 36), m.between(17, 23)
    case = m.stuff(m.one("steel", "steel", "plastic", "aluminium"))
    steel = m.stuff("steel")
    return thing(
        "magazine",
        "firearm_part",
        "steel",
        box(case, (long, wide, thick), (0, 0, 0), 3, skin=1.3, bend=m.between(0, 0.0012)),
        rod(steel, thick * 0.38, long * 0.7, (0, 0, 0), skin=0.9),
        box(case, (4, wide + 4, thick + 4), (-long / 2, 0, 0), 1),
    )


def suppressor(m: Maker) -> Blueprint:
    radius, length = m.between(15, 24), m.between(120, 210)
    metal = m.stuff(m.one("aluminium", "steel", "titanium"))
    walls = [rod(metal, radius - 1, 2.0, (x, 0, 0)) for x in np.linspace(-length * 0.4, length * 0.4, m.count(5, 9))]
    return thing(
        "suppressor", "firearm_part", metal.name, rod(metal, radius, length, skin=2.2), *walls, rod(None, 5, length + 2)
    )


def bolt(m: Maker) -> Blueprint:
    steel, length = m.stuff("steel"), m.between(110, 180)
    return thing(
        "bolt",
        "firearm_part",
        "steel",
        rod(steel, m.between(8, 12), length, rounding=2),
        rod(None, 2, length),
        box(steel, (40, 30, 18), (length * 0.2, 0, 0), 4),
        rod(steel, 4, 45, (-length * 0.35, 22, 0), turn=ALONG_Y),
        ball(steel, (16, 16, 16), (-length * 0.35, 44, 0)),
    )


def _cartridge(
    m: Maker, calibre: tuple[float, float, float], at: tuple[float, float, float], turn: np.ndarray
) -> list[Solid]:
    """Case, powder and bullet; calibre gives the case's radius and length and the bullet's length."""
    radius, case, bullet = calibre
    axis = turn[:, 2]
    middle, tip = np.array(at), np.array(at) + axis * (case + bullet) / 2
    where, ahead = (float(middle[0]), float(middle[1]), float(middle[2])), (float(tip[0]), float(tip[1]), float(tip[2]))
    return [
        rod(m.stuff("brass"), radius, case, where, turn=turn, skin=0.9),
        rod(m.stuff("organic_chemical", 0.6), radius - 1, case - 2, where, turn=turn),
        rod(m.stuff("lead"), radius * 0.92, bullet, ahead, end=radius * 0.3, turn=turn),
    ]


CALIBRES = ((4.9, 19.0, 10.0), (5.8, 22.0, 12.0), (2.9, 16.0, 9.0), (4.8, 44.0, 18.0), (6.0, 51.0, 20.0))


def loose_rounds(m: Maker) -> Blueprint:
    calibre = CALIBRES[m.count(0, 4)]
    parts: list[Solid] = []
    for _ in range(m.count(4, 10)):
        at = (m.between(-30, 30), m.between(-25, 25), m.between(0, 12))
        parts += _cartridge(m, calibre, at, turned(y=90 + m.between(-20, 20), z=m.between(0, 360)))
    return thing("cartridges", "ammunition", "brass", *parts)


def boxed_rounds(m: Maker) -> Blueprint:
    calibre = CALIBRES[m.count(0, 4)]
    pitch, long, wide = calibre[0] * 2 + 1.6, m.count(4, 6), m.count(3, 5)
    high = calibre[1] + calibre[2]
    parts = [
        box(
            m.stuff("cellulose", 0.6), (long * pitch + 5, wide * pitch + 5, high + 6), (0, 0, calibre[2] / 2), 1, skin=1
        )
    ]
    for i in range(long):
        for j in range(wide):
            at = ((i - (long - 1) / 2) * pitch, (j - (wide - 1) / 2) * pitch, 0.0)
            parts += _cartridge(m, calibre, at, ALONG_Z)
    return thing("box of cartridges", "ammunition", "brass", *parts)


def shotgun_shells(m: Maker) -> Blueprint:
    parts: list[Solid] = []
    for i in range(m.count(2, 5)):
        y = (i - 2) * 22.5
        parts += [
            rod(m.stuff("polyolefin"), 10.2, 65, (0, y, 0), skin=1.0),
            rod(m.stuff("lead", 0.6), 9, 32, (12, y, 0)),
            rod(m.stuff("organic_chemical", 0.5), 9, 16, (-20, y, 0)),
            rod(m.stuff("brass"), 10.6, 14, (-27, y, 0), skin=1.2),
        ]
    return thing("shotgun shells", "ammunition", "lead", *parts)


def loaded_magazine(m: Maker) -> Blueprint:
    calibre, rounds = CALIBRES[m.count(0, 1)], m.count(6, 12)
    step = calibre[0] * 1.75
    length = rounds * step + 20
    parts = [box(m.stuff("steel"), (length, calibre[1] + calibre[2] + 5, calibre[0] * 3 + 4), (0, 0, 0), 3, skin=1.3)]
    for i in range(rounds):
        at = ((i - rounds / 2) * step + 6, -5.0, calibre[0] * 0.5 * (-1) ** i)
        parts += _cartridge(m, calibre, at, turned(x=-90))
    return thing("loaded magazine", "ammunition", "brass", *parts)


def belt(m: Maker) -> Blueprint:
    """Rifle rounds side by side in links, the belt laid in a curve."""
    parts: list[Solid] = []
    for i, x in enumerate(np.linspace(-70, 70, m.count(8, 12))):
        at = (float(x), 0.0, 9 * float(np.sin(i / 2)))
        parts += _cartridge(m, CALIBRES[4], at, turned(x=-90))
    parts.append(box(m.stuff("steel", 0.4), (150, 12, 2), (0, -8, 0), 0, wave=(4.0, 24.0)))
    return thing("belt of cartridges", "ammunition", "brass", *parts)


ENTRIES = (
    Entry("firearm", real_shape, None, 6),
    Entry("firearm", pistol, False, 2),
    Entry("firearm", revolver, False, 2),
    Entry("firearm", rifle, False, 1),
    Entry("firearm", derringer, True, 1),
    Entry("firearm", submachine_gun, True, 1),
    Entry("firearm", printed_pistol, None, 0.7),
    Entry("firearm_part", slide, False),
    Entry("firearm_part", barrel, None),
    Entry("firearm_part", frame, False),
    Entry("firearm_part", magazine, None),
    Entry("firearm_part", suppressor, True),
    Entry("firearm_part", bolt, True),
    Entry("ammunition", loose_rounds, None),
    Entry("ammunition", boxed_rounds, False),
    Entry("ammunition", shotgun_shells, False),
    Entry("ammunition", loaded_magazine, True),
    Entry("ammunition", belt, True),
)
