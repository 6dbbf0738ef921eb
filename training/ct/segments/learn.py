"""Learns the network that parts a CT volume into classes of objects.

`python -m training.ct.segments.learn --cache DIR --run DIR`: goes on from the last checkpoint of the run. Bags that
appear in the cache while it learns are taken up, so that generation may run beside it.
"""

import argparse
import json
import math
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from rich.console import Console
from torch import Tensor, nn
from torch.nn import functional

from training.bags import Kept, for_second, kept
from training.ct.classes import OBJECTS, THREATS
from training.ct.nets import SegmentNet
from training.ct.segments.patches import Patch, Patches
from training.devices import Device, add_options, chosen

VOXELS = 5000  # of each patch that the loss looks at
CHECKPOINT_S = 180.0
LOOK_AGAIN_S = 60.0
TUNE_PATCHES = 24
WARM_STEPS = 200  # a quarter of all, where these are few


@dataclass(frozen=True)
class Plan:
    """A run ends with its steps or with its minutes, all its parts together."""

    steps: int
    minutes: float = 600.0
    batch: int = 2
    rate: float = 2e-3
    decay: float = 1e-4
    seed: int = 1
    held: int = TUNE_PATCHES  # patches that it is judged on


def batch_of(patches: list[Patch]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """High, low, both and labels of a few patches."""
    high, low = (torch.from_numpy(np.stack([getattr(p, name) for p in patches])[:, None]) for name in ("high", "low"))
    both = torch.tensor([p.both for p in patches]).view(-1, 1, 1, 1, 1)
    labels = torch.from_numpy(np.stack([p.labels for p in patches]).astype(np.int64))
    return high.contiguous(memory_format=torch.channels_last_3d), low, both, labels


def voxels_of(labels: Tensor, count: int, dice: torch.Generator) -> Tensor:
    """Flat places of voxels of one patch: half by class, each as often, a third not air, the rest anywhere."""
    flat = labels.flatten()
    counts = torch.bincount(flat, minlength=len(OBJECTS)).float()
    even = (1.0 / counts.clamp(min=200.0))[flat]
    even = even / even.sum()
    filled = (flat > 0).float()
    filled = filled / filled.sum().clamp(min=1.0)
    chance = 0.5 * even + 0.35 * filled + 0.15 / flat.numel()
    # By inversion: `multinomial` is slow and bounded at 2²⁴.
    total = torch.cumsum(chance.double(), 0)
    drawn = torch.rand(count, dtype=torch.float64, generator=dice) * total[-1]
    return torch.searchsorted(total, drawn).clamp(max=flat.numel() - 1)


def loss_of(logits: Tensor, truth: Tensor) -> Tensor:
    """Cross-entropy, and Dice over the classes that are there."""
    entropy = functional.cross_entropy(logits, truth, label_smoothing=0.02)
    chance = logits.softmax(1)
    hot = functional.one_hot(truth, len(OBJECTS)).float()
    there = hot.sum(0) > 0
    dice = (2 * (chance * hot).sum(0) + 1) / (chance.sum(0) + hot.sum(0) + 1)
    return entropy + 0.5 * (1 - dice[there].mean())


def step_of(net: nn.Module, patches: list[Patch], dice: torch.Generator, device: Device) -> Tensor:
    high, low, both, labels = batch_of(patches)
    at = torch.stack([voxels_of(each, VOXELS, dice) for each in labels])
    high, low, both, truth, at = device.moved(high, low, both, torch.gather(labels.flatten(1), 1, at), at)
    with device.autocast():
        logits = net.at(high, low, both, at).float()
    return loss_of(logits.flatten(0, 1), truth.flatten())


@torch.no_grad()
def judged(net: nn.Module, patches: list[Patch], device: Device) -> dict[str, float]:
    """Dice by class over patches of held-out bags; `threat` and `all` are means over the classes that are there."""
    net.eval()
    both_sums = np.zeros((3, len(OBJECTS)))
    for patch in patches:
        high, low, both, labels = batch_of([patch])
        with device.autocast():
            said = net(*device.moved(high, low, both)).argmax(-1).cpu()
        hit = torch.bincount(labels[said == labels], minlength=len(OBJECTS))
        sums = (hit, torch.bincount(said.flatten(), minlength=len(OBJECTS)), torch.bincount(labels.flatten()))
        for row, each in enumerate(sums):
            both_sums[row, : len(each)] += each.numpy()
    net.train()
    dice = {
        code: float(2 * both_sums[0, n] / (both_sums[1, n] + both_sums[2, n]))
        for n, code in enumerate(OBJECTS)
        if both_sums[2, n] > 0
    }
    threats = [dice[OBJECTS[n]] for n in THREATS if OBJECTS[n] in dice]
    return {"threat": float(np.mean(threats)), "all": float(np.mean(list(dice.values())))} | dice


class Run:
    """A run on disk: its network, optimiser, log and place in the cosine."""

    def __init__(self, folder: Path, plan: Plan, device: Device, net: nn.Module | None = None) -> None:
        self.folder, self.plan, self.device = folder, plan, device
        folder.mkdir(parents=True, exist_ok=True)
        torch.manual_seed(plan.seed)
        fresh = SegmentNet(len(OBJECTS)) if net is None else net
        self.net = fresh.to(device.place, memory_format=torch.channels_last_3d)
        self.optimiser = torch.optim.AdamW(self.net.parameters(), lr=plan.rate, weight_decay=plan.decay)
        self.step, self.cpu_s, self.wall_s, self.gpu_s = 0, 0.0, 0.0, 0.0
        self.curve: list[dict[str, float]] = []
        last = folder / "last.pt"
        if last.exists():
            kept_ = torch.load(last, weights_only=True, map_location="cpu")
            self.net.load_state_dict(kept_["net"])
            self.optimiser.load_state_dict(kept_["optimiser"])
            self.step, self.curve = kept_["step"], kept_["curve"]
            self.cpu_s, self.wall_s, self.gpu_s = kept_["cpu_s"], kept_["wall_s"], kept_.get("gpu_s", 0.0)

    def set_rate(self, spent_s: float) -> None:
        """Falls along half a cosine, by whichever ends sooner: the steps or the minutes."""
        warm = min(1.0, (self.step + 1) / min(WARM_STEPS, max(1, self.plan.steps // 4)))
        share = min(1.0, max(self.step / self.plan.steps, spent_s / 60 / self.plan.minutes))
        rate = self.plan.rate * warm * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * share)))
        for group in self.optimiser.param_groups:
            group["lr"] = rate

    def note(self, losses: Sequence[float], bags: int, held: list[Patch]) -> None:
        """Judge, log and save."""
        note: dict[str, float] = {"step": self.step, "cpu_s": round(self.cpu_s), "bags": bags}
        if losses:
            note["loss"] = round(float(np.mean(losses)), 4)
        note |= {name: round(value, 3) for name, value in (judged(self.net, held, self.device) if held else {}).items()}
        self.curve.append(note)
        Console().log({name: note[name] for name in list(note)[:6]})
        self.save()

    def save(self) -> None:
        state: dict[str, Any] = {"net": self.net.state_dict(), "optimiser": self.optimiser.state_dict()}
        state |= {"step": self.step, "cpu_s": self.cpu_s, "wall_s": self.wall_s, "gpu_s": self.gpu_s}
        state["curve"] = self.curve
        torch.save(state, self.folder / "last.part")
        (self.folder / "last.part").replace(self.folder / "last.pt")
        bags = self.curve[-1]["bags"] if self.curve else 0
        log = {
            "step": self.step,
            "bags": bags,
            "cpu_s": round(self.cpu_s),
            "gpu_s": round(self.gpu_s),
            "plan": vars(self.plan) | self.device.told,
            "curve": self.curve,
        }
        (self.folder / "log.json").write_text(json.dumps(log, indent=1), encoding="utf-8")


def lessons(cache: Path) -> list[Kept]:
    """All but the bags that the second network learns from: there the first must make its honest mistakes."""
    return [each for kind in ("bag", "object") for each in kept(cache, "train", kind) if not for_second(each)]


def held_out(cache: Path, count: int = TUNE_PATCHES) -> list[Patch]:
    """Patches of the tune split; none while it has no bags."""
    tune = Patches(99)
    tune.add(kept(cache, "tune"))
    return [tune.draw() for _ in range(count)] if tune.bags else []


def learn(run: Run, cache: Path, *, least_bags: int = 24) -> None:
    patches = Patches(run.plan.seed + run.step)
    while len(patches.bags) < least_bags:
        patches.add(lessons(cache))
        if len(patches.bags) < least_bags:
            time.sleep(5)
    held = held_out(cache, run.plan.held)
    dice = torch.Generator().manual_seed(run.plan.seed + run.step)
    before, begun, cpu = run.wall_s, time.monotonic(), time.process_time()
    saved = looked = begun
    losses: deque[float] = deque(maxlen=100)
    while run.step < run.plan.steps and run.wall_s < 60 * run.plan.minutes:
        spent = before + time.monotonic() - begun - run.wall_s
        run.wall_s += spent
        run.gpu_s += spent if run.device.is_gpu else 0.0
        run.set_rate(run.wall_s)
        loss = step_of(run.net, [patches.draw() for _ in range(run.plan.batch)], dice, run.device)
        run.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(run.net.parameters(), 5.0)
        run.optimiser.step()
        run.step += 1
        losses.append(loss.item())
        if time.monotonic() - looked > LOOK_AGAIN_S:
            looked = time.monotonic()
            patches.add(lessons(cache))
        if time.monotonic() - saved > CHECKPOINT_S:
            saved, held = time.monotonic(), held or held_out(cache, run.plan.held)
            run.cpu_s, cpu = run.cpu_s + time.process_time() - cpu, time.process_time()
            run.note(losses, len(patches.bags), held)
    run.cpu_s += time.process_time() - cpu
    run.note(losses, len(patches.bags), held or held_out(cache, run.plan.held))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=20_000)
    parser.add_argument("--minutes", type=float, default=600.0)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--held", type=int, default=TUNE_PATCHES, help="patches of tune bags that it is judged on")
    add_options(parser)
    asked = parser.parse_args()
    torch.set_num_threads(asked.threads)
    plan = Plan(asked.steps, asked.minutes, held=asked.held)
    learn(Run(asked.run, plan, chosen(asked.device, asked.precision)), asked.cache)


if __name__ == "__main__":
    main()
