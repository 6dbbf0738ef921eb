"""What varied things are made of: mixtures drawn anew, each of so much of several compounds, cut, damp or filled.

`mixtures.csv` holds a recipe a line: `formula @ least-most parts of mass`, joined by `;`, and ways to make it parted
by `|`; of what is listed `beside`, each is in half of the mixtures. Compounds and true densities (g/cm3, without voids)
are of handbooks and data sheets. A mixture near to one that `substances.KEPT` keeps for evaluation is drawn again.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from simulators.scanner.bags.making import Maker
from simulators.scanner.bags.substances import KEPT, Fractions, Stuff, fractions, mixes
from simulators.scanner.rays.basis import coefficients

NEAR = 0.05  # sum of the differences of mass fractions below which two mixtures are one
DENSER = 1.1  # densities further apart than by this factor make them two all the same
TRIES = 30


@dataclass(frozen=True)
class Part:
    """So many parts of mass of a compound."""

    fractions: Fractions
    least: float
    most: float

    @classmethod
    def of(cls, words: str) -> "Part":
        formula, amounts = words.split(" @ ")
        least, most = amounts.split("-")
        return cls(fractions(formula.strip()), float(least), float(most))


@dataclass(frozen=True)
class Recipe:
    """A kind of mixture; `material` is what the bags call it, one of `ways` is its main part."""

    material: str
    ways: tuple[tuple[Part, ...], ...]
    beside: tuple[Part, ...]
    density: tuple[float, float]


@cache
def recipes() -> Mapping[str, Recipe]:
    with Path(__file__).with_name("mixtures.csv").open(encoding="utf-8", newline="") as rows:
        return {
            row["name"]: Recipe(
                row["material"],
                tuple(_parts(way) for way in row["ways"].split("|")),
                _parts(row["beside"]),
                (float(row["density_low"]), float(row["density_high"])),
            )
            for row in csv.DictReader(rows)
        }


def _parts(words: str) -> tuple[Part, ...]:
    return tuple(Part.of(each) for each in words.split(";"))


def drawn(m: Maker, name: str, packed: float = 1.0) -> Stuff:
    """Some of a mixture; `packed` is the share of the volume that it fills.

    Raises:
        KeyError: there is no such recipe.
    """
    recipe = recipes()[name]
    for _ in range(TRIES):
        shares, density = _shares(m, recipe), m.between(*recipe.density)
        if not is_kept(recipe.material, shares, density):
            return _stuff(recipe.material, shares, density * packed)
    mix = mixes(kept=False)[recipe.material][0]
    return _stuff(recipe.material, mix.fractions, m.between(mix.lowest, mix.highest) * packed)


def is_kept(material: str, shares: Fractions, density: float) -> bool:
    """Whether a mixture is one that only the evaluation split holds, or next to it."""
    mine = dict(shares)
    for formula, low, high in KEPT.get(material, ()):
        theirs = dict(fractions(formula))
        apart = sum(abs(mine.get(symbol, 0.0) - theirs.get(symbol, 0.0)) for symbol in {*mine, *theirs})
        if apart < NEAR and low / DENSER < density < high * DENSER:
            return True
    return False


def _shares(m: Maker, recipe: Recipe) -> Fractions:
    parts = list(recipe.ways[m.count(0, len(recipe.ways) - 1)])
    parts += [part for part in recipe.beside if m.maybe(0.5)]
    whole: dict[str, float] = {}
    for part in parts:
        amount = m.between(part.least, part.most)
        for symbol, share in part.fractions:
            whole[symbol] = whole.get(symbol, 0.0) + amount * share
    total = sum(whole.values())
    return tuple((symbol, share / total) for symbol, share in whole.items())


def _stuff(material: str, shares: Fractions, density: float) -> Stuff:
    light, iron, lead = coefficients(shares)
    return Stuff(material, density, (light * density, iron * density, lead * density))
