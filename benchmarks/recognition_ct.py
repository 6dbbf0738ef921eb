"""Threats in simulated CT bags: detection, false alarms, calibration, other scanners; beside a baseline.

`make bench-recognition`, or `python -m benchmarks.recognition_ct --volumes 400 --part 1/4`: the frozen evaluation split
has shapes, materials and packing that no training bag has. Each volume is measured once and its record kept, so parts
may run one after another; the tables are of all records there are of the very models that are measured. The baseline is
learned first where no file is named.
"""

import argparse
import json
import pickle
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.progress import track
from scipy import ndimage

from benchmarks.recognition_ct_measures import DATA, report
from benchmarks.recognition_ct_voxels import voxel_sums
from customhouse.imaging.model import Volume
from customhouse.imaging.networks.cards import Model, shipped
from customhouse.imaging.networks.naming import Named
from customhouse.imaging.networks.volumes import OBJECTS as SECOND
from customhouse.imaging.networks.volumes import SEGMENTS, answers, distinct
from training.bags import Kept, fill, kept
from training.ct.classes import OBJECTS, THREATS
from training.ct.measure import Looked, truth_of, volume_of

RESULTS = Path(__file__).parent / "results" / "recognition_ct"
CACHE = RESULTS / "cache"
VOXELS = 60_000  # of each volume, on which network and baseline are compared
LEAST = 0.01  # probability of a threat below which a candidate is nobody's suspicion
EVERY = 8  # volumes between those that the baseline and the other scanners are measured on


def noisier(scan: Volume, level: float, dice: np.random.Generator) -> Volume:
    return _changed(scan, lambda hu: hu + level * dice.standard_normal(hu.shape, np.float32))


def blurred(scan: Volume, level: float, _dice: np.random.Generator) -> Volume:
    return _changed(scan, lambda hu: ndimage.gaussian_filter(hu, level))


def shifted(scan: Volume, level: float, _dice: np.random.Generator) -> Volume:
    """A scanner whose scale is off by this share."""
    return _changed(scan, lambda hu: (hu + 1000) * (1 + level) - 1000)


def coarser(scan: Volume, level: float, _dice: np.random.Generator) -> Volume:
    """Slices this many voxels thick."""
    thick = int(level)
    whole = scan.values.shape[0] // thick * thick

    def merged(hu: NDArray[np.int16]) -> NDArray[np.int16]:
        return hu[:whole].reshape(-1, thick, *hu.shape[1:]).mean(1).astype(np.int16)

    dz, dy, dx = scan.spacing_mm or (1.0, 1.0, 1.0)
    second = None if scan.second is None else merged(scan.second)
    return replace(scan, values=merged(scan.values), second=second, spacing_mm=(dz * thick, dy, dx))


def clipped(scan: Volume, level: float, _dice: np.random.Generator) -> Volume:
    return _changed(scan, lambda hu: np.minimum(hu, level))


def one_energy(scan: Volume, _level: float, _dice: np.random.Generator) -> Volume:
    return replace(scan, second=None, peaks_kev=scan.peaks_kev[:1])


def untold(scan: Volume, _level: float, _dice: np.random.Generator) -> Volume:
    return replace(scan, peaks_kev=(None,) * len(scan.peaks_kev))


def _changed(scan: Volume, change: Callable[[NDArray[np.float32]], NDArray[np.float32]]) -> Volume:
    values, second = (
        None if each is None else np.clip(np.rint(change(each.astype(np.float32))), -1024, 32767).astype(np.int16)
        for each in (scan.values, scan.second)
    )
    return scan if values is None else replace(scan, values=values, second=second)


# What is done to a volume, and by how much: HU of noise, voxels of blur, share of scale, voxels a slice, largest HU.
CHANGES: tuple[tuple[str, Callable[[Volume, float, np.random.Generator], Volume], float], ...] = (
    ("noise +30 HU", noisier, 30.0),
    ("noise +80 HU", noisier, 80.0),
    ("blur 0.7 voxel", blurred, 0.7),
    ("scale +5 %", shifted, 0.05),
    ("slices 5 mm", coarser, 2.0),
    ("values end at 3071 HU", clipped, 3071.0),
    ("one energy", one_energy, 0.0),
    ("voltages not told", untold, 0.0),
)


