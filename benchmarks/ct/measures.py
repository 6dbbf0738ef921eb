"""The arithmetic of what was seen in CT bags: from records to shares and curves, each with its interval of 95 %.

Shares carry Wilson's interval; all else is drawn anew from the bags (or the single things), which are what is
independent of one another: a bootstrap with seeded dice.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from customhouse.imaging.adaptation.measures import BINS, auc
from customhouse.kernel.shares import wilson
from simulators.scanner.bags.firearms import HANDGUN, HANDGUNS
from training.ct.classes import OBJECTS, THREATS

Record = dict[str, Any]
Counts = NDArray[np.int64]  # how often each bag was drawn
DATA = "simulated bags with held-out seeds, shapes, material mixes and packing styles; simulated alone, no real image"
ALLOWED = 0.10  # share of clean bags that may be stopped
MATCH = 0.3  # intersection over union of voxels from which a found object is the true one, for average precision
ROUNDS = 400  # of the bootstrap
SEED = 20


@dataclass(frozen=True)
class Value:
    """A figure and the interval in which it lies in 95 of 100 sets drawn anew."""

    value: float
    low: float
    high: float

    @property
    def words(self) -> str:
        return f"{self.value:.3f} ({self.low:.3f}–{self.high:.3f})" if math.isfinite(self.value) else "–"

    @property
    def said(self) -> dict[str, float]:
        return {"value": self.value, "low": self.low, "high": self.high}


def drawn_anew(count: int, measure: Callable[[Counts], float]) -> Value:
    """A figure of `count` independent cases; `measure` is told how often each was drawn."""
    dice = np.random.default_rng(SEED)
    draws = (dice.integers(count, size=count) for _ in range(ROUNDS if count else 0))
    every = [measure(np.bincount(draw, minlength=count)) for draw in draws]
    finite = [each for each in every if math.isfinite(each)]
    low, high = np.percentile(finite, (2.5, 97.5)) if finite else (math.nan, math.nan)
    return Value(measure(np.ones(count, np.int64)), float(low), float(high))


def auroc(yes: Sequence[float], no: Sequence[float]) -> Value:
    """The chance that one of `yes` is above one of `no`."""
    scores, positive = np.array([*yes, *no], float), np.arange(len(yes) + len(no)) < len(yes)
    return drawn_anew(len(scores), lambda often: auc(np.repeat(scores, often), np.repeat(positive, often)))


def share_words(hits: int, count: int) -> str:
    low, high = wilson(hits, count)
    return f"{hits}/{count}  {hits / count:.1%} ({low:.0%}–{high:.0%})" if count else "0/0"


def worst(found: Sequence[Record]) -> float:
    return max((each["threat"] for each in found), default=0.0)


def threshold_at(clean: Sequence[float], allowed: float = ALLOWED) -> float:
    """The lowest at which no more than the allowed share of clean bags is stopped."""
    ranked = sorted(clean, reverse=True)
    over = int(allowed * len(ranked))
    return ranked[over] + 1e-6 if over < len(ranked) else 0.0


def rows_of(thing: Record) -> tuple[str, ...]:
    """The rows of a table that a true threat counts in: its class, and what sort of firearm it is."""
    if thing["label"] != "firearm":
        return (thing["label"],)
    return "firearm", SORTS["firearm"][thing["name"] not in HANDGUNS]


SORTS = {"firearm": (HANDGUN, "other firearm")}
ROWS = tuple(row for n in THREATS for row in (OBJECTS[n], *SORTS.get(OBJECTS[n], ())))


def detected(record: Record, threshold: float) -> list[tuple[Record, bool, bool]]:
    """For each true threat: whether something at its place is suspected, and whether rightly named."""
    result = []
    for thing in record["things"]:
        own = [e for e in record["found"] if e["instance"] == thing["instance"] and e["threat"] >= threshold]
        result.append((thing, bool(own), any(each["as"] == thing["label"] for each in own)))
    return result


@dataclass(frozen=True)
class Ranked:
    """All that was called one class, the likeliest first.

    Attributes:
        bag: number of its record.
        first: whether it is a true object that nothing likelier had found.
        true: how many true ones each record holds.
    """

    bag: NDArray[np.int64]
    first: NDArray[np.bool_]
    true: Counts

    @classmethod
    def of(cls, records: Sequence[Record], label: str) -> "Ranked":
        code, scored = OBJECTS.index(label), []
        for number, record in enumerate(records):
            for each in record["found"]:
                if each["distinct"] and each["as"] == label:
                    right = each["true"] == code and each["like"] >= MATCH
                    scored.append((each["as_probability"], right, number, each["instance"]))
        scored.sort(key=lambda one: -one[0])
        seen: set[tuple[int, int]] = set()
        first = []
        for _, right, number, instance in scored:
            first.append(right and (number, instance) not in seen)
            if right:
                seen.add((number, instance))
        true = [sum(thing["label"] == label for thing in record["things"]) for record in records]
        return cls(np.array([each[2] for each in scored], np.int64), np.array(first, bool), np.array(true, np.int64))

    def precision(self, often: Counts) -> float:
        """Average precision, each record counted so often; no number where no true object is left."""
        whole = int((self.true * often).sum())
        if not whole:
            return math.nan
        weights = often[self.bag]
        hits, every = np.cumsum(weights * self.first), np.cumsum(weights)
        if not len(hits):
            return 0.0
        envelope = np.maximum.accumulate((hits / np.maximum(1, every))[::-1])[::-1]
        return float((envelope * np.diff(np.append(0, hits))).sum() / whole)


def average_precision(records: Sequence[Record], label: str) -> tuple[Value, int]:
    """Over all bags, by the probability of the class; a true object counts once. Returns it and the true count."""
    ranked = Ranked.of(records, label)
    return drawn_anew(len(records), ranked.precision), int(ranked.true.sum())


def mean_precision(records: Sequence[Record]) -> Value:
    """Over the classes of threats that the records hold."""
    every = [Ranked.of(records, OBJECTS[n]) for n in THREATS]
    held = [each for each in every if each.true.any()]

    def mean(often: Counts) -> float:
        values = [value for each in held if math.isfinite(value := each.precision(often))]
        return float(np.mean(values)) if values else math.nan

    return drawn_anew(len(records), mean)


def sums_of(rows: Sequence[Sequence[Sequence[int]]]) -> Counts:
    """(record, 3, class) of hits, said and true."""
    return np.array(rows, np.int64).reshape(len(rows), 3, len(OBJECTS))


def dice_of(sums: Counts) -> dict[str, float]:
    """From (3, class); classes that are nowhere are left out."""
    return {
        code: float(2 * sums[0, n] / max(1, sums[1, n] + sums[2, n]))
        for n, code in enumerate(OBJECTS)
        if sums[2, n] > 0
    }


def mean_threat(dice: Mapping[str, float]) -> float:
    own = [dice[OBJECTS[n]] for n in THREATS if OBJECTS[n] in dice]
    return float(np.mean(own)) if own else math.nan


def mean_dice(sums: Counts) -> Value:
    """Of the threats, voxels of all records together."""
    return drawn_anew(len(sums), lambda often: mean_threat(dice_of(np.tensordot(often, sums, 1))))


def miscalibration(records: Sequence[Record]) -> tuple[Value, int]:
    """Expected calibration error of the probability of a threat, over candidates whose truth is known; their number."""
    bins = np.zeros((len(records), BINS, 3))  # sums of probability and of truth, and the number
    for number, record in enumerate(records):
        known = [each for each in record["found"] if each["true"] >= 0]
        chance = np.array([each["threat"] for each in known])
        true = np.array([each["true"] in THREATS for each in known], float)
        place = np.minimum((chance * BINS).astype(int), BINS - 1)
        np.add.at(bins[number], place, np.stack([chance, true, np.ones(len(known))], axis=1).reshape(-1, 3))

    def error(often: Counts) -> float:
        chance, true, count = np.tensordot(often, bins, 1).T
        return float(np.abs(chance - true).sum() / count.sum()) if count.sum() else math.nan

    return drawn_anew(len(records), error), int(bins[:, :, 2].sum())
