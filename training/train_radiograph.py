"""Trains the radiograph network; goes on where it was stopped.

    python -m training.cargo --split train --count 3000     # or beside the training, which takes what is there
    python -m training.train_radiograph --minutes 70

`--quick` makes a few containers of its own, trains for some minutes at most and fails unless the network has learned:
it must name the goods of the containers that it was shown, and tell goods from emptiness in others.
"""

import argparse
import copy
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
from torch import Tensor, nn
from torch.nn import functional

from customhouse.imaging.networks.radiograph_channels import CHANNELS
from training.cargo import FOLDER, available, fill
from training.cargo_scans import CLASSES
from training.radiograph_batches import IGNORED, PIECE, SMALL_PIECE, batch
from training.radiograph_net import RadiographNet
from training.radiograph_scores import Scores, scores

# First many small pieces, then few large ones, so that the net also knows what a whole container looks like.
SMALL_UNTIL = 0.85
PHASES = ((24, SMALL_PIECE), (8, PIECE))
NONE_WEIGHT = 0.3  # of the mean of the classes: what is empty is most of an image, and soon learned
RATE, LEAST_RATE, WARM_STEPS = 2.5e-3, 2e-5, 60
DECAY = 0.995  # of the running mean of the weights, which is what is exported
ANOMALY_WEIGHT, ANOMALY_POSITIVE = 0.6, 6.0
QUICK = {"steps": 150, "train": 12, "tune": 8}
# What a quick training must reach: pixels of shown goods named right, as so many times the commonest class's share;
# pixels of other containers told goods or none, as so much of what always saying `none` leaves wrong.
QUICK_NAMED, QUICK_TOLD = 1.5, 0.3
WAIT_S, ENOUGH = 5.0, 40


@dataclass
class State:
    """All that a training needs to go on."""

    net: RadiographNet
    mean: RadiographNet
    optimiser: torch.optim.Optimizer
    step: int = 0
    seconds: float = 0.0
    cpu_seconds: float = 0.0

    @classmethod
    def fresh(cls, seed: int) -> "State":
        torch.manual_seed(seed)
        net = RadiographNet(len(CHANNELS), len(CLASSES)).to(memory_format=torch.channels_last)
        optimiser = torch.optim.AdamW(net.parameters(), RATE, weight_decay=0.02)
        return cls(net, copy.deepcopy(net), optimiser)

    def save(self, path: Path) -> None:
        held = {"net": self.net.state_dict(), "mean": self.mean.state_dict(), "optimiser": self.optimiser.state_dict()}
        held |= {"step": self.step, "seconds": self.seconds, "cpu_seconds": self.cpu_seconds, "classes": CLASSES}
        part = path.with_suffix(".part")
        torch.save(held, part)
        part.rename(path)

    def load(self, path: Path) -> None:
        held = torch.load(path, weights_only=True)
        self.net.load_state_dict(held["net"])
        self.mean.load_state_dict(held["mean"])
        self.optimiser.load_state_dict(held["optimiser"])
        self.step, self.seconds, self.cpu_seconds = held["step"], held["seconds"], held["cpu_seconds"]


def class_weights(counts: np.ndarray) -> Tensor:
    """Rare classes count more, but not by as much as they are rare; what never occurs counts nothing."""
    share = counts / max(1, counts.sum())
    weights = np.where(counts > 0, 1 / np.sqrt(share + 1e-3), 0)
    weights = weights / weights[1:][counts[1:] > 0].mean()
    weights[0] = NONE_WEIGHT
    return torch.tensor(weights, dtype=torch.float32)


def loss_of(net: nn.Module, images: Tensor, labels: Tensor, hidden: Tensor, weights: Tensor) -> Tensor:
    with torch.autocast("cuda" if images.is_cuda else "cpu", torch.bfloat16):
        classes, anomaly = net(images)
    named = functional.cross_entropy(classes.float(), labels, weights, ignore_index=IGNORED, label_smoothing=0.03)
    known = labels != IGNORED
    told, truth = anomaly.float()[:, 0][known], hidden[known]
    positive = torch.tensor(ANOMALY_POSITIVE, device=images.device)
    seen = functional.binary_cross_entropy_with_logits(told, truth, pos_weight=positive)
    probability = told.sigmoid()
    overlap = 1 - (2 * (probability * truth).sum() + 10) / (probability.sum() + truth.sum() + 10)
    return named + ANOMALY_WEIGHT * (seen + overlap)


def rate_at(share: float, step: int) -> float:
    cosine = 0.5 * (1 + math.cos(math.pi * min(1.0, share)))
    return (LEAST_RATE + (RATE - LEAST_RATE) * cosine) * min(1.0, (step + 1) / WARM_STEPS)


def phase_at(share: float, dice: np.random.Generator) -> tuple[int, np.random.Generator, tuple[int, int]]:
    count, size = PHASES[int(share > SMALL_UNTIL)]
    return count, dice, size


