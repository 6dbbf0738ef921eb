"""The record of the trainings for radiographs, for the cards of what they made."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from customhouse.imaging.networks.training_log import Count, Spent, Trace, TrainingLog

NETWORK_CURVES = {
    "miou": "mean IoU on `tune`",
    "accuracy": "places of goods named right on `tune`",
    "anomaly_auc": "hidden or not, area under the curve on `tune`",
    "unseen_miou": "mean IoU on `unseen`",
    "unseen_accuracy": "places of goods named right on `unseen`",
}
MEASURED_ON = "simulated containers of the splits `tune` and `unseen`"
LOSSES = 60  # points that are kept of the loss, at least: it is noted far more often than the scores
MAKING = Spent("making containers")  # whose hours nobody counts
Curves = dict[str, list[tuple[int, float]]]


def lines_of(out: Path) -> list[dict[str, Any]]:
    """What a training noted on its way."""
    return [json.loads(line) for line in (out / "log.jsonl").read_text(encoding="utf-8").splitlines()]


def network_curves(lines: Sequence[dict[str, Any]]) -> Curves:
    return {
        words: [(line["step"], round(line[name], 4)) for line in lines if name in line]
        for name, words in NETWORK_CURVES.items()
    }


def hidden_curves(lines: Sequence[dict[str, Any]], kinds: Sequence[str]) -> Curves:
    checks = [line for line in lines if "unseen" in line or "tune" in line]
    return {
        f"area under the curve on `{split}`, {kind}": [
            (line["step"], line[split][kind]) for line in checks if kind in line.get(split, {})
        ]
        for split in ("tune", "unseen")
        for kind in kinds
    }


def log_of(lines: Sequence[dict[str, Any]], curves: Curves, learned_from: Sequence[Count], *notes: str) -> TrainingLog:
    """Steps, seed and hours are those that the training noted; of a processor's run the hours of a GPU are none."""
    spent = [line for line in lines if "cpu_minutes" in line]
    begun = next((line for line in lines if "seed" in line), None)
    cpu = round(spent[-1]["cpu_minutes"] / 60, 3) if spent else None
    gpu = round(gpu_hours(lines), 3)
    losses = [(line["step"], round(line["loss"], 4)) for line in spent]
    whole = {"loss": losses[:: max(1, len(losses) // LOSSES)]} | curves
    return TrainingLog(
        steps=max((line["step"] for line in lines if "step" in line), default=None),
        seeds=() if begun is None else (begun["seed"],),
        spent=(Spent("learning the network", cpu, gpu), MAKING),
        learned_from=tuple(learned_from),
        traces=tuple(Trace(quantity, tuple(points)) for quantity, points in whole.items() if points),
        measured_on=MEASURED_ON,
        notes=notes,
        written_at=now(),
    )


def gpu_hours(lines: Sequence[dict[str, Any]]) -> float:
    """By the log of a training, whose starts say the device and whose later lines all minutes by the clock so far."""
    minutes, before, is_gpu = 0.0, 0.0, False
    for line in lines:
        is_gpu = line["device"] != "cpu" if "device" in line else is_gpu
        now = line.get("minutes", before)
        minutes += is_gpu * (now - before)
        before = now
    return minutes / 60


def trees_log(facts: dict[str, Any]) -> TrainingLog:
    """From what `training.radiographs.baseline` left beside the trees."""
    return TrainingLog(
        steps=facts["rounds"],
        seeds=(facts["seed"],),
        spent=(Spent("learning the trees", round(facts["cpu_seconds"] / 3600, 3), 0.0), MAKING),
        learned_from=(
            Count("containers", facts["containers"]),
            Count("places of goods and none", facts["places"]),
            Count("places, for strangeness", facts["places_for_strangeness"]),
        ),
        notes=("A step is a round of boosting of the classes; the trees for strangeness had three times as many.",),
        written_at=now(),
    )


def alike_log(groups: int, dimensions: int) -> TrainingLog:
    return TrainingLog(
        learned_from=(Count("kinds of loads", groups),),
        settings={"dimensions": dimensions},
        notes=("Linear discriminants are solved for at once: there are no steps, no seed and no curve.",),
        written_at=now(),
    )


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
