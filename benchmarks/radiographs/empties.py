"""The table of empty containers: told empty or loaded by the recogniser, by physics, and by how little shows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from rich.table import Table

from benchmarks.radiographs.cases import Case
from benchmarks.radiographs.measures import false_alarms_at, found_at, share, titled
from customhouse.imaging.networks.cards import Model
from customhouse.imaging.networks.radiographs import emptiness

# Published, not on our data: Rogers et al.
EMPTY_FOUND, EMPTY_AT = 0.993, 0.007
ANCHOR = "≥ 0.993 at ≤ 0.007 (UCL, empty containers)"
RECOGNISER, PHYSICS = "recogniser, as it decides", "physics alone, as it decides"
BY_LOOK = "trees of the whole inside"


@dataclass(frozen=True)
class Told:
    """What is said of one container: loaded, empty, or None where that is not settled; `goods` how likely it looks."""

    case: Case
    by_physics: bool | None
    by_both: bool | None
    goods: float


def told_of(case: Case, trees: Model | None) -> Told:
    chance = None if trees is None else emptiness.chance_of_goods(case.inside, trees)
    if trees is None or chance is None:
        return Told(case, case.seen_loaded, case.seen_loaded, 1.0)
    by_both = emptiness.decided(case.seen_loaded, chance, case.seen_kg, trees.card.thresholds)
    return Told(case, case.seen_loaded, by_both, chance)


# What little shows of an empty container, by whom: physics weighs, the others look.
BY_LITTLE: dict[str, Callable[[Told], float]] = {
    BY_LOOK: lambda told: -told.goods,
    "physics, by the mass": lambda told: -(told.case.seen_kg or 0.0),
    "network and trees of places, by the share of goods": lambda told: -told.case.goods_share,
    "trees of places alone, by the share of goods": lambda told: -told.case.goods_share_by_trees,
}
DECIDING: dict[str, Callable[[Told], bool | None]] = {
    RECOGNISER: lambda told: told.by_both,
    PHYSICS: lambda told: told.by_physics,
}


def empties(cases: Sequence[Case], trees: Model | None) -> tuple[dict[str, Any], Table]:
    """Of containers without goods that hide nothing, and of loaded ones."""
    every = [told_of(case, trees) for case in cases]
    loaded = [told for told in every if told.case.loaded]
    empty = [told for told in every if not told.case.loaded and not told.case.kinds]
    hiding = [told for told in every if not told.case.loaded and told.case.kinds]
    title = f"Empty containers: {len(empty)} without goods, {len(loaded)} loaded"
    table = titled(title, "told by", "empties told empty", "loaded told empty", "not settled", "aim and anchor")
    decided = {who: _decided(empty, loaded, said, who, table) for who, said in DECIDING.items()}
    little = {who: _by_little(empty, loaded, score, who, table) for who, score in BY_LITTLE.items()}
    hidden = {who: _hiding(hiding, said, who, table) for who, said in DECIDING.items()}
    return {"decided": decided, "emptiness": little, "hiding": hidden}, table


def _decided(
    empty: Sequence[Told], loaded: Sequence[Told], said: Callable[[Told], bool | None], who: str, table: Table
) -> dict[str, Any]:
    right, wrong = (share(sum(said(told) is False for told in some), len(some)) for some in (empty, loaded))
    open_ = [sum(said(told) is None for told in some) for some in (empty, loaded)]
    unsettled = f"{open_[0]} of {len(empty)}, {open_[1]} of {len(loaded)}"
    table.add_row(who, right.counted(), wrong.counted(), unsettled, ANCHOR)
    return {"empty_found": right.plain(), "loaded_told_empty": wrong.plain(), "unsettled": sum(open_)}


def _hiding(hiding: Sequence[Told], said: Callable[[Told], bool | None], who: str, table: Table) -> dict[str, Any]:
    """No goods, and something hidden in walls, floor or roof: what is told empty must be found otherwise."""
    found = share(sum(said(told) is False for told in hiding), len(hiding))
    unseen = share(sum(said(told) is False and not told.case.found for told in hiding), len(hiding))
    table.add_row(
        f"{who}: without goods, but hiding something", found.counted(), "", "", f"no finding in {unseen.counted()}"
    )
    return {"told_empty": found.plain(), "told_empty_and_not_found": unseen.plain()}


def _by_little(
    empty: Sequence[Told], loaded: Sequence[Told], score: Callable[[Told], float], who: str, table: Table
) -> dict[str, Any]:
    """Empties that show less than all but 0.7 % of the loaded; loaded that show as little as 99.3 % of the empties."""
    yes, no = (np.array([score(told) for told in some]) for some in (empty, loaded))
    found, wrong = found_at(EMPTY_AT, yes, no)
    every = false_alarms_at(EMPTY_FOUND, yes, no)
    table.add_row(f"{who}: at most 0.7 % of the loaded", found.counted(), wrong.counted(), "", ANCHOR)
    table.add_row(f"{who}: at least 99.3 % of the empties", "", every.counted(), "", ANCHOR)
    return {"found": found.plain(), "loaded_there": wrong.plain(), "loaded_at_99_3": every.plain()}
