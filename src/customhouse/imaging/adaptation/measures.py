"""How good a head is: shares with their intervals, curves, calibration, and average precision of boxes."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.stats import rankdata

from customhouse.kernel.shares import Z_95

BINS = 10
SAME_PLACE = 0.5  # share of overlap from which a box is at the true place


@dataclass(frozen=True)
class Curve:
    """Share of positives found over share of negatives that alarm, at falling thresholds."""

    false_alarms: NDArray[np.float64]
    detections: NDArray[np.float64]
    thresholds: NDArray[np.float64]

    def at(self, false_alarms: float) -> tuple[float, float]:
        """(threshold, detections) with the most detections at no more false alarms than these."""
        index = int(np.flatnonzero(self.false_alarms <= false_alarms)[-1])
        return float(self.thresholds[index]), float(self.detections[index])


def curve_of(scores: NDArray[np.floating], positive: NDArray[np.bool_]) -> Curve:
    order = np.argsort(-scores, kind="stable")
    ranked, hits = scores[order], positive[order]
    last = np.append(np.flatnonzero(np.diff(ranked)), len(ranked) - 1)  # equal scores alarm together
    found = np.cumsum(hits)[last] / max(1, int(hits.sum()))
    wrong = np.cumsum(~hits)[last] / max(1, int((~hits).sum()))
    return Curve(np.append(0.0, wrong), np.append(0.0, found), np.append(np.inf, ranked[last]))


def auc(scores: NDArray[np.floating], positive: NDArray[np.bool_]) -> float:
    """The chance that a positive scores higher than a negative; ties count half."""
    ones, zeros = int(positive.sum()), int((~positive).sum())
    if not ones or not zeros:
        return float("nan")
    return float((rankdata(scores)[positive].sum() - ones * (ones + 1) / 2) / (ones * zeros))


def auc_between(yes: NDArray[np.floating], no: NDArray[np.floating]) -> float:
    """The same of the scores of the positives and those of the negatives."""
    return auc(np.concatenate([yes, no]), np.arange(len(yes) + len(no)) < len(yes))


def matched_auc(
    scores: NDArray[np.floating], positive: NDArray[np.bool_], sizes: NDArray[np.floating], within: float = 0.2
) -> tuple[float, int]:
    """As `auc`, each positive held only against negatives of about its size; and how many positives had any."""
    shares = []
    for index in np.flatnonzero(positive):
        alike = ~positive & (np.abs(sizes / sizes[index] - 1) <= within)
        if alike.any():
            shares.append(float(((scores[index] > scores[alike]) + 0.5 * (scores[index] == scores[alike])).mean()))
    return (float(np.mean(shares)) if shares else float("nan")), len(shares)


def auc_interval(value: float, ones: int, zeros: int) -> tuple[float, float]:
    """95 %, by the fifth method of Newcombe (2006): the areas that are not too far off by their own spread.

    It has a width at 1 also, where a formula that takes the spread at the value found has none.
    """
    if not ones or not zeros or np.isnan(value):
        return 0.0, 1.0
    extra = (ones + zeros) / 2 - 1

    def beyond(area: float) -> float:
        spread = area * (1 - area) * (1 + extra * (1 - area) / (2 - area) + extra * area / (1 + area))
        return float((value - area) ** 2 - Z_95**2 * spread / (ones * zeros))

    inner = min(max(value, 1e-9), 1 - 1e-9)  # at the very ends nothing is beyond
    low = brentq(beyond, 0.0, inner) if value > 0 else 0.0
    high = brentq(beyond, inner, 1.0) if value < 1 else 1.0
    return float(low), float(high)


def reliability(
    sure: NDArray[np.floating], right: NDArray[np.bool_], count: int = BINS
) -> tuple[tuple[float, float, int], ...]:
    """(mean probability, share that was right, count) of each of the bins of equal width that holds something."""
    bins = np.minimum((sure * count).astype(int), count - 1)
    rows = []
    for number in range(count):
        inside = bins == number
        if inside.any():
            rows.append((float(sure[inside].mean()), float(right[inside].mean()), int(inside.sum())))
    return tuple(rows)


def calibration_error(rows: Sequence[tuple[float, float, int]]) -> float:
    """Expected calibration error: how far sureness and rightness are apart, on average."""
    total = sum(count for _, _, count in rows)
    return sum(abs(sure - right) * count for sure, right, count in rows) / total if total else float("nan")


def confusion(truth: NDArray[np.int64], said: NDArray[np.int64], classes: int) -> NDArray[np.int64]:
    """(true class, said class)."""
    table = np.zeros((classes, classes), dtype=np.int64)
    np.add.at(table, (truth, said), 1)
    return table


def overlaps(boxes: NDArray[np.floating], others: NDArray[np.floating]) -> NDArray[np.float64]:
    """Intersection over union of (n, 4) with (m, 4), each (left, top, right, bottom)."""
    low = np.maximum(boxes[:, None, :2], others[None, :, :2])
    high = np.minimum(boxes[:, None, 2:], others[None, :, 2:])
    shared = np.prod(np.clip(high - low, 0, None), axis=2)
    sizes = np.prod(boxes[:, 2:] - boxes[:, :2], axis=1)[:, None] + np.prod(others[:, 2:] - others[:, :2], axis=1)
    return np.asarray(shared / np.maximum(sizes - shared, 1e-9), dtype=np.float64)


def average_precision(scores: NDArray[np.floating], hits: NDArray[np.bool_], truths: int) -> float:
    """Area below precision over recall, every point counted; `hits` says which findings are at a true place."""
    if truths == 0:
        return float("nan")
    order = np.argsort(-scores, kind="stable")
    found = np.cumsum(hits[order])
    precision = found / np.arange(1, len(order) + 1)
    best = np.maximum.accumulate(precision[::-1])[::-1]
    steps = np.diff(np.append(0, found)) > 0
    return float(best[steps].sum() / truths)


def matched(found: NDArray[np.floating], scores: NDArray[np.floating], true: NDArray[np.floating]) -> NDArray[np.bool_]:
    """Which findings of one picture and class are at a true place; each true box is found once, by the surest."""
    hits = np.zeros(len(found), dtype=bool)
    if not len(found) or not len(true):
        return hits
    shared, taken = overlaps(found, true), np.zeros(len(true), dtype=bool)
    for index in np.argsort(-scores, kind="stable"):
        free = np.where(taken, 0.0, shared[index])
        best = int(free.argmax())
        if free[best] >= SAME_PLACE:
            hits[index] = taken[best] = True
    return hits
