"""Pictures of how well the radiograph network reads: reliability, and what changes of the image cost."""

from pathlib import Path
from typing import Any

from rich.console import Console


def draw(results: dict[str, Any], folder: Path, console: Console) -> None:
    """PNG files beside the results; where matplotlib is missing, a line says so."""
    try:
        from matplotlib.figure import Figure  # noqa: PLC0415 - only benchmarks draw, and not every site has it
    except ImportError:
        console.print("No plots: they need the package matplotlib.")
        return
    bins = results["calibration"]["bins"]
    figure = Figure(figsize=(9, 4), layout="constrained")
    left, right = figure.subplots(1, 2)
    left.plot([0, 1], [0, 1], color="grey", linewidth=1)
    left.plot([each[0] for each in bins], [each[1] for each in bins], marker="o")
    left.set(xlabel="probability told", ylabel="share that was right", title="Pixels of goods, simulated")
    names = list(results["changed"])
    right.barh(names[::-1], [results["changed"][name]["miou"]["value"] for name in names[::-1]])
    count = results["changed"][names[0]]["miou"]["count"]
    right.set(xlabel="mean IoU", title=f"{count} containers, simulated", xlim=(0, 1))
    path = folder / "recognition_radiograph.png"
    figure.savefig(path, dpi=120)
    console.print(f"Plots: {path}")
