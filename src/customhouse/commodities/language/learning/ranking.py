"""Ranks candidates by a weighted sum of features; the weights make the right ones likeliest (conditional logit)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from customhouse.commodities.language.retrieval.postings import Floats

PENALTY = 1e-4  # on the squares of the weights, so that features that say the same share it
_ROUNDS = 300


@dataclass(frozen=True, slots=True)
class Ranker:
    """Of (features, candidates): the utility of each candidate, and the share of belief it has."""

    mean: Floats
    weights: Floats  # divided by the features' spread

    def utilities(self, features: Floats) -> Floats:
        return np.asarray((features - self.mean[:, None]).T @ self.weights, np.float32)


def shares(utilities: Floats) -> Floats:
    if not len(utilities):
        return utilities
    powers = np.exp(utilities - utilities.max())
    return np.asarray(powers / powers.sum(), np.float32)


def learn(cases: Sequence[Floats], right: Sequence[int], penalty: float = PENALTY) -> Ranker:
    """`cases` are (features, candidates) each with its own number of candidates; `right` says which is."""
    from scipy.optimize import minimize  # noqa: PLC0415 - slow to import, and only who builds an index learns

    flat = np.concatenate(cases, axis=1)
    mean = flat.mean(axis=1, dtype=np.float64).astype(np.float32)
    spread = np.array([row.std(dtype=np.float64) for row in flat], np.float32)  # one at a time, to save memory
    spread[spread < 1e-6] = 1.0
    flat = np.ascontiguousarray(((flat - mean[:, None]) / spread[:, None]).T, np.float32)  # (all candidates, features)
    sizes = np.array([case.shape[1] for case in cases])
    starts = np.r_[0, np.cumsum(sizes)[:-1]]
    chosen = starts + np.asarray(right)
    owner = np.repeat(np.arange(len(sizes)), sizes)

    def loss(weights: Floats) -> tuple[float, Floats]:
        utility = (flat @ weights.astype(np.float32)).astype(np.float64)
        utility -= np.maximum.reduceat(utility, starts)[owner]
        power = np.exp(utility)
        total = np.add.reduceat(power, starts)
        share = power / total[owner]
        share[chosen] -= 1
        value = float((np.log(total) - utility[chosen]).mean() + penalty * weights @ weights)
        return value, share.astype(np.float32) @ flat / len(sizes) + 2 * penalty * weights

    found = minimize(loss, np.zeros(flat.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": _ROUNDS}).x
    return Ranker(mean, (found / spread).astype(np.float32))
