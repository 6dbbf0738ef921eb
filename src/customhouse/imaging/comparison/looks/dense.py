"""Dense objects among goods that are light and hold no metal by nature."""

from collections.abc import Sequence
from dataclasses import replace

from customhouse.imaging.comparison.sight import Part, Sight, Tolerances, kg_words
from customhouse.imaging.model import Finding, Modality, Place, Row, Severity, Verdict
from customhouse.kernel.reasons import Reason

FULL_WIDTH_CM = 235.0  # inside a container


def suspects(part: Part, sight: Sight, allowed: Tolerances) -> tuple[Finding, ...] | None:
    """The findings that such goods do not explain; None where the goods explain any, or nothing was measured."""
    looks = part.looks if sight.modality is not Modality.PICTURE else None
    if looks is None or any(look.holds_metal or look.density.usual > allowed.light_density for _, look in looks):
        return None
    tightest = max(look.density.high for _, look in looks)
    findings = sight.recognition.findings
    return tuple(each for each in findings if _is_suspect(each, tightest, allowed, sight.modality is Modality.CT))


def raised(findings: Sequence[Finding], suspect: Sequence[Finding], sight: Sight, allowed: Tolerances) -> list[Finding]:
    """The findings with the severity that they have among such goods."""
    high_kg = allowed.parcel_dense_high_kg if sight.modality is Modality.CT else allowed.dense_high_kg
    ids = {each.id for each in suspect}
    return [
        replace(each, severity=Severity.HIGH if (each.mass_kg or 0) >= high_kg else Severity.MEDIUM)
        if each.id in ids
        else each
        for each in findings
    ]


def _is_suspect(finding: Finding, tightest: float, allowed: Tolerances, is_parcel: bool) -> bool:
    if finding.kind not in ("dense_object", "opaque_region"):
        return False
    large = (finding.volume_cm3 or 0) >= (allowed.parcel_dense_cm3 if is_parcel else allowed.dense_cm3)
    dense = finding.kind == "opaque_region" or (finding.density or 0) >= allowed.dense_density
    # A plate across the beam is dense though it looks shallow: such goods could not add up to it from wall to wall.
    too_much = not is_parcel and (finding.areal_g_cm2 or 0) > FULL_WIDTH_CM * tightest
    return large and (dense or too_much)


def dense_objects(part: Part, sight: Sight, allowed: Tolerances) -> list[Row]:
    found, looks = suspects(part, sight, allowed), part.looks
    if found is None or looks is None:
        return []
    usual = max(look.density.usual for _, look in looks)
    item = part.items[0].number if len(part.items) == 1 else None
    said = f"light goods ({part.goods}), up to {usual:.2g} g/cm³"
    if not found:
        params = {"goods": part.goods}
        reason = Reason("no_dense_object", "Nothing much denser than such goods is seen.", params)
        return [Row(item, "dense_object", said, "none", "-", Verdict.AGREES, reason)]
    whole = sum(each.mass_kg or 0 for each in found)
    params = {"count": str(len(found)), "kg": kg_words(whole), "goods": part.goods}
    text = f"Among light goods of heading {part.goods}: dense objects {params['count']}, about {params['kg']} kg."
    reason = Reason("dense_in_light_goods", text, params)
    shown = f"{len(found)}, {kg_words(whole)} kg"
    places = tuple(Place(each.view, each.box, each.id) for each in found)
    return [Row(item, "dense_object", said, shown, "-", Verdict.DISAGREES, reason, None, places)]
