"""Rows of objects for the second network, measured on the very way that a scan goes at run time.

`python -m training.ct.objects.measure --cache DIR --segments FILE --split train`: every bag goes through physics and
the first network; each candidate is kept with what it truly is. Things as they truly are, their masks roughened, come
beside.
"""

import argparse
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.progress import track
from scipy import ndimage

from customhouse.imaging.model import Provenance, Volume
from customhouse.imaging.networks.engine import Network, open_network
from customhouse.imaging.networks.objects.cuts import Fields
from customhouse.imaging.networks.objects.rows import measured, row_of
from customhouse.imaging.networks.volumes.candidates import Candidate, everything
from customhouse.imaging.networks.volumes.segments import Gridded, Segments, segment
from customhouse.imaging.physics.volumes.examining import examine
from customhouse.imaging.physics.volumes.voxels import Mask
from training.bags import SPLITS, TAUGHT, VOXEL_MM, Kept, for_second, kept
from training.ct.classes import OBJECTS, THREATS
from training.ct.objects.composing import Thing, laid

PURE = 0.5  # share of a candidate in one thing from which it is that thing
LIKE = 0.3  # intersection over union from which it is, whatever else is in it
BARELY = 0.2  # below this share of threat a candidate is harmless; between, nobody could say
LAID = (2, 7)  # loose objects that are laid into a bag
THREATS_LAID = 0.6  # share of them that is drawn from the threats
ONE_ENERGY = 0.1  # share of the scans that are measured at one energy
TRUE_MOST = 40  # things of a bag that are measured as they are


@dataclass(frozen=True)
class Looked:
    """One bag on its way. `labels` and `instances` are the truth, on the grid."""

    grid: Gridded
    segments: Segments
    labels: NDArray[np.int16]
    instances: NDArray[np.int16]
    found: list[Candidate]


@dataclass(frozen=True)
class Truth:
    """`label` is -1 where nobody could say; `instance` is 0 where none; `like` is intersection over union."""

    label: int
    instance: int
    like: float


def volume_of(planes: NDArray[np.int16], peaks: tuple[float, ...] = (160.0, 100.0), *, one: bool = False) -> Volume:
    high, low = (np.ascontiguousarray(plane) for plane in planes[:2])
    spacing = (VOXEL_MM, VOXEL_MM, VOXEL_MM)
    return Volume(high, spacing, True, Provenance("simulated"), None if one else low, peaks[:1] if one else peaks)


def look(network: Network, planes: NDArray[np.int16], *, one: bool = False) -> Looked:
    """`one` as a scanner of a single energy would see it."""
    scan = volume_of(planes, one=one)
    grid = Gridded.of(scan, VOXEL_MM)
    segments = segment(network, grid)
    found = everything(grid, segments, examine(scan).objects, (VOXEL_MM,) * 3)
    return Looked(grid, segments, planes[2][grid.window], planes[3][grid.window], found)


def truth_of(candidate: Candidate, looked: Looked) -> Truth:
    labels, instances = looked.labels[candidate.box][candidate.mask], looked.instances[candidate.box][candidate.mask]
    share = np.bincount(labels, minlength=len(OBJECTS)) / labels.size
    best = Truth(-1, 0, 0.0)
    for code in THREATS:
        for instance in np.unique(instances[labels == code]):
            own = int(((instances == instance) & (labels == code)).sum())
            whole = int(((looked.instances == instance) & (looked.labels == code)).sum())
            like = own / (labels.size + whole - own)
            if (own >= PURE * labels.size or like >= LIKE) and like > best.like:
                best = Truth(code, int(instance), like)
    if best.label >= 0:
        return best
    if share[list(THREATS)].sum() > BARELY:
        return Truth(-1, 0, 0.0)
    return Truth(int(share.argmax()), 0, 0.0)


def true_things(looked: Looked, dice: np.random.Generator) -> Iterator[tuple[Candidate, Truth]]:
    """Threats first, then others; each mask roughened as a network's would be."""
    boxes = ndimage.find_objects(looked.instances.astype(np.int32))
    kinds = []
    for number, box in enumerate(boxes, start=1):
        if box is None:
            continue
        own = looked.instances[box] == number
        label = int(np.bincount(looked.labels[box][own].clip(0)).argmax())
        if label > 0 and own.sum() >= 6:
            kinds.append((label not in THREATS, dice.random(), number, label))
    for _, _, number, label in sorted(kinds)[:TRUE_MOST]:
        box = boxes[number - 1]
        wide = tuple(
            slice(max(0, b.start - 2), min(size, b.stop + 2)) for b, size in zip(box, looked.labels.shape, strict=True)
        )
        mask = (looked.instances[wide] == number) & (looked.labels[wide] == label)
        rough = roughened(mask, dice)
        if rough.sum() >= 4:
            yield Candidate((wide[0], wide[1], wide[2]), rough), Truth(label, number, 1.0)


