"""Blades: at least a millimetre of steel, or of ceramic."""

from simulators.scanner.bags.making import (
    ALONG_Z,
    Entry,
    Maker,
    Outline,
    box,
    plate,
    ring,
    rod,
    scaled,
    star,
    thing,
    turned,
)
from simulators.scanner.bags.solids import Blueprint

CHEF: Outline = ((-1, -0.75), (-1, 1), (0.2, 1), (0.75, 0.75), (1, 0.5), (0.7, -0.1), (0.2, -0.6), (-0.5, -0.95))

DAGGER: Outline = ((-1, 0.6), (0.6, 0.7), (1, 0), (0.6, -0.7), (-1, -0.6))

CLEAVER: Outline = ((-1, -1), (-1, 1), (0.9, 1), (1, 0.8), (1, -1))

CLIP: Outline = ((-1, -0.8), (-1, 0.8), (0.35, 0.8), (0.7, 0.25), (1, 0.4), (0.9, -0.2), (0.5, -0.7))

KUKRI: Outline = ((-1, 0.1), (-0.9, 0.7), (-0.2, 0.9), (0.3, 0.4), (1, -0.7), (0.7, -1), (0.1, -0.6), (-0.4, 0.1))

SCIMITAR: Outline = (
    (-1, -0.3),
    (-1, 0.2),
    (-0.3, 0.15),
    (0.3, 0.35),
    (0.8, 0.8),
    (1, 1),
    (0.95, 0.5),
    (0.6, -0.1),
    (0.1, -0.45),
)

HATCHET: Outline = ((-1, 0.3), (-0.2, 0.4), (0.7, 1), (1, 0.9), (1, -0.9), (0.7, -1), (-0.2, -0.4), (-1, -0.3))


def _knife(m: Maker, outline: Outline, length: float, width: float, handle: str) -> Blueprint:
    blade = m.stuff("steel")
    thick, grip = m.between(1.0, 3.2), m.between(90, 125)
    along = (length + grip) / 2
    held = m.stuff(handle)
    parts = [
        plate(blade, scaled(outline, length, width), thick, (along / 2, 0, 0)),
        box(held, (grip, width * 0.6 + 8, m.between(12, 22)), (along / 2 - along, 0, 0), 6),
        box(blade, (grip * 0.85, width * 0.35, thick), (along / 2 - along, 0, 0)),
    ]
    return thing("knife", "blade", "steel", *parts, fine=4)


def kitchen_knife(m: Maker) -> Blueprint:
    return _knife(m, CHEF, m.between(90, 220), m.between(20, 48), m.one("wood", "plastic", "steel"))


def dagger(m: Maker) -> Blueprint:
    return _knife(m, DAGGER, m.between(100, 180), m.between(18, 32), m.one("wood", "plastic", "rubber"))


def hunting_knife(m: Maker) -> Blueprint:
    return _knife(m, CLIP, m.between(90, 160), m.between(24, 36), m.one("wood", "leather", "bone"))


def cleaver(m: Maker) -> Blueprint:
    return _knife(m, CLEAVER, m.between(140, 190), m.between(70, 100), m.one("wood", "plastic"))


def kukri(m: Maker) -> Blueprint:
    return _knife(m, KUKRI, m.between(180, 270), m.between(60, 90), m.one("wood", "bone"))


def karambit(m: Maker) -> Blueprint:
    return _knife(m, SCIMITAR, m.between(70, 120), m.between(40, 60), m.one("plastic", "rubber"))


def ceramic_knife(m: Maker) -> Blueprint:
    blade = m.stuff("alumina")
    length = m.between(80, 150)
    return thing(
        "ceramic knife",
        "blade",
        "alumina",
        plate(blade, scaled(CHEF, length, m.between(20, 34)), m.between(1.6, 2.4), (length / 2, 0, 0)),
        box(m.stuff("plastic"), (110, 24, 16), (-55, 0, 0), 6),
        fine=4,
    )


