"""Goods named by all that stands at the same length of a container, as both views see it.

A container is loaded in stretches. What one place shows of the goods there is mostly chance; what a stretch shows from
the side and from above together is far less so. Where there are goods is left as it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy import ndimage

from customhouse.imaging.networks.cards import ModelCard
from customhouse.imaging.networks.radiographs.channels import Planes, Plate
from customhouse.imaging.networks.radiographs.context import GRID, log_shares
from customhouse.imaging.networks.radiographs.regions import FINER, Answer, on_the_map

SLOTS = 200  # that a container's length is told in: where views of other sizes meet
LEAST = np.float32(1e-4)  # probability of a class of goods that counts as none
SEEN = 1e-3  # places of goods in a slot, neighbours' share included, from which a view says something of it


@dataclass(frozen=True)
class Stretches:
    """How much a place and its stretch count: exponents of their probabilities, and how far a stretch reaches.

    Attributes:
        reach: standard deviation, as a share of the container's length.
    """

    place: float
    stretch: float
    reach: float


def stretches_of(card: ModelCard) -> Stretches | None:
    """As the network's card says; None where it says nothing of them."""
    told: dict[str, float] | None = card.preparation.get("stretches")
    return None if told is None else Stretches(told["place"], told["stretch"], told["reach"])


def together(answers: Sequence[Answer], how: Stretches | None) -> list[Answer]:
    """The answers of all views of a container, each with its goods named anew."""
    if how is None:
        return [*answers]
    goods = [each.probabilities[:, ::FINER, ::FINER] for each in answers]
    stretches = seen_along([(each.plate, maps) for each, maps in zip(answers, goods, strict=True)], how.reach)
    return [
        replace(each, probabilities=on_the_map(_anew(maps, each.plate, stretches, how), each.strange.shape))
        for each, maps in zip(answers, goods, strict=True)
    ]


def seen_along(views: Sequence[tuple[Plate, Planes]], reach: float) -> Planes:
    """Mean logarithms of the probabilities of classes of goods along the container, each view counting alike.

    Args:
        views: the plate of each, and its probabilities, (classes, rows, columns), `none` first.

    Returns: (classes of goods, SLOTS); the same for all classes where no view shows goods.
    """
    total, seen = np.zeros((len(views[0][1]) - 1, SLOTS)), np.zeros(SLOTS)
    for plate, maps in views:
        is_goods = maps[0] < 0.5
        at = places_of(plate, maps.shape[2])
        within = (at >= 0) & (at < SLOTS)
        sums = np.where(is_goods, log_of(maps), 0).sum(axis=1)[:, within]
        count = np.bincount(at[within], is_goods.sum(axis=0)[within], SLOTS)
        sums = np.stack([np.bincount(at[within], row, SLOTS) for row in sums])
        sums, count = (ndimage.gaussian_filter1d(each, reach * SLOTS, mode="nearest") for each in (sums, count))
        tells = count > SEEN
        total += np.where(tells, sums / np.maximum(count, SEEN), 0)
        seen += tells
    return np.asarray(total / np.maximum(seen, 1), np.float32)


def log_of(maps: Planes) -> Planes:
    """Logarithms of the probabilities of classes of goods, given that there are goods."""
    share = maps[1:] / np.maximum(maps[1:].sum(axis=0), np.float32(1e-6))
    return np.asarray(np.log(np.maximum(share, LEAST)))


def places_of(plate: Plate, columns: int) -> Any:
    """The slot of each column of the grid; below 0 or from SLOTS on beyond the container."""
    middle = (np.arange(columns) + 0.5) * GRID
    return np.floor((middle - plate.box.x) / max(1, plate.box.width) * SLOTS).astype(np.intp)


def _anew(maps: Planes, plate: Plate, stretches: Planes, how: Stretches) -> Planes:
    at = np.clip(places_of(plate, maps.shape[2]), 0, SLOTS - 1)
    logs = how.place * log_of(maps) + how.stretch * stretches[:, None, at]
    none = maps[:1]
    return np.concatenate([none, np.exp(log_shares(logs)) * (1 - none)]).astype(np.float32)
