"""The simulated CT volumes that networks are judged on, made once from their seeds and kept.

`bag` and `object` are the frozen evaluation set. `enriched` are bags beside it, packed of the same held-out forms,
mixes and containers, in each of which two threats are hidden, so that every class of threats is held often enough to
be judged. `stranger` are single things of no class, and `familiar` single things of forms that training had.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rich.progress import track

from training.bags import VOXEL_MM, fill, write

WANTED = 40  # things of each class of threats, frozen set and enriched bags together
FROZEN = 400  # bags of the frozen set
# How many of each class those hold.
HELD = {
    "firearm": 21, "firearm_part": 26, "ammunition": 13, "blade": 22, "explosive_bulk": 32, "explosive_sheet": 19,
    "explosive_liquid": 24, "narcotics": 22, "tobacco": 17, "currency": 19, "lithium_cells": 16, "wildlife": 16,
    "precious_metal": 22, "shielding": 20,
}  # fmt: skip
MORE_HANDGUNS = 26  # rather than as many firearms as lack: rifles and printed pistols are no handguns
TOGETHER = 2  # threats in an enriched bag: no more than the fullest of the frozen set
KINDS = {
    "bag": "bags",
    "enriched": "enriched bags",
    "object": "objects",
    "stranger": "strangers",
    "familiar": "familiar things",
}


@dataclass(frozen=True)
class Sizes:
    """How many volumes of each set are looked at, and how many bags the curves are of. Whole: `FULL`."""

    bags: int
    objects: int
    enriched: int
    strangers: int
    curves: int

    @classmethod
    def of(cls, bags: int = 24, objects: int = 60) -> "Sizes":
        """The enriched bags are in proportion to the frozen ones; the curves, which cost most, are of few."""
        enriched = min(len(plan()), math.ceil(len(plan()) * bags / FROZEN))
        return cls(bags, objects, enriched, min(objects, 120), max(min(8, bags), bags // 16))


def plan() -> tuple[tuple[str, ...], ...]:
    """What is hidden in each enriched bag: always the classes that lack most, so that any first bags hold all alike."""
    lack = {label: WANTED - held for label, held in HELD.items() if held < WANTED}
    lack["handgun"] = MORE_HANDGUNS if lack.pop("firearm", 0) else 0
    whole, bags = dict(lack), []
    while any(left > 0 for left in lack.values()):
        short = sorted(lack, key=lambda label: -lack[label] / max(1, whole[label]))
        hidden = tuple(label for label in short[:TOGETHER] if lack[label] > 0)
        for label in hidden:
            lack[label] -= 1
        bags.append(hidden)
    return tuple(bags)


FULL = Sizes.of(FROZEN, 300)


def made(cache: Path, kind: str, count: int) -> None:
    """Make what is lacking of the first so many of a kind."""
    if kind in {"bag", "object"}:
        for _ in track(fill(cache, "evaluation", kind, count, 1), description=f"making {KINDS[kind]}", total=count):
            pass
        return
    folder = cache / "evaluation"
    folder.mkdir(parents=True, exist_ok=True)
    make = _MAKERS[kind]
    for number in track(range(count), description=f"making {KINDS[kind]}"):
        record = folder / f"{kind}-{number:08d}.json"
        if not record.exists():
            try:
                make(record, number)
            except ValueError as reason:  # no packing has room for all that it must hold
                print(f"{KINDS[kind]} {number}: left out, {reason}")


def _make_enriched(record: Path, number: int) -> None:
    from simulators.scanner.bags import make_enriched  # noqa: PLC0415 - slow: it compiles

    write(lambda: make_enriched(number, plan()[number], voxel_mm=VOXEL_MM), record, number)


def _make_stranger(record: Path, number: int) -> None:
    from simulators.scanner.bags import make_stranger  # noqa: PLC0415 - the same

    write(lambda: make_stranger(number, voxel_mm=VOXEL_MM), record, number)


def _make_familiar(record: Path, number: int) -> None:
    from simulators.scanner.bags import make_object  # noqa: PLC0415 - the same

    write(lambda: make_object(number, "tune", voxel_mm=VOXEL_MM), record, number)


_MAKERS: dict[str, Callable[[Path, int], None]] = {
    "enriched": _make_enriched, "stranger": _make_stranger, "familiar": _make_familiar,
}  # fmt: skip
