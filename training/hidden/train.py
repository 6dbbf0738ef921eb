"""Trains the network that looks for what is hidden in radiographs; goes on where it was stopped.

    python -m training.cargo --split train           # and --split varied, tune, unseen: containers to learn from
    python -m training.hidden.train --minutes 50
    python -m training.hidden.train --minutes 50 --rate 0.001 --begin-with FILE.onnx   # learns on

`--quick` makes a few containers of its own, trains for some minutes at most and fails unless the network has learned to
find metal that was put among goods.
"""

import argparse
import json
import math
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from customhouse.imaging.networks.cards import load_model
from customhouse.imaging.networks.radiographs.anomalies import TOP
from customhouse.imaging.networks.radiographs.hidden import KINDS
from simulators.scanner.bags import shapes
from training.cargo import FOLDER, available
from training.cargo import fill as fill_containers
from training.devices import add_options, chosen
from training.hidden.lessons import CHANCES, KIND_OF, UNKNOWN, Chances, Piece, pieces_of
from training.hidden.net import HiddenNet, shipped
from training.hidden.scores import areas, judged, said
from training.hidden.shapes import Points, weapons_of
from training.state import State

BATCH = 12  # pieces
VARIED = 0.6  # of the pieces are of containers that were packed as no other
RATE, LEAST_RATE, WARM_STEPS = 2e-3, 2e-5, 80
DECAY = 0.998  # of the running mean of the weights, which is what is exported
# Large things have many places and small ones few: of both, all places together count like so many.
COUNTED, MOST, LEAST = 400.0, 20.0, 0.3
WHOLE_WEIGHT = 0.08  # of telling pieces that hide something from those that do not, beside telling places
CHECKED = 80  # containers of each split that the training looks at on the way
QUICK = {"steps": 200, "train": 10, "pieces": 6}
# Of a quick training's pieces: as they are, and most with something put in them.
QUICK_CHANCES = Chances(0.0, inserted=0.8, stretched=0, retextured=0, disturbed=0, one_energy=0, uncalibrated=0)
QUICK_AREA = 0.65  # by which places of what is hidden in pieces of its own containers must stand out of all others
TAUGHT = ("varied", "train")


@dataclass
class Lessons:
    """Draws batches of pieces."""

    paths: dict[str, list[Path]]
    dice: np.random.Generator
    weapons: tuple[Points, ...]
    chances: Chances = CHANCES
    count: int = BATCH

    def __post_init__(self) -> None:
        self._spare: list[Piece] = []

    def batch(self) -> tuple[Tensor, Tensor]:
        while len(self._spare) < self.count:
            first, second = TAUGHT if self.dice.random() < VARIED else TAUGHT[::-1]
            some = self.paths[first] or self.paths[second]
            path = some[int(self.dice.integers(len(some)))]
            self._spare += pieces_of(path, self.dice, self.weapons, self.chances)
        taken, self._spare = self._spare[: self.count], self._spare[self.count :]
        planes, kinds = (np.stack([getattr(each, name) for each in taken]) for name in ("planes", "kinds"))
        return torch.from_numpy(planes).to(memory_format=torch.channels_last), torch.from_numpy(kinds).long()


def loss_of(logits: Tensor, kinds: Tensor) -> Tensor:
    """Telling places of each kind, and by the strangest places telling pieces that hide it from those that do not."""
    wanted = torch.stack([kinds == number + 1 for number in range(len(KINDS))], dim=1)
    # What is hidden there counts for its own kind alone: whether it also looks like another is nobody's mistake.
    known = (wanted | (kinds == 0)[:, None]) & (kinds != UNKNOWN)[:, None]
    count = wanted.sum(dim=(2, 3), keepdim=True)
    weight = torch.where(wanted, (COUNTED / count.clamp(min=1)).clamp(LEAST, MOST), 1.0) * known
    each = functional.binary_cross_entropy_with_logits(logits, wanted.float(), reduction="none")
    hard = (each.detach() + 0.02).sqrt()  # most places are told soon, and say nothing more
    places = (each * weight * hard).sum() / (known.sum() * 0.05)
    masked = torch.where(known, logits, -20.0).flatten(2)
    tops = masked.topk(TOP, dim=2).values.mean(dim=2)
    holds = wanted.flatten(2).any(dim=2)
    free = holds | (kinds != UNKNOWN).logical_and(kinds > 0).flatten(1).any(dim=1, keepdim=True).logical_not()
    whole = functional.binary_cross_entropy_with_logits(tops, holds.float(), reduction="none")
    return places + WHOLE_WEIGHT * len(KINDS) * (whole * free).sum() / free.sum().clamp(min=1)


def rate_at(share: float, step: int, highest: float = RATE) -> float:
    cosine = 0.5 * (1 + math.cos(math.pi * min(1.0, share)))
    return (LEAST_RATE + (highest - LEAST_RATE) * cosine) * min(1.0, (step + 1) / WARM_STEPS)


def step_of(state: State[HiddenNet], lessons: Lessons, share: float, highest: float = RATE) -> float:
    planes, kinds = state.device.moved(*lessons.batch())
    for group in state.optimiser.param_groups:
        group["lr"] = rate_at(share, state.step, highest)
    state.net.train()
    with state.device.autocast():
        logits = state.net(planes)
    loss = loss_of(logits.float(), kinds)
    state.optimiser.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(state.net.parameters(), 1.0)
    state.optimiser.step()
    state.follow(DECAY)
    state.step += 1
    return float(loss.detach())


