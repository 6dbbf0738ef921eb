"""Which goods there are of each commodity class, and in how many ways they are packed.

Densities are those of a package with what is in it, kg/m³. Goods and styles that are held out are for evaluation.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from simulators.scanner.loads import boxed, bulky, driven, loose, round
from simulators.scanner.loads.packing import Core, Packed, Packer
from simulators.scanner.loads.substances import (
    ALCOHOL, ALUMINIUM, BAUXITE, BRASS, CELLULOSE, CEMENT, CERAMIC, COAL, COPPER, COPPER_ORE, ELECTRONICS, EXPLOSIVE,
    FERTILISER, FLESH, FOAM, GLASS, GRANITE, GYPSUM, IRON_ORE, LEAD_CELL, LEAD_ORE, LEAF, LEATHER, LIMESTONE,
    LITHIUM_CELL, OIL, ORGANIC, PLANT, PLASTIC, POLYESTER, POLYSTYRENE, PVC, RUBBER, SALT, SILICA, STARCH, STEEL, SUGAR,
    TEXTILE, TITANIA, WATER, WOOD, WOOL, Material,
)  # fmt: skip


@dataclass(frozen=True)
class Goods:
    """What a trader would declare, and what it is made of.

    Attributes:
        hs: subheading of the Harmonized System, six digits.
        texts: honest descriptions, one of which is declared.
        parts: materials by mass.
        density: kg/m³ of a package.
    """

    hs: str
    texts: tuple[str, ...]
    parts: tuple[tuple[Material, float], ...]
    density: tuple[float, float]
    held_out: bool = False


@dataclass(frozen=True)
class Style:
    """One way to pack."""

    name: str
    pack: Packer
    held_out: bool = False
    refrigerated: bool = False
    only: tuple[str, ...] = ()  # subheadings that travel so; empty for all of the class

    def fit(self, goods: tuple[Goods, ...]) -> tuple[Goods, ...]:
        """Those of the goods that travel so."""
        return tuple(one for one in goods if not self.only or one.hs in self.only)


@dataclass(frozen=True)
class Commodity:
    """A commodity class with its goods and styles."""

    code: str
    goods: tuple[Goods, ...]
    styles: tuple[Style, ...]


def _goods(hs: str, texts: str, density: tuple[float, float], held_out: bool = False, /, **parts: float) -> Goods:
    """Descriptions are parted by semicolons; materials are named by their constants in small letters."""
    named = tuple((globals()[name.upper()], part) for name, part in parts.items())
    return Goods(hs, tuple(text.strip() for text in texts.split(";")), named, density, held_out)


def _style(
    name: str, packer: Callable[..., Packed], held_out: bool = False, refrigerated: bool = False, only: str = "",
    **how: object,
) -> Style:  # fmt: skip
    return Style(name, partial(packer, **how), held_out, refrigerated, tuple(only.split()))


S, M, L = boxed.SMALL, boxed.MIDDLE, boxed.LARGE
FLAT: boxed.Size = ((0.5, 0.75), (0.4, 0.55), (0.08, 0.16))
MASTER: boxed.Size = ((0.58, 0.66), (0.38, 0.45), (0.45, 0.55))
BLOCKS: boxed.Size = ((0.55, 0.6), (0.38, 0.4), (0.12, 0.16))
LIQUID = Core(0.93, (0.94, 0.94, 0.8), low=True)
LUMP = Core(0.5, (0.5, 0.5, 0.45), low=True)
BOARD = Core(0.45, (0.7, 0.2, 0.6), material=ELECTRONICS)
METAL_BIT = Core(0.12, (0.12, 0.5, 0.1), material=STEEL)

COMMODITIES = (
    Commodity(
        "frozen_meat",
        (
            _goods("020230", "Frozen boneless beef in cartons; Boneless beef, frozen; Beef forequarter cuts, frozen", (560, 760), flesh=0.93, cellulose=0.06, plastic=0.01),
            _goods("020714", "Frozen chicken leg quarters; Chicken cuts and offal, frozen", (480, 650), flesh=0.92, cellulose=0.07, plastic=0.01),
            _goods("030389", "Frozen whole fish in cartons; Fish, frozen, whole round", (480, 680), flesh=0.94, cellulose=0.05, plastic=0.01),
            _goods("020329", "Frozen pork bellies; Pork cuts, frozen, in cartons", (520, 720), True, flesh=0.93, cellulose=0.06, plastic=0.01),
        ),
        (
            _style("block stow", boxed.on_floor, False, True, size=BLOCKS, tall=(0.75, 0.93), ragged=0.1),
            _style("pallets in a reefer", boxed.on_pallets, False, True, size=BLOCKS, tall=(0.75, 0.9)),
            _style("block stow of thick cartons", boxed.on_floor, True, True, size=((0.5, 0.6), (0.3, 0.36), (0.2, 0.26)), tall=(0.8, 0.95), ragged=0.4),
        ),
    ),
    Commodity(
        "chilled_food",
        (
            _goods("040510", "Butter in 25 kg cartons; Unsalted butter", (700, 860), flesh=0.2, oil=0.72, cellulose=0.08),
            _goods("040690", "Cheese in cartons; Cheddar cheese blocks", (520, 760), flesh=0.9, cellulose=0.08, plastic=0.02),
            _goods("040721", "Fresh hen eggs; Eggs in shell, fresh", (270, 380), True, flesh=0.78, limestone=0.1, cellulose=0.12),
        ),
        (
            _style("pallets in a reefer", boxed.on_pallets, False, True, size=M, tall=(0.55, 0.85)),
            _style("trays on pallets", boxed.on_pallets, False, True, size=FLAT, tall=(0.6, 0.85), core=Core(0.85, (0.94, 0.94, 0.7), low=True), only="040721 040690"),
            _style("low pallets in two tiers", boxed.on_pallets, True, True, size=S, tall=(0.7, 0.88), tiers=2),
        ),
    ),
    Commodity(
        "plants_flowers",
        (
            _goods("060290", "Potted ornamental plants; Live plants in pots", (90, 190), plant=0.45, silica=0.3, cellulose=0.2, plastic=0.05),
            _goods("060311", "Fresh cut roses; Cut roses in cartons", (80, 140), plant=0.88, cellulose=0.12),
            _goods("060220", "Fruit trees, bare rooted; Young fruit trees", (80, 150), True, plant=0.5, wood=0.45, silica=0.05),
        ),
        (
            _style("racks with shelves", boxed.trolleys, False, True, only="060290"),
            _style("flower boxes", boxed.on_floor, False, True, size=((0.9, 1.1), (0.28, 0.4), (0.15, 0.3)), tall=(0.6, 0.85), only="060311"),
            _style("boxes on pallets", boxed.on_pallets, True, True, size=L, tall=(0.6, 0.85), only="060220 060290 060311"),
        ),
    ),
    Commodity(
        "fruit_vegetables",
        (
            _goods("080390", "Fresh bananas in boxes of 18 kg; Cavendish bananas", (300, 400), plant=0.92, cellulose=0.08),
            _goods("080510", "Fresh oranges in cartons; Navel oranges", (380, 520), plant=0.94, cellulose=0.06),
            _goods("070310", "Yellow onions in nets; Onions, fresh", (420, 560), plant=0.98, plastic=0.02),
            _goods("080810", "Fresh apples; Apples in telescopic cartons", (360, 470), True, plant=0.93, cellulose=0.07),
        ),
        (
            _style("cartons on pallets in a reefer", boxed.on_pallets, False, True, size=((0.48, 0.6), (0.36, 0.42), (0.2, 0.27)), tall=(0.8, 0.93), only="080390 080510 080810"),
            _style("crates on pallets", boxed.crates_open, False, True, only="080510 080810 070310"),
            _style("net bags on the floor", boxed.sacks_on_floor, False, False, sack=((0.6, 0.75), (0.4, 0.48), (0.2, 0.26)), power=2.0, only="070310"),
            _style("bags on pallets", boxed.sacks_on_pallets, True, True, sack=((0.55, 0.65), (0.38, 0.45), (0.16, 0.22)), tall=(0.7, 0.9), only="070310 080510"),
        ),
    ),
    Commodity(
        "grain_bulk",
        (
            _goods("100199", "Milling wheat in bulk; Wheat", (730, 820), starch=1.0),
            _goods("120190", "Soya beans; Yellow soybeans, bulk", (690, 760), starch=0.82, oil=0.18),
            _goods("100590", "Yellow maize; Corn in bulk", (690, 760), starch=0.97, oil=0.03),
            _goods("120510", "Rape seed; Canola seed", (640, 700), True, starch=0.6, oil=0.4),
            _goods("230400", "Soya bean meal; Soybean oilcake", (560, 640), starch=1.0),
        ),
        (
            _style("level fill in a liner", loose.bulk, fill=(0.55, 0.8), slope=0.06),
            _style("sloping fill", loose.bulk, fill=(0.5, 0.7), slope=0.35, grain=0.015),
            _style("two heaps", loose.bulk, True, fill=(0.45, 0.6), heaps=2, grain=0.01),
        ),
    ),
    Commodity(
        "sacked_food",
        (
            _goods("090111", "Green coffee beans in bags; Arabica coffee, not roasted", (560, 680), starch=0.98, cellulose=0.02),
            _goods("180100", "Cocoa beans; Raw cocoa beans in jute bags", (540, 640), starch=0.6, oil=0.38, cellulose=0.02),
            _goods("100630", "Milled rice in bags; Long grain white rice", (740, 840), starch=0.99, plastic=0.01),
            _goods("170199", "Refined white sugar in 50 kg bags; Cane sugar", (820, 920), sugar=0.99, plastic=0.01),
            _goods("110100", "Wheat flour in bags; Flour", (560, 700), True, starch=0.98, cellulose=0.02),
        ),
        (
            _style("sacks in columns", boxed.sacks_on_floor),
            _style("sacks settled in saddles", boxed.sacks_on_floor, saddle=True, tall=(0.55, 0.8)),
            _style("sacks crosswise on pallets", boxed.sacks_on_pallets, sack=((0.55, 0.65), (0.38, 0.44), (0.13, 0.18))),
            _style("small sacks on the floor", boxed.sacks_on_floor, True, sack=((0.5, 0.62), (0.32, 0.4), (0.1, 0.14)), saddle=True, tall=(0.6, 0.9)),
        ),
    ),
    Commodity(
        "packed_food",
        (
            _goods("160414", "Canned tuna in oil; Prepared tuna, tinned", (680, 900), flesh=0.8, steel=0.15, cellulose=0.05),
            _goods("200290", "Tomato paste in tins; Canned tomatoes", (700, 900), plant=0.83, steel=0.12, cellulose=0.05),
            _goods("190230", "Instant noodles; Noodles in cartons", (150, 240), starch=0.85, oil=0.08, cellulose=0.07),
            _goods("190531", "Sweet biscuits; Biscuits and wafers", (160, 300), True, starch=0.78, oil=0.12, cellulose=0.1),
            _goods("210390", "Soy sauce and chilli sauce in bottles; Sauces in glass bottles", (620, 800), water=0.62, glass=0.33, cellulose=0.05),
        ),
        (
            _style("cartons on pallets", boxed.on_pallets, size=S, tall=(0.45, 0.9)),
            _style("cartons on the floor", boxed.on_floor, size=S, tall=(0.6, 0.95)),
            _style("jars in trays", boxed.on_pallets, size=((0.3, 0.4), (0.2, 0.3), (0.1, 0.16)), tall=(0.5, 0.8), core=Core(0.8, (0.95, 0.95, 0.72), low=True), only="210390 200290"),
            _style("mixed heights of small cartons", boxed.on_pallets, True, size=((0.22, 0.34), (0.18, 0.26), (0.14, 0.34)), uneven=0.8, tall=(0.6, 0.9)),
        ),
    ),
    Commodity(
        "beverages",
        (
            _goods("220300", "Beer in bottles; Lager beer in glass bottles", (650, 820), water=0.63, glass=0.33, cellulose=0.04),
            _goods("220421", "Wine in bottles; Red wine, 12 x 75 cl", (620, 780), alcohol=0.58, glass=0.38, cellulose=0.04),
            _goods("220210", "Carbonated soft drinks in cans; Soft drinks", (820, 950), water=0.95, aluminium=0.03, cellulose=0.02),
            _goods("220830", "Scotch whisky in bottles; Whisky", (560, 720), True, alcohol=0.58, glass=0.37, cellulose=0.05),
        ),
        (
            _style("bottles in cartons on pallets", boxed.on_pallets, size=((0.3, 0.4), (0.2, 0.3), (0.24, 0.34)), tall=(0.4, 0.75), core=LIQUID, only="220300 220421 220830"),
            _style("cans in trays on pallets", boxed.on_pallets, size=((0.38, 0.42), (0.25, 0.3), (0.12, 0.17)), tall=(0.35, 0.7), core=LIQUID, only="220210"),
            _style("kegs", round.kegs, only="220300"),
            _style("bottles in cartons on the floor", boxed.on_floor, True, size=((0.3, 0.36), (0.22, 0.27), (0.28, 0.33)), tall=(0.4, 0.8), core=LIQUID, only="220300 220421 220830"),
        ),
    ),
    Commodity(
        "tobacco",
        (
            _goods("240120", "Unmanufactured tobacco, stripped, in cartons; Flue-cured tobacco strips", (270, 380), leaf=0.93, cellulose=0.07),
            _goods("240220", "Cigarettes in master cases; Filter cigarettes", (170, 240), leaf=0.75, cellulose=0.23, aluminium=0.02),
            _goods("240319", "Smoking tobacco; Fine cut tobacco", (230, 340), True, leaf=0.88, cellulose=0.1, aluminium=0.02),
        ),
        (
            _style("large cartons of leaf", boxed.on_floor, size=((0.68, 0.76), (0.68, 0.76), (0.7, 0.76)), tall=(0.85, 0.97), ragged=0.1, only="240120"),
            _style("bales of leaf", boxed.bales, size=((0.8, 1.0), (0.5, 0.6), (0.45, 0.6)), wires=0, power=4.0, only="240120"),
            _style("master cases", boxed.on_floor, size=MASTER, tall=(0.85, 0.97), core=Core(0.8, (0.96, 0.96, 0.9)), only="240220"),
            _style("cases on pallets", boxed.on_pallets, True, size=MASTER, tall=(0.7, 0.92), only="240220 240319"),
        ),
    ),
    Commodity(
        "liquids_bulk",
        (
            _goods("151190", "Refined palm olein in flexitank; Palm oil", (880, 915), oil=1.0),
            _goods("271019", "Base oil in flexitank; Lubricating base oil", (850, 890), oil=1.0),
            _goods("290511", "Methanol; Methyl alcohol", (780, 800), True, alcohol=1.0),
            _goods("220429", "Bulk wine in flexitank; Wine in bulk", (975, 995), water=0.88, alcohol=0.12),
        ),
        (
            _style("flexitank", round.cradled_tank, only="151190 271019 220429"),
            _style("IBC in two tiers", round.ibcs),
            _style("IBC in one tier", round.ibcs, True, tiers=1, full=(0.6, 0.95)),
        ),
    ),
    Commodity(
        "chemicals_drums",
        (
            _goods("320890", "Paint in drums; Solvent-based paint", (1000, 1400), organic=0.5, titania=0.2, limestone=0.1, oil=0.2),
            _goods("290531", "Ethylene glycol in drums; Ethylene glycol", (1090, 1120), water=0.3, organic=0.7),
            _goods("271019", "Lubricating oil in drums; Engine oil", (860, 900), oil=1.0),
            _goods("330129", "Essential oils; Essential oils in drums", (860, 950), True, organic=0.5, oil=0.5),
            _goods("281512", "Sodium hydroxide solution; Caustic soda lye in drums", (1400, 1530), water=0.55, salt=0.45),
        ),
        (
            _style("steel drums on the floor", round.drums, tiers=2),
            _style("steel drums on pallets", round.drums, pallets=True, tiers=2),
            _style("plastic drums on pallets", round.drums, wall=PLASTIC, pallets=True, radius=(0.27, 0.3)),
            _style("small drums in three tiers", round.drums, True, radius=(0.15, 0.2), tall=(0.35, 0.5), tiers=4, wall=PLASTIC),
        ),
    ),
    Commodity(
        "chemicals_sacks",
        (
            _goods("310210", "Urea in bags; Nitrogen fertiliser", (720, 800), fertiliser=0.99, plastic=0.01),
            _goods("320611", "Titanium dioxide pigment; Rutile titanium dioxide in bags", (800, 1000), titania=0.98, cellulose=0.02),
            _goods("252329", "Portland cement in bags; Grey cement", (1200, 1400), cement=0.98, cellulose=0.02),
            _goods("283650", "Calcium carbonate powder; Ground calcium carbonate", (800, 1050), True, limestone=0.98, plastic=0.02),
            _goods("250700", "Kaolin in bags; China clay", (700, 950), ceramic=0.98, cellulose=0.02),
        ),
        (
            _style("sacks on pallets", boxed.sacks_on_pallets, tall=(0.35, 0.75)),
            _style("big bags", boxed.big_bags),
            _style("sacks on the floor", boxed.sacks_on_floor, True, sack=((0.6, 0.8), (0.4, 0.5), (0.12, 0.16)), tall=(0.35, 0.6)),
        ),
    ),
    Commodity(
        "minerals_bulk",
        (
            _goods("260111", "Iron ore; Iron ore fines", (2000, 2500), iron_ore=1.0),
            _goods("260300", "Copper concentrate; Copper ore concentrate in big bags", (1700, 2200), copper_ore=1.0),
            _goods("260600", "Bauxite; Aluminium ore", (1150, 1400), bauxite=1.0),
            _goods("250510", "Silica sand; Quartz sand", (1450, 1600), silica=1.0),
            _goods("260700", "Lead concentrate; Lead ore", (2000, 2700), True, lead_ore=1.0),
        ),
        (
            _style("shallow fill", loose.bulk, fill=(0.25, 0.5), slope=0.15, grain=0.03, kind="VO"),
            _style("heaps", loose.bulk, fill=(0.2, 0.4), heaps=3, grain=0.03, kind="VO"),
            _style("half-high big bags", boxed.big_bags, size=(0.8, 0.95)),
            _style("one long heap", loose.bulk, True, fill=(0.2, 0.4), heaps=1, grain=0.05, kind="VO"),
        ),
    ),
    Commodity(
        "fuels_solid",
        (
            _goods("270119", "Steam coal; Coal in bulk", (780, 900), coal=1.0),
            _goods("440290", "Wood charcoal in bags; Charcoal", (190, 280), coal=0.99, cellulose=0.01),
            _goods("270400", "Metallurgical coke; Coke", (430, 540), True, coal=1.0),
        ),
        (
            _style("coarse fill", loose.bulk, fill=(0.5, 0.8), grain=0.06, slope=0.2, kind="VO", only="270119 270400"),
            _style("big bags", boxed.big_bags, tiers=2, size=(0.9, 1.05)),
            _style("paper sacks", boxed.sacks_on_floor, sack=((0.6, 0.85), (0.4, 0.5), (0.2, 0.28)), tall=(0.8, 0.95), saddle=True, only="440290"),
            _style("coarse heaps", loose.bulk, True, fill=(0.4, 0.6), heaps=2, grain=0.08, kind="VO", only="270119 270400"),
        ),
    ),
    Commodity(
        "pharma_cosmetics",
        (
            _goods("300490", "Medicaments in retail packs; Tablets in blister packs", (180, 300), organic=0.45, cellulose=0.3, plastic=0.15, aluminium=0.1),
            _goods("330499", "Skin care creams; Beauty preparations", (260, 420), water=0.5, oil=0.15, plastic=0.15, glass=0.1, cellulose=0.1),
            _goods("330510", "Shampoo; Shampoos in bottles", (480, 680), water=0.86, plastic=0.09, cellulose=0.05),
            _goods("330300", "Perfumes; Eau de toilette in bottles", (230, 360), True, alcohol=0.35, glass=0.42, cellulose=0.2, plastic=0.03),
        ),
        (
            _style("small cartons on pallets", boxed.on_pallets, size=S, tall=(0.45, 0.8), uneven=0.5),
            _style("retail packs on the floor", boxed.on_floor, size=S, tall=(0.6, 0.9), core=Core(0.5, (0.9, 0.9, 0.5))),
            _style("mixed cartons on pallets", boxed.on_pallets, True, size=M, tall=(0.5, 0.85), core=Core(0.6, (0.85, 0.85, 0.6), low=True)),
        ),
    ),
    Commodity(
        "arms_ammunition",
        (
            _goods("930630", "Small arms cartridges; Ammunition in cases", (900, 1400), steel=0.3, copper=0.4, explosive=0.1, wood=0.2),
            _goods("930330", "Sporting rifles; Hunting rifles in cases", (300, 480), True, steel=0.6, wood=0.4),
            _goods("360410", "Fireworks; Display fireworks in cartons", (200, 330), explosive=0.25, cellulose=0.6, ceramic=0.15),
        ),
        (
            _style("cases of long parts", bulky.cases_of_arms, only="930330 930630"),
            _style("cases of rounds", bulky.cases_of_arms, shells=True, only="930630"),
            _style("cartons of fireworks", boxed.on_floor, True, size=M, tall=(0.5, 0.8), core=Core(0.6, (0.8, 0.8, 0.8)), only="360410"),
        ),
    ),
    Commodity(
        "plastics_granulate",
        (
            _goods("390120", "HDPE granules in bags; Polyethylene resin", (520, 620), plastic=1.0),
            _goods("390210", "Polypropylene granules; PP resin in bags", (500, 590), plastic=1.0),
            _goods("390410", "PVC resin powder; Suspension PVC", (520, 640), True, pvc=1.0),
            _goods("390761", "PET chips; Polyethylene terephthalate, bottle grade", (760, 860), polyester=1.0),
        ),
        (
            _style("sacks on pallets", boxed.sacks_on_pallets, tall=(0.55, 0.9)),
            _style("big bags", boxed.big_bags, tiers=2),
            _style("octagonal boxes", boxed.big_bags, size=(1.05, 1.12), only="390120 390210 390761"),
            _style("liner fill", loose.bulk, True, fill=(0.75, 0.92), slope=0.1),
        ),
    ),
    Commodity(
        "plastics_articles",
        (
            _goods("392410", "Plastic tableware; Plastic kitchen boxes", (90, 180), plastic=0.88, cellulose=0.12),
            _goods("392330", "Empty plastic bottles; PET bottles, empty", (35, 80), polyester=0.93, cellulose=0.07),
            _goods("392690", "Articles of plastics; Plastic clips and fittings", (140, 260), plastic=0.92, cellulose=0.08),
            _goods("392020", "Polypropylene film in rolls; BOPP film", (750, 880), plastic=1.0),
            _goods("391723", "PVC pipes; Rigid PVC tubes", (480, 640), True, pvc=1.0),
        ),
        (
            _style("large light cartons", boxed.on_floor, size=L, tall=(0.85, 0.97), only="392410 392330 392690"),
            _style("cartons on pallets", boxed.on_pallets, size=L, tall=(0.75, 0.93), only="392410 392330 392690"),
            _style("film in rolls", round.rolls, radius=(0.1, 0.22), only="392020"),
            _style("pipes", round.rolls, True, only="391723", radius=(0.04, 0.1)),
            _style("cartons of nested ware", boxed.on_floor, True, size=M, tall=(0.8, 0.95), core=Core(0.6, (0.6, 0.6, 0.9)), only="392410 392690"),
        ),
    ),
    Commodity(
        "rubber_tyres",
        (
            _goods("401110", "New pneumatic tyres for cars; Car tyres", (330, 430), rubber=0.85, steel=0.15),
            _goods("401120", "New truck tyres; Tyres for buses and lorries", (330, 430), rubber=0.8, steel=0.2),
            _goods("400122", "Technically specified natural rubber; Natural rubber in bales", (860, 940), rubber=0.98, plastic=0.02),
        ),
        (
            _style("tyres in columns", round.tyres, only="401110 401120"),
            _style("rubber bales in crates", boxed.on_floor, only="400122", size=((1.0, 1.15), (1.0, 1.1), (0.85, 1.0)), tall=(0.8, 0.95), ragged=0.1, crate=True, kind="CR"),
            _style("rubber bales loose", boxed.on_floor, True, only="400122", size=((0.6, 0.7), (0.33, 0.4), (0.18, 0.24)), tall=(0.5, 0.8)),
            _style("tyres laced", round.tyres, laced=True, only="401110"),
            _style("tyres upright", round.tyres, True, upright=True, radius=(0.3, 0.5), only="401110 401120"),
        ),
    ),
    Commodity(
        "hides_leather",
        (
            _goods("410150", "Wet salted bovine hides; Raw cattle hides", (580, 760), leather=0.6, water=0.25, salt=0.15),
            _goods("410799", "Finished bovine leather; Leather sides", (330, 520), leather=0.97, cellulose=0.03),
        ),
        (
            _style("folded on pallets", boxed.hides),
            _style("bundles on the floor", boxed.sacks_on_floor, True, sack=((0.9, 1.15), (0.7, 0.9), (0.12, 0.2)), tall=(0.4, 0.7), power=4.0),
        ),
    ),
    Commodity(
        "footwear_bags",
        (
            _goods("640299", "Shoes of plastics; Sports shoes", (130, 200), plastic=0.4, rubber=0.2, textile=0.2, cellulose=0.2),
            _goods("640411", "Sports footwear, textile uppers; Trainers", (120, 180), rubber=0.35, textile=0.4, cellulose=0.25),
            _goods("420222", "Handbags of plastic; Handbags", (90, 160), True, pvc=0.4, polyester=0.3, cellulose=0.2, steel=0.1),
        ),
        (
            _style("shoe cartons on the floor", boxed.on_floor, size=((0.55, 0.7), (0.33, 0.45), (0.3, 0.4)), tall=(0.88, 0.97), core=METAL_BIT),
            _style("large cartons", boxed.on_floor, size=L, tall=(0.8, 0.95), core=Core(0.3, (0.8, 0.8, 0.5))),
            _style("cartons on pallets", boxed.on_pallets, True, size=((0.55, 0.62), (0.36, 0.42), (0.32, 0.4)), tall=(0.75, 0.9), core=METAL_BIT),
        ),
    ),
    Commodity(
        "timber",
        (
            _goods("440710", "Sawn softwood; Sawn pine timber", (450, 560), wood=1.0),
            _goods("441239", "Plywood; Plywood panels", (500, 620), wood=0.93, organic=0.07),
            _goods("440399", "Hardwood logs; Round wood", (620, 850), True, wood=0.8, water=0.2),
            _goods("441114", "Medium density fibreboard; MDF boards", (680, 780), wood=0.9, organic=0.1),
        ),
        (
            _style("packs of boards", bulky.packs, only="440710"),
            _style("panels", bulky.packs, boards=(0.09, 0.2), wide=(1.15, 1.22), long=(2.44, 2.5), only="441239 441114"),
            _style("logs", round.logs, True, only="440399"),
        ),
    ),
    Commodity(
        "furniture",
        (
            _goods("940360", "Wooden furniture, knocked down; Wooden cabinets", (160, 300), wood=0.85, steel=0.05, cellulose=0.1),
            _goods("940161", "Upholstered sofas; Seats with wooden frames", (70, 130), wood=0.5, foam=0.25, textile=0.2, steel=0.05),
            _goods("940171", "Metal chairs; Upholstered chairs with metal frames", (90, 160), True, steel=0.5, foam=0.2, textile=0.2, cellulose=0.1),
        ),
        (
            _style("flat cartons", bulky.furniture, only="940360"),
            _style("assembled", bulky.furniture, flat=False, only="940161 940171 940360"),
            _style("uniform cartons", boxed.on_floor, True, size=((1.1, 1.9), (0.45, 0.7), (0.12, 0.3)), tall=(0.75, 0.95), core=Core(0.6, (0.95, 0.9, 0.4), low=True)),
        ),
    ),
    Commodity(
        "paper_reels",
        (
            _goods("480100", "Newsprint in reels; Newsprint", (620, 720), cellulose=1.0),
            _goods("480411", "Kraftliner in reels; Unbleached kraftliner", (640, 760), cellulose=1.0),
            _goods("481013", "Coated paper in reels; Coated woodfree paper", (850, 1050), True, cellulose=0.72, limestone=0.28),
        ),
        (
            _style("on end", round.reels),
            _style("lying across", round.reels, upright=False),
            _style("narrow reels on end", round.reels, True, radius=(0.3, 0.42), width=(0.4, 0.75)),
        ),
    ),
    Commodity(
        "paper_packed",
        (
            _goods("490199", "Printed books; Books", (560, 720), cellulose=0.92, ceramic=0.08),
            _goods("480256", "Copy paper A4 on pallets; Office paper", (700, 820), cellulose=0.85, limestone=0.15),
            _goods("481810", "Toilet paper; Toilet paper rolls", (90, 160), cellulose=0.97, plastic=0.03),
            _goods("481910", "Folded cartons; Corrugated boxes, flat", (180, 330), True, cellulose=1.0),
        ),
        (
            _style("reams on pallets", boxed.on_pallets, size=((0.3, 0.44), (0.22, 0.31), (0.2, 0.28)), tall=(0.35, 0.7), missing=0.0, only="480256 490199"),
            _style("cartons on the floor", boxed.on_floor, size=M, tall=(0.45, 0.9)),
            _style("sheets on pallets", boxed.on_pallets, True, size=((1.0, 1.2), (0.8, 1.0), (0.2, 0.4)), tall=(0.35, 0.6), missing=0.0, only="480256 481910"),
        ),
    ),
    Commodity(
        "pulp_baled",
        (
            _goods("470321", "Bleached softwood kraft pulp; Wood pulp in bales", (750, 900), cellulose=1.0),
            _goods("470710", "Waste paper in bales; Old corrugated containers", (400, 560), cellulose=0.98, plastic=0.02),
            _goods("470790", "Mixed waste paper; Unsorted waste paper", (380, 520), True, cellulose=0.95, plastic=0.05),
        ),
        (
            _style("small dense bales", boxed.bales, size=((0.8, 0.9), (0.6, 0.7), (0.4, 0.5)), wires=4, only="470321 470710"),
            _style("large bales", boxed.bales, size=((1.1, 1.5), (0.75, 1.1), (0.75, 1.1)), wires=5, ragged=0.5, power=8.0),
            _style("units of bales", boxed.bales, True, size=((1.6, 1.8), (0.75, 0.85), (0.9, 1.0)), wires=8),
        ),
    ),
    Commodity(
        "textiles_baled",
        (
            _goods("520100", "Raw cotton in bales; Cotton, not carded", (400, 520), textile=1.0),
            _goods("510111", "Greasy wool in bales; Shorn wool", (280, 420), wool=1.0),
            _goods("630900", "Worn clothing in bales; Used clothes", (280, 420), True, textile=0.6, polyester=0.4),
            _goods("550320", "Polyester staple fibre; Synthetic staple fibre in bales", (280, 400), polyester=1.0),
        ),
        (
            _style("wired bales", boxed.bales),
            _style("strapped soft bales", boxed.bales, size=((0.9, 1.2), (0.5, 0.7), (0.4, 0.6)), wires=3, power=4.0, ragged=0.4),
            _style("tall bales", boxed.bales, True, size=((0.7, 0.8), (0.7, 0.8), (1.0, 1.18)), wires=5, power=8.0),
        ),
    ),
    Commodity(
        "textile_rolls",
        (
            _goods("540752", "Dyed polyester fabric in rolls; Woven polyester fabric", (380, 520), polyester=0.97, cellulose=0.03),
            _goods("520832", "Cotton fabric in rolls; Dyed cotton fabric", (380, 520), textile=0.97, cellulose=0.03),
            _goods("570242", "Carpets; Woven carpets of synthetic fibre", (220, 350), True, polyester=0.55, plastic=0.4, limestone=0.05),
        ),
        (
            _style("rolls along", round.rolls, radius=(0.08, 0.16)),
            _style("rolls across", round.rolls, radius=(0.08, 0.18), axis=1),
            _style("rolls on end", round.rolls, True, upright=True, radius=(0.1, 0.2)),
        ),
    ),
    Commodity(
        "garments_cartons",
        (
            _goods("610910", "Cotton T-shirts; T-shirts, knitted", (180, 300), textile=0.9, cellulose=0.08, plastic=0.02),
            _goods("620342", "Men's trousers of cotton; Jeans", (220, 330), textile=0.9, cellulose=0.08, steel=0.02),
            _goods("630231", "Bed linen of cotton; Bed sheets", (200, 320), True, textile=0.92, cellulose=0.06, plastic=0.02),
            _goods("611030", "Pullovers of man-made fibres; Knitted jumpers", (110, 220), polyester=0.9, cellulose=0.1),
        ),
        (
            _style("cartons on the floor", boxed.on_floor, size=M, tall=(0.85, 0.97)),
            _style("hanging", boxed.hanging, only="620342 611030"),
            _style("soft large cartons", boxed.on_floor, size=L, tall=(0.75, 0.95), ragged=0.8),
            _style("cartons on pallets", boxed.on_pallets, True, size=M, tall=(0.75, 0.92)),
        ),
    ),
    Commodity(
        "ceramics_stone",
        (
            _goods("690721", "Ceramic floor tiles; Porcelain tiles", (1500, 1900), ceramic=0.98, cellulose=0.02),
            _goods("680223", "Granite slabs, polished; Worked granite", (2600, 2750), granite=1.0),
            _goods("690490", "Building bricks; Ceramic bricks", (1100, 1500), True, ceramic=1.0),
            _goods("680911", "Plasterboard; Gypsum boards", (750, 900), gypsum=0.95, cellulose=0.05),
        ),
        (
            _style("low pallets", bulky.low_pallets, only="690721 690490"),
            _style("pallets far apart", bulky.low_pallets, spread=0.7, box=((0.3, 0.62), (0.3, 0.62), (0.08, 0.14)), only="690721 680911 690490"),
            _style("slabs on frames", bulky.slabs, only="680223"),
            _style("blocks", bulky.blocks, True, only="680223"),
        ),
    ),
    Commodity(
        "glass",
        (
            _goods("700529", "Float glass in crates; Clear float glass", (2400, 2520), glass=1.0),
            _goods("701090", "Glass bottles, empty; Empty jars of glass", (300, 420), glass=0.96, cellulose=0.04),
            _goods("701337", "Drinking glasses; Glass tableware", (260, 380), True, glass=0.85, cellulose=0.15),
        ),
        (
            _style("sheets on frames", bulky.slabs, thick=(0.04, 0.09), frame=STEEL, only="700529"),
            _style("empty bottles on pallets", boxed.on_pallets, size=((1.0, 1.2), (0.8, 1.0), (0.22, 0.33)), tall=(0.75, 0.95), core=Core(0.35, (0.98, 0.98, 0.12), low=True), missing=0.0, only="701090"),
            _style("glassware in cartons", boxed.on_floor, True, size=M, tall=(0.7, 0.92), core=Core(0.5, (0.9, 0.9, 0.2), low=True), only="701337 701090"),
        ),
    ),
    Commodity(
        "metal_coils",
        (
            _goods("720839", "Hot rolled steel coils; Steel strip in coils", (7300, 7800), steel=1.0),
            _goods("721049", "Galvanised steel coils; Zinc-coated steel coils", (7000, 7700), steel=0.97, copper=0.03),
            _goods("760612", "Aluminium coils; Aluminium alloy strip", (2500, 2690), True, aluminium=1.0),
            _goods("721391", "Wire rod in coils; Steel wire rod", (3300, 4800), steel=1.0),
        ),
        (
            _style("eye across", round.coils, axis=1),
            _style("eye along", round.coils, axis=0, only="720839 721049"),
            _style("eye to the roof", round.coils, True, axis=2),
        ),
    ),
    Commodity(
        "metal_bars",
        (
            _goods("721420", "Deformed steel bars; Concrete reinforcing bars", (7700, 7850), steel=1.0),
            _goods("730630", "Welded steel tubes; Steel pipes", (7700, 7850), steel=1.0),
            _goods("760110", "Aluminium ingots; Unwrought aluminium", (2600, 2700), aluminium=1.0),
            _goods("740311", "Copper cathodes; Refined copper", (8800, 8950), True, copper=1.0),
        ),
        (
            _style("bars in bundles", round.bundles, radius=(0.02, 0.05), only="721420"),
            _style("tubes in bundles", round.bundles, radius=(0.03, 0.11), hollow=0.9, only="730630"),
            _style("ingots", round.bundles, radius=(0.04, 0.06), square=True, only="760110"),
            _style("stacks of plates", bulky.low_pallets, True, box=((0.8, 0.95), (0.8, 0.95), (0.05, 0.12)), spread=0.6, only="740311"),
        ),
    ),
    Commodity(
        "metal_articles",
        (
            _goods("731815", "Bolts and screws of steel; Fasteners in cartons", (1600, 2800), steel=0.97, cellulose=0.03),
            _goods("820411", "Spanners; Hand tools in cartons", (700, 1200), steel=0.9, cellulose=0.07, plastic=0.03),
            _goods("732393", "Stainless steel kitchenware; Pots and pans of steel", (170, 330), True, steel=0.88, cellulose=0.1, plastic=0.02),
            _goods("830242", "Furniture fittings; Metal hinges", (700, 1200), steel=0.93, cellulose=0.07),
        ),
        (
            _style("small heavy cartons on pallets", boxed.on_pallets, size=((0.2, 0.38), (0.18, 0.28), (0.1, 0.2)), tall=(0.25, 0.5), missing=0.08),
            _style("cartons on the floor", boxed.on_floor, size=S, tall=(0.3, 0.6), core=Core(0.5, (0.7, 0.7, 0.4), low=True)),
            _style("crates", boxed.on_floor, True, size=L, tall=(0.3, 0.7), crate=True, core=Core(0.6, (0.8, 0.8, 0.5), low=True), kind="CR"),
        ),
    ),
    Commodity(
        "cables_reels",
        (
            _goods("854449", "Electric cable on drums; Copper cable, insulated", (2200, 3400), copper=0.62, pvc=0.38),
            _goods("731210", "Steel wire rope on reels; Stranded wire", (4000, 5200), steel=0.97, oil=0.03),
            _goods("854460", "Power cable; High voltage cable on drums", (2000, 3200), True, aluminium=0.4, plastic=0.35, copper=0.1, steel=0.15),
        ),
        (
            _style("drums on their rims", round.cable_drums),
            _style("small reels on their rims", round.cable_drums, radius=(0.25, 0.45)),
            _style("drums lying", round.cable_drums, True, axis=2, only="854449 854460"),
        ),
    ),
    Commodity(
        "scrap",
        (
            _goods("720449", "Ferrous scrap; Heavy melting steel scrap", (700, 1300), steel=0.97, plastic=0.01, silica=0.02),
            _goods("760200", "Aluminium scrap; Waste of aluminium", (350, 700), aluminium=0.93, steel=0.04, plastic=0.03),
            _goods("740400", "Copper scrap; Mixed copper waste", (700, 1300), True, copper=0.92, plastic=0.05, steel=0.03),
        ),
        (
            _style("heap", loose.scrap, only="720449 760200 740400"),
            _style("heap of small pieces", loose.scrap, pieces=(500, 800)),
            _style("pressed cubes", loose.scrap, True, cubes=True, only="720449 760200 740400"),
        ),
    ),
    Commodity(
        "machinery",
        (
            _goods("845811", "Lathes; Numerically controlled lathes", (500, 900), steel=0.9, copper=0.05, plastic=0.05),
            _goods("841370", "Centrifugal pumps; Pumps for liquids", (500, 900), steel=0.9, copper=0.1),
            _goods("847989", "Industrial machines; Machines for packing lines", (300, 700), True, steel=0.8, aluminium=0.1, electronics=0.1),
        ),
        (
            _style("large crates", bulky.machine),
            _style("open on skids", bulky.machine, crated=False),
            _style("small machines in two rows", bulky.machine, True, rows=2),
        ),
    ),
    Commodity(
        "appliances",
        (
            _goods("845011", "Household washing machines; Washing machines, fully automatic", (140, 200), steel=0.5, plastic=0.4, cellulose=0.1),
            _goods("841810", "Refrigerators; Household fridge-freezers", (90, 150), plastic=0.5, steel=0.35, foam=0.15),
            _goods("841510", "Air conditioners; Split air conditioning units", (130, 210), True, steel=0.5, copper=0.15, aluminium=0.15, plastic=0.2),
            _goods("851660", "Electric cookers; Household ovens", (130, 200), steel=0.8, glass=0.1, foam=0.1),
        ),
        (
            _style("washers", bulky.appliances, size=((0.62, 0.68), (0.6, 0.68), (0.86, 0.92)), insides="washer", only="845011"),
            _style("fridges", bulky.appliances, size=((0.6, 0.92), (0.62, 0.76), (1.5, 1.95)), insides="fridge", only="841810"),
            _style("cookers", bulky.appliances, size=((0.6, 0.68), (0.6, 0.68), (0.6, 0.95)), insides="cooker", only="851660"),
            _style("air conditioners", bulky.appliances, True, size=((0.85, 1.0), (0.36, 0.46), (0.6, 0.72)), insides="cooler", only="841510"),
        ),
    ),
    Commodity(
        "electronics",
        (
            _goods("852872", "Television sets; LED televisions", (110, 180), electronics=0.4, plastic=0.35, glass=0.15, cellulose=0.1),
            _goods("847130", "Laptop computers; Portable computers", (220, 380), electronics=0.5, aluminium=0.2, plastic=0.15, cellulose=0.15),
            _goods("851762", "Network routers; Data transmission apparatus", (140, 260), True, electronics=0.45, plastic=0.35, cellulose=0.2),
            _goods("850440", "Power adapters; Static converters", (350, 600), electronics=0.5, copper=0.15, plastic=0.25, cellulose=0.1),
        ),
        (
            _style("cartons of boards", boxed.on_pallets, size=M, tall=(0.55, 0.88), core=BOARD, only="847130 851762 850440"),
            _style("televisions upright", boxed.on_floor, size=((1.0, 1.5), (0.14, 0.2), (0.7, 0.95)), tall=(0.8, 0.97), core=Core(0.6, (0.9, 0.35, 0.85), material=ELECTRONICS), only="852872"),
            _style("small cartons on the floor", boxed.on_floor, True, size=S, tall=(0.7, 0.92), core=Core(0.5, (0.6, 0.5, 0.3), material=ELECTRONICS), only="847130 851762 850440"),
        ),
    ),
    Commodity(
        "batteries",
        (
            _goods("850710", "Lead-acid accumulators for cars; Starter batteries", (1800, 2500), lead_cell=0.92, plastic=0.08),
            _goods("850720", "Industrial lead-acid batteries; Stationary accumulators", (2000, 2600), lead_cell=0.95, plastic=0.05),
            _goods("850760", "Lithium-ion batteries; Lithium iron phosphate cells", (1300, 2000), True, lithium_cell=0.95, plastic=0.05),
        ),
        (
            _style("accumulators on pallets", bulky.cells, only="850710"),
            _style("large cells", bulky.cells, size=((0.4, 0.6), (0.16, 0.25), (0.35, 0.5)), only="850720"),
            _style("cartons of cells", boxed.on_pallets, True, size=((0.25, 0.4), (0.2, 0.3), (0.12, 0.2)), tall=(0.2, 0.45), core=Core(0.8, (0.9, 0.9, 0.75), low=True), only="850760"),
        ),
    ),
    Commodity(
        "vehicles",
        (
            _goods("870323", "Passenger cars; Used motor cars", (250, 350), steel=0.7, plastic=0.2, rubber=0.1),
            _goods("871120", "Motorcycles; Motorcycles in crates", (150, 250), steel=0.6, aluminium=0.3, rubber=0.1),
            _goods("870191", "Agricultural tractors; Tractors", (300, 500), True, steel=0.85, rubber=0.15),
        ),
        (
            _style("cars on the floor", driven.cars, only="870323"),
            _style("cars on racks", driven.cars, tilted=True, only="870323"),
            _style("motorcycles in frames", driven.motorcycles, only="871120"),
            _style("motorcycles loose", driven.motorcycles, True, crated=False, only="871120"),
            _style("tractors", driven.tractors, True, only="870191"),
        ),
    ),
    Commodity(
        "vehicle_parts",
        (
            _goods("840991", "Used car engines; Spark-ignition engine parts", (300, 500), steel=0.7, aluminium=0.3),
            _goods("870829", "Body parts for cars; Car doors and panels", (150, 260), steel=0.85, plastic=0.15),
            _goods("870830", "Brake discs and pads; Brakes for motor vehicles", (900, 1500), True, steel=0.95, cellulose=0.05),
        ),
        (
            _style("engines in stillages", driven.stillages, only="840991"),
            _style("panels in stillages", driven.stillages, engines=False, only="870829"),
            _style("cartons of parts", boxed.on_pallets, True, size=M, tall=(0.3, 0.7), core=LUMP, uneven=0.6, only="870830 840991"),
        ),
    ),
    Commodity(
        "instruments",
        (
            _goods("901890", "Medical instruments; Surgical instruments", (110, 220), steel=0.3, plastic=0.35, electronics=0.15, cellulose=0.2),
            _goods("902690", "Measuring instruments; Flow meters", (130, 240), True, steel=0.4, electronics=0.3, cellulose=0.3),
        ),
        (
            _style("padded cartons on pallets", boxed.on_pallets, size=M, tall=(0.4, 0.75), core=Core(0.75, (0.35, 0.35, 0.35), material=ELECTRONICS), uneven=0.7),
            _style("padded cartons on the floor", boxed.on_floor, True, size=L, tall=(0.5, 0.8), core=Core(0.75, (0.3, 0.4, 0.3))),
        ),
    ),
    Commodity(
        "toys_mixed",
        (
            _goods("950300", "Plastic toys; Toys, assorted", (110, 200), plastic=0.7, cellulose=0.22, steel=0.05, electronics=0.03),
            _goods("950691", "Fitness equipment; Articles for gymnastics", (250, 450), True, steel=0.7, plastic=0.2, cellulose=0.1),
            _goods("950510", "Christmas decorations; Festive articles", (70, 140), plastic=0.6, cellulose=0.3, glass=0.1),
        ),
        (
            _style("mixed cartons on the floor", boxed.on_floor, size=L, tall=(0.8, 0.96), ragged=0.7, core=Core(0.35, (0.5, 0.6, 0.5))),
            _style("middle cartons", boxed.on_floor, size=M, tall=(0.8, 0.96), core=Core(0.25, (0.3, 0.3, 0.3))),
            _style("cartons on pallets", boxed.on_pallets, True, size=L, tall=(0.7, 0.9), core=Core(0.35, (0.5, 0.6, 0.5)), uneven=0.6),
        ),
    ),
)  # fmt: skip
BY_CODE = {commodity.code: commodity for commodity in COMMODITIES}
__all__ = ["ALCOHOL", "BRASS", "BY_CODE", "COMMODITIES", "POLYSTYRENE", "SALT", "Commodity", "Goods", "Style"]
