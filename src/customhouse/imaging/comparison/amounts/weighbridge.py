"""The mass on the weighbridge against what is declared, and against what is seen."""

from customhouse.imaging.comparison.amounts.mass import DOUBT, settles_nothing
from customhouse.imaging.comparison.sight import Part, Sight, Tolerances, kg_words, range_words
from customhouse.imaging.model import Modality, Row, Verdict
from customhouse.imaging.physics.containers.container import tare_of
from customhouse.kernel.reasons import Reason

SURE = 0.02  # of a weighbridge and of what fuel, driver and rain add


def weighed_goods(part: Part, sight: Sight) -> tuple[float, float] | None:
    """Mass of the goods by the weighbridge, and half its range; None where it or the tare is not known."""
    if sight.weighed_kg is None or sight.modality is Modality.CT:
        return None
    if part.container is None:
        return None
    if part.container.tare_kg is not None:
        tare: tuple[float, float] | None = (part.container.tare_kg, 50.0)
    else:
        tare = tare_of(part.container.size_type)
    if tare is None:
        return None
    return sight.weighed_kg - tare[0], tare[1] + SURE * sight.weighed_kg


def weighbridge(part: Part, sight: Sight, allowed: Tolerances) -> list[Row]:
    """Whole container, goods and packing together (SOLAS VI/2 calls it the verified gross mass)."""
    if sight.weighed_kg is None:
        return []
    said, shown = range_words(part.low_kg, part.high_kg), kg_words(sight.weighed_kg)
    goods = weighed_goods(part, sight)
    if not part.whole:
        text = "A container was weighed, but the consignment has several and the scan does not say which one it shows."
        reason = Reason("container_unknown", text, {"weighed": shown})
        return [Row(None, "weighed_kg", said, shown, "-", Verdict.CANNOT_TELL, reason)]
    if goods is None:
        text = "The container was weighed, but its tare is not known."
        reason = Reason("tare_unknown", text, {"weighed": shown})
        return [Row(None, "weighed_kg", said, shown, "-", Verdict.CANNOT_TELL, reason)]
    kg, half = goods
    params = {"weighed": shown, "goods_kg": kg_words(max(0.0, kg)), "declared": said}
    range_ = f"{kg_words(max(0.0, kg - half))} – {kg_words(max(0.0, kg + half))}"
    if part.declared_empty:
        low_kg = high_kg = 0.0
        tolerance = allowed.empty_max_kg
    else:
        low_kg, high_kg = part.low_kg, part.high_kg
        tolerance = max(allowed.mass_share * high_kg, allowed.mass_kg)
    gap = max(kg - half - high_kg, low_kg - kg - half)
    is_told = part.declared_empty or not settles_nothing(goods, part, allowed.mass_kg, allowed.mass_share)
    if gap <= tolerance and not is_told:
        params["tolerance"] = kg_words(allowed.mass_kg)
        text = (
            f"The weighbridge leaves {params['goods_kg']} kg for the goods, {said} kg are declared: policy allows a "
            f"difference of {params['tolerance']} kg, more than all that is declared, so it settles nothing."
        )
        verdict, reason = Verdict.CANNOT_TELL, Reason("weighed_below_tolerance", text, params)
    elif gap <= tolerance:
        text = f"The weighbridge leaves {params['goods_kg']} kg for the goods; {said} kg are declared."
        verdict, reason = Verdict.AGREES, Reason("weighed_as_declared", text, params)
    else:
        above = kg > high_kg
        text = f"The weighbridge leaves {params['goods_kg']} kg for the goods: "
        text += f"{'more' if above else 'less'} than the {said} kg declared."
        verdict = Verdict.DISAGREES if gap > DOUBT * tolerance else Verdict.DOUBTFUL
        reason = Reason("weighed_above" if above else "weighed_below", text, params)
    return [Row(None, "weighed_kg", said, params["goods_kg"], range_, verdict, reason)]
