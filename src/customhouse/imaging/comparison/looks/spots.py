"""What networks name in a scan, place by place: regions of goods in a radiograph, single things in a tomogram."""

from collections.abc import Collection
from dataclasses import dataclass

from customhouse.commodities.appearance.labels import labels
from customhouse.commodities.appearance.objects import EMPTY, PACKAGING
from customhouse.imaging.comparison.sight import Sight
from customhouse.imaging.model import Finding, Modality, Place
from customhouse.imaging.model.recognition import UNKNOWN

LEAST_SHARE = 0.01  # spots of less say nothing
SURELY = 0.5  # what is named less probably than not is not named: its mass counts as unknown
LITTLE = 0.1  # share of a parcel's goods below which their names are silent


@dataclass(frozen=True)
class Spot:
    """`share` is of the mass of the goods that are seen."""

    label: str
    probability: float
    share: float
    place: Place


def spots(sight: Sight, expected: Collection[str]) -> list[Spot]:
    """`expected` are the classes that the declared goods may look like."""
    return things(sight, expected) if sight.modality is Modality.CT else regions(sight)


def regions(sight: Sight) -> list[Spot]:
    """Of the first view that shows any: the other view shows the same goods again."""
    every = [region for region in sight.recognition.regions if region.share >= LEAST_SHARE]
    first = min((region.view for region in every), default=0)
    return [
        Spot(each.label, each.probability, each.share, Place(each.view, each.box, note=each.label))
        for each in every
        if each.view == first
    ]


def things(sight: Sight, expected: Collection[str]) -> list[Spot]:
    """Empty where little is named. What is controlled and not expected is not named here: a row of its own tells it."""
    seen = sight.recognition
    named = [each for each in seen.findings if each.mass_kg and is_named(each)]
    packing = sum(each.mass_kg or 0.0 for each in named if each.label == PACKAGING and PACKAGING not in expected)
    told = [each for each in named if each.label in expected or is_harmless(each)]
    known_kg = sum(each.mass_kg or 0.0 for each in told)
    goods_kg = max(known_kg, (seen.contents.kg if seen.contents else 0.0) - packing)
    if goods_kg <= 0 or known_kg < LITTLE * goods_kg:
        return []
    found = [
        Spot(each.label, each.probability or 0.0, share, Place(each.view, each.box, each.id, each.label))
        for each in told
        if (share := (each.mass_kg or 0.0) / goods_kg) >= LEAST_SHARE
    ]
    rest = max(0.0, 1 - sum(each.share for each in found))
    return [*found, Spot(UNKNOWN, 1.0, rest, Place(note=UNKNOWN))]


def is_named(finding: Finding) -> bool:
    """By a network, and as a thing that physics parted: what a network alone suspects is part of one of those."""
    known = finding.label in labels() and finding.kind != "suspected_object"
    return known and bool(finding.model) and (finding.probability or 0.0) >= SURELY


def is_harmless(finding: Finding) -> bool:
    """Goods that nobody controls, and neither packing material nor nothing."""
    return finding.label not in (EMPTY, PACKAGING) and not labels()[finding.label].is_threat
