"""Bags of things of forms drawn anew, to learn from: `varied` and, of families that it never draws, `unseen`.

Two things in five are training forms as a whole made larger or smaller, denser or lighter, hidden or not; the others
are of sorts of goods whose shape, measures, filling, wrapping, mixture and number are drawn. What comes near to a form
that is kept for the evaluation split is drawn again (`held_out`).
"""

from collections.abc import Iterable, Mapping
from functools import cache, partial

import numpy as np

from simulators.scanner.bags import catalogue
from simulators.scanner.bags.catalogue import Stock
from simulators.scanner.bags.making import Entry, Maker
from simulators.scanner.bags.solids import Blueprint
from simulators.scanner.bags.varied import armed, confounders, contraband
from simulators.scanner.bags.varied.carried import carried
from simulators.scanner.bags.varied.held_out import is_near
from simulators.scanner.bags.varied.sorts import Family, Sort, families, longest, once
from simulators.scanner.bags.varied.wrapped import resized, warped

SPLITS = ("varied", "unseen")
REACH = 0.28  # natural logarithm of how much larger or smaller a training form becomes
BEYOND = (0.3, 0.5)  # the same where only `unseen` goes
DRAWN = 0.6  # of the things of a class that has sorts
HIDDEN = 0.15  # of the training forms that are contraband
MOST_MM = 400.0
TRIES = 60
FILLED = (0.12, 0.2, 0.24, 0.2, 0.14, 0.1)  # how often none, one, two ... are hidden in a bag to learn from
CROWDED = (0.0, 0.0, 0.0, 0.0, 0.0, 0.1, 0.2, 0.3, 0.2, 0.2)  # the same in one that shows as many as it can


@cache
def stock(*, unseen: bool, crowded: bool = False) -> Stock:
    """What the bags of one side are packed from; `crowded` with as much contraband as a bag can hide."""
    sides = (
        (catalogue.threats(kept=False), contraband.SORTS + armed.SORTS, HIDDEN),
        (catalogue.harmless(kept=False), confounders.SORTS + armed.HONEST, 0.0),
    )
    threats, harmless = (_offered(known, sorts, hidden, unseen) for known, sorts, hidden in sides)
    hidden = CROWDED if crowded else catalogue.HIDDEN if unseen else FILLED
    return Stock(False, threats, harmless, hidden)


def _offered(
    known: Mapping[str, tuple[Entry, ...]], sorts: Iterable[Sort], hidden: float, unseen: bool
) -> Mapping[str, tuple[Entry, ...]]:
    new: dict[str, list[Entry]] = {label: [] for label in known}
    for sort in sorts:
        own = families(sort, unseen=unseen)
        new[sort.label] += [
            Entry(sort.label, partial(drawn, sort, family), None, sort.weight / len(own), sort.goods) for family in own
        ]
    return {label: (*_shared(new[label], DRAWN), *_remade(known[label], hidden, unseen)) for label in known}


def _shared(entries: list[Entry], share: float) -> list[Entry]:
    whole = sum(entry.weight for entry in entries)
    return [Entry(each.label, each.form, None, share * each.weight / whole, each.goods) for each in entries]


def _remade(entries: tuple[Entry, ...], hidden: float, unseen: bool) -> list[Entry]:
    forms = [
        Entry(each.label, partial(remade, each, hidden, unseen), None, each.weight, each.goods) for each in entries
    ]
    return _shared(forms, 1 - DRAWN)


def drawn(sort: Sort, family: Family, m: Maker) -> Blueprint:
    """A thing of a sort; nothing that is kept for evaluation comes near to it."""
    for _ in range(TRIES):
        thing = once(m, sort, family)
        if longest(thing) <= MOST_MM and not is_near(thing):
            return thing
    raise RuntimeError(f"no {sort.name} of {family} is unlike what is kept for evaluation")


def remade(entry: Entry, hidden: float, unseen: bool, m: Maker) -> Blueprint:
    """A training form as a whole of other size and density; as it is where that comes near to a kept form."""
    for _ in range(TRIES):
        reach = float(m.dice.choice((-1, 1))) * m.between(*BEYOND) if unseen else m.between(-REACH, REACH)
        thing = resized(warped(m, entry.form(m)), float(np.exp(reach)), m.between(0.88, 1.12))
        if longest(thing) <= MOST_MM and not is_near(thing):
            return carried(m, thing) if m.maybe(hidden) else thing
    return entry.form(m)
