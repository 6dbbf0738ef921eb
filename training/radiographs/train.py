"""Trains the radiograph network; goes on where it was stopped.

    python -m training.radiographs.lessons                  # or beside the training, which takes what is there
    python -m training.radiographs.train --minutes 70

`--quick` makes a few containers of its own, trains for some minutes at most and fails unless the network has learned:
it must name the goods of the containers that it was shown, and tell goods from emptiness in others.
"""

import argparse
import json
import math
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from customhouse.imaging.networks.radiographs.context import FEATURES
from training.cargo import FOLDER
from training.cargo import fill as fill_containers
from training.cargo_scans import CLASSES
from training.devices import Device, add_options, chosen
from training.radiographs.lessons import TAUGHT, Lesson, fill, lessons, places
from training.radiographs.net import RadiographNet
from training.radiographs.scores import Scores, scores
from training.state import State

ROWS = 48  # places: all of a container's height
# First short pieces of many containers, for of one container all places are alike and six say little of 44 kinds; then
# long pieces of few, so that the network also knows what a whole load looks like.
SHORT_UNTIL = 0.85
PHASES = ((28, 28), (7, 112))  # pieces of a batch, and columns of each: two metres, seven metres
IGNORED = 255
Batch = tuple[Tensor, Tensor, Tensor]  # maps, labels, what is hidden
RARE = 0.3  # power of its share by which a rarer class counts more
NONE_WEIGHT = 0.3  # of the mean of the classes: what is empty is most of an image, and soon learned
RATE, LEAST_RATE, WARM_STEPS = 2e-3, 2e-5, 60
DECAY = 0.995  # of the running mean of the weights, which is what is exported
FROM_ABOVE = 0.35  # share of the pieces
ANOMALY_WEIGHT, ANOMALY_POSITIVE = 0.5, 6.0
SHAKEN = 0.1  # spreads of the features by which a view's numbers are moved, each as a whole
VARIED = 0.65  # of the pieces are of containers that were packed as no other: they teach goods, not packings
# What a packing shows more of than the goods do, by number in `feature_maps`: of some pieces it is not told.
STYLE = {
    "spread around": (7, 11, 15, 19, 26),
    "steps between neighbourhoods": (9, 13, 17, 21, 22, 23, 24),
    "texture": (28, 29, 30, 31, 32, 33),
    "the column": (34, 35, 36, 37, 38),
    "the other view": (39, 40, 41, 42),
    "within the place": (43, 44, 45),
}
UNTOLD = 0.12  # of the pieces, for each
QUICK = {"steps": 150, "train": 12, "tune": 6, "unseen": 2}
QUICK_SHARE = 4  # of the pieces of a batch, one in so many: twelve containers need no more
# What a quick training must reach: pixels of shown goods named right, as so many times the commonest class's share;
# pixels of other containers told goods or none, as so much of what always saying `none` leaves wrong.
QUICK_NAMED, QUICK_TOLD = 2.0, 0.3
WAIT_S, ENOUGH = 5.0, 40


