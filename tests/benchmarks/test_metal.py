"""Bags as scanners show them on whose scale metal reads otherwise."""

from pathlib import Path
from types import SimpleNamespace
from typing import cast

import numpy as np

from benchmarks.ct.metal import SCALES, chosen
from customhouse.imaging.model import Provenance, Volume
from training.bags import Kept


def bag(split: str, number: int, *contraband: str) -> Kept:
    return cast(Kept, SimpleNamespace(path=Path(split) / f"{number}.npy", record={"contraband": list(contraband)}))


def test_bags_with_weapons_are_looked_at_and_as_many_clean_ones_of_both_splits() -> None:
    bags = [bag("tune", n, *(("firearm", "blade") if n == 3 else ("tobacco",) if n == 1 else ())) for n in range(6)]
    bags += [bag("unseen", n, *(("firearm_part",) if n in (2, 3, 5) else ())) for n in range(6)]

    armed, clean = chosen(bags)

    assert [str(each.path) for each in armed] == ["tune/3.npy", "unseen/2.npy", "unseen/3.npy", "unseen/5.npy"]
    assert [str(each.path) for each in clean] == ["tune/0.npy", "tune/2.npy", "unseen/0.npy", "unseen/1.npy"]


def test_only_what_is_dense_reads_otherwise() -> None:
    values = np.array([[[-1000, 0, 1000, 3000, 9000]]], np.int16)
    scan = Volume(values, (1.0, 1.0, 1.0), calibrated=True, provenance=Provenance("made"))

    shown = {name: change(scan).values.ravel().tolist() for name, change in SCALES.items()}

    assert list(shown.values()) == [
        [-1000, 0, 1000, 3000, 9000],
        [-1000, 0, 1000, 3000, 3071],
        [-1000, 0, 1000, 6000, 21000],
    ]