def measure(bag: Kept, booster: Any, *, others: bool) -> dict[str, Any]:
    """All that is kept of one volume."""
    planes = np.asarray(bag.planes)
    scan = volume_of(planes, tuple(bag.record["peaks_kev"]))
    record: dict[str, Any] = {"seed": bag.record["seed"], "kind": bag.record["kind"]}
    record |= {"things": _truth(planes), **_looked(scan, planes)}
    if others:
        dice = np.random.default_rng(int(bag.record["seed"]))
        record["changed"] = {}
        for name, change, level in CHANGES:
            changed = change(scan, level, dice)
            truth = planes if changed.values.shape == scan.values.shape else _thinned(planes, int(level))
            said = _looked(changed, truth)
            record["changed"][name] = {"found": said["found"]}
        if booster is not None:
            record["baseline"] = _against_baseline(bag, booster, said_labels=_segments(scan))
    return record


def _thinned(planes: NDArray[np.int16], thick: int) -> NDArray[np.int16]:
    whole = planes.shape[1] // thick * thick
    return planes[:, thick // 2 : whole : thick]


def _truth(planes: NDArray[np.int16]) -> list[dict[str, Any]]:
    """Every threat: its instance, class and voxels."""
    code = planes[2].astype(np.int64) * 65536 + planes[3].astype(np.uint16)
    values, sizes = np.unique(code[np.isin(planes[2], THREATS)], return_counts=True)
    return [
        {"instance": int(value % 65536), "label": OBJECTS[value // 65536], "voxels": int(size)}
        for value, size in zip(values, sizes, strict=True)
    ]


def _looked(scan: Volume, planes: NDArray[np.int16]) -> dict[str, Any]:
    said = answers(scan, shipped())
    grid, segments, named = said.grid, said.segments, said.named
    labels, instances = (_on_grid(plane, grid.window, segments.label.shape) for plane in planes[2:])
    looked = Looked(grid, segments, labels, instances, [])
    kept_ones = {id(each) for each in distinct([each for each in named if each.threat >= LEAST])}
    found = [_found(each, looked, is_distinct=id(each) in kept_ones) for each in named]
    hits = [np.bincount(each.ravel(), minlength=len(OBJECTS)).tolist() for each in (segments.label, labels)]
    hit = np.bincount(labels[labels == segments.label], minlength=len(OBJECTS)).tolist()
    return {"found": found, "dice": [hit, *hits], "voxels": voxel_sums(segments, labels, grid.high)}


def _on_grid(plane: NDArray[np.int16], window: tuple[slice, slice, slice], shape: tuple[int, ...]) -> NDArray[np.int16]:
    cut = plane[window]
    at = [np.minimum(np.arange(count) * size // count, size - 1) for count, size in zip(shape, cut.shape, strict=True)]
    return cut[np.ix_(at[0], at[1], at[2])]


def _found(named: Named, looked: Looked, *, is_distinct: bool) -> dict[str, Any]:
    truth = truth_of(named.candidate, looked)
    said = {"threat": round(named.threat, 5), "label": named.label, "probability": round(named.probability, 5)}
    said |= {"as": named.threat_label, "as_probability": round(named.threat_probability, 5), "distinct": is_distinct}
    said |= {"strange": round(named.strange, 5)}
    return said | {"true": truth.label, "instance": truth.instance, "like": round(truth.like, 3)}


def _segments(scan: Volume) -> NDArray[np.uint8]:
    """The first network's classes, laid back on all voxels of a scan at the network's own spacing."""
    said = answers(scan, shipped())
    whole = np.zeros(scan.values.shape, np.uint8)
    whole[said.grid.window] = said.segments.label
    return whole


def _against_baseline(bag: Kept, booster: Any, said_labels: NDArray[np.uint8]) -> dict[str, Any]:
    """Sums for Dice of both on the same voxels: anywhere that is not mere air, as often as a scanner meets them."""
    from training.ct.baseline import FILLED_HU, context  # noqa: PLC0415 - needs the bench group's packages

    planes = bag.planes
    high, low = (1 + np.asarray(plane, np.float32) / 1000 for plane in planes[:2])
    filled = np.flatnonzero(np.asarray(planes[0]).ravel() > FILLED_HU)
    dice = np.random.default_rng(int(bag.record["seed"]))
    at = dice.choice(filled, min(VOXELS, len(filled)), replace=False)
    truth = np.asarray(planes[2]).astype(np.uint8).ravel()[at]
    said = booster.labels(np.stack([field.ravel()[at] for field in context(high, low)], axis=1))
    return {name: _sums(answer, truth) for name, answer in (("booster", said), ("network", said_labels.ravel()[at]))}


def _sums(said: NDArray[Any], truth: NDArray[Any]) -> list[list[int]]:
    count = len(OBJECTS)
    return [np.bincount(each, minlength=count).tolist() for each in (truth[said == truth], said, truth)]


def folder_of(kind: str, models: Mapping[str, Model]) -> Path:
    """Where the records of these very models are: those of an older or a newer one are never counted with them."""
    return RESULTS / "-".join(models[name].sha256[:12] for name in (SEGMENTS, SECOND)) / kind


def records(cache: Path, kind: str, count: int, part: tuple[int, int], booster: Any) -> None:
    """Measure what is lacking of this part."""
    folder = folder_of(kind, shipped())
    folder.mkdir(parents=True, exist_ok=True)
    mine = [bag for bag in kept(cache, "evaluation", kind)[:count] if int(bag.record["seed"]) % part[1] == part[0] - 1]
    for bag in track(mine, description=f"evaluation: {kind}s"):
        target = folder / f"{bag.path.stem}.json"
        if not target.exists():
            number = int(bag.record["seed"])
            said = measure(bag, booster, others=kind == "bag" and number // part[1] % EVERY == 0)
            target.write_text(json.dumps(said), encoding="utf-8")


def read(kind: str) -> list[dict[str, Any]]:
    paths = sorted(folder_of(kind, shipped()).glob("*.json"))
    return [json.loads(path.read_text(encoding="utf-8")) for path in paths]


def learned(cache: Path, file: Path | None) -> Any:
    """The booster that the network is held against; where no file is named, it is learned once, and kept."""
    if file is None:
        file = RESULTS / "booster.pickle"
        if not file.exists():
            from training.ct.baseline import BAGS, learn  # noqa: PLC0415 - needs the bench group's packages

            count = BAGS * 3 // 2  # some of the train split are kept from the first network, and from the booster
            for _ in track(fill(cache, "train", "bag", count, 1), description="making bags to learn from", total=count):
                pass
            learn(cache, file)
    if not file.exists():
        raise SystemExit(f"There is no booster at {file}: leave --baseline out to have one learned.")
    return pickle.loads(file.read_bytes())


def main(
    volumes: int = 24,
    objects: int = 60,
    part: tuple[int, int] = (1, 1),
    where: tuple[Path, Path | None] = (CACHE, None),
) -> dict[str, Any]:
    cache, baseline = where
    booster = learned(cache, baseline)
    for kind, count in (("bag", volumes), ("object", objects)):
        for _ in track(fill(cache, "evaluation", kind, count, 1), description=f"making {kind}s", total=count):
            pass
        records(cache, kind, count, part, booster)
    return {"data": DATA} | report(read("bag"), read("object"), shipped(), RESULTS)


def _arguments(given: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--volumes", type=int, default=400)
    parser.add_argument("--objects", type=int, default=300)
    parser.add_argument("--part", default="1/1", help="which part of how many, as 2/4")
    parser.add_argument("--cache", type=Path, default=CACHE)
    parser.add_argument("--baseline", type=Path, help="the booster of training.ct.baseline; learned if left out")
    return parser.parse_args(given)


if __name__ == "__main__":
    asked = _arguments()
    number, of = (int(each) for each in asked.part.split("/"))
    main(asked.volumes, asked.objects, (number, of), (asked.cache, asked.baseline))