def follow(mean: nn.Module, net: nn.Module, step: int) -> None:
    """The running mean of the weights, quicker at first."""
    kept = min(DECAY, (1 + step) / (10 + step))
    with torch.no_grad():
        for own, new in zip(mean.state_dict().values(), net.state_dict().values(), strict=True):
            if own.dtype.is_floating_point:
                own.lerp_(new, 1 - kept)
            else:
                own.copy_(new)


def wait_for(folder: Path, split: str, count: int) -> None:
    while len(available(folder, split)) < count:
        time.sleep(WAIT_S)


def counted(paths: list[Path]) -> np.ndarray:
    """Pixels of each class in a sample of the containers."""
    counts = np.zeros(len(CLASSES))
    for path in paths[:: max(1, len(paths) // 150)]:
        with np.load(path) as stored:
            for name in stored.files:
                if name.startswith("labels"):
                    counts += np.bincount(stored[name].ravel(), minlength=len(CLASSES))
    return counts


def train(state: State, told: argparse.Namespace, say: Callable[[dict[str, Any]], None]) -> Scores:
    """Until the minutes are spent; looks for new containers now and then."""
    device = torch.device(told.device)
    state.net.to(device)
    state.mean.to(device)
    dice = np.random.default_rng([told.seed, state.step])
    paths = available(told.cache, "train")
    weights = class_weights(counted(paths)).to(device)
    budget, checked, saved = told.minutes * 60, state.seconds, state.seconds
    started, cpu_started = time.monotonic() - state.seconds, time.process_time() - state.cpu_seconds
    running = 0.0
    while state.seconds < budget and state.step < told.steps:
        share = max(state.seconds / budget, state.step / told.steps)
        images, labels, hidden = batch(paths, *phase_at(share, dice))
        given = torch.from_numpy(images).to(device).to(memory_format=torch.channels_last)
        wanted, marked = torch.from_numpy(labels).long().to(device), torch.from_numpy(hidden).float().to(device)
        for group in state.optimiser.param_groups:
            group["lr"] = rate_at(share, state.step)
        state.net.train()
        loss = loss_of(state.net, given, wanted, marked, weights)
        state.optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(state.net.parameters(), 2.0)
        state.optimiser.step()
        follow(state.mean, state.net, state.step)
        running += (float(loss.detach()) - running) * (0.05 if state.step else 1)
        state.step += 1
        state.seconds, state.cpu_seconds = time.monotonic() - started, time.process_time() - cpu_started
        if state.seconds - saved > told.save_s:
            state.save(told.out / "radiograph.pt")
            paths, saved = available(told.cache, "train"), state.seconds
            say(
                {
                    "step": state.step,
                    "minutes": state.seconds / 60,
                    "cpu_minutes": state.cpu_seconds / 60,
                    "loss": running,
                    "containers": len(paths),
                }
            )
        if state.seconds - checked > told.check_s:
            weights = class_weights(counted(paths)).to(device)
            checked = state.seconds
            say({"step": state.step, **scores(state.mean, available(told.cache, "tune")[: told.check]).summary()})
    state.save(told.out / "radiograph.pt")
    return scores(state.mean, available(told.cache, "tune")[: told.check])


def asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=70.0)
    parser.add_argument("--steps", type=int, default=10**9, help="at most so many")
    parser.add_argument("--cache", type=Path, default=FOLDER)
    parser.add_argument("--out", type=Path, default=Path("build/radiograph"))
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--check", type=int, default=40, help="containers of the tune split to look at on the way")
    parser.add_argument("--check-s", type=float, default=420.0)
    parser.add_argument("--save-s", type=float, default=90.0)
    parser.add_argument("--quick", action="store_true")
    return parser.parse_args()


def main() -> None:
    told = asked()
    torch.set_num_threads(told.threads)
    if told.quick:
        told.steps, told.cache, told.out = QUICK["steps"], told.cache / "quick", told.out / "quick"
        told.check_s = 1e9
        for split in ("train", "tune"):
            fill(told.cache, split, range(QUICK[split]))
    told.out.mkdir(parents=True, exist_ok=True)
    wait_for(told.cache, "train", QUICK["train"] if told.quick else ENOUGH)
    state = State.fresh(told.seed)
    checkpoint = told.out / "radiograph.pt"
    if checkpoint.exists() and not told.quick:
        state.load(checkpoint)
    with (told.out / "log.jsonl").open("a", encoding="utf-8") as log:

        def say(line: dict[str, Any]) -> None:
            log.write(json.dumps(line) + "\n")
            log.flush()
            print(line, flush=True)

        final = train(state, told, say)
        say({"step": state.step, "final": True, **final.summary()})
    if told.quick:
        prove(scores(state.mean, available(told.cache, "train")), final)


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
