"""Which varied things come near to a form that is kept for the evaluation split.

A thing's *likeness* is taken of the piece that matters most: of the contraband in it, else of the heaviest. It is near
to a kept form where class, kind of shape, number of such pieces, bend, hollowness and grain agree, and all three sides
of the piece lie within what the form takes, widened by `MARGIN`. What it is wrapped or hidden in makes no difference.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np

from simulators.scanner.bags import catalogue
from simulators.scanner.bags.making import Entry, Maker
from simulators.scanner.bags.solids import BALL, BOX, GRAINS, PLATE, Blueprint, Floats, Solid

BUILDS = 120  # of each kept form, whose measures are taken
MARGIN = 0.1  # of each side
BENT_MM = 3.0
BLOCKS = frozenset((BOX, BALL, PLATE))  # one is easily taken for the other
# Of these a thing's contraband is made, by class; of other classes the heaviest piece speaks.
CONTENTS: Mapping[str, frozenset[str]] = {
    "explosive_bulk": frozenset(("explosive",)),
    "explosive_sheet": frozenset(("explosive",)),
    "explosive_liquid": frozenset(("liquid_explosive", "peroxide", "acid")),
    "narcotics": frozenset(("narcotic", "cellulose")),
    "tobacco": frozenset(("tobacco_leaf",)),
    "currency": frozenset(("cellulose",)),
    "lithium_cells": frozenset(("lithium_cell",)),
    "wildlife": frozenset(("ivory", "keratin", "shell", "bone", "leather", "limestone", "flesh")),
    "precious_metal": frozenset(("gold", "silver")),
    "shielding": frozenset(("lead", "tungsten", "uranium")),
}
Traits = tuple[str, int, bool, bool, bool]


@dataclass(frozen=True)
class Likeness:
    """`traits`: kind of shape, 1 piece, 2 for a few or 4 for more, bent, hollow, granular; `sides`: mm, sorted."""

    traits: Traits
    sides: tuple[float, float, float]


def likeness(thing: Blueprint) -> Likeness:
    own = [part for part in thing.solids if part.slot == _slot(thing) and part.stuff is not None]
    wanted = CONTENTS.get(thing.labels[_slot(thing)], frozenset())
    held = [part for part in own if _name(part) in wanted] or own
    main = max(held, key=_mass)
    alike = sum(part.kind == main.kind and _name(part) == _name(main) for part in held)
    x, y, z = (float(each) for each in np.sort(2 * main.reach))
    kind = "block" if main.kind in BLOCKS else str(main.kind)
    count = 1 if alike == 1 else 2 if alike <= 3 else 4
    return Likeness((kind, count, _bent(main), main.skin > 0, main.texture.kind == GRAINS), (x, y, z))


def _slot(thing: Blueprint) -> int:
    """The part that is contraband, else the first."""
    return next((slot for slot, label in enumerate(thing.labels) if label in catalogue.THREATS), 0)


def _name(part: Solid) -> str:
    return part.stuff.name if part.stuff else ""


def _mass(part: Solid) -> float:
    whole = float(part.reach.prod())
    if part.skin > 0:
        whole -= float(np.maximum(part.reach - part.skin, 0).prod())
    return whole * (part.stuff.density if part.stuff else 0.0)


def _bent(part: Solid) -> bool:
    along = part.params[2] if len(part.params) > 2 and part.kind not in BLOCKS else float(part.reach[0])
    return abs(part.bend) * along**2 > BENT_MM or part.wave[0] > BENT_MM / 2


@cache
def _kept(label: str) -> Mapping[Traits, tuple[tuple[Floats, Floats], ...]]:
    """Least and largest sides of each kept form of a class, by its traits."""
    found: dict[Traits, list[tuple[Floats, Floats]]] = {}
    for entry in kept_forms(label):
        sides: dict[Traits, list[tuple[float, float, float]]] = {}
        for number in range(BUILDS):
            like = likeness(entry.form(Maker(np.random.default_rng([number, 7]), kept=True)))
            sides.setdefault(like.traits, []).append(like.sides)
        for traits, each in sides.items():
            found.setdefault(traits, []).append((np.min(each, axis=0), np.max(each, axis=0)))
    return {traits: tuple(spans) for traits, spans in found.items()}


def kept_forms(label: str) -> tuple[Entry, ...]:
    offered = {**catalogue.harmless(kept=True), **catalogue.threats(kept=True)}
    return tuple(entry for entry in offered.get(label, ()) if entry.kept)


def is_near(thing: Blueprint) -> bool:
    """Whether a thing comes near to a form of its class that only the evaluation split holds."""
    like = likeness(thing)
    sides = np.array(like.sides)
    return any(
        bool((sides > low * (1 - MARGIN)).all() and (sides < high * (1 + MARGIN)).all())
        for low, high in _kept(thing.labels[_slot(thing)]).get(like.traits, ())
    )
