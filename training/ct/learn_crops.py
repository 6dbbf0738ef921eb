"""Learns the third network for CT from the crops of `training.ct.crops`.

`python -m training.ct.learn_crops --cache DIR --run DIR --minutes 60`: goes on from its last checkpoint. Crops that
appear while it learns are taken up. Threats learn to stand above the suspicious harmless things of any bag.
"""

import argparse
import json
import math
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from rich.console import Console
from sklearn.metrics import roc_auc_score
from torch import Tensor
from torch.nn import functional

from training.bags import CHOOSING, TAUGHT
from training.ct.classes import OBJECTS, THREATS
from training.ct.crop_lessons import Lessons, Scene, Scenes
from training.ct.crop_net import CropNet
from training.ct.ranking import threat_of
from training.devices import Device, add_options, chosen
from training.state import State

RATE, LEAST_RATE, DECAY_OF_WEIGHTS = 1.5e-3, 1.5e-5, 2e-2
WARM_STEPS = 100  # a quarter of all, where these are few
DECAY = 0.998  # of the running mean of the weights, which is what is exported
NAMED, RANKED = 0.4, 0.5  # weights of naming, and of ranking, beside telling threats from all else
WIDTH = 0.5  # difference of logits within which a threat does not stand clearly above
AT_ONCE = 64
LOOK_AGAIN_S, CHECK_S = 120.0, 240.0


def loss_of(logits: Tensor, labels: Tensor) -> Tensor:
    """Telling threats, naming, and of all pairs in a batch how far threats are from standing above harmless things."""
    threat, half = threat_of(logits), len(labels) // 2
    wanted = (torch.arange(len(labels), device=labels.device) < half).float()
    telling = functional.binary_cross_entropy_with_logits(threat, wanted)
    naming = functional.cross_entropy(logits, labels, label_smoothing=0.05)
    ranking = functional.softplus((threat[half:][None] - threat[:half][:, None]) / WIDTH).mean()
    return telling + NAMED * naming + RANKED * ranking


@torch.no_grad()
def answers(net: CropNet, scene: Scene, device: Device) -> Tensor:
    """Logits of all crops of a scene."""
    planes = torch.from_numpy(scene["planes"].astype(np.float32)).contiguous(memory_format=torch.channels_last_3d)
    about = np.stack([np.log(scene["pitches"]), scene["both"]], axis=1).astype(np.float32)
    given = (planes, torch.from_numpy(about), torch.from_numpy(scene["logits"]))
    parts = []
    for part in zip(*(each.split(AT_ONCE) for each in given), strict=True):
        with device.autocast():
            parts.append(net(*device.moved(*part)).float().cpu())
    return torch.cat(parts)


