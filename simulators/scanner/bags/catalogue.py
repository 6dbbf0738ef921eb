"""The classes of objects, and which forms of them each side of the split may hold."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from simulators.scanner.bags import blades, dense, devices, explosives, firearms, provisions, smuggled, wares, wildlife
from simulators.scanner.bags.making import Entry, choices

SPLITS = ("train", "tune", "evaluation", "varied", "unseen")  # their dice go by this order
HIDDEN = (0.5, 0.3, 0.2)  # how often no class of threats, one or two are in a bag


@cache
def _rows() -> tuple[tuple[str, bool], ...]:
    table = files("customhouse").joinpath("commodities", "appearance", "objects.csv").read_text(encoding="utf-8")
    return tuple((row["code"], row["threat"] == "yes") for row in csv.DictReader(table.splitlines()))


OBJECTS: tuple[str, ...] = tuple(code for code, _ in _rows())
THREATS: tuple[str, ...] = tuple(code for code, threat in _rows() if threat)


@cache
def threats(kept: bool) -> Mapping[str, tuple[Entry, ...]]:
    dangerous = firearms.ENTRIES + blades.ENTRIES + explosives.ENTRIES + smuggled.ENTRIES
    return choices(dangerous + wildlife.ENTRIES + dense.ENTRIES + devices.WITH_CELLS, kept)


@cache
def harmless(kept: bool) -> Mapping[str, tuple[Entry, ...]]:
    return choices(provisions.ENTRIES + wares.ENTRIES + devices.ENTRIES, kept)


@dataclass(frozen=True)
class Stock:
    """What the bags of a split are packed from.

    Attributes:
        kept: the side that training never sees.
        hidden: how often none, one, two ... threats are in a bag.
    """

    kept: bool
    threats: Mapping[str, tuple[Entry, ...]]
    harmless: Mapping[str, tuple[Entry, ...]]
    hidden: tuple[float, ...] = HIDDEN


def stock(kept: bool) -> Stock:
    return Stock(kept, threats(kept), harmless(kept))


def pick(entries: tuple[Entry, ...], dice: np.random.Generator) -> Entry:
    weights = np.array([entry.weight for entry in entries])
    return entries[int(dice.choice(len(entries), p=weights / weights.sum()))]
