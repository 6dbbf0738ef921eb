"""Writes the weights with which the evidence of a scan is added up to one score.

`python training/fit_comparison.py --folder CACHE`: reads simulated consignments (made where the folder lacks them),
fits a rising curve for every term, calibrates on others, measures on the evaluation split, and writes
`comparison/scoring/weights.json` with where it comes from and what it was measured at. Fitted and calibrated on packing
that the networks have not learned: of what they have learned they are surer than a border ever sees. Terms that
simulated consignments do not show keep weights that are stated, each with its reason. `--measure` measures weights that
are there and fits nothing.
"""

import argparse
import json
import sys
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track
from scipy.optimize import minimize

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.consignments import CONTAINERS, DATA, HONEST, KINDS, Case, cases, read_descriptions, recogniser, scanned
from benchmarks.declared_against_seen import DATA as EVALUATION
from benchmarks.declared_against_seen import by_weights
from customhouse.imaging.comparison.scoring.score import FILE, WEIGHTS, Curve, Kind, Weights, score_of
from customhouse.imaging.comparison.scoring.terms import TERMS

VERSION = "2.4"
UNSEEN = "unseen"  # the split; the networks' training looks at its first seeds
TRAIN_FROM, TUNE_FROM = 4001, 8001
QUANTILES = (0.1, 0.3, 0.5, 0.7, 0.9)
LEAST_SEEN = 0.1  # share of the consignments that show a term, for its curve to be learned
RIDGE = 0.03
MOST_PER_CURVE = 4.0  # log-odds: no single kind of evidence decides alone
# What an equal share of honest and false consignments is made of, by kind of falsehood.
MIX = {KINDS[0]: 0.25, KINDS[1]: 0.25, KINDS[2]: 0.2, KINDS[3]: 0.2, KINDS[4]: 0.1}

# How the kinds are named where the score is kept and shown.
CODES = dict(zip(KINDS, ("commodity", "heading", "quantity", "hidden", "emptiness"), strict=True))
FLAT = 0.02  # a curve that rises by less is left out

Matrix = NDArray[np.float64]

