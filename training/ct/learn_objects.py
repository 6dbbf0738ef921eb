"""Learns the network that names single objects, from the portraits of `training.ct.portray`.

`python -m training.ct.learn_objects --cache DIR --run DIR`. Ends with the temperature and the weight of threats that
make its probabilities true on the tune split, and with the strangeness of what is known.
"""

import argparse
import json
import math
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from rich.console import Console
from torch import Tensor
from torch.nn import functional

from training.ct.classes import OBJECTS, THREATS
from training.ct.nets import ObjectNet

BATCH = 48
JOINT_BATCH = 512
DUAL_ROWS = slice(8, 12)  # features of a row that one energy cannot give
SHRINK = 0.1  # of the covariance towards a sphere, in the distance to what is known


@dataclass(frozen=True)
class Album:
    """Portraits of a split. `bag` numbers the bag that each is from."""

    cubes: NDArray[np.float16]
    rows: NDArray[np.float32]
    labels: NDArray[np.int16]
    instances: NDArray[np.int32]
    true: NDArray[np.uint8]
    bag: NDArray[np.int32]
    names: tuple[str, ...]

    @classmethod
    def of(cls, folder: Path) -> "Album":
        paths = sorted(folder.glob("*.npz"))
        parts: dict[str, list[NDArray[Any]]] = {}
        for number, path in enumerate(paths):
            with np.load(path) as said:
                count = len(said["labels"])
                if not count:
                    continue
                for name in ("cubes", "rows", "labels", "instances", "true"):
                    parts.setdefault(name, []).append(said[name])
                parts.setdefault("bag", []).append(np.full(count, number, np.int32))
        whole = {name: np.concatenate(each) for name, each in parts.items()}
        return cls(**whole, names=tuple(path.stem for path in paths))


def drawn(
    album: Album, dice: np.random.Generator, chance: NDArray[np.float64]
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """A batch, each portrait turned, scaled and made noisier by chance."""
    at = dice.choice(len(chance), BATCH, p=chance)
    cubes, rows = album.cubes[at].astype(np.float32), album.rows[at].copy()
    both = np.ones(BATCH, np.float32)
    for n in range(BATCH):
        order = (0, *(1 + dice.permutation(3)))
        flips = (slice(None), *(slice(None, None, -1 if dice.random() < 0.5 else 1) for _ in range(3)))
        cubes[n] = cubes[n].transpose(order)[flips]
        scale, noise = dice.normal(1, 0.03), abs(dice.normal(0, 0.03))
        cubes[n, :2] = cubes[n, :2] * scale + noise * dice.standard_normal(cubes[n, :2].shape, np.float32)
        if dice.random() < 0.12:
            cubes[n, 1], both[n] = cubes[n, 0], 0.0
            rows[n, DUAL_ROWS] = 0.0
    np.maximum(cubes, 0, out=cubes)
    rows += 0.03 * dice.standard_normal(rows.shape).astype(np.float32)
    labels = torch.from_numpy(album.labels[at].astype(np.int64))
    return torch.from_numpy(cubes), torch.from_numpy(both).view(-1, 1, 1, 1, 1), torch.from_numpy(rows), labels


def chances(album: Album) -> NDArray[np.float64]:
    """Rare classes more often than they are, candidates as often as things as they truly are."""
    known = album.labels >= 0
    counts = np.bincount(album.labels[known], minlength=len(OBJECTS)).astype(np.float64)
    weight = np.where(known, 1 / np.sqrt(np.maximum(counts, 20))[album.labels], 0.0)
    for source in (0, 1):
        own = (album.true == source) & known
        weight[own] /= max(1e-9, weight[own].sum())
    return weight / weight.sum()


@torch.no_grad()
def pictures(net: ObjectNet, album: Album) -> Tensor:
    """What the body sees of every portrait."""
    net.eval()
    seen = []
    for first in range(0, len(album.labels), 64):
        cube = torch.from_numpy(album.cubes[first : first + 64].astype(np.float32))
        with torch.autocast("cpu", torch.bfloat16):
            seen.append(net.pictured(cube, torch.ones(len(cube), 1, 1, 1, 1)).float())
    return torch.cat(seen)


@torch.no_grad()
def answers(net: ObjectNet, album: Album, pictured: Tensor | None = None) -> tuple[Tensor, Tensor]:
    """Logits and features of all portraits."""
    net.eval()
    kept = net.joined(pictures(net, album) if pictured is None else pictured, torch.from_numpy(album.rows))
    logits = net.last(kept)
    net.train()
    return logits, kept


def fit_joint(net: ObjectNet, album: Album, pictured: Tensor, steps: int) -> None:
    """Fit all behind the body on what the body sees, computed once: thousands of steps for the price of a few."""
    parts = [*net.measured.parameters(), *net.join.parameters(), *net.last.parameters()]
    optimiser = torch.optim.AdamW(parts, lr=2e-3, weight_decay=2e-2)
    chance, rows = torch.from_numpy(chances(album)), torch.from_numpy(album.rows)
    labels, dice = torch.from_numpy(album.labels.astype(np.int64)), torch.Generator().manual_seed(1)
    net.train()
    for step in range(steps):
        for group in optimiser.param_groups:
            group["lr"] = (
                2e-3 * min(1.0, (step + 1) / 100) * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * step / steps)))
            )
        at = torch.multinomial(chance, JOINT_BATCH, replacement=True, generator=dice)
        row = rows[at] + 0.05 * torch.randn(len(at), rows.shape[1], generator=dice)
        alone = torch.rand(len(at), generator=dice) < 0.1
        row[alone, DUAL_ROWS] = 0.0
        near = pictured[at] * (1 + 0.1 * torch.randn(len(at), pictured.shape[1], generator=dice))
        loss = functional.cross_entropy(net.last(net.joined(near, row)), labels[at], label_smoothing=0.03)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()


