"""How well things of no class that was learned are told from those that were.

`python -m training.ct.objects.unknown --cache DIR`: each of some classes is left out in turn, the second network's part
learns without it, and things of that class are held against things of the others, all from bags that were not learned
from.
"""

import argparse
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table
from sklearn.metrics import roc_auc_score

from training.ct.classes import OBJECTS
from training.ct.objects.album import Album
from training.ct.objects.learn import Course, answers, learn, reference_of, strangeness
from training.devices import add_options, chosen

LEFT_OUT = ("ammunition", "currency", "glass_ceramic", "lithium_cells", "wildlife")
HELD = 5  # every fifth bag


def part(album: Album, own: NDArray[np.bool_]) -> Album:
    fields = {name: getattr(album, name)[own] for name in ("rows", "labels", "instances", "true", "bag")}
    return replace(album, **fields)


def strangeness_of(album: Album, label: int, steps: int, place: torch.device) -> tuple[float, int]:
    """AUROC of things of `label` against those of other classes where it was left out, and how many there were."""
    held = album.bag % HELD == 0
    lessons = part(album, ~held & (album.labels != label) & album.known)
    things = part(album, held & (album.true == 1) & (album.labels > 0))
    how = Course(steps, 1)
    net = how.begun(lessons).to(place)
    learn(net, lessons, things, how, ranks=False)  # bags without their rows of a class only seem clean
    reference = reference_of(answers([net], lessons)[1], lessons)
    away = strangeness(answers([net], things)[1], reference)
    unknown = things.labels == label
    return float(roc_auc_score(unknown, away.numpy())), int(unknown.sum())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=1500)
    parser.add_argument("--threads", type=int, default=1)
    add_options(parser)
    asked = parser.parse_args()
    torch.set_num_threads(asked.threads)
    album = Album.of(asked.cache / "rows" / "train")
    table = Table("left out", "AUROC", "things", title="Unknown objects in CT (simulated, known packing)")
    place = chosen(asked.device, asked.precision).place
    said = {code: strangeness_of(album, OBJECTS.index(code), asked.steps, place) for code in LEFT_OUT}
    for code, (area, count) in said.items():
        table.add_row(code, f"{area:.3f}", str(count))
    mean = float(np.mean([area for area, _ in said.values()]))
    table.add_row("mean (aim 0.85)", f"{mean:.3f}", "")
    Console().print(table)
    (asked.run / "unknown.json").write_text(json.dumps({"mean": mean} | {c: a for c, (a, _) in said.items()}))


if __name__ == "__main__":
    main()
