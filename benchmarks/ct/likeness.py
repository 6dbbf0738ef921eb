"""Similar CT scans: of the five that are held for nearest, how many are of the same kind.

A single thing's kind is its class; a bag's is how it is packed, or which goods most of it are besides clothes and
packing material.

What is asked is what the workbench asks: straight distances of the networks' vectors. Beside it stand those of physics
alone (the space `physics-ct-1`), which serve where no network looks, and chance: the share of the same kind among all
others. `python -m benchmarks.ct.likeness`; simulated bags and single things of the split `tune`, on which the networks
were calibrated and of which they learned nothing; made where they lack (some seconds each) and kept in `--cache`.
"""

import argparse
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks.ct.look import scan_of
from benchmarks.radiographs.measures import Measured, nearest_right, resampled
from customhouse.imaging.likeness.spaces import distances, vector_of
from customhouse.imaging.model import Modality
from customhouse.imaging.networks.volumes.looking import look
from training.bags import Kept, fill, kept
from training.ct.classes import OBJECTS

CACHE = Path(__file__).parents[1] / "results" / "likeness_ct"
SPLIT = "tune"
SPACES_TOLD = ("networks", "physics alone")
DATA = f"simulated bags, and single things, of the split `{SPLIT}`"
FILLING = ("clothing", "packaging")  # of which nearly every bag holds most
USUAL = {"bag": 70, "object": 150}
KINDS = {"bag": "bags", "object": "single things"}

Vectors = NDArray[np.float32]


def main(cache: Path = CACHE, counts: dict[str, int] | None = None) -> dict[str, Any]:
    table = Table("same", "scans", "kinds", *SPACES_TOLD, "by chance", title="Similar CT scans, of the 5 nearest")
    results: dict[str, Any] = {}
    for kind, count in (counts or USUAL).items():
        for _ in track(fill(cache, SPLIT, kind, count, 1), description=f"making {KINDS[kind]}", total=count):
            pass
        scans = kept(cache, SPLIT, kind)[:count]
        looked = [vectors_of(scan) for scan in track(scans, description=f"looking at {KINDS[kind]}")]
        for what, kind_of in WHAT[kind].items():
            labels = [kind_of(scan) for scan in scans]
            told = [likeness(np.stack(vectors), labels) for vectors in zip(*looked, strict=True)]
            (found, chance, kinds), _ = told
            row = f"{found.count} of {len(scans)} {KINDS[kind]}"
            table.add_row(what, row, str(kinds), *(str(each) for each, _, _ in told), f"{chance:.3f}")
            by_space = {space: each.plain() for space, (each, _, _) in zip(SPACES_TOLD, told, strict=True)}
            results[what] = {"kinds": kinds, "chance": round(chance, 4)} | by_space
    Console(width=140).print(table)
    print(f"Data: {DATA}. Intervals of 95 %, over scans; kinds of six scans and more.")
    return {"claim": "similar CT scans", "data": DATA, "results": results}


def vectors_of(scan: Kept) -> tuple[Vectors, Vectors]:
    """The networks', and that of physics."""
    seen = look(scan_of(scan)).recognition
    found = (vector_of(each, Modality.CT) for each in (seen, replace(seen, embedding=())))
    networks, physics = (vector for _, vector in found)  # type: ignore[misc]  # a bag always has both
    return networks, physics


def class_of(scan: Kept, but: Sequence[str] = ()) -> str:
    """What most of its goods are."""
    counts = np.bincount(np.asarray(scan.planes[2]).ravel(), minlength=len(OBJECTS))
    counts[[0, *(OBJECTS.index(each) for each in but)]] = 0
    return OBJECTS[int(counts.argmax())]


WHAT: dict[str, dict[str, Callable[[Kept], str]]] = {
    "bag": {
        "packing": lambda scan: str(scan.record["kind"]),
        "main goods": lambda scan: class_of(scan, FILLING),
    },
    "object": {"class": class_of},
}


def likeness(vectors: Vectors, labels: Sequence[str]) -> tuple[Measured, float, int]:
    """The share of the same kind among the nearest five; by chance; and of how many kinds."""
    alike = -np.stack([distances(each, vectors) for each in vectors])
    right, usable = nearest_right(alike, labels)
    names = np.array(labels)
    same = [((names == name).sum() - 1) / (len(names) - 1) for name in names[usable]]
    kept_ones = right[usable]
    found = resampled(len(kept_ones), lambda some: float(kept_ones[some].mean()))
    return found, float(np.mean(same)) if same else float("nan"), len(set(names[usable]))


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--cache", type=Path, default=CACHE)
    for name, usual in USUAL.items():
        asked.add_argument(f"--{name}s", type=int, default=usual)
    told = asked.parse_args()
    main(told.cache, {name: getattr(told, f"{name}s") for name in USUAL})
