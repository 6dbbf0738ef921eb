"""Puts what `benchmarks.recognition_ct` measured into the model cards: `python -m training.ct.figures FILE MODELS`."""

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.recognition_ct_measures import DATA
from customhouse.imaging.networks.cards import CARD, Figure, write_card
from customhouse.imaging.networks.volumes import OBJECTS as SECOND
from customhouse.imaging.networks.volumes import SEGMENTS as FIRST
from customhouse.kernel.shares import wilson


def share(name: str, hits: int, count: int, **more: Any) -> Figure:
    low, high = wilson(hits, count)
    return Figure(name, round(hits / max(1, count), 4), DATA, round(low, 4), round(high, 4), count, **more)


def between(name: str, said: dict[str, float], **more: Any) -> Figure:
    return Figure(name, round(said["value"], 4), DATA, round(said["low"], 4), round(said["high"], 4), **more)


def of_objects(result: dict[str, Any]) -> tuple[Figure, ...]:
    found, alarms, single = result["detection"], result["detection"]["false_alarms"], result["objects"]
    targets = {"all": 0.9, "handgun": 0.95}
    known, things = result["strangers"]["familiar"], result["strangers"]["count"]
    classes = [name for name, each in found.items() if isinstance(each, dict) and "found" in each]
    return (
        share("clean bags stopped at the shipped threshold", alarms["shipped"], alarms["count"], target=0.1),
        *(
            share(f"found as shipped: {name}", found[name]["shipped"], found[name]["count"], target=targets.get(name))
            for name in classes
        ),
        *(share(f"found at 10 % false alarms: {name}", found[name]["found"], found[name]["count"]) for name in classes),
        share("single objects found at 1.5 % false alarms", single["found"], single["threats"], target=0.98),
        between("mean average precision", result["precision"]["mean"]),
        between("calibration error", result["calibration"]["error_interval"], target=0.05),
        between("AUROC of bags", result["calibration"]["bag_auroc_interval"], count=result["volumes"]),
        *(() if not things else (between("AUROC of unknown objects", known, count=things, target=0.85),)),
    )


def of_segments(result: dict[str, Any]) -> tuple[Figure, ...]:
    whole, same, booster = result["voxels"]["mean_threat"]
    volumes, both = result["volumes"], result["voxels"]["baseline_volumes"]
    sampled = Figure("mean threat Dice, sampled voxels", round(same, 4), DATA, count=both, baseline=round(booster, 4))
    spread = result["voxels"]["mean_threat_intervals"][0] | {"value": whole}
    return (between("mean threat Dice", spread, count=volumes), sampled)


def main() -> None:
    result = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    models = Path(sys.argv[2])
    for name, figures in ((FIRST, of_segments(result)), (SECOND, of_objects(result))):
        card = CARD.validate_json((models / f"{name}.card.json").read_bytes())
        write_card(replace(card, figures=figures), models)


if __name__ == "__main__":
    main()