def calibrate(logits: Tensor, labels: Tensor) -> tuple[float, float]:
    """The temperature, and what to add to the logits of threats: training met these more often than a scanner does."""
    threats = torch.zeros(len(OBJECTS))
    threats[list(THREATS)] = 1.0
    settings = torch.zeros(2, requires_grad=True)
    search = torch.optim.LBFGS([settings], max_iter=60, line_search_fn="strong_wolfe")

    def closure() -> Tensor:
        search.zero_grad()
        raised = (logits + settings[1] * threats) / settings[0].exp()
        loss = functional.cross_entropy(raised, labels) + 1e-3 * settings.square().sum()
        loss.backward()
        return loss

    search.step(closure)
    with torch.no_grad():
        return float(settings[0].exp()), float(settings[1])


def whitened(features: Tensor, labels: Tensor) -> tuple[Tensor, Tensor]:
    """The middle of each class, and what makes the spread within classes a unit sphere."""
    centres = torch.zeros(len(OBJECTS), features.shape[1])
    rest = features.clone()
    for code in range(len(OBJECTS)):
        own = labels == code
        centres[code] = features[own].mean(0) if own.any() else 1e4
        rest[own] -= centres[code]
    spread = rest.T @ rest / max(1, len(rest))
    spread = (1 - SHRINK) * spread + SHRINK * spread.diagonal().mean() * torch.eye(len(spread))
    values, vectors = torch.linalg.eigh(spread)
    return centres, vectors @ torch.diag(values.clamp(min=1e-8).rsqrt()) @ vectors.T