def folding_knife(m: Maker) -> Blueprint:
    length, wide = m.between(85, 125), m.between(18, 28)
    steel = m.stuff("steel")
    scale = m.stuff(m.one("aluminium", "plastic", "wood", "steel"))
    shut = m.maybe(0.6)
    at = (-4.0, 2.0, 0.0) if shut else (length * 0.95, 0.0, 0.0)
    parts = [box(scale, (length, wide, 3.2), (0, 0, z), 1) for z in (-4.2, 4.2)]
    parts += [box(steel, (length * 0.9, wide * 0.8, 1.0), (0, 0, z)) for z in (-2.2, 2.2)]
    parts += [
        plate(steel, scaled(CLIP, length * 0.9, wide * 0.8), m.between(1.6, 3), at),
        rod(steel, 3, 11, (length * 0.45, 0, 0), turn=ALONG_Z),
    ]
    return thing("folding knife", "blade", "steel", *parts, fine=4)


def razor_blades(m: Maker) -> Blueprint:
    steel, count = m.stuff("steel"), m.count(5, 12)
    sheet = plate(steel, scaled(((-1, -1), (-1, 1), (1, 1), (1, -1)), 43, 22), max(1.0, count * 0.12), (0, 0, 0))
    return thing(
        "razor blades", "blade", "steel", box(m.stuff("polyolefin"), (47, 25, 6), (0, 0, 0), 1, skin=1), sheet, fine=4
    )


def box_cutter(m: Maker) -> Blueprint:
    steel, length = m.stuff("steel"), m.between(130, 165)
    out = m.between(0, 45)
    return thing(
        "box cutter",
        "blade",
        "steel",
        box(m.stuff(m.one("plastic", "aluminium")), (length, 30, 15), (0, 0, 0), 5, skin=2.2),
        plate(steel, ((-50, -9), (-50, 9), (45, 9), (60, -9)), 1.0, (length / 2 - 55 + out, 0, 0)),
        fine=4,
    )


def throwing_star(m: Maker) -> Blueprint:
    outer = m.between(35, 60)
    steel = m.stuff("steel")
    shape = plate(steel, star(m.count(4, 8), outer, outer * m.between(0.25, 0.45)), m.between(1.2, 3))
    return thing("throwing star", "blade", "steel", shape, rod(None, 5, 5, turn=ALONG_Z), fine=4)


def axe(m: Maker) -> Blueprint:
    steel, long = m.stuff("steel"), m.between(200, 320)
    return thing(
        "hatchet",
        "blade",
        "steel",
        plate(steel, scaled(HATCHET, m.between(90, 130), m.between(60, 95)), m.between(6, 16), (0, 0, 0)),
        box(m.stuff(m.one("wood", "plastic")), (26, long, 17), (-25, -long / 2 + 25, 0), 7),
    )


def scissors(m: Maker) -> Blueprint:
    """Tailor's shears: two long blades on a rivet."""
    steel, length = m.stuff("steel"), m.between(110, 160)
    arms = [
        plate(steel, scaled(DAGGER, length, 24), 2.4, (length / 2, 0, dz), turn=turned(z=a))
        for a, dz in ((4, 1.5), (-4, -1.5))
    ]
    rings = [ring(m.stuff("plastic"), 22, 5, (-45, dy, 0), 0.9) for dy in (-24.0, 24.0)]
    return thing("shears", "blade", "steel", *arms, *rings, rod(steel, 4, 9, turn=ALONG_Z), fine=4)


ENTRIES = (
    Entry("blade", kitchen_knife, False, 2),
    Entry("blade", dagger, False),
    Entry("blade", hunting_knife, False),
    Entry("blade", folding_knife, None),
    Entry("blade", razor_blades, None),
    Entry("blade", box_cutter, False),
    Entry("blade", throwing_star, None),
    Entry("blade", axe, False, 0.6),
    Entry("blade", cleaver, True),
    Entry("blade", kukri, True),
    Entry("blade", karambit, True),
    Entry("blade", ceramic_knife, None, 0.5),
    Entry("blade", scissors, True),
)
