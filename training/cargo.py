"""Simulated containers as examples for the radiograph network, kept on disk so that each is made once.

`python -m training.cargo --split train --count 3000 --cache DIR` goes on where it was stopped. A file holds one
container: both views at the network's pixel, cut to the surroundings of the container as the server would cut them.
"""

import argparse
import json
import os
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.progress import track

from customhouse.imaging.model import Box, Energy, Radiograph, View, Wedge
from customhouse.imaging.networks.radiographs.channels import (
    Planes,
    Plate,
    aligned,
    channels,
    has_two,
    heights_of,
    physical,
    plate_of,
    profile_of,
    thinned,
)
from customhouse.imaging.physics.beams.beam import beams
from customhouse.imaging.physics.beams.setting import Setting
from training.cargo_scans import Sample, made, sample_of, scan_of

WHOLE_EVERY = 6  # of so many containers one is kept with all of the vehicle in the picture
NOMINAL_MM = 15.0  # a scanner's own pixel is up to a tenth off
FOLDER = Path("build/cargo")


@dataclass(frozen=True)
class Example:
    """One view of a container, as it is learned from.

    Attributes:
        labels: index into the generator's classes, (rows, columns).
        anomaly: above 0 where something hidden lies.
        other: the profile of the other view's container.
    """

    plate: Plate
    labels: NDArray[np.uint8]
    anomaly: NDArray[np.uint8]
    other: NDArray[np.float32]


@dataclass(frozen=True)
class Container:
    """A container's views, and what is known of it; `settings` are the beams with the step wedges and without them."""

    examples: tuple[Example, ...]
    facts: dict[str, Any]

    @property
    def settings(self) -> tuple[Setting, Setting]:
        return settings_of(json.dumps(self.facts["scanner"]))


@cache
def settings_of(scanner: str) -> tuple[Setting, Setting]:
    told = json.loads(scanner)
    energies = tuple(Energy(name, kev) for name, kev in told["energies"])
    wedges = tuple(Wedge(e, material, tuple(mm), tuple(depth)) for e, material, mm, depth in told["wedges"])
    return Setting(beams(energies, wedges), bool(wedges)), Setting(beams(energies), False)


def scanner_of(scan: Radiograph) -> dict[str, Any]:
    return {
        "energies": [(energy.name, energy.peak_kev) for energy in scan.energies],
        "wedges": [(w.energy, w.material, w.mm, w.minus_log_t) for w in scan.wedges],
    }


def container_of(sample: Sample, whole: bool = False) -> Container:
    """Cut to the surroundings of the container, or with all of the vehicle."""
    scan = scan_of(sample)
    plates = [uncut(plate_of(view, scan), view) if whole else plate_of(view, scan) for view in scan.views]
    setting = settings_of(json.dumps(scanner_of(scan)))[0]
    profiles = [profile_of(physical(plate.transmission, setting), plate.box) for plate in plates]
    examples = []
    for index, (plate, seen) in enumerate(zip(plates, sample.views, strict=True)):
        labels, anomaly = (on_the_plate(plane, plate) for plane in (seen.labels, seen.anomaly))
        examples.append(Example(plate, labels, anomaly, profiles[1 - index]))
    return Container(tuple(examples), {**made(sample), "scanner": scanner_of(scan)})


def uncut(plate: Plate, view: View) -> Plate:
    planes, box = thinned(view, view.pixel_mm or (NOMINAL_MM, NOMINAL_MM)), plate.box
    place = Box(0, 0, planes.shape[2], planes.shape[1])
    moved = Box(box.x + plate.place.x, box.y + plate.place.y, box.width, box.height)
    return replace(plate, transmission=planes, place=place, box=moved)


def on_the_plate(plane: NDArray[np.uint8], plate: Plate) -> NDArray[np.uint8]:
    """The labels of the view's pixels, at those of the plate."""
    rows, columns = plate.transmission.shape[1:]
    y = ((plate.place.y + np.arange(rows) + 0.5) * plate.step[1]).astype(int)
    x = ((plate.place.x + np.arange(columns) + 0.5) * plate.step[0]).astype(int)
    return plane[np.ix_(np.minimum(y, plane.shape[0] - 1), np.minimum(x, plane.shape[1] - 1))]


def keep(container: Container, path: Path) -> None:
    """Whole or not at all."""
    arrays: dict[str, Any] = {"facts": np.array(json.dumps(container.facts))}
    for n, example in enumerate(container.examples):
        plate = example.plate
        arrays[f"planes{n}"] = np.rint(plate.transmission * 65535).astype(np.uint16)
        arrays[f"labels{n}"], arrays[f"anomaly{n}"] = example.labels, np.packbits(example.anomaly)
        arrays[f"other{n}"] = example.other
        place, box = vars(plate.place).values(), vars(plate.box).values()
        arrays[f"boxes{n}"] = np.array([*place, *box, plate.found, plate.from_above])
    part = path.with_suffix(f".{os.getpid()}.part")  # two trainings may lack the same container at once
    with part.open("wb") as sink:
        np.savez(sink, **arrays)
    part.rename(path)


def kept(path: Path) -> Container:
    with np.load(path) as stored:
        facts = json.loads(str(stored["facts"]))
        views = sum(name.startswith("planes") for name in stored.files)
        return Container(tuple(_example(stored, n) for n in range(views)), facts)


def _example(stored: Any, n: int) -> Example:
    planes, labels = stored[f"planes{n}"], stored[f"labels{n}"]
    told = [int(value) for value in stored[f"boxes{n}"]]
    plate = Plate(
        planes.astype(np.float32) / np.float32(65535),
        Box(*told[:4]),
        Box(*told[4:8]),
        bool(told[8]),
        bool(told[9]),
        (1, 1),
        planes.shape[1:],
    )
    anomaly = np.unpackbits(stored[f"anomaly{n}"], count=labels.size).reshape(labels.shape)
    return Example(plate, labels, anomaly, stored[f"other{n}"])


def available(folder: Path, split: str) -> list[Path]:
    return sorted((folder / split).glob("*.npz"))


def input_of(container: Container, example: Example, calibrated: bool = True) -> Planes:
    setting = container.settings[0 if calibrated else 1]
    plate, (rows, columns) = example.plate, example.labels.shape
    measured = physical(plate.transmission, setting)
    lines = aligned(example.other, plate.box, columns)
    two = has_two(plate.transmission, setting)
    return channels(measured, two, heights_of(plate.box, rows), plate.from_above, lines)


def path_of(folder: Path, split: str, seed: int) -> Path:
    return folder / split / f"{seed:06d}.npz"


def fill(folder: Path, split: str, seeds: range) -> None:
    """Make the containers that are not there yet."""
    (folder / split).mkdir(parents=True, exist_ok=True)
    for seed in track(seeds, f"Loading containers ({split})…"):
        path = path_of(folder, split, seed)
        if not path.exists():
            sample = sample_of(seed, split, NOMINAL_MM)
            keep(container_of(sample, whole=split == "train" and seed % WHOLE_EVERY == 0), path)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--split", default="train", choices=["train", "varied", "tune", "unseen", "evaluation"])
    asked.add_argument("--count", type=int, default=3000)
    asked.add_argument("--first", type=int, default=0)
    asked.add_argument("--cache", type=Path, default=FOLDER)
    told = asked.parse_args()
    fill(told.cache, told.split, range(told.first, told.first + told.count))


if __name__ == "__main__":
    main()
