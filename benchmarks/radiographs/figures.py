"""What the cards of the radiograph networks keep of a measurement, beside what is aimed at."""

from dataclasses import dataclass
from typing import Any

from benchmarks.radiographs.empties import BY_LOOK, PHYSICS, RECOGNISER
from benchmarks.radiographs.tables import HIDDEN, WAYS
from customhouse.imaging.networks.cards import Figure


@dataclass(frozen=True)
class Aim:
    """At least the target, or at most it."""

    target: float | None
    at_most: bool = False


NO_AIM = Aim(None)
ALARMS = (
    ("small_metal", "at_90", "90 % of small metal found", Aim(0.06, at_most=True)),
    ("vehicle", "at_100", "all vehicles found", Aim(round(1 / 454, 5), at_most=True)),
)


def figures_of(results: dict[str, Any], data: str) -> tuple[Figure, ...]:
    """What the model card keeps of the results, with what is aimed at."""

    def figure(name: str, told: dict[str, Any], aim: Aim = NO_AIM, baseline: float | None = None) -> Figure:
        interval = (told["value"], data, told["low"], told["high"], int(told["count"]))
        return Figure(name, *interval, baseline=baseline, target=aim.target, at_most=aim.at_most)

    classes, hidden, whole = results["classes"], results["anomalies"], results["whole"]
    same, odd = classes["baseline"], results["alike"]["odd"]
    *_, trees, places, stretch = (same[name] for name in WAYS)
    return (
        figure(f"mean IoU over {classes['classes']} classes, every pixel", classes["miou"], Aim(0.75)),
        figure(
            "mean IoU, sampled pixels of goods",
            stretch["miou"],
            NO_AIM,
            trees["miou"]["value"],
        ),
        figure("mean IoU of both, place by place, the same pixels", places["miou"]),
        figure("mean IoU of the network alone, the same pixels", same["network alone"]["miou"]),
        figure("pixels of goods named right", classes["accuracy"]),
        *calibration_figures(results["calibration"], data),
        figure(f"{HIDDEN}, area under the curve", hidden["auc"], Aim(0.93), hidden["area"]["trees alone"]["value"]),
        *(
            figure(f"{HIDDEN}, false alarms at {words}", hidden["kinds"][kind][name]["product"], aim)
            for kind, name, words, aim in ALARMS
            if kind in hidden["kinds"]
        ),
        figure(
            "median error of the mass by physics, less than 60 % opaque", whole["mass_error"], Aim(0.1, at_most=True)
        ),
        figure("odd container of a lot, area under the curve", odd[0], NO_AIM, odd[1]["value"]),
    )


def emptiness_figures(whole: dict[str, Any], data: str) -> tuple[Figure, ...]:
    """Of the trees that tell loaded containers from empty ones, physics as their baseline."""
    decided, little = whole["decided"], whole["emptiness"][BY_LOOK]["loaded_at_99_3"]
    rows = (
        ("empties told empty", decided[RECOGNISER]["empty_found"], Aim(0.993), decided[PHYSICS]["empty_found"]),
        (
            "loaded told empty", decided[RECOGNISER]["loaded_told_empty"], Aim(0.007, at_most=True),
            decided[PHYSICS]["loaded_told_empty"],
        ),
        ("loaded that look as empty as 99.3 % of the empties", little, Aim(0.007, at_most=True), None),
    )  # fmt: skip
    return tuple(
        Figure(
            name, told["value"], data, told["low"], told["high"], int(told["count"]),
            None if baseline is None else baseline["value"], aim.target, aim.at_most,
        )
        for name, told, aim, baseline in rows
    )  # fmt: skip


def calibration_figures(calibration: dict[str, Any], data: str) -> tuple[Figure, Figure]:
    """Of both networks: of the classes of goods, and of whether anything is hidden."""
    classes, hidden = calibration["error"], calibration["error_hidden"]
    return (
        Figure("calibration error", classes["value"], data, classes["low"], classes["high"], target=0.05, at_most=True),
        Figure(
            f"{HIDDEN}, calibration error", hidden["value"], data, hidden["low"], hidden["high"], target=0.05,
            at_most=True,
        ),
    )  # fmt: skip
