"""How right the models were on random samples, how challengers compare, and whether the scans have changed: pure."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from customhouse.imaging.registry.model import Label, Said, Source, Truth
from customhouse.imaging.registry.shares import Share

ALARM = 0.5  # from which a model's word counts as an alarm
BINS = 10
DRIFTED = 0.25  # population stability index from which scans are taken to be others; 0.1 to 0.25 is a shift to watch
STEADY = 0.1  # at or below which they are taken to be as before: between the two a drift neither begins nor ends
SILENT = timedelta(days=14)  # without a scan, after which nothing is to be told of who looks at them
FEWEST = 50  # scans of a month from which drift is told at all


@dataclass(frozen=True)
class Month:
    """What one model was worth in one month, on consignments examined whatever it said."""

    month: str
    model_id: str
    version: str
    detected: Share
    false_alarms: Share


@dataclass(frozen=True)
class Drift:
    """How far a month's novelty lies from that of held-out training images, which is even by its making."""

    month: str
    model_id: str
    version: str
    scans: int
    index: float | None
    last_at: datetime

    @property
    def is_alarming(self) -> bool:
        return self.index is not None and self.index > DRIFTED


@dataclass(frozen=True)
class Comparison:
    """A model beside the recogniser as it counts, on the scans that both have seen."""

    scans: int
    agreed: Share
    mine: Share
    serving: Share


def month_of(at: datetime) -> str:
    return f"{at:%Y-%m}"


def truths(labels: Iterable[Label]) -> dict[str, Label]:
    """The best label of each scan: an examination outweighs a reading."""
    best: dict[str, Label] = {}
    for label in labels:
        if label.source is Source.EXAMINATION or label.scan_id not in best:
            best[label.scan_id] = label
    return best


def by_month(words: Iterable[Said], labels: Iterable[Label], names: Mapping[str, str]) -> list[Month]:
    """Newest month first; only examinations of the random share, since others were chosen by what models said."""
    random = {each.scan_id: each for each in labels if each.is_random and each.source is Source.EXAMINATION}
    counts: dict[tuple[str, str, str], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for said in words:
        if said.scan_id not in random:
            continue
        truth = random[said.scan_id].truth is Truth.IRREGULAR
        key = (month_of(random[said.scan_id].at), said.model_id, names.get(said.model_id) or said.label)
        counts[key][0 if truth else 2] += said.alarm >= ALARM
        counts[key][1 if truth else 3] += 1
    rows = [Month(*key, Share(found, bad), Share(wrong, good)) for key, (found, bad, wrong, good) in counts.items()]
    return sorted(rows, key=lambda row: (row.month, row.version), reverse=True)


def drifts(words: Iterable[Said], names: Mapping[str, str]) -> list[Drift]:
    """Newest month first."""
    seen: dict[tuple[str, str, str], list[float]] = defaultdict(list)
    last: dict[tuple[str, str, str], datetime] = {}
    for said in words:
        if said.novelty is not None:
            key = (month_of(said.at), said.model_id, names.get(said.model_id) or said.label)
            seen[key].append(said.novelty)
            last[key] = max(said.at, last.get(key, said.at))
    rows = [Drift(*key, len(values), stability_index(values), last[key]) for key, values in seen.items()]
    return sorted(rows, key=lambda row: (row.month, row.version), reverse=True)


def standing(drifts: Iterable[Drift], now: datetime) -> dict[tuple[str, str], Drift]:
    """By model and version, the newest month that tells anything; without those that look at no scans any more."""
    newest: dict[tuple[str, str], Drift] = {}
    looking = set()
    for drift in drifts:
        key = (drift.model_id, drift.version)
        if now - drift.last_at < SILENT:
            looking.add(key)
        if drift.index is not None:
            newest.setdefault(key, drift)
    return {key: drift for key, drift in newest.items() if key in looking}


def stability_index(novelties: Sequence[float]) -> float | None:
    """Population stability index against an even spread over ten bins; None for too few."""
    if len(novelties) < FEWEST:
        return None
    counts = [0] * BINS
    for value in novelties:
        counts[min(BINS - 1, int(value * BINS))] += 1
    shares = [max(count, 0.5) / len(novelties) for count in counts]  # an empty bin is not infinitely strange
    # What chance alone gives is taken off: without it few scans would look changed when they are not.
    chance = (BINS - 1) / len(novelties)
    return max(0.0, sum((share - 1 / BINS) * math.log(share * BINS) for share in shares) - chance)


def compared(mine: Iterable[Said], serving: Iterable[Said], labels: Iterable[Label]) -> Comparison:
    """Accuracy counts every scan with a known truth: fair between the two, though no fair sample of all scans."""
    other = {said.scan_id: said.alarm >= ALARM for said in serving}
    pairs = [(said.scan_id, said.alarm >= ALARM, other[said.scan_id]) for said in mine if said.scan_id in other]
    true = {scan_id: label.truth is Truth.IRREGULAR for scan_id, label in truths(labels).items()}
    known = [(mine_says, other_says, true[scan]) for scan, mine_says, other_says in pairs if scan in true]
    return Comparison(
        len(pairs),
        Share(sum(first == second for _, first, second in pairs), len(pairs)),
        Share(sum(first == truth for first, _, truth in known), len(known)),
        Share(sum(second == truth for _, second, truth in known), len(known)),
    )
