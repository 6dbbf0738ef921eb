"""Plots of what `recognition_ct` measured: detection against false alarms, by class, reliability, other scanners."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.ct.curves import CURVES
from benchmarks.ct.measures import ROWS, Record, worst
from customhouse.imaging.adaptation.measures import reliability
from customhouse.kernel.shares import wilson
from training.ct.classes import THREATS

if TYPE_CHECKING:
    from benchmarks.ct.tables import Records


def draw(every: "Records", result: dict[str, Any], folder: Path) -> None:
    """Nothing is drawn where matplotlib is not installed; the tables say everything."""
    try:
        import matplotlib as mpl  # noqa: PLC0415 - of the bench group

        mpl.use("Agg")
        from matplotlib import pyplot  # noqa: PLC0415 - the same
    except ImportError:
        return
    folder.mkdir(parents=True, exist_ok=True)
    one: tuple[tuple[str, Callable[[Any], None]], ...] = (
        ("detection", lambda axes: _detection(axes, every.bags)),
        ("classes", lambda axes: _classes(axes, result)),
        ("reliability", lambda axes: _reliability(axes, every.bags, result)),
    )
    for name, paint in one:
        figure, axes = pyplot.subplots(figsize=(7, 5.5))
        paint(axes)
        _keep(figure, [axes], folder / f"{name}.png")
        pyplot.close(figure)
    if result["scanners"]["bags"]:
        figure, axes = pyplot.subplots(2, 4, figsize=(15, 7), sharey=True)
        _scanners(axes.ravel(), result["scanners"])
        _keep(figure, axes.ravel(), folder / "scanners.png")
        pyplot.close(figure)


def _keep(figure: Any, axes: Sequence[Any], path: Path) -> None:
    for each in axes:
        each.grid(alpha=0.3)
    figure.tight_layout()
    figure.savefig(path, dpi=130)


def _detection(axes: Any, bags: Sequence[Record]) -> None:
    """Of the frozen set alone."""
    clean = np.array([worst(record["found"]) for record in bags if not record["things"]])
    best = []
    for record in bags:
        for thing in record["things"]:
            own = [each for each in record["found"] if each["instance"] == thing["instance"]]
            best.append((worst(own), thing["label"]))
    if not len(clean) or not best:
        return
    levels = np.unique([*clean, *(each for each, _ in best), 1.01])
    for label, style in (("all threats", "-"), ("firearm", "--")):
        scores = np.array([each for each, own in best if label in {"all threats", own}])
        if len(scores):
            alarms = [(clean >= level).mean() for level in levels]
            axes.plot(
                alarms, [(scores >= level).mean() for level in levels], style, label=f"{label}, n = {len(scores)}"
            )
    axes.axvline(0.1, color="grey", lw=0.8)
    axes.plot(0.1, 0.9, "k*", ms=12, label="target")
    axes.plot(0.2, 0.9, "k^", label="ALERT AATR, about (other data)")
    axes.plot(0.016, 0.82, "kv", label="wildlife in mail CT (other data)")
    axes.set(xlabel="share of clean bags stopped", ylabel="share of threats found", xlim=(0, 0.5), ylim=(0, 1))
    axes.set_title(f"Threats in CT bags, simulated, {len(bags)} volumes")
    axes.legend(fontsize=8)


def _classes(axes: Any, result: dict[str, Any]) -> None:
    found = result["detection"]
    rows = [row for row in (*ROWS, "all") if row in found]
    for at, (key, name) in enumerate((("found", "at ≤ 10 % false alarms"), ("shipped", "as shipped"))):
        shares = np.array([found[row][key] / found[row]["count"] for row in rows])
        spans = np.array([wilson(found[row][key], found[row]["count"]) for row in rows])
        error = np.abs(spans.T - shares) if rows else None
        axes.barh(np.arange(len(rows)) + 0.4 * at - 0.2, shares, 0.38, xerr=error, label=name, error_kw={"lw": 0.8})
    axes.axvline(0.9, color="k", ls="--", lw=0.8, label="target 90 %; ALERT AATR about 90 % at 20 % (other data)")
    axes.axvline(0.82, color="k", ls=":", lw=0.8, label="wildlife in mail CT, 82 % at 1.6 % (other data)")
    axes.set_yticks(range(len(rows)), [f"{row}, n = {found[row]['count']}" for row in rows])
    axes.set(xlabel="share of threats found", xlim=(0, 1))
    axes.set_title("By class, frozen and enriched bags, simulated ('all': frozen alone)", fontsize=10)
    axes.invert_yaxis()
    axes.legend(fontsize=7, loc="upper center", bbox_to_anchor=(0.4, -0.09), ncol=2)


def _reliability(axes: Any, bags: Sequence[Record], result: dict[str, Any]) -> None:
    known = [each for record in bags for each in record["found"] if each["true"] >= 0]
    chance, truth = np.array([each["threat"] for each in known]), np.array([each["true"] in THREATS for each in known])
    points = reliability(chance, truth) if known else ()
    axes.plot([0, 1], [0, 1], "k:", lw=0.8)
    axes.plot([p[0] for p in points], [p[1] for p in points], "o-")
    for x, y, count in points:
        axes.annotate(str(count), (x, y), textcoords="offset points", xytext=(5, -9), fontsize=7)
    axes.set(xlabel="probability of a threat", ylabel="share that are threats")
    axes.set_title(f"Reliability, simulated; calibration error {result['calibration']['error']:.3f}")


def _scanners(axes: Sequence[Any], said: dict[str, Any]) -> None:
    for place, curve in zip(axes, CURVES, strict=False):
        levels = [level for level, _ in said["curves"][curve.name]]
        points = [each for _, each in said["curves"][curve.name]]
        found = [each["found"] / max(1, each["count"]) for each in points]
        stopped = [each["stopped"] / max(1, each["clean"]) for each in points]
        place.plot(levels, found, "o-", label="threats found as shipped")
        place.plot(levels, stopped, "s:", label="clean bags stopped")
        area = np.array([[each["auroc"], each["auroc_low"], each["auroc_high"]] for each in points])
        place.errorbar(
            levels, area[:, 0], np.abs(area[:, 1:].T - area[:, 0]), fmt="^--", capsize=2, lw=1, label="AUROC of bags"
        )
        place.set(xlabel=f"{curve.name}: {curve.unit}", ylim=(0, 1.02))
        if curve.name == "dose":
            place.set_xscale("log")
    others = said["others"]
    last = axes[len(CURVES)]
    last.bar(range(len(others)), [each["found"] / max(1, each["count"]) for each in others.values()], label="found")
    last.set_xticks(range(len(others)), [name.replace(" ", "\n", 1) for name in others], fontsize=8)
    axes[0].set_title(f"{said['bags']} bags, simulated")
    axes[0].legend(fontsize=8)
