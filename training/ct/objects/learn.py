"""Learns the network that names single objects, from the rows of `training.ct.objects.measure`.

`python -m training.ct.objects.learn --cache DIR --run DIR`. Learns from the splits train and varied, to name each
object and to rank threats above the worst of clean volumes. Ends with the temperature and the weight of threats that
make its probabilities true on tune and unseen together, the one of forms it has met and the other of forms it has not,
and with the strangeness of what is known. What each member learned is kept, so that a run that was stopped goes on with
the next.
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
import onnx
import torch
from google.protobuf.message import DecodeError
from numpy.typing import NDArray
from onnx.numpy_helper import to_array
from rich.console import Console
from sklearn.metrics import average_precision_score
from torch import Tensor
from torch.nn import functional

from customhouse.imaging.networks.cards import load_model
from training.bags import CHOOSING, TAUGHT
from training.ct import ranking
from training.ct.classes import OBJECTS, THREATS
from training.ct.members import Member, learned, taken_up
from training.ct.nets import ObjectNet
from training.ct.objects.album import Album
from training.ct.ranking import Ranking
from training.ct.standing import standing
from training.devices import Device, add_options, chosen, place_of
from training.halves import SUFFIX

BATCH = 256
NOISE = 0.1  # of each measure, in its own spread
RATE = 2e-3
NEAREST, PER_CLASS = 5, 150  # things of what was learned that an object is held against, and kept of each class
CANDIDATES = 0.8  # share of what is learned from that are candidates; the rest are things as they truly are
NAMING_FIRST = 400  # steps before bags are ranked as well
VARIED = 0.5  # share of what is learned from that is of the split varied, where there is any
SHARED = {"mean": "nets.0.mean", "spread": "nets.0.spread"}


@dataclass(frozen=True)
class Course:
    """How a member learns; `on` is what it has learned before, or nothing."""

    steps: int
    seed: int
    rate: float = RATE
    on: ObjectNet | None = None

    def begun(self, album: Album) -> ObjectNet:
        torch.manual_seed(self.seed)
        net = ObjectNet(len(OBJECTS), album.rows.shape[1])
        if self.on is None:
            net.measured_on(torch.from_numpy(album.rows[album.known]))
        else:
            net.load_state_dict(self.on.state_dict())
        return net


def written(path: Path, measures: int) -> list[ObjectNet]:
    """The members that a network was written of before, to learn on.

    Raises:
        ValueError: it is of other measures, classes or layers.
    """
    held = {each.name.removesuffix(SUFFIX): to_array(each) for each in onnx.load(path).graph.initializer}
    nets: list[ObjectNet] = []
    while (own := f"nets.{len(nets)}.") + "last.weight" in held:
        net = ObjectNet(len(OBJECTS), measures)
        # What all members share is written once, with the first.
        given = {
            name: held.get(own + name, held.get(SHARED[name]) if name in SHARED else None) for name in net.state_dict()
        }
        wrong = [name for name, layer in net.state_dict().items() if np.shape(given[name]) != tuple(layer.shape)]
        if wrong:
            raise ValueError(
                f"{path.name} is of other layers than networks of {len(OBJECTS)} classes and {measures} measures: "
                f"{', '.join(wrong)}."
            )
        net.load_state_dict({name: torch.tensor(layer).float() for name, layer in given.items()})
        nets.append(net)
    if not nets:
        raise ValueError(f"{path.name} is no network that names objects of CT volumes.")
    return nets


def chances(album: Album) -> NDArray[np.float64]:
    """Rare classes more often than they are, candidates more often than things as they truly are."""
    counts = np.bincount(album.labels[album.known], minlength=len(OBJECTS)).astype(np.float64)
    weight = np.where(album.known, 1 / np.sqrt(np.maximum(counts, 20))[album.labels], 0.0)
    for source, share in ((0, CANDIDATES), (1, 1 - CANDIDATES)):
        own = (album.true == source) & album.known
        weight[own] *= share / max(1e-9, weight[own].sum())
    varied = np.array([name.startswith("varied/") for name in album.names], bool)[album.bag]
    if weight[varied].any() and weight[~varied].any():
        for own, share in ((varied, VARIED), (~varied, 1 - VARIED)):
            weight[own] *= share / weight[own].sum()
    return weight / weight.sum()


def learn(net: ObjectNet, album: Album, tune: Album, how: Course, *, ranks: bool = True) -> list[dict[str, float]]:
    """One member of the network, as it was begun. `ranks` threats above clean volumes as well.

    Where the net is; in single precision everywhere, for it is small.
    """
    steps, seed, place = how.steps, how.seed, place_of(net)
    rows, labels = (torch.from_numpy(each).to(place) for each in (album.rows, album.labels.astype(np.int64)))
    chance, dice = torch.from_numpy(chances(album)), torch.Generator().manual_seed(seed)
    bags = Ranking.of(album, seed)
    optimiser = torch.optim.AdamW(net.parameters(), lr=how.rate, weight_decay=2e-2)
    curve, losses = [], []
    net.train()
    for step in range(steps):
        for group in optimiser.param_groups:
            group["lr"] = (
                how.rate * min(1.0, (step + 1) / 100) * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * step / steps)))
            )
        at = torch.multinomial(chance, BATCH, replacement=True, generator=dice).to(place)
        loss = functional.cross_entropy(net(rows[at], noise=NOISE), labels[at], label_smoothing=0.05)
        if ranks and bags.is_possible and (how.on or step >= NAMING_FIRST):
            at, groups = (torch.from_numpy(each).to(place) for each in bags.drawn())
            loss = loss + ranking.WEIGHT * ranking.loss(net(rows[at], noise=NOISE), groups)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 5.0)
        optimiser.step()
        losses.append(loss.item())
        if step % 1000 == 999 or step + 1 == steps:
            note = {"seed": seed, "step": step + 1, "loss": float(np.mean(losses[-300:]))}
            note |= figures(answers([net], tune)[0].exp().numpy(), tune)
            curve.append({name: round(value, 4) for name, value in note.items()})
            Console().log(curve[-1])
    return curve


@torch.no_grad()
def answers(nets: Sequence[ObjectNet], album: Album) -> tuple[Tensor, Tensor]:
    """Mean log-probabilities of the members, and what the last layer of the first sees, of all rows; on the CPU."""
    rows = torch.from_numpy(album.rows).to(place_of(nets[0]))
    for net in nets:
        net.eval()
    logits = torch.stack([net(rows).log_softmax(1) for net in nets]).mean(0)
    kept = nets[0].kept(rows)
    for net in nets:
        net.train()
    return logits.cpu(), kept.cpu()


def figures(chance: NDArray[np.floating[Any]], tune: Album) -> dict[str, float]:
    """Of (rows, classes): right names, and how well threats stand out among objects and bags among bags."""
    threat = chance[:, list(THREATS)].sum(1)
    truth = np.isin(tune.labels, THREATS)
    bags = np.unique(tune.bag)
    worst = [threat[tune.bag == bag].max() for bag in bags]
    holds = [bool((truth & (tune.bag == bag)).any()) for bag in bags]
    at = tune.bag[truth].astype(np.int64) << 32 | tune.instances[truth]
    single = [threat[truth][at == thing].max() for thing in np.unique(at)]
    return {
        "accuracy": float((chance.argmax(1)[tune.known] == tune.labels[tune.known]).mean()),
        "threat_ap": float(average_precision_score(truth[tune.known], threat[tune.known])),
    } | standing(worst, holds, single)


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


def reference_of(features: Tensor, album: Album) -> Tensor:
    """What the last layer sees of things as they truly are, as many of each class up to a limit, at unit length."""
    dice, at = np.random.default_rng(1), []
    for code in range(len(OBJECTS)):
        own = np.flatnonzero((album.labels == code) & (album.true == 1))
        at.append(dice.permutation(own)[:PER_CLASS])
    return functional.normalize(features[torch.from_numpy(np.concatenate(at))])


def strangeness(features: Tensor, reference: Tensor) -> Tensor:
    """How far an object lies from what was learned: the mean of its distances (1 - cosine) to the nearest few."""
    return 1 - (functional.normalize(features) @ reference.T).topk(NEAREST)[0].mean(1)


def finish(nets: Sequence[ObjectNet], albums: tuple[Album, Album]) -> dict[str, Any]:
    """Calibrate on what was kept for choosing; all that an export needs."""
    album, tune = albums
    logits, features = answers(nets, tune)
    known = torch.from_numpy(tune.known)
    temperature, bias = calibrate(logits[known], torch.from_numpy(tune.labels.astype(np.int64))[known])
    reference = reference_of(answers(nets, album)[1], album)
    quantiles = np.quantile(strangeness(features, reference).numpy(), np.linspace(0, 1, 101))
    said = figures(logits.exp().numpy(), tune)
    return {
        "temperature": temperature,
        "threat_bias": bias,
        "novelty": quantiles.tolist(),
        "tune": said,
        "tune_accuracy": said["accuracy"],
        "rows": len(album.labels),
        "bags": len(album.names),
        "tune_bags": len(tune.names),
        "parts": {"reference": reference},
    }


def by_split(nets: Sequence[ObjectNet], cache: Path) -> dict[str, dict[str, float]]:
    """Forms that were met and forms that were not never share a figure here."""
    albums = {name: Album.of(cache / "rows" / name) for name in CHOOSING if (cache / "rows" / name).exists()}
    return {name: figures(answers(nets, album)[0].exp().numpy(), album) for name, album in albums.items()}


def _fingerprint(album: Album, net: ObjectNet, how: Course) -> str:
    """Of all that makes a member: what it learns from and on, its layers, how it is drawn and ranked."""
    ranked = (ranking.WEIGHT, ranking.EACH, ranking.MOST, ranking.OF_BAGS, ranking.SHARP, ranking.WIDTH, NAMING_FIRST)
    digest = hashlib.sha256(repr((str(net), NOISE, how.rate, CANDIDATES, VARIED, *ranked, album.names)).encode())
    for part in how.on.state_dict().values() if how.on else ():
        digest.update(part.numpy().tobytes())
    for column in (album.rows, album.labels, album.instances, album.true, album.bag):
        digest.update(np.ascontiguousarray(column))
    return digest.hexdigest()


def member(run: Path, albums: tuple[Album, Album], how: Course, device: Device) -> Member[ObjectNet]:
    """As it was learned before, or learned now."""
    album, tune = albums
    net, kept = how.begun(album), run / f"member-{how.seed}.pt"
    told = {"lessons": _fingerprint(album, net, how), "steps": how.steps}
    before = taken_up(kept, net, told)
    if before is None and how.on and kept.exists():
        sys.exit(f"{kept} was learned otherwise: name another --run to learn on.")
    return before or learned(kept, net, told, lambda own: learn(own, album, tune, how), device)


def courses(asked: argparse.Namespace, before: Sequence[ObjectNet]) -> list[Course]:
    """One for each member."""
    on = before or [None]
    return [Course(asked.steps, n + 1, asked.rate, on[n % len(on)]) for n in range(asked.members)]


def earlier(network: Path | None, measures: int) -> list[ObjectNet]:
    """The members that are learned on, none where nothing is; ends the program where they cannot be."""
    try:
        return written(network, measures) if network else []
    except (OSError, ValueError, DecodeError) as reason:
        sys.exit(f"{network} cannot be learned on: {reason}")


def begun_with(network: Path) -> str:
    """Its name and version, or its file's name where it has no card."""
    try:
        return load_model(network.with_suffix(".card.json")).label
    except (OSError, ValueError):
        return network.stem


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=8000, help="of each member")
    parser.add_argument("--members", type=int, default=4)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--rate", type=float, default=RATE, help="the highest, after which it falls")
    parser.add_argument("--begin-with", type=Path, metavar="ONNX", help="learn on a network that was written before")
    parser.add_argument("--keep", action="store_true", help="its members stay, beside those that learn on from them")
    add_options(parser)
    asked = parser.parse_args()
    if asked.keep and not asked.begin_with:
        parser.error("--keep needs --begin-with: what is to stay?")
    torch.set_num_threads(asked.threads)
    asked.run.mkdir(parents=True, exist_ok=True)
    albums = Album.splits(asked.cache, TAUGHT), Album.splits(asked.cache, CHOOSING)
    device = chosen(asked.device, asked.precision)
    before = earlier(asked.begin_with, albums[0].rows.shape[1])
    members = [member(asked.run, albums, each, device) for each in courses(asked, before)]
    nets = [each.net for each in members] + (before if asked.keep else [])
    said = finish(nets, albums)
    torch.save({"nets": [net.state_dict() for net in nets]} | said.pop("parts"), asked.run / "objects.pt")
    said["by_split"] = by_split(nets, asked.cache)
    said |= {"begun_with": begun_with(asked.begin_with), "keeps": asked.keep} if asked.begin_with else {}
    said |= {"curve": [note for each in members for note in each.curve], "members": len(nets)}
    said["cpu_h"] = round(sum(each.cpu_s for each in members) / 3600, 3)
    said["gpu_h"] = round(sum(each.gpu_s for each in members) / 3600, 3)
    (asked.run / "objects.json").write_text(json.dumps(said), encoding="utf-8")
    Console().log({name: said[name] for name in ("temperature", "threat_bias", "rows", "tune", "by_split")})


if __name__ == "__main__":
    main()
