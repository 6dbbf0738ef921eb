"""Which seen goods are which declared item: items compete for regions, and what nobody claims is undeclared."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from customhouse.commodities.appearance.expecting import appearance_of
from customhouse.imaging.comparison.looks.kinship import BACKGROUND, seen_as
from customhouse.imaging.comparison.sight import Part, Sight
from customhouse.imaging.model import CommodityRegion
from customhouse.imaging.model.recognition import UNKNOWN

ROOM = 1.35  # an item may claim this much more of the goods than its share of the declared mass, and a little
ROOM_KG_SHARE = 0.05
LEAST_SHARE = 0.01  # regions of less say nothing

Shares = NDArray[np.float64]


@dataclass(frozen=True)
class Claim:
    """`share` of the goods' mass, out of a region."""

    item: int
    region: CommodityRegion
    share: float
    log_odds: float


@dataclass(frozen=True)
class Assignment:
    """Of one view: what each item claims, what nobody does, and what no class was told of.

    Attributes:
        mismatch: mean over the goods of how much less likely the declared goods look so than any goods, in nats.
    """

    claims: tuple[Claim, ...]
    unclaimed: tuple[tuple[CommodityRegion, float], ...]
    untold: float
    mismatch: float
    expected: dict[int, dict[str, float]] = field(default_factory=dict)

    def share_of(self, item: int) -> float:
        return sum(claim.share for claim in self.claims if claim.item == item)


@lru_cache(maxsize=8)  # a comparison asks four times; parts and sights are told apart by which they are
def assigned(part: Part, sight: Sight) -> Assignment | None:
    """None where no network told goods apart, or of some goods it is not known what they look like."""
    regions, expected = _regions(sight), _expected(part)
    if not regions or expected is None:
        return None
    told = [region for region in regions if region.label != UNKNOWN]
    untold = sum(region.share for region in regions if region.label == UNKNOWN)
    odds = np.array([[_log_odds(expected[item.number], region) for region in told] for item in part.items])
    shares = np.array([region.share for region in told])
    taken = _transported(odds, shares, _rooms(part)) if told else np.zeros(odds.shape)
    claims = tuple(
        Claim(item.number, region, float(taken[i, r]), float(odds[i, r]))
        for i, item in enumerate(part.items)
        for r, region in enumerate(told)
        if taken[i, r] >= LEAST_SHARE / 4
    )
    left = shares - taken.sum(axis=0) if told else shares
    unclaimed = tuple((region, float(left[r])) for r, region in enumerate(told) if left[r] >= LEAST_SHARE)
    return Assignment(claims, unclaimed, untold, _mismatch(part, expected, told), expected)


def _regions(sight: Sight) -> list[CommodityRegion]:
    """Of the first view that shows any: the other view shows the same goods again."""
    every = [region for region in sight.recognition.regions if region.share >= LEAST_SHARE]
    first = min((region.view for region in every), default=0)
    return [region for region in every if region.view == first]


def _log_odds(expected: dict[str, float], region: CommodityRegion) -> float:
    return math.log((seen_as(expected, region.label, region.probability) + 1e-4) / BACKGROUND)


def _rooms(part: Part) -> list[float]:
    whole = sum(item.gross_mass_kg for item in part.items)
    if whole <= 0 or part.low_kg < part.high_kg:  # how much of each is here is not said
        return [1.0 for _ in part.items]
    return [min(1.0, item.gross_mass_kg / whole * ROOM + ROOM_KG_SHARE) for item in part.items]


def _transported(odds: Shares, shares: Shares, rooms: Sequence[float]) -> Shares:
    """The shares that each item takes of each region, so that the sum of share × log-odds is largest."""
    taken = np.zeros(odds.shape)
    item, region = np.nonzero(odds > 0)  # to claim what looks unlike one's goods is never worth it
    if not len(item):
        return taken
    from scipy import sparse  # noqa: PLC0415 - slow to import, and few loads are shared so
    from scipy.optimize import linprog  # noqa: PLC0415 - the same

    ones, at = np.ones(len(item)), np.arange(len(item))
    by_region = sparse.csr_array((ones, (region, at)), shape=(len(shares), len(item)))
    by_item = sparse.csr_array((ones, (item, at)), shape=(len(rooms), len(item)))
    found = linprog(
        -odds[item, region],
        A_ub=sparse.vstack([by_region, by_item], format="csr"),
        b_ub=np.concatenate([shares, np.asarray(rooms)]),
        method="highs",
    )
    if found.x is not None:
        taken[item, region] = found.x
    return taken


def _expected(part: Part) -> dict[int, dict[str, float]] | None:
    """Classes by item; None where of some goods it is not known what they look like."""
    looks = {item.number: appearance_of(item.hs_code, likely=item.likely) for item in part.items}
    known = {number: dict(look.classes) for number, look in looks.items() if look is not None}
    return known if part.items and len(known) == len(part.items) else None


def expected_classes(part: Part) -> dict[str, float] | None:
    """Shares of the classes in the declared goods as a whole, by their masses."""
    expected = _expected(part)
    return None if expected is None else _mixed(part, expected)


def _mixed(part: Part, expected: dict[int, dict[str, float]]) -> dict[str, float]:
    whole = sum(item.gross_mass_kg for item in part.items)
    mixed: dict[str, float] = {}
    for item in part.items:
        weight = item.gross_mass_kg / whole if whole > 0 else 1 / len(part.items)
        for name, share in expected[item.number].items():
            mixed[name] = mixed.get(name, 0.0) + weight * share
    return mixed


def _mismatch(part: Part, expected: dict[int, dict[str, float]], told: Sequence[CommodityRegion]) -> float:
    """Against the declared goods as a whole."""
    seen = sum(region.share for region in told)
    if seen <= 0:
        return 0.0
    mixed = _mixed(part, expected)
    return sum(-_log_odds(mixed, region) * region.share for region in told) / seen
