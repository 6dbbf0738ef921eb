"""From a share of belief to a chance of being right, as it came out on texts that were held out.

A share is first read in the light of the text: the same share means less where the nearest example is far, or where
half of the words were never seen. Then it is drawn along a rising line, so the order of candidates stays.
"""

from dataclasses import dataclass

import numpy as np

from customhouse.commodities.language.retrieval.features import Heard
from customhouse.commodities.language.retrieval.postings import Floats
from customhouse.commodities.language.retrieval.segment import Asked
from customhouse.commodities.language.retrieval.tree import Ints
from customhouse.commodities.language.retrieval.vocabulary import Vocabulary

_LEAST = 25  # cases a step must rest on
_PENALTY = 1e-3
_EDGE = 1e-4


def light(asked: Asked, heard: Heard, vocabulary: Vocabulary, silent: int = 0) -> Floats:
    """How near the nearest example is, how many of the words are known, and how many words there are.

    `silent` is how many rows do not speak: a word that only they have is not known.
    """
    slots = asked.slots
    known = float((vocabulary.words[slots] > silent).mean()) if len(slots) else 0.5
    return np.array([heard.nearest, known, np.log1p(len(slots))], np.float32)


@dataclass(frozen=True, slots=True)
class Calibration:
    """`weights` are of the share's log-odds and of the light, and an offset; `said` and `came_true` the rising line."""

    weights: Floats
    said: Floats
    came_true: Floats

    def __call__(self, shares: Floats, light: Floats) -> Floats:
        adjusted = _adjusted(np.asarray(shares, np.float64), light[None], self.weights)
        return np.where(shares > 0, np.interp(adjusted, self.said, self.came_true), 0).astype(np.float32)


UNCALIBRATED = Calibration(
    np.array([1, 0, 0, 0, 0], np.float32), np.array([0, 1], np.float32), np.array([0, 1], np.float32)
)


def _adjusted(shares: Floats, lights: Floats, weights: Floats) -> Floats:
    bounded = np.clip(shares, _EDGE, 1 - _EDGE)
    odds = weights[0] * np.log(bounded / (1 - bounded)) + lights @ weights[1:-1] + weights[-1]
    return np.asarray(1 / (1 + np.exp(-odds)))


def learn(said: Floats, right: Floats, lights: Floats, sources: Ints, heavy: Floats) -> Calibration:
    """`said`, `right`, `sources` and `heavy` (how much a case weighs) are (cases,), `lights` (cases, 3).

    Sources weigh the same, however many texts each has: nobody knows which a site's own texts will be like.
    """
    if len(said) < 4 * _LEAST:
        return UNCALIBRATED
    from scipy.optimize import minimize  # noqa: PLC0415 - slow to import, and only who builds an index learns

    truth = right.astype(np.float64)
    weight = heavy / np.bincount(sources, heavy)[sources]
    weight = (weight / weight.sum()).astype(np.float32)

    def loss(weights: Floats) -> float:
        chance = np.clip(_adjusted(said, lights, weights), 1e-9, 1 - 1e-9)
        missed = truth * np.log(chance) + (1 - truth) * np.log(1 - chance)
        return float(-(weight @ missed) + _PENALTY * weights[1:-1] @ weights[1:-1])

    start = np.array([1.0, 0, 0, 0, 0])
    bounds = [(0.1, None), *[(None, None)] * 4]  # more belief never means less confidence
    weights = minimize(loss, start, method="L-BFGS-B", bounds=bounds).x
    return _line(_adjusted(said, lights, weights).astype(np.float32), right, weight, weights.astype(np.float32))


def _line(said: Floats, right: Floats, weight: Floats, weights: Floats) -> Calibration:
    """Isotonic regression by pooling adjacent violators, over steps of at least `_LEAST` cases."""
    order = np.argsort(said, kind="stable")
    parts = np.array_split(order, min(40, len(order) // _LEAST))
    risen: list[tuple[float, float, float]] = []  # said, came true, weight
    for part in parts:
        heavy = weight[part]
        risen.append(
            (float(np.average(said[part], weights=heavy)), float(np.average(right[part], weights=heavy)), heavy.sum())
        )
        while len(risen) > 1 and risen[-2][1] >= risen[-1][1]:
            (x0, y0, n0), (x1, y1, n1) = risen.pop(-2), risen.pop()
            risen.append(((x0 * n0 + x1 * n1) / (n0 + n1), (y0 * n0 + y1 * n1) / (n0 + n1), n0 + n1))
    # The ends are drawn to 0 and to a top that keeps one failure in mind that was not seen.
    cases = risen[-1][2] * len(said)
    top = (risen[-1][1] * cases + 0.5) / (cases + 1)
    xs = [0.0, *(x for x, _, _ in risen), 1.0]
    ys = [0.0, *(min(y, top) for _, y, _ in risen), top]
    return Calibration(weights, np.array(xs, np.float32), np.array(ys, np.float32))
