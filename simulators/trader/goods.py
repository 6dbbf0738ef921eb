"""What the pretend traders ship: its code, its words, its price, and how a hold is packed with it."""

from dataclasses import dataclass

from simulators.scanner import cargo
from simulators.scanner.cargo import Packer


@dataclass(frozen=True)
class Goods:
    """A kind of goods as it is declared and as it is packed.

    Attributes:
        price: per kilogram net, in `currency`.
        package: its kind, a code of UN/ECE Recommendation 21.
        unit: a code of UN/ECE Recommendation 20.
        pieces_per_kg: how many of `unit` one kilogram holds.
        package_kg: what one package weighs.
        net_share: of the gross mass.
    """

    hs_code: str
    description: str
    origin: str
    price: str
    currency: str
    packer: Packer
    package: str
    package_kg: float
    unit: str = "KGM"
    pieces_per_kg: float = 1.0
    net_share: float = 0.93


SHOES = Goods(
    "640399",
    "Men's leather ankle boots with rubber soles, sizes 40 to 46",
    "VN",
    "18.40",
    "USD",
    cargo.cartons_of_shoes,
    "CT",
    17.0,
    "PR",
    0.8,
    0.90,
)
TISSUE = Goods(
    "481810",
    "Toilet paper, bleached, three-ply, rolls of 200 sheets",
    "CN",
    "1.35",
    "USD",
    cargo.cartons_of_tissue,
    "CT",
    15.0,
)
TOYS = Goods(
    "950300",
    "Plastic building bricks and toy vehicles for children",
    "CN",
    "7.90",
    "USD",
    cargo.cartons_of_toys,
    "CT",
    8.4,
    "NAR",
    2.5,
    0.85,
)
TOOLS = Goods(
    "820411",
    "Hand-operated spanners and wrenches of chrome-vanadium steel",
    "CN",
    "6.10",
    "USD",
    cargo.cartons_of_tools,
    "CT",
    23.0,
)
APPLIANCES = Goods(
    "841821",
    "Household refrigerators, compression type, 90 litres",
    "CN",
    "6.80",
    "USD",
    cargo.cartons_of_appliances,
    "CT",
    43.0,
    "NAR",
    0.026,
    0.92,
)
TILES = Goods(
    "690721",
    "Glazed porcelain floor tiles, 60 by 60 cm, water absorption under 0.5 %",
    "CN",
    "0.62",
    "USD",
    cargo.cartons_of_tiles,
    "CT",
    65.0,
    "MTK",
    0.045,
    0.97,
)
COFFEE = Goods(
    "090111",
    "Coffee beans, green, arabica, not decaffeinated, in jute sacks",
    "BR",
    "4.15",
    "USD",
    cargo.sacks_of_coffee,
    "SA",
    60.0,
    net_share=0.985,
)
OIL = Goods(
    "151219",
    "Refined sunflower-seed oil for food use, in steel drums of 200 litres",
    "TR",
    "1.42",
    "EUR",
    cargo.drums_of_oil,
    "DR",
    205.0,
    net_share=0.91,
)
NEWSPRINT = Goods(
    "480100", "Newsprint in reels, 45 g/m2", "SE", "0.71", "EUR", cargo.reels_of_paper, "RL", 900.0, net_share=0.985
)
CABLE = Goods(
    "854449",
    "Insulated copper cable, 0.6/1 kV, without connectors, on wooden drums",
    "PL",
    "9.60",
    "EUR",
    cargo.reels_of_cable,
    "RL",
    900.0,
    net_share=0.93,
)
MACHINES = Goods(
    "845710",
    "Machining centres for working metal, three-axis, on skids",
    "DE",
    "24.50",
    "EUR",
    cargo.machinery,
    "CR",
    2400.0,
    "NAR",
    0.00042,
    0.94,
)
COTTON = Goods(
    "520100",
    "Raw cotton, not carded or combed, pressed bales",
    "US",
    "1.95",
    "USD",
    cargo.bales_of_cotton,
    "BL",
    218.0,
    net_share=0.985,
)

SEA_GOODS = (SHOES, TISSUE, TOYS, TOOLS, APPLIANCES, TILES, COFFEE, OIL, NEWSPRINT, CABLE, MACHINES, COTTON)

CLOTHES = Goods(
    "611020",
    "Knitted cotton pullovers, second-hand, one household",
    "XC",
    "9.00",
    "EUR",
    cargo.nothing,
    "PC",
    3.0,
    net_share=0.9,
)
SHOES_BY_POST = Goods(
    "640399",
    "One pair of leather shoes and cotton clothing, gift",
    "XC",
    "24.00",
    "EUR",
    cargo.nothing,
    "PC",
    3.0,
    net_share=0.9,
)
BOOKS = Goods("490199", "Printed books, six volumes", "XW", "12.00", "EUR", cargo.nothing, "PC", 7.5, net_share=0.97)
TEAPOT = Goods("691200", "Teapot of glazed earthenware", "XS", "30.00", "EUR", cargo.nothing, "PC", 1.5, net_share=0.8)