def train(state: State[HiddenNet], told: argparse.Namespace, say: Callable[[dict[str, Any]], None]) -> None:
    """Until the minutes of computing are spent."""
    paths = {split: available(told.cache, split) for split in TAUGHT}
    dice = np.random.default_rng([told.seed, state.step])
    if told.quick:
        lessons = Lessons(paths, dice, (), QUICK_CHANCES, QUICK["pieces"])
    else:
        lessons = Lessons(paths, dice, weapons_of(told.shapes) if told.shapes else ())
    say({"containers": {split: len(some) for split, some in paths.items()}, "weapons": len(lessons.weapons)})
    budget, started = told.minutes * 60, time.process_time() - state.cpu_seconds
    clock = time.monotonic() - state.seconds
    checked, saved, running = state.cpu_seconds, state.cpu_seconds, 0.0
    while state.cpu_seconds < budget and state.step < told.steps:
        loss = step_of(state, lessons, max(state.cpu_seconds / budget, state.step / told.steps), told.rate)
        running += (loss - running) * (0.02 if state.step > 1 else 1)
        state.cpu_seconds = time.process_time() - started
        if state.cpu_seconds - saved > told.save_s:
            saved, state.seconds = state.cpu_seconds, time.monotonic() - clock
            state.save(told.out / "hidden.pt")
            say({"step": state.step, "minutes": state.seconds / 60, "cpu_minutes": saved / 60, "loss": running})
        if state.cpu_seconds - checked > told.check_s:
            check(state, told, say)
            checked = state.cpu_seconds = time.process_time() - started
    if not told.quick:
        check(state, told, say)
    state.save(told.out / "hidden.pt")


def check(state: State[HiddenNet], told: argparse.Namespace, say: Callable[[dict[str, Any]], None]) -> None:
    """Areas on packings as they were taught, and on packings of which nothing was; the best on both are kept."""
    found = {split: areas(judged(state.mean, available(told.cache, split)[:CHECKED]), KIND_OF) for split in told.splits}
    say({"step": state.step, **{s: {name: round(area, 3) for name, area in each.items()} for s, each in found.items()}})
    known = [area for each in found.values() for area in each.values() if np.isfinite(area)]
    state.judged(float(np.mean(known)) if known else 0.0)


def begun_with(network: Path | None) -> dict[str, str]:
    """For the log: name and version of a network that is learned on. Ends the program where it has no card."""
    if network is None:
        return {}
    try:
        return {"begun_with": load_model(network.with_suffix(".card.json")).label}
    except (OSError, ValueError) as reason:
        sys.exit(f"{network} with its card beside it cannot be read: {reason}")


def asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=50.0, help="of computing")
    parser.add_argument("--steps", type=int, default=10**9, help="at most so many")
    parser.add_argument("--rate", type=float, default=RATE, help="the highest, after which it falls")
    parser.add_argument("--begin-with", type=Path, metavar="ONNX", help="learn on a network that was written before")
    parser.add_argument("--cache", type=Path, default=FOLDER)
    parser.add_argument("--out", type=Path, default=Path("build/hidden"))
    parser.add_argument(
        "--shapes", type=Path, default=shapes.find(), help=f"real ones; else what {shapes.VARIABLE} names"
    )
    add_options(parser)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--splits", nargs="+", default=["tune", "unseen"], help="to judge by on the way")
    parser.add_argument("--check-s", type=float, default=420.0)
    parser.add_argument("--save-s", type=float, default=60.0)
    parser.add_argument("--quick", action="store_true")
    return parser.parse_args()


def main() -> None:
    told = asked()
    torch.set_num_threads(told.threads)
    if told.quick:
        told.steps, told.cache, told.out, told.check_s = QUICK["steps"], told.cache / "quick", told.out / "quick", 1e9
        fill_containers(told.cache, "train", range(QUICK["train"]))
    told.out.mkdir(parents=True, exist_ok=True)
    if not any(available(told.cache, split) for split in TAUGHT):
        sys.exit(f"There are no containers in {told.cache}: python -m training.cargo --cache {told.cache} makes them.")
    torch.manual_seed(told.seed)
    device = chosen(told.device, told.precision)
    checkpoint, begun = told.out / "hidden.pt", begun_with(told.begin_with)
    if begun and checkpoint.exists():
        sys.exit(f"{checkpoint} is of a training that has begun: leave --begin-with out, or name another --out.")
    net = shipped(told.begin_with) if begun else HiddenNet()
    state = State.of(net, told.rate, 0.01, device)
    if checkpoint.exists() and not told.quick:
        state.load(checkpoint)
    with (told.out / "log.jsonl").open("a", encoding="utf-8") as log:

        def say(line: dict[str, Any]) -> None:
            log.write(json.dumps(line) + "\n")
            log.flush()
            print(line, flush=True)

        say({"step": state.step, "seed": told.seed, **device.told, **begun})
        train(state, told, say)
    if told.quick:
        prove(state.mean, told)


def prove(net: HiddenNet, told: argparse.Namespace) -> None:
    """Ends the program with the reason where a quick training has not learned."""
    dice, chances = np.random.default_rng(99), replace(QUICK_CHANCES, inserted=1.0)
    yes, no = [], []
    for path in available(told.cache, "train"):
        for piece in pieces_of(path, dice, (), chances):
            strange = said(net.eval(), piece.planes).max(axis=0)
            yes.append(strange[(piece.kinds > 0) & (piece.kinds != UNKNOWN)])
            no.append(strange[piece.kinds == 0])
    with_it, without = np.concatenate(yes), np.sort(np.concatenate(no))
    area = float(np.searchsorted(without, with_it).mean() / max(1, len(without)))
    print(f"Places of what is hidden are stranger than {area:.2f} of all others; half by chance.")
    if not area > QUICK_AREA:
        sys.exit("It has not learned.")


if __name__ == "__main__":
    main()
