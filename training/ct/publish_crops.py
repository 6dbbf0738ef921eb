"""Calibrates the third network on splits that were not learned from, and writes it with its model card.

`python -m training.ct.publish_crops --cache DIR --run DIR --models DIR`. All suspicions have passed through it, so the
limits of suspicion are found on what it says, and stand in its card.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import torch
from rich.console import Console
from torch import Tensor

from customhouse.imaging.adaptation.measures import reliability
from customhouse.imaging.networks.cards import Figure, ModelCard, write_card
from customhouse.imaging.networks.training_log import Count, Spent, TrainingLog, traces_of
from customhouse.imaging.networks.volumes.looking import CROPS as THIRD
from customhouse.imaging.networks.volumes.naming import ASKED
from training.bags import CHOOSING, TAUGHT, kept
from training.ct import card_log
from training.ct.classes import OBJECTS, THREATS, WEAPONS
from training.ct.crop_lessons import Scene, Scenes
from training.ct.crop_net import CropNet
from training.ct.crops import GATE
from training.ct.export import write_crops
from training.ct.learn_crops import RATE, answers, figures
from training.ct.learn_objects import calibrate
from training.ct.publish import LIMITS, preparation, thresholds_of
from training.devices import chosen

VERSION = "1"


def said_of(net: CropNet, cache: Path) -> dict[str, list[tuple[Scene, Tensor]]]:
    """Each scene of the splits kept for choosing, with what the network says of its crops."""
    device = chosen("cpu", "f32")
    splits = {split: Scenes.of(cache / "crops" / split) for split in CHOOSING}
    return {split: [(scene, answers(net, scene, device)) for scene in every] for split, every in splits.items()}


def limits(cache: Path, chances: dict[str, Any]) -> dict[str, float]:
    """By how many of the clean bags kept for choosing they would stop; `chances` by name, of bags that have crops."""
    looked = {f"{path.parent.name}/{path.stem.removeprefix('bag-')}" for path in (cache / "crops").glob("*/*.npz")}
    bags = [(f"{split}/{bag.path.stem}", bag) for split in CHOOSING for bag in kept(cache, split)]
    clean = [name for name, bag in bags if name in looked and not bag.record["contraband"]]
    nothing = np.zeros((0, len(OBJECTS)))
    worst, armed = (
        np.array([float(chances.get(name, nothing)[:, list(own)].sum(1).max(initial=0)) for name in clean])
        for own in (THREATS, WEAPONS)
    )
    return {ASKED: GATE} | thresholds_of(np.maximum(worst, GATE), armed)


def publish(cache: Path, run: Path, models: Path) -> ModelCard:
    state = torch.load(run / "crops.pt", weights_only=True, map_location="cpu")
    net = CropNet(len(OBJECTS)).eval()
    net.load_state_dict(state["mean"])
    every = said_of(net, cache)
    if not any(every.values()):
        sys.exit(f"There are no crops of {' and '.join(CHOOSING)} in {cache}: training.ct.crops makes them.")
    logits = torch.cat([each for scenes in every.values() for _, each in scenes])
    labels = torch.from_numpy(np.concatenate([scene["labels"] for scenes in every.values() for scene, _ in scenes]))
    known = labels >= 0
    temperature, bias = calibrate(logits[known], labels[known].long())
    models.mkdir(parents=True, exist_ok=True)
    path = models / f"{THIRD}.onnx"
    write_crops(net, bias, path)
    raised = torch.zeros(len(OBJECTS)).index_fill(0, torch.tensor(THREATS), bias)
    chances = {
        f"{split}/{scene['name'].removeprefix('bag-')}": ((each + raised) / temperature).softmax(1).numpy()
        for split, scenes in every.items()
        for scene, each in scenes
    }
    threat = np.concatenate(list(chances.values()))[:, list(THREATS)].sum(1)[known.numpy()]
    log = json.loads((run / "crops.json").read_text(encoding="utf-8"))
    card = ModelCard(
        THIRD,
        VERSION,
        "ct_crops",
        OBJECTS,
        "Looks again at each object of a CT volume that may be a threat: a 3-D network that classifies a cube cut out "
        "around it, the object's own voxels marked, and corrects what the second network says of it; "
        f"{sum(each.numel() for each in net.parameters()) / 1e6:.2f} million weights.",
        f"Simulated bags with objects laid in and loose objects, splits {' and '.join(TAUGHT)}, of seeds that no other "
        f"network has learned from: {log['curve'][-1]['scenes']} volumes, {log['curve'][-1]['things']} threats.",
        LIMITS,
        thresholds=limits(cache, chances),
        temperature=temperature,
        preparation=preparation(),
        reliability=reliability(threat, np.isin(labels[known].numpy(), THREATS)),
        reliability_of=f"a suspicious object's probability of a threat, {card_log.CHOSEN_ON}",
        figures=_figures(every),
        log=_log(log, state, cache),
    )
    write_card(card, models)
    return card


def _figures(every: dict[str, list[tuple[Scene, Tensor]]]) -> tuple[Figure, ...]:
    """Beside what the second network alone says of the same objects."""
    found = []
    for split, scenes in every.items():
        own = figures(scenes)
        before = figures([(scene, torch.from_numpy(scene["logits"])) for scene, _ in scenes])
        found += [
            Figure(
                words, round(own[name], 4), f"simulated bags of the split `{split}`", baseline=round(before[name], 4)
            )
            for name, words in card_log.SCORES.items()
            if name in own
        ]
    return tuple(found)


def _log(log: dict[str, Any], state: dict[str, Any], cache: Path) -> TrainingLog:
    curve = log["curve"]
    cut = card_log.rows_hours(cache / "crops" / split for split in TAUGHT)
    traces = list(traces_of(curve, {"loss": "loss", "scenes": "volumes learned from"}))
    for split in CHOOSING:
        own = [{"step": note["step"]} | note[split] for note in curve if split in note]
        traces += traces_of(own, card_log.SCORES, f"split `{split}`")
    return TrainingLog(
        steps=state["step"],
        seeds=(1,),
        spent=(
            Spent("learning", round(state["cpu_seconds"] / 3600, 3), round(log.get("gpu_s", 0) / 3600, 3)),
            Spent("cutting crops", cut, 0.0),
        ),
        learned_from=(Count("volumes", curve[-1]["scenes"]), Count("threats", curve[-1]["things"])),
        traces=tuple(traces),
        measured_on=card_log.CHOSEN_ON,
        settings={"rate": RATE, **log["device"]},
        written_at=card_log.now(),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--models", type=Path, required=True)
    asked = parser.parse_args()
    made = publish(asked.cache, asked.run, asked.models)
    Console().log({"model": made.name, "temperature": made.temperature, "thresholds": made.thresholds})


if __name__ == "__main__":
    main()
