"""What the third network for CT learns from, as its own measures of crops: `python -m training.ct.crops.rows KIND ...`.

`cubes`: of single things among others, tens of thousands for what a hundred bags cost. `bag`, `crowded`: of the
candidates of fresh bags that need no network; crowded ones are of `varied`. `scenes`: of what the second network
suspects most in bags kept for choosing, with its word. All in the folder `crops` of the cache. What is there already
is kept, scenes only where the first two networks are still the same.
"""

import argparse
import hashlib
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from rich.progress import track

from customhouse.imaging.networks.engine import Network, open_network
from customhouse.imaging.networks.objects.crops import Crops
from customhouse.imaging.networks.objects.cuts import Fields
from customhouse.imaging.networks.objects.rows import measured, row_of
from customhouse.imaging.networks.volumes.candidates import MOST as MOST_PARTED
from customhouse.imaging.networks.volumes.candidates import Candidate, as_candidate, hanging
from customhouse.imaging.networks.volumes.looking import OBJECTS as SECOND
from customhouse.imaging.networks.volumes.looking import SEGMENTS as FIRST
from customhouse.imaging.networks.volumes.naming import ASKED_MOST
from customhouse.imaging.networks.volumes.segments import Gridded, Segments
from customhouse.imaging.physics.volumes.examining import examine
from simulators.scanner.bags import make_crowded, make_cube, make_sample
from training.bags import CHOOSING, SPLITS, TAUGHT, VOXEL_MM, Kept, kept, occupied
from training.ct.classes import OBJECTS, THREATS
from training.ct.crops.masks import label_of, masks
from training.ct.crops.measures import MEASURES, measures
from training.ct.objects.measure import Looked, Truth, keep, look, true_things, truth_of, volume_of

AT_ONCE = 64
CUBES = 128  # of one file
# Seeds that no other network has learned from. A crowded bag has the dice of the plain one of its seed.
FIRST_BAG = {"crowded": 700_000, "bag": 800_000}
Rows = dict[str, NDArray[Any]]


def measured_crops(candidates: Sequence[Candidate], grid: Gridded) -> NDArray[np.float32]:
    parts = [np.zeros((0, MEASURES), np.float32)]
    for first in range(0, len(candidates), AT_ONCE):
        crops = Crops.of(candidates[first : first + AT_ONCE], grid)
        parts.append(_measured(crops.planes.astype(np.float32), crops.about))
    return np.concatenate(parts)


@torch.no_grad()
def _measured(planes: NDArray[np.float32], about: NDArray[np.float32]) -> NDArray[np.float32]:
    return measures(torch.from_numpy(planes), torch.from_numpy(about)).numpy()


def of_cubes(number: int, split: str) -> Rows:
    """Of the cubes of one file: each thing as several candidates might part it. `instances` are the cubes."""
    planes, pitches, labels, instances = [], [], [], []
    for seed in range(number * CUBES, (number + 1) * CUBES):
        cube = make_cube(seed, split)
        own = (cube.high * np.float32(1e-3) + 1, cube.low * np.float32(1e-3) + 1)
        for mask in masks(cube, np.random.default_rng([seed, 1])):
            label = label_of(mask, cube)
            if label >= 0:
                planes.append(np.stack([*own, mask.astype(np.float32)]))
                pitches.append(cube.pitch_mm / VOXEL_MM)
                labels.append(label)
                instances.append(seed)
    about = np.stack([np.log(pitches), np.ones(len(pitches))], 1).astype(np.float32)
    parts = [slice(first, first + AT_ONCE) for first in range(0, len(planes), AT_ONCE)]
    rows = [_measured(np.stack(planes[part]), about[part]) for part in parts] or [np.zeros((0, MEASURES), np.float32)]
    return _as_rows(np.concatenate(rows), labels, instances, np.zeros(len(labels)))


def of_bag(seed: int, kind: str, split: str) -> Rows:
    """All candidates that need no network, and things as they truly are beside."""
    bag = (make_crowded if kind == "crowded" else make_sample)(seed, split)
    region = occupied(bag.high)
    planes = np.stack([np.asarray(each[region], np.int16) for each in (bag.high, bag.low, bag.labels, bag.instances)])
    scan = volume_of(planes)
    grid = Gridded.of(scan, VOXEL_MM)
    parted = (as_candidate(seen, grid, (VOXEL_MM,) * 3) for seen in examine(scan).objects)
    found = [*[each for each in parted if each is not None][:MOST_PARTED], *hanging(grid)]
    nothing = np.zeros(grid.high.shape, np.uint8)
    segments = Segments(nothing, nothing, nothing, nothing)
    looked = Looked(grid, segments, planes[2][grid.window], planes[3][grid.window], found)
    taken: list[tuple[Candidate, Truth]] = [(each, truth_of(each, looked)) for each in found]
    true = list(true_things(looked, np.random.default_rng(seed)))
    rows = measured_crops([each for each, _ in (*taken, *true)], grid)
    truths = [truth for _, truth in (*taken, *true)]
    source = np.repeat([0, 1], [len(taken), len(true)])
    return _as_rows(rows, [each.label for each in truths], [each.instance for each in truths], source)


