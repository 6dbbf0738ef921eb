"""Ways of packing that are drawn anew for every container, so that what is learned is the goods and not a few packings.

A class keeps its own styles, with other measures each time, and borrows from those that handle goods alike: all that
travels in cartons is put on pallets, stowed by hand and cased; all that is sacked in sacks and big bags, and so on.
What comes near to a style that is held out for evaluation is drawn again, and `unseen` packs as `varied` never does.
"""

import zlib
from dataclasses import fields, is_dataclass, replace
from typing import Any

import numpy as np

from simulators.scanner.loads import boxed, drummed, loose, sacked
from simulators.scanner.loads.commodities import Commodity
from simulators.scanner.loads.packing import Core, Dice, Packer, Range, Style
from simulators.scanner.materials import PLASTIC, STEEL

SPLITS = ("varied", "unseen")
REACH = 0.35  # natural logarithm of how much larger or smaller the measures of a style become
BEYOND = (0.4, 0.65)  # the same where only `unseen` goes
BORROWED = 0.5  # of the containers of a class that has styles to borrow
SHARES = ("tall", "fill")  # of the hold's height
ODDS = ("slope", "grain", "spread", "ragged", "missing", "uneven")
KINDS = ("axis", "rows", "insides")  # what, beside yes and no, makes a packer another one
TRIES = 40
ANY: boxed.Size = ((0.2, 1.0), (0.15, 0.8), (0.1, 0.7))
SACK: sacked.Size = ((0.45, 1.0), (0.3, 0.62), (0.09, 0.26))
BALE: sacked.Size = ((0.7, 1.7), (0.45, 1.1), (0.4, 1.1))

Family = tuple[Style, ...]  # packings that look alike
CARTONS: tuple[Family, ...] = (
    (
        Style("borrowed: pallets", boxed.OnPallets(size=ANY, tall=(0.35, 0.95))),
        Style("borrowed: uneven pallets", boxed.OnPallets(size=ANY, tall=(0.5, 0.95), uneven=0.7, missing=0.15)),
        Style("borrowed: pallets in two tiers", boxed.OnPallets(size=ANY, tall=(0.7, 0.95), tiers=2)),
    ),
    (
        Style("borrowed: by hand", boxed.OnFloor(size=ANY, tall=(0.4, 0.97))),
        Style("borrowed: by hand, ragged", boxed.OnFloor(size=ANY, tall=(0.5, 0.97), ragged=0.8)),
    ),
    (Style("borrowed: cases", boxed.OnFloor(size=ANY, tall=(0.3, 0.9), crate=True, kind="CR")),),
)
SACKS: tuple[Family, ...] = (
    (
        Style("borrowed: sacks on pallets", sacked.SacksOnPallets(sack=SACK, tall=(0.35, 0.9))),
        Style("borrowed: sacks on pallets in two tiers", sacked.SacksOnPallets(sack=SACK, tall=(0.6, 0.9), tiers=2)),
    ),
    (Style("borrowed: sacks in columns", sacked.SacksOnFloor(sack=SACK, tall=(0.35, 0.9))),),
    (Style("borrowed: sacks in saddles", sacked.SacksOnFloor(sack=SACK, tall=(0.35, 0.9), saddle=True)),),
    (Style("borrowed: big bags on pallets", sacked.BigBags(size=(0.75, 1.15))),),
    (Style("borrowed: big bags on the floor", sacked.BigBags(size=(0.75, 1.15), pallets=False)),),
)
FILLS: tuple[Family, ...] = (
    (
        Style("borrowed: fill", loose.Bulk(fill=(0.2, 0.9), slope=0.15, grain=0.03)),
        Style("borrowed: a row of heaps", loose.Bulk(fill=(0.15, 0.6), heaps=4, grain=0.03)),
    ),
    (Style("borrowed: fill without a bulkhead", loose.Bulk(fill=(0.2, 0.9), slope=0.3, grain=0.03, liner=False)),),
)
BALES: tuple[Family, ...] = (
    (Style("borrowed: bales", sacked.Bales(size=BALE, wires=4)),),
    (Style("borrowed: bales of many wires", sacked.Bales(size=BALE, wires=8, ragged=0.4)),),
    (Style("borrowed: soft bales", sacked.Bales(size=BALE, wires=2, power=4.0, ragged=0.4)),),
)
DRUMS: tuple[Family, ...] = (
    (Style("borrowed: steel drums", drummed.Drums(radius=(0.17, 0.32), tall=(0.45, 1.0), wall=STEEL, tiers=3)),),
    (Style("borrowed: plastic drums", drummed.Drums(radius=(0.17, 0.32), tall=(0.45, 1.0), wall=PLASTIC, tiers=2)),),
    (Style("borrowed: drums on pallets", drummed.Drums(radius=(0.17, 0.3), tall=(0.45, 1.0), pallets=True, tiers=3)),),
)
# Which styles a class borrows, and for which of its goods; empty for all.
HANDLED: dict[str, tuple[tuple[tuple[Family, ...], str], ...]] = {
    "frozen_meat": ((CARTONS, ""),),
    "chilled_food": ((CARTONS, ""),),
    "plants_flowers": ((CARTONS, "060290 060311"),),
    "fruit_vegetables": ((CARTONS, "080390 080510"), (SACKS, "070310")),
    "grain_bulk": ((FILLS, ""),),
    "sacked_food": ((SACKS, ""),),
    "packed_food": ((CARTONS, ""),),
    "beverages": ((CARTONS, ""),),
    "tobacco": ((CARTONS, ""), (BALES, "240120")),
    "chemicals_drums": ((DRUMS, ""),),
    "chemicals_sacks": ((SACKS, ""),),
    "minerals_bulk": ((FILLS, ""), (SACKS, "")),
    "fuels_solid": ((FILLS, ""), (SACKS, "440290")),
    "pharma_cosmetics": ((CARTONS, ""),),
    "arms_ammunition": ((CARTONS, ""),),
    "plastics_granulate": ((SACKS, ""), (FILLS, "")),
    "plastics_articles": ((CARTONS, "392410 392330 392690"),),
    "rubber_tyres": ((CARTONS, "400122"),),
    "hides_leather": ((CARTONS, "410799"),),
    "footwear_bags": ((CARTONS, ""),),
    "furniture": ((CARTONS, "940360"),),
    "paper_packed": ((CARTONS, ""),),
    "pulp_baled": ((BALES, ""),),
    "textiles_baled": ((BALES, ""),),
    "garments_cartons": ((CARTONS, ""),),
    "ceramics_stone": ((CARTONS, "690721 680911"),),
    "glass": ((CARTONS, "701090"),),
    "metal_articles": ((CARTONS, ""),),
    "electronics": ((CARTONS, ""),),
    "batteries": ((CARTONS, ""),),
    "vehicle_parts": ((CARTONS, ""),),
    "instruments": ((CARTONS, ""),),
    "toys_mixed": ((CARTONS, ""),),
}


