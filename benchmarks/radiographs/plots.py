"""Pictures of how well the radiograph network reads: classes, what is hidden, reliability, robustness."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from rich.console import Console

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# (false alarms, found) of published figures, none of them on our data
PUBLISHED = {"UCL, small metallic threats": (0.06, 0.90), "UCL, cars": (1 / 454, 1.0)}


def draw(results: dict[str, Any], folder: Path, console: Console) -> None:
    """PNG files beside the results; where matplotlib is missing, a line says so."""
    try:
        from matplotlib.figure import Figure  # noqa: PLC0415 - only benchmarks draw, and not every site has it
    except ImportError:
        console.print("No plots: they need the package matplotlib.")
        return
    folder.mkdir(parents=True, exist_ok=True)
    pictures: dict[str, tuple[tuple[float, float], Callable[[Figure, dict[str, Any]], None]]] = {
        "classes": ((8, 10), _classes),
        "hidden": ((8, 6.5), _hidden),
        "reliability": ((9, 4.2), _reliability),
        "robustness": ((14, 8), _robustness),
    }
    if not results["robustness"]:  # no container was looked at under other conditions
        del pictures["robustness"]
    for name, (size, paint) in pictures.items():
        figure = Figure(figsize=size, layout="constrained")
        paint(figure, results)
        path = folder / f"recognition_radiograph_{name}.png"
        figure.savefig(path, dpi=110)
        console.print(f"Plot: {path}")


def _classes(figure: "Figure", results: dict[str, Any]) -> None:
    each = dict(reversed(results["classes"]["iou"].items()))
    axes = figure.subplots()
    values = np.array([told["value"] for told in each.values()])
    ends = np.array([[told["low"], told["high"]] for told in each.values()]).T
    axes.barh(list(each), values, color="tab:blue", height=0.7)
    axes.errorbar(values, range(len(each)), xerr=_reach(values, ends), fmt="none", ecolor="black", linewidth=0.8)
    mean = results["classes"]["miou"]["value"]
    axes.axvline(mean, color="tab:orange", label=f"mean {mean:.2f}")
    axes.axvline(0.75, color="grey", linestyle="--", label="aim of the mean 0.75")
    axes.set(xlim=(0, 1), xlabel="IoU, 95 % over containers", title="Commodity classes, simulated")
    axes.tick_params(axis="y", labelsize=7)
    axes.legend(loc="lower right")


def _reach(values: Any, ends: Any) -> Any:
    """From a value to the ends of its interval, none of it negative."""
    return np.nan_to_num(np.abs(np.stack([values - np.minimum(ends[0], values), np.maximum(ends[1], values) - values])))


def _hidden(figure: "Figure", results: dict[str, Any]) -> None:
    axes = figure.subplots()
    found = results["anomalies"]
    for name, curve in found["curves"].items():
        whole = name.startswith("any")
        width, style = (2.2, "-") if name == "any, product" else (1.6, "--") if whole else (0.9, "-")
        count = "" if whole else f" ({found['kinds'][name]['count']})"
        axes.step(curve["false_alarms"], curve["found"], style, where="post", linewidth=width, label=name + count)
    for (name, (alarms, share)), mark in zip(PUBLISHED.items(), "*P", strict=True):
        axes.plot([alarms], [share], mark, color="black", markersize=12, label=f"{name} (published, real images)")
    axes.set(xscale="symlog", xlim=(0, 1), ylim=(0, 1.02), xlabel="false alarms among containers that hide nothing")
    axes.set_xscale("symlog", linthresh=0.01)
    axes.set(ylabel="share found", title=f"What is hidden in {found['count']} containers, simulated")
    axes.grid(alpha=0.3)
    axes.legend(fontsize=7, loc="upper left", bbox_to_anchor=(1, 1))


def _reliability(figure: "Figure", results: dict[str, Any]) -> None:
    told = results["calibration"]
    titles = {"": "Pixels of goods", "_hidden": "Something hidden, containers"}
    for axes, (name, title) in zip(figure.subplots(1, 2), titles.items(), strict=True):
        axes.plot([0, 1], [0, 1], color="grey", linewidth=1)
        axes.plot([each[0] for each in told[f"bins{name}"]], [each[1] for each in told[f"bins{name}"]], marker="o")
        error = told[f"error{name}"]
        text = f"{title}, simulated\ncalibration error {error['value']:.3f} ({error['low']:.3f} – {error['high']:.3f})"
        axes.set(xlabel="probability told", ylabel="share that was right", title=text, xlim=(0, 1), ylim=(0, 1))


def _robustness(figure: "Figure", results: dict[str, Any]) -> None:
    kinds = {"miou": "mean IoU", "right": "pixels of goods right", "hidden": "hidden: area under curve"}
    for axes, (name, levels) in zip(figure.subplots(2, 3).ravel(), results["robustness"].items(), strict=True):
        at = np.arange(len(levels))
        for part, label in kinds.items():
            values = np.array([row[part]["value"] for row in levels.values()])
            ends = np.array([[row[part]["low"], row[part]["high"]] for row in levels.values()]).T
            style = "o" if name == "without levels" else "o-"
            axes.errorbar(at, values, yerr=_reach(values, ends), fmt=style, capsize=3, label=label)
        count = next(iter(levels.values()))["miou"]["count"]
        axes.set(ylim=(0, 1), title=f"{name}: {count} containers, simulated")
        axes.set_xticks(at, list(levels), rotation=20, fontsize=7, ha="right")
        axes.grid(alpha=0.3)
    figure.axes[0].legend(fontsize=8)
