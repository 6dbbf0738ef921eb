"""Calibrates what was learned on splits that were not learned from, and writes networks and model cards for the server.

`python -m training.ct.publish segments|objects --cache DIR --run DIR --models DIR`: the first before the rows are
measured, the second after the second network has learned from them.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from rich.console import Console
from torch.nn import functional

from customhouse.imaging.adaptation.measures import reliability
from customhouse.imaging.networks.cards import ModelCard, write_card
from customhouse.imaging.networks.engine import open_network
from customhouse.imaging.networks.volumes.looking import OBJECTS as SECOND
from customhouse.imaging.networks.volumes.looking import SEGMENTS as FIRST
from customhouse.imaging.networks.volumes.looking import SUSPECTED_WEAPON, doubt_of
from customhouse.imaging.networks.volumes.naming import calibrated
from customhouse.imaging.networks.volumes.segments import Gridded, segment
from training.bags import CHOOSING, TAUGHT, VOXEL_MM, kept
from training.ct import card_log
from training.ct.classes import OBJECTS, THREATS, WEAPONS
from training.ct.export import write_objects, write_segments
from training.ct.nets import ObjectNet, SegmentNet
from training.ct.objects.album import Album
from training.ct.objects.measure import volume_of
from training.ct.segments.learn import batch_of, lessons
from training.ct.segments.patches import Patches

MOST_BAGS = 40
PATCHES = 120
HELD = 2e-3  # how strongly the offsets of classes are held to nothing
# Shares of the clean bags kept for choosing, each split of them counting alike.
SUSPECTED_ALARMS = 0.08  # may be suspected; 10 % are allowed
LIKELY_ALARMS = 0.02
WEAPON_ALARMS = 0.01  # may be suspected of a weapon and of nothing else, by the limit that weapons have of their own
# Below these a suspicion is never raised, however few clean bags it would stop: a weak network must stay silent.
LEAST_SUSPECTED, LEAST_LIKELY, LEAST_WEAPON = 0.5, 0.8, 0.4
LIMITS = (
    "Learned from simulated bags alone; never measured on a real scanner's volumes. Classes are by look: an "
    "explosives-like block is dense organic matter of that shape. What is under 0.25 cm3 is not looked at."
)
VERSION = "7"


def settings_of(net: SegmentNet, cache: Path, patches: int = PATCHES) -> tuple[float, torch.Tensor]:
    """Temperature, and what is added to the logit of each class: learning met every class as often, a scanner does not.

    Both make the probabilities of voxels that are not air true on patches of tune bags.
    """
    drawn = Patches(7)
    drawn.add(kept(cache, "tune"))
    dice, parts = torch.Generator().manual_seed(7), []
    with torch.no_grad():
        for _ in range(patches):
            high, low, both, labels = batch_of([drawn.draw()])
            filled = torch.nonzero(labels.flatten() > 0).flatten()
            if len(filled) < 100:
                continue
            some = filled[torch.randint(len(filled), (1500,), generator=dice)][None]
            parts.append((net.at(high, low, both, some)[0], labels.flatten()[some[0]]))
    logits, truth = torch.cat([each for each, _ in parts]), torch.cat([each for _, each in parts])
    log_temperature, offsets = torch.zeros((), requires_grad=True), torch.zeros(len(OBJECTS), requires_grad=True)
    search = torch.optim.LBFGS([log_temperature, offsets], max_iter=80, line_search_fn="strong_wolfe")

    def closure() -> torch.Tensor:
        search.zero_grad()
        loss = functional.cross_entropy(logits / log_temperature.exp() + offsets, truth)
        loss = loss + HELD * offsets.square().sum()
        loss.backward()
        return loss

    search.step(closure)
    temperature = float(log_temperature.detach().exp())
    return temperature, offsets.detach() * temperature


def publish_segments(cache: Path, run: Path, models: Path, most: tuple[int, int]) -> ModelCard:
    """Of the tune split at most so many bags for novelty, and patches for the calibration."""
    state = torch.load(run / "last.pt", weights_only=True, map_location="cpu")
    net = SegmentNet(len(OBJECTS)).eval()
    net.load_state_dict(state["net"])
    temperature, offsets = settings_of(net, cache, most[1])
    with torch.no_grad():
        net.head[-1].bias += offsets
    models.mkdir(parents=True, exist_ok=True)
    path = models / f"{FIRST}.onnx"
    write_segments(net, path, temperature)
    network = open_network(path, torch.get_num_threads())
    doubts = []
    for bag in kept(cache, "tune")[: most[0]]:
        grid = Gridded.of(volume_of(np.asarray(bag.planes)), VOXEL_MM)
        doubts.append(doubt_of(grid, segment(network, grid)))
    log = json.loads((run / "log.json").read_text(encoding="utf-8"))
    making = card_log.hours(bag.record.get("cpu_s") for bag in lessons(cache))
    card = ModelCard(
        FIRST,
        VERSION,
        "ct_segments",
        OBJECTS,
        "Parts a CT volume of one or two energies into classes of objects: a 3-D U-Net at half resolution, joined with "
        "each voxel's own values and those around it; 2.2 million weights.",
        f"Simulated bags, split train, {log['bags']} bags and loose objects of simulators/scanner/bags.",
        LIMITS,
        temperature=temperature,
        novelty=tuple(float(each) for each in np.quantile(doubts, np.linspace(0, 1, 101))),
        preparation=preparation(),
        log=card_log.of_segments(log, making, card_log.now()),
    )
    write_card(card, models)
    return card


def preparation() -> dict[str, Any]:
    threats, weapons = ([OBJECTS[code] for code in codes] for codes in (THREATS, WEAPONS))
    words = "attenuation relative to water, 0 in air"
    return {"pitch_mm": VOXEL_MM, "input": words, "threats": threats, "weapons": weapons}


def publish_objects(cache: Path, run: Path, models: Path) -> ModelCard:
    said = json.loads((run / "objects.json").read_text(encoding="utf-8"))
    state = torch.load(run / "objects.pt", weights_only=True, map_location="cpu")
    tune = Album.splits(cache, CHOOSING)
    nets = [ObjectNet(len(OBJECTS), tune.rows.shape[1]) for _ in state["nets"]]
    for net, own in zip(nets, state["nets"], strict=True):
        net.load_state_dict(own)
    models.mkdir(parents=True, exist_ok=True)
    path = models / f"{SECOND}.onnx"
    write_objects(nets, state["reference"], said["threat_bias"], path)
    logits = open_network(path).run({"row": tune.rows})["logits"]
    chances = calibrated(logits, said["temperature"])
    threat, weapon = (chances[:, list(of)].sum(1) for of in (THREATS, WEAPONS))
    card = ModelCard(
        SECOND,
        VERSION,
        "ct_objects",
        OBJECTS,
        f"Names one object of a CT volume by {tune.rows.shape[1]} measures of its attenuation, texture, form, dense "
        f"parts and surroundings: {len(nets)} small networks together; says how unlike anything learned it is.",
        f"Simulated bags, {_taught(cache)}: {said['rows']} objects and candidates from {said['bags']} bags and loose "
        f"objects, which the first network has not learned from.{_learned_on(said)}",
        LIMITS,
        thresholds=_thresholds(cache, tune, threat, weapon),
        temperature=said["temperature"],
        novelty=tuple(said["novelty"]),
        preparation=preparation(),
        reliability=reliability(threat[tune.known], np.isin(tune.labels, THREATS)[tune.known]),
        reliability_of=f"an object's probability of a threat, {card_log.CHOSEN_ON}",
        figures=card_log.chosen_figures(said),
        log=card_log.of_objects(said, card_log.rows_hours(cache / "rows" / split for split in TAUGHT), card_log.now()),
    )
    write_card(card, models)
    return card


def _learned_on(said: dict[str, Any]) -> str:
    if "begun_with" not in said:
        return ""
    beside = ", whose members stay beside those that learned on" if said["keeps"] else ""
    return f" Learned on from {said['begun_with']}{beside}."


def _taught(cache: Path) -> str:
    names = [split for split in TAUGHT if any((cache / "rows" / split).glob("*.npz"))]
    return f"split{'s' * (len(names) > 1)} {' and '.join(names)}"


def _thresholds(cache: Path, tune: Album, threat: NDArray[np.float32], weapon: NDArray[np.float32]) -> dict[str, float]:
    """By how many of the clean bags kept for choosing they would stop."""
    bags = [(split, bag) for split in CHOOSING for bag in kept(cache, split)]
    clean = {f"{split}/{bag.path.stem}" for split, bag in bags if not bag.record["contraband"]}
    own = {name: tune.bag == n for n, name in enumerate(tune.names) if name in clean}
    worst, armed = (np.array([float(said[at].max(initial=0)) for at in own.values()]) for said in (threat, weapon))
    return thresholds_of(list(own), worst, armed) | {"unknown": 0.99, "least": 0.25}


def thresholds_of(clean: Sequence[str], worst: NDArray[np.floating], armed: NDArray[np.floating]) -> dict[str, float]:
    """From the likeliest threat, and the likeliest weapon, of each clean bag; `clean` names them, split/bag."""
    splits = [name.partition("/")[0] for name in clean]
    weight = np.array([1 / splits.count(split) for split in splits]) / max(1, len(set(splits)))
    suspected = max(_at(worst, weight, SUSPECTED_ALARMS), LEAST_SUSPECTED)
    likely = max(_at(worst, weight, LIKELY_ALARMS), suspected, LEAST_LIKELY)
    alone = np.where(worst < suspected, armed, 0.0)
    weapons = max(_at(alone, weight, WEAPON_ALARMS), LEAST_WEAPON)
    return {"suspected": suspected, "likely": likely, SUSPECTED_WEAPON: min(suspected, weapons)}


def _at(values: NDArray[np.floating], weight: NDArray[np.floating], share: float) -> float:
    """A limit that no more than this share of clean bags reach."""
    if not len(values):
        return 0.99
    ranked = np.argsort(-values)
    beyond = min(len(values) - 1, int(np.searchsorted(np.cumsum(weight[ranked]), share + 1e-9, side="right")))
    return float(np.clip(values[ranked[beyond]] + 1e-4, 0.02, 0.99))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("segments", "objects"))
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--models", type=Path, required=True)
    parser.add_argument("--bags", type=int, default=MOST_BAGS, help="of the tune split, that novelty is measured on")
    parser.add_argument("--patches", type=int, default=PATCHES, help="of the tune split, to calibrate on")
    asked = parser.parse_args()
    torch.set_num_threads(1)
    if asked.what == "segments":
        made = publish_segments(asked.cache, asked.run, asked.models, (asked.bags, asked.patches))
    else:
        made = publish_objects(asked.cache, asked.run, asked.models)
    Console().log({"model": made.name, "temperature": made.temperature, "thresholds": made.thresholds})


if __name__ == "__main__":
    main()
