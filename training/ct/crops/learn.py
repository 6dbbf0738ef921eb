"""Learns the third network for CT from the measures of `training.ct.crops.rows`.

`python -m training.ct.crops.learn --cache DIR --run DIR`. Each step names cubes and candidates of bags, tells threats
from all else, and ranks threats above the honest goods of bags. What each member learned is kept, so that a run that
was stopped goes on with the next.
"""

import argparse
import hashlib
import json
import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from rich.console import Console
from torch import Tensor
from torch.nn import functional

from training.bags import CHOOSING, TAUGHT
from training.ct import ranking
from training.ct.classes import OBJECTS, THREATS
from training.ct.crops.measures import of_one_energy
from training.ct.crops.net import CropNet, together
from training.ct.members import Member, learned, taken_up
from training.ct.objects.album import Album
from training.ct.ranking import Ranking, threat_of
from training.ct.standing import standing
from training.devices import Device, add_options, chosen, place_of

CUBES, CANDIDATES = 192, 128  # of a step
NOISE = 0.05  # of each measure, in its own spread
RATE = 2e-3
RANKED = 0.5  # weight of ranking beside naming
RANKED_FROM = 0.6  # share of the steps before bags are ranked as well, which costs four times as much
ONE_ENERGY = 0.1  # share of what is learned from that is shown as by a scanner of one energy
TRUSTS = (0.0, 0.25, 0.5, 0.75, 1.0, 1.5)  # how much it may weigh beside the second network
NOWHERE = -50.0  # logit of a threat where no crop is of it

Scene = dict[str, NDArray[Any]]


@dataclass(frozen=True)
class Lessons:
    """Rows of cubes with their labels, and of bags; `held` are cubes that a member is only judged on."""

    rows: Tensor
    labels: Tensor
    bags: Album
    held: tuple[Tensor, Tensor]

    @classmethod
    def of(cls, folder: Path) -> "Lessons":
        """Of all splits that are learned from; the last file of cubes of each is held back.

        Raises:
            ValueError: a kind of them is missing.
        """
        cubes = [sorted((folder / split).glob("cubes-*.npz")) for split in TAUGHT]
        for split, files in zip(TAUGHT, cubes, strict=True):
            if not files[1:]:
                raise ValueError(
                    f"There are no two files of cubes in {folder / split}: training.ct.crops.rows makes them."
                )
        bags = sorted(
            path for split in TAUGHT for kind in ("crowded", "bag") for path in (folder / split).glob(f"{kind}-*.npz")
        )
        own, held = ([path for files in cubes for path in files[part]] for part in (slice(-1), slice(-1, None)))
        if not bags:
            raise ValueError(f"There are no measures of bags in {folder}: training.ct.crops.rows makes them.")
        rows, labels = _told(Album.from_files(own))
        return cls(rows, labels, Album.from_files(bags), _told(Album.from_files(held)))

    def moved(self, place: torch.device) -> "Lessons":
        rows, labels = (each.to(place) for each in self.held)
        return Lessons(self.rows.to(place), self.labels.to(place), self.bags, (rows, labels))

    @torch.no_grad()
    def named_right(self, net: CropNet) -> float:
        """Share of the held cubes' candidates."""
        rows, labels = self.held
        was, net = net.training, net.eval()
        right = float((net(rows).argmax(1) == labels).float().mean())
        net.train(was)
        return right


def _told(album: Album) -> tuple[Tensor, Tensor]:
    return torch.from_numpy(album.rows), torch.from_numpy(album.labels.astype(np.int64))


def naming_loss(logits: Tensor, labels: Tensor) -> Tensor:
    """Naming, and telling threats from all else."""
    wanted = torch.isin(labels, torch.tensor(THREATS, device=labels.device)).float()
    telling = functional.binary_cross_entropy_with_logits(threat_of(logits), wanted)
    return functional.cross_entropy(logits, labels, label_smoothing=0.05) + telling


def learn(net: CropNet, lessons: Lessons, steps: int, seed: int) -> list[dict[str, float]]:
    """One member, where the net is; in single precision everywhere, for it is small."""
    place, bags = place_of(net), lessons.bags
    rows, labels = (torch.from_numpy(each).to(place) for each in (bags.rows, bags.labels.astype(np.int64)))
    known = np.flatnonzero(bags.known)
    counts = np.bincount(bags.labels[known], minlength=len(OBJECTS))
    rare = torch.from_numpy(1 / np.sqrt(np.maximum(counts, 20))[bags.labels[known]])
    places, dice = torch.from_numpy(known), torch.Generator().manual_seed(seed)
    ranked, curve, losses = Ranking.of(bags, seed), [], list[float]()
    optimiser = torch.optim.AdamW(net.parameters(), lr=RATE, weight_decay=1e-2)
    net.train()
    for step in range(steps):
        for group in optimiser.param_groups:
            group["lr"] = (
                RATE * min(1.0, (step + 1) / 100) * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * step / steps)))
            )
        cubes = torch.randint(len(lessons.rows), (CUBES,), generator=dice).to(place)
        own = places[torch.multinomial(rare, CANDIDATES, replacement=True, generator=dice)].to(place)
        given = torch.cat([lessons.rows[cubes], rows[own]])
        one = torch.rand(len(given), generator=dice).to(place) < ONE_ENERGY
        first, second = net(torch.where(one[:, None], of_one_energy(given), given), NOISE).split([CUBES, CANDIDATES])
        loss = naming_loss(first, lessons.labels[cubes]) + naming_loss(second, labels[own])
        losses.append(loss.item())  # of naming alone: the curve would jump where ranking begins
        if ranked.is_possible and step >= RANKED_FROM * steps:
            at, groups = (torch.from_numpy(each).to(place) for each in ranked.drawn())
            loss = loss + RANKED * ranking.loss(net(rows[at], NOISE), groups)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 5.0)
        optimiser.step()
        if step % 1000 == 999 or step + 1 == steps:
            note = {"seed": seed, "step": step + 1, "loss": round(float(np.mean(losses[-300:])), 4)}
            curve.append(note | {"named": round(lessons.named_right(net), 4)})
            Console().log(curve[-1])
    return curve


