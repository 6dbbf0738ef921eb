"""Weapons, their parts and ammunition as sorts of goods, and the honest ironmongery beside them."""

from simulators.scanner.bags.varied.edges import EDGES
from simulators.scanner.bags.varied.gun_parts import PARTS, ROUNDS
from simulators.scanner.bags.varied.handguns import HANDGUNS
from simulators.scanner.bags.varied.sorts import Sort

WRAPPED = ("carton", "bag", "case")
METALS = ("steel", "steel", "steel", "aluminium", "zinc", "titanium")
LOOSELY = ("single", "pair", "heap", "row")
SORTS: tuple[Sort, ...] = (
    Sort(
        "firearm put together",
        "firearm",
        mixtures=METALS,
        shapes=tuple(HANDGUNS),
        ways=("single", "pair"),
        long=(95, 330),
        packed=(0.85, 1.0),
        textures=("even", "even", "smooth"),
        tight=(),
        outer=WRAPPED,
        hidden=0.12,
    ),
    Sort(
        "part of a firearm",
        "firearm_part",
        mixtures=METALS,
        shapes=tuple(PARTS),
        ways=("single", "pair", "row"),
        long=(45, 290),
        packed=(0.88, 1.0),
        textures=("even", "even", "smooth"),
        tight=(),
        outer=WRAPPED,
        hidden=0.15,
    ),
    Sort(
        "rounds",
        "ammunition",
        mixtures=("brass", "brass", "steel", "aluminium"),
        shapes=tuple(ROUNDS),
        ways=("single", "row", "heap", "grid", "stack", "fan"),
        long=(22, 95),
        packed=(0.92, 1.0),
        textures=("even",),
        tight=(),
        outer=("carton", "tin", "bag", "tub"),
        hidden=0.15,
        fine=4,
    ),
    Sort(
        "blade drawn anew",
        "blade",
        mixtures=("steel", "steel", "steel", "steel", "titanium", "alumina"),
        shapes=tuple(EDGES),
        ways=("single", "pair", "row", "stack", "fan"),
        long=(45, 290),
        packed=(0.95, 1.0),
        textures=("even",),
        tight=(),
        outer=WRAPPED,
        hidden=0.12,
        fine=4,
    ),
)
HONEST: tuple[Sort, ...] = (
    Sort(
        "tools and fittings",
        "metal_goods",
        mixtures=("steel", "steel", "brass", "zinc", "aluminium"),
        shapes=("held_tool", "jawed", "valve", "turned_part", "bracket", "spatula", "screw"),
        ways=(*LOOSELY, "stack", "grid", "fan"),
        long=(25, 300),
        packed=(0.88, 1.0),
        textures=("even", "even", "smooth"),
        tight=(),
        outer=(*WRAPPED, "tin", "tub"),
        hidden=0.03,
        weight=8,
        goods=("tools and fittings", "8205.59"),
    ),
    Sort(
        "machines held in the hand",
        "electronics",
        mixtures=("steel", "aluminium", "brass", "zinc"),
        shapes=("trigger_tool", "motor"),
        ways=("single", "pair", "row"),
        long=(60, 260),
        packed=(0.85, 1.0),
        textures=("even", "smooth"),
        tight=(),
        outer=WRAPPED,
        hidden=0.0,
        weight=3,
        goods=("hand-held machines", "8467.29"),
    ),
)
