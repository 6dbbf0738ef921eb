"""Simulated bags and loose objects on disk, each made once from its seed and read by every training run.

`python training/bags.py --folder DIR --split train --count 600`: what is there already is kept, so that a run that was
stopped goes on where it was. A bag is one array (high, low, labels, instances) in int16 beside a JSON of its things.
"""

import argparse
import json
import multiprocessing
import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from rich.progress import track

if TYPE_CHECKING:
    from simulators.scanner.bags import BagSample, ObjectSample

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

EMPTY_HU = -850
MARGIN = 6  # voxels kept around what is not empty
VOXEL_MM = 2.5
SECOND = 3  # every third
TAUGHT = ("train", "varied")  # what the second network for CT learns from
CHOOSING = ("tune", "unseen")  # what it is chosen and calibrated on
SPLITS = (*TAUGHT, *CHOOSING, "evaluation")
FIRST_SEED = {"bag": 1, "crowded": 20_000, "object": 500_000}  # by kind; crowded bags are of splits drawn anew


@dataclass(frozen=True)
class Kept:
    """One bag or loose object on disk. `planes` is (high, low, labels, instances) in int16."""

    path: Path
    record: dict[str, Any]

    @property
    def planes(self) -> NDArray[np.int16]:
        planes: NDArray[np.int16] = np.load(self.path, mmap_mode="r")
        return planes


def kept(folder: Path, split: str, kind: str = "bag") -> list[Kept]:
    """All that a split has so far, by seed."""
    records = sorted((folder / split).glob(f"{kind}-*.json"))
    return [Kept(path.with_suffix(".npy"), json.loads(path.read_text(encoding="utf-8"))) for path in records]


def for_second(bag: Kept) -> bool:
    """Whether it is kept from the first network, so that the second learns from the first's honest mistakes."""
    return int(bag.record["seed"]) % SECOND == 0


def occupied(high: NDArray[np.int16]) -> tuple[slice, slice, slice]:
    spans = []
    for axis in range(3):
        others = tuple(other for other in range(3) if other != axis)
        used = np.flatnonzero((high > EMPTY_HU).any(axis=others))
        first, last = (int(used[0]), int(used[-1]) + 1) if len(used) else (0, high.shape[axis])
        spans.append(slice(max(0, first - MARGIN), min(high.shape[axis], last + MARGIN)))
    return spans[0], spans[1], spans[2]


def make(seed: int, folder: Path, split: str, kind: str) -> None:
    """Write one bag, crowded or not, or object, unless it is there."""
    from simulators.scanner.bags import make_crowded, make_object, make_sample  # noqa: PLC0415 - slow: it compiles

    makers = {"bag": make_sample, "crowded": make_crowded, "object": make_object}
    record = folder / split / f"{kind}-{seed:08d}.json"
    if not record.exists():
        write(lambda: makers[kind](seed, split, voxel_mm=VOXEL_MM), record, seed)


def write(made: "Callable[[], BagSample | ObjectSample]", record: Path, seed: int) -> None:
    """The array beside the record, which comes last and says that the array is whole."""
    from simulators.scanner.bags import THREATS  # noqa: PLC0415 - slow: it compiles

    begun, kind = time.process_time(), record.name.split("-")[0]
    sample = made()
    region = occupied(sample.high)
    planes = np.stack([np.asarray(plane[region], np.int16) for plane in _planes(sample)])
    array = record.with_suffix(".npy")
    partial_path = array.with_suffix(f".{os.getpid()}.part")
    with partial_path.open("wb") as sink:
        np.save(sink, planes)
    partial_path.replace(array)
    origin = [each.start for each in region]
    said = {"seed": seed, "kind": getattr(sample, "kind", kind), "origin": origin, "peaks_kev": sample.peaks_kev}
    said |= {"spacing_mm": sample.spacing_mm, "cpu_s": round(time.process_time() - begun, 2)}
    things = sample.things if hasattr(sample, "things") else (sample.thing,)
    said["things"] = [asdict(thing) for thing in things]
    said["contraband"] = sorted({thing.label for thing in things} & set(THREATS))
    record.with_suffix(".tmp").write_text(json.dumps(said, default=_plain), encoding="utf-8")
    record.with_suffix(".tmp").replace(record)


def _planes(sample: Any) -> tuple[NDArray[Any], ...]:
    """A loose object is instance 1 of its volume."""
    instances = getattr(sample, "instances", None)
    return sample.high, sample.low, sample.labels, (sample.labels > 0) if instances is None else instances


def _plain(value: Any) -> Any:
    if isinstance(value, slice):
        return [value.start, value.stop]
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, np.ndarray):
        return value.tolist()
    return str(value)


def fill(folder: Path, split: str, kind: str, count: int, workers: int) -> Iterator[int]:
    """Make what is lacking of the first `count` seeds, in as many processes; yields each when it is there."""
    (folder / split).mkdir(parents=True, exist_ok=True)
    seeds = [FIRST_SEED[kind] + number for number in range(count)]
    work = partial(make, folder=folder, split=split, kind=kind)
    if workers <= 1:
        for seed in seeds:
            work(seed)
            yield seed
        return
    with multiprocessing.get_context("spawn").Pool(workers) as pool:
        for number, _ in enumerate(pool.imap_unordered(work, seeds)):
            yield number


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--split", choices=SPLITS, default="train")
    parser.add_argument("--kind", choices=tuple(FIRST_SEED), default="bag")
    parser.add_argument("--count", type=int, default=600)
    parser.add_argument("--workers", type=int, default=1)
    asked = parser.parse_args()
    made = fill(asked.folder, asked.split, asked.kind, asked.count, asked.workers)
    for _ in track(made, description=f"{asked.split}: {asked.kind}s", total=asked.count):
        pass


if __name__ == "__main__":
    main()
