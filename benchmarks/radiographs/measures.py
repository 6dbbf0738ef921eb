"""What is counted of many radiographs: overlap of classes, areas under curves, retrieval; each with its interval."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.table import Table

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

    def counted(self) -> str:
        """A share with what was counted before it."""
        return f"{round(self.value * self.count)} of {self.count}: {self}" if self.count else "-"

    def plain(self) -> dict[str, Any]:
        return {name: round(float(v), 4) for name, v in vars(self).items()} | {"count": self.count}


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


def resampled_each(count: int, figures: Callable[[NDArray[np.intp]], Floats]) -> list[Measured]:
    """The same of several figures at once, each NaN where it cannot be told of the cases drawn."""
    dice = np.random.default_rng(11)
    drawn = np.array([figures(dice.integers(count, size=count)) for _ in range(ROUNDS)])
    found = []
    for value, column in zip(figures(np.arange(count)), drawn.T, strict=True):
        told = column[np.isfinite(column)]
        low, high = np.quantile(told, [0.025, 0.975]) if len(told) else (float("nan"), float("nan"))
        found.append(Measured(float(value), float(low), float(high), count))
    return found


def calibrated(sure: Sequence[Floats], right: Sequence[NDArray[np.bool_]], bins: int) -> Measured:
    """Expected calibration error, by the bootstrap over cases, each with all that was told of it.

    A small sample drawn again is never quite calibrated: the interval lies rather above the figure than around it.
    """
    sums = np.zeros((len(sure), 3, bins))
    for number, (told, true) in enumerate(zip(sure, right, strict=True)):
        at = np.minimum((told * bins).astype(int), bins - 1)
        for part, weights in enumerate((np.ones(len(told)), told, true)):
            sums[number, part] = np.bincount(at, weights, bins)
    return resampled(len(sure), lambda some: _off(sums[some].sum(axis=0)))


def _off(sums: Floats) -> float:
    count, sure, right = sums
    return float(np.abs(sure - right).sum() / max(1.0, count.sum()))


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


def found_at(alarms: float, yes: Floats, no: Floats) -> tuple[Measured, Measured]:
    """The share of those with that score higher than all but this share of those without; and the false alarms there.

    With fewer than 1 / `alarms` cases without, none of them may alarm.
    """
    if not len(yes) or not len(no):
        return NOTHING, NOTHING
    limit = np.sort(no)[::-1][int(alarms * len(no))]
    return share(int((yes > limit).sum()), len(yes)), share(int((no > limit).sum()), len(no))


def ious(confusion: NDArray[np.integer]) -> Floats:
    """Of each class, NaN where it does not occur in truth."""
    both = np.diag(confusion).astype(np.float64)
    either = confusion.sum(axis=0) + confusion.sum(axis=1) - both
    return np.where(confusion.sum(axis=1) > 0, both / np.maximum(either, 1), np.nan)


def mean_iou(confusions: NDArray[np.integer]) -> Measured:
    """Over the classes of goods that occur in truth of each sample drawn; (cases, classes, classes), 0 is none."""
    return resampled(len(confusions), lambda some: _mean(ious(confusions[some].sum(axis=0))[1:]))


def _mean(values: Floats) -> float:
    told = values[np.isfinite(values)]
    return float(told.mean()) if told.size else float("nan")


def goods_right(confusion: NDArray[np.integer]) -> float:
    """Of the pixels of goods, the share that is called what it is."""
    return float(np.diag(confusion)[1:].sum() / max(1, confusion[1:].sum()))


def precision_at(vectors: Floats, labels: Sequence[str], nearest: int = 5) -> Measured:
    """Of the nearest other images, the share of the same label; labels of too few images are left out."""
    right, usable = nearest_right(vectors @ vectors.T, labels, nearest)
    kept = right[usable]
    return resampled(len(kept), lambda some: float(kept[some].mean()))


def nearest_right(alike: Floats, labels: Sequence[str], nearest: int = 5) -> tuple[Floats, NDArray[np.bool_]]:
    """Of each image's nearest others the share of its label, and whether its label has more images than those."""
    names, others = np.array(labels), alike.astype(float)
    np.fill_diagonal(others, -np.inf)
    best = np.argsort(-others, axis=1, kind="stable")[:, :nearest]
    right = (names[best] == names[:, None]).mean(axis=1)
    return right, np.array([(names == name).sum() > nearest for name in names])


def oddest(vectors: Floats) -> Floats:
    """How far each vector of a lot lies from the median of the others."""
    return np.array(
        [np.linalg.norm(v - np.median(np.delete(vectors, n, axis=0), axis=0)) for n, v in enumerate(vectors)]
    )


def titled(title: str, *columns: str) -> Table:
    """A table of figures; each says that they are simulated."""
    table = Table(*columns, title=f"{title} (simulated)")
    for column in table.columns[1:]:
        column.justify = "right"
    return table
