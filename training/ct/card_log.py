"""The record of the CT networks' training, and what they scored on the splits kept for choosing, for their cards."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from customhouse.imaging.networks.cards import Figure
from customhouse.imaging.networks.training_log import Count, Spent, Trace, TrainingLog, traces_of
from training.ct.classes import OBJECTS

CHOSEN_ON = "simulated bags of the splits kept for choosing, `tune` and `unseen`"
SCORES = {
    "accuracy": "objects named right",
    "threat_ap": "average precision of threats",
    "bag_auroc": "AUROC of bags",
    "bags_at_10": "bags with threats found at 10 % false alarms",
    "threats_at_10": "threats found at 10 % false alarms",
}


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def of_segments(log: dict[str, Any], making: float | None, written_at: str) -> TrainingLog:
    """From the run's log; `making` are the hours of the bags that it learned from."""
    names = {"loss": "loss", "threat": "Dice, mean of threats", "all": "Dice, mean of all classes"}
    names |= {code: f"Dice, {code}" for code in OBJECTS} | {"bags": "bags learned from", "cpu_s": "CPU seconds"}
    whole = [note for note in log["curve"] if "head_rows" not in note]
    head = [note for note in log["curve"] if "head_rows" in note]
    gathered = log.get("gather_cpu_s")
    plan = dict(log["plan"])
    return TrainingLog(
        steps=log["step"],
        seeds=(plan.pop("seed"),),
        spent=(
            Spent("learning", round(log["cpu_s"] / 3600, 3), round(log.get("gpu_s", 0) / 3600, 3)),
            Spent("computing features for its head", None if gathered is None else round(gathered / 3600, 3), 0.0),
            Spent("making bags and loose objects", making, 0.0),
        ),
        learned_from=(
            Count("bags and loose objects", log["bags"]),
            *(Count("voxels for its head", int(note["head_rows"])) for note in head[-1:]),
        ),
        traces=(*traces_of(whole, names), *traces_of(head, names, "head fitted anew")),
        measured_on="patches of simulated bags of the split `tune`",
        settings=plan,
        written_at=written_at,
    )


def of_objects(said: dict[str, Any], measuring: float | None, written_at: str) -> TrainingLog:
    """From what `training.ct.objects.learn` left; `measuring` are the hours of the rows that were learned from."""
    curve = said["curve"]
    seeds = tuple(sorted({int(note["seed"]) for note in curve}))
    traces: list[Trace] = []
    for seed in seeds:
        own = [note for note in curve if note["seed"] == seed]
        traces += traces_of(own, {"loss": "loss"} | SCORES, f"seed {seed}")
    return TrainingLog(
        steps=max((int(note["step"]) for note in curve), default=None),
        seeds=seeds,
        spent=(
            Spent("learning, all seeds together", said["cpu_h"], said.get("gpu_h", 0.0)),
            Spent("measuring objects and candidates", measuring, 0.0),
        ),
        learned_from=(Count("objects and candidates", said["rows"]), Count("bags and loose objects", said["bags"])),
        traces=tuple(traces),
        measured_on=CHOSEN_ON,
        settings={"members": said["members"], "threat_bias": round(said["threat_bias"], 4)}
        | {name: said[name] for name in ("begun_with",) if name in said},
        written_at=written_at,
    )


def chosen_figures(said: dict[str, Any]) -> tuple[Figure, ...]:
    """What the members together score where they were chosen and calibrated: forms met and forms never met apart."""
    parts = {CHOSEN_ON: said["tune"]}
    parts |= {f"simulated bags of the split `{name}`": each for name, each in said["by_split"].items()}
    return tuple(
        Figure(words, round(scores[name], 4), data)
        for data, scores in parts.items()
        for name, words in SCORES.items()
        if name in scores
    )


def rows_hours(folders: Iterable[Path]) -> float | None:
    """Of the rows that `training.ct.objects.measure` left; None where some are of a time when hours were not kept."""
    spent: list[float] = []
    for path in (path for folder in folders for path in sorted(folder.glob("*.npz"))):
        with np.load(path) as kept:
            if "cpu_s" not in kept:
                return None
            spent.append(float(kept["cpu_s"]))
    return hours(spent)


def hours(seconds: Iterable[float | None]) -> float | None:
    """Of all together; None where one is unknown, or there are none."""
    known = list(seconds)
    counted = [each for each in known if each is not None]
    return round(sum(counted) / 3600, 3) if counted and len(counted) == len(known) else None
