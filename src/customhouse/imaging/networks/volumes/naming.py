"""The second and the third network for CT: what each candidate is, how sure that is, and whether it is like anything
known. The second names all by their measures; the third looks at those again that the second thinks it possible of.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from customhouse.imaging.model.recognition import UNKNOWN
from customhouse.imaging.networks.cards import ModelCard
from customhouse.imaging.networks.engine import Network
from customhouse.imaging.networks.objects.crops import Crops
from customhouse.imaging.networks.objects.rows import Measured, row_of
from customhouse.imaging.networks.volumes.candidates import Candidate
from customhouse.imaging.networks.volumes.grids import Field
from customhouse.imaging.networks.volumes.segments import Gridded, Segments

ASKED = "asked"  # the third card's threshold: probability of all threats from which it looks again
ASKED_MOST = 64  # objects that it looks at again, the likeliest threats of a volume, for the time it takes
AT_ONCE = 32  # crops that the third network is given together: memory goes with them


@dataclass(frozen=True)
class Opened:
    """A network with its card."""

    network: Network
    card: ModelCard


@dataclass(frozen=True)
class Named:
    """Attributes:
    label: of the likeliest class; `unknown` where the object is like nothing learned.
    probability: of that class, calibrated; for `unknown`, how strange it is, 0 to 1.
    threat: the probability of all threats together.
    threat_label: the likeliest of them; a weapon, where weapons together are likelier than it.
    strange: the share of held-out objects that were less strange.
    weapon: the probability that it is a weapon or a part of one, as the card counts them.
    before: what was said of it before the third network looked, or metal was looked at once more; else None.
    chances: of each class of threats.
    weapon_label: the likeliest weapon; empty where the card counts none.
    """

    candidate: Candidate
    label: str
    probability: float
    threat: float
    threat_label: str
    threat_probability: float
    strange: float
    weapon: float = 0.0
    before: "Named | None" = None
    chances: Mapping[str, float] = field(default_factory=dict)
    weapon_label: str = ""


def name_all(
    second: Opened, third: Opened | None, found: Sequence[Measured], looked: tuple[Gridded, Segments]
) -> list[Named]:
    if not found:
        return []
    grid, segments = looked
    rows = np.stack([row_of(each, segments, len(second.card.classes)) for each in found])
    said = second.network.run({"row": rows})
    chances = calibrated(said["logits"], second.card.temperature)
    candidates = [each.candidate for each in found]
    named = [_named(second.card, *each) for each in zip(candidates, chances, said["strange"], strict=True)]
    if third is None:
        return named
    suspicious = [n for n, each in enumerate(named) if each.threat >= third.card.thresholds[ASKED]]
    at = sorted(sorted(suspicious, key=lambda n: -named[n].threat)[:ASKED_MOST])
    again = closer(third, [candidates[n] for n in at], grid, said["logits"][at])
    for n, chance in zip(at, again, strict=True):
        own = _named(second.card, candidates[n], chance, said["strange"][n])
        named[n] = replace(own, before=named[n])
    return named


def closer(third: Opened, candidates: Sequence[Candidate], grid: Gridded, logits: Field) -> Field:
    """Probabilities as the third network sees these, (candidates, classes), told `logits`: what the second said."""
    parts = [np.zeros((0, logits.shape[1]), np.float32)]
    for first in range(0, len(candidates), AT_ONCE):
        own = slice(first, first + AT_ONCE)
        crops = Crops.of(candidates[own], grid)
        given = {"planes": crops.planes.astype(np.float32), "about": crops.about, "before": logits[own]}
        parts.append(calibrated(third.network.run(given)["logits"], third.card.temperature))
    return np.concatenate(parts)


def calibrated(logits: Field, temperature: float) -> Field:
    raised = np.exp((logits - logits.max(axis=1, keepdims=True)) / temperature)
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), np.float32)


def strangeness(card: ModelCard, value: float) -> float:
    """The share of held-out objects that were less strange."""
    quantiles = card.novelty
    return float(np.interp(value, quantiles, np.linspace(0, 1, len(quantiles)))) if quantiles else 0.0


def _named(card: ModelCard, candidate: Candidate, chances: Field, strange: float) -> Named:
    threats, weapons = (_numbers(card, which) for which in ("threats", "weapons"))
    weapon = float(chances[weapons].sum())
    worst = max(threats, key=lambda n: float(chances[n]))
    if weapon > float(chances[worst]):
        worst = max(weapons, key=lambda n: float(chances[n]))
    best = int(chances.argmax())
    threat, said = float(chances[threats].sum()), (card.classes[best], float(chances[best]))
    rank = strangeness(card, float(strange))
    if rank >= card.thresholds["unknown"] or said[1] < card.thresholds["least"]:
        said = (UNKNOWN, rank)
    each = {card.classes[n]: float(chances[n]) for n in threats}
    arm = card.classes[max(weapons, key=lambda n: float(chances[n]))] if weapons else ""
    return Named(candidate, *said, threat, card.classes[worst], float(chances[worst]), rank, weapon, None, each, arm)


def _numbers(card: ModelCard, which: str) -> list[int]:
    """Of the classes that the card counts among these; none where it counts none."""
    return [n for n, code in enumerate(card.classes) if code in card.preparation.get(which, ())]
