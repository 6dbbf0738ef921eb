"""Dense things: precious metal, shielding, lithium cells."""

from simulators.scanner.bags.making import (
    ALONG_Y,
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


def sheet(m: Maker) -> Blueprint:
    size = (m.between(130, 280), m.between(100, 200), m.between(3.5, 9))
    return thing(
        "sheet",
        "explosive_sheet",
        "explosive",
        box(m.stuff("explosive"), size, (0, 0, 0), 1, texture=smooth(0.02), bend=m.between(-0.0012, 0.0012)),
    )


def cell_pack(m: Maker) -> Blueprint:
    """Round cells side by side: steel cans around a wound core."""
    radius, length = (9.1, 65.0) if m.maybe(0.6) else (10.6, 70.0)
    core, can = m.stuff("lithium_cell"), m.stuff("steel")
    parts: list[Solid] = []
    for i in range(m.count(2, 4)):
        for j in range(m.count(1, 3)):
            at = (0.0, i * (2 * radius + 1), j * (2 * radius + 1))
            parts += [
                rod(can, radius, length, at, rounding=1),
                rod(core, radius - 0.6, length - 4, at, texture=smooth(0.05)),
                rod(None, 1.6, length - 6, at),
            ]
    return thing("round cells", "lithium_cells", "lithium_cell", *parts)


def pouch_cells(m: Maker) -> Blueprint:
    size = (m.between(60, 140), m.between(35, 75), m.between(4, 9))
    core = m.stuff("lithium_cell")
    parts: list[Solid] = []
    for i in range(m.count(1, 4)):
        at = (m.between(-2, 2), m.between(-2, 2), i * (size[2] + 1))
        parts += [
            box(core, size, at, 1, texture=layers(0.06, 3)),
            box(m.stuff("copper"), (12, 6, 1.0), (size[0] / 2 + 6, 8, at[2])),
            box(m.stuff("aluminium"), (12, 6, 1.0), (size[0] / 2 + 6, -8, at[2])),
        ]
    return thing("pouch cells", "lithium_cells", "lithium_cell", *parts)


def power_bank(m: Maker) -> Blueprint:
    size = (m.between(95, 160), m.between(60, 80), m.between(14, 28))
    case, core = m.stuff(m.one("plastic", "aluminium")), m.stuff("lithium_cell")
    inner = (size[0] * 0.8, size[1] - 8, size[2] - 6)
    return thing(
        "power bank",
        "lithium_cells",
        "lithium_cell",
        box(case, size, (0, 0, 0), 5, skin=1.8),
        box(core, inner, (-size[0] * 0.07, 0, 0), 1, texture=layers(0.05, 6)),
        box(m.stuff("board"), (14, size[1] - 10, 1.6), (size[0] * 0.42, 0, 0)),
        box(m.stuff("steel"), (8, 14, 6), (size[0] * 0.45, 10, 0), 1, skin=1),
    )


def tool_battery(m: Maker) -> Blueprint:
    core, can = m.stuff("lithium_cell"), m.stuff("steel")
    parts: list[Solid] = []
    for i in range(5):
        for j in range(2):
            at = ((i - 2) * 19.2, 0.0, (j - 0.5) * 19.2)
            parts += [
                rod(can, 9.1, 65, at, turn=ALONG_Y),
                rod(core, 8.5, 61, at, turn=ALONG_Y),
                rod(None, 1.6, 58, at, turn=ALONG_Y),
            ]
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


def bars(m: Maker) -> Blueprint:
    metal = m.stuff(m.one("gold", "gold", "silver"))
    size = (m.between(38, 115), m.between(20, 52), m.between(4, 10))
    parts = [
        box(metal, size, (m.between(-3, 3), m.between(-3, 3), i * size[2] * 1.05), 1) for i in range(m.count(1, 4))
    ]
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
        at, turn = (
            (m.between(-35, 35), m.between(-25, 25), m.between(0, 14)),
            turned(m.between(-35, 35), m.between(-35, 35), 0),
        )
        parts.append(ring(metal, m.between(8, 34), m.between(1.2, 2.6), at, turn=turn))
    return thing("jewellery", "precious_metal", metal.name, *parts, fine=4)


def granules(m: Maker) -> Blueprint:
    metal = m.stuff(m.one("gold", "silver"), 0.6)
    size = (m.between(30, 60), m.between(25, 45), m.between(14, 28))
    return thing(
        "granules",
        "precious_metal",
        metal.name,
        ball(metal, size, (0, 0, 0), 2.5, texture=grains(0.3, 4)),
        ball(m.stuff("polyolefin"), size, (0, 0, 0), 2.5, skin=0.6),
    )


def gold_sheet(m: Maker) -> Blueprint:
    """Rolled thin and bent, as hidden in a lining."""
    metal = m.stuff("gold")
    size = (m.between(90, 180), m.between(50, 90), m.between(0.9, 1.6))
    return thing(
        "sheet of gold",
        "precious_metal",
        "gold",
        box(metal, size, (0, 0, 0), 0.3, bend=m.between(-0.003, 0.003)),
        fine=4,
    )


def _dense(m: Maker) -> Stuff:
    return m.stuff(m.one("lead", "lead", "tungsten", "uranium"))


def pot(m: Maker) -> Blueprint:
    radius, length, wall = m.between(18, 45), m.between(45, 110), m.between(5, 18)
    metal = _dense(m)
    return thing(
        "shielding pot",
        "shielding",
        metal.name,
        rod(metal, radius + wall, length + wall, skin=wall, turn=ALONG_Z),
        rod(m.stuff("steel"), radius * 0.4, length * 0.5, turn=ALONG_Z),
        rod(metal, radius * 0.5, 8, (0, 0, length / 2 + wall), turn=ALONG_Z),
    )


def lead_box(m: Maker) -> Blueprint:
    size, metal = (m.between(60, 140), m.between(50, 110), m.between(35, 80)), _dense(m)
    inner = ball(m.stuff("plastic"), (size[0] * 0.4, size[1] * 0.4, size[2] * 0.4), (0, 0, 0))
    return thing("shielding box", "shielding", metal.name, box(metal, size, (0, 0, 0), 1, skin=m.between(3, 12)), inner)


def lead_wrap(m: Maker) -> Blueprint:
    """A sheet of lead wrapped around something."""
    size, metal = (m.between(90, 180), m.between(50, 100), m.between(25, 50)), m.stuff("lead")
    return thing(
        "lead wrapping",
        "shielding",
        "lead",
        ball(metal, size, (0, 0, 0), 3.5, skin=m.between(1.2, 3), wave=(1.5, 15.0)),
        box(m.stuff("steel"), (size[0] * 0.5, size[1] * 0.4, size[2] * 0.4)),
    )


def lead_tube(m: Maker) -> Blueprint:
    radius, length, metal = m.between(10, 26), m.between(80, 200), _dense(m)
    caps = [rod(metal, radius + 6, 8, (x, 0, 0)) for x in (-length / 2, length / 2)]
    return thing("shielding tube", "shielding", metal.name, rod(metal, radius + m.between(4, 8), length, skin=6), *caps)


def shielding_sphere(m: Maker) -> Blueprint:
    size, metal = m.between(55, 95), _dense(m)
    return thing(
        "shielding sphere",
        "shielding",
        metal.name,
        ball(metal, (size, size, size), skin=m.between(9, 20)),
        ball(m.stuff("steel"), (14, 14, 14)),
    )


ENTRIES = (
    Entry("lithium_cells", cell_pack, None),
    Entry("lithium_cells", pouch_cells, False),
    Entry("lithium_cells", power_bank, None),
    Entry("lithium_cells", tool_battery, True),
    Entry("lithium_cells", button_cells, True, 0.5),
    Entry("precious_metal", bars, None, 2),
    Entry("precious_metal", coins, False),
    Entry("precious_metal", chains, None),
    Entry("precious_metal", granules, True),
    Entry("precious_metal", gold_sheet, True),
    Entry("shielding", pot, None),
    Entry("shielding", lead_box, False),
    Entry("shielding", lead_wrap, False),
    Entry("shielding", lead_tube, True),
    Entry("shielding", shielding_sphere, True),
)
