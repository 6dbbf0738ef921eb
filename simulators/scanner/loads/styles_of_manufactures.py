"""How plastics, wood, paper, textiles, metals, machines and other manufactures are packed."""

from simulators.scanner.loads import boxed, bulky, driven, long_and_round, loose, mechanical, reeled, sacked
from simulators.scanner.loads.packing import Core, Style
from simulators.scanner.materials import ELECTRONICS, STEEL

S, M, L = boxed.SMALL, boxed.MIDDLE, boxed.LARGE
FLAT: boxed.Size = ((0.5, 0.75), (0.4, 0.55), (0.08, 0.16))
MASTER: boxed.Size = ((0.58, 0.66), (0.38, 0.45), (0.45, 0.55))
BLOCKS: boxed.Size = ((0.55, 0.6), (0.38, 0.4), (0.12, 0.16))
LIQUID = Core(0.93, (0.94, 0.94, 0.8), low=True)
LUMP = Core(0.5, (0.5, 0.5, 0.45), low=True)
BOARD = Core(0.45, (0.7, 0.2, 0.6), material=ELECTRONICS)
METAL_BIT = Core(0.12, (0.12, 0.5, 0.1), material=STEEL)

STYLES: dict[str, tuple[Style, ...]] = {
    "plastics_granulate": (
        Style("sacks on pallets", sacked.SacksOnPallets(tall=(0.55, 0.9))),
        Style("big bags", sacked.BigBags(tiers=2)),
        Style("octagonal boxes", sacked.BigBags(size=(1.05, 1.12)), only="390120 390210 390761"),
        Style("liner fill", loose.Bulk(fill=(0.75, 0.92), slope=0.1), held_out=True),
    ),
    "plastics_articles": (
        Style("large light cartons", boxed.OnFloor(size=L, tall=(0.85, 0.97)), only="392410 392330 392690"),
        Style("cartons on pallets", boxed.OnPallets(size=L, tall=(0.75, 0.93)), only="392410 392330 392690"),
        Style("film in rolls", reeled.Rolls(radius=(0.1, 0.22)), only="392020"),
        Style("pipes", reeled.Rolls(radius=(0.04, 0.1)), only="391723", held_out=True),
        Style(
            "cartons of nested ware",
            boxed.OnFloor(size=M, tall=(0.8, 0.95), core=Core(0.6, (0.6, 0.6, 0.9))),
            only="392410 392690",
            held_out=True,
        ),
    ),
    "rubber_tyres": (
        Style("tyres in columns", long_and_round.Tyres(), only="401110 401120"),
        Style(
            "rubber bales in crates",
            boxed.OnFloor(
                size=((1.0, 1.15), (1.0, 1.1), (0.85, 1.0)), tall=(0.8, 0.95), ragged=0.1, crate=True, kind="CR"
            ),
            only="400122",
        ),
        Style(
            "rubber bales loose",
            boxed.OnFloor(size=((0.6, 0.7), (0.33, 0.4), (0.18, 0.24)), tall=(0.5, 0.8)),
            only="400122",
            held_out=True,
        ),
        Style("tyres laced", long_and_round.Tyres(laced=True), only="401110"),
        Style(
            "tyres upright", long_and_round.Tyres(upright=True, radius=(0.3, 0.5)), only="401110 401120", held_out=True
        ),
    ),
    "hides_leather": (
        Style("folded on pallets", sacked.hides),
        Style(
            "bundles on the floor",
            sacked.SacksOnFloor(sack=((0.9, 1.15), (0.7, 0.9), (0.12, 0.2)), tall=(0.4, 0.7), power=4.0),
            held_out=True,
        ),
    ),
    "footwear_bags": (
        Style(
            "shoe cartons on the floor",
            boxed.OnFloor(size=((0.55, 0.7), (0.33, 0.45), (0.3, 0.4)), tall=(0.88, 0.97), core=METAL_BIT),
        ),
        Style("large cartons", boxed.OnFloor(size=L, tall=(0.8, 0.95), core=Core(0.3, (0.8, 0.8, 0.5)))),
        Style(
            "cartons on pallets",
            boxed.OnPallets(size=((0.55, 0.62), (0.36, 0.42), (0.32, 0.4)), tall=(0.75, 0.9), core=METAL_BIT),
            held_out=True,
        ),
    ),
    "timber": (
        Style("packs of boards", bulky.Packs(), only="440710"),
        Style("panels", bulky.Packs(boards=(0.09, 0.2), wide=(1.15, 1.22), long=(2.44, 2.5)), only="441239 441114"),
        Style("logs", long_and_round.logs, only="440399", held_out=True),
    ),
    "furniture": (
        Style("flat cartons", bulky.Furniture(), only="940360"),
        Style("assembled", bulky.Furniture(flat=False), only="940161 940171 940360"),
        Style(
            "uniform cartons",
            boxed.OnFloor(
                size=((1.1, 1.9), (0.45, 0.7), (0.12, 0.3)),
                tall=(0.75, 0.95),
                core=Core(0.6, (0.95, 0.9, 0.4), low=True),
            ),
            held_out=True,
        ),
    ),
    "paper_reels": (
        Style("on end", reeled.Reels()),
        Style("lying across", reeled.Reels(upright=False)),
        Style("narrow reels on end", reeled.Reels(radius=(0.3, 0.42), width=(0.4, 0.75)), held_out=True),
    ),
    "paper_packed": (
        Style(
            "reams on pallets",
            boxed.OnPallets(size=((0.3, 0.44), (0.22, 0.31), (0.2, 0.28)), tall=(0.35, 0.7), missing=0.0),
            only="480256 490199",
        ),
        Style("cartons on the floor", boxed.OnFloor(size=M, tall=(0.45, 0.9))),
        Style(
            "sheets on pallets",
            boxed.OnPallets(size=((1.0, 1.2), (0.8, 1.0), (0.2, 0.4)), tall=(0.35, 0.6), missing=0.0),
            only="480256 481910",
            held_out=True,
        ),
    ),
    "pulp_baled": (
        Style(
            "small dense bales", sacked.Bales(size=((0.8, 0.9), (0.6, 0.7), (0.4, 0.5)), wires=4), only="470321 470710"
        ),
        Style("large bales", sacked.Bales(size=((1.1, 1.5), (0.75, 1.1), (0.75, 1.1)), wires=5, ragged=0.5, power=8.0)),
        Style("units of bales", sacked.Bales(size=((1.6, 1.8), (0.75, 0.85), (0.9, 1.0)), wires=8), held_out=True),
    ),
    "textiles_baled": (
        Style("wired bales", sacked.Bales()),
        Style(
            "strapped soft bales",
            sacked.Bales(size=((0.9, 1.2), (0.5, 0.7), (0.4, 0.6)), wires=3, power=4.0, ragged=0.4),
        ),
        Style(
            "tall bales", sacked.Bales(size=((0.7, 0.8), (0.7, 0.8), (1.0, 1.18)), wires=5, power=8.0), held_out=True
        ),
    ),
    "textile_rolls": (
        Style("rolls along", reeled.Rolls(radius=(0.08, 0.16))),
        Style("rolls across", reeled.Rolls(radius=(0.08, 0.18), axis=1)),
        Style("rolls on end", reeled.Rolls(upright=True, radius=(0.1, 0.2)), held_out=True),
    ),
    "garments_cartons": (
        Style("cartons on the floor", boxed.OnFloor(size=M, tall=(0.85, 0.97))),
        Style("hanging", boxed.hanging, only="620342 611030"),
        Style("soft large cartons", boxed.OnFloor(size=L, tall=(0.75, 0.95), ragged=0.8)),
        Style("cartons on pallets", boxed.OnPallets(size=M, tall=(0.75, 0.92)), held_out=True),
    ),
    "ceramics_stone": (
        Style("low pallets", bulky.LowPallets(), only="690721 690490"),
        Style(
            "pallets far apart",
            bulky.LowPallets(spread=0.7, box=((0.3, 0.62), (0.3, 0.62), (0.08, 0.14))),
            only="690721 680911 690490",
        ),
        Style("slabs on frames", bulky.Slabs(), only="680223"),
        Style("blocks", bulky.blocks, only="680223", held_out=True),
    ),
    "glass": (
        Style("sheets on frames", bulky.Slabs(thick=(0.04, 0.09), frame=STEEL), only="700529"),
        Style(
            "empty bottles on pallets",
            boxed.OnPallets(
                size=((1.0, 1.2), (0.8, 1.0), (0.22, 0.33)),
                tall=(0.75, 0.95),
                core=Core(0.35, (0.98, 0.98, 0.12), low=True),
                missing=0.0,
            ),
            only="701090",
        ),
        Style(
            "glassware in cartons",
            boxed.OnFloor(size=M, tall=(0.7, 0.92), core=Core(0.5, (0.9, 0.9, 0.2), low=True)),
            only="701337 701090",
            held_out=True,
        ),
    ),
    "metal_coils": (
        Style("eye across", reeled.Coils(axis=1)),
        Style("eye along", reeled.Coils(axis=0), only="720839 721049"),
        Style("eye to the roof", reeled.Coils(axis=2), held_out=True),
    ),
    "metal_bars": (
        Style("bars in bundles", long_and_round.Bundles(radius=(0.02, 0.05)), only="721420"),
        Style("tubes in bundles", long_and_round.Bundles(radius=(0.03, 0.11), hollow=0.9), only="730630"),
        Style("ingots", long_and_round.Bundles(radius=(0.04, 0.06), square=True), only="760110"),
        Style(
            "stacks of plates",
            bulky.LowPallets(box=((0.8, 0.95), (0.8, 0.95), (0.05, 0.12)), spread=0.6),
            only="740311",
            held_out=True,
        ),
    ),
    "metal_articles": (
        Style(
            "small heavy cartons on pallets",
            boxed.OnPallets(size=((0.2, 0.38), (0.18, 0.28), (0.1, 0.2)), tall=(0.25, 0.5), missing=0.08),
        ),
        Style(
            "cartons on the floor", boxed.OnFloor(size=S, tall=(0.3, 0.6), core=Core(0.5, (0.7, 0.7, 0.4), low=True))
        ),
        Style(
            "crates",
            boxed.OnFloor(size=L, tall=(0.3, 0.7), crate=True, core=Core(0.6, (0.8, 0.8, 0.5), low=True), kind="CR"),
            held_out=True,
        ),
    ),
    "cables_reels": (
        Style("drums on their rims", reeled.CableDrums()),
        Style("small reels on their rims", reeled.CableDrums(radius=(0.25, 0.45))),
        Style("drums lying", reeled.CableDrums(axis=2), only="854449 854460", held_out=True),
    ),
    "scrap": (
        Style("heap", loose.Scrap(), only="720449 760200 740400"),
        Style("heap of small pieces", loose.Scrap(pieces=(500, 800))),
        Style("pressed cubes", loose.Scrap(cubes=True), only="720449 760200 740400", held_out=True),
    ),
    "machinery": (
        Style("large crates", mechanical.Machine()),
        Style("open on skids", mechanical.Machine(in_crate=False)),
        Style("small machines in two rows", mechanical.Machine(rows=2), held_out=True),
    ),
    "appliances": (
        Style(
            "washers",
            mechanical.Appliances(size=((0.62, 0.68), (0.6, 0.68), (0.86, 0.92)), insides="washer"),
            only="845011",
        ),
        Style(
            "fridges",
            mechanical.Appliances(size=((0.6, 0.92), (0.62, 0.76), (1.5, 1.95)), insides="fridge"),
            only="841810",
        ),
        Style(
            "cookers",
            mechanical.Appliances(size=((0.6, 0.68), (0.6, 0.68), (0.6, 0.95)), insides="cooker"),
            only="851660",
        ),
        Style(
            "air conditioners",
            mechanical.Appliances(size=((0.85, 1.0), (0.36, 0.46), (0.6, 0.72)), insides="cooler"),
            only="841510",
            held_out=True,
        ),
    ),
    "electronics": (
        Style("cartons of boards", boxed.OnPallets(size=M, tall=(0.55, 0.88), core=BOARD), only="847130 851762 850440"),
        Style(
            "televisions upright",
            boxed.OnFloor(
                size=((1.0, 1.5), (0.14, 0.2), (0.7, 0.95)),
                tall=(0.8, 0.97),
                core=Core(0.6, (0.9, 0.35, 0.85), material=ELECTRONICS),
            ),
            only="852872",
        ),
        Style(
            "small cartons on the floor",
            boxed.OnFloor(size=S, tall=(0.7, 0.92), core=Core(0.5, (0.6, 0.5, 0.3), material=ELECTRONICS)),
            only="847130 851762 850440",
            held_out=True,
        ),
    ),
    "batteries": (
        Style("accumulators on pallets", mechanical.Cells(), only="850710"),
        Style("large cells", mechanical.Cells(size=((0.4, 0.6), (0.16, 0.25), (0.35, 0.5))), only="850720"),
        Style(
            "cartons of cells",
            boxed.OnPallets(
                size=((0.25, 0.4), (0.2, 0.3), (0.12, 0.2)),
                tall=(0.2, 0.45),
                core=Core(0.8, (0.9, 0.9, 0.75), low=True),
            ),
            only="850760",
            held_out=True,
        ),
    ),
    "vehicles": (
        Style("cars on the floor", driven.Cars(), only="870323"),
        Style("cars on racks", driven.Cars(tilted=True), only="870323"),
        Style("motorcycles in frames", driven.Motorcycles(), only="871120"),
        Style("motorcycles loose", driven.Motorcycles(in_crate=False), only="871120", held_out=True),
        Style("tractors", driven.tractors, only="870191", held_out=True),
    ),
    "vehicle_parts": (
        Style("engines in stillages", driven.Stillages(), only="840991"),
        Style("panels in stillages", driven.Stillages(engines=False), only="870829"),
        Style(
            "cartons of parts",
            boxed.OnPallets(size=M, tall=(0.3, 0.7), core=LUMP, uneven=0.6),
            only="870830 840991",
            held_out=True,
        ),
    ),
    "instruments": (
        Style(
            "padded cartons on pallets",
            boxed.OnPallets(
                size=M, tall=(0.4, 0.75), core=Core(0.75, (0.35, 0.35, 0.35), material=ELECTRONICS), uneven=0.7
            ),
        ),
        Style(
            "padded cartons on the floor",
            boxed.OnFloor(size=L, tall=(0.5, 0.8), core=Core(0.75, (0.3, 0.4, 0.3))),
            held_out=True,
        ),
    ),
    "toys_mixed": (
        Style(
            "mixed cartons on the floor",
            boxed.OnFloor(size=L, tall=(0.8, 0.96), ragged=0.7, core=Core(0.35, (0.5, 0.6, 0.5))),
        ),
        Style("middle cartons", boxed.OnFloor(size=M, tall=(0.8, 0.96), core=Core(0.25, (0.3, 0.3, 0.3)))),
        Style(
            "cartons on pallets",
            boxed.OnPallets(size=L, tall=(0.7, 0.9), core=Core(0.35, (0.5, 0.6, 0.5)), uneven=0.6),
            held_out=True,
        ),
    ),
}
