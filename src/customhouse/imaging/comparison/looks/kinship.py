"""Which commodity classes look alike, from what their goods are made of and how they lie: a network confuses those."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from customhouse.commodities.appearance.composition import coarse_spans
from customhouse.commodities.appearance.labels import labels
from customhouse.commodities.appearance.model import Family, Row
from customhouse.commodities.appearance.objects import EMPTY
from customhouse.commodities.appearance.table import table

FAR = 0.35  # of the distance below, beyond which classes are hardly taken for each other
DENSITY_WEIGHT = 0.25  # a factor e of density against a whole share of material
FAMILIES = (Family.ORGANIC, Family.INORGANIC, Family.METAL)
BACKGROUND = 0.02  # how often any one class is seen where nothing is known: about one in fifty classes


@dataclass(frozen=True, eq=False)
class ClassList:
    """A list of classes that a network tells apart.

    Attributes:
        kin: (true class, class taken for) → share of the mistakes.
        background: how often any one class is seen where nothing is known.
    """

    kin: Mapping[tuple[str, str], float]
    background: float

    def seen_as(self, expected: Mapping[str, float], label: str, probability: float) -> float:
        """How likely goods of the `expected` classes are taken for `label` by one who is right this often."""
        missed = 1 - probability
        right = expected.get(label, 0.0) * probability
        wrong = sum(weight * missed * self.kin.get((name, label), 0.0) for name, weight in expected.items())
        return right + wrong


@lru_cache(maxsize=1)
def commodity_classes() -> ClassList:
    return ClassList(kinship(), BACKGROUND)


@lru_cache(maxsize=1)
def object_classes() -> ClassList:
    """Mistakes are shared evenly: what is mostly taken for what, no table says yet."""
    codes = [code for code, label in labels().items() if "object" in label.kinds and code != EMPTY]
    even = {(one, other): 1 / (len(codes) - 1) for one in codes for other in codes if one != other}
    return ClassList(even, 1 / len(codes))


@lru_cache(maxsize=1)
def kinship() -> Mapping[tuple[str, str], float]:
    """(true class, class taken for) → share of the mistakes; the shares of one true class sum to 1."""
    looks = {name: look for name in table().classes if (look := _look(name)) is not None}
    kin: dict[tuple[str, str], float] = {}
    for name, look in looks.items():
        near = {other: math.exp(-_away(look, its) / FAR) for other, its in looks.items() if other != name}
        whole = sum(near.values())
        kin |= {(name, other): share / whole for other, share in near.items()}
    return kin


def _look(name: str) -> tuple[float, ...] | None:
    """The mean of a class over all rows whose goods travel as it: logarithm of density, shares by family."""
    rows = [(row.classes[name], row) for row in table().rows.values() if row.classes.get(name, 0) > 0]
    whole = sum(weight for weight, _ in rows)
    if whole <= 0:
        return None
    each = [(weight / whole, _numbers(row)) for weight, row in rows]
    return tuple(sum(weight * numbers[n] for weight, numbers in each) for n in range(1 + len(FAMILIES)))


def _numbers(row: Row) -> tuple[float, ...]:
    spans = coarse_spans(row.made_of, table().materials)
    return (math.log(row.density.usual), *(spans[family].usual for family in FAMILIES))


def _away(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    return DENSITY_WEIGHT * abs(one[0] - other[0]) + sum(abs(a - b) for a, b in zip(one[1:], other[1:], strict=True))