def figures(said: Sequence[tuple[Scene, Tensor]]) -> dict[str, float]:
    """Of scenes with the logits of their crops: as `learn_objects.figures`, of what is suspicious alone."""
    worst, holds, single, right = [], [], [], []
    for scene, logits in said:
        labels, threat = scene["labels"], threat_of(logits).numpy()
        own = np.isin(labels, THREATS)
        worst.append(float(threat.max()))
        holds.append(bool(own.any()))
        single += [float(threat[own & (scene["instances"] == n)].max()) for n in np.unique(scene["instances"][own])]
        right.append((logits.argmax(1).numpy() == labels)[labels >= 0])
    is_full, high = np.array(holds), np.array(worst)
    found = {"accuracy": float(np.concatenate(right).mean())}
    if is_full.any() and not is_full.all():
        clean = np.sort(high[~is_full])[::-1]
        allowed = clean[len(clean) // 10]
        found["bag_auroc"] = float(roc_auc_score(is_full, high))
        found["bags_at_10"] = float((high[is_full] > allowed).mean())
        found["threats_at_10"] = float((np.array(single) > allowed).mean())
    return found


def judged(net: CropNet, splits: dict[str, list[Scene]], device: Device) -> dict[str, dict[str, float]]:
    """By split; `before` is what the second network alone says of the same crops."""
    net.eval()
    said = {}
    for split, scenes in splits.items():
        said[f"{split} before"] = figures([(scene, torch.from_numpy(scene["logits"])) for scene in scenes])
        said[split] = figures([(scene, answers(net, scene, device)) for scene in scenes])
    return {name: {key: round(value, 3) for key, value in each.items()} for name, each in said.items()}


def step_of(state: State[CropNet], lessons: Lessons, share: float, warm: int = WARM_STEPS) -> float:
    planes, about, before, labels = state.device.moved(*lessons.batch())
    cosine = 0.5 * (1 + math.cos(math.pi * min(1.0, share)))
    for group in state.optimiser.param_groups:
        group["lr"] = (LEAST_RATE + (RATE - LEAST_RATE) * cosine) * min(1.0, (state.step + 1) / warm)
    state.net.train()
    with state.device.autocast():
        logits = state.net(planes, about, before)
    loss = loss_of(logits.float(), labels)
    state.optimiser.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(state.net.parameters(), 5.0)
    state.optimiser.step()
    state.follow(DECAY)
    state.step += 1
    return float(loss.detach())


def train(state: State[CropNet], told: argparse.Namespace) -> None:
    """Until the minutes of computing are spent, or the steps are made."""
    scenes = Scenes(tuple(told.cache / "crops" / split for split in TAUGHT))
    scenes.look()
    lessons = Lessons(scenes.every, np.random.default_rng([1, state.step]))
    if not (lessons.threats and lessons.harmless):
        sys.exit(f"There are no crops of threats and of harmless things in {told.cache}: training.ct.crops makes them.")
    budget, begun, clock = told.minutes * 60, time.process_time() - state.cpu_seconds, time.monotonic() - state.seconds
    looked = checked = time.monotonic()
    curve, running, is_done = _curve(told.run), 0.0, False
    warm = min(WARM_STEPS, max(1, told.steps // 4))
    while not is_done:
        loss = step_of(state, lessons, max(state.cpu_seconds / budget, state.step / told.steps), warm)
        running += (loss - running) * (0.01 if state.step > 1 else 1)
        state.cpu_seconds, state.seconds = time.process_time() - begun, time.monotonic() - clock
        is_done = state.cpu_seconds >= budget or state.step >= told.steps
        if time.monotonic() - looked > LOOK_AGAIN_S:
            looked = time.monotonic()
            lessons = Lessons(scenes.every, lessons.dice) if scenes.look() else lessons
        if is_done or time.monotonic() - checked > CHECK_S:
            checked = time.monotonic()
            note: dict[str, Any] = {"step": state.step, "cpu_s": round(state.cpu_seconds), "loss": round(running, 4)}
            note |= {"scenes": len(lessons.scenes), "things": lessons.things}
            splits = {split: Scenes.of(told.cache / "crops" / split) for split in CHOOSING}
            note |= judged(state.mean, {split: own for split, own in splits.items() if own}, state.device)
            curve.append(note)
            Console().log(note)
            state.save(told.run / "crops.pt")
            gpu_s = state.seconds if state.device.is_gpu else 0.0
            log = {"curve": curve, "device": state.device.told, "gpu_s": round(gpu_s)}
            (told.run / "crops.json").write_text(json.dumps(log, indent=1), encoding="utf-8")


def _curve(run: Path) -> list[dict[str, Any]]:
    kept = run / "crops.json"
    return json.loads(kept.read_text(encoding="utf-8"))["curve"] if kept.exists() else []


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=60.0, help="of computing")
    parser.add_argument("--steps", type=int, default=10**9, help="at most so many")
    parser.add_argument("--threads", type=int, default=1)
    add_options(parser)
    asked = parser.parse_args()
    torch.set_num_threads(asked.threads)
    torch.manual_seed(1)
    asked.run.mkdir(parents=True, exist_ok=True)
    state = State.of(CropNet(len(OBJECTS)), RATE, DECAY_OF_WEIGHTS, chosen(asked.device, asked.precision))
    if (asked.run / "crops.pt").exists():
        state.load(asked.run / "crops.pt")
    train(state, asked)


if __name__ == "__main__":
    main()
