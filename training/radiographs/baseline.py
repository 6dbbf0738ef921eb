"""Boosted trees on a place and its surroundings: what the network has to beat, and what speaks beside it.

    python -m training.radiographs.baseline --cache build/cargo --out build/radiograph

Writes `radiograph_context.onnx`, which names the goods at a place, if any, and says how strange it looks.
"""

import argparse
import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.progress import track
from sklearn.ensemble import HistGradientBoostingClassifier

from customhouse.imaging.networks.radiographs.channels import Planes
from customhouse.imaging.networks.radiographs.context import FEATURES, pooled, table_of
from training.cargo import FOLDER
from training.cargo_scans import CLASSES
from training.radiographs.lessons import TAUGHT, lessons, places
from training.tree_network import write_trees

GOODS, EMPTY = {"train": 25, "varied": 50}, 10  # places of a view that classes are learned from
ODD, USUAL = 20, 15  # places of a view that strangeness is learned from
INSIDE = (4, -0.2, 1.3)  # the feature that says how high a place is, and between what heights the container is
SEED = 1
NAME, LOADS = "radiograph_context", "loads.npz"


@dataclass(frozen=True)
class Lessons:
    """Places and what is there: class numbers, 0 for none; places that are strange or not; and whole loads.

    Attributes:
        loads: the features of loads of one kind of goods in a style that was taught, pooled; `groups` are their class
            and style. What is packed as nothing else has no style.
    """

    table: Planes
    classes: NDArray[np.intp]
    odd_table: Planes
    odd: NDArray[np.bool_]
    loads: Planes
    groups: NDArray[np.str_]


def sampled(paths: list[Path], seed: int) -> Lessons:
    dice = np.random.default_rng(seed)
    taken: dict[str, list[NDArray[Any]]] = {"table": [], "classes": [], "odd_table": [], "odd": []}
    loads, groups = [], []
    for path in track(paths, "Taking places…"):
        split = path.parent.name
        for lesson in lessons(path):
            table, labels, marked = table_of(lesson.maps), lesson.labels, lesson.hidden
            if split == "train" and lesson.group and (labels > 0).any():
                loads.append(pooled(table.astype(np.float32), labels > 0))
                groups.append(lesson.group)
            for number, some in enumerate((_drawn(labels > 0, GOODS[split], dice), _drawn(labels == 0, EMPTY, dice))):
                taken["table"].append(table[some])
                taken["classes"].append(labels.ravel()[some].astype(np.intp) * (1 - number))
            height = lesson.maps[INSIDE[0]]
            usual = ~marked & (height > INSIDE[1]) & (height < INSIDE[2])
            for is_odd, mask in ((True, marked), (False, usual)):
                some = _drawn(mask, ODD if is_odd else USUAL, dice)
                taken["odd_table"].append(table[some])
                taken["odd"].append(np.full(len(some), is_odd))
    joined = {name: np.concatenate(parts) for name, parts in taken.items()}
    return Lessons(**joined, loads=np.stack(loads), groups=np.array(groups))


def _drawn(mask: NDArray[np.bool_], most: int, dice: np.random.Generator) -> NDArray[np.intp]:
    places = np.flatnonzero(mask)
    return dice.choice(places, min(most, places.size), replace=False) if places.size else places


def learned(table: Planes, truth: NDArray[Any], rounds: int) -> HistGradientBoostingClassifier:
    model = HistGradientBoostingClassifier(
        max_iter=rounds,
        learning_rate=0.12,
        max_leaf_nodes=20,
        min_samples_leaf=40,
        l2_regularization=3.0,
        max_features=0.3,
        max_bins=127,
        early_stopping=False,
        random_state=SEED,
    )
    model.fit(table, truth)
    return model


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--cache", type=Path, default=FOLDER)
    asked.add_argument("--out", type=Path, default=Path("build/radiograph"))
    asked.add_argument("--count", type=int, default=3000, help="containers of each split that is learned from")
    asked.add_argument("--rounds", type=int, default=40)
    told = asked.parse_args()
    started = time.process_time()
    paths = [path for split in TAUGHT for path in places(told.cache, split)[: told.count]]
    lessons = sampled(paths, 5)
    np.savez(told.out / LOADS, loads=lessons.loads, groups=lessons.groups)
    models = {
        "classes": learned(lessons.table, lessons.classes, told.rounds),
        "anomaly": learned(lessons.odd_table, lessons.odd, 3 * told.rounds),
    }
    write_trees(models, FEATURES, told.out / f"{NAME}.onnx")
    spent = time.process_time() - started
    facts = {
        "classes": [CLASSES[int(number)] for number in models["classes"].classes_],
        "containers": len(paths),
        "places": len(lessons.classes),
        "places_for_strangeness": len(lessons.odd),
        "rounds": told.rounds,
        "seed": SEED,
        "cpu_seconds": round(spent, 1),
    }
    (told.out / f"{NAME}.json").write_text(json.dumps(facts), encoding="utf-8")
    print(f"{len(lessons.classes)} places of {len(paths)} containers, {spent:.0f} CPU seconds")


if __name__ == "__main__":
    main()
