"""A bag is stopped for its worst candidate: true threats are taught to stand above the worst of clean volumes.

Naming candidates one by one never tells that: of some three hundred in a clean bag the one that looks most like a
threat decides. So each step ranks some threats against some clean volumes beside naming. A bag is clean here but for
its threats: what is harmless in it would stop it as well if it hid nothing, and bags to learn from nearly all hide
something. Of a loose object that is a threat nothing counts as clean: all candidates are of it.
"""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from training.ct.classes import OBJECTS, THREATS
from training.ct.objects.album import Album

WEIGHT = 0.3  # of this beside naming; with 1 names suffer, with 0.15 less is gained
EACH = 12  # clean volumes, and threats, of one step; 24 gain nothing
OF_BAGS = 0.6  # share of both that are of bags
MOST = (120, 40)  # candidates of a clean volume and of a threat that are looked at, for the time it takes
SHARP = 2.0  # of the soft maximum: the higher, the more the worst alone decides
WIDTH = 0.5  # difference of logits within which a threat does not stand clearly above

Group = NDArray[np.int64]  # rows that are one bag, or one threat


@dataclass
class Ranking:
    """`clean` are the candidates of each clean volume, `threats` those of each threat that candidates hold.

    `bags` is how many come first that are of bags; the others are of loose objects, of which there may be far more.
    """

    clean: list[Group]
    threats: list[Group]
    dice: np.random.Generator
    bags: tuple[int, int] = (0, 0)

    @classmethod
    def of(cls, album: Album, seed: int) -> "Ranking":
        """Things measured as they truly are take no part: a scanner brings candidates."""
        candidates = np.flatnonzero(album.true == 0)
        is_threat, unsure = np.isin(album.labels, THREATS), album.labels < 0
        groups = _grouped(candidates, album.bag[candidates])
        clean, threats, bags = [], [], (0, 0)
        for loose in (False, True):
            for own in (each for each in groups if album.is_loose(int(album.bag[each[0]])) == loose):
                harmless = own[~(is_threat[own] | unsure[own])]
                if len(harmless) and (not loose or len(harmless) == len(own)):
                    clean.append(harmless)
                found = own[is_threat[own]]
                threats += _grouped(found, album.instances[found])
            bags = bags if loose else (len(clean), len(threats))
        return cls(clean, threats, np.random.default_rng(seed), bags)

    def drawn(self) -> tuple[Group, Group]:
        """Rows of some clean volumes, then of some threats; and which volume or threat each is of."""
        groups = []
        for every, of_bags, most in zip((self.clean, self.threats), self.bags, MOST, strict=True):
            for at in self._places(len(every), of_bags):
                own = every[at]
                groups.append(own if len(own) <= most else self.dice.choice(own, most, replace=False))
        return np.concatenate(groups), np.repeat(np.arange(len(groups)), [len(own) for own in groups])

    def _places(self, count: int, of_bags: int) -> list[int]:
        """Where there are both, `OF_BAGS` of them are of bags, however many loose objects there are."""
        share = OF_BAGS if 0 < of_bags < count else float(of_bags > 0)
        first = round(share * EACH)
        spans = ((0, of_bags, first), (of_bags, count, EACH - first))
        return [int(at) for low, high, size in spans if size for at in self.dice.integers(low, high, size)]

    @property
    def is_possible(self) -> bool:
        return bool(self.clean and self.threats)


def loss(logits: Tensor, groups: Tensor) -> Tensor:
    """Of (rows, classes), as `drawn` gives them: how far threats are from standing above clean ones, each pair."""
    worst = _worst(threat_of(logits), groups, 2 * EACH)
    return functional.softplus((worst[:EACH][None] - worst[EACH:][:, None]) / WIDTH).mean()


def threat_of(logits: Tensor) -> Tensor:
    """The logit of all threats together against all else."""
    threats = torch.zeros(len(OBJECTS), dtype=torch.bool, device=logits.device)
    threats[list(THREATS)] = True
    return logits[:, threats].logsumexp(1) - logits[:, ~threats].logsumexp(1)


def _worst(values: Tensor, groups: Tensor, count: int) -> Tensor:
    """The soft maximum of each group."""
    highest = values.new_full((count,), -torch.inf).scatter_reduce(0, groups, values.detach(), "amax")
    sums = values.new_zeros(count).index_add(0, groups, ((values - highest[groups]) * SHARP).exp())
    return highest + sums.log() / SHARP


def _grouped(rows: Group, by: NDArray[np.int32]) -> list[Group]:
    order = np.argsort(by, kind="stable")
    return [own for own in np.split(rows[order], np.flatnonzero(np.diff(by[order])) + 1) if len(own)]
