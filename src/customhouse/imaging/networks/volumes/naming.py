"""The second network for CT: what each candidate is, how sure that is, and whether it is like anything known."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from customhouse.imaging.model.recognition import UNKNOWN
from customhouse.imaging.networks.cards import ModelCard
from customhouse.imaging.networks.engine import Network
from customhouse.imaging.networks.objects.rows import Measured, row_of
from customhouse.imaging.networks.volumes.candidates import Candidate
from customhouse.imaging.networks.volumes.grids import Field
from customhouse.imaging.networks.volumes.segments import Segments


@dataclass(frozen=True)
class Named:
    """Attributes:
    label: of the likeliest class; `unknown` where the object is like nothing learned.
    probability: of that class, calibrated; for `unknown`, how strange it is, 0 to 1.
    threat: the probability of all threats together.
    threat_label: the likeliest of them; a weapon, where weapons together are likelier than it.
    strange: the share of held-out objects that were less strange.
    weapon: the probability that it is a weapon or a part of one, as the card counts them.
    """

    candidate: Candidate
    label: str
    probability: float
    threat: float
    threat_label: str
    threat_probability: float
    strange: float
    weapon: float = 0.0


def name_all(network: Network, card: ModelCard, found: Sequence[Measured], segments: Segments) -> list[Named]:
    if not found:
        return []
    rows = np.stack([row_of(each, segments, len(card.classes)) for each in found])
    said = network.run({"row": rows})
    chances = calibrated(said["logits"], card.temperature)
    candidates = [each.candidate for each in found]
    return [_named(card, *each) for each in zip(candidates, chances, said["strange"], strict=True)]


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
    return Named(candidate, *said, threat, card.classes[worst], float(chances[worst]), rank, weapon)


def _numbers(card: ModelCard, which: str) -> list[int]:
    """Of the classes that the card counts among these; none where it counts none."""
    return [n for n, code in enumerate(card.classes) if code in card.preparation.get(which, ())]