def scenes(cache: Path, split: str) -> dict[str, Scene]:
    """By name of the bag."""
    found = {}
    for path in sorted((cache / "crops" / split).glob("scene-*.npz")):
        with np.load(path) as held:
            found[path.stem.replace("scene", "bag")] = dict(held)
    return found


@torch.no_grad()
def spoken(nets: Sequence[CropNet], scene: Scene) -> list[Tensor]:
    """Logits of each member."""
    return [net.cpu().eval()(torch.from_numpy(scene["rows"])) for net in nets]


def figures(said: Sequence[tuple[Scene, Tensor]]) -> dict[str, float]:
    """Of scenes with the logits of what is suspicious in them: bags among bags, and single threats.

    A threat that is nowhere among the suspicious is not found.
    """
    worst, holds, single = [], [], []
    for scene, logits in said:
        threat, own = threat_of(logits).numpy(), np.isin(scene["labels"], THREATS)
        worst.append(float(threat.max(initial=NOWHERE)))
        holds.append(len(scene["threats"]) > 0)
        of_threats = (threat[own & (scene["instances"] == number)] for number in scene["threats"])
        single += [float(each.max(initial=NOWHERE)) for each in of_threats]
    return standing(worst, holds, single)


def judged(nets: Sequence[CropNet], cache: Path, trust: float) -> dict[str, dict[str, float]]:
    """By split; trust 0 is the second network alone."""
    said = {}
    for split in CHOOSING:
        every = scenes(cache, split).values()
        heard = [(each, together(spoken(nets, each), torch.from_numpy(each["logits"]), trust)) for each in every]
        said[split] = {name: round(value, 4) for name, value in figures(heard).items()}
    return said


def trusted(nets: Sequence[CropNet], cache: Path) -> float:
    """The weight with which bags of both splits are told apart best, by the sum of their areas; 0 if it harms."""

    def area(trust: float) -> float:
        return sum(each.get("bag_auroc", 0.0) for each in judged(nets, cache, trust).values())

    return max(TRUSTS, key=area)


def fingerprint(lessons: Lessons, net: CropNet, steps: int, seed: int) -> str:
    """Of all that makes a member."""
    ranked = (ranking.EACH, ranking.MOST, ranking.SHARP, ranking.WIDTH, RANKED, RANKED_FROM)
    told = (str(net), steps, seed, CUBES, CANDIDATES, NOISE, RATE, ONE_ENERGY, *ranked, lessons.bags.names)
    digest = hashlib.sha256(repr(told).encode())
    bags = lessons.bags
    for column in (lessons.rows.numpy(), lessons.labels.numpy(), bags.rows, bags.labels, bags.instances, bags.true):
        digest.update(np.ascontiguousarray(column))
    return digest.hexdigest()


def member(run: Path, lessons: Lessons, steps: int, seed: int, device: Device) -> Member[CropNet]:
    """As it was learned before, or learned now."""
    torch.manual_seed(seed)
    net, kept = CropNet(), run / f"crops-{seed}.pt"
    told = fingerprint(lessons, net, steps, seed)
    before = taken_up(kept, net, told)
    if before is not None:
        return before
    net.measured_on(lessons.rows)
    return learned(kept, net, told, lambda own: learn(own, lessons.moved(device.place), steps, seed), device)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=20_000, help="of each member")
    parser.add_argument("--members", type=int, default=2)
    parser.add_argument("--threads", type=int, default=1)
    add_options(parser)
    asked = parser.parse_args()
    torch.set_num_threads(asked.threads)
    asked.run.mkdir(parents=True, exist_ok=True)
    try:
        lessons = Lessons.of(asked.cache / "crops")
    except ValueError as reason:
        sys.exit(str(reason))
    device = chosen(asked.device, asked.precision)
    members = [member(asked.run, lessons, asked.steps, seed, device) for seed in range(1, asked.members + 1)]
    nets = [each.net for each in members]
    trust = trusted(nets, asked.cache)
    said: dict[str, Any] = {"trust": trust, "steps": asked.steps, "members": len(nets), "device": device.told}
    said |= {"rows": len(lessons.rows), "bag_rows": len(lessons.bags.labels), "bags": len(lessons.bags.names)}
    said |= {"before": judged(nets, asked.cache, 0.0), "chosen": judged(nets, asked.cache, trust)}
    said |= {"curve": [note for each in members for note in each.curve]}
    said |= {"cpu_s": sum(each.cpu_s for each in members), "gpu_s": sum(each.gpu_s for each in members)}
    torch.save([net.state_dict() for net in nets], asked.run / "crops.pt")
    (asked.run / "crops.json").write_text(json.dumps(said, indent=1), encoding="utf-8")
    Console().log({name: said[name] for name in ("trust", "before", "chosen")})


if __name__ == "__main__":
    main()
