"""From maps of strangeness to places where something may be hidden, each called by what it is likest."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from customhouse.imaging.model import Finding, Grading, Severity
from customhouse.imaging.model.grading import AS_CARD, Suspicion, graded
from customhouse.imaging.networks.cards import Model
from customhouse.imaging.networks.radiographs.channels import PIXEL_MM, Planes
from customhouse.imaging.networks.radiographs.hidden import KINDS
from customhouse.imaging.networks.radiographs.regions import HALF, Answer, full_box
from customhouse.imaging.networks.unlike import AROUND
from customhouse.kernel.reasons import Reason

TOP = 12  # places whose mean says how strange an image or a region is
USUAL_LOGIT = -4.0
EVERY_SIDE = np.ones((3, 3))  # places that touch at a corner are one
MOST_STRANGE = 8
SURE_KIND = 0.5  # share of all kinds from which a strange place is called by its own
LIKE_HIDDEN = {
    "metal": "Looks like something of metal, about {size} m, among the goods.",
    "dense": "Looks like something very dense, about {size} m, among the goods.",
    "body": "Looks like a body of about {size} m among the goods that is none of them: bricks, bags or a drum.",
    "hollow": "Looks like a hollow of about {size} m in the goods.",
    "compartment": "About {size} m look like a compartment behind a false wall, floor or roof.",
    "goods": "Goods of about {size} m look unlike those around them.",
}
SEVERITIES = {"anomaly": Severity.LOW, "anomaly_medium": Severity.MEDIUM, "anomaly_high": Severity.HIGH}


def top_mean(strange: Planes) -> float:
    """The mean logit of the strangest places; of fewer places than `TOP`, those that lack count as usual ones."""
    flat = np.partition(strange.ravel(), -TOP)[-TOP:] if strange.size > TOP else strange.ravel()
    return float(flat.sum() + USUAL_LOGIT * (TOP - flat.size)) / TOP


def probability_of(logit: float, model: Model) -> float:
    """Of something being hidden, as calibrated on whole images."""
    slope, offset = _scale(model)
    return float(1 / (1 + np.exp(-(slope * logit + offset))))


def _scale(model: Model) -> tuple[float, float]:
    slope, offset = model.card.preparation.get("anomaly_scale", (1.0, 0.0))
    return slope, offset


def _places(strange: Planes, model: Model, grading: Grading) -> NDArray[np.int32]:
    """Each strange place under a number of its own, 0 between them.

    Policy may ask for slighter ones than the card: they come besides, and join none that the card tells apart.
    """
    slope, offset = _scale(model)
    usual = float(model.card.preparation.get("anomaly_place", 0.0))
    asked = [(math.log(limit / (1 - limit)) - offset) / slope for limit in grading.anomalies.values() if 0 < limit < 1]
    parts: NDArray[np.int32]
    parts, count = ndimage.label(strange > usual, EVERY_SIDE)
    if min(asked, default=usual) >= usual:
        return parts
    slighter, _ = ndimage.label(strange > min(asked), EVERY_SIDE)
    is_new = (slighter > 0) & ~np.isin(slighter, np.unique(slighter[parts > 0]))
    parts[is_new] = slighter[is_new] + count
    return parts


@dataclass(frozen=True)
class Strange:
    """A part of a view; `areal` in g/cm², `kind` of what may be hidden there, empty where that is unsure."""

    probability: float
    window: tuple[slice, slice]
    areal: float
    kind: str


def limits_of(thresholds: Mapping[str, float]) -> dict[Severity, float]:
    """A card's own limits by severity."""
    return {severity: thresholds[name] for name, severity in SEVERITIES.items() if name in thresholds}


def anomalies_of(answer: Answer, view: int, model: Model, grading: Grading = AS_CARD) -> tuple[Finding, ...]:
    """Places that look unlike the goods around them, the strangest first."""
    parts = _places(answer.strange, model, grading)
    found: list[Strange] = []
    for part, window in enumerate(ndimage.find_objects(parts), start=1):
        if window is None:  # a number that no place bears
            continue
        inside = parts[window] == part
        probability = probability_of(top_mean(answer.strange[window][inside]), model)
        areal = float(answer.areal[window][inside].mean())
        found.append(Strange(probability, window, areal, _kind_of(answer, window, inside)))
    found.sort(key=lambda each: -each.probability)
    limits = limits_of(model.card.thresholds)
    likely = [
        (each, graded(each.probability, Suspicion.ANOMALY, limits, grading.anomalies)) for each in found[:MOST_STRANGE]
    ]
    return tuple(
        replace(_finding(number, view, each, answer, model), severity=grade[0], held=grade[1])
        for number, (each, grade) in enumerate(likely)
        if grade is not None
    )


def _kind_of(answer: Answer, window: tuple[slice, slice], inside: NDArray[np.bool_]) -> str:
    """The kind that the strangest places of a part are likest; empty where none is by far."""
    if answer.kinds is None:
        return ""
    strange, kinds = answer.strange[window][inside], answer.kinds[(slice(None), *window)][:, inside]
    logits = kinds[:, np.argsort(-strange)[:TOP]].mean(axis=1)
    shares = np.exp(logits - np.logaddexp.reduce(logits))
    return KINDS[int(shares.argmax())] if shares.max() >= SURE_KIND else ""


def _finding(number: int, view: int, place: Strange, answer: Answer, model: Model) -> Finding:
    """Its severity is yet to be told."""
    window = place.window
    box = full_box(answer.plate, window)
    size = " × ".join(f"{PIXEL_MM * HALF * (edge.stop - edge.start) / 1000:.1f}" for edge in (window[1], window[0]))
    code, text = (f"hidden_{place.kind}", LIKE_HIDDEN[place.kind]) if place.kind else AROUND
    return Finding(
        f"a{view}-{number}",
        "anomaly",
        None,
        Severity.INFO,
        Reason(code, text.format(size=size), {"size": size}),
        True,
        view,
        box,
        areal_g_cm2=round(place.areal, 1),
        probability=round(place.probability, 3),
        model=model.label,
    )
