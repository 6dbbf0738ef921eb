"""Dense objects among goods that are light and hold no metal by nature.

A volume measures how dense a thing is. In a radiograph that rests on how deep it is along the beam, which nobody sees:
what is certain there is that nothing passes, that two energies tell metal, and more mass along the beam than such goods
can add up to. What is dense only if it is no deeper than narrow makes a declaration doubtful at most.
"""

from collections.abc import Sequence
from dataclasses import replace

from customhouse.imaging.comparison.sight import Part, Sight, Tolerances, kg_words
from customhouse.imaging.model import INNER_WIDTH_CM, Finding, Material, Modality, Place, Row, Severity, Verdict
from customhouse.kernel.reasons import Reason

FIXTURES_HIDE = "fixtures_hide"  # what is dense may lie before a reefer's machinery: that nothing is seen says nothing
METALS = (Material.METAL, Material.DENSE)


def suspects(part: Part, sight: Sight, allowed: Tolerances) -> tuple[Finding, ...] | None:
    """The findings that such goods do not explain; None where the goods explain any, or nothing was measured."""
    tightest = _tightest(part, sight, allowed)
    findings = sight.recognition.findings
    if tightest is None or (sight.recognition.mass is None and not findings):
        return None
    found = tuple(each for each in findings if _is_suspect(each, tightest, allowed, sight.modality is Modality.CT))
    return found if found or not any(note.code == FIXTURES_HIDE for note in sight.recognition.notes) else None


def _tightest(part: Part, sight: Sight, allowed: Tolerances) -> float | None:
    """The most, g/cm³, that goods lie at which are light and hold no metal; None for others."""
    looks = part.looks if sight.modality is not Modality.PICTURE else None
    if looks is None or any(look.holds_metal or look.density.usual > allowed.light_density for _, look in looks):
        return None
    return max(look.density.high for _, look in looks)


def raised(findings: Sequence[Finding], part: Part, sight: Sight, allowed: Tolerances) -> list[Finding]:
    """The findings with the severity that they have among such goods; never high for what may only be deep."""
    is_parcel, tightest = sight.modality is Modality.CT, _tightest(part, sight, allowed)
    if tightest is None:
        return list(findings)
    high_kg = allowed.parcel_dense_high_kg if is_parcel else allowed.dense_high_kg

    def severity(each: Finding) -> Severity:
        if not _is_suspect(each, tightest, allowed, is_parcel):
            return each.severity
        high = (each.mass_kg or 0) >= high_kg and _is_certain(each, tightest, is_parcel)
        return Severity.HIGH if high else Severity.MEDIUM

    return [replace(each, severity=severity(each)) for each in findings]


def _is_suspect(finding: Finding, tightest: float, allowed: Tolerances, is_parcel: bool) -> bool:
    if finding.kind not in ("dense_object", "opaque_region"):
        return False
    large = (finding.volume_cm3 or 0) >= (allowed.parcel_dense_cm3 if is_parcel else allowed.dense_cm3)
    dense = finding.kind == "opaque_region" or (finding.density or 0) >= allowed.dense_density
    if not is_parcel and finding.material not in (None, *METALS) and not finding.ambiguous:
        dense = finding.kind == "opaque_region"  # no such material is so dense: what seems so is deep along the beam
    return large and (dense or (not is_parcel and _is_too_much(finding, tightest)))


def _is_certain(finding: Finding, tightest: float, is_parcel: bool) -> bool:
    """Whether a suspect is dense however deep it is along the beam."""
    told = finding.material in METALS and not finding.ambiguous
    return is_parcel or finding.kind == "opaque_region" or told or _is_too_much(finding, tightest)


def _is_too_much(finding: Finding, tightest: float) -> bool:
    """A plate across the beam is dense though it looks shallow: such goods could not add up to it from wall to wall."""
    return (finding.areal_g_cm2 or 0) > INNER_WIDTH_CM * tightest


def dense_objects(part: Part, sight: Sight, allowed: Tolerances) -> list[Row]:
    found, looks, tightest = suspects(part, sight, allowed), part.looks, _tightest(part, sight, allowed)
    if found is None or looks is None or tightest is None:
        return []
    usual = max(look.density.usual for _, look in looks)
    item = part.items[0].number if len(part.items) == 1 else None
    said = f"light goods ({part.goods}), up to {usual:.2g} g/cm³"
    if not found:
        params = {"goods": part.goods}
        reason = Reason("no_dense_object", "Nothing much denser than such goods is seen.", params)
        return [Row(item, "dense_object", said, "none", "-", Verdict.AGREES, reason)]
    certain = [each for each in found if _is_certain(each, tightest, sight.modality is Modality.CT)]
    verdict, counted = (Verdict.DISAGREES, certain) if certain else (Verdict.DOUBTFUL, found)
    whole = sum(each.mass_kg or 0 for each in counted)
    params = {"count": str(len(counted)), "kg": kg_words(whole), "goods": part.goods}
    shown = f"{len(counted)}, {kg_words(whole)} kg"
    places = tuple(Place(each.view, each.box, each.id) for each in counted)
    return [Row(item, "dense_object", said, shown, "-", verdict, _said(verdict, params), None, places)]


def _said(verdict: Verdict, params: dict[str, str]) -> Reason:
    text = f"Among light goods of heading {params['goods']}"
    if verdict is Verdict.DISAGREES:
        text = f"{text}: dense objects {params['count']}, about {params['kg']} kg."
        return Reason("dense_in_light_goods", text, params)
    text = (
        f"{text} stands out: {params['count']}, about {params['kg']} kg, dense unless it is far deeper along the beam "
        "than it is narrow."
    )
    return Reason("dense_unless_deep", text, params)
