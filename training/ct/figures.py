"""Puts what `benchmarks.ct.recognition` measured into the model cards: `python -m training.ct.figures FILE MODELS`."""

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.ct.measures import DATA
from customhouse.imaging.networks.cards import CARD, Figure, ModelCard, write_card
from customhouse.imaging.networks.volumes.looking import CROPS as THIRD
from customhouse.imaging.networks.volumes.looking import OBJECTS as SECOND
from customhouse.imaging.networks.volumes.looking import SEGMENTS as FIRST
from customhouse.kernel.shares import wilson

AT_10, AS_SHIPPED = "threats found at 10 % false alarms", "threats found as shipped"
STOPPED = "clean bags stopped at the shipped threshold"
ENRICHED = "all, with enriched"  # the same as all where none was looked at
SINGLE, WHOLE = "single objects found at 1.5 % false alarms", "single objects as wholes found at 1.5 % false alarms"
AIM_THREATS, AIM_HANDGUNS = 0.9, 0.95  # at no more than 10 % false alarms a bag


def share(name: str, hits: int, count: int, **more: Any) -> Figure:
    low, high = wilson(hits, count)
    return Figure(name, round(hits / max(1, count), 4), DATA, round(low, 4), round(high, 4), count, **more)


def between(name: str, said: dict[str, float], **more: Any) -> Figure:
    return Figure(name, round(said["value"], 4), DATA, round(said["low"], 4), round(said["high"], 4), **more)


def of_objects(result: dict[str, Any]) -> tuple[Figure, ...]:
    """Of all networks together, with the second's alone beside; for the card of the last of them."""
    found, alarms, single = result["detection"], result["detection"]["false_alarms"], result["objects"]
    targets = {"all": AIM_THREATS, "firearm": AIM_HANDGUNS, "handgun": AIM_HANDGUNS}
    whole = single["whole"]
    rows = [name for name, each in found.items() if isinstance(each, dict) and "found" in each]
    classes = [name for name in rows if name != ENRICHED or result["enriched"]]
    return (
        *(
            share(
                AT_10,
                found[name]["found"],
                found[name]["count"],
                baseline=round(found[name]["second"] / max(1, found[name]["count"]), 4),
                target=targets.get(name),
                of=class_of(name),
            )
            for name in classes
        ),
        share(STOPPED, alarms["shipped"], alarms["count"], target=0.1, at_most=True),
        *(share(AS_SHIPPED, found[name]["shipped"], found[name]["count"], of=class_of(name)) for name in classes),
        share(SINGLE, single["found"], single["threats"], baseline=_of_single(single["second"]), target=0.98),
        share(WHOLE, whole["found"], whole["threats"], baseline=_of_single(whole["second"])),
        between("mean average precision", result["precision"]["mean"]),
        between("calibration error", result["calibration"]["error_interval"], target=0.05, at_most=True),
        between("AUROC of bags", result["calibration"]["bag_auroc_interval"], count=result["volumes"]),
    )


def of_second(result: dict[str, Any]) -> tuple[Figure, ...]:
    """Of the second network alone. It has no third beside it that limits could be held against."""
    found, second, single = result["detection"], result["calibration"]["second"], result["objects"]["second"]
    known, things = result["strangers"]["familiar"], result["strangers"]["count"]
    return (
        share(AT_10, found["all"]["second"], found["all"]["count"], target=AIM_THREATS),
        share(SINGLE, single["found"], single["threats"], target=0.98),
        between("mean average precision", result["precision"]["mean"]["second"]),
        between("calibration error", second["error"], target=0.05, at_most=True),
        between("AUROC of bags", second["bag_auroc"], count=result["volumes"]),
        *(() if not things else (between("AUROC of unknown objects", known, count=things, target=0.85),)),
    )


def _of_single(said: dict[str, Any]) -> float:
    return round(float(said["found"]) / max(1, said["threats"]), 4)


def of_segments(result: dict[str, Any]) -> tuple[Figure, ...]:
    whole, same, booster = result["voxels"]["mean_threat"]
    volumes, both = result["volumes"], result["voxels"]["baseline_volumes"]
    booster, calibration = round(booster, 4), result["calibration"]
    error = round(calibration["voxel_error"], 4)
    spread = result["voxels"]["mean_threat_intervals"][0] | {"value": whole}
    return (
        # Ahead of boosting on the very same voxels, or boosting ships.
        Figure("mean threat Dice, sampled voxels", round(same, 4), DATA, count=both, baseline=booster, target=booster),
        Figure("calibration error of voxels", error, DATA, count=calibration["volumes"], target=0.05, at_most=True),
        between("mean threat Dice", spread, count=volumes),
    )


def class_of(name: str) -> str:
    return "" if name == "all" else name


def with_figures(card: ModelCard, figures: tuple[Figure, ...]) -> ModelCard:
    """Of what was measured on other data before, all is kept."""
    others = tuple(figure for figure in card.figures if figure.data != DATA)
    return replace(card, figures=(*figures, *others))


def with_reliability(card: ModelCard, calibration: dict[str, Any]) -> ModelCard:
    """Of the voxels that are not mere air."""
    bins = tuple((sure, right, int(count)) for sure, right, count in calibration["voxels"])
    words = f"the likeliest class's probability in voxels that are not air, {calibration['volumes']} {DATA}"
    return replace(card, reliability=bins, reliability_of=words)


def main() -> None:
    result = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    models = Path(sys.argv[2])
    first, second, third = (
        CARD.validate_json((models / f"{name}.card.json").read_bytes()) for name in (FIRST, SECOND, THIRD)
    )
    write_card(with_figures(with_reliability(first, result["calibration"]), of_segments(result)), models)
    write_card(with_figures(second, of_second(result)), models)
    write_card(with_figures(third, of_objects(result)), models)


if __name__ == "__main__":
    main()
