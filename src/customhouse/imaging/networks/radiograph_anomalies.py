"""From maps of strangeness to places where something may be hidden, each called by what it is likest."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from customhouse.imaging.model import Finding, Severity
from customhouse.imaging.networks.cards import Model
from customhouse.imaging.networks.radiograph_channels import PIXEL_MM, Planes
from customhouse.imaging.networks.radiograph_hidden import KINDS
from customhouse.imaging.networks.radiograph_regions import HALF, Answer, full_box
from customhouse.kernel.reasons import Reason

TOP = 12  # places whose mean says how strange an image or a region is
USUAL_LOGIT = -4.0
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
AROUND = ("unlike_surroundings", "Something of about {size} m looks unlike the goods around it.")
SEVERITIES = (("anomaly_high", Severity.HIGH), ("anomaly_medium", Severity.MEDIUM), ("anomaly", Severity.LOW))


def top_mean(strange: Planes) -> float:
    """The mean logit of the strangest places; of fewer places than `TOP`, those that lack count as usual ones."""
    flat = np.partition(strange.ravel(), -TOP)[-TOP:] if strange.size > TOP else strange.ravel()
    return float(flat.sum() + USUAL_LOGIT * (TOP - flat.size)) / TOP


def probability_of(logit: float, model: Model) -> float:
    """Of something being hidden, as calibrated on whole images."""
    slope, offset = model.card.preparation.get("anomaly_scale", (1.0, 0.0))
    return float(1 / (1 + np.exp(-(slope * logit + offset))))


@dataclass(frozen=True)
class Strange:
    """A part of a view; `areal` in g/cm², `kind` of what may be hidden there, empty where that is unsure."""

    probability: float
    window: tuple[slice, slice]
    areal: float
    kind: str


def anomalies_of(answer: Answer, view: int, model: Model) -> tuple[Finding, ...]:
    """Places that look unlike the goods around them, the strangest first."""
    least = float(model.card.preparation.get("anomaly_place", 0.0))
    parts, _ = ndimage.label(answer.strange > least, np.ones((3, 3)))
    found: list[Strange] = []
    for part, window in enumerate(ndimage.find_objects(parts), start=1):
        inside = parts[window] == part
        probability = probability_of(top_mean(answer.strange[window][inside]), model)
        areal = float(answer.areal[window][inside].mean())
        found.append(Strange(probability, window, areal, _kind_of(answer, window, inside)))
    found.sort(key=lambda each: -each.probability)
    told = [_finding(number, view, each, answer, model) for number, each in enumerate(found[:MOST_STRANGE])]
    return tuple(finding for finding in told if finding is not None)


def doubted(finding: Finding) -> Finding:
    """In an image that is unlike all that was learned everything looks strange: nothing counts much, or has a kind."""
    params = finding.reason.params
    return replace(finding, severity=Severity.LOW, reason=Reason(AROUND[0], AROUND[1].format(**params), params))


def _kind_of(answer: Answer, window: tuple[slice, slice], inside: NDArray[np.bool_]) -> str:
    """The kind that the strangest places of a part are likest; empty where none is by far."""
    if answer.kinds is None:
        return ""
    strange, kinds = answer.strange[window][inside], answer.kinds[(slice(None), *window)][:, inside]
    logits = kinds[:, np.argsort(-strange)[:TOP]].mean(axis=1)
    shares = np.exp(logits - np.logaddexp.reduce(logits))
    return KINDS[int(shares.argmax())] if shares.max() >= SURE_KIND else ""


def _finding(number: int, view: int, place: Strange, answer: Answer, model: Model) -> Finding | None:
    limits, window = model.card.thresholds, place.window
    severity = next((word for name, word in SEVERITIES if place.probability >= limits.get(name, 1.0)), None)
    if severity is None:
        return None
    box = full_box(answer.plate, window)
    size = " × ".join(f"{PIXEL_MM * HALF * (edge.stop - edge.start) / 1000:.1f}" for edge in (window[1], window[0]))
    code, text = (f"hidden_{place.kind}", LIKE_HIDDEN[place.kind]) if place.kind else AROUND
    return Finding(
        f"a{view}-{number}",
        "anomaly",
        None,
        severity,
        Reason(code, text.format(size=size), {"size": size}),
        True,
        view,
        box,
        areal_g_cm2=round(place.areal, 1),
        probability=round(place.probability, 3),
        model=model.label,
    )