def drawn_style(commodity: Commodity, dice: Dice, *, unseen: bool = False, cold: bool | None = None) -> Style:
    """A style of a class, as no container before had it; `cold` asks for refrigerated goods, or for others."""
    for wanted in (cold, None):
        for _try in range(TRIES):
            style = _once(commodity, dice, unseen)
            if wanted in (None, style.refrigerated) and not is_held_out(commodity, style.pack):
                return style
    own = [style for style in commodity.styles if not style.held_out]
    return own[int(dice.integers(len(own)))]


def is_held_out(commodity: Commodity, pack: Packer) -> bool:
    """Whether a packing is of the kind and measures of one that is kept for evaluation, however high it is stacked."""
    return any(_near(pack, style.pack) for style in commodity.styles if style.held_out)


def reserved(commodity: Commodity) -> Family:
    """The styles that only `unseen` borrows: one family of each handling, and one that the class has not itself."""
    return tuple(style for families, only in _ways(commodity) for style in _lent(_kept(commodity, families), only))


def borrowed(commodity: Commodity) -> Family:
    """The styles that `varied` borrows."""
    kept = {style.name for style in reserved(commodity)}
    lent = (style for families, only in _ways(commodity) for family in families for style in _lent(family, only))
    return tuple(style for style in lent if style.name not in kept)


def _ways(commodity: Commodity) -> tuple[tuple[tuple[Family, ...], str], ...]:
    return HANDLED.get(commodity.code, ())


def _kept(commodity: Commodity, families: tuple[Family, ...]) -> Family:
    own = [style.pack for style in commodity.styles if not style.held_out]
    strange = [family for family in families if not any(_alike(family[0].pack, pack) for pack in own)]
    choice = strange or families
    return choice[zlib.crc32(commodity.code.encode()) % len(choice)]


def is_taught(commodity: Commodity, style: Style) -> bool:
    """Whether training packs the class by such a packer at all, with other measures."""
    packs = [each.pack for each in commodity.styles if not each.held_out] + [each.pack for each in borrowed(commodity)]
    return any(_alike(style.pack, pack) for pack in packs)


def _alike(one: Packer, other: Packer) -> bool:
    """Whether two packers do the same, whatever the measures."""
    if type(one) is not type(other) or not is_dataclass(one) or not is_dataclass(other):
        return one is other
    names = [field.name for field in fields(one)]
    pairs = ((name, getattr(one, name), getattr(other, name)) for name in names)
    return all(mine == theirs for name, mine, theirs in pairs if isinstance(mine, bool) or name in KINDS)


