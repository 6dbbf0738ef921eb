"""Fits a head for whole pictures and measures it on pictures that it has not learned from."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from customhouse.imaging.adaptation.site_heads import strangeness
from customhouse.imaging.adaptation.site_heads.features import columns
from customhouse.imaging.adaptation.site_heads.logistic import (
    Linear,
    best_temperature,
    fit,
    folds,
    log_loss,
    softmax,
    turn,
)

Rows = NDArray[np.float32]
Labels = NDArray[np.int64]
# From the least to the most; the inner folds choose.
RECIPES: tuple[tuple[str, ...], ...] = (
    ("small",),
    ("small", "large"),
    ("large", "peaks", "texture"),
    ("small", "large", "peaks", "texture"),
)
PENALTIES = (3e-4, 3e-3, 3e-2, 3e-1)
INNER_FOLDS, OUTER_FOLDS = 3, 5
MOST_FOR_CHOOSING = 1500  # pictures; more say the same and cost minutes
MOST_FOR_FOLDS = 1500  # with more, one held-out third measures well enough
Tick = Callable[[str], None]


@dataclass(frozen=True)
class Learned:
    """A head as it was fitted: on which blocks it stands, and by what its logits are divided.

    `linear` is None where the pictures as wholes have nothing to be told apart by: only their strangeness is learned.
    """

    recipe: tuple[str, ...]
    penalty: float
    linear: Linear | None
    temperature: float
    strange: strangeness.Strangeness
    usual: tuple[float, ...]  # quantiles of the strangeness of pictures not learned from

    def probabilities(self, rows: Rows) -> Rows:
        assert self.linear is not None  # noqa: S101 - only heads that tell classes apart are measured
        return softmax(self.linear.logits(rows[:, columns(self.recipe)]), self.temperature)

    def novelty(self, rows: Rows) -> NDArray[np.float64]:
        found = self.strange.of(rows[:, columns(self.recipe)])
        return np.array([strangeness.share_less_strange(float(value), self.usual) for value in found])


@dataclass(frozen=True)
class Measured:
    """What was said of each held-out picture; `places` are their rows. `how` tells which were held out."""

    places: NDArray[np.int64]
    probabilities: Rows
    novelty: NDArray[np.float64]
    how: str


def learn(rows: Rows, truth: Labels, groups: NDArray[np.int64], classes: int, seed: int) -> Learned:
    recipe, penalty, logits, measured = _chosen(rows, truth, groups, classes, seed)
    linear = fit(rows[:, columns(recipe)], truth, classes, penalty)
    strange, usual = _strangeness(rows[:, columns(recipe)], truth, groups, classes, seed)
    return Learned(recipe, penalty, linear, best_temperature(logits, truth[measured]), strange, usual)


def learn_strangeness(rows: Rows, groups: NDArray[np.int64], seed: int) -> Learned:
    """Of pictures that are all of one kind."""
    recipe, one = RECIPES[0], np.zeros(len(rows), dtype=np.int64)
    taken = rows[:, columns(recipe)]
    random = np.random.default_rng(seed)
    names = np.unique(groups)
    out = np.isin(groups, random.permutation(names)[: max(1, len(names) // INNER_FOLDS)])
    unseen = strangeness.learn(taken[~out], one[~out], 1).of(taken[out]) if (~out).sum() > 2 else np.ones(1)
    return Learned(recipe, 0.0, None, 1.0, strangeness.learn(taken, one, 1), _quantiles(unseen))


def _quantiles(values: NDArray[np.floating]) -> tuple[float, ...]:
    return tuple(float(value) for value in np.quantile(values, np.linspace(0, 1, 101)))


def _chosen(
    rows: Rows, truth: Labels, groups: NDArray[np.int64], classes: int, seed: int
) -> tuple[tuple[str, ...], float, Rows, NDArray[np.int64]]:
    """The recipe and penalty whose folds are the least surprised; and their logits, for the calibration."""
    some = np.sort(np.random.default_rng(seed).permutation(len(rows))[:MOST_FOR_CHOOSING])
    split = folds(groups[some], truth[some], INNER_FOLDS, seed)
    measured = some[np.concatenate([held_out for _, held_out in split])]
    best: tuple[float, tuple[str, ...], float, Rows, NDArray[np.int64]] | None = None
    for recipe in RECIPES:
        turned = turn(rows[some][:, columns(recipe)])
        for penalty in PENALTIES:
            logits = turned.try_out(split, truth[some], classes, penalty)
            surprise = log_loss(logits / best_temperature(logits, truth[measured]), truth[measured])
            if best is None or surprise < best[0] * 0.995:  # more features must pay
                best = (surprise, recipe, penalty, logits, measured)
    assert best is not None  # noqa: S101 - there are recipes and penalties
    return best[1:]


def _strangeness(
    rows: Rows, truth: Labels, groups: NDArray[np.int64], classes: int, seed: int
) -> tuple[strangeness.Strangeness, tuple[float, ...]]:
    split = folds(groups, truth, INNER_FOLDS, seed)
    unseen = [strangeness.learn(rows[a], truth[a], classes).of(rows[b]) for a, b in split]
    return strangeness.learn(rows, truth, classes), _quantiles(np.concatenate(unseen))


@dataclass(frozen=True)
class Lesson:
    """What is to be learned: the class of each picture, twins by group, and which are the fixed test set."""

    truth: Labels
    groups: NDArray[np.int64]
    is_test: NDArray[np.bool_]
    classes: int
    seed: int


def measure(rows: Rows, lesson: Lesson, tick: Tick) -> tuple[Learned, Measured]:
    """The head to keep, and what heads that learned like it said of pictures they had not seen.

    With a fixed test set the head kept is the one measured. Without, groups are held out by turns, and the head kept
    has learned from all.
    """
    truth, groups, is_test = lesson.truth, lesson.groups, lesson.is_test
    classes, seed, everything = lesson.classes, lesson.seed, np.arange(len(rows))
    if is_test.any():
        tick("learning from the training set")
        learned = learn(rows[~is_test], truth[~is_test], groups[~is_test], classes, seed)
        return learned, _said(
            learned, rows, everything[is_test], f"the folder's own test set, {is_test.sum()} pictures"
        )
    split = folds(groups, truth, OUTER_FOLDS if len(rows) <= MOST_FOR_FOLDS else 3, seed)
    split = split if len(rows) <= MOST_FOR_FOLDS else split[:1]
    parts = []
    for number, (learned_from, held_out) in enumerate(split, 1):
        tick(f"measuring on held-out pictures, {number} of {len(split)}")
        head = learn(rows[learned_from], truth[learned_from], groups[learned_from], classes, seed)
        parts.append(_said(head, rows, held_out, ""))
    tick("learning from all pictures")
    how = f"{len(split)} folds" if len(split) > 1 else "one held-out third"
    measured = Measured(
        np.concatenate([part.places for part in parts]),
        np.concatenate([part.probabilities for part in parts]),
        np.concatenate([part.novelty for part in parts]),
        f"{how}, twins kept together, seed {seed}, {sum(len(part.places) for part in parts)} pictures",
    )
    return learn(rows, truth, groups, classes, seed), measured


def _said(head: Learned, rows: Rows, places: NDArray[np.int64], how: str) -> Measured:
    return Measured(places, head.probabilities(rows[places]), head.novelty(rows[places]), how)


def by_file_alone(traits: Rows, lesson: Lesson) -> tuple[NDArray[np.int64], Rows]:
    """What size, proportions and bytes of the files would tell, with no look at the picture: (places, probabilities).

    The head sees none of it. Where this is good, the classes come from different sources, and a good figure may be
    owed to that.
    """
    squares, is_test = np.concatenate([traits, traits**2], axis=1), lesson.is_test
    if is_test.any():
        split = [(np.flatnonzero(~is_test), np.flatnonzero(is_test))]
    else:
        split = folds(lesson.groups, lesson.truth, INNER_FOLDS, lesson.seed)
    heads = [(fit(squares[a], lesson.truth[a], lesson.classes, 1e-3), b) for a, b in split]
    said = [softmax(head.logits(squares[held_out])) for head, held_out in heads]
    return np.concatenate([held_out for _, held_out in split]), np.concatenate(said)
