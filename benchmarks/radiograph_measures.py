"""What is counted of many radiographs: overlap of classes, areas under curves, retrieval; each with its interval."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from customhouse.imaging.adaptation.measures import auc_between
from customhouse.kernel.shares import wilson

ROUNDS = 300  # of the bootstrap
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Measured:
    """A figure with its 95 % interval and how many cases it rests on."""

    value: float
    low: float
    high: float
    count: int

    def __str__(self) -> str:
        return f"{self.value:.3f} ({self.low:.3f} – {self.high:.3f})" if self.count else "-"

    def plain(self) -> dict[str, Any]:
        return {name: round(float(v), 4) for name, v in vars(self).items()}


NOTHING = Measured(float("nan"), float("nan"), float("nan"), 0)


def resampled(count: int, figure: Callable[[NDArray[np.intp]], float]) -> Measured:
    """A figure of the cases and its interval by the bootstrap over whole cases."""
    if count == 0:
        return NOTHING
    dice = np.random.default_rng(11)
    drawn = np.array([figure(dice.integers(count, size=count)) for _ in range(ROUNDS)])
    drawn = drawn[np.isfinite(drawn)]
    low, high = np.quantile(drawn, [0.025, 0.975]) if len(drawn) else (float("nan"), float("nan"))
    return Measured(figure(np.arange(count)), float(low), float(high), count)


def share(hits: int, of: int) -> Measured:
    """A share with Wilson's interval."""
    return Measured(hits / of, *wilson(hits, of), of) if of else NOTHING


def area_of(scores: Floats, truth: NDArray[np.bool_]) -> Measured:
    return resampled(len(scores), lambda some: auc_between(scores[some][truth[some]], scores[some][~truth[some]]))


def false_alarms_at(detected: float, yes: Floats, no: Floats) -> Measured:
    """The share of those without that score at least as high as what this share of those with reach."""
    if not len(yes) or not len(no):
        return NOTHING
    limit = np.quantile(yes, 1 - detected, method="lower")
    return share(int((no >= limit).sum()), len(no))


def ious(confusion: NDArray[np.integer]) -> Floats:
    """Of each class, NaN where it occurs neither in truth nor in what was told."""
    both = np.diag(confusion).astype(np.float64)
    either = confusion.sum(axis=0) + confusion.sum(axis=1) - both
    return np.where(either > 0, both / np.maximum(either, 1), np.nan)


def mean_iou(confusions: NDArray[np.integer]) -> Measured:
    """Over the classes of goods that occur in truth; (cases, classes, classes), class 0 is none."""
    present = confusions.sum(axis=(0, 2)) > 0
    present[0] = False
    return resampled(len(confusions), lambda some: float(np.nanmean(ious(confusions[some].sum(axis=0))[present])))


def precision_at(vectors: Floats, labels: Sequence[str], nearest: int = 5) -> Measured:
    """Of the nearest other images, the share of the same label; labels of too few images are left out."""
    names = np.array(labels)
    alike = vectors @ vectors.T
    np.fill_diagonal(alike, -np.inf)
    best = np.argsort(-alike, axis=1)[:, :nearest]
    right = (names[best] == names[:, None]).mean(axis=1)
    usable = np.array([(names == name).sum() > nearest for name in names])
    kept = right[usable]
    return resampled(len(kept), lambda some: float(kept[some].mean()))


def oddest(vectors: Floats) -> Floats:
    """How far each vector of a lot lies from the median of the others."""
    return np.array(
        [np.linalg.norm(v - np.median(np.delete(vectors, n, axis=0), axis=0)) for n, v in enumerate(vectors)]
    )
