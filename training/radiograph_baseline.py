"""Boosted trees on a place and its surroundings: what the network has to beat, and what speaks beside it.

    python -m training.radiograph_baseline --cache build/cargo --out build/radiograph

Writes `radiograph_context.onnx`, which names the goods at places where there are goods.
"""

import argparse
import json
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.progress import track
from sklearn.ensemble import HistGradientBoostingClassifier

from customhouse.imaging.networks.radiograph_channels import (
    Planes,
    aligned,
    channels,
    has_two,
    heights_of,
    physical,
)
from customhouse.imaging.networks.radiograph_context import FEATURES, GRID, places_of
from training.cargo import FOLDER, Container, Example, available, kept
from training.cargo_augment import disturbed
from training.cargo_scans import CLASSES
from training.radiograph_batches import CHANCES
from training.tree_network import write_trees

EACH = 120  # places of a view that are learned from
NAME = "radiograph_context"


def image_of(container: Container, example: Example, dice: np.random.Generator) -> Planes:
    """The network's input of a whole view, disturbed as the network's training disturbs it."""
    plate, (rows, columns) = example.plate, example.labels.shape
    setting = container.settings[int(dice.random() < CHANCES.uncalibrated)]
    image = disturbed(plate.transmission, dice) if dice.random() < 0.6 else plate.transmission
    image = image[:1] if dice.random() < CHANCES.one_energy else image
    other = None if dice.random() < CHANCES.one_view else example.other
    lines = aligned(other, plate.box, columns)
    two = has_two(image, setting)
    return channels(physical(image, setting), two, heights_of(plate.box, rows), plate.from_above, lines)


def sampled(paths: list[Path], each: int, seed: int) -> tuple[Planes, NDArray[np.intp]]:
    """Features of places that hold goods, and the goods' class numbers."""
    dice = np.random.default_rng(seed)
    tables, truth = [np.zeros((0, FEATURES), np.float32)], [np.zeros(0, np.intp)]
    for path in track(paths, "Taking places…"):
        container = kept(path)
        for example in container.examples:
            labels = example.labels[::GRID, ::GRID]
            goods = np.flatnonzero(labels)
            if goods.size == 0:
                continue
            some = dice.choice(goods, min(each, goods.size), replace=False)
            wanted = np.zeros(labels.shape, np.bool_)
            wanted.ravel()[some] = True
            tables.append(places_of(image_of(container, example, dice), wanted).table)
            truth.append(labels[wanted].astype(np.intp))
    return np.concatenate(tables), np.concatenate(truth)


def learned(table: Planes, truth: NDArray[np.intp], rounds: int) -> HistGradientBoostingClassifier:
    model = HistGradientBoostingClassifier(
        max_iter=rounds,
        learning_rate=0.12,
        max_leaf_nodes=20,
        min_samples_leaf=40,
        l2_regularization=3.0,
        max_features=0.3,
        max_bins=127,
        early_stopping=False,
        random_state=1,
    )
    model.fit(table, truth)
    return model


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--cache", type=Path, default=FOLDER)
    asked.add_argument("--out", type=Path, default=Path("build/radiograph"))
    asked.add_argument("--count", type=int, default=3000)
    asked.add_argument("--rounds", type=int, default=40)
    told = asked.parse_args()
    started = time.process_time()
    paths = available(told.cache, "train")[: told.count]
    table, truth = sampled(paths, EACH, 5)
    model = learned(table, truth, told.rounds)
    write_trees(model, FEATURES, told.out / f"{NAME}.onnx")
    spent = time.process_time() - started
    facts = {
        "classes": [CLASSES[int(number)] for number in model.classes_],
        "containers": len(paths),
        "places": len(truth),
        "rounds": told.rounds,
        "cpu_seconds": round(spent, 1),
    }
    (told.out / f"{NAME}.json").write_text(json.dumps(facts), encoding="utf-8")
    print(f"{len(truth)} places of {len(paths)} containers, {spent:.0f} CPU seconds")


if __name__ == "__main__":
    main()