def roughened(mask: Mask, dice: np.random.Generator) -> Mask:
    """As a network's mask would be."""
    level = ndimage.gaussian_filter(mask.astype(np.float32), 1.0)
    level += 0.25 * ndimage.gaussian_filter(dice.standard_normal(mask.shape, np.float32), 1.0)
    return np.asarray(level > dice.uniform(0.2, 0.6))


def keep(target: Path, said: Mapping[str, NDArray[Any]]) -> None:
    """Whole or not at all."""
    with target.with_suffix(".part").open("wb") as sink:
        np.savez(sink, **said)
    target.with_suffix(".part").replace(target)


def rows_of(network: Network, planes: NDArray[np.int16], seed: int, *, training: bool) -> dict[str, NDArray[Any]]:
    """In training, things as they truly are come beside, and some scans have lost their lower energy."""
    dice = np.random.default_rng(seed)
    looked = look(network, planes, one=training and dice.random() < ONE_ENERGY)
    fields = Fields.of(looked.grid)
    taken = [(each, truth_of(each, looked), 0) for each in looked.found]
    if training:
        taken += [(each, truth, 1) for each, truth in true_things(looked, dice)]
    rows = [row_of(measured(each, fields), looked.segments, len(OBJECTS)) for each, _, _ in taken]
    return {
        "rows": np.stack(rows) if rows else np.zeros((0, 1), np.float32),
        "labels": np.array([truth.label for _, truth, _ in taken], np.int16),
        "instances": np.array([truth.instance for _, truth, _ in taken], np.int32),
        "likes": np.array([truth.like for _, truth, _ in taken], np.float32),
        "true": np.array([source for _, _, source in taken], np.uint8),
    }


class Loose:
    """Loose objects, to be laid into bags: a bag holds few threats, and each is to be met in many surroundings."""

    def __init__(self, objects: list[Kept]) -> None:
        self.by_label: dict[int, list[Kept]] = {}
        for each in objects:
            self.by_label.setdefault(OBJECTS.index(each.record["things"][0]["label"]), []).append(each)

    def lay(self, planes: NDArray[np.int16], dice: np.random.Generator) -> None:
        threats = [label for label in self.by_label if label in THREATS]
        harmless = [label for label in self.by_label if label not in THREATS]
        for _ in range(int(dice.integers(*LAID))):
            group = threats if threats and dice.random() < THREATS_LAID else harmless
            if not group:
                continue
            own = self.by_label[int(dice.choice(group))]
            laid(planes, Thing.of(own[int(dice.integers(len(own)))].planes), dice, replaces=True, inside=True)


def scenes(cache: Path, split: str, kind: str, most: int) -> Iterator[tuple[str, int, Callable[[], NDArray[np.int16]]]]:
    """Name, seed and planes of what is to be measured. Training takes the bags that the first network has not seen."""
    every = kept(cache, split, "bag" if kind == "laid" else kind)
    bags = [each for each in every if split != "train" or for_second(each)]
    things = [each for each in kept(cache, split, "object") if split != "train" or for_second(each)]
    loose = Loose(things) if kind == "laid" else None
    for number in range(most if kind == "laid" else min(most, len(bags))):
        bag, turn = bags[number % len(bags)], number // len(bags)
        seed = int(bag.record["seed"])

        def planes(bag: Kept = bag, dice_of: tuple[int, int] = (seed, turn)) -> NDArray[np.int16]:
            whole = np.array(bag.planes)
            if loose is not None:
                loose.lay(whole, np.random.default_rng([11, *dice_of]))
            return whole

        yield (f"laid-{turn}-{seed:08d}" if kind == "laid" else bag.path.stem), seed + 100_003 * turn, planes


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--segments", type=Path, required=True, help="the first network, as ONNX")
    parser.add_argument("--split", choices=SPLITS, default="train")
    parser.add_argument("--kind", choices=("bag", "crowded", "object", "laid"), default="bag")
    parser.add_argument("--most", type=int, default=1000)
    parser.add_argument("--part", default="1/1", help="which part of how many, as 2/4")
    parser.add_argument("--threads", type=int, default=1)
    asked = parser.parse_args()
    part, of = (int(each) for each in asked.part.split("/"))
    network = open_network(asked.segments, asked.threads)
    folder = asked.cache / "rows" / asked.split
    folder.mkdir(parents=True, exist_ok=True)
    every = list(scenes(asked.cache, asked.split, asked.kind, asked.most))[part - 1 :: of]
    for name, seed, planes in track(every, description=f"{asked.split}: rows of {asked.kind}s"):
        target = folder / f"{name}.npz"
        if target.exists():
            continue
        begun = time.process_time()
        said = rows_of(network, planes(), seed, training=asked.split in TAUGHT)
        said["cpu_s"] = np.array(time.process_time() - begun)
        keep(target, said)


if __name__ == "__main__":
    main()
