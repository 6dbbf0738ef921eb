"""Bags as scanners show them on whose scale metal reads otherwise."""

from pathlib import Path
from types import SimpleNamespace
from typing import cast

import numpy as np

from benchmarks.ct.metal import SCALES, chosen
from customhouse.imaging.model import Provenance, Volume
from training.bags import Kept


def bag(number: int, *contraband: str) -> Kept:
    return cast(Kept, SimpleNamespace(path=Path(f"bag-{number}"), record={"contraband": list(contraband)}))


def test_bags_with_weapons_are_looked_at_and_as_many_clean_ones() -> None:
    bags = [bag(0), bag(1, "firearm", "blade"), bag(2), bag(3, "tobacco"), bag(4, "firearm_part"), bag(5)]

    armed, clean = chosen(bags)

    assert [each.path.name for each in armed] == ["bag-1", "bag-4"]
    assert [each.path.name for each in clean] == ["bag-0", "bag-2"]


def test_only_what_is_dense_reads_otherwise() -> None:
    values = np.array([[[-1000, 0, 1000, 3000, 9000]]], np.int16)
    scan = Volume(values, (1.0, 1.0, 1.0), calibrated=True, provenance=Provenance("made"))

    shown = {name: change(scan).values.ravel().tolist() for name, change in SCALES.items()}

    assert list(shown.values()) == [
        [-1000, 0, 1000, 3000, 9000],
        [-1000, 0, 1000, 3000, 3071],
        [-1000, 0, 1000, 6000, 21000],
    ]
