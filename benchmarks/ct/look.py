"""What is kept of one look at a simulated volume: what is truly in it, and what the networks said of each candidate."""

import hashlib
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.ct.voxels import voxel_sums
from customhouse.imaging.model import Volume
from customhouse.imaging.networks.cards import shipped
from customhouse.imaging.networks.engine import open_network
from customhouse.imaging.networks.objects.cuts import Fields
from customhouse.imaging.networks.objects.rows import measured, row_of
from customhouse.imaging.networks.volumes.candidates import Candidate
from customhouse.imaging.networks.volumes.grids import Field
from customhouse.imaging.networks.volumes.looking import OBJECTS as SECOND
from customhouse.imaging.networks.volumes.looking import Answers, Namers, answers, distinct, grade_of
from customhouse.imaging.networks.volumes.naming import Named
from customhouse.imaging.networks.volumes.segments import Gridded
from training.bags import Kept
from training.ct.classes import OBJECTS, THREATS
from training.ct.objects.measure import Looked, truth_of, volume_of

Record = dict[str, Any]
VOXELS = 60_000  # of each volume, on which network and baseline are compared
LEAST = 0.01  # probability of a threat below which a candidate is nobody's suspicion


@dataclass(frozen=True)
class Baselines:
    """What the networks are held against, where it was learned: boosting on voxels, and on measures of candidates."""

    voxels: Any = None
    objects: Any = None
    objects_hash: str = ""

    @classmethod
    def of(cls, voxels: Any, objects: bytes, loaded: Any) -> "Baselines":
        return cls(voxels, loaded, hashlib.sha256(objects).hexdigest()[:12] if loaded is not None else "")


def scan_of(bag: Kept) -> Volume:
    return volume_of(np.asarray(bag.planes), tuple(bag.record["peaks_kev"]))


def measure(bag: Kept, baselines: Baselines, *, on_voxels: bool) -> Record:
    """All that is kept of a bag; `on_voxels` says whether the first network is compared with its baseline on it."""
    planes, scan = np.asarray(bag.planes), scan_of(bag)
    said = answers(scan, shipped())
    record: Record = {"seed": bag.record["seed"], "kind": bag.record["kind"], "things": truth(bag)}
    record |= {"found": found(said, planes), "dice": _dice(said, planes)}
    record["voxels"] = voxel_sums(said.segments, on_grid(planes[2], said.grid), said.grid.high)
    if baselines.objects is not None:
        record["trees"] = baselines.objects_hash
        _beside(record["found"], said, baselines.objects)
    if on_voxels and baselines.voxels is not None:
        record["baseline"] = _against_baseline(bag, baselines.voxels, _laid_back(said, scan))
    return record


def measure_alone(thing: Kept) -> Record:
    """All that is kept of a single thing: also how strange the candidate is that is most of it."""
    planes = np.asarray(thing.planes)
    said = answers(scan_of(thing), shipped())
    kept_of_it = {"seed": thing.record["seed"], "kind": thing.record["things"][0]["name"], "things": truth(thing)}
    return kept_of_it | {"found": found(said, planes), "own": _own(said, planes)}