def of_scene(networks: tuple[Network, Network], planes: NDArray[np.int16]) -> Rows:
    """Of those that the third network may be asked of, with the second's logits; `threats` are all that are there."""
    looked = look(networks[0], planes)
    fields = Fields.of(looked.grid)
    rows = [row_of(measured(each, fields), looked.segments, len(OBJECTS)) for each in looked.found]
    logits = networks[1].run({"row": np.stack(rows)})["logits"] if rows else np.zeros((0, len(OBJECTS)), np.float32)
    top = np.argsort(-torch.from_numpy(logits).softmax(1)[:, list(THREATS)].sum(1).numpy())[:ASKED_MOST]
    own = [looked.found[n] for n in top]
    truths = [truth_of(each, looked) for each in own]
    labels, instances = [each.label for each in truths], [each.instance for each in truths]
    said = _as_rows(measured_crops(own, looked.grid), labels, instances, np.zeros(len(top)))
    threats = np.unique(looked.instances[np.isin(looked.labels, THREATS)])
    return said | {"logits": logits[top], "threats": threats[threats > 0].astype(np.int32)}


def _as_rows(rows: NDArray[np.float32], labels: Sequence[int], instances: Sequence[int], true: NDArray[Any]) -> Rows:
    return {
        "rows": rows,
        "labels": np.array(labels, np.int16),
        "instances": np.array(instances, np.int32),
        "true": np.asarray(true, np.uint8),
    }


Work = tuple[str, str, Callable[[], Rows]]


def work(asked: argparse.Namespace) -> Iterator[Work]:
    """Name of each file, whose word it holds, and what makes it."""
    numbers = range(asked.first, asked.first + asked.count)
    if asked.kind == "cubes":
        yield from ((f"cubes-{number:05d}", "", partial(of_cubes, number, asked.split)) for number in numbers)
    elif asked.kind == "scenes":
        yield from _scenes(asked)
    else:
        own = (FIRST_BAG[asked.kind] + number for number in numbers)
        yield from ((f"{asked.kind}-{seed:08d}", "", partial(of_bag, seed, asked.kind, asked.split)) for seed in own)


def _scenes(asked: argparse.Namespace) -> Iterator[Work]:
    paths = [asked.models / f"{name}.onnx" for name in (FIRST, SECOND)]
    networks = (open_network(paths[0], asked.threads), open_network(paths[1], asked.threads))
    said_by = " ".join(hashlib.sha256(path.read_bytes()).hexdigest() for path in paths)
    for bag in kept(asked.cache, asked.split):
        yield bag.path.stem.replace("bag", "scene"), said_by, partial(_of_kept, networks, bag)


def _of_kept(networks: tuple[Network, Network], bag: Kept) -> Rows:
    return of_scene(networks, np.array(bag.planes))


def is_there(target: Path, said_by: str) -> bool:
    if not target.exists():
        return False
    with np.load(target) as held:
        return not said_by or ("said_by" in held and str(held["said_by"]) == said_by)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=("cubes", "crowded", "bag", "scenes"))
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--split", default="varied", choices=SPLITS[:-1])
    parser.add_argument("--models", type=Path, help="where the first two networks are; scenes need them")
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--count", type=int, default=100, help="files of 128 cubes, or bags; scenes are of all bags")
    parser.add_argument("--threads", type=int, default=1)
    asked = parser.parse_args()
    if asked.kind == "scenes" and asked.models is None:
        parser.error("scenes need --models")
    of_kind = {"scenes": CHOOSING, "crowded": ("varied",)}.get(asked.kind, TAUGHT)
    if asked.split not in of_kind:
        parser.error(f"{asked.kind} are of {' and '.join(of_kind)}, not of {asked.split}")
    torch.set_num_threads(asked.threads)
    folder = asked.cache / "crops" / asked.split
    folder.mkdir(parents=True, exist_ok=True)
    for name, said_by, make in track(list(work(asked)), description=f"{asked.split}: {asked.kind}"):
        if not is_there(target := folder / f"{name}.npz", said_by):
            begun = time.process_time()
            keep(target, make() | {"cpu_s": np.array(time.process_time() - begun), "said_by": np.array(said_by)})


if __name__ == "__main__":
    main()