def _lent(styles: Family, only: str) -> Family:
    return tuple(replace(style, only=only) for style in styles)


def _once(commodity: Commodity, dice: Dice, unseen: bool) -> Style:
    own = [style for style in commodity.styles if not style.held_out]
    model = own[int(dice.integers(len(own)))]
    others = reserved(commodity) if unseen else borrowed(commodity)
    if others and dice.random() < BORROWED:
        other = others[int(dice.integers(len(others)))]
        pack = _with_inside(remeasured(other.pack, dice, 0.0), commodity, dice)
        return replace(other, pack=pack, refrigerated=any(style.refrigerated for style in own))
    reach = float(dice.choice([-1, 1]) * dice.uniform(*BEYOND)) if unseen else float(dice.uniform(-REACH, REACH))
    return replace(model, name=f"varied: {model.name}", pack=remeasured(model.pack, dice, reach))


def _with_inside(pack: Packer, commodity: Commodity, dice: Dice) -> Packer:
    """What makes the packages of a class uneven belongs to its goods, and goes with them into other packages."""
    if not isinstance(pack, boxed.OnPallets | boxed.OnFloor):
        return pack
    packs = [style.pack for style in commodity.styles if not style.held_out]
    cores = [one.core for one in packs if isinstance(one, boxed.OnPallets | boxed.OnFloor)]
    core = cores[int(dice.integers(len(cores)))] if cores else Core(0.5, (0.6, 0.6, 0.5), low=True)
    return replace(pack, core=None if core is None else _other_core(core, dice))


def remeasured(pack: Packer, dice: Dice, reach: float) -> Packer:
    """The same packer with one set of measures out of its ranges, all larger or smaller by exp(reach) or so."""
    if not is_dataclass(pack) or isinstance(pack, type):
        return pack
    metres = isinstance(pack, drummed.Drums)
    changes = {field.name: _other(field.name, getattr(pack, field.name), dice, reach, metres) for field in fields(pack)}
    return replace(pack, **changes)


def _other(name: str, value: Any, dice: Dice, reach: float, metres: bool) -> Any:
    if isinstance(value, Core):
        return _other_core(value, dice)
    if name == "gap":
        return 0.0, float(dice.uniform(0.002, 0.03))
    if _is_range(value):
        share = name == "full" or (name in SHARES and not metres)
        return _share(value, dice) if share else _measure(value, dice, reach)
    if isinstance(value, tuple) and len(value) == 3 and all(_is_range(span) for span in value):
        return tuple(_measure(span, dice, reach + float(dice.normal(0, 0.1))) for span in value)
    return min(0.9, float(value) * float(np.exp(dice.normal(0, 0.5)))) if name in ODDS and value else value


def _is_range(value: Any) -> bool:
    return isinstance(value, tuple) and len(value) == 2 and all(isinstance(end, float) for end in value)


def _share(span: Range, dice: Dice) -> Range:
    """A part of the height: now and then much less than is usual."""
    low = span[0] * (float(dice.uniform(0.5, 1.0)) if dice.random() < 0.4 else 1.0)
    middle = float(dice.uniform(low, span[1]))
    return max(0.12, middle - 0.03), min(0.98, middle + 0.03)


def _measure(span: Range, dice: Dice, reach: float) -> Range:
    middle = float(np.exp(dice.uniform(*np.log(span)))) * float(np.exp(reach))
    return middle * 0.97, middle * 1.03


def _other_core(core: Core, dice: Dice) -> Core:
    share = min(0.95, core.share * float(dice.uniform(0.75, 1.2)))
    x, y, z = (min(0.98, side * float(dice.uniform(0.85, 1.12))) for side in core.size)
    return replace(core, share=share, size=(x, y, z))


def _near(one: Packer, other: Packer) -> bool:
    if type(one) is not type(other) or not is_dataclass(one) or not is_dataclass(other):
        return one is other
    for field in fields(one):
        mine, theirs = getattr(one, field.name), getattr(other, field.name)
        if isinstance(mine, int | str) and mine != theirs:  # tiers, axes, and whether upright or in a crate
            return False
        if field.name != "tall" and not _overlap(mine, theirs):
            return False
    return True


def _overlap(mine: Any, theirs: Any) -> bool:
    if _is_range(mine) and _is_range(theirs):
        return bool(mine[0] <= theirs[1] and theirs[0] <= mine[1])
    if isinstance(mine, tuple) and isinstance(theirs, tuple) and len(mine) == len(theirs):
        return all(_overlap(one, other) for one, other in zip(mine, theirs, strict=True))
    return True