def truth(bag: Kept) -> list[Record]:
    """Every threat: its instance, class, name and voxels."""
    planes = np.asarray(bag.planes)
    names = {int(each["instance"]): each["name"] for each in bag.record["things"]}
    code = planes[2].astype(np.int64) * 65536 + planes[3].astype(np.uint16)
    values, sizes = np.unique(code[np.isin(planes[2], THREATS)], return_counts=True)
    return [
        {
            "instance": int(value % 65536),
            "label": OBJECTS[value // 65536],
            "name": names.get(int(value % 65536), ""),
            "voxels": int(size),
        }
        for value, size in zip(values, sizes, strict=True)
    ]


def found(said: Answers, planes: NDArray[np.int16]) -> list[Record]:
    """Every candidate: what was said of it, and what it truly is."""
    labels, instances = (on_grid(plane, said.grid) for plane in planes[2:])
    looked = Looked(said.grid, said.segments, labels, instances, [])
    before = [each.before or each for each in said.named]
    told = zip(_words(said.named), _words(before), said.named, strict=True)
    return [_found(each, looked) | own | {"second": second} for own, second, each in told]


def _words(named: list[Named]) -> list[Record]:
    """What was said of each, and whether it is the likeliest threat of its place."""
    kept_ones = {id(each) for each in distinct([each for each in named if each.threat >= LEAST])}
    return [
        {
            "threat": round(each.threat, 5),
            "as": each.threat_label,
            "as_probability": round(each.threat_probability, 5),
            "distinct": id(each) in kept_ones,
        }
        for each in named
    ]


def _found(named: Named, looked: Looked) -> Record:
    own = truth_of(named.candidate, looked)
    said: Record = {"label": named.label, "probability": round(named.probability, 5)}
    said |= {"strange": round(named.strange, 5), "weapon": round(named.weapon, 5)}
    said |= {"raised": grade_of(named, Namers.of(shipped()).card) is not None}
    said |= {"true": own.label, "instance": own.instance, "like": round(own.like, 3)}
    return said | {"voxels": int(named.candidate.mask.sum())}


def _dice(said: Answers, planes: NDArray[np.int16]) -> list[list[int]]:
    labels = on_grid(planes[2], said.grid)
    hit = labels[labels == said.segments.label]
    return [np.bincount(each.ravel(), minlength=len(OBJECTS)).tolist() for each in (hit, said.segments.label, labels)]


def on_grid(plane: NDArray[np.int16], grid: Gridded) -> NDArray[np.int16]:
    """What is true of a bag's voxels, on the first network's grid."""
    cut, shape = plane[grid.window], grid.high.shape
    at = [np.minimum(np.arange(count) * size // count, size - 1) for count, size in zip(shape, cut.shape, strict=True)]
    return cut[np.ix_(at[0], at[1], at[2])]


def _rows(said: Answers, candidates: list[Candidate]) -> Field:
    fields = Fields.of(said.grid)
    return np.stack([row_of(measured(each, fields), said.segments, len(OBJECTS)) for each in candidates])


def _beside(found_: list[Record], said: Answers, trees: Any) -> None:
    """What boosted trees say of the very candidates."""
    if not found_:
        return
    chance = np.zeros((len(found_), len(OBJECTS)))
    chance[:, trees.classes_] = trees.predict_proba(_rows(said, [each.candidate for each in said.named]))
    threats = list(THREATS)
    best = [threats[int(row[threats].argmax())] for row in chance]
    ranked = [
        replace(each, threat=float(row[threats].sum()), threat_label=OBJECTS[n], threat_probability=float(row[n]))
        for each, row, n in zip(said.named, chance, best, strict=True)
    ]
    for each, words in zip(found_, _words(ranked), strict=True):
        each["trees"] = words


def _own(said: Answers, planes: NDArray[np.int16]) -> Record:
    """Of the candidate that is likest to the thing: how far it lies from what was learned, and what it was called."""
    there = on_grid(planes[3], said.grid) > 0
    whole, best, like = int(there.sum()), None, 0.0
    for each in said.named:
        mask = each.candidate.mask
        shared = int(there[each.candidate.box][mask].sum())
        overlap = shared / max(1, int(mask.sum()) + whole - shared)
        if overlap > like:
            best, like = each, overlap
    if best is None:
        return {"distance": 0.0, "strange": 0.0, "label": "", "like": 0.0}
    network = open_network(shipped()[SECOND].path)
    distance = float(network.run({"row": _rows(said, [best.candidate])})["strange"][0])
    return {"distance": distance, "strange": round(best.strange, 5), "label": best.label, "like": round(like, 3)}


def _laid_back(said: Answers, scan: Volume) -> NDArray[np.uint8]:
    """The first network's classes, on all voxels of a scan at the network's own spacing."""
    whole = np.zeros(scan.values.shape, np.uint8)
    whole[said.grid.window] = said.segments.label
    return whole


def _against_baseline(bag: Kept, booster: Any, said_labels: NDArray[np.uint8]) -> dict[str, Any]:
    """Sums for Dice of both on the same voxels: anywhere that is not mere air, as often as a scanner meets them."""
    from training.ct.segments.baseline import FILLED_HU, context  # noqa: PLC0415 - needs the bench group's packages

    planes = bag.planes
    high, low = (1 + np.asarray(plane, np.float32) / 1000 for plane in planes[:2])
    filled = np.flatnonzero(np.asarray(planes[0]).ravel() > FILLED_HU)
    dice = np.random.default_rng(int(bag.record["seed"]))
    at = dice.choice(filled, min(VOXELS, len(filled)), replace=False)
    true = np.asarray(planes[2]).astype(np.uint8).ravel()[at]
    said = booster.labels(np.stack([field.ravel()[at] for field in context(high, low)], axis=1))
    return {name: _sums(answer, true) for name, answer in (("booster", said), ("network", said_labels.ravel()[at]))}


def _sums(said: NDArray[Any], true: NDArray[Any]) -> list[list[int]]:
    count = len(OBJECTS)
    return [np.bincount(each, minlength=count).tolist() for each in (true[said == true], said, true)]
