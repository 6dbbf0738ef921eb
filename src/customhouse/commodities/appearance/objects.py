"""Which object classes goods look like one by one, as a tomogram shows them; the classes are those of `objects.csv`."""

import csv
from collections.abc import Iterable, Mapping
from functools import lru_cache

from customhouse.commodities.appearance.model import Appearance, Row
from customhouse.commodities.appearance.table import FOLDER

EMPTY = "air"  # no goods, and the blurred rest of a thing
PACKAGING = "packaging"  # around any goods: what is made of it says nothing of them unless it is the goods itself


@lru_cache(maxsize=1)
def objects_table() -> Mapping[str, Mapping[str, float]]:
    """Object classes with their weights, by commodity class; by heading or chapter where the class is too coarse."""
    with (FOLDER / "objects_of.csv").open(encoding="utf-8", newline="") as file:
        return {line["code"]: _weights(line["objects"].split(";")) for line in csv.DictReader(file)}


@lru_cache(maxsize=1)
def controlled_objects() -> frozenset[str]:
    """Object classes of which networks say *threat*: controlled, though honest people carry most of them."""
    with (FOLDER / "objects.csv").open(encoding="utf-8", newline="") as file:
        return frozenset(line["code"] for line in csv.DictReader(file) if line["threat"] == "yes")


def _weights(parts: Iterable[str]) -> dict[str, float]:
    return {name: float(weight) for name, _, weight in (part.partition(":") for part in parts)}


def objects_of(look: Appearance) -> dict[str, float]:
    """What a thing of such goods may be taken for, the likeliest first; the weights sum to 1."""
    weights: dict[str, float] = {}
    for part in look.parts:
        for name, weight in _of_row(part.row).items():
            weights[name] = weights.get(name, 0.0) + part.weight * weight
    return dict(sorted(weights.items(), key=lambda each: -each[1]))


def _of_row(row: Row) -> Mapping[str, float]:
    known = objects_table()
    if row.code in known:
        return known[row.code]
    mixed: dict[str, float] = {}
    for name, share in row.classes.items():
        for thing, weight in known[name].items():
            mixed[thing] = mixed.get(thing, 0.0) + share * weight
    return mixed
