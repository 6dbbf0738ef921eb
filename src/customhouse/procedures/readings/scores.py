"""Figures of how well images are read, each with its interval. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from customhouse.kernel.shares import Z_95, wilson
from customhouse.procedures.readings.model import SCORED, TipOutcome, TipReading


@dataclass(frozen=True)
class Share:
    """So many of so many, and the interval (Wilson, 95 %) in which the true share should lie."""

    hits: int
    of: int
    share: float | None
    low: float
    high: float


def share(hits: int, of: int) -> Share:
    if of == 0:
        return Share(0, 0, None, 0.0, 1.0)
    return Share(hits, of, hits / of, *wilson(hits, of))


@dataclass(frozen=True)
class Agreement:
    """Cohen's kappa of two readers who say clear or stop; `kappa` is None where chance alone explains all.

    Attributes:
        both_clear, both_stop: agreed; first_stop: only the first would stop; second_stop: only the second would.
    """

    both_clear: int
    both_stop: int
    first_stop: int
    second_stop: int
    kappa: float | None
    low: float | None
    high: float | None

    @property
    def pairs(self) -> int:
        return self.both_clear + self.both_stop + self.first_stop + self.second_stop


def agreement(pairs: Sequence[tuple[bool, bool]]) -> Agreement:
    """Each pair says whether the first and the second reader would stop the goods.

    The interval is that of Fleiss, Cohen and Everitt (1969), cut at -1 and 1.
    """
    table = {(a, b): pairs.count((a, b)) for a in (False, True) for b in (False, True)}
    counts = (table[False, False], table[True, True], table[True, False], table[False, True])
    n = len(pairs)
    if n == 0:
        return Agreement(*counts, None, None, None)
    cells = {key: count / n for key, count in table.items()}
    first = {a: cells[a, False] + cells[a, True] for a in (False, True)}
    second = {b: cells[False, b] + cells[True, b] for b in (False, True)}
    seen = cells[False, False] + cells[True, True]
    by_chance = sum(first[k] * second[k] for k in (False, True))
    if by_chance >= 1:
        return Agreement(*counts, None, None, None)
    kappa = (seen - by_chance) / (1 - by_chance)
    spread = _spread(cells, first, second, (seen, by_chance, kappa), n)
    return Agreement(*counts, kappa, max(-1.0, kappa - Z_95 * spread), min(1.0, kappa + Z_95 * spread))


def _spread(
    cells: dict[tuple[bool, bool], float],
    first: dict[bool, float],
    second: dict[bool, float],
    told: tuple[float, float, float],
    n: int,
) -> float:
    _, by_chance, kappa = told
    on = sum(cells[k, k] * (1 - (first[k] + second[k]) * (1 - kappa)) ** 2 for k in (False, True))
    off = sum(cells[a, b] * (second[a] + first[b]) ** 2 for a, b in ((False, True), (True, False)))
    rest = (kappa - by_chance * (1 - kappa)) ** 2
    return math.sqrt(max(0.0, on + (1 - kappa) ** 2 * off - rest) / (n * (1 - by_chance) ** 2))


@dataclass(frozen=True)
class Score:
    """Of projected threats: how many were found, in how many something else was marked, how long a decision took.

    Attributes:
        enough: whether there are as many readings as policy wants before a person is judged by them.
    """

    found: Share
    false_alarms: Share
    median_s: float | None
    readings: int
    enough: bool = True


def score(readings: Sequence[TipReading], least: int = 0) -> Score:
    """Only what was decided counts: a copy that was handed back or asked to be scanned again says nothing."""
    counted = [reading for reading in readings if reading.outcome in SCORED]
    found = sum(1 for reading in counted if reading.outcome is TipOutcome.FOUND)
    astray = sum(1 for reading in counted if reading.false_marks > 0)
    seconds = [reading.seconds for reading in counted if reading.seconds is not None]
    n = len(counted)
    return Score(share(found, n), share(astray, n), median(seconds) if seconds else None, n, n >= least)
