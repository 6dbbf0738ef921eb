"""Calibrates the third network on splits that were not learned from, and writes it with its model card.

`python -m training.ct.crops.publish --cache DIR --run DIR --models DIR`. The 64 likeliest suspicions of a volume pass
through it, so the limits of suspicion are found on what it says, and stand in its card. They, and the temperature,
are found on all of these 64, whether they reach the gate or not.
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
from training.ct.crops.learn import RATE, Scene, scenes, spoken
from training.ct.crops.net import CropNet, together
from training.ct.export import write_crops
from training.ct.objects.learn import calibrate
from training.ct.publish import LIMITS, preparation, thresholds_of

VERSION = "2.2"
GATE = 0.02  # probability of all threats, as the second network says it, from which the third is asked


def opened(run: Path) -> list[CropNet]:
    nets = []
    for state in torch.load(run / "crops.pt", weights_only=True, map_location="cpu"):
        net = CropNet().eval()
        net.load_state_dict(state)
        nets.append(net)
    return nets


def said_of(nets: list[CropNet], cache: Path, trust: float) -> dict[str, tuple[Scene, Tensor]]:
    """Each bag of the splits kept for choosing, by split and name, with what both networks say of its crops."""
    return {
        f"{split}/{name}": (each, together(spoken(nets, each), torch.from_numpy(each["logits"]), trust))
        for split in CHOOSING
        for name, each in scenes(cache, split).items()
    }


def limits(cache: Path, chances: dict[str, Any]) -> dict[str, float]:
    """By how many of the clean bags kept for choosing they would stop; `chances` by name, of bags that have crops."""
    bags = [(f"{split}/{bag.path.stem}", bag) for split in CHOOSING for bag in kept(cache, split)]
    clean = [name for name, bag in bags if name in chances and not bag.record["contraband"]]
    worst, armed = (
        np.array([float(chances[name][:, list(own)].sum(1).max(initial=0)) for name in clean])
        for own in (THREATS, WEAPONS)
    )
    return {ASKED: GATE} | thresholds_of(clean, worst, armed)


def publish(cache: Path, run: Path, models: Path) -> ModelCard:
    log = json.loads((run / "crops.json").read_text(encoding="utf-8"))
    nets = opened(run)
    every = said_of(nets, cache, log["trust"])
    if not every:
        sys.exit(f"There are no crops of {' and '.join(CHOOSING)} in {cache}: training.ct.crops.rows makes them.")
    logits = torch.cat([each for _, each in every.values()])
    labels = torch.from_numpy(np.concatenate([scene["labels"] for scene, _ in every.values()]))
    known = labels >= 0
    temperature, bias = calibrate(logits[known], labels[known].long())
    models.mkdir(parents=True, exist_ok=True)
    write_crops(nets, log["trust"], bias, models / f"{THIRD}.onnx")
    raised = torch.zeros(len(OBJECTS)).index_fill(0, torch.tensor(THREATS), bias)
    chances = {name: ((each + raised) / temperature).softmax(1).numpy() for name, (_, each) in every.items()}
    threat = np.concatenate(list(chances.values()))[:, list(THREATS)].sum(1)[known.numpy()]
    card = ModelCard(
        THIRD,
        VERSION,
        "ct_crops",
        OBJECTS,
        "Looks again at each object of a CT volume that may be a threat: measures a cube of 32 x 32 x 32 places cut "
        "out around it, the object's own voxels marked, and corrects by them what the second network says of it; "
        f"{log['members']} members, {sum(each.numel() for net in nets for each in net.parameters()) / 1e6:.2f} million "
        "weights.",
        f"Simulated, splits {' and '.join(TAUGHT)}: {log['rows']} rows of single things among others in cubes of "
        f"their own, and {log['bag_rows']} of candidates of {log['bags']} bags that no other network has learned from.",
        LIMITS,
        thresholds=limits(cache, chances),
        temperature=temperature,
        preparation=preparation() | {"trust": log["trust"]},
        reliability=reliability(threat, np.isin(labels[known].numpy(), THREATS)),
        reliability_of=f"a suspicious object's probability of a threat, {card_log.CHOSEN_ON}",
        figures=_figures(log),
        log=_log(log, cache),
    )
    write_card(card, models)
    return card


def _figures(log: dict[str, Any]) -> tuple[Figure, ...]:
    """Beside what the second network alone says of the same bags."""
    return tuple(
        Figure(words, own[name], f"simulated bags of the split `{split}`", baseline=log["before"][split][name])
        for split, own in log["chosen"].items()
        for name, words in card_log.SCORES.items()
        if name in own
    )


def _log(log: dict[str, Any], cache: Path) -> TrainingLog:
    seeds = tuple(sorted({int(note["seed"]) for note in log["curve"]}))
    traces: list[Any] = []
    for seed in seeds:
        own = [note for note in log["curve"] if note["seed"] == seed]
        traces += traces_of(own, {"loss": "loss", "named": "cubes held back, named right"}, f"seed {seed}")
    return TrainingLog(
        steps=log["steps"],
        seeds=seeds,
        spent=(
            Spent("learning, all seeds together", round(log["cpu_s"] / 3600, 3), round(log["gpu_s"] / 3600, 3)),
            Spent(
                "making and measuring what it learned from",
                card_log.rows_hours(cache / "crops" / split for split in TAUGHT),
                0.0,
            ),
        ),
        learned_from=(Count("rows of things", log["rows"]), Count("rows of candidates", log["bag_rows"])),
        traces=tuple(traces),
        measured_on=card_log.CHOSEN_ON,
        settings={"rate": RATE, "members": log["members"], **log["device"]},
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
