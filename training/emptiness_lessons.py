"""Containers that hold nothing, little or much, as numbers of their inside: what the trees for emptiness learn from.

    python -m training.emptiness_lessons --split train --count 500 --cache build/emptiness

goes on where it was stopped; a file holds one container.
"""

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.progress import track

from customhouse.imaging.networks import radiograph_emptiness as emptiness
from customhouse.imaging.networks.cards import Model
from customhouse.imaging.networks.radiograph_channels import Planes, plate_of
from customhouse.imaging.networks.radiographs import answers_of, shipped_model
from customhouse.imaging.physics.setting import setting_of
from simulators.scanner.loads.sample import LIGHT_SEEDS, CargoSample, make_light
from training.cargo import NOMINAL_MM
from training.cargo_scans import scan_of

FOLDER = Path("build/emptiness")


@dataclass(frozen=True)
class Lessons:
    """A row a container.

    Attributes:
        table: `emptiness.NUMBERS` of each.
        loaded: whether it holds goods.
        kg: of all that is in it.
    """

    table: Planes
    loaded: NDArray[np.bool_]
    kg: NDArray[np.float64]


def row_of(sample: CargoSample, model: Model) -> Planes:
    scan = scan_of(sample)
    setting = setting_of(scan)
    if setting is None:
        raise ValueError("the scanner's energies are not known")
    answers = answers_of([plate_of(view, scan) for view in scan.views], setting, model)
    return emptiness.joined([(each.plate.from_above, each.inside_numbers) for each in answers])


def fill(folder: Path, split: str, seeds: range) -> None:
    """Make what is not there yet. Containers without goods that hide something are left out: they are neither."""
    model = shipped_model()
    if model is None:
        raise SystemExit("The network of places comes first: `make train-radiograph`.")
    (folder / split).mkdir(parents=True, exist_ok=True)
    for seed in track(seeds, f"Looking at containers ({split})…"):
        path = folder / split / f"{seed:06d}.npz"
        if path.exists():
            continue
        sample = make_light(seed, split, pixel_mm=NOMINAL_MM)
        if sample.truth.loaded or not sample.truth.hidden:
            part = path.with_suffix(".part")
            with part.open("wb") as sink:
                told = np.array([sample.truth.loaded, sample.truth.cargo_kg])
                np.savez(sink, row=row_of(sample, model), told=told)
            part.rename(path)


def lessons(folder: Path, *splits: str) -> Lessons:
    rows, told = [], []
    for path in (path for split in splits for path in sorted((folder / split).glob("*.npz"))):
        with np.load(path) as stored:
            rows.append(stored["row"])
            told.append(stored["told"])
    facts = np.array(told, np.float64).reshape(-1, 2)
    table = np.array(rows, np.float32).reshape(-1, emptiness.NUMBERS)
    return Lessons(table, facts[:, 0] > 0, facts[:, 1])


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
