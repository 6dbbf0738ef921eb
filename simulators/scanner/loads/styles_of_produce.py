"""How food, minerals, fuels and chemicals are packed."""

from simulators.scanner.loads import boxed, drummed, loose, mechanical, sacked
from simulators.scanner.loads.packing import Core, Style
from simulators.scanner.materials import ELECTRONICS, PLASTIC, STEEL

S, M, L = boxed.SMALL, boxed.MIDDLE, boxed.LARGE
FLAT: boxed.Size = ((0.5, 0.75), (0.4, 0.55), (0.08, 0.16))
MASTER: boxed.Size = ((0.58, 0.66), (0.38, 0.45), (0.45, 0.55))
BLOCKS: boxed.Size = ((0.55, 0.6), (0.38, 0.4), (0.12, 0.16))
LIQUID = Core(0.93, (0.94, 0.94, 0.8), low=True)
LUMP = Core(0.5, (0.5, 0.5, 0.45), low=True)
BOARD = Core(0.45, (0.7, 0.2, 0.6), material=ELECTRONICS)
METAL_BIT = Core(0.12, (0.12, 0.5, 0.1), material=STEEL)

STYLES: dict[str, tuple[Style, ...]] = {
    "frozen_meat": (
        Style("block stow", boxed.OnFloor(size=BLOCKS, tall=(0.75, 0.93), ragged=0.1), refrigerated=True),
        Style("pallets in a reefer", boxed.OnPallets(size=BLOCKS, tall=(0.75, 0.9)), refrigerated=True),
        Style(
            "block stow of thick cartons",
            boxed.OnFloor(size=((0.5, 0.6), (0.3, 0.36), (0.2, 0.26)), tall=(0.8, 0.95), ragged=0.4),
            held_out=True,
            refrigerated=True,
        ),
    ),
    "chilled_food": (
        Style("pallets in a reefer", boxed.OnPallets(size=M, tall=(0.55, 0.85)), refrigerated=True),
        Style(
            "trays on pallets",
            boxed.OnPallets(size=FLAT, tall=(0.6, 0.85), core=Core(0.85, (0.94, 0.94, 0.7), low=True)),
            only="040721 040690",
            refrigerated=True,
        ),
        Style(
            "low pallets in two tiers",
            boxed.OnPallets(size=S, tall=(0.7, 0.88), tiers=2),
            held_out=True,
            refrigerated=True,
        ),
    ),
    "plants_flowers": (
        Style("racks with shelves", boxed.trolleys, only="060290", refrigerated=True),
        Style(
            "flower boxes",
            boxed.OnFloor(size=((0.9, 1.1), (0.28, 0.4), (0.15, 0.3)), tall=(0.6, 0.85)),
            only="060311",
            refrigerated=True,
        ),
        Style(
            "boxes on pallets",
            boxed.OnPallets(size=L, tall=(0.6, 0.85)),
            only="060220 060290 060311",
            held_out=True,
            refrigerated=True,
        ),
    ),
    "fruit_vegetables": (
        Style(
            "cartons on pallets in a reefer",
            boxed.OnPallets(size=((0.48, 0.6), (0.36, 0.42), (0.2, 0.27)), tall=(0.8, 0.93)),
            only="080390 080510 080810",
            refrigerated=True,
        ),
        Style("crates on pallets", boxed.CratesOpen(), only="080510 080810 070310", refrigerated=True),
        Style(
            "net bags on the floor",
            sacked.SacksOnFloor(sack=((0.6, 0.75), (0.4, 0.48), (0.2, 0.26)), power=2.0),
            only="070310",
        ),
        Style(
            "bags on pallets",
            sacked.SacksOnPallets(sack=((0.55, 0.65), (0.38, 0.45), (0.16, 0.22)), tall=(0.7, 0.9)),
            only="070310 080510",
            held_out=True,
            refrigerated=True,
        ),
    ),
    "grain_bulk": (
        Style("level fill in a liner", loose.Bulk(fill=(0.55, 0.8), slope=0.06)),
        Style("sloping fill", loose.Bulk(fill=(0.5, 0.7), slope=0.35, grain=0.015)),
        Style("two heaps", loose.Bulk(fill=(0.45, 0.6), heaps=2, grain=0.01), held_out=True),
    ),
    "sacked_food": (
        Style("sacks in columns", sacked.SacksOnFloor()),
        Style("sacks settled in saddles", sacked.SacksOnFloor(saddle=True, tall=(0.55, 0.8))),
        Style("sacks crosswise on pallets", sacked.SacksOnPallets(sack=((0.55, 0.65), (0.38, 0.44), (0.13, 0.18)))),
        Style(
            "small sacks on the floor",
            sacked.SacksOnFloor(sack=((0.5, 0.62), (0.32, 0.4), (0.1, 0.14)), saddle=True, tall=(0.6, 0.9)),
            held_out=True,
        ),
    ),
    "packed_food": (
        Style("cartons on pallets", boxed.OnPallets(size=S, tall=(0.45, 0.9))),
        Style("cartons on the floor", boxed.OnFloor(size=S, tall=(0.6, 0.95))),
        Style(
            "jars in trays",
            boxed.OnPallets(
                size=((0.3, 0.4), (0.2, 0.3), (0.1, 0.16)),
                tall=(0.5, 0.8),
                core=Core(0.8, (0.95, 0.95, 0.72), low=True),
            ),
            only="210390 200290",
        ),
        Style(
            "mixed heights of small cartons",
            boxed.OnPallets(size=((0.22, 0.34), (0.18, 0.26), (0.14, 0.34)), uneven=0.8, tall=(0.6, 0.9)),
            held_out=True,
        ),
    ),
    "beverages": (
        Style(
            "bottles in cartons on pallets",
            boxed.OnPallets(size=((0.3, 0.4), (0.2, 0.3), (0.24, 0.34)), tall=(0.4, 0.75), core=LIQUID),
            only="220300 220421 220830",
        ),
        Style(
            "cans in trays on pallets",
            boxed.OnPallets(size=((0.38, 0.42), (0.25, 0.3), (0.12, 0.17)), tall=(0.35, 0.7), core=LIQUID),
            only="220210",
        ),
        Style("kegs", drummed.kegs, only="220300"),
        Style(
            "bottles in cartons on the floor",
            boxed.OnFloor(size=((0.3, 0.36), (0.22, 0.27), (0.28, 0.33)), tall=(0.4, 0.8), core=LIQUID),
            only="220300 220421 220830",
            held_out=True,
        ),
    ),
    "tobacco": (
        Style(
            "large cartons of leaf",
            boxed.OnFloor(size=((0.68, 0.76), (0.68, 0.76), (0.7, 0.76)), tall=(0.85, 0.97), ragged=0.1),
            only="240120",
        ),
        Style(
            "bales of leaf", sacked.Bales(size=((0.8, 1.0), (0.5, 0.6), (0.45, 0.6)), wires=0, power=4.0), only="240120"
        ),
        Style(
            "master cases",
            boxed.OnFloor(size=MASTER, tall=(0.85, 0.97), core=Core(0.8, (0.96, 0.96, 0.9))),
            only="240220",
        ),
        Style("cases on pallets", boxed.OnPallets(size=MASTER, tall=(0.7, 0.92)), only="240220 240319", held_out=True),
    ),
    "liquids_bulk": (
        Style("flexitank", drummed.cradled_tank, only="151190 271019 220429"),
        Style("IBC in two tiers", drummed.Ibcs()),
        Style("IBC in one tier", drummed.Ibcs(tiers=1, full=(0.6, 0.95)), held_out=True),
    ),
    "chemicals_drums": (
        Style("steel drums on the floor", drummed.Drums(tiers=2)),
        Style("steel drums on pallets", drummed.Drums(pallets=True, tiers=2)),
        Style("plastic drums on pallets", drummed.Drums(wall=PLASTIC, pallets=True, radius=(0.27, 0.3))),
        Style(
            "small drums in three tiers",
            drummed.Drums(radius=(0.15, 0.2), tall=(0.35, 0.5), tiers=4, wall=PLASTIC),
            held_out=True,
        ),
    ),
    "chemicals_sacks": (
        Style("sacks on pallets", sacked.SacksOnPallets(tall=(0.35, 0.75))),
        Style("big bags", sacked.BigBags()),
        Style(
            "sacks on the floor",
            sacked.SacksOnFloor(sack=((0.6, 0.8), (0.4, 0.5), (0.12, 0.16)), tall=(0.35, 0.6)),
            held_out=True,
        ),
    ),
    "minerals_bulk": (
        Style("shallow fill", loose.Bulk(fill=(0.25, 0.5), slope=0.15, grain=0.03, kind="VO")),
        Style("heaps", loose.Bulk(fill=(0.2, 0.4), heaps=3, grain=0.03, kind="VO")),
        Style("half-high big bags", sacked.BigBags(size=(0.8, 0.95))),
        Style("one long heap", loose.Bulk(fill=(0.2, 0.4), heaps=1, grain=0.05, kind="VO"), held_out=True),
    ),
    "fuels_solid": (
        Style("coarse fill", loose.Bulk(fill=(0.5, 0.8), grain=0.06, slope=0.2, kind="VO"), only="270119 270400"),
        Style("big bags", sacked.BigBags(tiers=2, size=(0.9, 1.05))),
        Style(
            "paper sacks",
            sacked.SacksOnFloor(sack=((0.6, 0.85), (0.4, 0.5), (0.2, 0.28)), tall=(0.8, 0.95), saddle=True),
            only="440290",
        ),
        Style(
            "coarse heaps",
            loose.Bulk(fill=(0.4, 0.6), heaps=2, grain=0.08, kind="VO"),
            only="270119 270400",
            held_out=True,
        ),
    ),
    "pharma_cosmetics": (
        Style("small cartons on pallets", boxed.OnPallets(size=S, tall=(0.45, 0.8), uneven=0.5)),
        Style("retail packs on the floor", boxed.OnFloor(size=S, tall=(0.6, 0.9), core=Core(0.5, (0.9, 0.9, 0.5)))),
        Style(
            "mixed cartons on pallets",
            boxed.OnPallets(size=M, tall=(0.5, 0.85), core=Core(0.6, (0.85, 0.85, 0.6), low=True)),
            held_out=True,
        ),
    ),
    "arms_ammunition": (
        Style("cases of long parts", mechanical.CasesOfArms(), only="930330 930630"),
        Style("cases of rounds", mechanical.CasesOfArms(shells=True), only="930630"),
        Style(
            "cartons of fireworks",
            boxed.OnFloor(size=M, tall=(0.5, 0.8), core=Core(0.6, (0.8, 0.8, 0.8))),
            only="360410",
            held_out=True,
        ),
    ),
}
