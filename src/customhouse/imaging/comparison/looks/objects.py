"""What a network points at: objects that do not belong among such goods, and places that are unlike the load."""

from customhouse.imaging.comparison.sight import Part, Sight, Tolerances
from customhouse.imaging.model import Finding, Place, Row, Verdict
from customhouse.kernel.reasons import Reason

# Object classes that are contraband unless they are what was declared, and the chapters or headings that declare them.
DECLARED_AS: dict[str, tuple[str, ...]] = {
    "firearm": ("93", "9503"),
    "firearm_part": ("93",),
    "ammunition": ("93", "3603"),
    "blade": ("82", "8201", "93", "9021"),
    "explosive_bulk": ("36",),
    "explosive_sheet": ("36",),
    "explosive_liquid": ("36", "27", "2905"),
    "narcotics": ("2939", "30"),
    "tobacco": ("24",),
    "currency": ("4907", "7118"),
    "lithium_cells": ("84", "85", "8711", "90", "91", "9405", "9503", "9504"),  # whatever may run on cells
    "wildlife": ("05", "9601"),
    "precious_metal": ("71",),
    "shielding": ("78", "8101", "2844", "9022"),
}


def anomalies(part: Part, sight: Sight, allowed: Tolerances) -> list[Row]:
    found = [each for each in sight.recognition.findings if each.kind == "anomaly" and each.probability is not None]
    if not found:
        return []
    worst = max(each.probability or 0.0 for each in found)
    params = {"count": str(len(found)), "goods": part.goods}
    if worst >= allowed.anomaly_disagrees:
        verdict = Verdict.DISAGREES
    else:
        verdict = Verdict.DOUBTFUL if worst >= allowed.anomaly_doubtful else Verdict.AGREES
    if verdict is Verdict.AGREES:
        reason = Reason("anomaly_slight", "Nothing stands out clearly from the load.", params)
    else:
        text = f"Places that are unlike the load around them: {params['count']}."
        reason = Reason("anomaly_seen", text, params)
    return [Row(None, "anomaly", "-", params["count"], "-", verdict, reason, None, _places(found))]


def unexpected_objects(part: Part, sight: Sight, allowed: Tolerances) -> list[Row]:
    rows = []
    for label in DECLARED_AS:
        found = unexpected(part, sight, label)
        likely = [each for each in found if (each.probability or 0.0) >= allowed.object_doubtful]
        if likely:
            rows.append(_row(label, likely, allowed))
    return rows


def unexpected(part: Part, sight: Sight, label: str) -> list[Finding]:
    """The findings that are taken for this object, unless such goods are declared."""
    if any(item.hs_code.startswith(DECLARED_AS[label]) for item in part.items):
        return []
    return [each for each in sight.recognition.findings if each.label == label and each.probability is not None]


def _row(label: str, found: list[Finding], allowed: Tolerances) -> Row:
    worst = max(each.probability or 0.0 for each in found)
    contradicts = worst >= allowed.object_disagrees and label not in allowed.noticed
    verdict = Verdict.DISAGREES if contradicts else Verdict.DOUBTFUL
    params = {"object": label, "count": str(len(found))}
    text = f"Something that looks like {label.replace('_', ' ')} is seen, and no such goods are declared."
    reason = Reason("object_unexpected", text, params)
    return Row(None, "unexpected_object", "-", label, "-", verdict, reason, None, _places(found))


def _places(found: list[Finding]) -> tuple[Place, ...]:
    return tuple(Place(each.view, each.box, each.id, each.label) for each in found)
