"""What the network has to beat: gradient boosting on a pixel and its surroundings, on the same pixels.

python -m training.radiograph_baseline --cache build/cargo --out build/radiograph
"""

import argparse
import pickle
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.progress import track
from scipy import ndimage
from sklearn.ensemble import HistGradientBoostingClassifier

from customhouse.imaging.networks.radiograph_channels import Planes
from training.cargo import FOLDER, available, input_of, kept

WINDOWS = (5, 15, 31)  # pixels of the plate
EACH = 160  # pixels of a view that are learned from
FILE = "baseline.pickle"


def features_of(image: Planes) -> Planes:
    """(features, rows, columns) at half the size of the input: the channels, and what lies around each pixel."""
    depth, areal, material = image[:3]
    maps = [depth, areal, material]
    for window in WINDOWS:
        mean = ndimage.uniform_filter(areal, window)
        square = ndimage.uniform_filter(areal * areal, window)
        maps += [mean, np.sqrt(np.maximum(square - mean * mean, 0)), ndimage.uniform_filter(material, window)]
    columns = np.arange(image.shape[2], dtype=np.float32)
    ends = np.minimum(columns, columns[::-1]) / 100
    maps += [*image[3:], np.broadcast_to(ends, areal.shape)]
    return np.stack([each[::2, ::2] for each in maps])


def sampled(paths: list[Path], each: int, seed: int) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
    """Pixels and their classes, classes drawn alike within a view."""
    dice = np.random.default_rng(seed)
    rows, truth = [], []
    for path in track(paths, "Taking pixels…"):
        container = kept(path)
        for example in container.examples:
            table = features_of(input_of(container, example))
            labels = example.labels[::2, ::2].ravel()
            flat = table.reshape(len(table), -1)
            present, counts = np.unique(labels, return_counts=True)
            chance = np.zeros(256)
            chance[present] = 1 / counts / len(present)
            some = dice.choice(labels.size, each, p=chance[labels] / chance[labels].sum())
            rows.append(flat[:, some].T.astype(np.float32))
            truth.append(labels[some])
    return np.concatenate(rows), np.concatenate(truth)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--cache", type=Path, default=FOLDER)
    asked.add_argument("--out", type=Path, default=Path("build/radiograph"))
    asked.add_argument("--count", type=int, default=400)
    asked.add_argument("--rounds", type=int, default=50)
    told = asked.parse_args()
    started = time.process_time()
    rows, truth = sampled(available(told.cache, "train")[: told.count], EACH, 5)
    model = HistGradientBoostingClassifier(
        max_iter=told.rounds, learning_rate=0.15, early_stopping=False, random_state=1
    )
    model.fit(rows, truth)
    (told.out / FILE).write_bytes(pickle.dumps(model))
    print(f"{len(truth)} pixels of {told.count} containers, {time.process_time() - started:.0f} CPU seconds")


if __name__ == "__main__":
    main()
