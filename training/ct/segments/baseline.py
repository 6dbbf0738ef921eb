"""Gradient boosting on context features of single voxels: what the first network has to beat, on the very same voxels.

`python -m training.ct.segments.baseline --cache DIR --out FILE`: learns from the bags that the network learns from, and
keeps the booster for `benchmarks/ct/recognition.py`. It learns from every class as often, and is told how often a
scanner meets each, as the network is.
"""

import argparse
import pickle
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track
from scipy import ndimage
from sklearn.ensemble import HistGradientBoostingClassifier

from training.bags import Kept, for_second, kept
from training.ct.classes import OBJECTS

WINDOWS = (3, 7, 13)
FILLED_HU = -900  # above it a voxel is not mere air
PER_CLASS = 250  # voxels of each class in a bag
ROUNDS = 60
BAGS = 60


def context(high: NDArray[np.float32], low: NDArray[np.float32]) -> list[NDArray[np.float32]]:
    """Features by voxel of attenuation relative to water: itself, its energies, its surroundings, its edge."""
    fields = [high, low, (low - high) / (high + 0.2)]
    for side in WINDOWS:
        mean = ndimage.uniform_filter(high, side)
        square = ndimage.uniform_filter(high * high, side)
        mean_low = ndimage.uniform_filter(low, side)
        fields += [mean, np.sqrt(np.maximum(square - mean * mean, 0)), (mean_low - mean) / (mean + 0.2)]
    fields.append(ndimage.gaussian_gradient_magnitude(high, 1.0))
    low_pass = [ndimage.gaussian_filter(high, sigma) for sigma in (1.0, 2.0, 4.0)]
    # How much a thing stands out as a blob or a sheet at two sizes.
    fields += [low_pass[0] - low_pass[1], low_pass[1] - low_pass[2]]
    return fields


def drawn_voxels(labels: NDArray[np.uint8], dice: np.random.Generator, most: int = PER_CLASS) -> NDArray[np.intp]:
    """Flat places, as many of each class as there are, up to `most`."""
    flat, places = labels.ravel(), []
    for code in np.unique(flat):
        own = np.flatnonzero(flat == code)
        places.append(own if len(own) <= most else dice.choice(own, most, replace=False))
    return np.concatenate(places)


def rows_of(bag: Kept, dice: np.random.Generator) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
    planes = bag.planes
    high, low = (1 + np.asarray(plane, np.float32) / 1000 for plane in planes[:2])
    labels = np.asarray(planes[2]).astype(np.uint8)
    at = drawn_voxels(labels, dice)
    rows = np.stack([field.ravel()[at] for field in context(high, low)], axis=1)
    return rows, labels.ravel()[at]


@dataclass(frozen=True)
class Baseline:
    """`lift` is added to the logarithm of each class's probability, by how often it is met."""

    trees: HistGradientBoostingClassifier
    lift: NDArray[np.float64]

    def labels(self, rows: NDArray[np.float32]) -> NDArray[np.intp]:
        chance = np.log(np.maximum(self.trees.predict_proba(rows), 1e-9)) + self.lift[self.trees.classes_]
        return np.asarray(self.trees.classes_[chance.argmax(1)], np.intp)


def met(bags: list[Kept]) -> NDArray[np.float64]:
    """How many voxels of each class, where there is not mere air."""
    counts = np.zeros(len(OBJECTS))
    for bag in bags:
        high, labels = np.asarray(bag.planes[0]), np.asarray(bag.planes[2])
        counts += np.bincount(labels[high > FILLED_HU], minlength=len(OBJECTS))
    return counts


def learn(cache: Path, out: Path, most: int = BAGS) -> None:
    """From the last bags of the train split that the first network learns from; the booster is kept in `out`."""
    begun, dice = time.process_time(), np.random.default_rng(1)
    bags = [bag for bag in kept(cache, "train") if not for_second(bag)][-most:]
    parts = [rows_of(bag, dice) for bag in track(bags, description="context features")]
    rows, labels = np.concatenate([each for each, _ in parts]), np.concatenate([each for _, each in parts])
    booster = HistGradientBoostingClassifier(max_iter=ROUNDS, early_stopping=False, random_state=1)
    booster.fit(rows, labels)
    drawn = np.bincount(labels, minlength=len(OBJECTS)) + 1.0
    lift = np.log((met(bags) + 1.0) / drawn)
    out.parent.mkdir(parents=True, exist_ok=True)
    side = out.with_suffix(".part")
    side.write_bytes(pickle.dumps(Baseline(booster, lift)))
    side.replace(out)
    spent = time.process_time() - begun
    Console().log(f"{len(bags)} bags, {len(rows):,} voxels of {len(OBJECTS)} classes, {spent:.0f} CPU-s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--bags", type=int, default=BAGS)
    asked = parser.parse_args()
    learn(asked.cache, asked.out, asked.bags)


if __name__ == "__main__":
    # Under its own name, or what is pickled could be read by this module alone.
    from training.ct.segments.baseline import main as learn_baseline

    learn_baseline()
