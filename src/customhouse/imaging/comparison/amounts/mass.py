"""Gross mass declared against mass seen."""

from customhouse.imaging.comparison.sight import Part, Sight, Tolerances, first, kg_words, range_words
from customhouse.imaging.model import Mass, Modality, Row, Verdict
from customhouse.kernel.reasons import Reason

# Of the notes on a scan those that say why nothing was weighed.
NO_MASS = {
    *("energy_unknown", "pixel_size_unknown", "uncalibrated", "nothing_seen", "pseudo_colour"),
    *("container_not_found", "chassis_in_view", "floor_unsure", "values_inverted", "image_turned", "walls_too_thin"),
    *("air_is_not_air", "volume_size_impossible", "cargo_size_impossible", "container_size_impossible"),
}
DOUBT = 1.5  # a difference up to this many tolerances is doubtful, beyond it disagrees
MUCH_OPAQUE = 0.5  # percent of the image; behind so much, metal may weigh tonnes that nobody sees
WIDEST = 0.5  # a half range wider than this share of the mass says too little


def gross_mass(part: Part, sight: Sight, allowed: Tolerances) -> list[Row]:
    # A container declared empty has no goods to weigh against: its own row says all.
    if part.declared_empty:
        return []
    seen = sight.recognition.contents
    said = range_words(part.low_kg, part.high_kg)
    if seen is None:
        why = [note for note in sight.recognition.notes if note.code in NO_MASS]
        reason = first(why, Reason("mass_not_seen", "The scan gives no mass."))
        return [Row(None, "gross_mass_kg", said, "-", "-", Verdict.CANNOT_TELL, reason)]
    verdict, reason = _mass_verdict(part, seen, sight, allowed)
    range_ = f"{kg_words(seen.low_kg)} – {kg_words(seen.high_kg)}"
    return [Row(None, "gross_mass_kg", said, kg_words(seen.kg), range_, verdict, reason)]


def _mass_verdict(part: Part, seen: Mass, sight: Sight, allowed: Tolerances) -> tuple[Verdict, Reason]:
    params = {"declared": range_words(part.low_kg, part.high_kg)}
    params |= {"seen": kg_words(seen.kg), "low": kg_words(seen.low_kg), "high": kg_words(seen.high_kg)}
    if not part.whole:
        text = "The consignment has several containers and the scan does not say which one it shows."
        return Verdict.CANNOT_TELL, Reason("container_unknown", text, params)
    least = allowed.mass_kg if sight.modality is Modality.RADIOGRAPH else allowed.parcel_mass_kg
    tolerance = max(allowed.mass_share * part.high_kg, least)
    over, under = seen.low_kg - part.high_kg, part.low_kg - seen.high_kg
    gap = max(over, under)
    if gap > tolerance:
        verdict = Verdict.DISAGREES if gap > DOUBT * tolerance else Verdict.DOUBTFUL
        return _beyond(seen, params, verdict, is_less=under > over)
    if (why := _too_uncertain(part, seen, params, tolerance)) is not None:
        return Verdict.CANNOT_TELL, why
    half = (seen.high_kg - seen.low_kg) / 2
    if settles_nothing((seen.kg, half), part, least, allowed.mass_share):
        params["tolerance"] = kg_words(least)
        text = (
            f"About {params['seen']} kg are seen, {params['declared']} kg are declared: policy allows a difference of "
            f"{params['tolerance']} kg, more than all that is declared, so the mass settles nothing."
        )
        return Verdict.CANNOT_TELL, Reason("mass_below_tolerance", text, params)
    shown = f"{params['seen']} kg are seen ({params['low']} to {params['high']})"
    text = f"About {shown}, {params['declared']} kg are declared."
    return Verdict.AGREES, Reason("mass_agrees", text, params)


def settles_nothing(mass: tuple[float, float], part: Part, least: float, share: float) -> bool:
    """Whether a mass, with half its range, confirms nothing of what is declared though it is within the tolerance.

    So it is where the least difference that policy allows is more than all that is declared, and the mass is further
    off than the share that policy allows, or not better known than by all that is declared.
    """
    kg, half = mass
    is_far = max(kg - part.high_kg, part.low_kg - kg) > share * part.high_kg
    return least > part.high_kg and (half > part.high_kg or is_far)


def _beyond(seen: Mass, params: dict[str, str], verdict: Verdict, *, is_less: bool) -> tuple[Verdict, Reason]:
    """Where the gap is more than one tolerance: less than declared means nothing where more may be there unseen."""
    if is_less and hides_mass(seen):
        text = f"At least {params['low']} kg are seen; what lets nothing through may weigh the rest."
        return Verdict.CANNOT_TELL, Reason("mass_hidden", text, params)
    if is_less and (cut := _cut_off(seen)) is not None:
        return Verdict.CANNOT_TELL, cut
    bound, word, code = ("least " + params["low"], "more", "mass_above")
    if is_less:
        bound, word, code = ("most " + params["high"], "less", "mass_below")
    text = f"About {params['seen']} kg are seen, at the {bound} kg: {word} than the {params['declared']} kg declared."
    return verdict, Reason(code, text, params)


def _too_uncertain(part: Part, seen: Mass, params: dict[str, str], tolerance: float) -> Reason | None:
    half = (seen.high_kg - seen.low_kg) / 2
    beyond_usual = False
    if _is_open(seen):
        # The upper end holds for gold; usual metals lie as far above what is seen as the lower end below it.
        half = seen.kg - seen.low_kg
        beyond_usual = part.low_kg > seen.kg + half + tolerance
    if not beyond_usual and half <= max(WIDEST * max(seen.kg, part.high_kg), tolerance):
        return None
    text = f"Between {params['low']} and {params['high']} kg are seen: too wide a range to compare."
    return first(seen.reasons, Reason("mass_too_uncertain", text, params))


def _is_open(seen: Mass) -> bool:
    """Whether the scanner's values end below the densest metal, so that the range says how much that could weigh."""
    return any(reason.code == "values_clipped" for reason in seen.reasons)


def hides_mass(seen: Mass) -> bool:
    """Whether so much lets nothing through that the upper end of the range means little."""
    percents = [reason.params.get("percent", "0") for reason in seen.reasons if reason.code == "opaque_share"]
    return any(float(percent) >= MUCH_OPAQUE for percent in percents)


def _cut_off(seen: Mass) -> Reason | None:
    """Why there may be more than was weighed, where a part of the container is not in the image."""
    return next((reason for reason in seen.reasons if reason.code == "container_cut_off"), None)
