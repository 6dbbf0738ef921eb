"""Fits the head that finds things, and measures it on pictures it has not learned from."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.vq import kmeans2
from scipy.optimize import minimize
from scipy.special import expit, logit

from customhouse.imaging.adaptation.measures import average_precision, matched, overlaps
from customhouse.imaging.adaptation.pictures.layouts import Sample
from customhouse.imaging.adaptation.pictures.opening import Pixels
from customhouse.imaging.adaptation.site_heads.boxes import (
    CELL,
    Boxes,
    BoxHead,
    Maps,
    described,
    every_window,
    moved,
    reduced,
    stacked,
    sums,
)
from customhouse.imaging.adaptation.site_heads.features import Eye
from customhouse.imaging.adaptation.site_heads.logistic import Linear, fit, folds, log_loss, turn
from customhouse.kernel.errors import Invalid

Picture = Callable[[Sample], Pixels]
Watch = Callable[[str, int, Iterable[Sample]], Iterator[Sample]]

DIRECTIONS, ANCHORS = 96, 12
FOR_DIRECTIONS, CELLS_EACH = 150, 80  # pictures, and cells of each, that the directions are found from
FOR_MISTAKES = 500  # pictures that are searched for what is taken for a thing and is none
JITTERS, EMPTY_EACH, PARTLY_EACH, MISTAKES_EACH = 5, 14, 6, 8
CALIBRATION_SHARE = 6  # one in so many training pictures is kept to make the sureness honest
TOO_ALIKE = "the labelled boxes lie in too few different pictures: half of them must be held back to see what is right"
LARGEST_SIDE, LEAST_CELLS = 960, 3.0
PENALTIES = (1e-3, 1e-2, 1e-1)
KEPT_BYTES = 512 << 20  # of maps, about those of 300 pictures


@dataclass(frozen=True)
class Found:
    """What was found in one picture, held against its true boxes; `crop_labels` is what each true box is taken for."""

    scores: NDArray[np.float32]
    labels: NDArray[np.int64]
    hits: NDArray[np.bool_]
    true_labels: NDArray[np.int64]
    crop_labels: NDArray[np.int64]


@dataclass(frozen=True)
class Trainer:
    eye: Eye
    picture: Picture
    watch: Watch
    classes: tuple[str, ...]
    seed: int
    seen: dict[tuple[Path, int], Mapping[str, Maps]] = field(default_factory=dict)

    def learn(
        self, samples: Sequence[Sample], groups: NDArray[np.int64], side: int
    ) -> tuple[BoxHead, dict[str, float]]:
        """A head, and the least sureness from which each class is told; twins share a number of `groups`.

        What makes the sureness honest was never learned from: some of many pictures, and of few each half by a head
        that learned from the other half. Raises `Invalid` where boxes lie in too few pictures for that.
        """
        holds = np.array([int(bool(sample.boxes)) for sample in samples])
        is_few = len(np.unique(groups)) < 5 * CALIBRATION_SHARE
        split = folds(groups, holds, 2 if is_few else CALIBRATION_SHARE, self.seed)
        if len(split) < 2 or any(not holds[part].any() for part in (split[0][0], split[1][0])):
            raise Invalid.one("data", "too_few", TOO_ALIKE)
        found, head = [], None
        for learned, kept in split if is_few else split[:1]:
            head = self._fitted([samples[i] for i in learned], side)
            found += self.find(head, [samples[i] for i in kept], "making the sureness honest")
        if head is None or is_few:
            head = self._fitted(samples, side)
        scale, shift = _calibrated(found)
        return replace(head, scale=scale, shift=shift), _thresholds(found, self.classes, scale, shift)

    def _fitted(self, taught: Sequence[Sample], side: int) -> BoxHead:
        """As sure as it comes."""
        random = np.random.default_rng(self.seed)
        side = self._side(taught, side)
        reduce = self._directions(taught, side, random)
        blank = Linear(np.zeros((1, 1), np.float32), np.zeros(1, np.float32))
        head = BoxHead(self.classes, reduce, blank, blank, self._anchors(taught, side), side)
        rows, truth, groups, moves = self._lessons(head, taught, random)
        head = replace(head, fitting=_least_squares(*moves))
        penalty = _penalty(rows, truth, groups, len(self.classes) + 1, self.seed)
        head = replace(head, judge=fit(rows, truth, len(self.classes) + 1, penalty))
        more, numbers = self._mistakes(head, taught, random)
        rows, truth = np.concatenate([rows, more]), np.concatenate([truth, numbers])
        return replace(head, judge=fit(rows, truth, len(self.classes) + 1, penalty))

    def find(self, head: BoxHead, samples: Sequence[Sample], what: str) -> list[Found]:
        return [self._held(head, sample) for sample in self.watch(what, len(samples), samples)]

    def _held(self, head: BoxHead, sample: Sample) -> Found:
        maps = self._map_of(head, sample)
        boxes, scores, labels = head.find(maps)
        true, numbers = self._true(sample, (1, 1))
        cells, _ = self._true(sample, maps.shape[1:])
        crops = head.judge.logits(described(sums(maps), cells))[:, :-1].argmax(axis=1)
        hits = np.zeros(len(boxes), dtype=bool)
        for label in np.unique(labels):
            mine = labels == label
            hits[mine] = matched(boxes[mine], scores[mine], true[numbers == label])
        return Found(scores, labels, hits, numbers, crops)

    def _maps(self, sample: Sample, side: int) -> Mapping[str, Maps]:
        """What the frozen network sees, kept while there is room: each picture is asked for four times and more."""
        key = sample.path, side
        if key in self.seen:
            return self.seen[key]
        maps = self.eye.maps(self.picture(sample), side)
        if sum(map(_bytes, self.seen.values())) + _bytes(maps) <= KEPT_BYTES:
            self.seen[key] = maps
        return maps

    def _map_of(self, head: BoxHead, sample: Sample) -> Maps:
        return reduced(stacked(self._maps(sample, head.side)), head.reduce)

    def _true(self, sample: Sample, shape: tuple[int, ...]) -> tuple[Boxes, NDArray[np.int64]]:
        """True boxes in cells of a map of this shape (rows, columns), and the numbers of their classes."""
        rows, columns = shape
        edges = [
            (b.left * columns, b.top * rows, (b.left + b.width) * columns, (b.top + b.height) * rows)
            for b in sample.boxes
        ]
        numbers = [self.classes.index(box.label) for box in sample.boxes]
        return np.array(edges, dtype=np.float32).reshape(-1, 4), np.array(numbers, dtype=np.int64)

    def _side(self, samples: Sequence[Sample], side: int) -> int:
        """Large enough that nine in ten boxes are a few cells wide."""
        shorter = [min(box.width, box.height) * side / CELL for sample in samples for box in sample.boxes]
        wanted = side * max(1.0, LEAST_CELLS / max(0.5, float(np.percentile(shorter, 10))))
        return int(min(LARGEST_SIDE, wanted))

    def _directions(self, samples: Sequence[Sample], side: int, random: np.random.Generator) -> Linear:
        """The directions in which cells vary most, after bringing channels to one spread."""
        some = [samples[i] for i in sorted(random.permutation(len(samples))[:FOR_DIRECTIONS])]
        cells = []
        for sample in self.watch("finding what varies", len(some), some):
            maps = stacked(self._maps(sample, side))
            flat = maps.reshape(len(maps), -1).T
            cells.append(flat[random.permutation(len(flat))[:CELLS_EACH]])
        stack = np.concatenate(cells)
        mean, spread = stack.mean(axis=0), stack.std(axis=0) + 1e-2
        scaled = (stack - mean) / spread
        values, vectors = np.linalg.eigh(scaled.T @ scaled / len(scaled))
        basis = (vectors[:, ::-1][:, :DIRECTIONS] / spread[:, None] / np.sqrt(values[::-1][:DIRECTIONS] + 1e-2)).astype(
            np.float32
        )
        return Linear(basis, (-mean @ basis).astype(np.float32))

    def _anchors(self, samples: Sequence[Sample], side: int) -> NDArray[np.float32]:
        """Usual widths and heights in cells."""
        sizes = [(box.width, box.height) for sample in samples for box in sample.boxes]
        cells = np.log(np.maximum(np.array(sizes) * side / CELL, 1.0))
        count = min(ANCHORS, len(np.unique(cells, axis=0)))
        centres, _ = kmeans2(cells, count, minit="++", seed=self.seed, missing="warn")
        usual: NDArray[np.float32] = np.exp(centres[np.isfinite(centres).all(axis=1)]).astype(np.float32)
        return usual

    def _lessons(
        self, head: BoxHead, samples: Sequence[Sample], random: np.random.Generator
    ) -> tuple[
        NDArray[np.float32], NDArray[np.int64], NDArray[np.int64], tuple[NDArray[np.float32], NDArray[np.float32]]
    ]:
        """(windows described, their classes, their pictures, (windows near a thing, the moves onto it))."""
        rows, truth, groups, near, moves = [], [], [], [], []
        nothing = len(self.classes)
        for number, sample in enumerate(self.watch("learning boxes", len(samples), samples)):
            maps: Maps = self._map_of(head, sample)
            summed, shape = sums(maps), maps.shape[1:]
            true, numbers = self._true(sample, shape)
            around, of = _jittered(true, shape, random)
            empty = _empty(every_window(head.anchors, shape), true, random)
            windows = np.concatenate([true, around, empty])
            told = np.concatenate([numbers, numbers[of], np.full(len(empty), nothing)])
            found = described(summed, windows)
            rows.append(found)
            truth.append(told)
            groups.append(np.full(len(told), number))
            near.append(found[len(true) : len(true) + len(around)])
            moves.append(_moves(around, true[of]))
        return np.concatenate(rows), np.concatenate(truth), np.concatenate(groups), (
            np.concatenate(near), np.concatenate(moves),
        )  # fmt: skip

    def _mistakes(
        self, head: BoxHead, samples: Sequence[Sample], random: np.random.Generator
    ) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """What the head takes for things and is none: learned as nothing."""
        some = [samples[i] for i in sorted(random.permutation(len(samples))[:FOR_MISTAKES])]
        rows = []
        for sample in self.watch("learning from mistakes", len(some), some):
            maps = self._map_of(head, sample)
            shape = maps.shape[1:]
            found, _, _ = head.find(maps)
            windows = (found * np.array([shape[1], shape[0], shape[1], shape[0]], dtype=np.float32))[:40]
            true, _ = self._true(sample, shape)
            far = (
                overlaps(windows, true).max(axis=1) < 0.3 if len(true) and len(windows) else np.ones(len(windows), bool)
            )
            rows.append(described(sums(maps), windows[far][:MISTAKES_EACH]))
        stack = np.concatenate(rows)
        return stack, np.full(len(stack), len(self.classes), dtype=np.int64)


def _bytes(maps: Mapping[str, Maps]) -> int:
    return sum(each.nbytes for each in maps.values())


def _jittered(true: Boxes, shape: tuple[int, ...], random: np.random.Generator) -> tuple[Boxes, NDArray[np.int64]]:
    """Windows near the true boxes, and which they are near."""
    if not len(true):
        return np.zeros((0, 4), np.float32), np.zeros(0, np.int64)
    of = np.repeat(np.arange(len(true)), 3 * JITTERS)
    shifts = np.concatenate([random.normal(0, 0.12, (len(of), 2)), random.normal(0, 0.18, (len(of), 2))], axis=1)
    windows = moved(true[of], shifts, shape)
    good = overlaps(windows, true)[np.arange(len(of)), of] >= 0.5
    place = np.flatnonzero(good)
    chosen = np.concatenate([place[of[place] == index][:JITTERS] for index in range(len(true))])
    return windows[chosen], of[chosen]


def _empty(windows: Boxes, true: Boxes, random: np.random.Generator) -> Boxes:
    """Windows with nothing in them, and some that hold a part of a thing."""
    share = overlaps(windows, true).max(axis=1) if len(true) else np.zeros(len(windows))
    far, partly = np.flatnonzero(share < 0.1), np.flatnonzero((share >= 0.1) & (share < 0.35))
    chosen = [random.permutation(far)[:EMPTY_EACH], random.permutation(partly)[: PARTLY_EACH * max(1, len(true))]]
    some: Boxes = windows[np.concatenate(chosen)]
    return some


def _moves(windows: Boxes, true: Boxes) -> NDArray[np.float32]:
    size, wanted = windows[:, 2:] - windows[:, :2], true[:, 2:] - true[:, :2]
    shift = ((true[:, 2:] + true[:, :2]) - (windows[:, 2:] + windows[:, :2])) / 2 / np.maximum(size, 0.1)
    grown = np.log(np.maximum(wanted, 0.1) / np.maximum(size, 0.1))
    return np.concatenate([shift, grown], axis=1).astype(np.float32)


def _least_squares(rows: NDArray[np.float32], wanted: NDArray[np.float32]) -> Linear:
    """Ridge regression, the penalty a share of the features' own spread."""
    mean, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-3
    scaled = (rows - mean) / spread
    inner = scaled.T @ scaled + 0.05 * len(rows) * np.eye(scaled.shape[1])
    weights = np.linalg.solve(inner, scaled.T @ (wanted - wanted.mean(axis=0))) / spread[:, None]
    return Linear(weights.astype(np.float32), (wanted.mean(axis=0) - mean @ weights).astype(np.float32))


