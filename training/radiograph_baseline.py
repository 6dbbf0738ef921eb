"""Boosted trees on a place and its surroundings: what the network has to beat, and what speaks beside it.

    python -m training.radiograph_baseline --cache build/cargo --out build/radiograph

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

from customhouse.imaging.networks.radiograph_channels import (
    PIXEL_MM,
    Planes,
    aligned,
    channels,
    has_two,
    heights_of,
    physical,
)
from customhouse.imaging.networks.radiograph_context import FEATURES, GRID, places_of, pooled
from training.cargo import FOLDER, Container, Example, available, kept
from training.cargo_augment import disturbed, insert_metal
from training.cargo_scans import CLASSES
from training.radiograph_batches import CHANCES
from training.tree_network import write_trees

GOODS, EMPTY = 60, 15  # places of a view that classes are learned from
ODD, USUAL = 25, 25  # places of a view that strangeness is learned from
METAL = 0.3  # share of the views that a piece of metal is put into
NAME, LOADS = "radiograph_context", "loads.npz"


def image_of(container: Container, example: Example, dice: np.random.Generator) -> Planes:
    """The network's input of a whole view, disturbed as the network's training disturbs it.

    Now and then metal is put among the goods, and marked in the example's anomalies.
    """
    plate, (rows, columns) = example.plate, example.labels.shape
    setting = container.settings[int(dice.random() < CHANCES.uncalibrated)]
    image = plate.transmission
    if dice.random() < METAL:
        image = image.copy()
        example.anomaly[insert_metal(image, example.labels > 0, container.settings[0].beams, PIXEL_MM, dice) > 0] = 1
    image = disturbed(image, dice) if dice.random() < 0.5 else image
    image = image[:1] if dice.random() < CHANCES.one_energy else image
    other = None if dice.random() < CHANCES.one_view else example.other
    lines = aligned(other, plate.box, columns)
    two = has_two(image, setting)
    return channels(physical(image, setting), two, heights_of(plate.box, rows), plate.from_above, lines)


@dataclass(frozen=True)
class Lessons:
    """Places and what is there: class numbers, 0 for none; places that are strange or not; and whole loads.

    Attributes:
        loads: the features of loads of one kind of goods, pooled; `groups` are their class and style.
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
        container = kept(path)
        for example in container.examples:
            image = image_of(container, example, dice)
            table, labels, marked = places_of(image), example.labels[::GRID, ::GRID], marked_of(example.anomaly)
            if container.facts["group"] and (labels > 0).any():
                loads.append(pooled(table, labels > 0))
                groups.append(container.facts["group"])
            for number, some in enumerate((_drawn(labels > 0, GOODS, dice), _drawn(labels == 0, EMPTY, dice))):
                taken["table"].append(table[some])
                taken["classes"].append(labels.ravel()[some].astype(np.intp) * (1 - number))
            for is_odd, mask in ((True, marked), (False, ~marked & _inside(image))):
                some = _drawn(mask, ODD if is_odd else USUAL, dice)
                taken["odd_table"].append(table[some])
                taken["odd"].append(np.full(len(some), is_odd))
    joined = {name: np.concatenate(parts) for name, parts in taken.items()}
    return Lessons(**joined, loads=np.stack(loads), groups=np.array(groups))


def marked_of(anomaly: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """On the grid: places with anything hidden within them."""
    rows, columns = (-(-size // GRID) * GRID for size in anomaly.shape)
    whole = np.zeros((rows, columns), np.uint8)
    whole[: anomaly.shape[0], : anomaly.shape[1]] = anomaly
    return whole.reshape(rows // GRID, GRID, columns // GRID, GRID).mean(axis=(1, 3)) > 0.15


def _inside(image: Planes) -> NDArray[np.bool_]:
    heights = image[4, ::GRID, ::GRID]
    return np.asarray((heights > -0.2) & (heights < 1.3))


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
        "cpu_seconds": round(spent, 1),
    }
    (told.out / f"{NAME}.json").write_text(json.dumps(facts), encoding="utf-8")
    print(f"{len(lessons.classes)} places of {len(paths)} containers, {spent:.0f} CPU seconds")


if __name__ == "__main__":
    main()
