"""One probability from all terms: what each adds against each way of being wrong, and all ways together.

A declaration can be wrong in several ways (`kinds`), and evidence for one is none for another: a true description
under a false heading weighs what it should. For each kind every term has a curve; log-odds add up within a kind, odds
add up over the kinds. The curves are data (`weights*.json`, written by `training/comparison/fit.py`) and rise nowhere
but where evidence against a declaration grows, so that a worse fact never lowers the score.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import TypeAdapter

from customhouse.imaging.comparison.scoring.terms import DOCUMENT, FINDS_OBJECTS, TERMS, Seen, values
from customhouse.imaging.model import Contribution, Modality, Score

# What a parcel's CT shows of its things, a container's radiograph does not: each has curves of its own.
FILES = {
    Modality.RADIOGRAPH: Path(__file__).with_name("weights.json"),
    Modality.CT: Path(__file__).with_name("weights-ct.json"),
}
MOST = 30.0  # log-odds of one kind; keeps the exponential in bounds
SMALLEST = 0.001  # no evidence of this kind makes anything surer than one in a thousand


@dataclass(frozen=True)
class Curve:
    """Log-odds at values of a term, straight between, level beyond. Nought is what an average consignment has.

    Attributes:
        stated: why this weight was set by people; empty where it was learned.
    """

    points: tuple[tuple[float, float], ...]
    stated: str = ""

    def at(self, value: float) -> float:
        return float(np.interp(value, [x for x, _ in self.points], [y for _, y in self.points]))


@dataclass(frozen=True)
class Kind:
    """One way of being wrong.

    Attributes:
        share: of the wrong declarations.
        intercept: log-odds against an honest declaration of which nothing is seen.
    """

    share: float
    intercept: float
    curves: dict[str, Curve]


@dataclass(frozen=True)
class Weights:
    """The model's card and its numbers.

    Attributes:
        kinds: the ways of being wrong that were learned.
        stated: curves set by people, which count alike for every kind.
        scale, shift: that the log-odds are multiplied by and moved by, so that probabilities are calibrated on
            consignments set apart, at even odds; the policy's prior takes the place of even odds.
        figures: measured on held-out consignments, each with its data.
    """

    name: str
    version: str
    trained_on: str
    kinds: dict[str, Kind]
    stated: dict[str, Curve]
    scale: float = 1.0
    shift: float = 0.0
    limits: str = ""
    figures: dict[str, Any] = field(default_factory=dict)
    log: dict[str, Any] = field(default_factory=dict)


WEIGHTS = TypeAdapter(Weights)


@cache
def shipped(modality: Modality = Modality.RADIOGRAPH) -> Weights:
    file = FILES.get(modality, FILES[Modality.RADIOGRAPH])
    return WEIGHTS.validate_json(file.read_bytes())


def weights_for(seen: Seen) -> Weights:
    """Curves of tomograms were learned on parcels that are weighed and whose things are named: only such are scored by
    them, all else by those of radiographs."""
    recognition = seen.sight.recognition
    is_known = recognition.contents is not None and bool(recognition.serving(FINDS_OBJECTS))
    return shipped(seen.sight.modality if is_known else Modality.RADIOGRAPH)


def scored(seen: Seen, weights: Weights | None = None) -> Score:
    used, found, paper = weights or weights_for(seen), values(seen), seen.declared.paper
    if paper is not None and not paper.official:
        found = _without_praise(found, used)
    return score_of(found, seen.allowed.prior, used)


def _without_praise(found: Mapping[str, float | None], weights: Weights) -> dict[str, float | None]:
    """Terms of the document only where they speak against the declaration: a declarant writes his own papers."""
    own = {term.__name__ for group, term in TERMS if group == DOCUMENT}
    return {
        name: None if name in own and value is not None and _lowers(name, value, weights) else value
        for name, value in found.items()
    }


def _lowers(name: str, value: float, weights: Weights) -> bool:
    parts = (_parts(kind, weights, {name: value}) for kind in weights.kinds.values())
    return any(told.get(name, 0.0) < 0 for told in parts)


def score_of(found: Mapping[str, float | None], prior: float, weights: Weights) -> Score:
    seen = {name: value for name, value in found.items() if value is not None}
    parts = {kind: _parts(told, weights, seen) for kind, told in weights.kinds.items()}
    sums = {kind: told.intercept + sum(parts[kind].values()) for kind, told in weights.kinds.items()}
    odds = {kind: weights.kinds[kind].share * math.exp(min(sums[kind], MOST)) for kind in sums}
    whole = sum(odds.values()) or 1.0
    shares = {kind: each / whole for kind, each in odds.items()}
    log_odds = weights.scale * math.log(whole) + weights.shift + _logit(min(max(prior, SMALLEST), 1 - SMALLEST))
    contributions = tuple(
        _contribution(term.__name__, group, found.get(term.__name__), (weights, parts, shares)) for group, term in TERMS
    )
    probability = min(max(1 / (1 + math.exp(-log_odds)), SMALLEST), 1 - SMALLEST)
    told = tuple(sorted(contributions, key=lambda each: (each.value is None, -abs(each.log_odds))))
    base = round(log_odds - sum(each.log_odds for each in told), 4)
    kinds = {kind: round(share, 3) for kind, share in sorted(shares.items(), key=lambda each: -each[1])}
    return Score(round(probability, 4), prior, f"{weights.name} {weights.version}", told, base, kinds)


def _parts(kind: Kind, weights: Weights, seen: Mapping[str, float]) -> dict[str, float]:
    curves = {**kind.curves, **weights.stated}
    return {name: curves[name].at(value) for name, value in seen.items() if name in curves}


Parts = tuple[Weights, dict[str, dict[str, float]], dict[str, float]]


def _contribution(name: str, group: str, value: float | None, parts: Parts) -> Contribution:
    """Over the kinds, by how much each of them speaks: what is told of the likeliest kind counts most."""
    weights, told, shares = parts
    log_odds = weights.scale * sum(share * told[kind].get(name, 0.0) for kind, share in shares.items())
    shown = None if value is None else round(value, 4)
    return Contribution(name, group, shown, round(log_odds, 4), name in weights.stated and value is not None)


def _logit(share: float) -> float:
    return math.log(share / (1 - share))
