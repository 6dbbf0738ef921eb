"""Whether a declared heading fits: a small network over what is believed of it, of its chapter and of the others."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from customhouse.commodities.language.retrieval.postings import Floats

_HIDDEN = 12  # units; a straight line cannot say that half a share is much where no other heading has more
_PENALTY = 1e-3
_ROUNDS = 400
_FLOOR = 1e-5


@dataclass(frozen=True, slots=True)
class FitModel:
    """`inner` is (hidden, features + 1) and `outer` (hidden + 1,), offsets last; features come as they are."""

    inner: Floats
    outer: Floats

    def __call__(self, features: Floats) -> float:
        hidden = np.tanh(self.inner[:, :-1] @ features + self.inner[:, -1])
        return float(1 / (1 + np.exp(-np.clip(hidden @ self.outer[:-1] + self.outer[-1], -30, 30))))


def features(headings: Floats, chapters: Floats, near: Floats, light: Floats, heading: int, chapter: int) -> Floats:
    """Of one declared heading, from the shares and nearness of all and the light that the text is seen in."""
    share, in_chapter = float(headings[heading]), float(chapters[chapter])
    other = float(np.delete(headings, heading).max(initial=0))
    held = headings[headings > 0]
    return np.array(
        [
            np.log(share + _FLOOR),
            np.log(other + _FLOOR),
            np.log((share + _FLOOR) / (other + _FLOOR)),
            np.log(in_chapter + _FLOOR),
            np.log((in_chapter + _FLOOR) / (float(chapters.max()) + _FLOOR)),
            np.log((share + _FLOOR) / (in_chapter + _FLOOR)),
            near[heading],
            float((near > near[heading]).mean() ** 0.5),
            float((headings > share).sum() ** 0.25),
            -float(held @ np.log(held)),
            *light,
        ],
        np.float32,
    )


def learn(cases: Sequence[Floats], right: Sequence[bool], heavy: Sequence[float], seed: int = 3) -> FitModel:
    """Right and wrong weigh the same in sum, so 0.5 is where neither is likelier; `heavy` is of each among its own."""
    from scipy.optimize import minimize  # noqa: PLC0415 - slow to import, and only who builds an index learns

    rows, truth, weight = np.array(cases, np.float64), np.array(right, bool), np.array(heavy, np.float64)
    mean, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-6
    rows = np.c_[(rows - mean) / spread, np.ones(len(rows))]
    for side in (truth, ~truth):
        weight[side] *= 0.5 / max(weight[side].sum(), 1e-9)
    sign, inner_size = np.where(truth, 1.0, -1.0), _HIDDEN * rows.shape[1]

    def loss(flat: Floats) -> tuple[float, Floats]:
        inner, outer = flat[:inner_size].reshape(_HIDDEN, -1), flat[inner_size:]
        hidden = np.tanh(rows @ inner.T)
        margin = sign * (hidden @ outer[:-1] + outer[-1])
        slope = -weight * sign / (1 + np.exp(margin))
        back = (slope[:, None] * outer[:-1]) * (1 - hidden**2)
        gradient = np.r_[(back.T @ rows).ravel(), hidden.T @ slope, slope.sum()]
        value = float(weight @ np.logaddexp(0, -margin) + _PENALTY * flat @ flat)
        return value, gradient + 2 * _PENALTY * flat

    start = np.random.default_rng(seed).normal(0, 0.3, inner_size + _HIDDEN + 1)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": _ROUNDS}).x
    inner = found[:inner_size].reshape(_HIDDEN, -1)
    # Learned over features of one mean and spread; kept for features as they are.
    plain = inner[:, :-1] / spread
    offsets = inner[:, -1] - plain @ mean
    return FitModel(np.c_[plain, offsets].astype(np.float32), found[inner_size:].astype(np.float32))
