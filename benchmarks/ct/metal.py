"""Weapons in CT as scanners would show them on whose scale metal reads otherwise, by the first look and by the second.

    python -m benchmarks.ct.metal --bags 30

Bags of the splits kept for choosing that hide a weapon or a part of one, and as many clean ones: as they are; as a
scanner shows them whose values end at 3,071 HU; with metal some 2.5 times as bright, as where hardening is corrected.
"""

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks.ct.curves import changed
from benchmarks.ct.look import on_grid, scan_of, truth
from benchmarks.ct.measures import share_words
from benchmarks.ct.precision import bags_of
from benchmarks.ct.recognition import cache_of
from customhouse.imaging.model import Volume
from customhouse.imaging.networks.cards import shipped
from customhouse.imaging.networks.engine import open_network
from customhouse.imaging.networks.objects.cuts import Fields
from customhouse.imaging.networks.objects.rows import measured
from customhouse.imaging.networks.volumes.looking import CROPS, SUSPECTED_WEAPON, Answers, answers
from customhouse.imaging.networks.volumes.looking import OBJECTS as SECOND
from customhouse.imaging.networks.volumes.naming import Named, Opened, name_all
from simulators.scanner.bags import shapes
from training.bags import CHOOSING, Kept
from training.ct.classes import OBJECTS, WEAPONS
from training.ct.objects.measure import Looked, truth_of

BAGS = 30  # of each split, of which those are looked at that hide a weapon, and as many clean ones
ARMS = frozenset(OBJECTS[number] for number in WEAPONS)
DATA = f"simulated bags of the splits {' and '.join(CHOOSING)}; simulated alone, no real image"
FROM_HU, TIMES, ENDS_HU = 1000, 2.5, 3071
LOOKS = ("first look", "and the second")


def _brighter(scan: Volume) -> Volume:
    return changed(scan, lambda hu: np.where(hu > FROM_HU, FROM_HU + TIMES * (hu - FROM_HU), hu))


SCALES: dict[str, Callable[[Volume], Volume]] = {
    "as they are": lambda scan: scan,
    f"values end at {ENDS_HU} HU": lambda scan: changed(scan, lambda hu: np.minimum(hu, ENDS_HU)),
    f"metal {TIMES:g} times as bright": _brighter,
}


def first_words(said: Answers) -> list[Named]:
    """What the networks said of the same objects before metal was looked at again."""
    second, third = (Opened(open_network(shipped()[name].path), shipped()[name].card) for name in (SECOND, CROPS))
    fields = Fields.of(said.grid)
    found = [measured(each.candidate, fields) for each in said.named]
    return name_all(second, third, found, (said.grid, said.segments))


def looked(bag: Kept, scale: Callable[[Volume], Volume]) -> dict[str, set[int]]:
    """By look: the instances of what is raised as a weapon; 0 for what is none."""
    planes, said = np.asarray(bag.planes), answers(scale(scan_of(bag)), shipped())
    limit = shipped()[CROPS].card.thresholds[SUSPECTED_WEAPON]
    labels, instances = (on_grid(plane, said.grid) for plane in planes[2:])
    true = Looked(said.grid, said.segments, labels, instances, [])
    return {
        name: {truth_of(each.candidate, true).instance for each in named if each.weapon >= limit}
        for name, named in zip(LOOKS, (first_words(said), said.named), strict=True)
    }


def chosen(bags: Sequence[Kept]) -> tuple[list[Kept], list[Kept]]:
    """Those that hide a weapon, and as many of the clean ones, of each split alike."""
    armed = [bag for bag in bags if ARMS & set(bag.record["contraband"])]
    clean: list[Kept] = []
    for split in CHOOSING:
        own = [bag for bag in bags if bag.path.parent.name == split and not bag.record["contraband"]]
        clean += own[: max(1, len(armed) // len(CHOOSING))]
    return armed, clean


def counted(armed: Sequence[Kept], clean: Sequence[Kept]) -> dict[str, dict[str, Any]]:
    """By scale and look: weapons and parts found of all, clean bags stopped for a weapon of all."""
    weapons = {bag.path: {each["instance"] for each in truth(bag) if each["label"] in ARMS} for bag in armed}
    told: dict[str, dict[str, Any]] = {}
    for scale, change in SCALES.items():
        seen = {bag.path: looked(bag, change) for bag in track([*armed, *clean], f"bags, {scale}")}
        told[scale] = {
            look: {
                "found": sum(len(weapons[bag.path] & seen[bag.path][look]) for bag in armed),
                "weapons": sum(len(each) for each in weapons.values()),
                "stopped": sum(bool(seen[bag.path][look]) for bag in clean),
                "clean": len(clean),
            }
            for look in LOOKS
        }
    return told


def main(cache: Path | None = None, count: int = BAGS) -> dict[str, Any]:
    armed, clean = chosen(bags_of(cache or cache_of(shapes.find()), count))
    told = counted(armed, clean)
    table = Table("metal reads", "look", "weapons and parts found", "clean bags stopped for a weapon")
    table.title = "Weapons in CT on scales that were not learned, at the shipped limit of weapons"
    for scale, looks in told.items():
        for look, row in looks.items():
            found, stopped = share_words(row["found"], row["weapons"]), share_words(row["stopped"], row["clean"])
            table.add_row(scale, look, found, stopped)
    console = Console(width=140)
    console.print(table)
    console.print(f"Data: {DATA}, {count} of each made; {len(armed)} with weapons, {len(clean)} clean.")
    return {"claim": "weapons on other scales of metal", "data": DATA, "results": told}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--bags", type=int, default=BAGS, help="of each split, from which those with weapons are taken")
    asked = parser.parse_args()
    main(asked.cache, asked.bags)