def _penalty(
    rows: NDArray[np.float32], truth: NDArray[np.int64], groups: NDArray[np.int64], classes: int, seed: int
) -> float:
    [(learned, measured), *_] = folds(groups, truth, 3, seed)
    turned = turn(rows)
    loss = {p: log_loss(turned.try_out([(learned, measured)], truth, classes, p), truth[measured]) for p in PENALTIES}
    return min(loss, key=lambda penalty: loss[penalty])


def _calibrated(found: Sequence[Found]) -> tuple[float, float]:
    """Scale and shift of the logit by which a finding is as sure as it is right (Platt)."""
    scores, hits = np.concatenate([f.scores for f in found]), np.concatenate([f.hits for f in found])
    if hits.sum() < 5 or (~hits).sum() < 5:
        return 1.0, 0.0
    odds = logit(np.clip(scores.astype(np.float64), 1e-4, 1 - 1e-4))

    def surprise(numbers: NDArray[np.float64]) -> float:
        sure = np.clip(expit(numbers[0] * odds + numbers[1]), 1e-6, 1 - 1e-6)
        return float(-(np.log(sure[hits]).sum() + np.log(1 - sure[~hits]).sum()) / len(hits))

    scale, shift = minimize(surprise, np.array([1.0, 0.0]), method="L-BFGS-B", bounds=[(0.05, 5), (-8, 8)]).x
    return float(scale), float(shift)