def measured(paths: list[Path]) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
    """Middle and spread of each feature, and places of each class, in a sample of the lessons."""
    sums, squares, count = np.zeros(FEATURES), np.zeros(FEATURES), 0
    classes = np.zeros(len(CLASSES), np.int64)
    for path in paths[:: max(1, len(paths) // 250)]:
        for lesson in lessons(path):
            rows = lesson.maps.reshape(FEATURES, -1).astype(np.float64)
            sums, squares, count = sums + rows.sum(axis=1), squares + (rows * rows).sum(axis=1), count + rows.shape[1]
            classes += np.bincount(lesson.labels.ravel(), minlength=len(CLASSES))
    middle = sums / max(1, count)
    return middle, np.sqrt(np.maximum(squares / max(1, count) - middle * middle, 1e-6)), classes


def class_weights(counts: NDArray[np.int64]) -> Tensor:
    """Rare classes count more, but not by as much as they are rare; what never occurs counts nothing."""
    share = counts / max(1, counts.sum())
    weights = np.where(counts > 0, (share + 1e-3) ** -RARE, 0)
    weights = weights / weights[1:][counts[1:] > 0].mean()
    weights[0] = NONE_WEIGHT
    return torch.tensor(weights, dtype=torch.float32)


@dataclass
class Lessons:
    """Draws pieces of views of the splits in `paths`; what was read once is kept in memory as far as `most` goes."""

    paths: dict[str, list[Path]]
    dice: np.random.Generator
    middle: NDArray[np.float32]
    spread: NDArray[np.float32]
    most: int = 3000
    share: int = 1  # of the pieces of a batch, one in so many

    def __post_init__(self) -> None:
        self._read: dict[Path, list[Lesson]] = {}

    def batch(self, share: float) -> Batch:
        count, columns = PHASES[int(share > SHORT_UNTIL)]
        pieces = [self._piece(columns) for _ in range(max(2, count // self.share))]
        maps, labels, hidden = (np.stack(each) for each in zip(*pieces, strict=True))
        return torch.from_numpy(maps), torch.from_numpy(labels).long(), torch.from_numpy(hidden)

    def _piece(self, columns: int) -> tuple[NDArray[np.float32], NDArray[np.uint8], NDArray[np.float32]]:
        dice, size = self.dice, (ROWS, columns)
        views = self._views(self._path())
        lesson = views[min(int(dice.random() < FROM_ABOVE), len(views) - 1)]
        spare = [max(0, have - want) for have, want in zip(lesson.labels.shape, size, strict=True)]
        corner = [int(dice.integers(more + 1)) for more in spare]
        window = tuple(slice(at, at + want) for at, want in zip(corner, size, strict=True))
        flip = -1 if dice.random() < 0.5 else 1
        maps, labels, hidden = (
            each[(..., *window)][..., ::flip] for each in (lesson.maps, lesson.labels, lesson.hidden)
        )
        rows, wide = labels.shape
        framed = np.zeros((FEATURES, *size), np.float32)
        framed[:, :rows, :wide] = maps
        for numbers in STYLE.values():
            if dice.random() < UNTOLD:
                framed[list(numbers)] = self.middle[list(numbers), None, None]
        framed += (SHAKEN * self.spread * dice.standard_normal(FEATURES, np.float32))[:, None, None]
        truth, marked = np.full(size, IGNORED, np.uint8), np.zeros(size, np.float32)
        truth[:rows, :wide], marked[:rows, :wide] = labels, hidden
        return framed, truth, marked

    def _path(self) -> Path:
        first, second = ("varied", "train") if self.dice.random() < VARIED else ("train", "varied")
        some = self.paths[first] or self.paths[second]
        return some[int(self.dice.integers(len(some)))]

    def _views(self, path: Path) -> list[Lesson]:
        if path not in self._read:
            views = lessons(path)
            if len(self._read) >= self.most:
                return views
            self._read[path] = views
        return self._read[path]


def loss_of(net: nn.Module, batch: Batch, weights: Tensor, device: Device) -> Tensor:
    maps, labels, hidden, weights = device.moved(*batch, weights)
    with device.autocast():
        classes, anomaly = net(maps.to(memory_format=torch.channels_last))
    named = functional.cross_entropy(classes.float(), labels, weights, ignore_index=IGNORED, label_smoothing=0.03)
    known = labels != IGNORED
    told, truth = anomaly.float()[:, 0][known], hidden[known]
    positive = torch.tensor(ANOMALY_POSITIVE, device=maps.device)
    seen = functional.binary_cross_entropy_with_logits(told, truth, pos_weight=positive)
    probability = told.sigmoid()
    overlap = 1 - (2 * (probability * truth).sum() + 10) / (probability.sum() + truth.sum() + 10)
    return named + ANOMALY_WEIGHT * (seen + overlap)


def rate_at(share: float, step: int) -> float:
    cosine = 0.5 * (1 + math.cos(math.pi * min(1.0, share)))
    return (LEAST_RATE + (RATE - LEAST_RATE) * cosine) * min(1.0, (step + 1) / WARM_STEPS)


def taught(cache: Path) -> dict[str, list[Path]]:
    return {split: places(cache, split) for split in TAUGHT}


def all_of(paths: dict[str, list[Path]]) -> list[Path]:
    return [path for some in paths.values() for path in some]


def wait_for(cache: Path, count: int) -> None:
    while len(all_of(taught(cache))) < count:
        time.sleep(WAIT_S)


def begin(state: State[RadiographNet], middle: NDArray[np.float64], spread: NDArray[np.float64]) -> None:
    """A new network is told how large the features are; one that goes on knows."""
    if state.step:
        return
    for net in (state.net, state.mean):
        net.centre.copy_(torch.from_numpy(middle).float().view(1, -1, 1, 1))
        net.spread.copy_(torch.from_numpy(spread).float().view(1, -1, 1, 1))


def train(state: State[RadiographNet], told: argparse.Namespace, say: Callable[[dict[str, Any]], None]) -> Scores:
    """Until the minutes are spent; looks for new lessons now and then."""
    paths = taught(told.cache)
    middle, spread, counts = measured(all_of(paths))
    begin(state, middle, spread)
    middle, spread = (held.cpu().numpy().ravel().astype(np.float32) for held in (state.net.centre, state.net.spread))
    weights = class_weights(counts)
    dice = np.random.default_rng([told.seed, state.step])
    drawn = Lessons(paths, dice, middle, spread, share=QUICK_SHARE if told.quick else 1)
    budget, checked, saved = told.minutes * 60, state.seconds, state.seconds
    started, cpu_started = time.monotonic() - state.seconds, time.process_time() - state.cpu_seconds
    running = 0.0
    while state.seconds < budget and state.step < told.steps:
        loss = step_of(state, drawn, weights, max(state.seconds / budget, state.step / told.steps))
        running += (loss - running) * (0.02 if state.step > 1 else 1)
        state.seconds, state.cpu_seconds = time.monotonic() - started, time.process_time() - cpu_started
        if state.seconds - saved > told.save_s:
            state.save(told.out / "radiograph.pt")
            drawn.paths, saved = taught(told.cache), state.seconds
            spent = {"minutes": state.seconds / 60, "cpu_minutes": state.cpu_seconds / 60}
            say({"step": state.step, **spent, "loss": running, "containers": len(all_of(drawn.paths))})
        if state.seconds - checked > told.check_s:
            weights = class_weights(measured(all_of(drawn.paths))[2])
            checked = state.seconds
            say({"step": state.step, **check(state, told)[1]})
    known, line = check(state, told)
    say({"step": state.step, "final": True, **line})
    state.save(told.out / "radiograph.pt")
    return known


def check(state: State[RadiographNet], told: argparse.Namespace) -> tuple[Scores, dict[str, Any]]:
    """Scores on packings as they were taught, and on packings of which nothing was; the best on the latter are kept."""
    known, unseen = (scores(state.mean, places(told.cache, split)[: told.check]) for split in ("tune", "unseen"))
    state.judged(unseen.miou)
    return known, known.summary() | {f"unseen_{name}": value for name, value in unseen.summary().items()}


def step_of(state: State[RadiographNet], drawn: Lessons, weights: Tensor, share: float) -> float:
    """`weights` of the classes."""
    for group in state.optimiser.param_groups:
        group["lr"] = rate_at(share, state.step)
    state.net.train()
    loss = loss_of(state.net, drawn.batch(share), weights, state.device)
    state.optimiser.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(state.net.parameters(), 2.0)
    state.optimiser.step()
    state.follow(DECAY)
    state.step += 1
    return float(loss.detach())


def asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=70.0)
    parser.add_argument("--steps", type=int, default=10**9, help="at most so many")
    parser.add_argument("--cache", type=Path, default=FOLDER)
    parser.add_argument("--out", type=Path, default=Path("build/radiograph"))
    add_options(parser)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--check", type=int, default=60, help="containers of the splits `tune` and `unseen` to look at on the way"
    )
    parser.add_argument("--check-s", type=float, default=300.0)
    parser.add_argument("--save-s", type=float, default=90.0)
    parser.add_argument("--quick", action="store_true")
    return parser.parse_args()


def main() -> None:
    told = asked()
    torch.set_num_threads(told.threads)
    if told.quick:
        told.steps, told.cache, told.out = QUICK["steps"], told.cache / "quick", told.out / "quick"
        told.check_s = 1e9
        for split in ("train", "tune", "unseen"):
            fill_containers(told.cache, split, range(QUICK[split]))
            fill(told.cache, split, QUICK[split])
    told.out.mkdir(parents=True, exist_ok=True)
    wait_for(told.cache, QUICK["train"] if told.quick else ENOUGH)
    torch.manual_seed(told.seed)
    device = chosen(told.device, told.precision)
    state = State.of(RadiographNet(FEATURES, len(CLASSES)), RATE, 0.02, device)
    checkpoint = told.out / "radiograph.pt"
    if checkpoint.exists() and not told.quick:
        state.load(checkpoint)
    with (told.out / "log.jsonl").open("a", encoding="utf-8") as log:

        def say(line: dict[str, Any]) -> None:
            log.write(json.dumps(line) + "\n")
            log.flush()
            print(line, flush=True)

        say({"step": state.step, "seed": told.seed, **device.told})
        final = train(state, told, say)
    if told.quick:
        prove(scores(state.mean, places(told.cache, "train")), final)


def prove(shown: Scores, others: Scores) -> None:
    """Ends the program with the reason where a quick training has not learned."""
    named, least = shown.accuracy, QUICK_NAMED * shown.commonest
    print(f"Goods of shown containers named right: {named:.2f}, {shown.commonest:.2f} by the commonest class.")
    mistaken, usual = others.mistaken
    print(f"Goods and none mistaken in others: {mistaken:.2f}, {usual:.2f} by always saying none.")
    if named < least or mistaken > (1 - QUICK_TOLD) * usual:
        sys.exit("It has not learned.")


if __name__ == "__main__":
    main()
