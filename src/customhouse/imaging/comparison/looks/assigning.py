"""Which seen goods are which declared item: items compete for spots, and what nobody claims is undeclared."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from customhouse.commodities.appearance.expecting import appearance_of
from customhouse.commodities.appearance.objects import objects_of
from customhouse.imaging.comparison.looks.kinship import ClassList, commodity_classes, object_classes
from customhouse.imaging.comparison.looks.spots import LEAST_SHARE, Spot, spots
from customhouse.imaging.comparison.sight import Part, Sight
from customhouse.imaging.model import Modality
from customhouse.imaging.model.recognition import UNKNOWN

ROOM = 1.35  # an item may claim this much more of the goods than its share of the declared mass, and a little
ROOM_KG_SHARE = 0.05

Shares = NDArray[np.float64]


@dataclass(frozen=True)
class Claim:
    """`share` of the goods' mass, out of a spot."""

    item: int
    spot: Spot
    share: float
    log_odds: float


@dataclass(frozen=True)
class Assignment:
    """Of one view: what each item claims, what nobody does, and what no class was told of.

    Attributes:
        mismatch: mean over the goods of how much less likely the declared goods look so than any goods, in nats.
    """

    claims: tuple[Claim, ...]
    unclaimed: tuple[tuple[Spot, float], ...]
    untold: float
    mismatch: float
    expected: dict[int, dict[str, float]] = field(default_factory=dict)

    def share_of(self, item: int) -> float:
        return sum(claim.share for claim in self.claims if claim.item == item)


@lru_cache(maxsize=8)  # a comparison asks four times; parts and sights are told apart by which they are
def assigned(part: Part, sight: Sight) -> Assignment | None:
    """None where no network told goods apart, or of some goods it is not known what they look like."""
    is_ct = sight.modality is Modality.CT
    expected, apart = _expected(part, things=is_ct), object_classes() if is_ct else commodity_classes()
    if expected is None:
        return None
    found = spots(sight, {name for classes in expected.values() for name in classes})
    if not found:
        return None
    told = [spot for spot in found if spot.label != UNKNOWN]
    untold = sum(spot.share for spot in found if spot.label == UNKNOWN)
    odds = np.array([[_log_odds(expected[item.number], spot, apart) for spot in told] for item in part.items])
    shares = np.array([spot.share for spot in told])
    taken = _transported(odds, shares, _rooms(part)) if told else np.zeros(odds.shape)
    claims = tuple(
        Claim(item.number, spot, float(taken[i, n]), float(odds[i, n]))
        for i, item in enumerate(part.items)
        for n, spot in enumerate(told)
        if taken[i, n] >= LEAST_SHARE / 4
    )
    left = shares - taken.sum(axis=0) if told else shares
    unclaimed = tuple((spot, float(left[n])) for n, spot in enumerate(told) if left[n] >= LEAST_SHARE)
    return Assignment(claims, unclaimed, untold, _mismatch(part, expected, told, apart), expected)


def _log_odds(expected: dict[str, float], spot: Spot, apart: ClassList) -> float:
    return math.log((apart.seen_as(expected, spot.label, spot.probability) + 1e-4) / apart.background)


def _rooms(part: Part) -> list[float]:
    whole = sum(item.gross_mass_kg for item in part.items)
    if whole <= 0 or part.low_kg < part.high_kg:  # how much of each is here is not said
        return [1.0 for _ in part.items]
    return [min(1.0, item.gross_mass_kg / whole * ROOM + ROOM_KG_SHARE) for item in part.items]


def _transported(odds: Shares, shares: Shares, rooms: Sequence[float]) -> Shares:
    """The shares that each item takes of each spot, so that the sum of share × log-odds is largest."""
    taken = np.zeros(odds.shape)
    item, spot = np.nonzero(odds > 0)  # to claim what looks unlike one's goods is never worth it
    if not len(item):
        return taken
    from scipy import sparse  # noqa: PLC0415 - slow to import, and few loads are shared so
    from scipy.optimize import linprog  # noqa: PLC0415 - the same

    ones, at = np.ones(len(item)), np.arange(len(item))
    by_spot = sparse.csr_array((ones, (spot, at)), shape=(len(shares), len(item)))
    by_item = sparse.csr_array((ones, (item, at)), shape=(len(rooms), len(item)))
    found = linprog(
        -odds[item, spot],
        A_ub=sparse.vstack([by_spot, by_item], format="csr"),
        b_ub=np.concatenate([shares, np.asarray(rooms)]),
        method="highs",
    )
    if found.x is not None:
        taken[item, spot] = found.x
    return taken


def _expected(part: Part, *, things: bool = False) -> dict[int, dict[str, float]] | None:
    """Classes by item, of single things or of cargo; None where of some goods it is not known what they look like."""
    looks = {item.number: appearance_of(item.hs_code, likely=item.likely) for item in part.items}
    known = {
        number: objects_of(look) if things else dict(look.classes) for number, look in looks.items() if look is not None
    }
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


def _mismatch(part: Part, expected: dict[int, dict[str, float]], told: Sequence[Spot], apart: ClassList) -> float:
    """Against the declared goods as a whole."""
    seen = sum(spot.share for spot in told)
    if seen <= 0:
        return 0.0
    mixed = _mixed(part, expected)
    return sum(-_log_odds(mixed, spot, apart) * spot.share for spot in told) / seen
