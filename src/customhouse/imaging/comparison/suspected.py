"""Objects that a network takes for something controlled, and whether such goods are declared."""

from collections.abc import Sequence
from dataclasses import replace

from customhouse.imaging.comparison.sight import Part, Sight, Tolerances
from customhouse.imaging.model import BoxMm, Finding, Row, Severity, Verdict
from customhouse.kernel.reasons import Reason

# By class of `commodities/appearance/objects.csv`: where an honest trader declares such goods.
DECLARED_UNDER: dict[str, tuple[str, ...]] = {
    "firearm": ("93",),
    "firearm_part": ("93",),
    "ammunition": ("93",),
    "blade": ("8201", "8202", "8208", "8211", "8212", "8213", "8214", "8215", "9307"),
    "explosive_bulk": ("36",),
    "explosive_sheet": ("36",),
    "explosive_liquid": ("36", "29"),
    "narcotics": ("1211", "1302", "2939", "3003", "3004"),
    "tobacco": ("24",),
    "currency": ("4907",),
    "lithium_cells": ("8506", "8507", "8471", "8517"),
    "wildlife": ("01", "03", "05", "4103", "43", "96", "9705"),
    "precious_metal": ("71",),
    "shielding": ("78", "8101", "2844"),
}
SEVERE = (Severity.MEDIUM, Severity.HIGH)
WORDS = ((0.9, "very likely"), (0.66, "likely"), (0.33, "possibly"), (0.0, "perhaps"))


def suspicions(findings: Sequence[Finding]) -> list[Finding]:
    return [each for each in findings if each.label in DECLARED_UNDER and each.severity in SEVERE and each.model]


def settled(findings: Sequence[Finding], part: Part) -> list[Finding]:
    """The findings; one whose goods are declared is no reason to look by itself."""
    expected = {each.id for each in suspicions(findings) if _is_declared(each, part)}
    return [replace(each, severity=Severity.LOW) if each.id in expected else each for each in findings]


def suspected_objects(part: Part, sight: Sight, _allowed: Tolerances) -> list[Row]:
    """A row for each suspected object, the worst first."""
    found = suspicions(sight.recognition.findings)
    return [_row(each, part) for each in sorted(found, key=lambda one: one.severity is not Severity.HIGH)]


def _row(finding: Finding, part: Part) -> Row:
    chance = likely(finding.probability)
    place = _place(finding.box_mm)
    params = {"label": finding.label, "likely": chance, "place": place, "goods": part.goods}
    thing = finding.label.replace("_", " ")
    seen = f"{thing}, {chance}" + (f", at {place} mm" if place else "")
    if _is_declared(finding, part):
        reason = Reason("suspected_declared", f"Such goods ({thing}) are declared.", params)
        return Row(None, "suspected_object", part.goods, seen, "-", Verdict.AGREES, reason)
    verdict = Verdict.DISAGREES if finding.severity is Severity.HIGH else Verdict.DOUBTFUL
    reason = Reason("suspected_undeclared", f"Looks like {thing} ({chance}), which is not declared.", params)
    return Row(None, "suspected_object", part.goods, seen, "-", verdict, reason)


def _is_declared(finding: Finding, part: Part) -> bool:
    return any(item.hs_code.startswith(DECLARED_UNDER[finding.label]) for item in part.items)


def likely(probability: float | None) -> str:
    return next(word for least, word in WORDS if (probability or 0.0) >= least)


def _place(box: BoxMm | None) -> str:
    """The middle, as x / y / z from the first voxel's corner."""
    if box is None:
        return ""
    return " / ".join(
        f"{at + size / 2:.0f}" for at, size in ((box.x, box.width), (box.y, box.height), (box.z, box.depth))
    )
