"""Plots of what `recognition_ct` measured: detection against false alarms, reliability, other scanners."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from training.ct.classes import THREATS

Record = dict[str, Any]


def draw(bags: Sequence[Record], result: dict[str, Any], folder: Path) -> None:
    """Nothing is drawn where matplotlib is not installed; the tables say everything."""
    try:
        import matplotlib as mpl  # noqa: PLC0415 - of the bench group

        mpl.use("Agg")
        from matplotlib import pyplot  # noqa: PLC0415 - the same
    except ImportError:
        return
    folder.mkdir(parents=True, exist_ok=True)
    for name, paint in (("detection", _detection), ("reliability", _reliability), ("changed", _changed)):
        figure, axes = pyplot.subplots(figsize=(6, 5))
        paint(axes, bags, result)
        axes.grid(alpha=0.3)
        figure.tight_layout()
        figure.savefig(folder / f"{name}.png", dpi=130)
        pyplot.close(figure)


def _worst(found: Sequence[Record]) -> float:
    return max((each["threat"] for each in found), default=0.0)


def _detection(axes: Any, bags: Sequence[Record], _result: dict[str, Any]) -> None:
    clean = np.array([_worst(record["found"]) for record in bags if not record["things"]])
    best = []
    for record in bags:
        for thing in record["things"]:
            own = [each for each in record["found"] if each["instance"] == thing["instance"]]
            best.append((_worst(own), thing["label"]))
    if not len(clean) or not best:
        return
    levels = np.unique([*clean, *(each for each, _ in best), 1.01])
    for label, style in (("all threats", "-"), ("firearm", "--")):
        scores = np.array([each for each, own in best if label in ("all threats", own)])
        if len(scores):
            axes.plot(
                [(clean >= t).mean() for t in levels],
                [(scores >= t).mean() for t in levels],
                style,
                label=f"{label}, n = {len(scores)}",
            )
    axes.axvline(0.1, color="grey", lw=0.8)
    axes.plot(0.2, 0.9, "k^", label="ALERT AATR, about (other data)")
    axes.plot(0.016, 0.82, "kv", label="wildlife in mail CT (other data)")
    axes.set(xlabel="share of clean bags stopped", ylabel="share of threats found", xlim=(0, 0.5), ylim=(0, 1))
    axes.set_title(f"Threats in CT bags, simulated, {len(bags)} volumes")
    axes.legend(fontsize=8)


def _reliability(axes: Any, bags: Sequence[Record], result: dict[str, Any]) -> None:
    known = [each for record in bags for each in record["found"] if each["true"] >= 0]
    chance = np.array([each["threat"] for each in known])
    truth = np.array([each["true"] in THREATS for each in known])
    place = np.minimum((chance * 10).astype(int), 9) if known else np.zeros(0, int)
    points = [(chance[place == n].mean(), truth[place == n].mean(), int((place == n).sum()))
              for n in range(10) if (place == n).any()]  # fmt: skip
    axes.plot([0, 1], [0, 1], "k:", lw=0.8)
    axes.plot([p[0] for p in points], [p[1] for p in points], "o-")
    for x, y, count in points:
        axes.annotate(str(count), (x, y), textcoords="offset points", xytext=(5, -9), fontsize=7)
    axes.set(xlabel="probability of a threat", ylabel="share that are threats")
    axes.set_title(f"Reliability, simulated; calibration error {result['calibration']['error']:.3f}")


def _changed(axes: Any, _bags: Sequence[Record], result: dict[str, Any]) -> None:
    names = list(result["changed"])
    axes.barh(names, [result["changed"][name]["auroc"] for name in names])
    axes.set(xlabel="AUROC of bags by their worst object", xlim=(0.5, 1))
    axes.set_title("Other scanners, simulated")
    axes.invert_yaxis()