STATED: dict[str, Curve] = {
    "trader_unknown": Curve(((0, -0.05), (1, 0.7)), "an unregistered declarant doubles the odds: set by people"),
    "trader_new": Curve(((0, -0.05), (2, 0.6)), "the first two years of a register's entry: set by people"),
    "irregularities": Curve(((0, -0.1), (0.7, 0.5), (1.4, 1.2)), "found irregular before: set by people"),
    "authorised": Curve(((0, 0.1), (1, -0.9)), "authorised operators are audited: set by people"),
    "unit_mass": Curve(((0, -0.05), (0.7, 0.3), (2.3, 1.2)), "simulated papers are never at odds with themselves"),
    "quantity_unlike": Curve(((0, -0.05), (0.7, 0.3), (2.3, 1.0)), "simulated papers count packages, not pieces"),
    "density_above": Curve(((0, -0.03), (0.26, 0.3), (1, 1.5)), "a radiograph hardly shows goods denser than they lie"),
    "uneven": Curve(((0, -0.1), (0.45, 0), (1, 0.4)), "few simulated loads are of uniform goods alone"),
    "odd_in_lot": Curve(((0, -0.2), (4, 0), (8, 0.8), (16, 2.0)), "simulated consignments are of one container"),
    "commodity_mismatch": Curve(((-3, -0.8), (0, 0.2), (3, 1.6)), "half of its log-odds, where policy asks"),
    "undeclared_share": Curve(((0, -0.2), (0.1, 0.2), (0.5, 1.5), (1, 2.2)), "set by people, where policy asks for it"),
    "unexpected_object": Curve(((0, -0.1), (0.5, 0.8), (0.9, 2.2), (1, 3.0)), "the network's own probability"),
    # Papers round masses: a percent or two is no difference.
    "paper_mass_unlike": Curve(
        ((0, -0.1), (0.03, 0), (0.1, 0.5), (0.3, 1.2), (0.7, 1.8)), "simulated consignments have no papers"
    ),
    "paper_packages_unlike": Curve(
        ((0, -0.1), (0.02, 0.1), (0.2, 0.7), (0.7, 1.2)), "papers count pallets or cartons: set by people"
    ),
    "paper_containers_unlike": Curve(
        ((0, -0.05), (0.1, 0.4), (0.5, 1.2), (1, 1.8)), "boxes are changed before loading: set by people"
    ),
    "paper_seals_unlike": Curve(((0, -0.05), (0.5, 0.5), (1, 0.9)), "seals are changed on honest ways: set by people"),
    "paper_goods_unlike": Curve(
        ((0, -0.15), (0.5, 0), (0.9, 0.6), (1, 1.2)), "papers name goods curtly: set by people"
    ),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, help="where recognised containers are kept between runs")
    parser.add_argument("--train", type=int, default=1035)
    parser.add_argument("--tune", type=int, default=178)
    parser.add_argument("--evaluation", type=int, default=235)
    parser.add_argument("--measure", action="store_true", help="measure the weights of --out, and fit none")
    parser.add_argument("--out", type=Path, default=FILE)
    asked = parser.parse_args()
    if asked.measure:
        weights = WEIGHTS.validate_json(asked.out.read_bytes())
    else:
        parts = ((TRAIN_FROM, asked.train), (TUNE_FROM, asked.tune))
        weights = fitted(*(_cases(UNSEEN, range(first, first + count), asked.folder) for first, count in parts))
    evaluation = _cases("evaluation", range(1, asked.evaluation + 1), asked.folder)
    weights = replace(weights, figures=measured(evaluation, weights))
    asked.out.write_text(
        json.dumps(WEIGHTS.dump_python(weights), indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    Console().print_json(data=weights.log | weights.figures)


def _cases(split: str, seeds: range, folder: Path | None) -> list[Case]:
    containers = scanned(CONTAINERS, split, track(seeds, f"containers ({split})"), folder)
    return list(cases(containers, read_descriptions()))


def fitted(train: list[Case], tune: list[Case]) -> Weights:
    """For every way of being wrong a curve for every term that is seen often enough; the rest as stated."""
    told, kinds = _numbers(train)
    knots = {name: found for name in told if name not in STATED and (found := _knots(told[name])) is not None}
    learned = {CODES[kind]: _kind(kind, told, kinds, knots) for kind in KINDS}
    first = Weights("declared-against-seen", VERSION, _words(train), learned, STATED)
    scale, shift = _calibrated(first, tune)
    log = {
        "fitted_at": datetime.now(UTC).date().isoformat(),
        "recogniser": recogniser(),
        "consignments": {"train": _count(train), "tune": _count(tune)},
        "terms_learned": sorted(knots),
        "calibration": {"scale": scale, "shift": shift},
    }
    limits = (
        "Learned on simulated radiographs of single containers; terms marked as stated were set by people. "
        "Descriptions were read with the index of this build; a site's own index may be surer or less sure."
    )
    return replace(first, scale=scale, shift=shift, limits=limits, log=log)


def measured(evaluation: list[Case], weights: Weights) -> dict[str, Any]:
    """On consignments from which nothing was learned: what is caught at 5 % false alarms, and how right it is."""
    results, right, _ = by_weights(evaluation, weights)
    return {
        "measured_at": datetime.now(UTC).date().isoformat(),
        "data": EVALUATION,
        "containers": len({case.seed for case in evaluation}),
        "declarations": _count(evaluation),
        "caught": results,
        "calibration_error": {way: told["error"] for way, told in right.items()},
    }


def _kind(kind: str, told: dict[str, Matrix], kinds: NDArray[np.str_], knots: dict[str, list[float]]) -> Kind:
    """One way of being wrong against honest declarations, both counted alike."""
    among = (kinds == kind) | (kinds == HONEST)
    wrong = (kinds[among] == kind).astype(float)
    share = np.where(wrong > 0, 0.5 / wrong.sum(), 0.5 / (1 - wrong).sum())
    own = {name: values[among] for name, values in told.items() if name in knots}
    columns, centres = _columns(own, knots)
    slopes, intercept = _solved(columns, wrong, share)
    curves, at = {}, 0
    for name, places in knots.items():
        steps = slopes[at : at + len(places) - 1]
        heights = np.concatenate([[0.0], np.cumsum(steps)]) - float(centres[at : at + len(places) - 1] @ steps)
        at += len(places) - 1
        if float(steps.sum()) > FLAT:
            curves[name] = Curve(tuple((round(x, 4), round(float(y), 4)) for x, y in zip(places, heights, strict=True)))
    return Kind(MIX[kind], round(intercept, 4), curves)


def _numbers(found: list[Case]) -> tuple[dict[str, Matrix], NDArray[np.str_]]:
    """Values by term (nan where not seen), and the kind of each case."""
    values = [case.values() for case in track(found, "terms")]
    told = {
        term.__name__: np.array([np.nan if (x := each[term.__name__]) is None else x for each in values])
        for _, term in TERMS
    }
    return told, np.array([case.kind for case in found])


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


def _columns(told: dict[str, Matrix], knots: dict[str, list[float]]) -> tuple[Matrix, Matrix]:
    """A column a step between knots, 0 before it and 1 beyond; centred, so that what is not seen adds nothing."""
    columns, centres = [], []
    for name, places in knots.items():
        for low, high in pairwise(places):
            column = np.clip((told[name] - low) / (high - low), 0, 1)
            centre = float(np.nanmean(column))
            columns.append(np.nan_to_num(column - centre, nan=0.0))
            centres.append(centre)
    return np.stack(columns, axis=1), np.array(centres)


def _solved(columns: Matrix, wrong: Matrix, share: Matrix) -> tuple[Matrix, float]:
    """Logistic regression whose steps all rise."""
    signs = 2 * wrong - 1

    def loss(packed: Matrix) -> tuple[float, Matrix]:
        odds = columns @ packed[:-1] + packed[-1]
        margins = signs * odds
        value = float(share @ np.logaddexp(0, -margins)) + RIDGE * float(packed[:-1] @ packed[:-1]) / 2 / len(packed)
        pull = -share * signs / (1 + np.exp(margins))
        slope = np.append(columns.T @ pull + RIDGE * packed[:-1] / len(packed), pull.sum())
        return value, slope

    bounds = [(0.0, MOST_PER_CURVE)] * columns.shape[1] + [(None, None)]
    found = minimize(loss, np.zeros(columns.shape[1] + 1), jac=True, bounds=bounds, method="L-BFGS-B")
    return found.x[:-1], float(found.x[-1])


def _calibrated(weights: Weights, tune: list[Case]) -> tuple[float, float]:
    """Scale and shift that make probabilities right at even odds on consignments set apart."""
    kinds = np.array([case.kind for case in tune])
    told = [score_of(case.values(), 0.5, weights).probability for case in track(tune, "calibration")]
    odds = np.log(np.array(told) / (1 - np.array(told)))
    counts = {kind: int((kinds == kind).sum()) for kind in (HONEST, *KINDS)}
    share = np.array([0.5 / counts[k] if k == HONEST else 0.5 * MIX[k] / counts[k] for k in kinds])
    signs = np.where(kinds == HONEST, -1.0, 1.0)

    def loss(packed: Matrix) -> float:
        return float(share @ np.logaddexp(0, -signs * (packed[0] * odds + packed[1])))

    found = minimize(loss, np.array([1.0, 0.0]), bounds=[(0.2, 3.0), (None, None)], method="L-BFGS-B")
    return round(float(found.x[0]), 4), round(float(found.x[1]), 4)


def _count(found: list[Case]) -> dict[str, int]:
    return dict(sorted(Counter(case.kind for case in found).items()))


def _words(train: list[Case]) -> str:
    containers = len({case.seed for case in train})
    return f"{DATA}; {containers} containers of the split {UNSEEN}, {len(train)} declarations of them"


if __name__ == "__main__":
    main()