def learn(net: ObjectNet, album: Album, tune: Album, how: tuple[int, float, int]) -> list[dict[str, float]]:
    steps, minutes, seed = how
    dice, chance = np.random.default_rng(seed), chances(album)
    optimiser = torch.optim.AdamW(net.parameters(), lr=2e-3, weight_decay=1e-3)
    begun, curve, losses = time.monotonic(), [], []
    known = tune.labels >= 0
    for step in range(steps):
        spent = (time.monotonic() - begun) / 60 / minutes
        if spent >= 1:
            break
        share = max(step / steps, spent)
        for group in optimiser.param_groups:
            group["lr"] = 2e-3 * min(1.0, (step + 1) / 100) * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * share)))
        cube, both, row, labels = drawn(album, dice, chance)
        with torch.autocast("cpu", torch.bfloat16):
            logits = net(cube, both, row).float()
        loss = functional.cross_entropy(logits, labels, label_smoothing=0.03)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 5.0)
        optimiser.step()
        losses.append(loss.item())
        if step % 400 == 399:
            said = answers(net, tune)[0].argmax(1).numpy()[known]
            note = {"step": step + 1, "loss": float(np.mean(losses[-200:]))}
            note["tune_accuracy"] = float((said == tune.labels[known]).mean())
            curve.append({name: round(value, 4) for name, value in note.items()})
            Console().log(curve[-1])
    return curve


def finish(net: ObjectNet, albums: tuple[Album, Album], folder: Path, joint_steps: int) -> dict[str, Any]:
    """Fit the last layers, calibrate on the tune split, and keep all that an export needs."""
    album, tune = albums
    own_pictures, tune_pictures = pictures(net, album), pictures(net, tune)
    fit_joint(net, album, own_pictures, joint_steps)
    logits, features = answers(net, tune, tune_pictures)
    known = torch.from_numpy(tune.labels >= 0)
    labels = torch.from_numpy(tune.labels.astype(np.int64))
    temperature, bias = calibrate(logits[known], labels[known])
    with torch.no_grad():
        net.last.bias[list(THREATS)] += bias
    own = torch.from_numpy(album.labels.astype(np.int64))
    centres, whitening = whitened(answers(net, album, own_pictures)[1][own >= 0], own[own >= 0])
    accuracy = float((logits[known].argmax(1) == labels[known]).float().mean())
    away = torch.cdist(features @ whitening, centres @ whitening).square().amin(1)
    quantiles = np.quantile(away.numpy(), np.linspace(0, 1, 101))
    said: dict[str, Any] = {"temperature": temperature, "threat_bias": bias, "novelty": quantiles.tolist()}
    said |= {"tune_accuracy": accuracy, "portraits": len(album.labels), "bags": len(album.names)}
    said["tune_bags"] = len(tune.names)
    torch.save({"net": net.state_dict(), "centres": centres, "whitening": whitening}, folder / "objects.pt")
    return said


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=6000)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--joint-steps", type=int, default=3000, help="of the last layers alone, at the end")
    parser.add_argument("--only-last", action="store_true", help="keep the body of an earlier run")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    torch.set_num_threads(asked.threads)
    torch.manual_seed(asked.seed)
    asked.run.mkdir(parents=True, exist_ok=True)
    album, tune = Album.of(asked.cache / "portraits" / "train"), Album.of(asked.cache / "portraits" / "tune")
    net = ObjectNet(len(OBJECTS), album.rows.shape[1]).to(memory_format=torch.channels_last_3d)
    last = asked.run / "objects.pt"
    if asked.only_last and last.exists():
        net.load_state_dict(torch.load(last, weights_only=True)["net"])
        curve = []
    else:
        curve = learn(net, album, tune, (asked.steps, asked.minutes, asked.seed))
    said = finish(net, (album, tune), asked.run, asked.joint_steps)
    said |= {"curve": [*curve, {"joint_steps": asked.joint_steps, "tune_accuracy": round(said["tune_accuracy"], 4)}]}
    said["cpu_h"] = round(time.process_time() / 3600, 3)
    (asked.run / "objects.json").write_text(json.dumps(said), encoding="utf-8")
    Console().log({name: said[name] for name in ("temperature", "threat_bias", "portraits", "tune_accuracy")})


if __name__ == "__main__":
    main()
