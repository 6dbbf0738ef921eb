"""Whether a declared heading fits: a logistic model of what is believed of it, of its chapter and of the others."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from customhouse.commodities.language.retrieval.postings import Floats

_PENALTY = 1e-4
_FLOOR = 1e-5


@dataclass(frozen=True, slots=True)
class FitModel:
    weights: Floats
    offset: float

    def __call__(self, features: Floats) -> float:
        return float(1 / (1 + np.exp(-np.clip(features @ self.weights + self.offset, -30, 30))))


def features(headings: Floats, chapters: Floats, near: Floats, heading: int, chapter: int) -> Floats:
    """Of one declared heading, from the shares and nearness of all."""
    share, in_chapter = float(headings[heading]), float(chapters[chapter])
    best, best_chapter = float(headings.max()), float(chapters.max())
    return np.array(
        [
            np.log(share + _FLOOR),
            np.log(in_chapter + _FLOOR),
            np.log((share + _FLOOR) / (best + _FLOOR)),
            np.log((in_chapter + _FLOOR) / (best_chapter + _FLOOR)),
            np.log((share + _FLOOR) / (in_chapter + _FLOOR)),
            near[heading],
            near[heading] ** 2,
            float((near > near[heading]).mean() ** 0.5),
            float((headings > share).sum() ** 0.25),
            best,
        ],
        np.float32,
    )


def learn(cases: Sequence[Floats], right: Sequence[bool]) -> FitModel:
    """Right and wrong weigh the same in sum, so 0.5 is where neither is likelier."""
    rows, truth = np.array(cases, np.float64), np.array(right, bool)
    mean, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-6
    rows = np.c_[(rows - mean) / spread, np.ones(len(rows))]
    weight = np.where(truth, 0.5 / max(truth.sum(), 1), 0.5 / max((~truth).sum(), 1))
    sign = np.where(truth, 1.0, -1.0)

    def loss(w: Floats) -> tuple[float, Floats]:
        margin = sign * (rows @ w)
        value = float(weight @ np.logaddexp(0, -margin) + _PENALTY * w @ w)
        return value, -(weight * sign / (1 + np.exp(margin))) @ rows + 2 * _PENALTY * w

    w = minimize(loss, np.zeros(rows.shape[1]), jac=True, method="L-BFGS-B").x
    weights = w[:-1] / spread
    return FitModel(weights.astype(np.float32), float(w[-1] - weights @ mean))
