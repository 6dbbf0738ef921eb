"""How dense the goods lie, seen against how such goods are packed."""

from customhouse.commodities.appearance.model import Appearance
from customhouse.imaging.comparison.sight import Part, Sight, Tolerances
from customhouse.imaging.model import Modality, Packed, Row, Verdict
from customhouse.kernel.reasons import Reason

BULK_BELOW = 2.0  # goods in bulk reach from wall to wall: what looks loose lies loose


def packed_density(part: Part, sight: Sight, allowed: Tolerances) -> list[Row]:
    seen, looks = sight.recognition.packed, part.looks
    if part.declared_empty or looks is None or seen is None or sight.recognition.loaded is False or not part.whole:
        return []
    low, high = expected_density(part, looks)
    judged = _judged(seen, (low, high), part, _slack(part, sight, allowed))
    range_ = f"{seen.low:.2f} – {seen.high:.2f}"
    return [Row(None, "packed_density", f"{low:.2f} – {high:.2f}", f"{seen.density:.2f}", range_, *judged)]


def expected_density(part: Part, looks: list[tuple[float, Appearance]]) -> tuple[float, float]:
    """Of all items by the room they take; where it is not said how much of each is here, of any of them."""
    whole = sum(kg for kg, _ in looks)
    if part.low_kg < part.high_kg or whole <= 0:
        return min(look.density.low for _, look in looks), max(look.density.high for _, look in looks)
    return (
        whole / sum(kg / look.density.low for kg, look in looks),
        whole / sum(kg / look.density.high for kg, look in looks),
    )


def _slack(part: Part, sight: Sight, allowed: Tolerances) -> tuple[float, float | None]:
    """Factors above and below; None where looseness says nothing: a parcel may be mostly air."""
    if sight.modality is Modality.CT:
        return allowed.density_above, None
    return allowed.density_above, min(BULK_BELOW, allowed.density_below) if part.is_bulk else allowed.density_below


def _judged(
    seen: Packed, expected: tuple[float, float], part: Part, slack: tuple[float, float | None]
) -> tuple[Verdict, Reason]:
    low, high = expected
    above, below = slack
    params = {"seen": f"{seen.density:.2f}", "low": f"{low:.2f}", "high": f"{high:.2f}", "goods": part.goods}
    if seen.low > high * above:
        params["seen"] = f"{seen.low:.2f}"
        text = f"At least {params['seen']} g/cm³ is seen; goods of heading {part.goods} lie at {low:.2f} to {high:.2f}."
        verdict = Verdict.DISAGREES if seen.low > high * above**2 else Verdict.DOUBTFUL
        return verdict, Reason("denser_than_goods", text, params)
    if below is not None and seen.high < low / below:
        text = f"Only {params['seen']} g/cm³ is seen; goods of heading {part.goods} lie at {low:.2f} to {high:.2f}."
        return Verdict.DOUBTFUL, Reason("lighter_than_goods", text, params)
    return Verdict.AGREES, _agreeing(params)


def _agreeing(params: dict[str, str]) -> Reason:
    """Within the range, or outside and let pass: as the words show it, to two places."""
    text = f"About {params['seen']} g/cm³ is seen, {{}} goods of heading {params['goods']} lie"
    range_ = f"({params['low']} to {params['high']})"
    if float(params["seen"]) < float(params["low"]):
        text = f"{text.format('looser than')} {range_}: gaps that the image does not show may account for it."
        return Reason("density_looser", text, params)
    if float(params["seen"]) > float(params["high"]):
        return Reason("density_closer", f"{text.format('closer than')} {range_}, by less than is allowed for.", params)
    return Reason("density_fits", f"{text.format('as')} {range_}.", params)