def _thresholds(found: Sequence[Found], classes: tuple[str, ...], scale: float, shift: float) -> dict[str, float]:
    """Of each class, the sureness with the best balance of found and false."""
    least = {}
    for number, name in enumerate(classes):
        scores = np.concatenate([f.scores[f.labels == number] for f in found])
        hits = np.concatenate([f.hits[f.labels == number] for f in found])
        truths = sum(int((f.true_labels == number).sum()) for f in found)
        order = np.argsort(-scores, kind="stable")
        balance = 2 * np.cumsum(hits[order]) / (np.arange(1, len(order) + 1) + max(1, truths))
        raw = float(scores[order][balance.argmax()]) if len(order) and balance.max() > 0 else 0.5
        least[name] = float(expit(scale * logit(min(max(raw, 1e-4), 1 - 1e-4)) + shift))
    return least


def precisions(found: Sequence[Found], classes: tuple[str, ...]) -> dict[str, tuple[float, int]]:
    """Average precision at half overlap and the number of true boxes, of each class that the pictures have."""
    told = {}
    for number, name in enumerate(classes):
        truths = sum(int((f.true_labels == number).sum()) for f in found)
        if truths:
            scores = np.concatenate([f.scores[f.labels == number] for f in found])
            hits = np.concatenate([f.hits[f.labels == number] for f in found])
            told[name] = (average_precision(scores, hits, truths), truths)
    return told
