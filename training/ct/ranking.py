"""A bag is stopped for its worst candidate: true threats are taught to stand above the worst of clean volumes.

Naming candidates one by one never tells that: of some three hundred in a clean bag the one that looks most like a
threat decides. So each step ranks some threats against some clean volumes beside naming. A volume is clean here if none
of its candidates is a threat: one whose threat no candidate holds cannot be stopped for it either.
"""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from training.ct.album import Album
from training.ct.classes import OBJECTS, THREATS

WEIGHT = 0.3  # of this beside naming; with 1 names suffer, with 0.15 less is gained
EACH = 12  # clean volumes, and threats, of one step; 24 gain nothing
MOST = (120, 40)  # candidates of a clean volume and of a threat that are looked at, for the time it takes
SHARP = 2.0  # of the soft maximum: the higher, the more the worst alone decides
WIDTH = 0.5  # difference of logits within which a threat does not stand clearly above

Group = NDArray[np.int64]  # rows that are one bag, or one threat


@dataclass
class Ranking:
    """`clean` are the candidates of each clean volume, `threats` those of each threat that candidates hold."""

    clean: list[Group]
    threats: list[Group]
    dice: np.random.Generator

    @classmethod
    def of(cls, album: Album, seed: int) -> "Ranking":
        """Things measured as they truly are take no part: a scanner brings candidates."""
        candidates = np.flatnonzero(album.true == 0)
        is_threat, unsure = np.isin(album.labels, THREATS), album.labels < 0
        clean, threats = [], []
        for own in _grouped(candidates, album.bag[candidates]):
            if not (is_threat[own] | unsure[own]).any():
                clean.append(own)
            found = own[is_threat[own]]
            threats += _grouped(found, album.instances[found])
        return cls(clean, threats, np.random.default_rng(seed))

    def drawn(self) -> tuple[Group, Group]:
        """Rows of some clean volumes, then of some threats; and which volume or threat each is of."""
        groups = []
        for every, most in zip((self.clean, self.threats), MOST, strict=True):
            for at in self.dice.integers(len(every), size=EACH):
                own = every[int(at)]
                groups.append(own if len(own) <= most else self.dice.choice(own, most, replace=False))
        return np.concatenate(groups), np.repeat(np.arange(len(groups)), [len(own) for own in groups])

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
