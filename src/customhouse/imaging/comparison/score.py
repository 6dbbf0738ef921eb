"""One probability from all terms: a curve for each, added up in log-odds, and what each adds laid open.

The curves are data (`weights.json`, written by `training/fit_comparison.py`) and rise nowhere but where evidence
against a declaration grows, so that a worse fact never lowers the score.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import TypeAdapter

from customhouse.imaging.comparison.terms import TERMS, Seen, values
from customhouse.imaging.model import Contribution, Score

FILE = Path(__file__).with_name("weights.json")
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
class Weights:
    """The model's card and its numbers.

    Attributes:
        intercept: log-odds of an average consignment among those learned from, after calibration.
        share: of wrong declarations among those learned from; the policy's prior takes its place.
        scale: that learned curves are multiplied by, so that probabilities are calibrated on consignments set apart.
        figures: measured on held-out consignments, each with its data.
    """

    name: str
    version: str
    trained_on: str
    intercept: float
    share: float
    scale: float
    curves: dict[str, Curve]
    limits: str = ""
    figures: dict[str, Any] = field(default_factory=dict)
    log: dict[str, Any] = field(default_factory=dict)


WEIGHTS = TypeAdapter(Weights)


@lru_cache(maxsize=1)
def shipped() -> Weights:
    return WEIGHTS.validate_json(FILE.read_bytes())


def scored(seen: Seen, weights: Weights | None = None) -> Score:
    return score_of(values(seen), seen.allowed.prior, weights or shipped())


def score_of(found: Mapping[str, float | None], prior: float, weights: Weights) -> Score:
    contributions = tuple(
        _contribution(term.__name__, group, found.get(term.__name__), weights) for group, term in TERMS
    )
    base = weights.intercept - _logit(weights.share) + _logit(min(max(prior, SMALLEST), 1 - SMALLEST))
    odds = base + sum(each.log_odds for each in contributions)
    probability = min(max(1 / (1 + math.exp(-odds)), SMALLEST), 1 - SMALLEST)
    told = tuple(sorted(contributions, key=lambda each: (each.value is None, -abs(each.log_odds))))
    return Score(round(probability, 4), prior, f"{weights.name} {weights.version}", told)


def _contribution(name: str, group: str, value: float | None, weights: Weights) -> Contribution:
    curve = weights.curves.get(name)
    if value is None or curve is None:
        return Contribution(name, group, None if value is None else round(value, 4), 0.0)
    log_odds = curve.at(value) * (1.0 if curve.stated else weights.scale)
    return Contribution(name, group, round(value, 4), round(log_odds, 4), bool(curve.stated))


def _logit(share: float) -> float:
    return math.log(share / (1 - share))
