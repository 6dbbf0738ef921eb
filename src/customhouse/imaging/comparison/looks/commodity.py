"""What kinds of goods are seen, item by item, and what is seen that nobody declared.

A network that has learned how some goods are packed takes the same goods packed otherwise for others, and is sure of
it. Policy says whether its word counts; by itself it makes a declaration doubtful, never wrong.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from customhouse.commodities.appearance.labels import labels
from customhouse.imaging.comparison.looks.assigning import Assignment, assigned
from customhouse.imaging.comparison.looks.spots import LEAST_SHARE, Spot
from customhouse.imaging.comparison.sight import Part, Sight, Tolerances
from customhouse.imaging.model import DeclaredItem, Modality, Row, Verdict
from customhouse.kernel.reasons import Reason

MOST_NAMED = 3


def commodities(part: Part, sight: Sight, allowed: Tolerances) -> list[Row]:
    found = assigned(part, sight)
    if found is None or part.declared_empty or sight.recognition.loaded is False or not part.whole:
        return []
    limits = GoodsLimits.of(sight, allowed)
    rows = [_item(item, part, found, limits) for item in part.items]
    rows += _undeclared(found, limits)
    unsettled = _unsettled_by(sight, allowed)
    if unsettled is None:
        return rows
    return [row if row.verdict is Verdict.AGREES else _without(row, unsettled) for row in rows]


def tells_kinds(sight: Sight, allowed: Tolerances) -> bool:
    """Whether kinds of goods count: policy lets them, and in a radiograph two energies tell them apart."""
    told = sight.modality is Modality.CT or bool(sight.recognition.contents_mix)
    return told and GoodsLimits.of(sight, allowed).settle


@dataclass(frozen=True)
class GoodsLimits:
    """Of containers or of parcels.

    Attributes:
        seen: the part of its share of the mass from which an item counts as seen.
        undeclared: the share of the mass from which what nobody declared is doubtful.
        settle: whether kinds of goods count.
    """

    seen: float
    undeclared: float
    settle: bool

    @classmethod
    def of(cls, sight: Sight, allowed: Tolerances) -> "GoodsLimits":
        if sight.modality is Modality.CT:
            return cls(allowed.parcel_commodity_seen, allowed.parcel_undeclared_doubtful, allowed.parcel_kinds_settle)
        return cls(allowed.commodity_seen, allowed.undeclared_doubtful, allowed.kinds_settle)


def _owed(item: DeclaredItem, part: Part) -> float:
    """The item's share of the declared mass."""
    whole = sum(each.gross_mass_kg for each in part.items)
    return item.gross_mass_kg / whole if whole > 0 else 1 / len(part.items)


def _item(item: DeclaredItem, part: Part, found: Assignment, limits: GoodsLimits) -> Row:
    claims = [claim for claim in found.claims if claim.item == item.number]
    owed = _owed(item, part)
    got = found.share_of(item.number)
    is_elsewhere = part.low_kg < part.high_kg and got < LEAST_SHARE  # how much of each is in this container is not said
    told = max(1e-6, 1 - found.untold)
    params = {"goods": item.hs_code[:4], "percent": _percent(got), "owed": _percent(owed)}
    if found.untold > 0.5:
        text = "Most of the goods look like nothing that the recogniser knows."
        verdict, reason = Verdict.CANNOT_TELL, Reason("commodity_unknown", text, params)
    elif is_elsewhere:
        text = f"No goods that look like heading {params['goods']} are seen here; they may be in another container."
        verdict, reason = Verdict.CANNOT_TELL, Reason("commodity_elsewhere", text, params)
    elif part.low_kg < part.high_kg or got / told >= limits.seen * owed:
        text = f"Goods that look like heading {params['goods']} make up {params['percent']} % of the mass."
        verdict, reason = Verdict.AGREES, Reason("commodity_seen", text, params)
    elif owed - got <= found.untold:  # each for itself: which of several it is, nobody knows
        params["untold"] = _percent(found.untold)
        text = (
            f"Only {params['percent']} % of the mass looks like goods of heading {params['goods']}; the rest of the "
            f"{params['owed']} % declared may be among the {params['untold']} % that nothing is told of."
        )
        verdict, reason = Verdict.CANNOT_TELL, Reason("commodity_may_be_untold", text, params)
    else:
        text = (
            f"Only {params['percent']} % of the mass looks like goods of heading {params['goods']}; "
            f"{params['owed']} % is declared."
        )
        verdict, reason = Verdict.DOUBTFUL, Reason("commodity_not_seen", text, params)
    said = _names(found.expected[item.number].items())
    shown = _names(_summed((claim.spot, claim.share) for claim in claims).items())
    evidence = tuple(claim.spot.place for claim in claims)
    return Row(item.number, "commodity", said, shown or "-", "-", verdict, reason, None, evidence)


def _undeclared(found: Assignment, limits: GoodsLimits) -> list[Row]:
    share = sum(left for _, left in found.unclaimed)
    if share < limits.undeclared:
        return []
    kinds = _names(_summed(found.unclaimed).items())
    params = {"percent": _percent(share), "classes": kinds}
    text = f"{params['percent']} % of the mass looks like goods that nobody declared ({_words(kinds)})."
    places = tuple(spot.place for spot, _ in found.unclaimed)
    reason = Reason("goods_undeclared", text, params)
    return [Row(None, "undeclared_goods", "-", kinds, "-", Verdict.DOUBTFUL, reason, None, places)]


def _unsettled_by(sight: Sight, allowed: Tolerances) -> Reason | None:
    if not GoodsLimits.of(sight, allowed).settle:
        text = "Goods in packing that the networks have not learned look like others: this settles nothing."
        return Reason("kinds_settle_nothing", text)
    if (sight.recognition.novelty or 0.0) >= allowed.unlike:
        text = "The image is unlike those that the recogniser has learned from: look at it yourself."
        return Reason("image_strange", text)
    if not tells_kinds(sight, allowed):
        return Reason("kinds_need_two_energies", "One energy does not tell kinds of goods apart.")
    return None


def _without(row: Row, reason: Reason) -> Row:
    return Row(row.item, row.what, row.declared, row.seen, "-", Verdict.CANNOT_TELL, reason, None, row.evidence)


def _summed(parts: Iterable[tuple[Spot, float]]) -> dict[str, float]:
    sums: dict[str, float] = {}
    for spot, share in parts:
        sums[spot.label] = sums.get(spot.label, 0.0) + share
    return sums


def _names(shares: Iterable[tuple[str, float]]) -> str:
    """Codes of classes with their percentages, the largest first; pages have names for the codes."""
    largest = sorted(shares, key=lambda each: -each[1])[:MOST_NAMED]
    return ", ".join(f"{name} {_percent(share)} %" for name, share in largest if share >= 0.01)


def _words(kinds: str) -> str:
    names = labels()
    codes = [part.rpartition(" ")[0].rpartition(" ")[0] for part in kinds.split(", ")]
    return ", ".join(names[code].name.lower() if code in names else code for code in codes)


def _percent(share: float) -> str:
    return f"{100 * share:.0f}"
