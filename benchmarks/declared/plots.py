"""Pictures of what `declared_against_seen` measured: caught against false alarms by what is looked at, reliability."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ALLOWED = 0.05  # false alarms, at which the tables count
TICKS = (0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1)
STYLES = ("--", "-.", "-", ":")  # of the ways, in their order


def draw(told: Mapping[str, Any], folder: Path, console: Console) -> None:
    """PNG files beside the results; where matplotlib is missing, a line says so."""
    try:
        from matplotlib.figure import Figure  # noqa: PLC0415 - only benchmarks draw, and not every site has it
    except ImportError:
        console.print("No plots: they need the package matplotlib.")
        return
    folder.mkdir(parents=True, exist_ok=True)
    pictures: dict[str, Callable[[Figure, Mapping[str, Any]], None]] = {"caught": _caught, "reliability": _reliability}
    for name, paint in pictures.items():
        figure = Figure(figsize=(8, 6), layout="constrained")
        paint(figure, told)
        path = folder / f"declared_against_seen_{name}.png"
        figure.savefig(path, dpi=110)
        console.print(f"Plot: {path}")


def _caught(figure: "Figure", told: Mapping[str, Any]) -> None:
    axes: Axes = figure.subplots()
    for (way, curve), style in zip(told["curves"].items(), STYLES, strict=True):
        row = told["results"][way]["all"]
        label = f"{way}: area {row['auc']:.2f}"
        axes.step(curve["false_alarms"], curve["caught"], style, where="post", label=label)
    axes.axvline(ALLOWED, color="grey", linewidth=0.8)
    rules = told["results"]["verdicts, no score"]
    at = rules["false_alarms"]["share"], rules["all"]["share"]
    if None not in at:
        axes.plot(*at, "k*", markersize=11, label="verdicts, no score")
    honest = told["results"][next(iter(told["curves"]))]["false_alarms"]["n"]
    axes.set(xlim=(0, 1), ylim=(0, 1), xlabel=f"share of {honest} honest declarations called false")
    axes.set_xscale("symlog", linthresh=0.05)
    axes.set_xticks(TICKS, [f"{tick:.0%}" for tick in TICKS])
    axes.set(ylabel=f"share of {rules['all']['n']} false declarations caught")
    axes.set_title(f"Declared against seen, {told['containers']} containers, simulated")
    axes.grid(alpha=0.3)
    axes.legend(fontsize=8, loc="lower right")


def _reliability(figure: "Figure", told: Mapping[str, Any]) -> None:
    axes: Axes = figure.subplots()
    axes.plot([0, 1], [0, 1], color="grey", linewidth=1)
    for (way, found), style in zip(told["calibration"].items(), STYLES, strict=True):
        points = [(each["said"], each["came_true"]) for each in found["bins"]]
        label = f"{way}: calibration error {found['error']:.3f}"
        axes.plot([x for x, _ in points], [y for _, y in points], style, marker="o", markersize=4, label=label)
    axes.set(xlim=(0, 1), ylim=(0, 1), xlabel="probability told that the declaration is false, at even odds")
    axes.set(ylabel="share that were false", title=f"Reliability, {told['containers']} containers, simulated")
    axes.grid(alpha=0.3)
    axes.legend(fontsize=8, loc="upper left")
