"""Containers that hold nothing, little or much, as numbers of their inside: what the trees for emptiness learn from.

    python -m training.emptiness.lessons --split train --count 500 --cache build/emptiness

goes on where it was stopped; a file holds one container as one network of places sees it.
"""

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.progress import track

from customhouse.imaging.networks.cards import Model
from customhouse.imaging.networks.radiographs.channels import Planes, plate_of
from customhouse.imaging.networks.radiographs.emptiness import NUMBERS
from customhouse.imaging.networks.radiographs.looking import answers_of, shipped_model, whole_inside
from customhouse.imaging.physics.beams.setting import setting_of
from simulators.scanner.loads.sample import LIGHT_SEEDS, CargoSample, make_light
from training.cargo import NOMINAL_MM
from training.cargo_scans import scan_of

FOLDER = Path("build/emptiness")


@dataclass(frozen=True)
class Lessons:
    """A row a container.

    Attributes:
        table: `NUMBERS` of each.
        loaded: whether it holds goods.
    """

    table: Planes
    loaded: NDArray[np.bool_]


def row_of(sample: CargoSample, model: Model) -> Planes:
    scan = scan_of(sample)
    setting = setting_of(scan)
    if setting is None:
        raise ValueError("the scanner's energies are not known")
    return whole_inside(answers_of([plate_of(view, scan) for view in scan.views], setting, model))


def network() -> Model:
    """The network of places whose words the trees look at."""
    model = shipped_model()
    if model is None:
        raise SystemExit("The network of places comes first: `make train-radiograph`.")
    return model


def folder_of(cache: Path, model: Model, split: str) -> Path:
    return cache / model.sha256[:12] / split


def fill(cache: Path, split: str, seeds: range) -> None:
    """Make what is not there yet."""
    model = network()
    folder = folder_of(cache, model, split)
    folder.mkdir(parents=True, exist_ok=True)
    for seed in track(seeds, f"Looking at containers ({split})…"):
        path = folder / f"{seed:06d}.npz"
        if not path.exists():
            truth, row = _looked_at(make_light(seed, split, pixel_mm=NOMINAL_MM), model)
            part = path.with_suffix(".part")
            with part.open("wb") as sink:
                np.savez(sink, row=row, told=truth)
            part.rename(path)


def _looked_at(sample: CargoSample, model: Model) -> tuple[NDArray[np.bool_], Planes]:
    """Whether there are goods, whether it is neither loaded nor empty; and its numbers."""
    truth = sample.truth
    return np.array([truth.loaded, not truth.loaded and bool(truth.hidden)]), row_of(sample, model)


def lessons(cache: Path, model: Model, *splits: str) -> Lessons:
    """Without those that hold no goods and hide something, which are neither, or whose inside is not seen."""
    rows, told = [], []
    for path in (path for split in splits for path in sorted(folder_of(cache, model, split).glob("*.npz"))):
        with np.load(path) as stored:
            if not stored["told"][1] and not np.isnan(stored["row"]).all():
                rows.append(stored["row"])
                told.append(stored["told"])
    table = np.array(rows, np.float32).reshape(-1, NUMBERS)
    return Lessons(table, np.array([loaded for loaded, _ in told], np.bool_))


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--split", choices=list(LIGHT_SEEDS), required=True)
    asked.add_argument("--count", type=int, required=True)
    asked.add_argument("--first", type=int, default=0)
    asked.add_argument("--cache", type=Path, default=FOLDER)
    told = asked.parse_args()
    fill(told.cache, told.split, range(told.first, told.first + told.count))


if __name__ == "__main__":
    main()
