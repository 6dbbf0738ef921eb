"""How the curves of the score are learned: rising ones for each way of being wrong, and then one scale for all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.progress import track
from scipy.optimize import minimize

from benchmarks.declared.consignments import HONEST, Case
from customhouse.imaging.comparison.scoring.score import Curve, Kind, Weights, score_of
from customhouse.imaging.comparison.scoring.terms import TERMS

QUANTILES = (0.1, 0.3, 0.5, 0.7, 0.9)
LEAST_SEEN = 0.1  # share of the consignments that show a term, for its curve to be learned
MOST_PER_CURVE = 4.0  # log-odds: no single kind of evidence decides alone
FLAT = 0.02  # a curve that rises by less is left out

Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Plan:
    """Of what weights are learned.

    Attributes:
        file: where the product reads them.
        codes: of each kind of false case, the way of being wrong that it is of, as the score names it.
        mix: what the false half of the consignments is made of, by way of being wrong.
        stated: curves set by people, for terms that such consignments do not show.
        limits: what the card says of where they end.
        ridge: how firmly curves are held to be flat: the more, the fewer consignments there are.
    """

    name: str
    version: str
    file: Path
    codes: Mapping[str, str]
    mix: Mapping[str, float]
    stated: dict[str, Curve]
    limits: str
    ridge: float = 0.03


def fitted(plan: Plan, train: Sequence[Case], tune: Sequence[Case]) -> Weights:
    """For every way of being wrong a curve for every term that is seen often enough; the rest as stated."""
    told, ways = numbers(train), ways_of(plan, train)
    knots = {name: found for name in told if name not in plan.stated and (found := _knots(told[name])) is not None}
    learned = {way: _kind(plan, way, told, ways, knots) for way in plan.mix}
    first = Weights(plan.name, plan.version, "", learned, plan.stated, limits=plan.limits)
    scale, shift = _calibrated(plan, first, tune)
    # People state what a curve adds in the end, whatever the scale of what is learned beside it.
    stated = {term: replace(curve, points=_over(curve.points, scale)) for term, curve in plan.stated.items()}
    log = {"terms_learned": sorted(knots), "calibration": {"scale": scale, "shift": shift}}
    return replace(first, stated=stated, scale=scale, shift=shift, log=log)


def _over(points: Sequence[tuple[float, float]], scale: float) -> tuple[tuple[float, float], ...]:
    return tuple((x, round(y / scale, 4)) for x, y in points)


def ways_of(plan: Plan, found: Sequence[Case]) -> NDArray[np.str_]:
    """Of each case; `HONEST` where nothing is wrong."""
    return np.array([HONEST if case.kind == HONEST else plan.codes[case.kind] for case in found])


def numbers(found: Sequence[Case]) -> dict[str, Matrix]:
    """Values by term; nan where not seen."""
    values = [case.values() for case in track(found, "terms")]
    return {
        term.__name__: np.array([np.nan if (x := each[term.__name__]) is None else x for each in values])
        for _, term in TERMS
    }


def _kind(plan: Plan, way: str, told: dict[str, Matrix], ways: NDArray[np.str_], knots: dict[str, list[float]]) -> Kind:
    """One way of being wrong against honest declarations, both counted alike."""
    among = (ways == way) | (ways == HONEST)
    wrong = (ways[among] == way).astype(float)
    share = np.where(wrong > 0, 0.5 / wrong.sum(), 0.5 / (1 - wrong).sum())
    own = {term: values[among] for term, values in told.items() if term in knots}
    columns, centres = _columns(own, knots, share)
    slopes, intercept = _solved(columns, wrong, share, plan.ridge)
    curves, at = {}, 0
    for term, places in knots.items():
        steps = slopes[at : at + len(places) - 1]
        heights = np.concatenate([[0.0], np.cumsum(steps)]) - float(centres[at : at + len(places) - 1] @ steps)
        at += len(places) - 1
        if float(steps.sum()) > FLAT:
            curves[term] = Curve(tuple((round(x, 4), round(float(y), 4)) for x, y in zip(places, heights, strict=True)))
    return Kind(plan.mix[way], round(intercept, 4), curves)


def _knots(values: Matrix) -> list[float] | None:
    """Where a curve may bend; None for a term that is hardly seen or never differs."""
    seen = values[~np.isnan(values)]
    if len(seen) < LEAST_SEEN * len(values):
        return None
    above = seen[seen > seen.min() + 1e-6]  # most terms are nought most of the time
    inner = np.quantile(above, QUANTILES) if len(above) else ()
    places = sorted({round(float(x), 4) for x in (seen.min(), *inner, seen.max())})
    apart = [places[0]]
    for place in places[1:]:
        if place - apart[-1] > 0.02 * max(1e-9, places[-1] - places[0]):
            apart.append(place)
    return apart if len(apart) > 1 else None


def _columns(told: dict[str, Matrix], knots: dict[str, list[float]], share: Matrix) -> tuple[Matrix, Matrix]:
    """A column a step between knots, 0 before it and 1 beyond; centred, so that what is not seen adds nothing.

    The middle is that of honest and false ones counted alike: where false ones are many, what is not seen would else
    pass for what most of them show.
    """
    columns, centres = [], []
    for name, places in knots.items():
        for low, high in pairwise(places):
            column = np.clip((told[name] - low) / (high - low), 0, 1)
            seen = np.isfinite(column)
            # Among consignments of one way a term may be seen nowhere, though all of them show it often enough.
            centre = float(np.average(column[seen], weights=share[seen])) if seen.any() else 0.0
            columns.append(np.nan_to_num(column - centre, nan=0.0))
            centres.append(centre)
    return np.stack(columns, axis=1), np.array(centres)


def _solved(columns: Matrix, wrong: Matrix, share: Matrix, ridge: float) -> tuple[Matrix, float]:
    """Logistic regression whose steps all rise."""
    signs = 2 * wrong - 1

    def loss(packed: Matrix) -> tuple[float, Matrix]:
        odds = columns @ packed[:-1] + packed[-1]
        margins = signs * odds
        value = float(share @ np.logaddexp(0, -margins)) + ridge * float(packed[:-1] @ packed[:-1]) / 2 / len(packed)
        pull = -share * signs / (1 + np.exp(margins))
        slope = np.append(columns.T @ pull + ridge * packed[:-1] / len(packed), pull.sum())
        return value, slope

    bounds = [(0.0, MOST_PER_CURVE)] * columns.shape[1] + [(None, None)]
    found = minimize(loss, np.zeros(columns.shape[1] + 1), jac=True, bounds=bounds, method="L-BFGS-B")
    return found.x[:-1], float(found.x[-1])


def _calibrated(plan: Plan, weights: Weights, tune: Sequence[Case]) -> tuple[float, float]:
    """Scale and shift that make probabilities right at even odds on consignments set apart."""
    ways = ways_of(plan, tune)
    told = [score_of(case.values(), 0.5, weights).probability for case in track(tune, "calibration")]
    odds = np.log(np.array(told) / (1 - np.array(told)))
    counts = {way: int((ways == way).sum()) for way in (HONEST, *plan.mix)}
    share = np.array([0.5 * (1.0 if way == HONEST else plan.mix[way]) / counts[way] for way in ways])
    signs = np.where(ways == HONEST, -1.0, 1.0)

    def loss(packed: Matrix) -> float:
        return float(share @ np.logaddexp(0, -signs * (packed[0] * odds + packed[1])))

    found = minimize(loss, np.array([1.0, 0.0]), bounds=[(0.2, 3.0), (None, None)], method="L-BFGS-B")
    return round(float(found.x[0]), 4), round(float(found.x[1]), 4)
