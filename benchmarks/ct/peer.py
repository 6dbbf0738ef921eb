"""The first network for CT and MONAI's U-Net over the same frozen bags: Dice of threats, CPU seconds a volume.

    python -m training.ct.segments.peer --cache DIR --run DIR         # learns the U-Net on the same patches
    python -m benchmarks.ct.peer --run DIR --bags 24

Needs torch and monai. Ours answers as it ships, the U-Net by MONAI's own sliding windows; both on one thread.
"""

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks.ct.look import on_grid, scan_of
from benchmarks.ct.measures import DATA, dice_of, mean_dice, sums_of
from benchmarks.ct.recognition import cache_of
from benchmarks.ct.sets import made
from customhouse.imaging.networks.cards import shipped
from customhouse.imaging.networks.engine import open_network
from customhouse.imaging.networks.volumes.looking import SEGMENTS
from customhouse.imaging.networks.volumes.segments import Gridded, segment
from simulators.scanner.bags import shapes
from training.bags import kept
from training.ct.classes import OBJECTS

BAGS, WINDOW, OVERLAP = 24, (96, 96, 96), 0.25
Labels = NDArray[np.uint8]
Look = Callable[[Gridded], Labels]


def ours() -> Look:
    network = open_network(shipped()[SEGMENTS].path)
    return lambda grid: segment(network, grid).label


def peers(run: Path) -> tuple[Look, dict[str, float]]:
    """As it was last kept, and what it has learned for. Raises `ImportError` without torch and monai."""
    import torch  # noqa: PLC0415 - optional
    from monai.inferers import sliding_window_inference  # noqa: PLC0415 - the same

    from training.ct.segments.peer import PeerNet  # noqa: PLC0415 - the same

    torch.set_num_threads(1)
    state = torch.load(run / "last.pt", weights_only=True, map_location="cpu")
    net = PeerNet(len(OBJECTS)).eval()
    net.load_state_dict(state["net"])

    def look(grid: Gridded) -> Labels:
        both = torch.tensor([float(grid.both)]).view(1, 1, 1, 1, 1)
        given = torch.from_numpy(np.stack([grid.high, grid.low])[None])
        with torch.inference_mode():
            said = sliding_window_inference(
                given,
                WINDOW,
                1,
                lambda part: net(part[:, :1], part[:, 1:], both).movedim(-1, 1),
                overlap=OVERLAP,
                mode="gaussian",
            )
        labels: Labels = said[0].argmax(0).numpy().astype(np.uint8)
        return labels

    spent = {"steps": state["step"], "cpu_minutes": round(state["cpu_s"] / 60, 1)}
    return look, spent | {"parameters": sum(each.numel() for each in net.parameters())}


def measured(looks: dict[str, Look], cache: Path, count: int) -> dict[str, Any]:
    """Sums for Dice and CPU seconds of each network over the same bags, the volume brought to 2.5 mm for both."""
    made(cache, "bag", count)
    pitch = float(shipped()[SEGMENTS].card.preparation["pitch_mm"])
    rows: dict[str, list[list[list[int]]]] = {name: [] for name in looks}
    spent = dict.fromkeys(looks, 0.0)
    for bag in track(kept(cache, "evaluation", "bag")[:count], description="looking at bags with both"):
        grid = Gridded.of(scan_of(bag), pitch)
        truth = on_grid(np.asarray(bag.planes)[2], grid)
        for name, look in looks.items():
            begun = time.process_time()
            labels = look(grid)
            spent[name] += time.process_time() - begun
            hit = truth[truth == labels]
            rows[name].append(
                [np.bincount(each.ravel(), minlength=len(OBJECTS)).tolist() for each in (hit, labels, truth)]
            )
    return {
        name: {
            "threats": mean_dice(sums_of(sums)),
            "all": float(np.mean(list(dice_of(sums_of(sums).sum(0)).values()))),
            "cpu_s": spent[name] / len(sums),
        }
        for name, sums in rows.items()
    }


def main(run: Path, cache: Path | None = None, count: int = BAGS) -> dict[str, Any]:
    console = Console(width=140)
    if not (run / "last.pt").exists():
        raise SystemExit(
            f"There is no U-Net at {run}: python -m training.ct.segments.peer --run {run} --cache … learns one."
        )
    try:
        look, learned = peers(run)
    except ImportError as lacking:
        raise SystemExit(f"{lacking}: install torch and monai into the environment that runs the benchmark.") from None
    found = measured({"ours": ours(), "MONAI U-Net": look}, cache or cache_of(shapes.find()), count)
    table = Table("network", "learned", "mean Dice of threats", "mean Dice of all classes", "CPU a volume")
    table.title = "The first network for CT and MONAI's U-Net, the same simulated bags, one thread"
    told = f"{learned['steps']:,} steps, {learned['cpu_minutes']:g} CPU minutes, {learned['parameters']:,} weights"
    for name, words in (("ours", f"as shipped ({shipped()[SEGMENTS].label})"), ("MONAI U-Net", told)):
        row = found[name]
        table.add_row(name, words, row["threats"].words, f"{row['all']:.3f}", f"{row['cpu_s']:.2f} s")
    console.print(table)
    console.print(f"Data: {DATA}; {count} of the frozen bags; {shapes.words(shapes.find())}. 95 % intervals over bags.")
    return {
        "claim": "the first network for CT beside a peer's",
        "data": DATA,
        "bags": count,
        "learned": learned,
    } | found


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=Path, required=True, help="of training.ct.segments.peer")
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--bags", type=int, default=BAGS)
    asked = parser.parse_args()
    main(asked.run, asked.cache, asked.bags)
